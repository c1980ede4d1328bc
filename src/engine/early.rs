//! Customers who say that it works again, or that it still does not, before a report of theirs was read: their source is
//! behind, or messages came out of order. What they say is held until no report that they wrote before it can come in
//! time; so is what may mean several candidates, in case these are merged.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Engine;
use super::answers::Answer;
use super::input::Moment;
use super::output::{Moved, Moves, Output};
use super::parts::Part;
use crate::candidate::episode::Episode;
use crate::ids::{CandidateId, CustomerKey, FeatureId, MessageId};
use crate::time::Timestamp;

/// Words held, a tenant: above it the oldest go. So many customers do not write within an hour that something works
/// again of which they have not reported anything.
const MAX_EARLY: usize = 1_000;

/// The words that are held: of each customer the last of those that may mean the same features.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Early(BTreeMap<Key, Word>);

type Key = (CustomerKey, Vec<FeatureId>);

/// That it works again, or that it does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Word {
    at: Timestamp,
    works: bool,
    message: MessageId,
    /// The message is a report itself: its verdict says of which candidate it is.
    reports: bool,
}

impl Early {
    fn hold(&mut self, key: Key, word: Word) {
        // Of two words of one moment that it is broken.
        let last = |w: &Word| (w.at, !w.works);
        let held = self.0.entry(key).or_insert_with(|| word.clone());
        if last(held) < last(&word) {
            *held = word;
        }
        if self.0.len() > MAX_EARLY
            && let Some(oldest) = self.0.iter().min_by_key(|(_, w)| (w.at, &w.message)).map(|(key, _)| key.clone())
        {
            self.0.remove(&oldest);
        }
    }

    /// Those of one customer.
    fn of(&self, customer: CustomerKey) -> impl Iterator<Item = (&Key, &Word)> {
        self.0.range((customer, Vec::new())..).take_while(move |((c, _), _)| *c == customer)
    }

    /// Two customers turned out to be one, who counts as `new`; true where anything was held of the other.
    pub(super) fn rename(&mut self, old: CustomerKey, new: CustomerKey) -> bool {
        let own: Vec<Key> = self.of(old).map(|(key, _)| key.clone()).collect();
        for key in &own {
            if let Some(word) = self.0.remove(key) {
                self.hold((new, key.1.clone()), word);
            }
        }
        !own.is_empty()
    }

    /// Forgets what a customer said; true where anything was held.
    pub(super) fn forget(&mut self, customer: CustomerKey) -> bool {
        let before = self.0.len();
        self.0.retain(|(c, _), _| *c != customer);
        self.0.len() != before
    }
}

impl Engine {
    /// Whether a report written before this may still come in time.
    fn may_be_early(&self, now: Moment, at: Timestamp) -> bool {
        now.heard_until.is_none_or(|heard| heard - at < self.settings.detection.lateness)
    }

    /// Holds what a customer says whom no candidate counts, as far as that can be known by now, or several.
    pub(super) fn hold_early(&mut self, now: Moment, answer: &Answer) {
        if self.may_be_early(now, answer.at) {
            let (message, reports) = (answer.message.clone(), answer.reports);
            let word = Word { at: answer.at, works: answer.works, message, reports };
            self.early.hold((answer.customer, answer.features.clone()), word);
            self.mark(Part::Early);
        }
    }

    /// What has been held for too long by now.
    pub(super) fn drop_early(&mut self, now: Moment) {
        let mut early = std::mem::take(&mut self.early);
        let before = early.0.len();
        early.0.retain(|_, word| self.may_be_early(now, word.at));
        if early.0.len() != before {
            self.mark(Part::Early);
        }
        self.early = early;
    }

    /// Reports have become members of a candidate: what their customers said before these were read counts from now
    /// on, as if it had been read after them. Reports that say that it still does not work and open a candidate are no
    /// answers: such a one counts where it was written after all of the candidate's. True where any does; `of` says
    /// whose reports where they are one customer's.
    pub(super) fn hear_early(
        &mut self,
        now: Moment,
        id: &CandidateId,
        of: Option<CustomerKey>,
        out: &mut Vec<Output>,
    ) -> bool {
        let newest = self.episodes.get(id).and_then(Episode::newest_report);
        let counts = |((customer, features), word): &(&Key, &Word)| {
            (!word.reports || newest.is_none_or(|t| word.at > t))
                && self.may_be_early(now, word.at)
                && self.meant_by(*customer, features).is_some_and(|meant| meant == *id)
        };
        let held: Vec<Key> = match of {
            Some(customer) => self.early.of(customer).filter(counts).map(|(key, _)| key.clone()).collect(),
            None => self.early.0.iter().filter(counts).map(|(key, _)| key.clone()).collect(),
        };
        for key in &held {
            let (Some(word), Some(episode)) = (self.early.0.remove(key), self.episodes.get_mut(id)) else { continue };
            episode.answer(key.0, word.at, word.works);
            self.mark(Part::Early);
            if !word.reports {
                let (message, occurred_at, candidate) = (word.message, word.at, id.clone());
                let moved = Moved { message, occurred_at, from: None, candidate, by: Moves::Answer };
                out.push(Output::Moved(Box::new(moved)));
            }
        }
        !held.is_empty()
    }
}
