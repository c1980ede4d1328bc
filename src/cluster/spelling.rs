//! Misspelt words: the known words one edit away from an unknown one.
//!
//! One edit is an inserted, left-out or changed letter, or two neighbours swapped (optimal string
//! alignment). Words are found by their deletion neighbourhood: two words are at most one edit apart
//! only if they share a form with at most one letter left out, so that a look-up costs as many probes
//! as the word has letters, however many words are known.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Shortest word, in letters, that is corrected or corrected to: shorter ones have too many neighbours.
pub const MIN_LETTERS: usize = 4;
/// Longest word, in letters: what is longer is rarely a word, and each letter costs an entry.
pub const MAX_LETTERS: usize = 24;

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

/// FNV-1a of a text: the same on every machine and in every run, which std's hasher is not.
#[must_use]
pub(super) fn hash(text: &str) -> u64 {
    hash_on(FNV_OFFSET, text)
}

/// Goes on hashing: `hash_on(hash(a), b)` is the hash of `a` and `b` written together.
#[must_use]
pub(super) fn hash_on(start: u64, text: &str) -> u64 {
    hash_bytes(start, text.as_bytes())
}

/// The hashes of a word and of its stem: what both begin with, mostly all of the stem, is hashed once.
#[must_use]
pub(super) fn hash_both(word: &str, stem: &str) -> (u64, u64) {
    let (word, stem) = (word.as_bytes(), stem.as_bytes());
    let (mut both, mut at) = (FNV_OFFSET, 0);
    while let (Some(a), Some(b)) = (word.get(at), stem.get(at))
        && a == b
    {
        both = hash_bytes(both, &[*a]);
        at += 1;
    }
    (hash_bytes(both, &word[at..]), hash_bytes(both, &stem[at..]))
}

fn hash_bytes(start: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(start, |h, b| (h ^ u64::from(*b)).wrapping_mul(FNV_PRIME))
}

/// Keys that are hashes already are taken as they are.
#[derive(Clone, Debug, Default)]
pub struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = (self.0 ^ u64::from(*b)).wrapping_mul(FNV_PRIME);
        }
    }
    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// A table by [`hash`]; looked up, never walked through.
pub(super) type ByHash<T> = HashMap<u64, T, BuildHasherDefault<AsIs>>;

/// Known words, found by words one edit away.
#[derive(Clone, Debug, Default)]
pub struct Spelling {
    words: Vec<Box<str>>,
    /// By form, the last word that has it.
    by_form: ByHash<u32>,
    /// By form, the other words that have it: most forms are of one word, and a list for each would cost
    /// more than the words.
    more: ByHash<Vec<u32>>,
}

impl Spelling {
    /// Takes a word that is not known yet; too short or too long ones are left out.
    pub fn add(&mut self, word: &str) {
        let Ok(id) = u32::try_from(self.words.len()) else { return };
        if !is_correctable(word) {
            return;
        }
        self.words.push(word.into());
        each_form(word, |form| {
            if let Some(other) = self.by_form.insert(form, id) {
                self.more.entry(form).or_default().push(other);
            }
        });
    }

    /// The known words at most one edit away, each once, in alphabetical order, by their numbers.
    #[must_use]
    pub fn near(&self, word: &str) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        if !is_correctable(word) || self.words.is_empty() {
            return found;
        }
        each_form(word, |form| {
            let one = self.by_form.get(&form);
            let others = || self.more.get(&form).into_iter().flatten();
            for id in one.into_iter().chain(one.is_some().then(others).into_iter().flatten()) {
                if !found.contains(id) && strsim::osa_distance(self.word(*id), word) <= 1 {
                    found.push(*id);
                }
            }
        });
        found.sort_by_key(|id| self.word(*id));
        found.dedup_by_key(|id| self.word(*id));
        found
    }

    /// The word of a number that [`Spelling::near`] gave.
    #[must_use]
    pub fn word(&self, id: u32) -> &str {
        self.words.get(id as usize).map_or("", |word| word)
    }
}

/// Whether a word is long enough, short enough and of letters alone.
#[must_use]
pub fn is_correctable(word: &str) -> bool {
    // A word of n letters has at least n bytes and at most 4n.
    word.len() >= MIN_LETTERS
        && word.len() <= 4 * MAX_LETTERS
        && word.chars().all(char::is_alphabetic)
        && (MIN_LETTERS..=MAX_LETTERS).contains(&word.chars().count())
}

/// Hashes of the word and of the word with each letter left out in turn.
fn each_form(word: &str, mut take: impl FnMut(u64)) {
    take(hash(word));
    let mut before = FNV_OFFSET;
    let mut last = None;
    for (at, letter) in word.char_indices() {
        let end = at + letter.len_utf8();
        // Leaving out either of two equal neighbours gives the same form.
        if last != Some(letter) {
            take(hash_on(before, &word[end..]));
        }
        before = hash_on(before, &word[at..end]);
        last = Some(letter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words<'a>(spelling: &'a Spelling, near: &str) -> Vec<&'a str> {
        spelling.near(near).into_iter().map(|id| spelling.word(id)).collect()
    }

    fn known(words: &[&str]) -> Spelling {
        let mut spelling = Spelling::default();
        for word in words {
            spelling.add(word);
        }
        spelling
    }

    #[test]
    fn every_kind_of_single_edit_is_found_and_no_second_one() {
        let spelling = known(&["transfer", "batterie"]);
        for near in ["tranfer", "transfger", "transfar", "tarnsfer", "transfer", "transferr", "ransfer"] {
            assert_eq!(words(&spelling, near), ["transfer"], "{near}");
        }
        for far in ["trnsfr", "transport", "tarnsfe", "xtransferx"] {
            assert!(spelling.near(far).is_empty(), "{far}");
        }
        assert!(spelling.near("batérie").is_empty());
        assert_eq!(spelling.near("battérie").len(), 1);
    }

    #[test]
    fn short_words_long_words_and_numbers_are_left_alone() {
        let at_limit = "a".repeat(MAX_LETTERS);
        let spelling = known(&["pin", "card", "4021", &at_limit, &"b".repeat(MAX_LETTERS + 1)]);
        assert_eq!(spelling.words.len(), 2);
        assert!(spelling.near("pim").is_empty());
        assert!(spelling.near("car").is_empty());
        assert_eq!(spelling.near("crad").len(), 1);
        assert_eq!(spelling.near(&"a".repeat(MAX_LETTERS - 1)).len(), 1);
        assert!(spelling.near(&"b".repeat(MAX_LETTERS + 1)).is_empty());
    }

    #[test]
    fn several_neighbours_come_in_alphabetical_order() {
        let spelling = known(&["pant", "part", "past"]);
        assert_eq!(words(&spelling, "pawt"), ["pant", "part", "past"]);
    }
}
