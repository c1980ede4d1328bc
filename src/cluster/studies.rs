//! What a tenant's messages teach, learnt night by night.
//!
//! A study is a pure function of all that was gathered when it began. Its result takes effect
//! [`TAKES_EFFECT_AFTER`] that moment on the journal's clock, wherever and however quickly it was
//! computed. In between, what it rests on does not change: what comes is held, and gathered afterwards.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::corpus::{Corpus, Day, Past};
use super::learn::{Labelled, Labels, MIN_MESSAGES, Model, train};
use crate::ids::CustomerKey;
use crate::time::{Span, Timestamp};

/// Studies begin this long after midnight UTC.
pub const NIGHT: Span = Span::from_hours(3);
/// A study's result takes effect this long after it began: time enough to compute it elsewhere.
pub const TAKES_EFFECT_AFTER: Span = Span::from_hours(1);
/// Most messages held while a study is under way; what more an hour says of how people write is little.
pub const MAX_HELD: usize = 2_000;
/// Messages alone are studied again once this part of them is new: what fewer change is nothing that an
/// answer would show.
const NEW_PART: usize = 20;

/// What a study rests on. Cloning shares the messages.
#[derive(Clone, Debug)]
pub struct Study {
    /// When it began: its result is known by that.
    pub began: Timestamp,
    corpus: Corpus,
    labels: Labels,
}

impl Study {
    /// Learns; seconds where much was written.
    #[must_use]
    pub fn learn(&self) -> Model {
        train(&self.corpus, &self.labels)
    }
}

/// Which stored pieces changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Days of the corpus.
    pub days: BTreeSet<i64>,
    /// The labels.
    pub labels: bool,
}

/// Where the studies stand: what is stored beside messages, labels and model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// When the next one begins; none while nothing new is worth one.
    next: Option<Timestamp>,
    /// When the one under way began.
    began: Option<Timestamp>,
    /// Messages, and labels, that came since the last one began.
    fresh: (u32, u32),
    held_messages: Vec<Past>,
    held_labels: Labels,
    /// Messages not held because there were too many.
    shed: u64,
}

/// All that a tenant's messages teach.
#[derive(Debug, Default)]
pub struct Studies {
    corpus: Corpus,
    labels: Labels,
    standing: Standing,
    model: Model,
    /// The study under way was given to be computed.
    given: bool,
    /// Its result, until it takes effect. Not stored: it can be computed again.
    result: Option<Model>,
}

impl Studies {
    /// What is in effect.
    #[must_use]
    pub const fn model(&self) -> &Model {
        &self.model
    }

    /// Gathers a message.
    pub fn hear(&mut self, at: Timestamp, past: Past) -> Touched {
        self.standing.fresh.0 = self.standing.fresh.0.saturating_add(1);
        let mut touched = Touched::default();
        if self.standing.began.is_none() {
            touched.days = self.corpus.add(past);
        } else if self.standing.held_messages.len() < MAX_HELD {
            self.standing.held_messages.push(past);
        } else {
            self.standing.shed += 1;
        }
        self.plan(at);
        touched
    }

    /// Gathers what a person said of a message, by the fingerprint of its id; none where that message
    /// is not remembered.
    pub fn label(&mut self, at: Timestamp, id: u64, said: impl FnOnce(Past) -> Labelled) -> Option<Touched> {
        let held = || self.standing.held_messages.iter().rev().find(|m| m.id == id);
        let message = self.corpus.find(id).or_else(held)?.clone();
        let label = said(message);
        self.standing.fresh.1 = self.standing.fresh.1.saturating_add(1);
        let gathers = self.standing.began.is_none();
        if gathers {
            self.labels.add(label);
        } else {
            self.standing.held_labels.add(label);
        }
        self.plan(at);
        Some(Touched { labels: gathers, ..Touched::default() })
    }

    /// Sets when the next study begins, where something new is worth one.
    fn plan(&mut self, at: Timestamp) {
        if self.standing.next.is_some() || self.standing.began.is_some() {
            return;
        }
        let (messages, labels) = self.standing.fresh;
        let enough = self.corpus.len() >= MIN_MESSAGES && messages as usize * NEW_PART >= self.corpus.len();
        if labels > 0 || enough {
            self.standing.next = Some(night_after(at));
        }
    }

