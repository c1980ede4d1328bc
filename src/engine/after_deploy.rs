//! The hour behind a deploy: whether more customers report a problem with what it changed than chance brings,
//! and, where they do not, whether they would have.
//!
//! It ends by what is heard, never by the clock: a source that lags is no silence.

use std::collections::BTreeSet;

use super::Engine;
use super::deploy::{AfterDeploy, AfterFeature, Basis, DeployVerdict};
use super::input::Moment;
use super::output::Output;
use super::parts::Part;
use crate::change::{Change, Relation, relation};
use crate::cluster::baseline::Baselines;
use crate::cluster::live::Live;
use crate::cluster::surge::{Judge, Key, Stretch};
use crate::ids::{CandidateId, ChangeId, FeatureId};
use crate::time::{Span, Timestamp};

mod running;
mod words;

pub(super) use running::Deploys;
use running::{Running, Watched};

/// How long the reports behind a deploy are watched (R58).
pub const WATCH_FOR: Span = Span::from_mins(60);
/// How often it is looked at whether silence says something by now.
const LOOK_EVERY: Span = Span::from_mins(5);
/// Of so many deploys that change nothing chance alone makes at most this share failing.
pub const FALSE_FAILING: f64 = 0.002;
/// Deploys watched at once, a tenant: a report is held against all of those of its feature.
pub const MAX_DEPLOYS: usize = 200;
/// Features looked at behind one deploy, the nearest: every further one makes all of them harder to judge.
pub const MAX_FEATURES: usize = 50;
/// A deploy that is told later than this is not watched any more: reports are kept for three days, those of
/// a busy feature for less.
const BACK: Span = Span::from_hours(24);

impl Engine {
    /// A change came, perhaps late: candidates whose hour it lies in say so, and a deploy is watched.
    pub(super) fn on_change(&mut self, now: Moment, change: Change, out: &mut Vec<Output>) {
        let (time, deploy) = (change.time, change.is_watched().then(|| change.clone()));
        if !self.changes.add(change) {
            return;
        }
        self.mark(Part::Changes);
        self.change_came(time, out);
        if let Some(deploy) = deploy {
            self.deploy_came(now, deploy, out);
        }
    }

    fn deploy_came(&mut self, now: Moment, change: Change, out: &mut Vec<Output>) {
        // One that is announced for later would be watched before it happens, or for ever.
        let begin = change.time.min(now.at);
        let deploy = self.concerned(change, begin);
        let heard = now.heard_until.unwrap_or(begin);
        let basis = if deploy.features.is_empty() {
            Basis::UnknownFeatures
        } else if heard - begin > BACK {
            Basis::TooLongAgo
        } else if self.deploys.len() >= MAX_DEPLOYS && heard < deploy.end() {
            Basis::TooMany
        } else {
            let id = deploy.change.id.clone();
            self.deploys.insert(deploy);
            return self.look_at_deploy(now, &id, out);
        };
        let mut said = of(&deploy, heard, Vec::new());
        (said.basis, said.ended, said.revision) = (basis, true, 1);
        said.why = words::of_deploy(&said);
        out.push(Output::Watch(Box::new(said)));
    }

    /// The features that a deploy names, and those that depend on its service.
    fn concerned(&self, change: Change, begin: Timestamp) -> Running {
        let related = self.catalogue.features.values().map(|f| (f.id.clone(), relation(&change, f)));
        let mut features: Vec<_> = related.filter(|(_, relation)| *relation != Relation::Unrelated).collect();
        features.sort_by_key(|(id, relation)| (relation.place(), id.clone()));
        let left_out = features.len().saturating_sub(MAX_FEATURES);
        features.truncate(MAX_FEATURES);
        let unknown = |f: &&FeatureId| self.catalogue.get(f).is_none();
        let unknown_features = change.features.iter().filter(unknown).cloned().collect();
        let service_known = self.catalogue.features.values().any(|f| f.depends_on.contains(&change.service));
        let left_out = u32::try_from(left_out).unwrap_or(u32::MAX);
        Running { unknown_features, service_known, left_out, ..Running::new(change, begin, features) }
    }

    /// A report of the feature came, or a candidate: deploys of it may be failing by now.
    pub(super) fn look_behind_deploys(&mut self, now: Moment, feature: &FeatureId, out: &mut Vec<Output>) {
        if self.deploys.of(feature).next().is_none() {
            return;
        }
        let empty = Live::default();
        let judge = Judge::new(self.calm_ground(now, feature, &empty), Key { feature, tier: &None });
        let fails = |id: &&ChangeId| {
            let Some(deploy) = self.deploys.get(id) else { return false };
            let watched = deploy.features.iter().find(|w| w.feature == *feature);
            let stretch = stretch(deploy, now.heard_until);
            watched.is_some_and(|w| w.verdict != DeployVerdict::Failing)
                && (self.began_since(feature, stretch).is_some() || judge.fails_since(stretch))
        };
        let failing: Vec<ChangeId> = self.deploys.of(feature).filter(fails).cloned().collect();
        for id in failing {
            self.look_at_deploy(now, &id, out);
        }
    }

    /// So much is heard that silence may say something, or that the hour of a deploy is over.
    pub(super) fn deploys_are_due(&mut self, now: Moment, out: &mut Vec<Output>) {
        let Some(heard) = now.heard_until else { return };
        for id in self.deploys.due(heard) {
            self.look_at_deploy(now, &id, out);
        }
    }

