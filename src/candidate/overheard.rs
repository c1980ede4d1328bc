//! What other teams and executives wrote of a feature before it had a candidate (R44, R57): held for a day, so
//! that a candidate that opens shows it. It is never counted, and opens nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::impact::Internal;
use crate::ids::{CustomerKey, FeatureId};
use crate::time::{Span, Timestamp};

/// How long it is held: an onset that a customer states lies at most a day before the first report.
pub const HELD_FOR: Span = Span::from_hours(24);
/// A candidate shows what was written from this long before its onset: the hour in which changes are looked for.
pub const BEFORE_ONSET: Span = Span::from_hours(1);
/// Held of one feature, the newest: three of them are shown.
const MAX_OF_FEATURE: usize = 10;
/// Held of all features: a channel between teams may speak of every one of them.
const MAX_HELD: usize = 200;

/// What is held, by the feature it speaks of, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overheard(BTreeMap<FeatureId, Vec<Heard>>);

/// One message of another team, and who wrote it, so that it can be forgotten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// What it says.
    pub said: Internal,
    /// Who wrote it.
    pub by: CustomerKey,
}

impl Overheard {
    /// Holds a message. At a limit the oldest one goes.
    pub fn hold(&mut self, feature: &FeatureId, heard: Heard) {
        let of = self.0.entry(feature.clone()).or_default();
        let i = of.partition_point(|h| key(h) < key(&heard));
        of.insert(i, heard);
        if of.len() > MAX_OF_FEATURE {
            of.remove(0);
        }
        if self.len() > MAX_HELD {
            let oldest = self.0.iter().filter_map(|(feature, of)| Some((key(of.first()?), feature))).min();
            if let Some(feature) = oldest.map(|(_, feature)| feature.clone()) {
                self.0.entry(feature).and_modify(|of| drop(of.remove(0)));
                self.drop_empty();
            }
        }
    }

    /// Takes what was written of a feature from `since` on, oldest first.
    pub fn take(&mut self, feature: &FeatureId, since: Timestamp) -> Vec<Heard> {
        let Some(of) = self.0.get_mut(feature) else { return Vec::new() };
        let taken = of.split_off(of.partition_point(|h| h.said.occurred_at < since));
        self.drop_empty();
        taken
    }

    /// Lets go of what was written before `time`; true where anything was.
    pub fn drop_before(&mut self, time: Timestamp) -> bool {
        self.retain(|h| h.said.occurred_at >= time)
    }

    /// Forgets what a customer wrote; true where anything was held.
    pub fn forget(&mut self, customer: CustomerKey) -> bool {
        self.retain(|h| h.by != customer)
    }

    fn retain(&mut self, keep: impl Fn(&Heard) -> bool) -> bool {
        let before = self.len();
        self.0.values_mut().for_each(|of| of.retain(&keep));
        self.drop_empty();
        self.len() != before
    }

    fn drop_empty(&mut self) {
        self.0.retain(|_, of| !of.is_empty());
    }

    fn len(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }
}

/// The order in which they were written.
const fn key(heard: &Heard) -> (Timestamp, &crate::ids::MessageId) {
    (heard.said.occurred_at, &heard.said.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::MessageId;

    fn feature(name: &str) -> FeatureId {
        FeatureId::new(name).unwrap()
    }

    fn heard(minute: i64, by: u64) -> Heard {
        let said = Internal {
            id: MessageId::new(format!("m-{minute:03}").as_str()).unwrap(),
            occurred_at: Timestamp::from_millis(minute * 60_000),
            role: None,
            text: "checkout is broken".to_owned(),
            url: None,
        };
        Heard { said, by: CustomerKey(by) }
    }

    fn ids(taken: &[Heard]) -> String {
        taken.iter().map(|h| h.said.id.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn minute(m: i64) -> Timestamp {
        Timestamp::from_millis(m * 60_000)
    }

    #[test]
    fn what_is_taken_is_of_the_feature_and_not_too_old_in_the_order_of_writing() {
        let mut held = Overheard::default();
        for m in [30, 10, 20] {
            held.hold(&feature("checkout"), heard(m, 1));
        }
        held.hold(&feature("search"), heard(25, 2));
        assert_eq!(ids(&held.take(&feature("checkout"), minute(20))), "m-020 m-030");
        assert_eq!(ids(&held.take(&feature("checkout"), minute(20))), "", "taken once");
        assert_eq!(ids(&held.take(&feature("checkout"), minute(0))), "m-010");
        assert_eq!(ids(&held.take(&feature("search"), minute(0))), "m-025");
        assert_eq!(held, Overheard::default());
    }

    #[test]
    fn what_is_old_goes_and_so_does_what_a_forgotten_customer_wrote() {
        let mut held = Overheard::default();
        held.hold(&feature("checkout"), heard(10, 1));
        held.hold(&feature("checkout"), heard(20, 2));
        held.hold(&feature("search"), heard(30, 2));
        assert!(!held.drop_before(minute(10)) && held.drop_before(minute(11)));
        assert!(!held.forget(CustomerKey(1)), "it went with its time");
        assert!(held.forget(CustomerKey(2)));
        assert_eq!(held, Overheard::default());
    }

    #[test]
    fn at_a_limit_the_oldest_goes() {
        let mut held = Overheard::default();
        for m in 0..=MAX_OF_FEATURE as i64 {
            held.hold(&feature("checkout"), heard(m, 1));
        }
        assert_eq!(held.len(), MAX_OF_FEATURE);
        assert!(!held.drop_before(minute(1)), "the first one is gone");
        let mut held = Overheard::default();
        for m in 0..=MAX_HELD as i64 {
            held.hold(&feature(&format!("f-{}", m % 50)), heard(m, 1));
        }
        assert_eq!((held.len(), held.drop_before(minute(1))), (MAX_HELD, false));
    }
}