    /// When the next one begins.
    #[must_use]
    pub const fn begins(&self) -> Option<Timestamp> {
        self.standing.next
    }

    /// When the result of the one under way takes effect.
    #[must_use]
    pub fn ends(&self) -> Option<Timestamp> {
        self.standing.began.map(|began| began + TAKES_EFFECT_AFTER)
    }

    /// Begins the study that is due.
    pub fn begin(&mut self) {
        self.standing.began = self.standing.next.take();
        self.standing.fresh = (0, 0);
        (self.given, self.result) = (false, None);
    }

    /// What the study under way rests on, once: whoever takes it computes it and gives it back.
    pub fn take_study(&mut self) -> Option<Study> {
        let began = self.standing.began.filter(|_| !self.given)?;
        self.given = true;
        Some(Study { began, corpus: self.corpus.clone(), labels: self.labels.clone() })
    }

    /// Takes what was computed, where it is the study under way.
    pub fn give_back(&mut self, began: Timestamp, result: Model) {
        if self.standing.began == Some(began) {
            self.result = Some(result);
        }
    }

    /// The result takes effect, computed here where nobody did; then what was held is gathered.
    pub fn end(&mut self, at: Timestamp) -> Touched {
        self.model = self.result.take().unwrap_or_else(|| train(&self.corpus, &self.labels));
        self.release(at)
    }

    fn release(&mut self, at: Timestamp) -> Touched {
        self.standing.began = None;
        let mut touched = Touched::default();
        for past in std::mem::take(&mut self.standing.held_messages) {
            touched.days.append(&mut self.corpus.add(past));
        }
        for label in std::mem::take(&mut self.standing.held_labels).iter() {
            self.labels.add(label.clone());
            touched.labels = true;
        }
        self.plan(at);
        touched
    }

    /// Forgets what a customer wrote. A study under way rests on it, so there is none until the next
    /// night; what was learnt before stays until then: it holds no text.
    pub fn forget(&mut self, at: Timestamp, customer: CustomerKey) -> Touched {
        self.standing.held_messages.retain(|m| m.customer != customer);
        self.standing.held_labels.forget(customer);
        let running = self.standing.began.is_some();
        let mut touched = if running { self.release(at) } else { Touched::default() };
        let days = self.corpus.forget(customer);
        let labels = self.labels.forget(customer);
        if running || ((labels || !days.is_empty()) && !self.model.is_empty()) {
            self.standing.next.get_or_insert(night_after(at));
        }
        touched.labels |= labels;
        touched.days.extend(days);
        touched
    }

    /// How many messages are gathered.
    #[must_use]
    pub const fn messages(&self) -> usize {
        self.corpus.len()
    }

    /// One day of messages, for storing it; none where it holds nothing.
    #[must_use]
    pub fn day(&self, day: i64) -> Option<&Day> {
        self.corpus.day(day).map(|d| &**d)
    }

    /// What else is stored: labels, where the studies stand.
    #[must_use]
    pub const fn stored(&self) -> (&Labels, &Standing) {
        (&self.labels, &self.standing)
    }

    /// Puts a stored day back.
    pub fn put_day(&mut self, day: i64, messages: Day) {
        self.corpus.put(day, messages);
    }

    /// Puts stored labels back.
    pub fn put_labels(&mut self, labels: Labels) {
        self.labels = labels;
    }

    /// Puts back where the studies stood. One under way is computed again.
    pub fn put_standing(&mut self, standing: Standing) {
        self.standing = standing;
    }

    /// Puts a stored model back into effect.
    pub fn put_model(&mut self, model: Model) {
        self.model = model;
    }
}

/// The first night after a moment.
fn night_after(at: Timestamp) -> Timestamp {
    let tonight = Timestamp::from_hour(at.day() * 24) + NIGHT;
    if tonight > at { tonight } else { tonight + Span::from_days(1) }
}

#[cfg(test)]
mod tests;
