//! When an episode ends: by quiet, or because its reporters say that it works again.

use serde::{Deserialize, Serialize};

use super::Episode;
use crate::candidate::answers::{Fixed, Held, THREE_FROM};
use crate::candidate::recovery::{self, Ordinary};
use crate::candidate::{Route, Rule};
use crate::ids::CustomerKey;
use crate::time::Timestamp;

/// What a reporter said of the end last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Said {
    pub(super) at: Timestamp,
    pub(super) works: bool,
}

impl Episode {
    /// A reporter says that it works again, or that it is still broken; what was said last counts, and of two
    /// words of one moment that it is broken. False for somebody who is no reporter: that it works for those
    /// for whom it always worked says nothing.
    pub fn answer(&mut self, customer: CustomerKey, at: Timestamp, works: bool) -> bool {
        if !self.has_customer(customer) {
            return false;
        }
        let later = |said: &Said| at > said.at || (at == said.at && !works);
        if self.said.get(&customer).is_none_or(later) {
            self.said.insert(customer, Said { at, works });
        }
        true
    }

    /// Takes over what the reporters of another episode said.
    pub fn take_answers(&mut self, other: &Self) {
        for (customer, said) in &other.said {
            self.answer(*customer, said.at, said.works);
        }
    }

    /// When its newest report was written.
    #[must_use]
    pub fn newest_report(&self) -> Option<Timestamp> {
        self.times.last().copied()
    }

    /// Whether a reporter has said anything of the end.
    #[must_use]
    pub fn has_answers(&self) -> bool {
        !self.said.is_empty()
    }

    /// Whether a reporter has said so.
    #[must_use]
    pub fn has_answered(&self, customer: CustomerKey) -> bool {
        self.said.contains_key(&customer)
    }

    /// The team says that it is fixed; true where that is news.
    pub fn fix(&mut self, fixed: Fixed) -> bool {
        let answers = &mut self.candidate.recovery.answers;
        let news = answers.fixed.is_none_or(|known| fixed.at > known.at);
        if news {
            answers.fixed = Some(fixed);
        }
        news
    }

    /// Messages have stopped, or came again.
    pub fn hold(&mut self, held: Held) {
        self.candidate.recovery.answers.held = Some(held);
    }

    /// Sets when it ends if nobody writes before. Who says that it is still broken has written; so does a
    /// report count, as long as it comes before the end.
    pub fn reckon_quiet(&mut self, ordinary: Option<Ordinary>) {
        let mut quiet = recovery::quiet(&self.times, ordinary);
        let mut newest = self.times.last().copied();
        let held = self.candidate.recovery.answers.held;
        let mut still: Vec<Timestamp> =
            self.counted().filter(|(_, s)| !s.works && newest.is_none_or(|t| s.at > t)).map(|(_, s)| s.at).collect();
        still.sort_unstable();
        // Whoever splits it off has just said that it is there: it has not ended before that.
        let split = Some(self.candidate.opened_at).filter(|_| self.candidate.evidence.rule == Rule::Split);
        let begun = split.map(|at| at + recovery::SHORTEST);
        let ends = |quiet: &recovery::Quiet| {
            quiet
                .deadline
                .max(held.map_or(quiet.deadline, |h| h.until(quiet.wait)))
                .max(begun.unwrap_or(quiet.deadline))
        };
        let mut times = Vec::new();
        for at in still {
            if at >= ends(&quiet) {
                break;
            }
            if times.is_empty() {
                times.clone_from(&self.times);
            }
            times.push(at);
            quiet = recovery::quiet(&times, ordinary);
            newest = Some(at);
        }
        let deadline = ends(&quiet);
        let r = &mut self.candidate.recovery;
        r.quiet_since = newest.unwrap_or(r.quiet_since);
        (r.wait, r.deadline, r.why) = (quiet.wait, deadline, quiet.why);
        self.weigh();
    }

    /// What reporters said who are counted now.
    fn counted(&self) -> impl Iterator<Item = (&CustomerKey, &Said)> {
        self.said.iter().filter(|(customer, _)| self.has_customer(**customer))
    }

    /// Counts the answers. What was said at or after the deadline waits like a report; what was said before the
    /// newest report was not the end.
    fn weigh(&mut self) {
        let (newest, deadline) = (self.times.last().copied(), self.candidate.recovery.deadline);
        let (mut confirmed, mut still_broken) = (0, 0);
        for (_, said) in self.counted().filter(|(_, s)| s.at < deadline) {
            match said.works {
                true if newest.is_none_or(|t| said.at > t) => confirmed += 1,
                true => {}
                false => still_broken += 1,
            }
        }
        let needed = if self.candidate.customers < THREE_FROM { 2 } else { 3 };
        let answers = &mut self.candidate.recovery.answers;
        (answers.confirmed, answers.needed, answers.still_broken) = (confirmed, needed, still_broken);
    }

    /// When its reporters ended it: the last of them who said that it works again, where they are enough and
    /// none says that it is still broken.
    #[must_use]
    pub fn confirmed_end(&self) -> Option<Timestamp> {
        let r = &self.candidate.recovery;
        let newest = self.times.last().copied();
        let counts = |s: &&Said| s.works && s.at < r.deadline && newest.is_none_or(|t| s.at > t);
        let last = self.counted().map(|(_, s)| s).filter(counts).map(|s| s.at).max();
        last.filter(|_| r.answers.still_broken == 0 && r.answers.confirmed >= r.answers.needed)
    }

    /// Ends it.
    pub fn resolve(&mut self, at: Timestamp, route: Route) {
        self.candidate.recovery.resolved_at = Some(at);
        self.candidate.recovery.route = Some(route);
        self.candidate.revision += 1;
    }

    /// Whether it is open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.candidate.recovery.resolved_at.is_none()
    }
}
