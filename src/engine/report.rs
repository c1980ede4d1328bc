//! What becomes of one message: duplicate, filtered, or a report of a feature that counts, joins,
//! opens or waits.

use std::sync::Arc;

use super::Engine;
use super::answers::Answer;
use super::input::Moment;
use super::membership::{Membership, first_of};
use super::opening::HISTORIC_AFTER;
use super::output::{Output, Reason, Verdict};
use super::parts::Part;
use super::placed::{Meant, Placed, WaitingReport, say};
use super::told::windows;
use crate::candidate::EventKind;
use crate::candidate::episode::Episode;
use crate::cluster::baseline::everything;
use crate::cluster::feature::Hashes;
use crate::cluster::history::KeyTier;
use crate::cluster::learn::{Asked, Read, SURELY_NONE};
use crate::cluster::live::{LiveReport, MAX_SHOWN_CHARS, MAX_STEMS, keys_of};
use crate::cluster::surge::Judged;
use crate::cluster::values::values;
use crate::ids::{CandidateId, FeatureId, Tier};
use crate::signal::{Channel, Recovery, Signal, knows_cues};

/// Reports that wait for a deadline to be heard, a tenant; further ones join at once.
const MAX_WAITING: usize = 1_000;
/// A word shorter than this is not compared between clusters.
const STEM_MIN_CHARS: usize = 4;

impl Engine {
    pub(super) fn on_signal(&mut self, now: Moment, mut signal: Signal, out: &mut Vec<Output>) {
        self.pass_time(now);
        let mut verdict = self.verdict_of(&mut signal);
        let id = signal.id.fingerprint(&self.tenant);
        if !self.is_new(now, id) {
            return say(out, verdict, Reason::Duplicate);
        }
        self.recognise(now, &mut signal, out);
        if self.baselines.first_message.is_none() {
            self.baselines.first_message = Some(signal.occurred_at);
            self.mark(Part::Head);
        }
        self.note_arrival(now, (signal.channel, signal.arrived), out);
        let hashes = Hashes::of(&signal);
        let read = self.as_read(&signal, &hashes);
        let meant = self.meant(&signal, (&hashes, read.as_ref()), &mut verdict);
        let teaches = self.learnt_from.count(signal.occurred_at, signal.customer);
        if teaches {
            self.count_values(&signal);
            self.lexicon.learn(&signal, &hashes);
            self.mark(Part::Lexicon);
            self.hear(now.at, &signal, id);
        }
        if signal.channel == Channel::Internal {
            self.count_internal((&signal, meant.feature.as_ref()), &mut verdict, out);
            return say(out, verdict, Reason::Internal);
        }
        verdict.learnt = read.as_ref().and_then(|read| self.problem_of(read));
        self.remember(&signal, &hashes, (id, teaches, verdict.learnt));
        let said = signal.problem.recovery;
        let reads_as_one = || match verdict.learnt {
            Some(log_odds) => log_odds > SURELY_NONE,
            None => signal.problem.score > self.settings.detection.problem_cut,
        };
        let by_words = || said != Recovery::Recovered && reads_as_one();
        let answer = Answer::of(&signal, &meant);
        if !signal.label.as_ref().map_or_else(by_words, |l| l.problem) {
            verdict.candidate = answer.and_then(|answer| self.hear_answer(now, &answer, out));
            return say(out, verdict, Reason::NotAProblem);
        }
        let Meant { feature, second, near } = meant;
        let report = Arc::new(self.report_of(signal, (&hashes, near)));
        match feature {
            Some(feature) => self.place(now, Placed { feature, second, report, verdict }, out),
            None => self.without_feature(now, report, verdict, out),
        }
        if let Some(answer) = answer {
            self.hear_answer(now, &Answer { reports: true, ..answer }, out);
        }
    }

    fn is_new(&mut self, now: Moment, id: u64) -> bool {
        self.mark(Part::Seen(now.at.hour()));
        let before = self.seen.shed_hours;
        let new = self.seen.insert(id, now.at, self.settings.limits.seen_ids as usize);
        if self.seen.shed_hours != before {
            self.mark(Part::Head);
            self.dirty.extend(self.pieces.keys().filter(|p| matches!(p, Part::Seen(_))).cloned().collect::<Vec<_>>());
        }
        new
    }

