//! How the candidates of a replay did against its truth.
//!
//! A candidate belongs to the incident that more than half of the messages it opened with report, if
//! it opened between the incident's start and two hours after its end. The first such candidate finds
//! the incident; a further one is a linked episode if its chain of previous episodes leads to one of
//! the same incident, else a duplicate. Every other candidate is false. Rank, cause and gap are asked
//! of the candidates that found an incident.

use std::collections::{BTreeMap, BTreeSet};

use crate::candidate::{Candidate, Route};
use crate::time::Timestamp;
use crate::wire::backtest::{Context, Distractor, Incident, IncidentContext, Replayed, Score, Truth};

/// How long after an incident's end a candidate may still be its own, in minutes.
const AFTER_END_MIN: f64 = 120.0;
/// False candidates of one feature within this count once, in minutes.
const SAME_FALSE_MIN: f64 = 120.0;
/// How long after the first peak a candidate of it is excused, in minutes.
const PEAK_MIN: f64 = 240.0;
/// The kind of distractor that is excused.
const FIRST_PEAK: &str = "monday_morning_peak";
/// How near a change of rank has to be followed, in minutes.
const FOLLOWED_MIN: f64 = 2.0;
/// A report so near before a resolution by quiet makes it early, in minutes.
const QUIET_MIN: f64 = 20.0;

/// Minutes since 1970.
fn minutes(at: Timestamp) -> f64 {
    at.as_millis() as f64 / 1_000.0 / 60.0
}

/// Scores the candidates; `written` says when each message was written, by its id.
#[must_use]
pub fn score(truth: &Truth, context: &Context, found: &[Replayed], written: &BTreeMap<String, Timestamp>) -> Score {
    let mut all: Vec<&Replayed> = found.iter().collect();
    all.sort_by(|a, b| {
        let key = |r: &Replayed| (r.candidate.opened_at, r.candidate.id.clone());
        key(a).cmp(&key(b))
    });
    let told = attribute(truth, &all);
    let (false_alerts, excused) = false_alerts(truth, &told.false_ones);
    let mut score = Score {
        incidents: truth.incidents.len(),
        found: told.first.len(),
        false_alerts,
        excused,
        duplicates: told.duplicates,
        linked_episodes: told.linked,
        precision: share(told.first.len(), told.first.len() + false_alerts),
        recall: share(told.first.len(), truth.incidents.len()).unwrap_or(0.0),
        resolved_early: all.iter().filter(|r| is_early(&told, r, written)).count(),
        ..Score::default()
    };
    let (mut detect, mut after_third, mut gained) = (Vec::new(), Vec::new(), Vec::new());
    for (incident, candidate) in &told.first {
        let at = minutes(candidate.opened_at);
        detect.push(at - minutes(incident.start));
        after_third.extend(incident.nth_reporter_at.get("3").map(|third| at - minutes(*third)));
        if let Some(around) = context.incidents.get(&incident.id) {
            let chain: Vec<&Candidate> = told.all_of(&incident.id).collect();
            judge(&mut score, around, candidate, &chain);
            gained.extend(around.red_at.map(|red| minutes(red) - at));
        }
    }
    score.median_minutes_to_detect = median(&detect);
    score.median_minutes_after_third_reporter = median(&after_third);
    score.p90_minutes_after_third_reporter = ninth_of_ten(&after_third);
    score.minutes_gained_over_monitoring = median(&gained);
    score
}

/// The incident a candidate belongs to; none: it is false, or excused.
#[must_use]
pub fn belongs_to<'a>(truth: &'a Truth, c: &Candidate) -> Option<&'a Incident> {
    incident_of(c, &owners(truth))
}

/// Whether a candidate is of the first weekly peak, which nothing before could have told.
#[must_use]
pub fn is_excused(truth: &Truth, c: &Candidate) -> bool {
    truth.distractors.iter().any(|d| d.kind == FIRST_PEAK && is_first_peak(d, c))
}

/// The incident of each message that reports one.
fn owners(truth: &Truth) -> BTreeMap<&str, &Incident> {
    truth.incidents.iter().flat_map(|i| i.message_ids.iter().map(move |m| (m.as_str(), i))).collect()
}

