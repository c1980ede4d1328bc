//! Two open candidates that a person knows to be one.

use std::collections::{BTreeMap, BTreeSet};

use super::Engine;
use super::input::Moment;
use super::output::{Output, Taken};
use super::parts::Part;
use crate::candidate::episode::{Began, Episode};
use crate::candidate::{EventKind, RankAt, Route};
use crate::ids::{CandidateId, CustomerKey, FeatureId, MessageId};

impl Engine {
    /// The members of the one go over into the other, which keeps its name, its evidence and its id. The one
    /// that goes has not ended: what is written from now on is a report of the other.
    pub(super) fn merge_into(
        &mut self,
        now: Moment,
        gone: &CandidateId,
        into: &CandidateId,
        out: &mut Vec<Output>,
    ) -> Taken {
        if gone == into {
            return Taken::Itself;
        }
        let (Some(from), Some(to)) = (self.episodes.get(gone), self.episodes.get(into)) else {
            return Taken::UnknownCandidate;
        };
        if !from.is_open() || !to.is_open() {
            return Taken::Ended;
        }
        let from = from.clone();
        let until = from.candidate.recovery.quiet_since.max(to.candidate.recovery.quiet_since);
        let (members, own) = (self.members_now(&from), self.members_now(to));
        let of_both = members.iter().chain(&own).map(|r| r.id.clone()).collect();
        self.leave(now, gone, into, out);
        let mut guests = self.take_over(now, into, (&from, &of_both));
        guests.retain(|_, feature| self.episodes.get(into).is_some_and(|e| e.began(feature).is_none()));
        self.follow(gone, into, out);
        self.gather_all(now, into, guests, until);
        if let Some(episode) = self.episodes.get_mut(into) {
            episode.take_answers(&from);
        }
        self.note_members(into, &members);
        let mut moved = false;
        for waiting in self.waiting.iter_mut().filter(|w| w.candidate == *gone) {
            waiting.candidate = into.clone();
            waiting.placed.verdict.candidate = Some(into.clone());
            moved = true;
        }
        if moved {
            self.mark(Part::Waiting);
        }
        self.settle_slice(now, into, None);
        self.reckon(now, into);
        self.look_at_health(now, into);
        self.look_at_dependencies(into, now.at);
        self.look_again(now, into, out);
        self.explain(into);
        self.publish(into, EventKind::Updated, out);
        for feature in std::iter::once(&from.candidate.feature).chain(&from.candidate.merged) {
            self.publish_watch(now, feature, out);
        }
        self.look_at_answers(now, into, out);
        Taken::Yes
    }

    /// What was beside the one that goes is beside the other now; nothing is beside itself.
    fn follow(&mut self, gone: &CandidateId, into: &CandidateId, out: &mut Vec<Output>) {
        let is_beside = |e: &&Episode| e.candidate.beside.as_ref().is_some_and(|b| b.candidate == *gone);
        let beside: Vec<CandidateId> = self.open().filter(is_beside).map(|e| e.candidate.id.clone()).collect();
        for id in beside {
            let Some(episode) = self.episodes.get_mut(&id) else { continue };
            if id == *into {
                episode.candidate.beside = None;
                self.episodes.note(&id);
            } else {
                episode.candidate.beside.iter_mut().for_each(|b| b.candidate = into.clone());
                self.explain(&id);
                self.publish(&id, EventKind::Updated, out);
            }
        }
    }

    /// The one that goes says where it went.
    fn leave(&mut self, now: Moment, gone: &CandidateId, into: &CandidateId, out: &mut Vec<Output>) {
        let Some(episode) = self.episodes.get_mut(gone) else { return };
        episode.candidate.recovery.answers.merged_into = Some(into.clone());
        episode.resolve(now.at.max(episode.candidate.recovery.quiet_since), Route::Merged);
        self.name_others(gone);
        let Some(candidate) = self.episodes.get(gone).map(|e| e.candidate.clone()) else { return };
        self.episodes.note(gone);
        self.mark(Part::Episode(gone.clone()));
        out.push(Output::candidate(EventKind::Merged, candidate));
    }

    /// Gives a candidate what another was; returns the guests of both.
    fn take_over(
        &mut self,
        now: Moment,
        into: &CandidateId,
        (from, members): (&Episode, &BTreeSet<MessageId>),
    ) -> BTreeMap<CustomerKey, FeatureId> {
        let Some(episode) = self.episodes.get_mut(into) else { return BTreeMap::new() };
        episode.take_left(from, members);
        episode.take_internal(from);
        for (feature, began) in from.all_began() {
            let known = episode.began(feature);
            let begin = known.map_or(began.begin, |k| k.begin.min(began.begin));
            let end = known.map_or(began.end, |k| k.end.max(began.end));
            episode.begin(feature, Began { begin, end });
        }
        let c = &mut episode.candidate;
        let names = std::iter::once(&from.candidate.feature).chain(&from.candidate.merged);
        for name in names {
            if *name != c.feature && !c.merged.contains(name) {
                c.merged.push(name.clone());
            }
        }
        c.merged.sort();
        c.confirmed_at = c.confirmed_at.into_iter().chain(from.candidate.confirmed_at).min();
        c.posted_at = c.posted_at.into_iter().chain(from.candidate.posted_at).min();
        c.historic &= from.candidate.historic;
        if from.candidate.rank < c.rank {
            c.rank = from.candidate.rank;
            c.ranks.push(RankAt { at: now.at, rank: c.rank });
        }
        if let Some(fixed) = from.candidate.recovery.answers.fixed {
            episode.fix(fixed);
        }
        let mut guests = episode.guests();
        guests.extend(from.guests());
        self.episodes.note(into);
        guests
    }
}
