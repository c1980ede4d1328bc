//! Open candidates as time and monitoring move on: health and rank, what explains them, their end.

use super::Engine;
use super::input::Moment;
use super::output::Output;
use super::parts::Part;
use super::splitting::own_words;
use crate::candidate::about::{Area, Traits, speak_as_drafts};
use crate::candidate::meant::MayMean;
use crate::candidate::recovery::Ordinary;
use crate::candidate::told::headline;
use crate::candidate::{Candidate, EventKind, Route, Rule, factors, gap};
use crate::change::{Changes, RankedChange};
use crate::cluster::baseline::everything;
use crate::config::Feature;
use crate::ids::{CandidateId, CustomerKey, FeatureId};
use crate::monitor::{Health, HealthState};
use crate::rank::{Customers, rank};
use crate::time::Timestamp;

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

    /// The worst health among its features, for its slice. Where none of these is red and a feature of the same area
    /// is that at least half of its customers, and two, may mean, it is that one's, and stays so as long as it is red.
    pub(super) fn health_of(&self, id: &CandidateId, at: Timestamp) -> Option<(Health, Option<MayMean>)> {
        let episode = self.episodes.get(id)?;
        let c = &episode.candidate;
        let health = |f: &FeatureId| self.monitoring.health(&self.probes, f, &c.slice, at);
        let own = c.known_as().map(health).min_by_key(|h| badness(h.state))?;
        if own.is_red() {
            return Some((own, None));
        }
        let area = |f: &FeatureId| self.catalogue.get(f).and_then(|known| known.area.as_ref());
        let areas: Vec<&String> = c.known_as().chain(c.beside.as_ref().map(|b| &b.feature)).filter_map(area).collect();
        let before = c.monitoring_of.as_ref().map(|of| &of.feature);
        let enough = |(f, n): &(&FeatureId, u32)| Some(*f) == before || (*n >= 2 && *n * 2 >= c.customers);
        let near = episode.may_mean().filter(enough).filter(|(f, _)| area(f).is_some_and(|a| areas.contains(&a)));
        let red = near.map(|(f, n)| (health(f), f, n)).filter(|(h, ..)| h.is_red());
        let worst = red.min_by_key(|(h, f, _)| (Some(*f) != before, badness(h.state)));
        let Some((worst, feature, customers)) = worst else { return Some((own, None)) };
        let of = MayMean { feature: feature.clone(), name: self.name_of(feature), customers, own: own.state };
        Some((worst, Some(of)))
    }

    /// Gives a candidate what monitoring says of it, and of which feature where that is none of its own.
    pub(super) fn take_health(
        &mut self,
        id: &CandidateId,
        health: Health,
        of: Option<MayMean>,
    ) -> Option<&mut Candidate> {
        let c = &mut self.episodes.get_mut(id)?.candidate;
        let (before, after) = (c.monitoring_of.as_ref().map(|of| &of.feature), of.as_ref().map(|of| &of.feature));
        if before != after {
            self.meant_anew.extend(before.into_iter().chain(after).cloned());
        }
        (c.monitoring, c.monitoring_of) = (health, of);
        Some(c)
    }

    /// Reads monitoring again; true where the rank rose. The rank of an open episode only rises.
    pub(super) fn look_at_health(&mut self, now: Moment, id: &CandidateId) -> bool {
        let Some((health, of)) = self.health_of(id, now.at) else { return false };
        let Some(c) = self.take_health(id, health, of) else { return false };
        let new = rank(Customers::of(c.customers as usize), &c.monitoring).filter(|r| *r < c.rank);
        if let Some(rank) = new {
            c.take_rank(now.at, rank);
        }
        self.mark(Part::Episode(id.clone()));
        new.is_some()
    }

    /// Title, gaps and changes: what a person reads to understand it.
    pub(super) fn explain(&mut self, id: &CandidateId) {
        self.show_overheard(id);
        self.name_others(id);
        let Some(episode) = self.episodes.get(id) else { return };
        let c = &episode.candidate;
        let feature = self.feature_behind(c);
        let mut name =
            c.feature.words().or_else(|| feature.map(|f| f.name.clone())).unwrap_or_else(|| c.feature.to_string());
        if let Some(within) = c.beside.as_ref().map(|b| self.name_of(&b.feature)) {
            name = format!("{within}, {name}");
        }
        if c.evidence.rule == Rule::Everything {
            name = format!("Everything at once ({name}, {})", c.called.merged.join(", "));
        }
        let words = c.reports.iter().rev().max_by(|a, b| a.tells_better(b)).map(|r| headline(&r.text));
        let title = words.map_or_else(|| name.clone(), |w| format!("{name}: \"{w}\""));
        let changes = self.changes_before(c);
        let gaps =
            feature.map(|f| gap::gaps(f, &self.probes, &c.monitoring, episode.reporters(), self.ages(f, c.opened_at)));
        let (gaps, stands_out) = gaps.unwrap_or_default();
        let context = self.context_of(episode, feature);
        let estimated = self.likely_affected(id, c.customers);
        let (area, traits) = (self.area_of(c, feature), feature.map(Traits::of).unwrap_or_default());
        let without_cues = episode.languages_without_cues();
        let factors = factors::common(episode.by_value(), c.customers, &|value, reporters| {
            self.values.others(value, reporters, c.recovery.quiet_since)
        });
        let asked = self.reachable(episode);
        self.mark(Part::Episode(id.clone()));
        if let Some(episode) = self.episodes.get_mut(id) {
            let c = &mut episode.candidate;
            c.title = title;
            c.changes = changes;
            c.gaps = gaps;
            c.gap_stands_out = stands_out;
            c.languages_without_cues = without_cues;
            c.factors = factors;
            c.recovery.answers.asked = asked;
            (c.area, c.traits) = (area, traits);
            c.context = context;
            c.estimated_affected = estimated;
        }
    }

    /// What the status page would call it (R30): of a topic its words, though a feature was merged into it.
    fn area_of(&self, c: &Candidate, feature: Option<&Feature>) -> Area {
        if c.evidence.rule == Rule::Everything {
            let all = std::iter::once(&c.feature).chain(&c.merged).filter_map(|f| self.catalogue.get(f));
            return Area::of_several(all.map(|f| Area::of_feature(f, c.reports.iter())).collect());
        }
        let within = || c.beside.as_ref().and_then(|b| b.feature.words());
        // Where nothing else is known, words of another language are better than none.
        let of_drafts = || feature.is_none() || speak_as_drafts(c.reports.iter());
        match (own_words(c).filter(|_| of_drafts()), feature) {
            (Some(words), _) => Area::of_topic(&words),
            (None, Some(feature)) => Area::of_feature(feature, c.reports.iter()),
            (None, None) => within().map_or_else(Area::unknown, |words| Area::of_topic(&words)),
        }
    }

    /// A change came, perhaps late: the candidates whose hour it lies in say so, resolved ones too, since who
    /// looks for a cause looks for it afterwards as well.
    pub(super) fn change_came(&mut self, time: Timestamp, out: &mut Vec<Output>) {
        let hour_of = |c: &Candidate| Changes::is_looked_at(time, c.onset.moment(), c.onset.observed);
        let concerned = self.episodes.iter().filter(|(_, e)| hour_of(&e.candidate)).map(|(id, _)| id.clone());
        for id in concerned.collect::<Vec<_>>() {
            let Some(episode) = self.episodes.get(&id) else { continue };
            let tags = self.context_of(episode, self.feature_behind(&episode.candidate)).tags;
            let changes = self.changes_before(&episode.candidate);
            let Some(c) = self.episodes.get_mut(&id).map(|e| &mut e.candidate) else { continue };
            if c.changes == changes && c.context.tags == tags {
                continue;
            }
            (c.changes, c.context.tags) = (changes, tags);
            self.publish(&id, EventKind::Updated, out);
        }
    }

    /// What changed before a candidate began, best first.
    fn changes_before(&self, c: &Candidate) -> Vec<RankedChange> {
        let unknown = c.feature.words().map(|words| Feature::plain(c.feature.clone(), words, Vec::new()));
        let known: Vec<&Feature> = c.known_as().filter_map(|f| self.catalogue.get(f)).collect();
        let features = if known.is_empty() { unknown.iter().collect() } else { known };
        self.changes.before(&features, c.onset.moment(), c.onset.observed)
    }

    /// The feature a candidate is of. Of a topic itself no catalogue says anything, but of the feature that it is
    /// in.
    pub(super) fn feature_behind(&self, c: &Candidate) -> Option<&Feature> {
        c.known_as().find_map(|f| self.catalogue.get(f))
    }

    /// Ends an open candidate, and looks again at what waited for that.
    pub(super) fn end(
        &mut self,
        now: Moment,
        id: &CandidateId,
        (at, route): (Timestamp, Route),
        out: &mut Vec<Output>,
    ) {
        self.resolve(id, at, route, out);
        self.release(now, id, out);
        let ended = self.episodes.get(id).map(|e| &e.candidate);
        let features: Vec<_> = ended.into_iter().flat_map(|c| c.merged.iter().chain([&c.feature])).cloned().collect();
        for feature in features {
            self.publish_watch(now, &feature, out);
        }
    }

    fn resolve(&mut self, id: &CandidateId, at: Timestamp, route: Route, out: &mut Vec<Output>) {
        let Some(episode) = self.episodes.get_mut(id) else { return };
        episode.resolve(at, route);
        let c = episode.candidate.clone();
        self.episodes.note(id);
        self.meant_anew.extend(c.monitoring_of.as_ref().map(|of| of.feature.clone()));
        let was_ordinary = c.recovery.answers.dismissed.as_ref().is_some_and(|d| d.reason.was_ordinary());
        if c.evidence.rule == Rule::Everything {
            self.baselines.everything_ends(at);
        }
        self.mark(Part::History(everything()));
        for feature in std::iter::once(&c.feature).chain(&c.merged).filter(|f| !f.is_topic()) {
            if was_ordinary {
                self.baselines.alarm_was_none(feature, at);
            } else {
                self.baselines.alarm_ends(feature, at);
            }
            self.mark(Part::History(feature.clone()));
            self.mark(Part::Learnt);
        }
        self.mark(Part::Episode(id.clone()));
        let kind = if route == Route::Dismissed { EventKind::Dismissed } else { EventKind::Resolved };
        out.push(Output::candidate(kind, c));
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
            self.place(now, waited.placed.released(), out);
        }
    }

    /// Erases a customer: texts, ids and keys go, counts stay.
    pub(super) fn forget_name(&mut self, now: Moment, customer: CustomerKey, out: &mut Vec<Output>) {
        for live in self.live.values_mut() {
            self.dirty.extend(live.forget(customer).into_iter().map(Part::Live));
        }
        // A feature of which nothing is left is as one that is put back from what is stored.
        self.live.retain(|_, live| !live.is_empty());
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
        if self.overheard.forget(customer) {
            self.mark(Part::Overheard);
        }
        let before = self.waiting.len();
        self.waiting.retain(|w| w.placed.report.customer != customer);
        if self.waiting.len() != before {
            self.mark(Part::Waiting);
        }
        if self.early.forget(customer) {
            self.mark(Part::Early);
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
