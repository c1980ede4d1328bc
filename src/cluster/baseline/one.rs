//! The baseline of one feature: what judging asks of it, looked up once.

use super::{Baselines, Learnt, PRIOR_EVENTS, born};
use crate::cluster::history::{FeatureHistory, KeyHistory, KeyTier};
use crate::cluster::levels::{Level, Sums};
use crate::cluster::week::Week;
use crate::ids::FeatureId;
use crate::time::{Span, Timestamp};

/// What is known of one feature.
#[derive(Clone, Copy, Debug)]
pub struct Baseline<'a> {
    /// What it has counted, and when it was in alarm; none where it is new.
    pub history: Option<&'a FeatureHistory>,
    /// When its keys were born: with the catalogue entry or the tenant's first message.
    pub born: Option<Timestamp>,
    /// The shape of its keys.
    pub shape: &'a Week,
    sums: Option<&'a Sums>,
    learnt: &'a Learnt,
}

impl Baselines {
    /// What is known of a feature.
    #[must_use]
    pub fn of(&self, feature: &FeatureId) -> Baseline<'_> {
        let history = self.features.get(feature);
        Baseline {
            history,
            born: born(self.first_message, history.and_then(|f| f.entered)),
            shape: self.learnt.shape(feature),
            sums: self.learnt.sums.get(feature),
            learnt: &self.learnt,
        }
    }
}

impl<'a> Baseline<'a> {
    /// What one of its keys has counted.
    #[must_use]
    pub fn key(&self, tier: &KeyTier) -> Option<&'a KeyHistory> {
        self.history.and_then(|f| f.keys.get(tier))
    }

    /// How old its keys are at `heard`.
    #[must_use]
    pub fn age(&self, heard: Timestamp) -> Span {
        self.born.map_or(Span::ZERO, |b| (heard - b).max(Span::ZERO))
    }

    /// The level of one of its keys, learnt up to the lag.
    #[must_use]
    pub fn level(&self, tier: &KeyTier) -> Level {
        let prior = self.learnt.prior();
        match self.sums {
            Some(sums) => sums.level(tier, prior),
            // It came within this hour.
            None => Level { events: prior.events, rate: prior.events / prior.exposure },
        }
    }

    /// What one of its keys has counted up to the lag, decayed and without the hours of alarms.
    #[must_use]
    pub fn counted(&self, tier: &KeyTier) -> f64 {
        self.level(tier).events - PRIOR_EVENTS
    }

    /// Customers that level and shape alone expect in (from, to].
    #[must_use]
    pub fn expected(&self, from: Timestamp, to: Timestamp) -> f64 {
        self.level(&None).rate * self.shape.integral(from, to)
    }
}
