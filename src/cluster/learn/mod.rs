//! What is learnt from a tenant's own messages and labels: weights of words, word vectors, which
//! feature a message means, and whether it reports a problem (detection.md sections 2 to 4).
//!
//! Training is a pure function of a corpus and labels: the same ones give the same model, to the byte,
//! whatever the machine. It never looks at a message it is to judge, and what it gives is bounded
//! however much was written.

mod assign;
mod dense;
mod labels;
mod lbfgs;
mod problems;
mod reading;
mod softmax;
mod table;
mod terms;
#[cfg(test)]
mod tests;
mod vectors;
mod which;

pub use assign::{AliasVectors, Asked};
pub use labels::{Labelled, Labels, MAX_LABELS};
pub use problems::{MIN_OF_A_KIND, MIN_PROBLEM_LABELS, SURELY_NONE};
pub use reading::Read;
pub(super) use terms::is_stop;
pub use vectors::{DIMENSIONS, MAX_WORDS, MIN_MESSAGES};
pub use which::{MAX_WEIGHTS, MIN_OF_A_FEATURE};

use serde::{Deserialize, Serialize};

use self::problems::Problems;
use self::terms::Frequencies;
use self::vectors::Vectors;
use self::which::Which;
use super::corpus::{Corpus, Past};

/// What was learnt. Each part is there once there was enough to learn it from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Model {
    frequencies: Frequencies,
    vectors: Option<Vectors>,
    which: Option<Which>,
    problems: Option<Problems>,
}

/// Learns from what was written and from the labels so far.
///
/// The cost grows linearly with messages, their words, and labels times features: 20,000 messages and
/// as many labels as are kept, of 227 features, take nine seconds on one core (docs/quality.md).
#[must_use]
pub fn train(corpus: &Corpus, labels: &Labels) -> Model {
    let frequencies = Frequencies::of(corpus);
    let vectors = Vectors::train(corpus);
    let which = Which::train(labels, &frequencies, vectors.as_ref());
    Model { frequencies, vectors, which, problems: Problems::train(labels.problems()) }
}

impl Model {
    /// How strongly a message reads as a problem report, as log odds: more than 0 is one, below -2 it
    /// surely is none. None while too few labels say what a problem is.
    #[must_use]
    pub fn problem(&self, message: &Past) -> Option<f64> {
        self.problems.as_ref().map(|p| p.log_odds(message))
    }

    /// Whether it says anything of what a problem is.
    #[must_use]
    pub const fn knows_problems(&self) -> bool {
        self.problems.is_some()
    }

    /// Whether it says anything of the feature a message means.
    #[must_use]
    pub const fn knows_features(&self) -> bool {
        self.vectors.is_some() || self.which.is_some()
    }

    /// Whether nothing was learnt.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        !self.knows_features() && self.problems.is_none()
    }

    /// Whether words have vectors.
    #[must_use]
    pub const fn has_vectors(&self) -> bool {
        self.vectors.is_some()
    }

    /// How many labels speak for features; 0 before there are enough.
    #[must_use]
    pub fn feature_labels(&self) -> u32 {
        self.which.as_ref().map_or(0, Which::labels)
    }
}
