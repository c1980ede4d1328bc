//! Messages of one person count as one customer's, whatever names they carry; and a person's traces are
//! erased under all of them.

use std::sync::Arc;

use super::Engine;
use super::input::Moment;
use super::output::{Output, Taken};
use super::parts::Part;
use super::people::Who;
use crate::candidate::EventKind;
use crate::candidate::episode::Same;
use crate::cluster::live::LIVE_FOR;
use crate::ids::{CandidateId, CustomerKey};
use crate::signal::Signal;
use crate::signal::identity::Known;

impl Engine {
    /// Sets whose message it is, by all that is known of its author.
    pub(super) fn recognise(&mut self, now: Moment, signal: &mut Signal, out: &mut Vec<Output>) {
        if signal.known_as.is_empty() {
            signal.customer = self.people.of(signal.customer);
            return;
        }
        let who = self.people.who(signal.customer, &signal.known_as);
        signal.customer = who.customer;
        self.are_one(now, who, out);
    }

    /// What several wrote is one customer's from now on.
    pub(super) fn are_one(&mut self, now: Moment, who: Who, out: &mut Vec<Output>) {
        self.dirty.extend(who.touched.into_iter().map(Part::People));
        for old in who.same {
            // Most have never written under that name, or not for days.
            if self.learnt_from.knows(old) {
                self.rename_customer(now, (old, who.customer), out);
            }
        }
    }

    fn rename_customer(&mut self, now: Moment, (old, new): (CustomerKey, CustomerKey), out: &mut Vec<Output>) {
        self.learnt_from.rename(old, new);
        self.mark(Part::Lexicon);
        for live in self.live.values_mut() {
            self.dirty.extend(live.rename(old, new).into_iter().map(Part::Live));
        }
        self.dirty.extend(self.topics.rename(old, new).into_iter().map(Part::Topics));
        for waiting in self.waiting.iter_mut().filter(|w| w.placed.report.customer == old) {
            Arc::make_mut(&mut waiting.placed.report).customer = new;
            self.dirty.insert(Part::Waiting);
        }
        let renamed: Vec<(CandidateId, Same)> =
            self.episodes.iter_mut().map(|(id, e)| (id.clone(), e.rename_customer(old, new))).collect();
        for (id, same) in renamed.into_iter().filter(|(_, same)| *same != Same::Nothing) {
            self.mark(Part::Episode(id.clone()));
            if same == Same::Twice {
                self.count_anew(now, &id);
                self.explain(&id);
                self.publish(&id, EventKind::Updated, out);
            }
        }
    }

    /// A person said whether two customers are one.
    pub(super) fn on_people(
        &mut self,
        now: Moment,
        (one, other): (Known, Known),
        same: bool,
        out: &mut Vec<Output>,
    ) -> Taken {
        if one.key == other.key {
            return Taken::Itself;
        }
        if same {
            let who = self.people.join(one, other);
            self.are_one(now, who, out);
        } else {
            // What they wrote so far stays one customer's: nobody can tell which message was whose.
            self.dirty.extend(self.people.part(one.key, other.key).into_iter().map(Part::People));
        }
        Taken::Yes
    }

    /// Gathers the members of an open candidate anew, as long as all of its reports are still held.
    fn count_anew(&mut self, now: Moment, id: &CandidateId) {
        let Some(episode) = self.episodes.get(id).filter(|e| e.is_open()) else { return };
        let began = episode.all_began().values();
        let (first, until) = (began.clone().map(|b| b.begin).min(), began.map(|b| b.end).max());
        let Some((first, until)) = first.zip(until) else { return };
        if now.heard_until.is_none_or(|heard| heard - first < LIVE_FOR) {
            self.gather_until(now, id, until);
            self.settle_slice(now, id, None);
        }
    }

    /// Erases a customer under all names that are known of it: texts, ids and keys go, counts stay.
    pub(super) fn forget_customer(&mut self, now: Moment, customer: CustomerKey, out: &mut Vec<Output>) {
        let names = self.people.all_of(customer);
        self.dirty.extend(self.people.forget(customer).into_iter().map(Part::People));
        for name in names {
            self.forget_name(now, name, out);
        }
    }
}
