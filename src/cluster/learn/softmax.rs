//! Multinomial logistic regression over sparse vectors, with a quadratic penalty on its weights:
//! the minimum of |W|^2 / 2 + C * sum of -ln p(label).

use serde::{Deserialize, Serialize};

use super::lbfgs::minimise;

/// The slope at which it stops, as a share of what all labels together could pull.
const TOLERANCE: f64 = 1e-4;

/// A labelled vector.
#[derive(Clone, Debug)]
pub(super) struct Example {
    /// (column, value).
    pub(super) vector: Vec<(u32, f32)>,
    /// Number of its class.
    pub(super) class: usize,
    /// How much it counts.
    pub(super) weight: f64,
}

/// The classes' weights.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Softmax {
    /// By column, then by class.
    weights: Vec<f32>,
    /// By class.
    bias: Vec<f32>,
}

impl Softmax {
    /// Learns `classes` classes from examples over `columns` columns.
    pub(super) fn fit(examples: &[Example], (classes, columns): (usize, usize), c: f64) -> Self {
        let all = classes * columns;
        let mut x = vec![0.0; all + classes];
        let total: f64 = examples.iter().map(|e| e.weight).sum();
        let (mut p, mut pull) = (vec![0.0; classes], vec![0.0; classes]);
        minimise(&mut x, TOLERANCE * c * total, |x, slope| {
            let (weights, bias) = x.split_at(all);
            let (slopes, bias_slopes) = slope.split_at_mut(all);
            slopes.copy_from_slice(weights);
            bias_slopes.fill(0.0);
            let mut value = weights.iter().fold(0.0, |sum, w| sum + w * w) / 2.0;
            for example in examples {
                p.copy_from_slice(bias);
                for (column, v) in &example.vector {
                    let of_column = &weights[*column as usize * classes..][..classes];
                    p.iter_mut().zip(of_column).for_each(|(p, w)| *p += f64::from(*v) * w);
                }
                to_probabilities(&mut p);
                value -= c * example.weight * libm::log(p[example.class].max(f64::MIN_POSITIVE));
                for (class, (pull, p)) in pull.iter_mut().zip(&p).enumerate() {
                    *pull = c * example.weight * (p - f64::from(u8::from(class == example.class)));
                }
                for (column, v) in &example.vector {
                    let of_column = &mut slopes[*column as usize * classes..][..classes];
                    of_column.iter_mut().zip(&pull).for_each(|(s, pull)| *s += f64::from(*v) * pull);
                }
                bias_slopes.iter_mut().zip(&pull).for_each(|(s, pull)| *s += pull);
            }
            value
        });
        let short = |v: &[f64]| v.iter().map(|x| *x as f32).collect();
        Self { weights: short(&x[..all]), bias: short(&x[all..]) }
    }

    /// Sums of weights by class.
    pub(super) fn sums(&self, vector: &[(u32, f32)]) -> Vec<f64> {
        // In 32 bits, as the weights are: twice as quick.
        let mut sums = self.bias.clone();
        let classes = sums.len();
        for (column, v) in vector {
            let of_column = &self.weights[*column as usize * classes..][..classes];
            sums.iter_mut().zip(of_column).for_each(|(s, w)| *s += v * w);
        }
        sums.into_iter().map(f64::from).collect()
    }

    /// Probabilities by class.
    pub(super) fn probabilities(&self, vector: &[(u32, f32)]) -> Vec<f64> {
        let mut p = self.sums(vector);
        to_probabilities(&mut p);
        p
    }
}

fn to_probabilities(sums: &mut [f64]) {
    let most = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut total = 0.0;
    for s in sums.iter_mut() {
        *s = libm::exp(*s - most);
        total += *s;
    }
    sums.iter_mut().for_each(|s| *s /= total);
}
