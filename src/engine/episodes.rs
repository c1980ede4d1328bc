//! Open candidates as time and monitoring move on: health and rank, what explains them, their end.

use super::Engine;
use super::input::Moment;
use super::output::Output;
use super::parts::Part;
use crate::candidate::recovery::Ordinary;
use crate::candidate::{EventKind, RankAt, Route, Rule, factors, gap};
use crate::cluster::baseline::everything;
use crate::config::Feature;
use crate::ids::{CandidateId, CustomerKey, FeatureId};
use crate::monitor::{Health, HealthState};
use crate::rank::{Customers, rank};
use crate::time::Timestamp;

/// Characters of a report's words in a title.
const TITLE_CHARS: usize = 90;

impl Engine {
    /// Raises the revision and says what the candidate is now.
    pub(super) fn publish(&mut self, id: &CandidateId, kind: EventKind, out: &mut Vec<Output>) {
        self.mark(Part::Episode(id.clone()));
        if let Some(episode) = self.episodes.get_mut(id) {
            out.push(Output::candidate(kind, episode.tell()));
        }
    }

    /// Sets anew when it ends if nobody writes before.
    pub(super) fn reckon(&mut self, now: Moment, id: &CandidateId) {
        let Some(c) = self.episodes.get(id).map(|e| &e.candidate) else { return };
        let features: Vec<_> = std::iter::once(&c.feature).chain(&c.merged).cloned().collect();
        let rates: Vec<Ordinary> = features
            .iter()
            .filter(|f| !f.is_topic())
            .filter_map(|f| super::opening::usual_rate(self, now, f))
            .collect();
        let least_certain = rates.iter().map(|o| o.r).fold(f64::INFINITY, f64::min);
        let ordinary = Ordinary { per_hour: rates.iter().map(|o| o.per_hour).sum(), r: least_certain };
        self.mark(Part::Episode(id.clone()));
        if let Some(episode) = self.episodes.get_mut(id) {
            episode.reckon_quiet((!rates.is_empty()).then_some(ordinary));
        }
    }

    /// The worst health among its features, for its slice.
    pub(super) fn health_of(&self, id: &CandidateId, at: Timestamp) -> Option<Health> {
        let c = &self.episodes.get(id)?.candidate;
        c.known_as().map(|f| self.monitoring.health(&self.probes, f, &c.slice, at)).min_by_key(|h| badness(h.state))
    }

    /// Reads monitoring again; true where the rank rose. The rank of an open episode only rises.
    pub(super) fn look_at_health(&mut self, now: Moment, id: &CandidateId) -> bool {
        let Some(health) = self.health_of(id, now.at) else { return false };
        let Some(episode) = self.episodes.get_mut(id) else { return false };
        let c = &mut episode.candidate;
        let new = rank(Customers::of(c.customers as usize), &health).filter(|r| *r < c.rank);
        c.monitoring = health;
        if let Some(rank) = new {
            c.rank = rank;
            c.ranks.push(RankAt { at: now.at, rank });
        }
        self.mark(Part::Episode(id.clone()));
        new.is_some()
    }

    /// Title, gaps and changes: what a person reads to understand it.
    pub(super) fn explain(&mut self, id: &CandidateId) {
        let Some(episode) = self.episodes.get(id) else { return };
        let c = &episode.candidate;
        let topic = c.feature.words();
        // Of a topic itself no catalogue says anything, but of the feature that it is in.
        let feature = c.known_as().find_map(|f| self.catalogue.get(f));
        let name_of = |f: &FeatureId| {
            let known = self.catalogue.get(f).map(|known| known.name.clone());
            known.or_else(|| f.words()).unwrap_or_else(|| f.to_string())
        };
        let mut name =
            topic.clone().or_else(|| feature.map(|f| f.name.clone())).unwrap_or_else(|| c.feature.to_string());
        if let Some(within) = c.beside.as_ref().map(|b| name_of(&b.feature)) {
            name = format!("{within}, {name}");
        }
        if c.evidence.rule == Rule::Everything {
            let others: Vec<String> = c.merged.iter().map(name_of).collect();
            name = format!("Everything at once ({name}, {})", others.join(", "));
        }
        let words =
            c.reports.iter().rev().max_by(|a, b| a.specificity.total_cmp(&b.specificity)).map(|r| words(&r.text));
        let title = words.map_or_else(|| name.clone(), |w| format!("{name}: \"{w}\""));
        let unknown = topic.map(|words| Feature::plain(c.feature.clone(), words, Vec::new()));
        let before = |f: &Feature| self.changes.before(f, c.onset.moment(), c.onset.observed);
        let changes = feature.or(unknown.as_ref()).map(before).unwrap_or_default();
        let gaps = feature.map(|f| gap::gaps(f, &self.probes, &c.monitoring, episode.reporters(), c.opened_at));
        let (gaps, stands_out) = gaps.unwrap_or_default();
        let without_cues = episode.languages_without_cues();
        let factors = factors::common(episode.by_value(), c.customers, &|value, reporters| {
            self.values.others(value, reporters, c.recovery.quiet_since)
        });
        self.mark(Part::Episode(id.clone()));
        if let Some(episode) = self.episodes.get_mut(id) {
            let c = &mut episode.candidate;
            c.title = title;
            c.changes = changes;
            c.gaps = gaps;
            c.gap_stands_out = stands_out;
            c.languages_without_cues = without_cues;
            c.factors = factors;
        }
    }

