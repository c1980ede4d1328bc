//! What reporters say of the end of a candidate, in messages or through somebody who asked them (R33).

use std::collections::BTreeSet;

use super::Engine;
use super::input::{Moment, Who};
use super::output::{Output, Taken};
use super::placed::Meant;
use crate::candidate::answers::{Asked, Fixed, MAX_ASKED, Role};
use crate::candidate::episode::Episode;
use crate::candidate::{EventKind, Route};
use crate::ids::{CandidateId, CustomerKey, FeatureId, MessageId};
use crate::signal::{Channel, Recovery, Signal};
use crate::time::Timestamp;

/// What a message says of the end of what its customer had reported.
pub(super) struct Answer {
    pub(super) message: MessageId,
    pub(super) customer: CustomerKey,
    pub(super) at: Timestamp,
    pub(super) works: bool,
    /// The message is a report itself.
    pub(super) reports: bool,
    /// The features it may mean; none where it names none.
    pub(super) features: Vec<FeatureId>,
}

impl Answer {
    /// None where it says nothing of a recovery.
    pub(super) fn of(signal: &Signal, meant: &Meant) -> Option<Self> {
        let works = match signal.problem.recovery {
            Recovery::None => return None,
            Recovery::Recovered => true,
            Recovery::StillBroken => false,
        };
        let features = meant.feature.iter().chain(&meant.second).cloned();
        let (message, customer, at) = (signal.id.clone(), signal.customer, signal.occurred_at);
        Some(Self { message, customer, at, works, reports: false, features: features.collect() })
    }
}

impl Engine {
    /// A message that says of what its customer reported that it works again, or that it is still broken.
    /// Returns the candidate it counts for; where there is none by now, it is held for a while.
    pub(super) fn hear_answer(&mut self, now: Moment, answer: &Answer, out: &mut Vec<Output>) -> Option<CandidateId> {
        let Some(id) = self.meant_by(answer.customer, &answer.features) else {
            self.hold_early(now, answer);
            return None;
        };
        self.take_answer(now, &id, (answer.customer, answer.at, answer.works), out);
        Some(id)
    }

    /// The one open candidate that counts a customer and that a message can mean which names these features.
    pub(super) fn meant_by(&self, customer: CustomerKey, features: &[FeatureId]) -> Option<CandidateId> {
        let meant =
            |e: &&Episode| e.has_customer(customer) && (features.is_empty() || features.iter().any(|f| e.concerns(f)));
        only(self.open().filter(meant))
    }

    /// What somebody was told by a reporter.
    pub(super) fn on_answer(
        &mut self,
        now: Moment,
        (candidate, who): (Option<CandidateId>, Who),
        (at, works): (Option<Timestamp>, bool),
        out: &mut Vec<Output>,
    ) -> Taken {
        if let Some(id) = &candidate {
            match self.episodes.get(id) {
                None => return Taken::UnknownCandidate,
                Some(episode) if !episode.is_open() => return Taken::Ended,
                Some(_) => {}
            }
        }
        let of = |e: &&Episode| candidate.as_ref().is_none_or(|id| e.candidate.id == *id);
        let customer = match who {
            Who::Customer(customer) => self.people.of(customer),
            Who::Message(message) => match self.open().filter(of).find_map(|e| self.writer(e, &message)) {
                Some(customer) => customer,
                None => return Taken::UnknownMessage,
            },
        };
        let reported: Vec<&Episode> = self.open().filter(of).filter(|e| e.has_customer(customer)).collect();
        let id = match reported.as_slice() {
            [] => return Taken::NoReporter,
            [one] => one.candidate.id.clone(),
            _ => return Taken::SeveralCandidates,
        };
        self.take_answer(now, &id, (customer, at.map_or(now.at, |at| at.min(now.at)), works), out);
        Taken::Yes
    }

