//! Messages whose feature or class a person has confirmed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::cluster::corpus::Past;
use crate::ids::{CustomerKey, FeatureId};
use crate::time::Timestamp;

/// Most labelled messages kept: the newest. What more of them teach is little, and training takes time
/// with each.
pub const MAX_LABELS: usize = 10_000;

/// A message with what is known of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Labelled {
    /// The message.
    pub message: Past,
    /// The feature it means, where that was confirmed.
    pub feature: Option<FeatureId>,
    /// Whether it reports a problem, where that was confirmed.
    pub problem: Option<bool>,
}

/// Labelled messages, the newest [`MAX_LABELS`]. They are kept apart from the corpus: a label is worth
/// more than a message, and must not be sampled away.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Labels {
    by_time: BTreeMap<(Timestamp, u64), Labelled>,
}

impl Labels {
    /// Takes a label. What it leaves open stays as it was known before.
    pub fn add(&mut self, label: Labelled) {
        let key = (label.message.occurred_at, label.message.id);
        match self.by_time.get_mut(&key) {
            Some(known) => {
                known.feature = label.feature.or_else(|| known.feature.take());
                known.problem = label.problem.or(known.problem);
            }
            None => {
                self.by_time.insert(key, label);
            }
        }
        if self.by_time.len() > MAX_LABELS {
            self.by_time.pop_first();
        }
    }

    /// Forgets what a customer wrote; true where there was something.
    pub fn forget(&mut self, customer: CustomerKey) -> bool {
        let before = self.by_time.len();
        self.by_time.retain(|_, l| l.message.customer != customer);
        self.by_time.len() < before
    }

    /// Every labelled message, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Labelled> {
        self.by_time.values()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_time.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_time.is_empty()
    }

    /// Those of which it is known whether they report a problem.
    pub(super) fn problems(&self) -> Vec<(&Past, bool)> {
        self.iter().filter_map(|l| l.problem.map(|p| (&l.message, p))).collect()
    }

    /// Those of which the feature is known.
    pub(super) fn features(&self) -> Vec<(&Past, &FeatureId)> {
        self.iter().filter_map(|l| l.feature.as_ref().map(|f| (&l.message, f))).collect()
    }
}
