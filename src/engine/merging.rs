//! Two open candidates that a person knows to be one.

use std::collections::BTreeSet;

use super::Engine;
use super::input::Moment;
use super::output::{Moves, Output, Taken};
use super::parts::Part;
use super::placed::say_moved;
use crate::candidate::episode::{Began, Episode};
use crate::candidate::{EventKind, RankAt, Route};
use crate::ids::{CandidateId, MessageId};

impl Engine {
    /// The members of the one join those of the other, which keeps its name, its evidence and its id; so does all
    /// that the one counts of reports that are held no more. The one that goes has not ended: what is written from
    /// now on is a report of the other.
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
        let (of_gone, own) = (self.gathered(&from), self.gathered(to));
        let members = of_gone.reports();
        let of_both = own.and(of_gone, self.settings.limits.messages_per_candidate as usize);
        let ids: BTreeSet<MessageId> = of_both.ids().cloned().collect();
        self.leave(now, gone, into, out);
        self.take_over(now, into, (&from, &ids));
        self.follow(gone, into, out);
        // Whatever was a member of either is one of both together: windows would find other ones by now.
        self.put_together(now, into, of_both, until);
        if let Some(episode) = self.episodes.get_mut(into) {
            episode.take_answers(&from);
        }
        // What somebody said whom both counted means one candidate now.
        self.hear_early(now, into, None, out);
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
        say_moved(out, (&members, &from.candidate.id), into, Moves::Merge);
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

    /// Gives a candidate what another was, but for its members.
    fn take_over(&mut self, now: Moment, into: &CandidateId, (from, members): (&Episode, &BTreeSet<MessageId>)) {
        let Some(episode) = self.episodes.get_mut(into) else { return };
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
            c.ranks.push(RankAt {
                at: now.at,
                rank: c.rank,
                red: from.candidate.ranks.last().and_then(|r| r.red.clone()),
            });
        }
        if let Some(fixed) = from.candidate.recovery.answers.fixed {
            episode.fix(fixed);
        }
        self.episodes.note(into);
    }
}
