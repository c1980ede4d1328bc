//! Which reports a report is alike: a walk through the reports that share its words.
//!
//! Of the latest few thousand each word's reports are walked through, from the end on. Of a month the
//! commonest words' are not: they are the most, and what those words can add to a cosine is bounded, so they
//! are looked up only where the other words come near. And where the last weeks show already that a burst is
//! usual, nothing before them is looked at ([`Topics::judge`]).

use super::{ALIKE, MAX_NEIGHBOURS, Said, Topics, Words};
use crate::cluster::tally::partition_point_late;
use crate::time::Timestamp;

/// What rounding may take from a cosine that lies at the bound.
const ROUNDING: f32 = 1e-4;
/// What the commonest words of a report may add to a cosine at most, where their reports are not walked through:
/// less is more to walk through, and more is more to look up.
const LEFT_OUT: f32 = ALIKE / 2.0;

/// Sums of cosines that are looked at together.
const LOOKED_AT: usize = 32;

/// A word that is looked for.
struct Term<'a> {
    term: u32,
    weight: f32,
    /// The places of the reports that hold it, with its weight there.
    holding: &'a [(u32, f32)],
}

impl Topics {
    /// The reports that came lately, newest first, back to the first of those written after `from`: at most
    /// so many as a busy hour holds. Few among them are older, where they came late.
    pub(super) fn latest(&self, from: Timestamp) -> impl Iterator<Item = &Said> {
        let place = self.layout.newest.partition_point(|t| *t <= from);
        self.said[place..].iter().rev().take(MAX_NEIGHBOURS)
    }

    /// The reports of (from, to] that a report is alike, in order of arrival; itself among them where it
    /// was added.
    #[must_use]
    pub fn near(&self, words: &Words, from: Timestamp, to: Timestamp) -> Vec<&Said> {
        let old = self.layout.newest.partition_point(|t| *t <= from);
        let mut alike = self.alike_from(words, old.max(self.said.len().saturating_sub(MAX_NEIGHBOURS)));
        alike.retain(|s| s.occurred_at > from && s.occurred_at <= to);
        alike
    }

    /// The reports that came at a place or behind it that a report is alike, each word's walked through: for
    /// some thousand reports that is the quickest.
    fn alike_from(&self, words: &Words, place: usize) -> Vec<&Said> {
        let young = self.said.get(place..).unwrap_or_default();
        let mut sums = vec![0.0_f32; young.len()];
        for (term, weight) in &words.0 {
            add_up(*weight, self.holding(*term, place), place, &mut sums);
        }
        reaching(&sums, ALIKE).filter_map(|i| young.get(i)).collect()
    }

    /// The reports written up to a moment that a report is alike, in order of arrival, of those that came at
    /// a place or behind it.
    pub(super) fn before(&self, words: &Words, until: Timestamp, from: usize) -> Vec<&Said> {
        if self.said.len() - from <= MAX_NEIGHBOURS {
            let mut alike = self.alike_from(words, from);
            alike.retain(|s| s.occurred_at <= until);
            return alike;
        }
        let term = |(term, weight): &(u32, f32)| {
            let holding = self.holding(*term, from);
            (!holding.is_empty()).then_some(Term { term: *term, weight: *weight, holding })
        };
        let mut terms: Vec<Term<'_>> = words.0.iter().filter_map(term).collect();
        terms.sort_by_key(|t| (t.holding.len(), t.term));
        // A report's weights have length 1: a cosine with some words is no more than the length of these.
        let (mut squares, mut rare) = (0.0_f32, terms.len());
        while let Some(Term { weight, .. }) = rare.checked_sub(1).and_then(|i| terms.get(i)) {
            if squares + weight * weight >= LEFT_OUT * LEFT_OUT {
                break;
            }
            squares += weight * weight;
            rare -= 1;
        }
        let (rare, common) = terms.split_at(rare);
        let most = libm::sqrtf(squares) + ROUNDING;
        let mut sums = vec![0.0_f32; self.said.len() - from];
        rare.iter().for_each(|t| add_up(t.weight, t.holding, from, &mut sums));
        let whole = |i: usize| {
            let said = self.said.get(from + i).filter(|s| s.occurred_at <= until)?;
            let rest: f32 = common.iter().map(|t| t.weight * said.words.weight(t.term)).sum();
            (sums[i] + rest >= ALIKE).then_some(said)
        };
        reaching(&sums, ALIKE - most).filter_map(whole).collect()
    }

    /// The reports that hold a word, of those that came at a place or behind it.
    fn holding(&self, term: u32, from: usize) -> &[(u32, f32)] {
        let holding = self.layout.by_word.get(&u64::from(term)).map(Vec::as_slice).unwrap_or_default();
        &holding[partition_point_late(holding, |(place, _)| (*place as usize) < from)..]
    }
}

/// Adds what a word gives to the cosines of the reports that hold it; the first sum is of the report at `first`.
fn add_up(weight: f32, holding: &[(u32, f32)], first: usize, sums: &mut [f32]) {
    for (place, other) in holding {
        if let Some(sum) = (*place as usize).checked_sub(first).and_then(|i| sums.get_mut(i)) {
            *sum += weight * other;
        }
    }
}

/// Which sums reach a bound. Hardly any do: most pieces are passed over in a few steps.
fn reaching(sums: &[f32], bound: f32) -> impl Iterator<Item = usize> + '_ {
    let pieces = sums.chunks(LOOKED_AT).enumerate();
    let any = pieces.filter(move |(_, piece)| piece.iter().fold(false, |any, sum| any | (*sum >= bound)));
    any.flat_map(move |(n, piece)| (n * LOOKED_AT..).zip(piece).filter(move |(_, sum)| **sum >= bound).map(|(i, _)| i))
}
