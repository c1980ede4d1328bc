//! The latest observation of each probe and region.

use std::collections::BTreeMap;
use std::ops::Bound;

use serde::{Deserialize, Serialize};

use super::{Observation, ProbeState};
use crate::config::Limits;
use crate::ids::ProbeId;
use crate::time::Timestamp;

/// What became of an observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Observed {
    /// It is the latest now.
    Taken,
    /// One of the same probe, region and time is there already; the first one stands.
    Duplicate,
    /// A newer one is there already.
    Older,
    /// There is no room for another probe or region.
    Shed,
}

/// The latest observation of one probe from one region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Latest {
    pub(super) observation: Observation,
    /// Since when it has said so without falling silent in between.
    pub(super) since: Timestamp,
}

/// Under which the latest counts: probe and region.
type Key = (ProbeId, Option<String>);

/// What the probes said last: one observation a probe and region, at most
/// [`Limits::observations`] of them. Nothing here passes with time by itself; whoever asks brings
/// the moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Monitoring {
    limit: usize,
    latest: BTreeMap<Key, Latest>,
    /// By monitoring source, how many of its latest observations run out at which moment: tells in
    /// a moment whether anything of a source is fresh and what runs out next. "No data" is left out.
    runs_out: BTreeMap<Option<String>, BTreeMap<Timestamp, u32>>,
}

/// As stored: the rest follows from it.
#[derive(Clone, Serialize, Deserialize)]
struct Stored {
    limit: u32,
    latest: Vec<Latest>,
}

impl From<Stored> for Monitoring {
    fn from(stored: Stored) -> Self {
        let mut monitoring = Self { limit: stored.limit as usize, latest: BTreeMap::new(), runs_out: BTreeMap::new() };
        for latest in stored.latest {
            monitoring.put(latest);
        }
        monitoring
    }
}

impl From<Monitoring> for Stored {
    fn from(monitoring: Monitoring) -> Self {
        let limit = u32::try_from(monitoring.limit).unwrap_or(u32::MAX);
        Self { limit, latest: monitoring.latest.into_values().collect() }
    }
}

impl Observation {
    /// The moment from which it no longer counts. At that very moment it does not.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.observed_at + self.ttl
    }

    /// Whether it counts at `at`. "No data" never does.
    #[must_use]
    pub fn is_fresh(&self, at: Timestamp) -> bool {
        self.state != ProbeState::NoData && at < self.expires_at()
    }
}

impl Monitoring {
    /// Nothing observed yet.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        Self { limit: limits.observations as usize, latest: BTreeMap::new(), runs_out: BTreeMap::new() }
    }

    /// Takes new limits. What is already there stays; above the limit nothing new comes in.
    pub fn set_limits(&mut self, limits: &Limits) {
        self.limit = limits.observations as usize;
    }

    /// Takes an observation where it is the newest of its probe and region. At the limit those that
    /// had run out when it was made give way; where none had, it is shed.
    pub fn observe(&mut self, observation: Observation) -> Observed {
        let key = (observation.probe.clone(), observation.region.clone());
        let mut since = observation.observed_at;
        if let Some(before) = self.latest.get(&key) {
            let was = &before.observation;
            if observation.observed_at == was.observed_at {
                return Observed::Duplicate;
            }
            if observation.observed_at < was.observed_at {
                return Observed::Older;
            }
            // After a silence nobody knows what it would have said in between.
            if was.state == observation.state && observation.observed_at <= was.expires_at() {
                since = before.since;
            }
        } else if self.latest.len() >= self.limit && !self.make_room(observation.observed_at) {
            return Observed::Shed;
        }
        if let Some(before) = self.latest.remove(&key) {
            self.forget_expiry(&before.observation);
        }
        self.put(Latest { observation, since });
        Observed::Taken
    }

    /// The earliest moment strictly after `after` at which an observation stops to count.
    #[must_use]
    pub fn next_expiry(&self, after: Timestamp) -> Option<Timestamp> {
        let later = (Bound::Excluded(after), Bound::Unbounded);
        self.runs_out.values().filter_map(|moments| moments.range(later).next()).map(|(&at, _)| at).min()
    }

    /// How many observations are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.latest.len()
    }

    /// Whether nothing has been observed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.latest.is_empty()
    }

    /// What a probe said last, from each of its regions.
    pub(super) fn of<'a>(&'a self, probe: &'a ProbeId) -> impl Iterator<Item = &'a Latest> {
        self.latest.range((probe.clone(), None)..).take_while(move |((id, _), _)| id == probe).map(|(_, latest)| latest)
    }

    /// The latest observation of a probe from each region, with since when it has said so.
    pub fn latest<'a>(&'a self, probe: &'a ProbeId) -> impl Iterator<Item = (&'a Observation, Timestamp)> {
        self.of(probe).map(|latest| (&latest.observation, latest.since))
    }

    /// Whether anything at all of a monitoring source is fresh.
    pub(super) fn is_source_fresh(&self, source: &Option<String>, at: Timestamp) -> bool {
        self.runs_out.get(source).is_some_and(|moments| ends_after(moments, at))
    }

    /// Whether anything at all is fresh.
    pub(super) fn is_anything_fresh(&self, at: Timestamp) -> bool {
        self.runs_out.values().any(|moments| ends_after(moments, at))
    }

    fn put(&mut self, latest: Latest) {
        let observation = &latest.observation;
        if observation.state != ProbeState::NoData {
            let moments = self.runs_out.entry(observation.source.clone()).or_default();
            *moments.entry(observation.expires_at()).or_default() += 1;
        }
        self.latest.insert((observation.probe.clone(), observation.region.clone()), latest);
    }

    fn forget_expiry(&mut self, observation: &Observation) {
        if observation.state == ProbeState::NoData {
            return;
        }
        let Some(moments) = self.runs_out.get_mut(&observation.source) else { return };
        if let Some(count) = moments.get_mut(&observation.expires_at()) {
            *count -= 1;
            if *count == 0 {
                moments.remove(&observation.expires_at());
            }
        }
        if moments.is_empty() {
            self.runs_out.remove(&observation.source);
        }
    }

    /// Drops what had run out at `at`; whether there is room now. Looks through all of them only
    /// where one has run out, so that a flood above the limit stays cheap.
    fn make_room(&mut self, at: Timestamp) -> bool {
        let ran_out = |moments: &BTreeMap<Timestamp, u32>| moments.keys().next().is_some_and(|&first| first <= at);
        if self.runs_out.values().any(ran_out) {
            let all = std::mem::take(&mut self.latest);
            self.runs_out.clear();
            for latest in all.into_values().filter(|latest| at < latest.observation.expires_at()) {
                self.put(latest);
            }
        }
        self.latest.len() < self.limit
    }
}

