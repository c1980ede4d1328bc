//! Which reports a report is alike: a walk through the reports that share its words.
//!
//! Of the last hour the walk goes backwards through the reports of each word and stops where they are
//! too old: that is all most reports need. Of the month before, the commonest words lead nowhere by
//! themselves, since who shares no other word with a report is not alike it; their reports, which are
//! the most, are not walked through. And where the last weeks show already that a burst is usual, nothing
//! before them is looked at ([`Topics::judge`]).

use super::{ALIKE, MAX_NEIGHBOURS, Said, Topics, Words};
use crate::time::Timestamp;

/// What rounding may take from a cosine that lies at the bound.
const ROUNDING: f32 = 1e-4;

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
        let first = u32::try_from(place).unwrap_or(u32::MAX);
        let young = &self.said[(first as usize).min(self.said.len())..];
        let mut sums = vec![0.0_f32; young.len()];
        for (term, weight) in &words.0 {
            let holding = self.layout.by_word.get(&u64::from(*term)).into_iter().flatten();
            for (place, other) in holding.rev().take_while(|(place, _)| *place >= first) {
                if let Some(sum) = sums.get_mut((place - first) as usize) {
                    *sum += weight * other;
                }
            }
        }
        let mut alike = Vec::new();
        for (said, sums) in young.chunks(LOOKED_AT).zip(sums.chunks(LOOKED_AT)) {
            // Hardly any are: most pieces are passed over in a few steps.
            if sums.iter().fold(false, |any, sum| any | (*sum >= ALIKE)) {
                alike.extend(said.iter().zip(sums).filter(|(_, sum)| **sum >= ALIKE).map(|(said, _)| said));
            }
        }
        alike
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
            let holding = self.holding(*term, from)?;
            Some(Term { term: *term, weight: *weight, holding })
        };
        let mut terms: Vec<Term<'_>> = words.0.iter().filter_map(term).collect();
        terms.sort_by_key(|t| (t.holding.len(), t.term));
        // Those at the end that lead nowhere: even a report of nothing else has too small a cosine.
        let mut squares = 0.0_f32;
        let mut rare = terms.len();
        while let Some(Term { weight, .. }) = rare.checked_sub(1).and_then(|i| terms.get(i)) {
            let bound = ALIKE - ROUNDING;
            if squares + weight * weight >= bound * bound {
                break;
            }
            squares += weight * weight;
            rare -= 1;
        }
        let (rare, common) = terms.split_at(rare);
        let most = libm::sqrtf(squares) + ROUNDING;
        let mut sums = vec![0.0_f32; self.said.len() - from];
        let mut found: Vec<u32> = Vec::new();
        for Term { weight, holding, .. } in rare {
            for (place, other) in *holding {
                let Some(sum) = sums.get_mut(*place as usize - from) else { continue };
                if *sum == 0.0 {
                    found.push(*place);
                }
                *sum += weight * other;
            }
        }
        found.sort_unstable();
        let whole = |place: u32| {
            let said = self.said.get(place as usize).filter(|s| s.occurred_at <= until)?;
            let sum = sums.get(place as usize - from).filter(|sum| **sum + most >= ALIKE)?;
            let rest: f32 = common.iter().map(|t| t.weight * said.words.weight(t.term)).sum();
            (sum + rest >= ALIKE).then_some(said)
        };
        found.into_iter().filter_map(whole).collect()
    }

    /// The reports that hold a word, of those that came at a place or behind it.
    fn holding(&self, term: u32, from: usize) -> Option<&[(u32, f32)]> {
        let holding = self.layout.by_word.get(&u64::from(term))?;
        Some(&holding[holding.partition_point(|(place, _)| (*place as usize) < from)..])
    }
}