    /// Who wrote a report of a candidate.
    fn writer(&self, episode: &Episode, message: &MessageId) -> Option<CustomerKey> {
        let first = episode.all_began().values().map(|b| b.begin).min()?;
        // A topic has reports of its own, whatever else the candidate is known as.
        let is_of = |feature: &FeatureId| episode.began(feature).is_some() || episode.has_guests();
        let all = self.live.iter().filter(|(feature, _)| is_of(feature));
        let mut reports = all.flat_map(|(_, live)| live.all_within(first, Timestamp::NEVER));
        let report = reports.find(|r| r.id == *message)?;
        Some(report.customer).filter(|c| episode.has_customer(*c))
    }

    fn take_answer(
        &mut self,
        now: Moment,
        id: &CandidateId,
        (customer, at, works): (CustomerKey, Timestamp, bool),
        out: &mut Vec<Output>,
    ) {
        let told = |engine: &Self| engine.episodes.get(id).map(|e| e.candidate.recovery.clone());
        let before = told(self);
        let Some(episode) = self.episodes.get_mut(id) else { return };
        episode.answer(customer, at, works);
        self.reckon(now, id);
        self.explain(id);
        if told(self) != before {
            self.publish(id, EventKind::Updated, out);
        }
        self.after_answer(now, id, out);
    }

    /// The end may be another: reports that waited may come before it; or it has come.
    pub(super) fn after_answer(&mut self, now: Moment, id: &CandidateId, out: &mut Vec<Output>) {
        // Who says that it is still broken moves the end like a report.
        self.look_again(now, id, out);
        self.look_at_answers(now, id, out);
    }

    /// Ends a candidate whose reporters have said that it works again.
    pub(super) fn look_at_answers(&mut self, now: Moment, id: &CandidateId, out: &mut Vec<Output>) {
        let open = self.episodes.get(id).filter(|e| e.is_open() && e.has_answers());
        if let Some(at) = open.and_then(Episode::confirmed_end) {
            self.end(now, id, (at, Route::Confirmed), out);
        }
    }

    /// The team says that it is fixed: its reporters are to be asked, and nothing ends yet.
    pub(super) fn on_fixed(
        &mut self,
        now: Moment,
        id: &CandidateId,
        (at, by): (Option<Timestamp>, Option<Role>),
        out: &mut Vec<Output>,
    ) -> Taken {
        let Some(episode) = self.episodes.get_mut(id) else { return Taken::UnknownCandidate };
        if !episode.is_open() {
            return Taken::Ended;
        }
        if episode.fix(Fixed { at: at.map_or(now.at, |at| at.min(now.at)), by }) {
            self.explain(id);
            self.publish(id, EventKind::Updated, out);
        }
        Taken::Yes
    }

    /// The newest messages of reporters who have not answered yet, one of each.
    pub(super) fn reachable(&self, episode: &Episode) -> Vec<Asked> {
        let mut asked: Vec<(Timestamp, Asked)> = Vec::new();
        let mut known = BTreeSet::new();
        for (feature, began) in episode.all_began() {
            let Some(live) = self.live.get(feature) else { continue };
            let mut of_feature = 0;
            for r in live.all_within(began.begin, Timestamp::NEVER).rev() {
                let counts = episode.has_customer(r.customer) && !episode.has_answered(r.customer);
                if r.channel == Channel::Internal || !counts || !known.insert(r.customer) {
                    continue;
                }
                let one = Asked { message: r.id.clone(), channel: r.channel, url: r.url.clone() };
                asked.push((r.occurred_at, one));
                of_feature += 1;
                if of_feature == MAX_ASKED {
                    break;
                }
            }
        }
        asked.sort_by(|(a, x), (b, y)| b.cmp(a).then(y.message.cmp(&x.message)));
        asked.into_iter().map(|(_, one)| one).take(MAX_ASKED).collect()
    }
}

/// The candidate of the only one of these.
fn only<'a>(mut episodes: impl Iterator<Item = &'a Episode>) -> Option<CandidateId> {
    let first = episodes.next()?;
    episodes.next().is_none().then(|| first.candidate.id.clone())
}
