//! Problem or not, learnt from labels: n-grams with marks of negation, the cues of the rules and their
//! score (detection.md section 4).

use serde::{Deserialize, Serialize};

use super::softmax::{Example, Softmax};
use super::table::{Table, common};
use crate::cluster::corpus::Past;
use crate::cluster::spelling::{hash, hash_on};

/// Labels from which on they say what a problem is; and how many of either kind.
pub const MIN_PROBLEM_LABELS: usize = 100;
/// Fewer problems, or fewer others, than this say nothing of their kind.
pub const MIN_OF_A_KIND: usize = 10;
/// At or below these log odds a message surely reports no problem (detection.md section 4).
pub const SURELY_NONE: f64 = -2.0;
/// Most n-grams and cues that are weighed.
pub(super) const MAX_COLUMNS: usize = 50_000;
/// Labelled messages in which an n-gram must stand.
const MIN_COUNT: f64 = 2.0;
/// How little weights are held back.
const C: f64 = 10.0;
/// What a cue counts beside an n-gram vector of length 1.
const CUE: f64 = 0.5;
/// What the rules' score counts.
const SCORE: f64 = 0.7;
/// Beyond this the rules are sure anyway.
const MAX_SCORE: f64 = 4.0;
/// Words after a negation that it reaches.
const REACH: u32 = 3;
/// Negations that stand before what they deny, as stems of the languages read.
const NEGATIONS: [&str; 23] = [
    "not", "no", "never", "without", "nicht", "kein", "nie", "ohne", "niet", "geen", "nooit", "zonder", "non", "mai",
    "senza", "nunca", "sin", "não", "sem", "pas", "jamais", "sans", "nao",
];

/// What the weights are of: by number of the n-gram or cue; behind them the score.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Problems {
    columns: Table,
    /// By number: how telling it is by its rarity; 0 of a cue.
    rarity: Vec<f32>,
    softmax: Softmax,
}

impl Problems {
    /// Learns from messages and whether each is a problem; none where there are too few of either kind.
    pub(super) fn train(labels: Vec<(&Past, bool)>) -> Option<Self> {
        let problems = labels.iter().filter(|(_, problem)| *problem).count();
        let others = labels.len() - problems;
        if labels.len() < MIN_PROBLEM_LABELS || problems.min(others) < MIN_OF_A_KIND {
            return None;
        }
        let counted = labels.iter().flat_map(|(m, _)| ngrams(m)).map(|h| (h, 1.0)).collect();
        let cues: Vec<u64> = labels.iter().flat_map(|(m, _)| m.cues().map(cue)).collect();
        let ngrams = common(counted, MIN_COUNT, MAX_COLUMNS);
        let columns: Table = ngrams.iter().map(|(h, _)| *h).chain(cues).collect::<Vec<_>>().into();
        let mut rarity = vec![0.0; columns.len()];
        for (hash, count) in ngrams {
            if let Some(n) = columns.find(hash) {
                rarity[n] = libm::log(1.0 + labels.len() as f64 / count) as f32;
            }
        }
        let mut learnt = Self { columns, rarity, softmax: Softmax::default() };
        // Both kinds weigh the same, however seldom one is.
        let half = labels.len() as f64 / 2.0;
        let example = |(message, problem): &(&Past, bool)| Example {
            vector: learnt.vector(message),
            class: usize::from(*problem),
            weight: half / if *problem { problems } else { others } as f64,
        };
        let examples: Vec<Example> = labels.iter().map(example).collect();
        // Two classes with a penalty on each are one with C twice as large.
        learnt.softmax = Softmax::fit(&examples, (2, learnt.columns.len() + 1), C / 2.0);
        Some(learnt)
    }

    /// ln of the odds that it is a problem.
    pub(super) fn log_odds(&self, message: &Past) -> f64 {
        let sums = self.softmax.sums(&self.vector(message));
        sums[1] - sums[0]
    }

    fn vector(&self, message: &Past) -> Vec<(u32, f32)> {
        let column = |hash| self.columns.find(hash).and_then(|n| u32::try_from(n).ok());
        let mut vector: Vec<(u32, f32)> =
            ngrams(message).into_iter().filter_map(column).map(|n| (n, self.rarity[n as usize])).collect();
        let norm = vector.iter().fold(0.0, |sum, (_, x)| sum + f64::from(x * x));
        let norm = libm::sqrt(norm).max(f64::MIN_POSITIVE) as f32;
        vector.iter_mut().for_each(|(_, x)| *x /= norm);
        vector.extend(message.cues().filter_map(|c| column(cue(c))).map(|n| (n, CUE as f32)));
        let score = f64::from(message.score).clamp(-MAX_SCORE, MAX_SCORE);
        vector.push((u32::try_from(self.columns.len()).unwrap_or(u32::MAX), (SCORE * score) as f32));
        vector
    }
}

/// Marked, so that a cue is not taken for a word.
fn cue(name: &str) -> u64 {
    hash_on(hash("cue "), name)
}

/// Hashes of stems, of two neighbours and of the first two, each once, in order. What follows a negation
/// is another word.
fn ngrams(message: &Past) -> Vec<u64> {
    let (mut words, mut reach) = (Vec::new(), 0_u32);
    for stem in message.stems() {
        if NEGATIONS.contains(&stem) {
            reach = REACH;
            words.push(hash(stem));
            continue;
        }
        words.push(if reach > 0 { hash_on(hash("~"), stem) } else { hash(stem) });
        reach = reach.saturating_sub(1);
    }
    let pair = |a: u64, b: u64| a.rotate_left(17) ^ b.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let first = words.iter().take(2).fold(hash("^"), |so_far, w| pair(so_far, *w));
    let pairs: Vec<u64> = words.windows(2).map(|w| pair(w[0], w[1])).collect();
    words.extend(pairs);
    words.push(first);
    words.sort_unstable();
    words.dedup();
    words
}