    /// A change came, perhaps late: candidates whose hour it lies in say so.
    pub(super) fn changes_came(&mut self, _now: Moment, out: &mut Vec<Output>) {
        let open: Vec<CandidateId> = self.open().map(|e| e.candidate.id.clone()).collect();
        for id in open {
            let before = self.episodes.get(&id).map(|e| e.candidate.changes.clone());
            self.explain(&id);
            if self.episodes.get(&id).map(|e| &e.candidate.changes) != before.as_ref() {
                self.publish(&id, EventKind::Updated, out);
            }
        }
    }

    /// Ends what has been quiet long enough, in order of deadline, and looks again at what waited.
    pub(super) fn quiet_is_due(&mut self, now: Moment, out: &mut Vec<Output>) {
        let Some(heard) = now.heard_until else { return };
        let mut due: Vec<(Timestamp, CandidateId)> = self
            .open()
            .map(|e| (e.candidate.recovery.deadline, e.candidate.id.clone()))
            .filter(|(deadline, _)| *deadline <= heard)
            .collect();
        due.sort();
        for (deadline, id) in due {
            self.resolve(&id, deadline, Route::Quiet, out);
            self.release(now, &id, out);
            let ended = self.episodes.get(&id).map(|e| &e.candidate);
            let features: Vec<_> =
                ended.into_iter().flat_map(|c| c.merged.iter().chain([&c.feature])).cloned().collect();
            for feature in features {
                self.publish_watch(now, &feature, out);
            }
        }
    }

    fn resolve(&mut self, id: &CandidateId, at: Timestamp, route: Route, out: &mut Vec<Output>) {
        let Some(episode) = self.episodes.get_mut(id) else { return };
        episode.resolve(at, route);
        let c = episode.candidate.clone();
        self.episodes.note(id);
        if c.evidence.rule == Rule::Everything {
            self.baselines.everything_ends(at);
        }
        self.mark(Part::History(everything()));
        for feature in std::iter::once(&c.feature).chain(&c.merged).filter(|f| !f.is_topic()) {
            self.baselines.alarm_ends(feature, at);
            self.mark(Part::History(feature.clone()));
            self.mark(Part::Learnt);
        }
        self.mark(Part::Episode(id.clone()));
        out.push(Output::candidate(EventKind::Resolved, c));
    }

    /// Reports written at or after the deadline count as written after the resolution.
    fn release(&mut self, now: Moment, id: &CandidateId, out: &mut Vec<Output>) {
        let (mut free, still): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.waiting).into_iter().partition(|w| w.candidate == *id);
        self.waiting = still;
        if free.is_empty() {
            return;
        }
        self.mark(Part::Waiting);
        free.sort_by_key(|w| (w.placed.report.occurred_at, w.placed.report.id.clone()));
        for waited in free {
            let mut placed = waited.placed;
            placed.verdict.candidate = None;
            self.place(now, placed, out);
        }
    }

    /// Erases a customer: texts, ids and keys go, counts stay.
    pub(super) fn forget_name(&mut self, now: Moment, customer: CustomerKey, out: &mut Vec<Output>) {
        for live in self.live.values_mut() {
            self.dirty.extend(live.forget(customer).into_iter().map(Part::Live));
        }
        let said = self.topics.forget(customer);
        self.dirty.extend(said.into_iter().map(Part::Topics));
        if self.learnt_from.forget(customer) {
            self.mark(Part::Lexicon);
        }
        let touched = self.studies.forget(now.at, customer);
        self.studies_touched(touched);
        for (id, history) in &mut self.baselines.features {
            let mut any = false;
            for key in history.keys.values_mut() {
                any |= key.forget(customer);
            }
            if any {
                self.dirty.insert(Part::History(id.clone()));
            }
        }
        let before = self.waiting.len();
        self.waiting.retain(|w| w.placed.report.customer != customer);
        if self.waiting.len() != before {
            self.mark(Part::Waiting);
        }
        let held: Vec<CandidateId> =
            self.episodes.iter_mut().filter_map(|(id, e)| e.forget(customer).then(|| id.clone())).collect();
        for id in held {
            self.explain(&id);
            self.publish(&id, EventKind::Updated, out);
        }
    }
}

/// Smaller is worse: what a person must know first where neighbours differ.
fn badness(state: HealthState) -> (u8, usize) {
    match state {
        HealthState::Red => (0, 0),
        HealthState::Partial => (1, 0),
        HealthState::Uncovered => (2, 0),
        HealthState::Unknown => (3, 0),
        HealthState::Stale => (4, 0),
        // The weaker the green, the less it says.
        HealthState::Green(kind) => (5, crate::config::ProbeKind::ALL.len() - kind as usize),
    }
}

/// The first line of a report, cut at a word.
fn words(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|l| !l.is_empty()).unwrap_or_default();
    if line.chars().count() <= TITLE_CHARS {
        return line.to_owned();
    }
    let cut: String = line.chars().take(TITLE_CHARS).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}...", cut[..end].trim_end())
}