/// Which candidate belongs to what.
struct Told<'a> {
    /// The candidate that found each incident, in the order of finding.
    first: Vec<(&'a Incident, &'a Candidate)>,
    /// The incident of each candidate that has one.
    mine: BTreeMap<&'a str, &'a Incident>,
    candidates: Vec<&'a Candidate>,
    duplicates: usize,
    linked: usize,
    false_ones: Vec<&'a Candidate>,
}

impl<'a> Told<'a> {
    /// All candidates of an incident.
    fn all_of<'b>(&'b self, incident: &'b str) -> impl Iterator<Item = &'a Candidate> + 'b {
        let is = move |c: &&Candidate| self.mine.get(c.id.as_str()).is_some_and(|i| i.id == incident);
        self.candidates.iter().copied().filter(is)
    }
}

fn attribute<'a>(truth: &'a Truth, all: &[&'a Replayed]) -> Told<'a> {
    let owner = owners(truth);
    let by_id: BTreeMap<&str, &Candidate> = all.iter().map(|r| (r.candidate.id.as_str(), &r.candidate)).collect();
    let mut told = Told {
        first: Vec::new(),
        mine: BTreeMap::new(),
        candidates: all.iter().map(|r| &r.candidate).collect(),
        duplicates: 0,
        linked: 0,
        false_ones: Vec::new(),
    };
    for replayed in all {
        let c = &replayed.candidate;
        let Some(incident) = incident_of(c, &owner) else {
            told.false_ones.push(c);
            continue;
        };
        told.mine.insert(c.id.as_str(), incident);
        if !told.first.iter().any(|(i, _)| i.id == incident.id) {
            told.first.push((incident, c));
        } else if is_linked(c, incident, &by_id, &told.mine) {
            told.linked += 1;
        } else {
            told.duplicates += 1;
        }
    }
    told
}

fn incident_of<'a>(c: &Candidate, owner: &BTreeMap<&str, &'a Incident>) -> Option<&'a Incident> {
    // In the order of the first message of each: of equal counts the first wins.
    let mut votes: Vec<(&Incident, usize)> = Vec::new();
    for incident in c.opened_with.iter().filter_map(|m| owner.get(m.as_str())) {
        match votes.iter_mut().find(|(i, _)| i.id == incident.id) {
            Some((_, n)) => *n += 1,
            None => votes.push((incident, 1)),
        }
    }
    let most = votes.iter().map(|(_, n)| *n).max()?;
    let (incident, n) = votes.into_iter().find(|(_, n)| *n == most)?;
    let at = minutes(c.opened_at);
    let open = minutes(incident.start) <= at && at <= minutes(incident.end) + AFTER_END_MIN;
    (n * 2 > c.opened_with.len() && open).then_some(incident)
}

fn is_linked(
    c: &Candidate,
    incident: &Incident,
    by_id: &BTreeMap<&str, &Candidate>,
    mine: &BTreeMap<&str, &Incident>,
) -> bool {
    let is_mine = |id: &str| mine.get(id).is_some_and(|i| i.id == incident.id);
    let mut seen = BTreeSet::new();
    let mut previous = c.previous_episode.as_ref().map(|p| p.as_str());
    while let Some(id) = previous {
        if is_mine(id) {
            return true;
        }
        if !seen.insert(id) {
            return false;
        }
        previous = by_id.get(id).and_then(|p| p.previous_episode.as_ref()).map(|p| p.as_str());
    }
    false
}

/// False alerts and excused ones.
fn false_alerts(truth: &Truth, false_ones: &[&Candidate]) -> (usize, usize) {
    let (mut alerts, mut excused) = (0, 0);
    let mut last: BTreeMap<&str, f64> = BTreeMap::new();
    for c in false_ones {
        let at = minutes(c.opened_at);
        if is_excused(truth, c) {
            excused += 1;
            continue;
        }
        let before = last.insert(c.feature.as_str(), at);
        if before.is_none_or(|before| at - before > SAME_FALSE_MIN) {
            alerts += 1;
        }
    }
    (alerts, excused)
}

