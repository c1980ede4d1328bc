//! The members of an open candidate put together anew, where its features, its beginning or its customers changed.
//!
//! Reports are held for three days, only so many of a feature, and none of an erased customer. What a candidate counts
//! of those that are held no more it keeps: numbers fall where members go over into another candidate, where two
//! customers turn out to be one, and where a report that was read out of order shows that it began later.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Engine;
use super::input::Moment;
use super::opening::Alarm;
use super::output::Output;
use super::parts::Part;
use crate::candidate::episode::{Began, Episode, Forgotten, Reports};
use crate::cluster::live::{LIVE_FOR, LiveReport};
use crate::ids::{CandidateId, CustomerKey, FeatureId, MessageId};
use crate::time::Timestamp;

/// What a candidate is put together of.
#[derive(Default)]
pub(super) struct Gathered {
    /// Its members that are held, oldest first.
    pub(super) members: Reports,
    /// Reports written at or after the deadline, which may become members.
    ahead: Reports,
    /// What it counts of others.
    forgotten: Option<Forgotten>,
}

impl Gathered {
    /// The ids of the members that are held.
    pub(super) fn ids(&self) -> impl Iterator<Item = &MessageId> {
        self.members.iter().map(|(_, r)| &r.id)
    }

    /// Customers whom it counts by reports that are held no more.
    pub(super) fn forgotten_customers(&self) -> u32 {
        self.forgotten.as_ref().map_or(0, Forgotten::customers)
    }

    /// The members that are held, without their features.
    pub(super) fn reports(&self) -> Vec<Arc<LiveReport>> {
        self.members.iter().map(|(_, r)| Arc::clone(r)).collect()
    }

    /// Both together; `limit` bounds the customers remembered.
    pub(super) fn and(mut self, other: Self, limit: usize) -> Self {
        self.members.extend(other.members);
        self.ahead.extend(other.ahead);
        match (&mut self.forgotten, other.forgotten) {
            (Some(own), Some(other)) => own.add(other, limit),
            (own, other) => *own = own.take().or(other),
        }
        self
    }

    /// Two customers turned out to be one, who counts as `new`.
    pub(super) fn rename(&mut self, old: CustomerKey, new: CustomerKey) {
        let all = self.members.iter_mut().chain(&mut self.ahead);
        all.filter(|(_, r)| r.customer == old).for_each(|(_, r)| Arc::make_mut(r).customer = new);
        if let Some(forgotten) = &mut self.forgotten {
            forgotten.rename(old, new);
        }
    }

    /// Further reports are found. One of them may have been counted that was not found before, if its customer was.
    fn find(&mut self, within: &Reports, limit: usize) {
        let Some(forgotten) = &mut self.forgotten else { return };
        let all = || self.members.iter().chain(&self.ahead).map(|(_, r)| r);
        let known: BTreeSet<&MessageId> = all().map(|r| &r.id).collect();
        let wrote: BTreeSet<CustomerKey> = all().map(|r| r.customer).collect();
        let counts = |r: &LiveReport| wrote.contains(&r.customer) || wrote.len() >= limit;
        let further = within.iter().map(|(_, r)| r).filter(|r| !known.contains(&r.id));
        for report in further {
            if counts(report) || forgotten.may_count(report.customer, limit) {
                forgotten.found(report);
            }
        }
    }
}

/// A report of a feature may be one of a topic too: it counts for the feature, whose name the candidate may bear.
fn in_order(reports: &mut Reports) {
    reports.sort_by(|(of_a, a), (of_b, b)| {
        (a.occurred_at, &a.id, of_a.is_topic()).cmp(&(b.occurred_at, &b.id, of_b.is_topic()))
    });
    reports.dedup_by(|(_, a), (_, b)| a.id == b.id);
}

impl Engine {
    /// What an open candidate is put together of as it stands.
    pub(super) fn gathered(&self, episode: &Episode) -> Gathered {
        if episode.candidate.messages == 0 {
            return Gathered::default();
        }
        let held = self.within_its_windows(episode);
        let (ahead, held): (Reports, Reports) = held.into_iter().partition(|(_, r)| episode.is_ahead(r));
        let limit = self.settings.limits.messages_per_candidate as usize;
        let members = episode.counted_of(held, limit);
        let forgotten = episode.forgotten(&members, limit);
        Gathered { members, ahead, forgotten }
    }

    /// The reports of its features that are held, each from where it begins, and those of its guests; those that have
    /// left are none.
    fn within_its_windows(&self, episode: &Episode) -> Reports {
        let guests = episode.guests();
        let first = episode.all_began().values().map(|b| b.begin).min().unwrap_or(Timestamp::NEVER);
        let of = |feature, begin| {
            self.live.get(feature).into_iter().flat_map(move |l| l.all_within(begin, Timestamp::NEVER))
        };
        let mut all = Reports::new();
        for feature in guests.values().collect::<BTreeSet<_>>() {
            let own = of(feature, first).filter(|r| guests.get(&r.customer) == Some(feature));
            all.extend(own.map(|r| (feature.clone(), Arc::clone(r))));
        }
        for (feature, began) in episode.all_began() {
            all.extend(of(feature, began.begin).map(|r| (feature.clone(), Arc::clone(r))));
        }
        all.retain(|(_, r)| !episode.has_left(&r.id));
        in_order(&mut all);
        all
    }

