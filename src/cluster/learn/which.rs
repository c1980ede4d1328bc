//! Which feature a message means, learnt from labels (detection.md section 3).

use serde::{Deserialize, Serialize};

use super::labels::Labels;
use super::softmax::{Example, Softmax};
use super::table::{Table, common};
use super::terms::{Frequencies, Term};
use super::vectors::{DIMENSIONS, Vector, Vectors};
use crate::cluster::corpus::Past;
use crate::ids::FeatureId;

/// Labels of a feature from which on it is learnt.
pub const MIN_OF_A_FEATURE: usize = 2;
/// Most weights, features times terms: 8 MB, and as much for what messages of a feature are like.
pub const MAX_WEIGHTS: usize = 2_000_000;
/// How little weights are held back.
const C: f64 = 10.0;
/// The share of labelled messages that are less like any feature's messages than what is refused.
const REFUSED: f64 = 0.1;

/// Weights of terms and vectors for each labelled feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Which {
    /// The features, in order.
    pub(super) features: Vec<FeatureId>,
    labels: u32,
    terms: Table,
    softmax: Softmax,
    /// By column, then by feature: the mean of its labelled messages, of length 1.
    means: Vec<f32>,
    /// A message less like every mean than this is of none of the features.
    least_alike: f32,
}

/// What was learnt says of one message.
pub(super) struct Said {
    /// By labelled feature: how probable.
    pub(super) probabilities: Vec<f64>,
    /// It is like what was labelled.
    pub(super) familiar: bool,
}

impl Which {
    /// Learns from labels; none where fewer than two features have enough.
    pub(super) fn train(labels: &Labels, frequencies: &Frequencies, vectors: Option<&Vectors>) -> Option<Self> {
        let mut labelled = labels.features();
        let mut features: Vec<FeatureId> = labelled.iter().map(|(_, f)| (*f).clone()).collect();
        features.sort();
        let enough = |f: &[FeatureId]| f.len() >= MIN_OF_A_FEATURE;
        features = features.chunk_by(|a, b| a == b).filter(|f| enough(f)).map(|f| f[0].clone()).collect();
        labelled.retain(|(_, f)| features.binary_search(f).is_ok());
        if features.len() < 2 {
            return None;
        }
        let read: Vec<Vec<Term>> = labelled.iter().map(|(m, _)| frequencies.vector(m)).collect();
        let most = (MAX_WEIGHTS / features.len()).saturating_sub(DIMENSIONS);
        let counted = read.iter().flatten().map(|(hash, _)| (*hash, 1.0)).collect();
        let terms: Table = common(counted, 1.0, most).into_iter().map(|(h, _)| h).collect::<Vec<_>>().into();
        let example = |((message, feature), terms_of): (&(&Past, &FeatureId), Vec<Term>)| Example {
            vector: columns(&terms, &terms_of, vectors.map(|v| v.of(message))),
            class: features.binary_search(feature).unwrap_or_default(),
            weight: 1.0,
        };
        let examples: Vec<Example> = labelled.iter().zip(read).map(example).collect();
        let size = (features.len(), terms.len() + DIMENSIONS);
        let (means, least_alike) = means(&examples, size);
        let softmax = Softmax::fit(&examples, size, C);
        let labels = u32::try_from(labelled.len()).unwrap_or(u32::MAX);
        Some(Self { features, labels, terms, softmax, means, least_alike })
    }

    pub(super) const fn labels(&self) -> u32 {
        self.labels
    }

    /// What it says of a message with these terms and this vector. Familiar is what is like messages of the
    /// features at `places`: a label may name one that the catalogue has no more.
    pub(super) fn said(&self, terms: &[Term], vector: Option<Vector>, places: &[Option<usize>]) -> Said {
        let columns = columns(&self.terms, terms, vector);
        let mut alike = vec![0.0_f32; self.features.len()];
        for (column, x) in &columns {
            let of_column = &self.means[*column as usize * alike.len()..][..alike.len()];
            alike.iter_mut().zip(of_column).for_each(|(a, mean)| *a += x * mean);
        }
        let of_catalogue = places.iter().flatten().filter_map(|place| alike.get(*place).copied());
        let best = f64::from(of_catalogue.fold(f32::NEG_INFINITY, f32::max));
        let length = length(&columns);
        Said {
            probabilities: self.softmax.probabilities(&columns),
            familiar: length > 0.0 && best / length >= f64::from(self.least_alike),
        }
    }
}

/// Terms and vector side by side, each of length 1.
fn columns(table: &Table, terms: &[Term], vector: Option<Vector>) -> Vec<(u32, f32)> {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let known = terms.iter().filter_map(|(hash, x)| table.find(*hash).map(|n| (number(n), *x as f32)));
    let dense = vector.into_iter().flatten().enumerate().map(|(d, x)| (number(table.len() + d), x));
    known.chain(dense).collect()
}

fn length(columns: &[(u32, f32)]) -> f64 {
    libm::sqrt(columns.iter().fold(0.0, |sum, (_, x)| sum + f64::from(x * x)))
}

/// The mean of each feature's messages, of length 1; and the likeness to the best mean that all but
/// [`REFUSED`] of the messages reach, each held against the means of the others.
fn means(examples: &[Example], (features, columns): (usize, usize)) -> (Vec<f32>, f32) {
    let mut sums = vec![0.0_f64; features * columns];
    for example in examples {
        for (column, x) in &example.vector {
            sums[*column as usize * features + example.class] += f64::from(*x);
        }
    }
    let mut squares = vec![0.0; features];
    for of_column in sums.chunks(features) {
        squares.iter_mut().zip(of_column).for_each(|(s, x)| *s += x * x);
    }
    let mut alike: Vec<f64> = examples.iter().map(|e| alike_to_others(e, &sums, &squares)).collect();
    alike.sort_by(f64::total_cmp);
    let least = alike.get((REFUSED * alike.len() as f64) as usize).copied().unwrap_or_default();
    for of_column in sums.chunks_mut(features) {
        of_column.iter_mut().zip(&squares).for_each(|(x, s)| *x /= libm::sqrt(*s).max(f64::MIN_POSITIVE));
    }
    (sums.into_iter().map(|x| x as f32).collect(), least as f32)
}

fn alike_to_others(example: &Example, sums: &[f64], squares: &[f64]) -> f64 {
    let features = squares.len();
    let mut products = vec![0.0; features];
    for (column, x) in &example.vector {
        let of_column = &sums[*column as usize * features..][..features];
        products.iter_mut().zip(of_column).for_each(|(p, s)| *p += f64::from(*x) * s);
    }
    let own = length(&example.vector);
    let cosine = |(feature, product): (usize, &f64)| {
        let (product, square) = if feature == example.class {
            (product - own * own, squares[feature] - 2.0 * product + own * own)
        } else {
            (*product, squares[feature])
        };
        product / (libm::sqrt(square.max(0.0)) * own).max(f64::MIN_POSITIVE)
    };
    products.iter().enumerate().map(cosine).fold(f64::NEG_INFINITY, f64::max)
}
