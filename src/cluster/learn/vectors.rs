//! Vectors of stems from what stands beside them: positive pointwise mutual information of words within
//! a window, its largest directions alone (detection.md section 2; Levy, Goldberg and Dagan 2015).

use serde::{Deserialize, Serialize};

use super::dense::{add, dot, eigen, normalise, orthonormalise};
use super::table::{Table, common};
use super::terms::content;
use crate::cluster::corpus::{Corpus, Past};

/// Messages from which on words have vectors: with fewer they are noise.
pub const MIN_MESSAGES: usize = 3_000;
/// Numbers in a vector.
pub const DIMENSIONS: usize = 100;
/// Most stems with a vector, the commonest: 8 MB.
pub const MAX_WORDS: usize = 20_000;
/// Words to either side that count as beside.
const WINDOW: usize = 8;
/// Power of a context's frequency: below 1 it keeps rare contexts from looking telling.
const CONTEXT_POWER: f64 = 0.75;
/// Times a stem must stand in the corpus.
const MIN_COUNT: f64 = 2.0;
/// Directions beyond those kept, so that the last ones kept are right.
const SPARE: usize = 10;
/// Rounds of refinement of the directions (Halko, Martinsson and Tropp 2011).
const ROUNDS: usize = 5;

/// That of a message, of length 1; or of nothing.
pub(super) type Vector = [f32; DIMENSIONS];

/// Vectors of stems.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Vectors {
    stems: Table,
    /// By number of the stem: what it weighs in a message.
    weights: Vec<f32>,
    /// By number of the stem, [`DIMENSIONS`] each, of length 1.
    rows: Vec<f32>,
    /// The direction that all messages share; it tells nothing.
    shared: Vec<f32>,
}

/// Messages as numbers of stems, and where each stem stands.
struct Places<'a> {
    messages: &'a [(f64, Vec<u32>)],
    /// By stem: (message, position).
    of: Vec<Vec<(u32, u32)>>,
}

impl Vectors {
    /// Those of a corpus; none where it is too small.
    pub(super) fn train(corpus: &Corpus) -> Option<Self> {
        if corpus.len() < MIN_MESSAGES {
            return None;
        }
        let read: Vec<(f64, Vec<u64>)> =
            corpus.messages().map(|(w, m)| (w, content(m).into_iter().map(|(hash, _)| hash).collect())).collect();
        let counted = read.iter().flat_map(|(_, stems)| stems.iter().map(|s| (*s, 1.0))).collect();
        let stems: Table = common(counted, MIN_COUNT, MAX_WORDS).into_iter().map(|(h, _)| h).collect::<Vec<_>>().into();
        if stems.len() < DIMENSIONS + SPARE {
            return None;
        }
        let number = |s: &u64| stems.find(*s).and_then(|n| u32::try_from(n).ok());
        let messages: Vec<(f64, Vec<u32>)> =
            read.iter().map(|(w, all)| (*w, all.iter().filter_map(number).collect())).collect();
        drop(read);
        let weights = weights(&messages, stems.len());
        let information = Information::of(&messages, stems.len());
        let rows = information.directions();
        drop(information);
        let mut vectors = Self { stems, weights, rows, shared: vec![0.0; DIMENSIONS] };
        vectors.shared = vectors.shared_direction(&messages);
        Some(vectors)
    }

    /// The vector of a message, of length 1; of nothing where no stem of it has one.
    pub(super) fn of(&self, message: &Past) -> Vector {
        self.of_stems(content(message).into_iter().map(|(hash, _)| hash))
    }

    /// The same of stems by their hashes.
    pub(super) fn of_stems(&self, stems: impl Iterator<Item = u64>) -> Vector {
        let mut vector = self.mean(stems.filter_map(|s| self.stems.find(s)));
        let share = dot(&vector, &self.shared);
        add(&mut vector, -share, &self.shared);
        normalise(&mut vector);
        vector
    }

    fn mean(&self, stems: impl Iterator<Item = usize>) -> Vector {
        let mut sum = [0.0; DIMENSIONS];
        for n in stems {
            add(&mut sum, self.weights[n], &self.rows[n * DIMENSIONS..][..DIMENSIONS]);
        }
        normalise(&mut sum);
        sum
    }

    fn shared_direction(&self, messages: &[(f64, Vec<u32>)]) -> Vec<f32> {
        let mut products = vec![vec![0.0; DIMENSIONS]; DIMENSIONS];
        for (weight, stems) in messages {
            let mean = self.mean(stems.iter().map(|n| *n as usize)).map(f64::from);
            for (row, x) in products.iter_mut().zip(&mean) {
                add(row, weight * x, &mean);
            }
        }
        eigen(products).into_iter().next().map_or_else(Vec::new, |(_, v)| v.into_iter().map(|x| x as f32).collect())
    }
}

/// ln(1 + (N + 1) / (df + .5)) by stem.
fn weights(messages: &[(f64, Vec<u32>)], stems: usize) -> Vec<f32> {
    let (mut df, mut all) = (vec![0.0; stems], 0.0);
    for (weight, message) in messages {
        all += weight;
        let mut distinct = message.clone();
        distinct.sort_unstable();
        distinct.dedup();
        for n in distinct {
            df[n as usize] += weight;
        }
    }
    df.into_iter().map(|df| libm::log(1.0 + (all + 1.0) / (df + 0.5)) as f32).collect()
}