fn is_first_peak(peak: &Distractor, c: &Candidate) -> bool {
    let Some(first) = peak.occurrences.first() else { return false };
    let since = minutes(c.opened_at) - minutes(*first);
    let of_peak: BTreeSet<&str> = peak.message_ids.iter().map(String::as_str).collect();
    let opened: BTreeSet<&str> = c.opened_with.iter().map(|m| m.as_str()).collect();
    (0.0..=PEAK_MIN).contains(&since) && opened.intersection(&of_peak).count() * 2 > c.opened_with.len()
}

/// Rank, cause and gap of the candidate that found an incident.
fn judge(score: &mut Score, around: &IncidentContext, c: &Candidate, chain: &[&Candidate]) {
    let at = minutes(c.opened_at);
    let mut expected = around.expected_rank_at_open;
    for change in &around.rank_changes {
        if minutes(change.at) <= at {
            expected = change.rank;
            continue;
        }
        score.rank_changes_of += 1;
        let mut ranks = chain.iter().flat_map(|d| &d.ranks);
        let near = |t: Timestamp| (minutes(t) - minutes(change.at)).abs() <= FOLLOWED_MIN;
        score.rank_changes_followed += usize::from(ranks.any(|r| near(r.at) && r.rank.number() == change.rank));
    }
    score.rank_at_open_of += 1;
    score.rank_at_open_right += usize::from(c.ranks.first().map_or(c.rank, |r| r.rank).number() == expected);
    let mut named = c.changes.iter().map(|r| r.change.id.as_str());
    if let Some(cause) = &around.cause_change {
        let place = named.position(|id| id == cause);
        score.cause_of += 1;
        score.cause_in_top3 += usize::from(place.is_some_and(|p| p < 3));
        score.cause_first += usize::from(place == Some(0));
    } else if c.changes.iter().any(|r| r.likely) {
        score.cause_wrongly_named += 1;
    }
    if let Some(gap) = &around.gap_kind {
        score.gap_kind_of += 1;
        score.gap_kind_right += usize::from(c.gaps.first().is_some_and(|g| g.kind.name() == gap));
    }
}

/// Whether it resolved by quiet although a report it knew was written within the 20 minutes before.
fn is_early(told: &Told<'_>, replayed: &Replayed, written: &BTreeMap<String, Timestamp>) -> bool {
    let c = &replayed.candidate;
    let (Some(incident), Some(resolved)) = (told.mine.get(c.id.as_str()), c.recovery.resolved_at) else {
        return false;
    };
    if c.recovery.route.is_some_and(|route| route != Route::Quiet) {
        return false;
    }
    let resolved = minutes(resolved);
    let known: BTreeSet<&str> = replayed.messages.iter().map(String::as_str).collect();
    let times = incident.message_ids.iter().filter(|m| known.contains(m.as_str())).filter_map(|m| written.get(m));
    times.map(|t| minutes(*t)).any(|t| resolved - QUIET_MIN < t && t <= resolved)
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| rounded(part as f64 / whole as f64, 3))
}

/// The middle value, or the mean of the two in the middle, to one place.
fn median(values: &[f64]) -> Option<f64> {
    let sorted = sorted(values);
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(rounded(upper, 1));
    }
    let lower = *sorted.get(sorted.len() / 2 - 1)?;
    Some(rounded((lower + upper) / 2.0, 1))
}

/// The value that nine of ten do not exceed, to one place.
fn ninth_of_ten(values: &[f64]) -> Option<f64> {
    let sorted = sorted(values);
    let place = (0.9 * sorted.len() as f64) as usize;
    sorted.get(place.min(sorted.len().saturating_sub(1))).map(|x| rounded(*x, 1))
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// Rounded by the exact binary value, a half to the even neighbour.
fn rounded(x: f64, places: usize) -> f64 {
    // Formatting knows every digit; multiplying by ten would round twice.
    format!("{x:.places$}").parse().unwrap_or(x)
}

#[cfg(test)]
mod tests;
