//! The same text from several customers: a campaign that is passed around, or one account that writes
//! from many addresses. Such customers are one voice.
//!
//! People who report the same thing in a few words often use the same ones: a short text counts as a copy
//! only within one account.

use crate::ids::AccountKey;

/// Distinct stems from which on two people do not write the same by chance: a sentence of some twelve
/// words.
pub const LONG: usize = 8;
/// Of the stems of two texts so many are in both: one word in ten may be another.
const ALIKE: f64 = 0.8;

/// One in so many must say that something is wrong: of the reports of an incident two in three do, of the
/// questions about an offer that pass for reports hardly any.
const SAY_SO: u32 = 4;
/// And so many: beside the questions of others one customer's trouble is that one's.
const LEAST_SAY_SO: u32 = 2;

/// The account a text comes from and its distinct stems, sorted.
pub type Said<'a> = (Option<AccountKey>, &'a [u32]);

/// Those behind the reports of a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Voices {
    /// Distinct customers, of whom several with the same text are one.
    pub customers: u32,
    /// Further ones who only sent a text that one of them had sent.
    pub copies: u32,
    /// Customers who say that something is wrong.
    pub problems: u32,
}

impl Voices {
    /// Whether too few say that something is wrong: a mailing makes customers ask, and many of their
    /// questions pass for reports one by one.
    #[must_use]
    pub const fn only_ask(&self) -> bool {
        self.problems < LEAST_SAY_SO || self.problems.saturating_mul(SAY_SO) < self.customers
    }
}

/// Whether two customers' texts are nearly the same.
#[must_use]
pub fn same_text(a: Said<'_>, b: Said<'_>) -> bool {
    let one_account = a.0.is_some() && a.0 == b.0;
    let (a, b) = (a.1, b.1);
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    let least = if one_account { 1 } else { LONG };
    if short < least || (short as f64) < ALIKE * long as f64 {
        return false;
    }
    // Most copies are copies to the letter.
    if a == b {
        return true;
    }
    let (mut i, mut j, mut both) = (0, 0, 0usize);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        both += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    both as f64 >= ALIKE * (a.len() + b.len() - both) as f64
}

/// Whether a text can be a copy at all.
#[must_use]
pub fn comparable((account, stems): Said<'_>) -> bool {
    stems.len() >= if account.is_some() { 1 } else { LONG }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(words: &str) -> Vec<u32> {
        let mut all: Vec<u32> = words.bytes().map(u32::from).collect();
        all.sort_unstable();
        all
    }

    fn same(a: (u64, &str), b: (u64, &str)) -> bool {
        let account = |n: u64| (n > 0).then_some(AccountKey(n));
        same_text((account(a.0), &stems(a.1)), (account(b.0), &stems(b.1)))
    }

    #[test]
    fn a_long_text_is_a_copy_wherever_it_comes_from() {
        assert!(same((0, "abcdefgh"), (0, "abcdefgh")) && same((1, "abcdefgh"), (2, "abcdefgh")));
        assert!(!same((0, "abcdefg"), (0, "abcdefg")), "seven words are anybody's");
        assert!(same((0, "abcdefghij"), (0, "abcdefghix")), "one word in ten may be another");
        assert!(!same((0, "abcdefgh"), (0, "abcdefgx")) && !same((0, "abcdefgh"), (0, "abcdefghijk")));
    }

    #[test]
    fn within_an_account_a_short_text_is_one_too() {
        assert!(same((7, "ab"), (7, "ab")) && !same((7, "ab"), (8, "ab")) && !same((7, "ab"), (0, "ab")));
        assert!(!same((7, "ab"), (7, "xy")) && !same((7, ""), (7, "")), "its people are people");
    }

    #[test]
    fn two_and_one_in_four_must_say_that_something_is_wrong() {
        let only_ask = |problems, customers| Voices { customers, copies: 0, problems }.only_ask();
        assert!(only_ask(0, 3) && only_ask(1, 3) && !only_ask(2, 3));
        assert!(!only_ask(2, 8) && only_ask(2, 9));
    }
}
