//! Live clusters for dashboards, the watch list (ranks 3 and 4) among them, and what observations do.

use std::collections::BTreeSet;

use super::Engine;
use super::input::Moment;
use super::output::{ClusterState, Output};
use super::parts::Part;
use crate::candidate::episode::Episode;
use crate::candidate::{Candidate, EventKind};
use crate::cluster::rising::Rise;
use crate::ids::{CandidateId, FeatureId, ProbeId};
use crate::monitor::{Observation, Slice, coverage, observed::Observed};
use crate::rank::{Customers, Rank, rank};
use crate::time::Timestamp;

/// Reports whose specificity orders the watch list: the newest of a cluster.
const NEWEST: usize = 50;

/// What customers reported of a feature within the watch.
#[derive(Default)]
struct Reported {
    customers: u32,
    since: Option<Timestamp>,
    last: Option<Timestamp>,
    specificity: f64,
    rising: Option<Rise>,
}

impl Engine {
    pub(super) fn on_observation(&mut self, now: Moment, observation: Observation, out: &mut Vec<Output>) {
        let probe = observation.probe.clone();
        match self.monitoring.observe(observation) {
            Observed::Taken => {
                self.mark(Part::Monitoring);
                self.health_may_differ(now, Some(&probe), out);
            }
            // What had run out may have made way, and not enough of it.
            Observed::Shed => self.mark(Part::Monitoring),
            Observed::Duplicate | Observed::Older => {}
        }
    }

    /// Looks again at the features of a probe, or at all: candidates may rise, the watch list change.
    pub(super) fn health_may_differ(&mut self, now: Moment, probe: Option<&ProbeId>, out: &mut Vec<Output>) {
        let features: BTreeSet<FeatureId> = match probe {
            Some(p) => coverage::features_of(&self.probes, p).iter().cloned().collect(),
            None => self.catalogue.features.keys().chain(self.watch.keys()).cloned().collect(),
        };
        let concerns = |e: &&Episode| {
            features.iter().any(|f| e.concerns(f))
                || e.may_mean().any(|(f, _)| features.contains(f))
                || probe.is_some_and(|p| self.depends_on_told_by(&e.candidate, p))
        };
        let concerned: Vec<CandidateId> = self.open().filter(concerns).map(|e| e.candidate.id.clone()).collect();
        for id in concerned {
            let told = |e: &Episode| {
                let c = &e.candidate;
                (c.monitoring.state, c.monitoring_of.clone(), c.context.dependencies.clone())
            };
            let before = self.episodes.get(&id).map(told);
            let rose = self.look_at_health(now, &id);
            self.look_at_dependencies(&id, now.at);
            if rose || self.episodes.get(&id).map(told) != before {
                self.explain(&id);
                self.publish(&id, EventKind::Updated, out);
            }
        }
        if probe.is_none() {
            self.note_every_health(now.at);
        }
        for feature in features {
            if probe.is_some() {
                self.note_health(now.at, &feature);
            }
            let state = self.with_health(now, &feature);
            self.tell_watch(&feature, state, out);
        }
    }

    /// What customers report of a feature may differ: says what its cluster is now, where that is not what was
    /// said last, and what became of deploys of it.
    pub(super) fn publish_watch(&mut self, now: Moment, feature: &FeatureId, out: &mut Vec<Output>) {
        let state = self.cluster_state(now, feature);
        self.tell_watch(feature, state, out);
        self.look_behind_deploys(now, feature, out);
    }

    fn tell_watch(&mut self, feature: &FeatureId, state: Option<ClusterState>, out: &mut Vec<Output>) {
        if self.watch.get(feature) == state.as_ref() {
            return;
        }
        self.mark(Part::Watch);
        match state {
            Some(state) => {
                self.watch.insert(feature.clone(), state.clone());
                out.push(Output::Cluster(Box::new(state)));
            }
            None => {
                self.watch.remove(feature);
                out.push(Output::ClusterGone(feature.clone()));
            }
        }
    }