    /// What a message means by its label, else by its words.
    fn meant(&self, signal: &Signal, (hashes, read): (&Hashes, Option<&Read<'_>>), verdict: &mut Verdict) -> Meant {
        if let Some(label) = &signal.label {
            verdict.feature = label.feature.clone();
            return Meant { feature: label.feature.clone(), ..Meant::default() };
        }
        let (lexicon, cut) = (&self.lexicon, self.settings.detection.feature_cut);
        let model = self.studies.model();
        let assigned = match read.filter(|_| model.knows_features()) {
            Some(read) => model.assign((&self.index, &self.aliases), &Asked { signal, read, hashes, lexicon, cut }),
            None => self.index.assign(signal, hashes, lexicon, cut),
        };
        verdict.rivals = assigned.rivals;
        verdict.how = Some(assigned.how);
        verdict.feature = assigned.best.clone();
        Meant { feature: assigned.best, second: assigned.second, near: assigned.near }
    }

    /// What is ordinary among the tenant's customers, whatever they write.
    fn count_values(&mut self, signal: &Signal) {
        if signal.channel == Channel::Internal {
            return;
        }
        let tier = self.tier_of(signal).map(|t| t.as_str());
        let dimensions = signal.dimensions.iter().map(|(d, v)| (d.as_str(), v.as_str()));
        let values = values((tier, &signal.language, signal.channel), dimensions);
        let touched = self.values.count(signal.occurred_at, &values);
        self.dirty.extend(touched.into_iter().map(Part::Values));
    }

    /// The tier the source says, else that of the account.
    fn tier_of<'a>(&'a self, signal: &'a Signal) -> Option<&'a Tier> {
        let by_account = || signal.account.and_then(|a| self.settings.tiers.get(&a.0));
        signal.tier.as_ref().or_else(by_account)
    }

    fn report_of(&self, signal: Signal, (hashes, near): (&Hashes, Option<FeatureId>)) -> LiveReport {
        let mut stems: Vec<u32> = Vec::with_capacity(MAX_STEMS);
        for (word, stem) in signal.words.iter().zip(hashes.short_stems()) {
            if stems.len() < MAX_STEMS && word.text.chars().count() >= STEM_MIN_CHARS && !stems.contains(&stem) {
                stems.push(stem);
            }
        }
        stems.sort_unstable();
        LiveReport {
            tier: self.tier_of(&signal).cloned(),
            problem: signal.label.as_ref().map_or(reads_as_problem(&signal), |l| l.problem),
            late: signal.arrived - signal.occurred_at > self.settings.detection.lateness,
            id: signal.id,
            occurred_at: signal.occurred_at,
            arrived: signal.arrived,
            customer: signal.customer,
            account: signal.account,
            revenue: signal.revenue,
            channel: signal.channel,
            specificity: signal.specificity,
            text: shown(signal.text).into(),
            stems: stems.into(),
            copy: false,
            language: signal.language.into(),
            dimensions: signal.dimensions.into_iter().map(|(d, v)| (d.into(), v.into())).collect(),
            stated_onset: signal.stated_onset,
            tried: signal.tried,
            url: signal.url,
            near,
        }
    }

    /// Puts a report where it belongs. Called again for a report that has waited.
    pub(super) fn place(&mut self, now: Moment, mut placed: Placed, out: &mut Vec<Output>) {
        let at = placed.report.occurred_at;
        if placed.feature.is_topic() {
            return self.after_topic(now, placed, out);
        }
        if let Some(second) = self.second_cause_of(now, &placed.feature, &placed.report) {
            let Some(given_back) = self.of_second_cause(now, placed, second, out) else { return };
            placed = given_back;
        }
        if let Some(resolved) = self.resolved_after(&placed.feature, at) {
            self.teach(&mut placed);
            placed.verdict.candidate = Some(resolved.clone());
            self.show_late(&resolved, out);
            return say(out, placed.verdict, Reason::LateForResolved);
        }
        let open = self.open_of(&placed.feature).or_else(|| placed.second.as_ref().and_then(|f| self.open_of(f)));
        if let Some(id) = open {
            return self.join_or_wait(now, id, placed, out);
        }
        self.teach(&mut placed);
        self.keep(&placed);
        let feature = placed.feature.clone();
        if placed.report.late {
            say(out, placed.verdict, Reason::Late);
        } else {
            self.open_or_wait_for_more(now, placed, out);
        }
        self.publish_watch(now, &feature, out);
    }

    pub(super) fn join_or_wait(&mut self, now: Moment, id: CandidateId, mut placed: Placed, out: &mut Vec<Output>) {
        let deadline = self.episodes.get(&id).map(|e| e.candidate.recovery.deadline);
        let due = deadline.is_some_and(|d| placed.report.occurred_at >= d);
        placed.verdict.candidate = Some(id.clone());
        if due && self.waiting.len() < MAX_WAITING {
            self.mark(Part::Waiting);
            say(out, placed.verdict.clone(), Reason::Waiting);
            self.waiting.push(WaitingReport { candidate: id, placed });
            return;
        }
        let feature = placed.feature.clone();
        self.join(now, &id, placed, out);
        self.look_again(now, &id, out);
        self.publish_watch(now, &feature, out);
        self.look_at_answers(now, &id, out);
    }

    fn join(&mut self, now: Moment, id: &CandidateId, mut placed: Placed, out: &mut Vec<Output>) {
        self.teach(&mut placed);
        self.keep(&placed);
        let (feature, report) = (&placed.feature, &placed.report);
        let mut new = Some(report.customer);
        let onset_moved = match self.membership(now, id, feature, report) {
            Membership::Member => {
                let limit = self.settings.limits.messages_per_candidate as usize;
                self.episodes.get_mut(id).is_some_and(|episode| episode.join(feature, report, limit))
            }
            Membership::Begins(alarm) => {
                let onset = |engine: &Self| engine.episodes.get(id).map(|e| e.candidate.onset.clone());
                let before = onset(self);
                self.gather(now, id, feature, &alarm);
                // With it others may have become members that were read before.
                new = None;
                onset(self) != before
            }
            Membership::Before => {
                placed.verdict.candidate = None;
                let reason = if report.late { Reason::Late } else { Reason::NotEnough };
                return say(out, placed.verdict, reason);
            }
        };
        self.note_member(id, &placed.report);
        let Some(episode) = self.episodes.get_mut(id) else { return };
        let lifted = episode.candidate.historic && now.at - placed.report.arrived <= HISTORIC_AFTER;
        if lifted {
            episode.candidate.historic = false;
        }
        self.settle_slice(now, id, Some(&placed));
        let heard = self.hear_early(now, id, new, out);
        self.reckon(now, id);
        let rose = self.look_at_health(now, id);
        let grew = self.episodes.get(id).is_some_and(Episode::customers_grew);
        let moved = self.episodes.get(id).is_some_and(Episode::deadline_moved);
        if grew || moved || onset_moved || rose || lifted || heard {
            self.explain(id);
            self.publish(id, EventKind::Updated, out);
        }
        let other = if grew { self.split_off(now, id, &placed.report, out) } else { None };
        match other {
            Some((topic, other)) => {
                (placed.verdict.topic, placed.verdict.candidate) = (Some(topic), Some(other));
                say(out, placed.verdict, Reason::Opened);
            }
            None => say(out, placed.verdict, Reason::Joined),
        }
    }

    /// The deadline may have moved: those that waited or lay ahead and are now before it join, oldest first.
    pub(super) fn look_again(&mut self, now: Moment, id: &CandidateId, out: &mut Vec<Output>) {
        let (mut taken, mut heard) = (false, false);
        loop {
            let Some(deadline) = self.episodes.get(id).map(|e| e.candidate.recovery.deadline) else { return };
            let next = self
                .waiting
                .iter()
                .enumerate()
                .filter(|(_, w)| w.candidate == *id && w.placed.report.occurred_at < deadline)
                .min_by_key(|(_, w)| (w.placed.report.occurred_at, w.placed.report.id.clone()))
                .map(|(i, _)| i);
            // In the order in which they were written, whichever of the two they are.
            let until = next.and_then(|i| self.waiting.get(i)).map_or(deadline, |w| w.placed.report.occurred_at);
            if let Some(customer) = self.take_ahead(now, id, until) {
                taken = true;
                if self.hear_early(now, id, Some(customer), out) {
                    heard = true;
                    self.reckon(now, id);
                }
                continue;
            }
            let Some(i) = next else { break };
            let waited = self.waiting.remove(i);
            self.mark(Part::Waiting);
            self.join(now, id, waited.placed, out);
        }
        let rose = taken && self.look_at_health(now, id);
        if rose || heard || (taken && self.episodes.get(id).is_some_and(|e| e.customers_grew() || e.deadline_moved())) {
            self.explain(id);
            self.publish(id, EventKind::Updated, out);
        }
    }

    /// The baseline learns from every report, however late, and from each text once.
    pub(super) fn teach(&mut self, placed: &mut Placed) {
        self.mark_copy(&placed.feature, &mut placed.report);
        let (report, feature) = (&placed.report, &placed.feature);
        // What is usual of a topic is what was said before it; a text that is passed around is one customer's.
        if feature.is_topic() || report.copy {
            return;
        }
        let counted = self.baselines.count(feature, keys_of(report), report.occurred_at, report.customer);
        if counted.history {
            self.around = self.around.take().filter(|a| a.outlasts(feature, report.occurred_at));
            self.mark(Part::History(feature.clone()));
        }
        if counted.learnt {
            self.mark(Part::Learnt);
        }
        self.teach_everything(placed);
    }

    /// All features together learn from what reads as a problem: questions rise with every mailing.
    fn teach_everything(&mut self, placed: &Placed) {
        let report = &placed.report;
        if !report.problem {
            return;
        }
        let counted = self.baselines.count(&everything(), [None], report.occurred_at, report.customer);
        if counted.history {
            self.mark(Part::History(everything()));
        }
        if counted.learnt {
            self.mark(Part::Learnt);
        }
    }

    /// Marks a report of a text that is passed around.
    pub(super) fn mark_copy(&self, feature: &FeatureId, report: &mut Arc<LiveReport>) {
        if self.live.get(feature).is_some_and(|live| live.is_copy(report)) {
            Arc::make_mut(report).copy = true;
        }
    }

    /// The windows hold every report for as long as one may reach it.
    fn keep(&mut self, placed: &Placed) {
        self.keep_as(&placed.feature, &placed.report);
    }

    pub(super) fn keep_as(&mut self, feature: &FeatureId, report: &Arc<LiveReport>) {
        let limit = self.settings.limits.reports_per_feature as usize;
        let touched = self.live.entry(feature.clone()).or_default().add(Arc::clone(report), limit);
        self.dirty.extend(touched.into_iter().map(Part::Live));
    }

    /// Opens a candidate, joins a neighbour's, or says how far it is from that.
    fn open_or_wait_for_more(&mut self, now: Moment, mut placed: Placed, out: &mut Vec<Output>) {
        let (keys, at) = (keys_of(&placed.report).collect::<Vec<_>>(), placed.report.occurred_at);
        let judges = self.judges(now, &placed.feature, &keys);
        let judged: Vec<(KeyTier, Judged)> =
            judges.iter().filter_map(|(tier, judge)| Some(((*tier).clone(), judge.judge(at)?))).collect();
        let alarm = first_of(&judged);
        let nearest = judged.iter().min_by(|(_, a), (_, b)| a.improbable().total_cmp(&b.improbable()));
        let nearest = alarm.as_ref().map(|a| (&a.tier, &a.judged)).or(nearest.map(|(tier, j)| (tier, j)));
        (placed.verdict.nearest, placed.verdict.short) = windows(&judges, nearest, at);
        match alarm {
            Some(alarm) => self.open_candidate(now, placed, &alarm, out),
            None => match self.everything_rises(now, at) {
                Some(all) if self.has_room() => self.open_for_everything(now, placed, all, out),
                Some(_) => say(out, placed.verdict, Reason::TooManyOpen),
                None => {
                    if let Some(placed) = self.by_topic(now, placed, out) {
                        self.not_enough(placed, out);
                    }
                }
            },
        }
    }
}

/// Whether a message says by itself that something is wrong, as far as its language lets tell.
fn reads_as_problem(signal: &Signal) -> bool {
    signal.problem.score > 0.0 || !knows_cues(&signal.language)
}

/// As much of a text as is shown.
fn shown(mut text: String) -> String {
    // A text has at least as many bytes as characters.
    if text.len() > MAX_SHOWN_CHARS
        && let Some((end, _)) = text.char_indices().nth(MAX_SHOWN_CHARS)
    {
        text.truncate(end);
    }
    text
}
