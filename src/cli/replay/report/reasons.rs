//! Why an incident was missed and why a candidate is false, counted from the verdicts.

use std::collections::{BTreeMap, BTreeSet};

use super::material::Material;
use crate::candidate::Candidate;
use crate::cli::show::words::{date, many, number, once_per};
use crate::engine::output::{Reason, Verdict, WindowCount};
use crate::time::Timestamp;
use crate::wire::backtest::{Incident, Truth};

/// Why no candidate found an incident: one sentence each.
pub(super) fn missed(m: &Material<'_>, incident: &Incident) -> Vec<String> {
    let ids = incident.message_ids.iter();
    let verdicts: Vec<&Verdict> = ids.filter_map(|id| m.watched.verdicts.get(id.as_str())).collect();
    let customers: BTreeSet<_> =
        incident.message_ids.iter().filter_map(|id| m.written.get(id.as_str())).map(|w| w.customer).collect();
    let mut said = vec![format!(
        "{} of {} report it.",
        many(u32::try_from(verdicts.len()).unwrap_or(u32::MAX), "message"),
        many(u32::try_from(customers.len()).unwrap_or(u32::MAX), "customer"),
    )];
    let mut reasons: BTreeMap<Reason, u32> = BTreeMap::new();
    for verdict in &verdicts {
        *reasons.entry(verdict.reason).or_insert(0) += 1;
    }
    said.extend(reasons.into_iter().map(|(reason, n)| sentence(n, reason)));
    said.extend(elsewhere(&verdicts, incident));
    said.extend(nearest(&verdicts));
    said
}

fn sentence(n: u32, reason: Reason) -> String {
    let (one, more) = match reason {
        Reason::Opened => ("opened a candidate that is not of it", "opened candidates that are not of it"),
        Reason::Joined => ("joined a candidate that is not of it", "joined candidates that are not of it"),
        Reason::NotEnough => {
            ("counts as a report, among too few customers", "count as reports, among too few customers")
        }
        Reason::NoFeature => ("names no feature of the catalogue", "name no feature of the catalogue"),
        Reason::NotAProblem => ("was not read as a problem", "were not read as a problem"),
        Reason::Internal => ("is from inside the company", "are from inside the company"),
        Reason::Duplicate => ("was read before", "were read before"),
        Reason::Late => ("came too late to count", "came too late to count"),
        Reason::LateForResolved | Reason::AfterResolved => {
            ("is shown on a candidate already resolved", "are shown on candidates already resolved")
        }
        Reason::TooManyOpen => ("met the limit of open candidates", "met the limit of open candidates"),
        Reason::Waiting => ("waits at the end of the replay", "wait at the end of the replay"),
    };
    format!("{n} {}.", if n == 1 { one } else { more })
}

/// Features other than its own that its messages were taken to mean.
fn elsewhere(verdicts: &[&Verdict], incident: &Incident) -> Option<String> {
    let mut by: BTreeMap<&str, u32> = BTreeMap::new();
    let read = verdicts.iter().filter(|v| v.reason != Reason::NotAProblem);
    for feature in read.filter_map(|v| v.feature.as_ref()) {
        if incident.feature.as_deref().is_some_and(|own| own != feature.as_str()) {
            *by.entry(feature.as_str()).or_insert(0) += 1;
        }
    }
    let list: Vec<String> = by.into_iter().map(|(feature, n)| format!("{feature} {n}")).collect();
    (!list.is_empty()).then(|| format!("Taken to mean another feature: {}.", list.join(", ")))
}

/// The window that came nearest to as many customers as it needed.
fn nearest(verdicts: &[&Verdict]) -> Option<String> {
    let mut best: Option<(f64, Timestamp, &Verdict, &WindowCount)> = None;
    for v in verdicts.iter().filter(|v| v.reason == Reason::NotEnough) {
        for w in [&v.nearest, &v.short].into_iter().flatten() {
            let share = f64::from(w.observed) / f64::from(w.needed.max(1));
            if best.is_none_or(|(most, ..)| share > most) {
                best = Some((share, v.occurred_at, v, w));
            }
        }
    }
    let (_, at, verdict, window) = best?;
    let feature = verdict.feature.as_ref().map_or("", |f| f.as_str());
    Some(format!("Nearest, {feature} at {} {}: {}", date(at), at.clock_text(), numbers(window)))
}

fn numbers(w: &WindowCount) -> String {
    let mut said = format!("{} in {} min", many(w.observed, "customer"), w.window.as_mins());
    if let Some(tier) = &w.tier {
        said = format!("{said} of tier {}", tier.as_str());
    }
    said = format!("{said}, {} needed", w.needed);
    match w.expected {
        Some(usual) => said = format!("{said}, {} usual", number(usual)),
        None => said.push_str(", no baseline yet"),
    }
    if let Some(e) = w.expected_per_month {
        said = format!(
            "{said}; chance alone brings such a burst once in {}, accepted: once in {}",
            once_per(e),
            once_per(w.threshold)
        );
    }
    said.push('.');
    said
}

/// Why a candidate is of no incident: one sentence each.
pub(super) fn false_one(truth: &Truth, c: &Candidate) -> Vec<String> {
    let opened: BTreeSet<&str> = c.opened_with.iter().map(|id| id.as_str()).collect();
    let among = |ids: &[String]| ids.iter().filter(|id| opened.contains(id.as_str())).count();
    let mut said = Vec::new();
    let mut named = 0;
    for incident in &truth.incidents {
        let n = among(&incident.message_ids);
        named += n;
        if n * 2 > opened.len() {
            said.push(format!(
                "{n} of {} messages it opened with report {}, but that was over.",
                opened.len(),
                incident.id
            ));
        } else if n > 0 {
            said.push(format!("{n} of {} messages it opened with report {}: no majority.", opened.len(), incident.id));
        }
    }
    for distractor in &truth.distractors {
        let n = among(&distractor.message_ids);
        named += n;
        if n > 0 {
            said.push(format!(
                "{n} of {} only look like an incident: {}.",
                opened.len(),
                distractor.kind.replace('_', " ")
            ));
        }
    }
    let nothing = opened.len().saturating_sub(named);
    if nothing > 0 {
        said.push(format!("{nothing} of {} report nothing that the truth knows.", opened.len()));
    }
    said
}
