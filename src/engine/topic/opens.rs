//! A topic opens: as a candidate of its own, or as part of one that is open.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::found::{Found, judged_as};
use super::{COMPARED_FOR, enough_of};
use crate::candidate::Beside;
use crate::candidate::episode::Episode;
use crate::cluster::emergent::Surge;
use crate::cluster::live::LiveReport;
use crate::engine::Engine;
use crate::engine::input::Moment;
use crate::engine::opening::Alarm;
use crate::engine::output::{Alike, Held, Output, Reason};
use crate::engine::placed::{Placed, say};
use crate::ids::{CandidateId, CustomerKey, FeatureId};
use crate::time::Timestamp;

/// Newest reports of a surge that are compared with the members of candidates.
const MAX_COMPARED: usize = 20;

/// Most names that one candidate takes in: an incident is told in a few ways.
const MAX_MERGED: usize = 20;

/// What a topic belongs to.
struct Belongs {
    /// The open candidate whose customers it is of.
    open: Option<CandidateId>,
    /// The resolved one that it goes on.
    after: Option<CandidateId>,
    /// The feature in which it is a second cause, and the candidate of the first.
    beside: Option<Beside>,
    /// The feature of the catalogue that most of its customers mean, where no candidate of that is open.
    means: Option<FeatureId>,
}

impl Engine {
    /// The candidate, open or resolved within a day, whose members most reports of a surge are alike.
    fn akin(&self, surge: &Surge, (begin, at): (Timestamp, Timestamp)) -> Option<CandidateId> {
        let since = at - COMPARED_FOR;
        let members = self.topics.members_since(since);
        let (mut compared, mut akin) = (0, BTreeMap::new());
        for said in self.topics.of_ids(&surge.members, begin).take(MAX_COMPARED) {
            compared += 1;
            let near = self.topics.near(&said.words, since, at);
            for id in enough_of(near, |id| members.get(id).copied().unwrap_or_default()).into_keys() {
                *akin.entry(id).or_insert(0) += 1;
            }
        }
        let most = akin.into_iter().filter(|(id, n)| n * 2 >= compared && self.episodes.get(id).is_some());
        most.max_by(|(a, of_a), (b, of_b)| of_a.cmp(of_b).then(b.cmp(a))).map(|(id, _)| id.clone())
    }

    /// The open candidate that at least half of the customers of a topic are of, or may mean by its features: who
    /// writes of what is broken in other words than the catalogue's comes near it.
    fn nearest_open(&self, reports: &[Arc<LiveReport>]) -> Option<CandidateId> {
        let all: BTreeSet<CustomerKey> = reports.iter().map(|r| r.customer).collect();
        let near = |e: &Episode| {
            let own =
                |r: &&Arc<LiveReport>| e.has_customer(r.customer) || r.near.as_ref().is_some_and(|f| e.concerns(f));
            reports.iter().filter(own).map(|r| r.customer).collect::<BTreeSet<_>>().len()
        };
        let most = self.open().map(|e| (near(e), e)).filter(|(n, _)| *n > 0 && *n * 2 >= all.len());
        most.max_by(|(a, of_a), (b, of_b)| a.cmp(b).then(of_b.candidate.id.cmp(&of_a.candidate.id)))
            .map(|(_, e)| e.candidate.id.clone())
    }

    /// What a topic that is about to open belongs to.
    fn belongs(&self, found: &Found, members: &[Arc<LiveReport>]) -> Belongs {
        let Found { burst, surge, .. } = found;
        let akin = self.nearest_open(members).or_else(|| self.akin(surge, (burst.begin, burst.end)));
        let is_open = |id: &CandidateId| self.episodes.get(id).is_some_and(Episode::is_open);
        let (open, resolved) = match akin {
            Some(id) if is_open(&id) => (Some(id), None),
            resolved => (None, resolved),
        };
        // What was a second cause of a feature is one again.
        let beside = resolved.as_ref().and_then(|id| self.episodes.get(id)?.candidate.beside.clone());
        let beside = beside.map(|b| Beside { candidate: self.open_of(&b.feature).unwrap_or(b.candidate), ..b });
        // By its hours another window may have become the rarest, in which nobody means the feature.
        let reported = |f: &FeatureId| {
            self.live.get(f).is_some_and(|live| live.all_within(burst.begin, burst.end).next().is_some())
        };
        let free = |f: &FeatureId| beside.is_none() && self.open_of(f).is_none() && reported(f);
        let means = found.means.clone().filter(free);
        let after = resolved.or_else(|| self.last_resolved(means.as_ref()?).map(|(_, id)| id));
        Belongs { open, after, beside, means }
    }

    /// Opens a topic; gives the report back where such a topic was dismissed before and this one is not that
    /// much less likely.
    pub(super) fn open_topic(
        &mut self,
        now: Moment,
        mut placed: Placed,
        found: &Found,
        out: &mut Vec<Output>,
    ) -> Option<Placed> {
        let Found { burst, surge, threshold, .. } = found;
        let members = self.reports_of((burst.begin, burst.end), &surge.members);
        let topic = self.called((&members, &[]), &burst.members);
        placed.verdict.topic = Some(topic.clone());
        if let Some(id) = self.open_of(&topic) {
            // Most say the one word of what is open already.
            self.join_or_wait(now, id, Placed { feature: topic, ..placed }, out);
            return None;
        }
        let Belongs { open, after, beside, means } = self.belongs(found, &members);
        let threshold = threshold / self.stricter_of(now, std::iter::once(&topic).chain(&means)).factor;
        if open.is_none() && burst.per_month > threshold {
            placed.verdict.alike = Some(Alike { threshold, ..found.as_alike(Some(Held::Dismissed)) });
            return Some(placed);
        }
        let takes_more =
            |id: &CandidateId| self.episodes.get(id).is_some_and(|e| e.candidate.merged.len() < MAX_MERGED);
        let open = open.filter(takes_more);
        if open.is_none() && !self.has_room() {
            say(out, placed.verdict, Reason::TooManyOpen);
            return None;
        }
        for report in &members {
            self.keep_as(&topic, report);
        }
        let alarm = Alarm { after, beside, means: means.clone(), ..Alarm::of(judged_as(burst, threshold)) };
        if let Some(id) = open {
            placed.verdict.candidate = Some(id.clone());
            self.merge(now, &id, (&topic, &alarm), out);
            say(out, placed.verdict, Reason::Joined);
            self.after_answer(now, &id, out);
            return None;
        }
        self.open_candidate(now, Placed { feature: topic.clone(), second: None, ..placed }, &alarm, out);
        for feature in std::iter::once(&topic).chain(&means) {
            self.publish_watch(now, feature, out);
        }
        None
    }
}