    /// Gathers the members of a feature anew from the window that alarmed first. Those written behind it and behind
    /// the members there were are taken as if they came now, one after the other.
    pub(super) fn gather(&mut self, now: Moment, id: &CandidateId, feature: &FeatureId, alarm: &Alarm) {
        let Some((mut before, until)) = self.begin_with(now, id, feature, alarm) else { return };
        let Some(members) = self.episodes.get(id).map(|e| self.within_its_windows(e)) else { return };
        before.find(&members, self.settings.limits.messages_per_candidate as usize);
        let gathered = Gathered { members, ahead: Reports::new(), forgotten: before.forgotten };
        self.put_together(now, id, gathered, until);
    }

    /// The members of a further feature join those that it has: these reports, and what is held behind its window.
    pub(super) fn gather_more(
        &mut self,
        now: Moment,
        id: &CandidateId,
        (feature, alarm): (&FeatureId, &Alarm),
        reports: &[Arc<LiveReport>],
    ) {
        let Some((mut gathered, until)) = self.begin_with(now, id, feature, alarm) else { return };
        let Some(mut members) = self.episodes.get(id).map(|e| self.within_its_windows(e)) else { return };
        members.extend(reports.iter().map(|r| (feature.clone(), Arc::clone(r))));
        // Those that its windows hold by now are there twice, and each is found once.
        in_order(&mut members);
        gathered.find(&members, self.settings.limits.messages_per_candidate as usize);
        members.append(&mut gathered.members);
        self.put_together(now, id, Gathered { members, ..gathered }, until);
    }

    /// Where a feature begins; gives back what the candidate was put together of before, and up to when reports are
    /// members whatever the quiet between them.
    fn begin_with(
        &mut self,
        now: Moment,
        id: &CandidateId,
        feature: &FeatureId,
        alarm: &Alarm,
    ) -> Option<(Gathered, Timestamp)> {
        let evidence = self.evidence(now, feature, alarm);
        let before = self.gathered(self.episodes.get(id)?);
        let episode = self.episodes.get_mut(id)?;
        episode.begin(feature, Began { begin: alarm.judged.begin, end: alarm.judged.end });
        let c = &mut episode.candidate;
        if c.feature == *feature {
            c.evidence = evidence;
        }
        // Who is a member stays one, whatever quiet would now have come in between.
        Some((before, c.recovery.quiet_since.max(alarm.judged.end)))
    }

    /// Puts a candidate together of these: those written up to `until`, and one after the other those behind it.
    pub(super) fn put_together(&mut self, now: Moment, id: &CandidateId, of: Gathered, until: Timestamp) {
        let limit = self.settings.limits.messages_per_candidate as usize;
        let Some(episode) = self.episodes.get_mut(id) else { return };
        let mut all = of.members;
        all.extend(of.ahead);
        all.retain(|(_, r)| !episode.has_left(&r.id));
        in_order(&mut all);
        episode.restart(of.forgotten);
        let mut members = Vec::new();
        for (feature, report) in all {
            if report.occurred_at <= until {
                episode.join(&feature, &report, limit);
                members.push(report);
            } else {
                episode.put_ahead(feature, report);
            }
        }
        self.note_members(id, &members);
        self.mark(Part::Episode(id.clone()));
        self.reckon(now, id);
        while self.take_ahead(now, id, Timestamp::NEVER).is_some() {}
    }

    /// Takes the first of the reports that lie ahead, where it was written before the deadline and
    /// before `until`; gives back whose it is.
    pub(super) fn take_ahead(&mut self, now: Moment, id: &CandidateId, until: Timestamp) -> Option<CustomerKey> {
        let limit = self.settings.limits.messages_per_candidate as usize;
        let episode = self.episodes.get_mut(id)?;
        let deadline = episode.candidate.recovery.deadline;
        let (feature, report) = episode.take_ahead(deadline.min(until))?;
        episode.join(&feature, &report, limit);
        self.note_member(id, &report);
        self.reckon(now, id);
        Some(report.customer)
    }

    /// What customers of a candidate that just opened said before counts, and so do reports that lie ahead where that
    /// moves the end.
    pub(super) fn hear_all_early(&mut self, now: Moment, id: &CandidateId, out: &mut Vec<Output>) {
        let mut heard = self.hear_early(now, id, None, out);
        while heard {
            self.reckon(now, id);
            heard = false;
            while let Some(customer) = self.take_ahead(now, id, Timestamp::NEVER) {
                heard |= self.hear_early(now, id, Some(customer), out);
            }
        }
    }

    /// Whether all reports of an open candidate are still held.
    pub(super) fn can_be_gathered(&self, now: Moment, id: &CandidateId) -> bool {
        let Some(episode) = self.episodes.get(id).filter(|e| e.is_open()) else { return false };
        let Some(first) = episode.all_began().values().map(|b| b.begin).min() else { return false };
        let limit = self.settings.limits.reports_per_feature as usize;
        let shed = |feature| self.live.get(feature).is_some_and(|live| live.len() >= limit);
        now.heard_until.is_none_or(|heard| heard - first < LIVE_FOR) && !episode.all_began().keys().any(shed)
    }
}