/// How much more often stems stand beside each other than by chance: a sparse square matrix, row by row.
struct Information {
    rows: Vec<Vec<(u32, f32)>>,
}

impl Information {
    fn of(messages: &[(f64, Vec<u32>)], stems: usize) -> Self {
        let mut places = Places { messages, of: vec![Vec::new(); stems] };
        for (m, (_, message)) in (0..).zip(messages) {
            for (at, stem) in (0..).zip(message) {
                places.of[*stem as usize].push((m, at));
            }
        }
        let totals: Vec<f64> =
            (0..stems).map(|s| places.beside(s).map(|(_, near)| near).fold(0.0, |a, b| a + b)).collect();
        let contexts: Vec<f64> = totals.iter().map(|t| libm::pow(*t, CONTEXT_POWER)).collect();
        let all: f64 = contexts.iter().sum();
        let (mut sums, mut touched) = (vec![0.0; stems], Vec::new());
        let mut rows = Vec::with_capacity(stems);
        for (stem, total) in totals.iter().enumerate() {
            for (other, near) in places.beside(stem) {
                if sums[other as usize] == 0.0 {
                    touched.push(other);
                }
                sums[other as usize] += near;
            }
            touched.sort_unstable();
            let mut row = Vec::new();
            for other in touched.drain(..) {
                let together = std::mem::take(&mut sums[other as usize]);
                let information = libm::log(together * all / (total * contexts[other as usize]));
                if information > 0.0 {
                    row.push((other, information as f32));
                }
            }
            rows.push(row);
        }
        Self { rows }
    }

    /// The matrix times columns.
    fn times(&self, columns: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let by_row = |column: &Vec<f64>| {
            let one = |row: &Vec<(u32, f32)>| row.iter().fold(0.0, |s, (j, x)| s + f64::from(*x) * column[*j as usize]);
            self.rows.iter().map(one).collect()
        };
        columns.iter().map(by_row).collect()
    }

    /// The transposed matrix times columns.
    fn transposed_times(&self, columns: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let by_row = |column: &Vec<f64>| {
            let mut out = vec![0.0; self.rows.len()];
            for (row, factor) in self.rows.iter().zip(column) {
                for (j, x) in row {
                    out[*j as usize] += f64::from(*x) * factor;
                }
            }
            out
        };
        columns.iter().map(by_row).collect()
    }

    /// The largest directions of the rows, each stretched by the root of its singular value; the vectors
    /// of stems, of length 1, one after the other.
    fn directions(&self) -> Vec<f32> {
        let (n, wide) = (self.rows.len(), DIMENSIONS + SPARE);
        let mut dice = Dice(0);
        let mut columns: Vec<Vec<f64>> = (0..wide).map(|_| (0..n).map(|_| dice.next()).collect()).collect();
        columns = self.times(&columns);
        orthonormalise(&mut columns);
        for _ in 0..ROUNDS {
            let mut across = self.transposed_times(&columns);
            orthonormalise(&mut across);
            columns = self.times(&across);
            orthonormalise(&mut columns);
        }
        let across = self.transposed_times(&columns);
        let products = across.iter().map(|a| across.iter().map(|b| dot(a, b)).collect()).collect();
        let found = eigen(products);
        let mut rows = vec![0.0; n * DIMENSIONS];
        for (k, (square, mixture)) in found.iter().take(DIMENSIONS).enumerate() {
            // The eigenvalue is the square of the singular value.
            let stretch = libm::sqrt(libm::sqrt(square.max(0.0)));
            for (column, share) in columns.iter().zip(mixture) {
                for (row, x) in column.iter().enumerate() {
                    rows[row * DIMENSIONS + k] += stretch * share * x;
                }
            }
        }
        rows.chunks_mut(DIMENSIONS).for_each(normalise);
        rows.into_iter().map(|x| x as f32).collect()
    }
}

impl Places<'_> {
    /// The stems beside a stem wherever it stands, and how near.
    fn beside(&self, stem: usize) -> impl Iterator<Item = (u32, f64)> + '_ {
        self.of[stem].iter().flat_map(move |(m, at)| {
            let (weight, message) = &self.messages[*m as usize];
            let at = *at as usize;
            let around = at.saturating_sub(WINDOW)..(at + WINDOW + 1).min(message.len());
            around.filter(move |b| *b != at).map(move |b| (message[b], weight * NEARNESS[b.abs_diff(at)]))
        })
    }
}

/// 1 / sqrt(distance).
const NEARNESS: [f64; WINDOW + 1] = [
    0.0,
    1.0,
    std::f64::consts::FRAC_1_SQRT_2,
    0.577_350_269_189_625_8,
    0.5,
    0.447_213_595_499_957_9,
    0.408_248_290_463_863,
    0.377_964_473_009_227_2,
    0.353_553_390_593_273_8,
];

/// Numbers from -1 to 1 that are the same everywhere (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        (z >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }
}
