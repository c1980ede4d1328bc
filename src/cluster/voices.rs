//! The same text from several customers: a campaign that is passed around, or one account that writes
//! from many addresses. Such customers are one voice.
//!
//! People who report the same thing in a few words often use the same ones: a short text counts as a copy
//! only within one account.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{AccountKey, CustomerKey};

/// Distinct stems from which on two people do not write the same by chance: a sentence of some twelve
/// words.
pub const LONG: usize = 8;
/// Of the stems of two texts so many are in both: one word in ten may be another.
const ALIKE: f64 = 0.8;

/// Copied texts that are looked at before all others.
const MAX_COPIED: usize = 8;

/// One in so many must say that something is wrong: of the reports of an incident two in three do, of the
/// questions about an offer that pass for reports hardly any.
const SAY_SO: u32 = 6;

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
        self.problems == 0 || self.problems.saturating_mul(SAY_SO) < self.customers
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

/// Texts, found by their first stems: two that share four stems in five share one of the first fifth and one
/// more, so thousands of different ones are not held against each other.
#[derive(Default)]
struct Texts<'a> {
    by_stem: BTreeMap<u32, Vec<Said<'a>>>,
    /// The first that were copied, at most [`MAX_COPIED`]: a campaign has one or a few.
    copied: Vec<Said<'a>>,
}

impl<'a> Texts<'a> {
    fn first(said: Said<'a>) -> &'a [u32] {
        let n = said.1.len();
        said.1.get(..n.div_ceil(5) + 1).unwrap_or(said.1)
    }

    fn hold(&mut self, said: Said<'a>) -> bool {
        if self.copied.iter().any(|text| same_text(*text, said)) {
            return true;
        }
        let near = Self::first(said).iter().filter_map(|stem| self.by_stem.get(stem)).flatten();
        let found = near.copied().find(|text| same_text(*text, said));
        self.copied.extend(found.filter(|_| self.copied.len() < MAX_COPIED));
        found.is_some()
    }

    fn add(&mut self, said: Said<'a>) {
        for stem in Self::first(said) {
            self.by_stem.entry(*stem).or_default().push(said);
        }
    }
}

/// Those behind reports, in the order in which they were written; each with whether it says that something
/// is wrong.
#[must_use]
pub fn voices<'a>(reports: impl Iterator<Item = (CustomerKey, Said<'a>, bool)>) -> Voices {
    let (mut counted, mut copied) = (BTreeMap::<CustomerKey, bool>::new(), BTreeSet::<CustomerKey>::new());
    let mut texts = Texts::default();
    for (customer, said, problem) in reports {
        if let Some(before) = counted.get_mut(&customer) {
            *before |= problem;
            continue;
        }
        let may_be = comparable(said);
        if may_be && texts.hold(said) {
            copied.insert(customer);
            continue;
        }
        copied.remove(&customer);
        counted.insert(customer, problem);
        if may_be {
            texts.add(said);
        }
    }
    let n = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Voices {
        customers: n(counted.len()),
        copies: n(copied.len()),
        problems: n(counted.values().filter(|p| **p).count()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn texts_are_found_as_if_each_were_held_against_all(
            texts in prop::collection::vec((0u64..3, prop::collection::btree_set(0u32..16, 0..16)), 2..12),
        ) {
            let texts: Vec<_> =
                texts.into_iter().map(|(n, t)| ((n > 0).then_some(AccountKey(n)), t.into_iter().collect::<Vec<_>>())).collect();
            let (mut found, mut all) = (Texts::default(), Vec::<Said<'_>>::new());
            for (account, stems) in &texts {
                let said = (*account, stems.as_slice());
                prop_assert_eq!(found.hold(said), all.iter().any(|t| same_text(*t, said)));
                found.add(said);
                all.push(said);
            }
        }
    }

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
    fn one_in_six_must_say_that_something_is_wrong() {
        let only_ask = |problems, customers| Voices { customers, copies: 0, problems }.only_ask();
        assert!(only_ask(0, 3) && !only_ask(1, 3) && !only_ask(1, 6));
        assert!(only_ask(1, 7) && !only_ask(2, 12) && only_ask(2, 13));
    }

    #[test]
    fn copies_are_counted_until_their_customers_say_something_of_their_own() {
        let (campaign, own) = (stems("abcdefgh"), stems("klmnopqr"));
        let said = [(1, &campaign), (1, &own), (2, &campaign), (3, &campaign), (3, &campaign), (4, &own)];
        let voices = |said: &[(u64, &Vec<u32>)]| {
            let v =
                voices(said.iter().map(|(customer, stems)| (CustomerKey(*customer), (None, stems.as_slice()), false)));
            (v.customers, v.copies)
        };
        assert_eq!(voices(&said), (2, 2), "what a counted customer says beside is compared with nothing");
        let words = stems("stuvwxyz");
        let later: Vec<_> = said.into_iter().chain([(2, &words)]).collect();
        assert_eq!(voices(&later), (3, 1));
    }
}
