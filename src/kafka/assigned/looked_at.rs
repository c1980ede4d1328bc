//! What is looked at for the metrics.

use super::Assigned;
use crate::pipeline::health::FeatureHealth;
use crate::rank::Rank;
use crate::time::Timestamp;

impl Assigned {
    /// How many candidates are open, of rank 1 and of rank 2.
    pub(crate) fn open(&self) -> [i64; 2] {
        self.partition.open_candidates().fold([0, 0], |[first, second], candidate| match candidate.rank {
            Rank::Confirmed => [first + 1, second],
            Rank::CustomersOnly | Rank::OneCustomer | Rank::MonitoringOnly => [first, second + 1],
        })
    }

    /// How many tenants are awake, and how many sleep.
    pub(crate) fn at_rest(&self) -> [i64; 2] {
        self.partition.at_rest().map(|n| i64::try_from(n).unwrap_or(i64::MAX))
    }

    /// The moment up to which every message source has been read.
    pub(crate) fn heard_until(&self) -> Option<Timestamp> {
        self.partition.moment().heard_until
    }

    /// What monitoring says of the features of its tenants.
    pub(crate) fn feature_health(&self) -> &FeatureHealth {
        self.partition.feature_health()
    }
}
