//! Two causes at once in one feature: where some of the reports of an open candidate speak clearly of something
//! else than the others, they become a candidate of their own beside it (detection.md section 7).
//!
//! Like topics, of which they are one, second causes are looked for in the order in which reports are read.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Engine;
use super::after::SHOWN_AFTER;
use super::input::Moment;
use super::opening::Alarm;
use super::output::{Output, Reason};
use super::placed::{Placed, say};
use super::topic::{COMPARED_FOR, enough_of, judged_as};
use crate::candidate::{Beside, Candidate, Route, Rule};
use crate::cluster::emergent::{Burst, LEAST, Reads, Said, apart, read_as_problems};
use crate::cluster::live::LiveReport;
use crate::cluster::surge::Judged;
use crate::ids::{CandidateId, CustomerKey, FeatureId};
use crate::time::{Span, Timestamp};

/// Above twice as many customers one is looked for when they have grown by such a part: each look compares
/// all that are looked at with each other.
const LOOKED_AT: u32 = 12;
/// Newest members that are compared with each other: two things that break at once show in them.
const COMPARED: usize = 40;

/// The reports of a second cause.
struct Second {
    burst: Burst,
    threshold: f64,
    /// Their fingerprints.
    ids: BTreeSet<u64>,
    /// When the first was written.
    first: Timestamp,
    /// The reports of the first cause that they were told apart from.
    others: Vec<Arc<LiveReport>>,
}

impl Engine {
    /// After a report joined the candidate of a feature: where it and others of that candidate speak of
    /// something else, opens a candidate of these; its topic and id.
    pub(super) fn split_off(
        &mut self,
        now: Moment,
        id: &CandidateId,
        report: &LiveReport,
        out: &mut Vec<Output>,
    ) -> Option<(FeatureId, CandidateId)> {
        let second = self.second_cause(now, id, report)?;
        let begin = second.first - Span::from_millis(1);
        let members = self.reports_of((begin, second.burst.end), &second.ids);
        let topic = self.called((&members, &second.others), &second.ids);
        if self.open_of(&topic).is_some() || !self.has_room() {
            return None;
        }
        let feature = self.episodes.get(id)?.candidate.feature.clone();
        let judged = Judged { begin, ..judged_as(&second.burst, second.threshold) };
        let beside = Some(Beside { feature, candidate: id.clone() });
        let other = self.part(now, (id, &members), (&topic, &Alarm { beside, ..Alarm::of(judged) }), out);
        self.publish_watch(now, &topic, out);
        self.look_at_answers(now, &other, out);
        Some((topic, other))
    }

    fn second_cause(&self, now: Moment, id: &CandidateId, report: &LiveReport) -> Option<Second> {
        let c = &self.episodes.get(id).filter(|e| !e.has_split_enough())?.candidate;
        // What was merged is one incident in several words already.
        let plain = !c.feature.is_topic() && c.merged.is_empty() && c.evidence.rule != Rule::Everything;
        let is_time = c.customers % (c.customers / LOOKED_AT).max(1) == 0;
        if !plain || !is_time || c.customers < 2 * LEAST || !self.is_old_enough(now) || !self.can_be_gathered(now, id) {
            return None;
        }
        let at = report.occurred_at;
        let newest = self.topics.find(report.id.fingerprint(&self.tenant)).filter(|s| !s.words.is_empty())?;
        // Two languages have no words in common, whatever they speak of.
        let members = self.topics.members_of(id, at - COMPARED_FOR).filter(|s| s.language == newest.language);
        let members: Vec<&Said> = members.take(COMPARED).collect();
        let group = apart(newest, &members)?;
        let customers = |is: &dyn Fn(&Said) -> bool| {
            let of: BTreeSet<CustomerKey> = group.iter().filter(|s| is(s)).map(|s| s.customer).collect();
            u32::try_from(of.len()).unwrap_or(u32::MAX)
        };
        let problems = customers(&|s| s.reads == Reads::Problem);
        if !read_as_problems(problems, customers(&|s| s.reads != Reads::Unknown)) {
            return None;
        }
        let threshold = self.topic_threshold();
        let burst = self.topics.judge(&newest.words, (at, None), &|_, _, _| 1.0)?;
        let first = group.iter().map(|s| s.occurred_at).min()?;
        let ids: BTreeSet<u64> = group.iter().map(|s| s.id).collect();
        let reports = self.reports_of((first - Span::from_millis(1), at), &ids);
        let own: BTreeSet<CustomerKey> = reports.iter().filter(|r| !r.copy).map(|r| r.customer).collect();
        let holds = burst.per_month <= threshold && own.len() >= LEAST as usize;
        if !holds {
            return None;
        }
        let rest: BTreeSet<u64> = members.iter().map(|s| s.id).filter(|id| !ids.contains(id)).collect();
        let others = self.reports_of((at - COMPARED_FOR, at), &rest);
        Some(Second { burst, threshold, ids, first, others })
    }

