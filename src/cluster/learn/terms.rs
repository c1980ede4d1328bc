//! A message as a sparse vector: stems, pairs of neighbours and runs of four letters, weighed by how
//! often they stand in it and how seldom in others (detection.md section 2).

use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

use super::table::{Table, common};
use crate::cluster::corpus::{Corpus, Past};
use crate::cluster::feature::{each_piece, stop_words};
use crate::cluster::spelling::{ByHash, hash, hash_on};
use crate::signal::stem;

/// Weight of two neighbours beside that of their words.
const PAIR: f64 = 0.5;
/// Weight of four letters in a row.
const PIECE: f64 = 0.35;
/// Power of the logarithm of rarity.
const POWER: f64 = 0.8;
/// Most terms whose frequency is kept: what is rarer weighs as if it stood nowhere, which is nearly
/// what it does.
pub(super) const MAX_TERMS: usize = 100_000;

/// Terms gathered before equal ones are put together: 16 MB.
const COUNTED_AT_ONCE: usize = 1_000_000;

/// A term of a message: its hash, and how much it counts in that message.
pub(super) type Term = (u64, f64);

/// Most messages have fewer that say something.
const USUAL_STEMS: usize = 32;

/// The stems of a message, with their hashes, without those that say nothing; all where none else is there. Numbers are
/// one stem.
pub(super) fn content(message: &Past) -> Vec<(u64, &str)> {
    telling(message.stems().map(|s| (hash(s), s)))
}

/// Those of stems with their hashes.
pub(super) fn telling<'a>(stems: impl Iterator<Item = (u64, &'a str)> + Clone) -> Vec<(u64, &'a str)> {
    let read =
        |(own, s): (u64, &'a str)| if s.bytes().all(|b| b.is_ascii_digit()) { (hash("0"), "0") } else { (own, s) };
    let mut content = Vec::with_capacity(USUAL_STEMS);
    content.extend(stems.clone().filter(|(own, _)| !is_stop(*own)).map(read));
    if content.is_empty() { stems.map(read).collect() } else { content }
}

/// Stop words and their stems, by hash.
static STOP: LazyLock<ByHash<()>> = LazyLock::new(|| {
    let stems = stop_words().flat_map(|w| [hash(w), hash(&stem(w, "en")), hash(&stem(w, "fr"))]);
    stems.map(|h| (h, ())).collect()
});

/// Whether a word, or its stem, by hash, is a stop word.
pub(in crate::cluster) fn is_stop(hash: u64) -> bool {
    STOP.contains_key(&hash)
}

/// The terms of stems with their hashes, each once, in order of their hashes.
pub(super) fn terms(stems: &[(u64, &str)]) -> Vec<Term> {
    let mut all: Vec<Term> = Vec::with_capacity(8 * stems.len());
    for (at, (own, stem)) in stems.iter().enumerate() {
        all.push((*own, 1.0));
        if let Some((_, next)) = stems.get(at + 1) {
            all.push((hash_on(hash_on(*own, " "), next), PAIR));
        }
        // Marked, so that four letters are not taken for a stem.
        each_piece(stem, |piece| all.push((hash_on(piece, "#"), PIECE)));
    }
    all.sort_unstable_by_key(|(hash, _)| *hash);
    let runs = all.chunk_by(|a, b| a.0 == b.0);
    runs.map(|run| (run[0].0, run[0].1 * (1.0 + libm::log(run.len() as f64)))).collect()
}

/// In how many messages terms stand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Frequencies {
    messages: f64,
    terms: Table,
    /// By number of the term.
    counts: Vec<f32>,
}

impl Frequencies {
    /// Those of a corpus; terms that stand in one message alone are left out.
    pub(super) fn of(corpus: &Corpus) -> Self {
        let mut counted: Vec<(u64, f64)> = Vec::new();
        let (mut messages, mut room) = (0.0, COUNTED_AT_ONCE);
        for (weight, message) in corpus.messages() {
            messages += weight;
            if counted.len() > room {
                counted = common(counted, 0.0, usize::MAX);
                room = 2 * counted.len() + COUNTED_AT_ONCE;
            }
            counted.extend(terms(&content(message)).into_iter().map(|(hash, _)| (hash, weight)));
        }
        let kept = common(counted, 2.0, MAX_TERMS);
        Self {
            messages,
            counts: kept.iter().map(|(_, n)| *n as f32).collect(),
            terms: kept.into_iter().map(|(hash, _)| hash).collect::<Vec<_>>().into(),
        }
    }

    /// ln(1 + (N + 1) / (df + .5))
    fn rarity(&self, term: u64) -> f64 {
        let df = self.terms.find(term).map_or(0.0, |n| f64::from(self.counts[n]));
        libm::log(1.0 + (self.messages + 1.0) / (df + 0.5))
    }

    /// A message's vector, of length 1.
    pub(super) fn vector(&self, message: &Past) -> Vec<Term> {
        let mut vector = terms(&content(message));
        let mut square = 0.0;
        for (hash, value) in &mut vector {
            *value *= libm::pow(self.rarity(*hash), POWER);
            square += *value * *value;
        }
        let norm = libm::sqrt(square);
        if norm > 0.0 {
            for (_, value) in &mut vector {
                *value /= norm;
            }
        }
        vector
    }
}
