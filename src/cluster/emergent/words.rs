//! What a report says, as a point in the space of its words.

use serde::{Deserialize, Serialize};

use super::ALIKE;
use crate::cluster::feature::{Hashes, Lexicon};
use crate::cluster::learn::is_stop;
use crate::signal::Signal;

/// Different words of a report that are looked at: customers say what is wrong in the first ones.
const MAX_TERMS: usize = 64;
/// Power of the logarithm of a word's rarity.
const POWER: f64 = 0.7;

/// A report's words with their weights, of length 1, in order of the words' hashes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Words(pub(super) Box<[(u32, f32)]>);

/// How they are stored: all hashes, then all weights, since hashes come again in other reports and weights
/// seldom do; so an engine at rest packs a twentieth smaller.
#[derive(Serialize, Deserialize)]
struct Stored {
    terms: Vec<u32>,
    weights: Vec<f32>,
}

impl From<Words> for Stored {
    fn from(words: Words) -> Self {
        let (terms, weights) = words.0.into_iter().unzip();
        Self { terms, weights }
    }
}

impl TryFrom<Stored> for Words {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        if stored.terms.len() != stored.weights.len() {
            return Err("not as many weights as words");
        }
        Ok(Self(stored.terms.into_iter().zip(stored.weights).collect()))
    }
}

impl Words {
    /// Those of a signal, weighed by how rare each is among the tenant's messages: (1 + ln tf) *
    /// ln(1 + (N + 1) / (df + .5))^.7 (detection.md section 2).
    #[must_use]
    pub fn of(signal: &Signal, hashes: &Hashes, lexicon: &Lexicon) -> Self {
        // Few enough that a walk through them is quicker than a map.
        let mut counts: Vec<(u64, f64)> = Vec::with_capacity(signal.words.len().min(MAX_TERMS));
        for (word, hashed) in signal.words.iter().zip(&hashes.0) {
            if is_stop(hashed.text) || !word.text.chars().any(char::is_alphabetic) {
                continue;
            }
            match counts.iter().position(|(stem, _)| *stem == hashed.stem) {
                Some(i) => counts[i].1 += 1.0,
                None if counts.len() < MAX_TERMS => counts.push((hashed.stem, 1.0)),
                None => {}
            }
        }
        counts.sort_unstable_by_key(|(stem, _)| *stem);
        let messages = f64::from(lexicon.messages()) + 1.0;
        let weigh = |(stem, tf): (u64, f64)| {
            let rarity = libm::log(1.0 + messages / (f64::from(lexicon.df_of(stem)) + 0.5));
            // What pow gives, to a few units in the last place, in a third of its time.
            let power = libm::exp(POWER * libm::log(rarity));
            ((stem & u64::from(u32::MAX)) as u32, (1.0 + libm::log(tf)) * power)
        };
        let mut terms: Vec<(u32, f64)> = counts.into_iter().map(weigh).collect();
        terms.sort_by_key(|(term, _)| *term);
        terms.dedup_by_key(|(term, _)| *term);
        let length = libm::sqrt(terms.iter().map(|(_, w)| w * w).sum::<f64>()).max(f64::MIN_POSITIVE);
        Self(terms.into_iter().map(|(term, w)| (term, (w / length) as f32)).collect())
    }

    /// Whether it has no word that says anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether two reports are about the same: a cosine of [`ALIKE`] or more.
    #[must_use]
    pub fn is_alike(&self, other: &Self) -> bool {
        let (mut mine, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut cosine = 0.0_f32;
        while let (Some((a, weight)), Some((b, their_weight))) = (mine.peek(), theirs.peek()) {
            if a == b {
                cosine += weight * their_weight;
            }
            let (next, their_next) = (a <= b, b <= a);
            if next {
                mine.next();
            }
            if their_next {
                theirs.next();
            }
        }
        cosine >= ALIKE
    }

    /// Of words that all weigh the same.
    #[cfg(test)]
    pub(super) fn plain(terms: &[u32]) -> Self {
        let terms: std::collections::BTreeSet<u32> = terms.iter().copied().collect();
        let weight = libm::sqrtf(1.0 / terms.len() as f32);
        Self(terms.into_iter().map(|term| (term, weight)).collect())
    }

    /// The weight of a word; 0 where it has none of it.
    pub(super) fn weight(&self, term: u32) -> f32 {
        self.0.binary_search_by_key(&term, |(term, _)| *term).map_or(0.0, |i| self.0[i].1)
    }
}
