//! The names of the customer record.

use super::{Hit, NAME};
use crate::signal::normal::fold;

/// Names of one author looked at.
const MAX_NAMES: usize = 16;
/// Parts of one name looked at.
const MAX_PARTS: usize = 8;
/// Names that are ordinary words too: taken for names only where they are capitalised.
const WORDS_TOO: &[&str] = &[
    "will", "may", "mark", "bill", "rose", "grace", "hope", "faith", "art", "drew", "pat", "sue", "rob", "jack",
    "june", "april", "august", "summer", "dawn", "joy", "gene", "chase", "frank", "price", "case", "page", "field",
    "banks", "young", "white", "black", "brown", "green", "long", "short", "best", "good", "day", "king", "bell",
    "cook", "marie", "pierre", "rayan", "blanche", "claire", "fleur", "petit", "grand", "blanc", "noir", "leblanc",
    "le", "la", "de", "van", "von", "del", "and", "the",
];

/// The parts of an author's names, folded.
#[derive(Debug, Default)]
pub(super) struct Names {
    parts: Vec<String>,
}

impl Names {
    pub(super) fn new(names: &[String]) -> Self {
        let mut parts: Vec<String> = Vec::new();
        for name in names.iter().take(MAX_NAMES) {
            for part in name.split(|c: char| !c.is_alphabetic()).filter(|p| p.chars().count() >= 2).take(MAX_PARTS) {
                let part = fold(part);
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
        }
        Self { parts }
    }

    pub(super) fn find(&self, text: &str, hits: &mut Vec<Hit>) {
        if self.parts.is_empty() {
            return;
        }
        let mut rest = text;
        while let Some(skip) = rest.find(char::is_alphabetic) {
            let start = text.len() - rest.len() + skip;
            let length = text[start..].find(|c: char| !c.is_alphabetic()).unwrap_or(text.len() - start);
            let word = &text[start..start + length];
            if self.is_name(word) {
                match hits.last_mut() {
                    // "Ann Lee" is one name.
                    Some((range, NAME)) if text[range.end..start].trim().is_empty() && range.end <= start => {
                        range.end = start + length
                    }
                    _ => hits.push((start..start + length, NAME)),
                }
            }
            rest = &text[start + length..];
        }
    }

    fn is_name(&self, word: &str) -> bool {
        let folded = fold(word);
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let known = self.parts.contains(&folded);
        known && (capital || folded.len() > 2 && !WORDS_TOO.contains(&folded.as_str()))
    }
}
