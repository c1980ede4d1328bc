//! The changes of a tenant, and which of them lie before an onset, best first.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Change, ChangeKind, RankedChange, Relation};
use crate::config::{Feature, Limits};
use crate::ids::{ChangeId, FeatureId};
use crate::time::{Span, Timestamp};

/// How long before the onset a change may lie to be shown (R15).
pub const LOOK_BACK: Span = Span::from_hours(1);

/// Most changes shown for one onset: where it is stated a day back, a busy tenant has hundreds since.
pub const MAX_RANKED: usize = 50;

/// The changes known, by time, at most [`Limits::changes`] of them: the oldest go first. They may
/// come late and in any order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Changes {
    limit: usize,
    by_time: BTreeMap<(Timestamp, ChangeId), Change>,
    times: BTreeMap<ChangeId, Timestamp>,
}

/// As stored: the times follow from the changes.
#[derive(Clone, Serialize, Deserialize)]
struct Stored {
    limit: u32,
    changes: Vec<Change>,
}

impl From<Stored> for Changes {
    fn from(stored: Stored) -> Self {
        let mut changes = Self { limit: stored.limit as usize, by_time: BTreeMap::new(), times: BTreeMap::new() };
        for change in stored.changes {
            changes.add(change);
        }
        changes
    }
}

impl From<Changes> for Stored {
    fn from(changes: Changes) -> Self {
        let limit = u32::try_from(changes.limit).unwrap_or(u32::MAX);
        Self { limit, changes: changes.by_time.into_values().collect() }
    }
}

impl Changes {
    /// None known yet.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        Self { limit: limits.changes as usize, by_time: BTreeMap::new(), times: BTreeMap::new() }
    }

    /// Takes new limits; what is above them goes, the oldest first.
    pub fn set_limits(&mut self, limits: &Limits) {
        self.limit = limits.changes as usize;
        self.shed();
    }

    /// Takes a change. False where it is not kept: its id is known (the first one stands), or there
    /// are as many as the limit allows and all of them are newer.
    pub fn add(&mut self, change: Change) -> bool {
        if self.times.contains_key(&change.id) {
            return false;
        }
        let id = change.id.clone();
        self.times.insert(id.clone(), change.time);
        self.by_time.insert((change.time, id.clone()), change);
        self.shed();
        self.times.contains_key(&id)
    }

    /// All that are kept, by time.
    pub fn iter(&self) -> impl Iterator<Item = &Change> {
        self.by_time.values()
    }

    /// Whether a change that came at `time` is among those looked at for this onset.
    #[must_use]
    pub fn is_looked_at(time: Timestamp, onset: Timestamp, first_report: Timestamp) -> bool {
        time >= onset - LOOK_BACK && time <= first_report
    }

    /// How many are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_time.len()
    }

    /// Whether none is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_time.is_empty()
    }

    /// The changes from an hour before `onset` to `first_report`, both ends included, best first, at
    /// most [`MAX_RANKED`]: production before anything else; the feature itself, then what it depends
    /// on in the order of its list, then the rest; within one class the nearest to the onset. Of several features
    /// (one at least, or nothing is ranked) each change is held against that which it concerns most.
    #[must_use]
    pub fn before(&self, features: &[&Feature], onset: Timestamp, first_report: Timestamp) -> Vec<RankedChange> {
        let from = onset - LOOK_BACK;
        let mut ranked: Vec<RankedChange> = self
            .by_time
            .iter()
            .rev() // an onset is recent: what lies before it stands near the end
            .skip_while(|((time, _), _)| *time > first_report)
            .take_while(|((time, _), _)| *time >= from)
            .filter_map(|(_, change)| rank(change, features, onset))
            .collect();
        // Stable: of two as near, the later stands first.
        ranked.sort_by_key(|r| (place(r), (r.change.time - onset).as_millis().abs()));
        ranked.truncate(MAX_RANKED);
        ranked
    }

    /// The changes of the time `span` before `until`, the newest first.
    pub fn back_from(&self, until: Timestamp, span: Span) -> impl Iterator<Item = &Change> {
        let from = until - span;
        let newest_first = self.by_time.iter().rev().skip_while(move |((time, _), _)| *time > until);
        newest_first.take_while(move |((time, _), _)| *time >= from).map(|(_, change)| change)
    }

    /// The first deploy to production that names a feature, where it can be told that it was the first: the
    /// changes known reach back `least` before it.
    #[must_use]
    pub fn first_deploy(&self, feature: &FeatureId, least: Span) -> Option<&Change> {
        let names = |change: &&Change| {
            change.kind == ChangeKind::Deploy && change.is_production() && change.features.contains(feature)
        };
        let oldest = self.by_time.values().next()?.time;
        self.by_time.values().find(names).filter(|first| first.time - oldest >= least)
    }

    fn shed(&mut self) {
        while self.by_time.len() > self.limit {
            let Some(((_, id), _)) = self.by_time.pop_first() else { return };
            self.times.remove(&id);
        }
    }
}

/// Its class: smaller is better.
fn place(ranked: &RankedChange) -> (bool, (u8, u32)) {
    (!ranked.change.is_production(), ranked.relation.place())
}

/// How a change relates to a feature. One that names features is theirs. One of a service the feature
/// depends on relates where it names none (an upstream service), or where the service is not the feature's
/// own: a deploy of a service that several features share, made for the others, says so by naming them.
#[must_use]
pub fn relation(change: &Change, feature: &Feature) -> Relation {
    if change.features.contains(&feature.id) {
        return Relation::Feature;
    }
    match feature.depends_on.iter().position(|service| *service == change.service) {
        Some(place) if place > 0 || change.features.is_empty() => {
            Relation::DependsOn { service: change.service.clone(), place: u32::try_from(place).unwrap_or(u32::MAX) }
        }
        _ => Relation::Unrelated,
    }
}

fn rank(change: &Change, features: &[&Feature], onset: Timestamp) -> Option<RankedChange> {
    let each = features.iter().map(|feature| (relation(change, feature), *feature));
    let (relation, feature) = each.min_by_key(|(relation, _)| relation.place())?;
    let likely = change.is_production() && relation != Relation::Unrelated;
    let distance = onset - change.time;
    let why = why(change, feature, &relation, distance);
    Some(RankedChange { change: change.clone(), minutes_before_onset: distance.as_mins(), relation, likely, why })
}

fn why(change: &Change, feature: &Feature, relation: &Relation, distance: Span) -> String {
    let when = match distance.as_millis() {
        0 => "at the onset".to_owned(),
        before if before > 0 => format!("{distance} before the onset"),
        after => format!("{} after the onset", Span::from_millis(-after)),
    };
    let name = &feature.name;
    if !change.is_production() {
        return format!("It changed {} only, where customers are not, {when}.", shown(&change.environment));
    }
    match relation {
        Relation::Feature => format!("It changed {name} itself, {when}."),
        Relation::DependsOn { service, place: 0 } => format!("It changed {service}, the service of {name}, {when}."),
        Relation::DependsOn { service, .. } => format!("It changed {service}, which {name} depends on, {when}."),
        Relation::Unrelated => format!("No relation to {name} is known; it came {when}."),
    }
}

fn shown(environment: &str) -> &str {
    if environment.trim().is_empty() { "an environment it does not name" } else { environment }
}

#[cfg(test)]
mod tests;
