//! Two causes at once in one feature: where some of the reports of an open candidate speak clearly of something
//! else than the others, they become a candidate of their own beside it (detection.md section 7).
//!
//! Like topics, of which they are one, second causes are looked for in the order in which reports are read.

use std::collections::BTreeSet;

use super::Engine;
use super::input::Moment;
use super::opening::Alarm;
use super::output::Output;
use super::topic::{COMPARED_FOR, judged_as};
use crate::candidate::{Beside, EventKind, Rule};
use crate::cluster::emergent::{Burst, LEAST, Reads, Said, Topics, apart, read_as_problems};
use crate::cluster::live::LiveReport;
use crate::cluster::surge::Judged;
use crate::ids::{CandidateId, CustomerKey, FeatureId};
use crate::time::{Span, Timestamp};

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
        let topic = self.called(&members, &second.ids);
        if self.open_of(&topic).is_some() || !self.has_room() {
            return None;
        }
        let episode = self.episodes.get_mut(id)?;
        let (feature, until) = (episode.candidate.feature.clone(), episode.began(&episode.candidate.feature)?.end);
        episode.leave(members.iter().map(|r| &**r));
        self.gather_until(now, id, until);
        self.settle_slice(now, id, None);
        self.explain(id);
        self.publish(id, EventKind::Updated, out);
        for report in &members {
            self.keep_as(&topic, report);
        }
        let judged = Judged { begin, ..judged_as(&second.burst, second.threshold) };
        let beside = Some(Beside { feature, candidate: id.clone() });
        let alarm = Alarm { tier: None, judged, own_alarms: true, everything: false, after: None, beside };
        let other = self.begin_candidate(now, &topic, (&alarm, &members), out);
        self.publish_watch(now, &topic, out);
        Some((topic, other))
    }

    fn second_cause(&self, now: Moment, id: &CandidateId, report: &LiveReport) -> Option<Second> {
        let c = &self.episodes.get(id).filter(|e| !e.has_split_enough())?.candidate;
        // What was merged is one incident in several words already.
        let plain = !c.feature.is_topic() && c.merged.is_empty() && c.evidence.rule != Rule::Everything;
        if !plain || c.customers < 2 * LEAST || !self.is_old_enough(now) || !self.can_be_gathered(now, id) {
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
        holds.then_some(Second { burst, threshold, ids, first })
    }

    /// The open second cause that a report of a feature speaks of, more than of the first.
    pub(super) fn second_cause_of(&self, feature: &FeatureId, report: &LiveReport) -> Option<(FeatureId, CandidateId)> {
        self.episodes.open_beside(feature).next()?;
        let said = self.topics.find(report.id.fingerprint(&self.tenant)).filter(|s| !s.words.is_empty())?;
        let since = report.occurred_at - COMPARED_FOR;
        // Its likeness to the members of a candidate: how many are alike, and their share.
        let likeness = |id: &CandidateId| {
            let members: Vec<&Said> = self.topics.members_of(id, since).take(COMPARED).collect();
            let alike = members.iter().filter(|m| m.words.is_alike(&said.words)).count();
            (alike >= Topics::joins_from(members.len())).then(|| alike as f64 / members.len().max(1) as f64)
        };
        let first = self.open_of(feature).and_then(|id| likeness(&id)).unwrap_or_default();
        let others = self.episodes.open_beside(feature).map(|e| &e.candidate);
        let others = others.filter_map(|c| Some((likeness(&c.id)?, c)));
        let best = others.max_by(|(a, of_a), (b, of_b)| a.total_cmp(b).then(of_b.id.cmp(&of_a.id)))?;
        (best.0 > first).then(|| (best.1.feature.clone(), best.1.id.clone()))
    }
}
