//! Reports of an open candidate that a person knows to be of something else: they become a candidate of their own
//! beside it.
//!
//! `causes` tells apart what customers say in clearly other words. A person may tell apart what is said in the same
//! words, so nothing is asked of the words here, and no number of how likely it is is made up.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Engine;
use super::input::Moment;
use super::opening::Alarm;
use super::output::{Moves, Output, Taken};
use super::placed::say_moved;
use crate::candidate::episode::Episode;
use crate::candidate::{Beside, Candidate, EventKind, Rule};
use crate::cluster::live::{Live, LiveReport};
use crate::cluster::surge::Judged;
use crate::ids::{CandidateId, CustomerKey, FeatureId, MessageId};
use crate::time::{Span, Timestamp};

/// One customer is no incident: so many stay, and so many go.
const LEAST_CUSTOMERS: u32 = 2;
/// Names that are tried where the words of the customers are another's name already.
const MAX_NAMES: u32 = 1_000;
/// What reports are called that have no words in common, or none but those of everybody.
const UNNAMED: &str = "other reports";

impl Engine {
    /// Opens a candidate of these reports, which leave the one that holds them.
    pub(super) fn split_by_person(
        &mut self,
        now: Moment,
        id: &CandidateId,
        messages: &BTreeSet<MessageId>,
        out: &mut Vec<Output>,
    ) -> Taken {
        let Some(from) = self.episodes.get(id) else { return Taken::UnknownCandidate };
        if !from.is_open() {
            return Taken::Ended;
        }
        let all = self.gathered(from);
        let (go, stay): (Vec<_>, Vec<_>) = all.reports().into_iter().partition(|r| messages.contains(&r.id));
        if go.len() < messages.len() {
            return Taken::NoReport;
        }
        let observed = customers(&go);
        // Of reports that are held no more all stay.
        if observed.min(customers(&stay) + all.forgotten_customers()) < LEAST_CUSTOMERS {
            return Taken::TooFew;
        }
        let (Some(begin), Some(end)) = (go.first().map(|r| r.occurred_at), go.last().map(|r| r.occurred_at)) else {
            return Taken::TooFew;
        };
        if !self.has_room() {
            return Taken::TooManyOpen;
        }
        let (from, begin) = (from.clone(), begin - Span::from_millis(1));
        let topic = self.free_name((&go, &stay), (begin, end));
        let alarm = by_person(&from, (begin, end), observed);
        let other = self.part(now, (id, &go), (&topic, &alarm), out);
        for feature in from.candidate.known_as().chain([&topic]) {
            self.publish_watch(now, feature, out);
        }
        // Reports that wait may come before the end as it is now; and those who have not left may have ended it.
        for id in [id, &other] {
            self.look_again(now, id, out);
            self.look_at_answers(now, id, out);
        }
        Taken::Yes
    }

    /// Opens a candidate of reports of another, which goes on without them. What their customers said of the end goes
    /// with them.
    pub(super) fn part(
        &mut self,
        now: Moment,
        (id, gone): (&CandidateId, &[Arc<LiveReport>]),
        (topic, alarm): (&FeatureId, &Alarm),
        out: &mut Vec<Output>,
    ) -> CandidateId {
        let answered = self.episodes.get(id).filter(|e| e.has_answers()).cloned();
        self.take_away(now, id, gone, out);
        for report in gone {
            self.keep_as(topic, report);
        }
        let other = self.begin_candidate(now, topic, (alarm, gone), out);
        if let Some(from) = answered {
            if let Some(episode) = self.episodes.get_mut(&other) {
                episode.take_answers(&from);
            }
            self.reckon(now, &other);
            self.explain(&other);
            self.publish(&other, EventKind::Updated, out);
        }
        let moves = if alarm.by_person { Moves::Split } else { Moves::SecondCause };
        say_moved(out, (gone, id), &other, moves);
        other
    }

    /// The candidate goes on without these reports.
    fn take_away(&mut self, now: Moment, id: &CandidateId, gone: &[Arc<LiveReport>], out: &mut Vec<Output>) {
        let Some(gathered) = self.episodes.get(id).map(|e| self.gathered(e)) else { return };
        let Some(episode) = self.episodes.get_mut(id) else { return };
        episode.leave(gone.iter().map(|r| &**r));
        // Who is a member and does not go stays one, whatever quiet would now have come in between.
        let until = episode.candidate.recovery.quiet_since;
        self.put_together(now, id, gathered, until);
        self.settle_slice(now, id, None);
        self.look_at_health(now, id);
        self.explain(id);
        self.publish(id, EventKind::Updated, out);
    }

    /// What the reports that go are called by their words, with a number where another is called so. What those
    /// who stay say as well tells nobody apart.
    fn free_name(
        &self,
        (reports, stay): (&[Arc<LiveReport>], &[Arc<LiveReport>]),
        within: (Timestamp, Timestamp),
    ) -> FeatureId {
        let words = self.shared_words(reports, stay).unwrap_or_else(|| UNNAMED.to_owned());
        let called = FeatureId::topic(&words);
        let own: BTreeSet<&MessageId> = reports.iter().map(|r| &r.id).collect();
        let free = |name: &FeatureId| {
            let others = |live: &Live| live.all_within(within.0, within.1).any(|r| !own.contains(&r.id));
            self.open_of(name).is_none() && !self.live.get(name).is_some_and(others)
        };
        let numbered = (2..MAX_NAMES).map(|n| FeatureId::topic(&format!("{words} {n}")));
        std::iter::once(called.clone()).chain(numbered).find(free).unwrap_or(called)
    }
}

/// What a candidate is called by its customers' words; none where a person split off what has none in common, and
/// where it is a feature.
pub(super) fn own_words(c: &Candidate) -> Option<String> {
    c.feature.words().filter(|words| c.evidence.rule != Rule::Split || !words.starts_with(UNNAMED))
}

/// Distinct customers of reports, a text that is passed around counted with whoever wrote it first.
fn customers(reports: &[Arc<LiveReport>]) -> u32 {
    let own: BTreeSet<CustomerKey> = reports.iter().filter(|r| !r.copy).map(|r| r.customer).collect();
    u32::try_from(own.len()).unwrap_or(u32::MAX)
}

/// That a person split these off `from`: how many customers wrote when, and nothing of what is usual.
fn by_person(from: &Episode, (begin, end): (Timestamp, Timestamp), observed: u32) -> Alarm {
    let c = &from.candidate;
    // A second cause is split within the feature in which it is one.
    let feature = c.beside.as_ref().map_or(&c.feature, |b| &b.feature).clone();
    let judged = Judged {
        alarm: true,
        window: end - begin,
        begin,
        end,
        observed,
        expected: None,
        per_month: None,
        threshold: 0.0,
        overdispersion: 0.0,
        copies: 0,
        questions: false,
    };
    let beside = Some(Beside { feature, candidate: c.id.clone() });
    Alarm { by_person: true, beside, ..Alarm::of(judged) }
}