fn ends_after(moments: &BTreeMap<Timestamp, u32>, at: Timestamp) -> bool {
    moments.keys().next_back().is_some_and(|&last| at < last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;

    fn at(min: i64) -> Timestamp {
        Timestamp::from_millis(min * 60_000)
    }

    fn said(probe: &str, state: ProbeState, min: i64) -> Observation {
        Observation::plain(ProbeId::new(probe).unwrap(), state, at(min), Span::from_mins(10))
    }

    fn last(m: &Monitoring, probe: &str) -> Vec<(ProbeState, Timestamp, Timestamp)> {
        m.of(&ProbeId::new(probe).unwrap()).map(|l| (l.observation.state, l.observation.observed_at, l.since)).collect()
    }

    #[test]
    fn the_newest_of_a_probe_and_region_counts_whatever_the_order_of_arrival() {
        let mut m = Monitoring::new(&Limits::default());
        assert_eq!(m.observe(said("shop", ProbeState::Ok, 5)), Observed::Taken);
        assert_eq!(m.observe(said("shop", ProbeState::Failing, 3)), Observed::Older);
        assert_eq!(m.observe(said("shop", ProbeState::Failing, 5)), Observed::Duplicate);
        let from_fr = Observation { region: Some("fr".into()), ..said("shop", ProbeState::Failing, 3) };
        assert_eq!(m.observe(from_fr), Observed::Taken);
        assert_eq!(m.observe(said("shop-2", ProbeState::Degraded, 1)), Observed::Taken);
        assert_eq!(last(&m, "shop"), [(ProbeState::Ok, at(5), at(5)), (ProbeState::Failing, at(3), at(3))]);
    }

    #[test]
    fn since_holds_as_long_as_it_says_the_same_without_falling_silent() {
        let mut m = Monitoring::new(&Limits::default());
        for (min, state, since) in [
            (0, ProbeState::Ok, 0),
            (10, ProbeState::Ok, 0), // the one before ran out at this very moment: no silence between
            (15, ProbeState::Failing, 15), // says something else
            (16, ProbeState::Degraded, 16), // red too, but not the same
            (20, ProbeState::Degraded, 16),
            (31, ProbeState::Degraded, 31), // a minute of silence lay between
        ] {
            m.observe(said("shop", state, min));
            assert_eq!(last(&m, "shop"), [(state, at(min), at(since))], "at minute {min}");
        }
    }

    #[test]
    fn the_next_expiry_is_strictly_later_and_knows_no_data_not() {
        let mut m = Monitoring::new(&Limits::default());
        assert_eq!(m.next_expiry(at(0)), None);
        m.observe(said("a", ProbeState::Ok, 0));
        m.observe(said("b", ProbeState::Ok, 5));
        m.observe(Observation { source: Some("grafana".into()), ..said("c", ProbeState::NoData, 2) });
        assert_eq!(m.next_expiry(at(0)), Some(at(10)));
        assert_eq!(m.next_expiry(at(10)), Some(at(15)));
        assert_eq!(m.next_expiry(at(15)), None);
        m.observe(said("a", ProbeState::Ok, 6)); // what was replaced no longer runs out
        assert_eq!(m.next_expiry(at(0)), Some(at(15)));
    }

    #[test]
    fn at_the_limit_what_ran_out_gives_way_and_nothing_else_does() {
        let mut m = Monitoring::new(&Limits { observations: 2, ..Limits::default() });
        m.observe(said("a", ProbeState::Ok, 0));
        m.observe(said("b", ProbeState::Ok, 5));
        assert_eq!(m.observe(said("c", ProbeState::Ok, 9)), Observed::Shed);
        assert_eq!(m.observe(said("b", ProbeState::Failing, 9)), Observed::Taken, "those that are in stay up to date");
        assert_eq!(m.observe(said("c", ProbeState::Ok, 10)), Observed::Taken, "a ran out at 10");
        assert_eq!((m.len(), last(&m, "a").len(), m.next_expiry(at(0))), (2, 0, Some(at(19))));
        m.set_limits(&Limits { observations: 3, ..Limits::default() });
        assert_eq!(m.observe(said("d", ProbeState::Ok, 10)), Observed::Taken);
    }

    #[test]
    fn stored_and_put_back_it_is_the_same() {
        let mut m = Monitoring::new(&Limits::default());
        m.observe(said("a", ProbeState::Ok, 0));
        m.observe(said("a", ProbeState::Ok, 5));
        m.observe(Observation { region: Some("fr".into()), ..said("a", ProbeState::Failing, 5) });
        m.observe(Observation { source: Some("x".into()), ..said("b", ProbeState::NoData, 5) });
        assert_eq!(Monitoring::from(Stored::from(m.clone())), m);
    }
}
