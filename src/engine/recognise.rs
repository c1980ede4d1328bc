//! Messages of one person count as one customer's, whatever names they carry; and a person's traces are
//! erased under all of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Engine;
use super::gathering::Gathered;
use super::input::Moment;
use super::output::{Output, Taken};
use super::parts::Part;
use super::people::Who;
use crate::candidate::EventKind;
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
            // Most have never written under that name, or not for days. Reports are held longer than it is remembered
            // whose words were learnt.
            let is_held = || self.live.values().any(|live| live.knows(old));
            if self.learnt_from.knows(old) || is_held() || self.episodes.iter().any(|(_, e)| e.knows(old)) {
                self.rename_customer(now, (old, who.customer), out);
            }
        }
    }

    fn rename_customer(&mut self, now: Moment, (old, new): (CustomerKey, CustomerKey), out: &mut Vec<Output>) {
        self.learnt_from.rename(old, new);
        self.mark(Part::Lexicon);
        // What counts both is put together anew of what it was when they were two.
        let both = self.open().filter(|e| e.has_customer(old) && e.has_customer(new));
        let mut twice: BTreeMap<CandidateId, Gathered> =
            both.map(|e| (e.candidate.id.clone(), self.gathered(e))).collect();
        let mut watched = Vec::new();
        for (feature, live) in &mut self.live {
            let touched = live.rename(old, new);
            if !touched.is_empty() && self.watch.contains_key(feature) {
                watched.push(feature.clone());
            }
            self.dirty.extend(touched.into_iter().map(Part::Live));
        }
        self.dirty.extend(self.topics.rename(old, new).into_iter().map(Part::Topics));
        for waiting in self.waiting.iter_mut().filter(|w| w.placed.report.customer == old) {
            Arc::make_mut(&mut waiting.placed.report).customer = new;
            self.dirty.insert(Part::Waiting);
        }
        let known: Vec<CandidateId> =
            self.episodes.iter().filter(|(_, e)| e.knows(old)).map(|(id, _)| id.clone()).collect();
        if self.early.rename(old, new) {
            self.mark(Part::Early);
        }
        for id in known {
            let gathered = twice.remove(&id);
            let Some(episode) = self.episodes.get_mut(&id) else { continue };
            // What has ended counts two who turn out to be one as it did.
            if gathered.is_none() && episode.has_customer(old) && episode.has_customer(new) {
                continue;
            }
            episode.rename_customer(old, new);
            let until = episode.candidate.recovery.quiet_since;
            self.mark(Part::Episode(id.clone()));
            if let Some(mut gathered) = gathered {
                gathered.rename(old, new);
                self.put_together(now, &id, gathered, until);
                self.settle_slice(now, &id, None);
                self.look_at_health(now, &id);
                self.explain(&id);
                self.publish(&id, EventKind::Updated, out);
            }
        }
        for feature in watched {
            self.publish_watch(now, &feature, out);
        }
        let counting: Vec<CandidateId> =
            self.open().filter(|e| e.has_customer(new)).map(|e| e.candidate.id.clone()).collect();
        for id in counting {
            if self.hear_early(now, &id, Some(new), out) {
                self.reckon(now, &id);
                self.explain(&id);
                self.publish(&id, EventKind::Updated, out);
                self.after_answer(now, &id, out);
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
            let Some(who) = self.people.join(one, other) else { return Taken::TooManyNames };
            self.are_one(now, who, out);
        } else {
            // What they wrote so far stays one customer's: nobody can tell which message was whose.
            self.dirty.extend(self.people.part(one.key, other.key).into_iter().map(Part::People));
        }
        Taken::Yes
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