    /// Says what is known of a deploy, where that differs from what was said last or is the last.
    fn look_at_deploy(&mut self, now: Moment, id: &ChangeId, out: &mut Vec<Output>) {
        let Some(deploy) = self.deploys.get(id) else { return };
        let heard = now.heard_until.unwrap_or(deploy.begin);
        let renewed = self.usual_now(now.heard_until);
        let stretch = stretch(deploy, now.heard_until);
        let features = deploy.features.iter().map(|w| self.after(now, w, stretch, renewed.as_ref()));
        let mut said = of(deploy, heard, features.collect());
        self.mark(Part::Deploys);
        self.deploys.looked(id, said.heard);
        let Some(deploy) = self.deploys.get_mut(id) else { return };
        let mut worth = deploy.revision == 0 || said.ended;
        for (watched, after) in deploy.features.iter_mut().zip(&said.features) {
            worth |= watched.verdict != after.verdict;
            watched.verdict = after.verdict;
        }
        deploy.revision += u32::from(worth);
        said.revision = deploy.revision;
        if said.ended {
            self.deploys.remove(id);
        }
        if worth {
            said.why = words::of_deploy(&said);
            out.push(Output::Watch(Box::new(said)));
        }
    }

    /// What is usual as of the hour that is heard, where the last message left an older one: nobody may have
    /// written since, or all of it was read at once. A copy, so that looking at a deploy changes nothing that
    /// candidates are judged by.
    fn usual_now(&self, heard: Option<Timestamp>) -> Option<Baselines> {
        let heard = heard.filter(|heard| !self.baselines.is_learnt(*heard))?;
        let mut renewed = self.baselines.clone();
        renewed.refresh(heard);
        Some(renewed)
    }

    fn after(&self, now: Moment, watched: &Watched, stretch: Stretch, renewed: Option<&Baselines>) -> AfterFeature {
        let (feature, empty) = (&watched.feature, Live::default());
        let mut ground = self.calm_ground(now, feature, &empty);
        if let Some(renewed) = renewed {
            (ground.baselines, ground.around) = (renewed, None);
        }
        let since = Judge::new(ground, Key { feature, tier: &None }).since(stretch);
        let candidate = self.began_since(feature, stretch);
        // Who waits for a verdict acts on the first failing one: it is not taken back.
        let verdict = if watched.verdict == DeployVerdict::Failing || candidate.is_some() || since.fails() {
            DeployVerdict::Failing
        } else if since.would_show() {
            DeployVerdict::NoEvidenceOfFailure
        } else {
            DeployVerdict::TooFewToSay
        };
        let name = self.catalogue.get(feature).map_or_else(|| feature.to_string(), |f| f.name.clone());
        let mut after = AfterFeature {
            feature: feature.clone(),
            name,
            relation: watched.relation.clone(),
            verdict,
            candidate,
            since,
            why: String::new(),
        };
        after.why = words::of_feature(&after, stretch.heard - stretch.begin);
        after
    }

    /// The first candidate of a feature, or of a second cause within it, that was opened since, by customers most of
    /// whom reported it since: an ordinary report of the minutes before is often among them.
    fn began_since(&self, feature: &FeatureId, Stretch { begin, end, .. }: Stretch) -> Option<CandidateId> {
        let own = self.episodes.of(feature).filter_map(|e| Some((e, feature, e.began(feature)?)));
        let second = self.episodes.beside(feature).filter_map(|e| e.topic().map(|(topic, began)| (e, topic, began)));
        let began = own.chain(second);
        let since = began.filter(|(_, of, b)| {
            let customers = |from: Timestamp| self.live.get(of).map_or(0, |live| live.customers(from, b.end));
            b.end > begin && b.end <= end && customers(begin.max(b.begin)) * 2 > customers(b.begin)
        });
        since.min_by_key(|(e, _, b)| (b.end, &e.candidate.id)).map(|(e, ..)| e.candidate.id.clone())
    }

    /// Takes back what was said of every deploy that is remembered: one that is watched may be too old for the
    /// changes that are kept.
    pub(super) fn forget_deploys(&self, out: &mut Vec<Output>) {
        let watched: BTreeSet<&ChangeId> = self.changes.iter().filter(|c| c.is_watched()).map(|c| &c.id).collect();
        let all: BTreeSet<&ChangeId> = watched.into_iter().chain(self.deploys.ids()).collect();
        out.extend(all.into_iter().map(|id| Output::WatchGone(id.clone())));
    }
}

/// The hour of a deploy as it is judged for each of its features: among several one is failing by chance as
/// seldom as one alone.
fn stretch(deploy: &Running, heard: Option<Timestamp>) -> Stretch {
    let (begin, end) = (deploy.begin, deploy.end());
    let share = FALSE_FAILING / deploy.features.len().max(1) as f64;
    Stretch { begin, end, heard: heard.unwrap_or(begin).clamp(begin, end), share }
}

/// What is said of a deploy, but for its revision and the words.
fn of(deploy: &Running, heard: Timestamp, features: Vec<AfterFeature>) -> AfterDeploy {
    let any = |verdict| features.iter().any(|f| f.verdict == verdict);
    let verdict = if any(DeployVerdict::Failing) {
        DeployVerdict::Failing
    } else if features.is_empty() || any(DeployVerdict::TooFewToSay) {
        DeployVerdict::TooFewToSay
    } else {
        DeployVerdict::NoEvidenceOfFailure
    };
    AfterDeploy {
        change: deploy.change.clone(),
        begin: deploy.begin,
        end: deploy.end(),
        heard: heard.clamp(deploy.begin, deploy.end()),
        revision: deploy.revision,
        verdict,
        ended: heard >= deploy.end(),
        basis: Basis::Counted,
        features,
        unknown_features: deploy.unknown_features.clone(),
        service_known: deploy.service_known,
        left_out: deploy.left_out,
        why: String::new(),
    }
}