    /// The cluster as told last, under the health of now: which reports are in it changes with reports
    /// and with what is heard, never with monitoring, so that the two clocks commute.
    fn with_health(&self, now: Moment, feature: &FeatureId) -> Option<ClusterState> {
        let told = self.watch.get(feature).map(|c| Reported {
            customers: c.customers,
            since: c.since,
            last: c.last,
            specificity: c.specificity,
            rising: c.rising,
        });
        self.under_health(now, feature, told.unwrap_or_default())
    }

    fn cluster_state(&self, now: Moment, feature: &FeatureId) -> Option<ClusterState> {
        let live = self.live.get(feature);
        let newest = live.and_then(|l| l.newest()).map(|r| r.occurred_at);
        let now_heard = now.heard_until.or(newest).unwrap_or(now.at);
        let since = now_heard - self.settings.detection.watch_for;
        let until = newest.unwrap_or(since);
        let last_ones = live.into_iter().flat_map(|l| l.all_within(since, until).rev().take(NEWEST));
        let reported = Reported {
            customers: live.map_or(0, |l| l.customers(since, until)),
            since: live.and_then(|l| l.all_within(since, until).next()).map(|r| r.occurred_at),
            last: newest.filter(|t| *t > since),
            specificity: last_ones.map(|r| r.specificity).fold(0.0, f64::max),
            rising: self.baselines.rising(feature),
        };
        self.under_health(now, feature, reported)
    }

    /// What monitoring alone says of a feature is said under a candidate while an open one counts it as its own.
    pub(super) fn tell_meant_anew(&mut self, now: Moment, out: &mut Vec<Output>) {
        for feature in std::mem::take(&mut self.meant_anew) {
            let state = self.with_health(now, &feature);
            self.tell_watch(&feature, state, out);
        }
    }

    fn under_health(&self, now: Moment, feature: &FeatureId, reported: Reported) -> Option<ClusterState> {
        let candidate = self.open_of(feature).and_then(|id| self.episodes.get(&id)).map(|e| &e.candidate);
        if feature.is_topic() && candidate.is_none() {
            return None;
        }
        let within = candidate.and_then(|c| c.beside.as_ref()).map_or(feature, |b| &b.feature);
        let health = self.monitoring.health(&self.probes, within, &Slice::default(), now.at);
        // Several customers whose count is ordinary are watched like one.
        let alone = rank(Customers::of(reported.customers.min(1) as usize), &health);
        let candidate = match candidate {
            None if alone == Some(Rank::MonitoringOnly) => self.counting(feature),
            own => own,
        };
        let rank = candidate.map_or(alone, |c| Some(c.rank))?;
        Some(ClusterState {
            feature: feature.clone(),
            rank,
            customers: reported.customers,
            since: reported.since,
            last: reported.last,
            health: health.state,
            specificity: reported.specificity,
            rising: reported.rising,
            candidate: candidate.map(|c| c.id.clone()),
        })
    }

    /// The open candidate whose customers may mean the feature, and that counts its monitoring as its own.
    fn counting(&self, feature: &FeatureId) -> Option<&Candidate> {
        let counts = |c: &&Candidate| c.monitoring_of.as_ref().is_some_and(|of| of.feature == *feature);
        self.open().map(|e| &e.candidate).find(counts)
    }

    /// Takes clusters off the watch list whose last report is old enough.
    pub(super) fn watch_is_due(&mut self, now: Moment, out: &mut Vec<Output>) {
        let watch_for = self.settings.detection.watch_for;
        let is_due = |last: Timestamp| now.heard_until.is_some_and(|heard| last + watch_for <= heard);
        let due: Vec<FeatureId> =
            self.watch.values().filter(|c| leaves(c).is_some_and(is_due)).map(|c| c.feature.clone()).collect();
        for feature in due {
            self.publish_watch(now, &feature, out);
        }
    }
}

/// The last report of a cluster that time alone ends: once that has been on the watch list for long enough.
pub(super) fn leaves(cluster: &ClusterState) -> Option<Timestamp> {
    cluster.last.filter(|_| cluster.rank != Rank::MonitoringOnly)
}
