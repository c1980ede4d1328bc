//! What identifies a person or opens a door goes, before anything leaves understand: e-mail
//! addresses, phone numbers, cards (Luhn), IBANs (mod 97), token-like strings, the customer's names.
//!
//! Error codes, amounts, times, paths and order numbers below 12 digits stay: they are what makes a
//! report useful.
//!
//! It must never take away what a report is made of: error codes, amounts, times, order numbers.

mod names;
mod numbers;
mod secrets;

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;
use names::Names;

/// What stands for an e-mail address.
pub(super) const EMAIL: &str = "[email]";
/// What stands for a phone number.
pub(super) const PHONE: &str = "[phone]";
/// What stands for a payment card's number.
pub(super) const CARD: &str = "[card]";
/// What stands for a bank account's number.
pub(super) const IBAN: &str = "[iban]";
/// What stands for a long number of another kind.
pub(super) const NUMBER: &str = "[number]";
/// What stands for a key, token or password.
pub(super) const TOKEN: &str = "[token]";
/// What stands for a name of the customer record.
pub(super) const NAME: &str = "[name]";

/// A stretch of text and what stands for it.
type Hit = (Range<usize>, &'static str);

/// Takes out what must not leave, for the messages of one author.
#[derive(Debug, Default)]
pub(super) struct Redaction {
    names: Names,
    /// The author's own, digits only.
    phone: String,
}

impl Redaction {
    /// For an author of these names and this phone number.
    pub(super) fn new(names: &[String], phone: Option<&str>) -> Self {
        let phone = phone.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
        Self { names: Names::new(names), phone }
    }

    /// The text with everything that must not leave replaced.
    pub(super) fn safe<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut hits: Vec<Hit> = Vec::new();
        if memchr(b'@', text.as_bytes()).is_some() {
            secrets::emails(text, &mut hits);
        }
        numbers::find(text, &self.phone, &mut hits);
        secrets::tokens(text, &mut hits);
        self.names.find(text, &mut hits);
        if hits.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(apply(text, hits)) }
    }
}

/// What one of the company's own people wrote of a candidate, without what must not be kept: they quote
/// customers.
#[must_use]
pub fn redacted(text: &str) -> String {
    Redaction::default().safe(text).into_owned()
}

/// Replaces the hits; where two overlap both go, under the mark of the first.
fn apply(text: &str, mut hits: Vec<Hit>) -> String {
    hits.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, mark) in hits {
        if range.start >= at {
            out.push_str(&text[at..range.start]);
            out.push_str(mark);
        }
        at = at.max(range.end);
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests;