    /// The second cause that a report of a feature speaks of, more than of the first: one that is open, or has
    /// ended within a day of it.
    pub(super) fn second_cause_of(
        &self,
        now: Moment,
        feature: &FeatureId,
        report: &LiveReport,
    ) -> Option<(FeatureId, CandidateId)> {
        let at = report.occurred_at;
        let open = self.open_of(feature);
        let within =
            open.as_ref().and_then(|id| self.episodes.get(id)).into_iter().flat_map(|e| e.candidate.known_as());
        let within: BTreeSet<&FeatureId> = within.chain([feature]).collect();
        let lately = |c: &&Candidate| {
            // What went over into another candidate is that one's.
            c.recovery.route != Some(Route::Merged) && c.recovery.resolved_at.is_none_or(|t| at - t <= SHOWN_AFTER)
        };
        let beside = within.into_iter().flat_map(|f| self.episodes.beside(f)).map(|e| &e.candidate);
        let seconds: Vec<&Candidate> = beside.filter(lately).collect();
        // A person may split before words weigh: until they do, all that comes is the first's.
        if seconds.is_empty() || !self.is_old_enough(now) {
            return None;
        }
        let said = self.topics.find(report.id.fingerprint(&self.tenant)).filter(|s| !s.words.is_empty())?;
        let likeness = |id: &CandidateId| self.likeness_to(id, said);
        // The first may have ended: what is like it has come too late for it, and is none of the second's.
        let firsts = seconds.iter().filter_map(|c| c.beside.as_ref()).map(|b| &b.candidate).chain(&open);
        let first = firsts.filter_map(likeness).fold(0.0, f64::max);
        let others = seconds.iter().filter_map(|c| Some((likeness(&c.id)?, *c)));
        let is_open = |c: &Candidate| c.recovery.resolved_at.is_none();
        let best = others.max_by(|(a, of_a), (b, of_b)| {
            a.total_cmp(b).then(is_open(of_a).cmp(&is_open(of_b))).then(of_b.id.cmp(&of_a.id))
        })?;
        (best.0 > first).then(|| (best.1.feature.clone(), best.1.id.clone()))
    }

    /// The share of a candidate's late members that a report is alike; none where those are too few to say so.
    fn likeness_to(&self, id: &CandidateId, said: &Said) -> Option<f64> {
        let members: Vec<&Said> = self.topics.members_of(id, said.occurred_at - COMPARED_FOR).take(COMPARED).collect();
        let alike = members.iter().copied().filter(|m| m.words.is_alike(&said.words));
        let n = enough_of(alike, |_| members.len()).get(id).copied()?;
        Some(n as f64 / members.len() as f64)
    }

    /// A report of a feature that speaks of a second cause: it joins that one, or comes after its end. It is given
    /// back where both causes have ended or the second had not begun, since then it is a report of the feature like any
    /// other.
    pub(super) fn of_second_cause(
        &mut self,
        now: Moment,
        mut placed: Placed,
        (topic, other): (FeatureId, CandidateId),
        out: &mut Vec<Output>,
    ) -> Option<Placed> {
        let at = placed.report.occurred_at;
        let ended = self.episodes.get(&other).and_then(|e| e.candidate.recovery.resolved_at);
        // What was written before the second began is no member of it, whatever it sounds like.
        let begins = self.episodes.get(&other).filter(|_| ended.is_none()).and_then(|e| e.began(&topic));
        if begins.is_some_and(|began| at <= began.begin) {
            return Some(placed);
        }
        let goes_on = self.open_of(&placed.feature).is_some() || self.resolved_after(&placed.feature, at).is_some();
        match ended {
            None => {
                placed.verdict.topic = Some(topic.clone());
                self.join_or_wait(now, other, Placed { feature: topic, ..placed }, out);
            }
            Some(end) if at < end => {
                self.teach(&mut placed);
                (placed.verdict.topic, placed.verdict.candidate) = (Some(topic), Some(other.clone()));
                self.show_late(&other, out);
                say(out, placed.verdict, Reason::LateForResolved);
            }
            // The first, which goes on, is not what it speaks of.
            Some(_) if goes_on => {
                self.teach(&mut placed);
                self.keep_as(&FeatureId::unnamed(), &placed.report);
                placed.verdict.topic = Some(topic.clone());
                self.after_topic(now, Placed { feature: topic, second: None, ..placed }, out);
            }
            Some(_) => return Some(placed),
        }
        None
    }
}
