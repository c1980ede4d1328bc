//! What alarms found, and which of them were false.

use crate::simulation::{DAYS, Incident, Key, World};

/// Hits within this of each other, in minutes, are one alarm.
const COOL_MIN: f64 = 120.0;
/// A hit this long after the last report still finds an incident, and one this long after is no other alarm.
const FOUND_MIN: f64 = 30.0;
const ITS_OWN_MIN: f64 = 240.0;

/// What a threshold gives.
pub(crate) struct Scored {
    /// False alarms a key and month, of keys that are not new.
    pub(crate) false_a_month: f64,
    /// The share of incidents found.
    pub(crate) all: f64,
    /// The same of those that stand out: reports at six times the root of what is usual.
    pub(crate) clear: f64,
    /// Medians over the found ones, from the first report on.
    pub(crate) minutes: f64,
    pub(crate) reports: f64,
}

/// How one incident was found.
struct Found {
    minutes: f64,
    reports: f64,
}

/// Measures a threshold on -log10 E.
pub(crate) fn measured(world: &World, scores: &[Vec<f64>], threshold: f64) -> Scored {
    let (mut alarms, mut months) = (0.0, 0.0);
    let mut found: Vec<(bool, Option<Found>)> = Vec::new();
    for (key, scores) in world.keys.iter().zip(scores) {
        let hits: Vec<f64> =
            key.reports.iter().zip(scores).filter(|(_, s)| **s >= threshold).map(|(t, _)| *t).collect();
        found.extend(key.incidents.iter().map(|i| (stands_out(i), find(i, &hits))));
        if !key.new {
            months += DAYS as f64 / 30.4;
            alarms += false_alarms(world, key, &hits);
        }
    }
    let share = |clear: bool| {
        let of: Vec<_> = found.iter().filter(|(out, _)| *out || !clear).collect();
        of.iter().filter(|(_, f)| f.is_some()).count() as f64 / of.len().max(1) as f64
    };
    let median = |of: &dyn Fn(&Found) -> f64| {
        let mut all: Vec<f64> = found.iter().filter_map(|(_, f)| f.as_ref().map(of)).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
    };
    Scored {
        false_a_month: alarms / months,
        all: share(false),
        clear: share(true),
        minutes: median(&|f| f.minutes),
        reports: median(&|f| f.reports),
    }
}

fn stands_out(incident: &Incident) -> bool {
    let usual = incident.per_hour * incident.length / 60.0;
    incident.reports.len() as f64 / (usual + 0.25).sqrt() >= 6.0
}

fn find(incident: &Incident, hits: &[f64]) -> Option<Found> {
    let (first, last) = ends(incident);
    if hits.iter().any(|x| *x < first && first - x <= COOL_MIN) {
        return None;
    }
    let hit = *hits.iter().find(|x| (first..=last + FOUND_MIN).contains(*x))?;
    let reports = incident.reports.iter().filter(|t| **t <= hit).count() as f64;
    Some(Found { minutes: hit - first, reports })
}

fn ends(incident: &Incident) -> (f64, f64) {
    (incident.reports[0], incident.reports[incident.reports.len() - 1])
}

/// Alarms that no incident explains, nor a burst that every feature shared.
fn false_alarms(world: &World, key: &Key, hits: &[f64]) -> f64 {
    let begins = |(i, x): (usize, &f64)| i == 0 || x - hits[i - 1] > COOL_MIN;
    let explained = |x: f64| {
        key.incidents.iter().map(ends).any(|(first, last)| (first..=last + ITS_OWN_MIN).contains(&x))
            || world.common[(x / 60.0) as usize - 4..=(x / 60.0) as usize].contains(&true)
    };
    hits.iter().enumerate().filter(|hit| begins(*hit)).filter(|(_, x)| !explained(**x)).count() as f64
}

/// The lowest threshold at which false alarms are no more than `target`.
pub(crate) fn calibrated(world: &World, scores: &[Vec<f64>], target: f64) -> f64 {
    let mut all: Vec<f64> = scores.iter().flatten().copied().filter(|s| *s > -98.0).collect();
    all.sort_by(f64::total_cmp);
    all.dedup();
    let (mut low, mut high) = (0, all.len().saturating_sub(1));
    while low < high {
        let middle = usize::midpoint(low, high);
        if measured(world, scores, all[middle]).false_a_month <= target {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    all.get(low).copied().unwrap_or(f64::INFINITY)
}
