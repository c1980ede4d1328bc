//! The messages of a tenant that are learnt from: what words customers use together, and what was
//! said before of a topic.
//!
//! A message is kept as its stems with what rules said of it, day by day, so that only the open day
//! changes and a day that is over can be shared as it stands: cloning a corpus copies no message. Up
//! to [`MAX_MESSAGES`] every message is kept; beyond, those older than [`WHOLE_FOR`] are sampled first,
//! then all. Which ones stay follows from their ids alone, and each then stands for as many as were
//! sampled.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::ids::CustomerKey;
use crate::signal::{Signal, Word};
use crate::time::{Span, Timestamp};

/// Most messages kept of a tenant: what word vectors and regressions gain beyond is little, and each
/// costs some 200 bytes.
pub const MAX_MESSAGES: usize = 20_000;
/// Bytes of stems kept of a message, some 170 words: customers say what is wrong in the first ones.
pub const MAX_STEM_BYTES: usize = 1_024;
/// Longer names of a language are left out.
const MAX_LANGUAGE_BYTES: usize = 16;
/// How long messages are kept whole where younger ones fill the room.
pub const WHOLE_FOR: Span = Span::from_days(30);
/// What is older than this teaches nothing of today's product.
pub const KEPT_FOR: Span = Span::from_days(365);
/// One in 2^24 messages: at this level a day is dropped.
const LAST_LEVEL: u8 = 24;

/// A message as it is remembered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Past {
    /// Fingerprint of its id ([`crate::ids::MessageId::fingerprint`]).
    pub id: u64,
    /// Who wrote.
    pub customer: CustomerKey,
    /// When the customer wrote.
    pub occurred_at: Timestamp,
    /// What rules said: more than 0 is a problem.
    pub score: f32,
    /// How many bytes of `text` are the language, and language and cues.
    ends: (u8, u16),
    /// Language, names of the cues, and stems in the order of the message: one after the other, since
    /// every part of its own would cost its bytes again.
    text: Box<str>,
}

impl Past {
    /// A signal as it will be remembered, under the fingerprint of its message's id.
    #[must_use]
    pub fn of(signal: &Signal, id: u64) -> Self {
        Self::of_words(signal, id, &signal.words)
    }

    /// The same with other words than those written: corrected ones.
    #[must_use]
    pub fn of_words(signal: &Signal, id: u64, words: &[Word]) -> Self {
        let words = &words[..Self::kept(words)];
        let parts = words.iter().map(|w| w.stem.len()).chain(signal.problem.cues.iter().map(String::len));
        let mut text = String::with_capacity(parts.map(|n| n + 1).sum::<usize>() + signal.language.len() + 1);
        push(&mut text, &signal.language, MAX_LANGUAGE_BYTES);
        let language = text.len();
        for cue in &signal.problem.cues {
            push(&mut text, cue, MAX_STEM_BYTES);
        }
        let cues = text.len();
        for word in words {
            // Nothing else holds a space: tokens end there.
            text.push_str(&word.stem);
            text.push(' ');
        }
        Self {
            id,
            customer: signal.customer,
            occurred_at: signal.occurred_at,
            score: signal.problem.score as f32,
            // Both stay below their limits.
            ends: (language as u8, cues as u16),
            text: text.into(),
        }
    }

    /// How many of these words are remembered.
    pub(super) fn kept(words: &[Word]) -> usize {
        let mut bytes = 0;
        let fits = |word: &&Word| {
            let room = bytes + word.stem.len() < MAX_STEM_BYTES;
            bytes += word.stem.len() + 1;
            room
        };
        words.iter().take_while(fits).count()
    }

    /// Its stems in order, stop words included.
    pub fn stems(&self) -> impl Iterator<Item = &str> + Clone {
        self.text[usize::from(self.ends.1)..].split_terminator(' ')
    }

    /// The names of the cues found in it.
    pub fn cues(&self) -> impl Iterator<Item = &str> {
        self.text[usize::from(self.ends.0)..usize::from(self.ends.1)].split_terminator(' ')
    }

    /// Its language, ISO 639-1; empty where unknown.
    #[must_use]
    pub fn language(&self) -> &str {
        self.text[..usize::from(self.ends.0)].trim_end()
    }

    fn stays_at(&self, level: u8) -> bool {
        self.id.trailing_zeros() >= u32::from(level)
    }
}

/// Adds a part and the space that ends it; false where there is no room.
fn push(text: &mut String, part: &str, limit: usize) -> bool {
    let room = text.len() + part.len() < limit;
    if room {
        text.push_str(part);
        text.push(' ');
    }
    room
}

/// The messages of one UTC day, in order of arrival.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Day {
    /// One in 2^level messages was kept.
    level: u8,
    messages: Vec<Past>,
}

/// The messages of a tenant that are learnt from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Corpus {
    days: BTreeMap<i64, Arc<Day>>,
    messages: usize,
    /// Messages not taken or dropped because they were too old or too many.
    pub shed: u64,
}

impl Corpus {
    /// Takes a message; the days whose messages changed. One message a customer and day is the caller's
    /// to choose: here nobody is told apart.
    pub fn add(&mut self, past: Past) -> BTreeSet<i64> {
        let day = past.occurred_at.day();
        let newest = self.days.last_key_value().map_or(day, |(d, _)| *d);
        let mut touched = self.drop_before(newest.max(day) - days(KEPT_FOR));
        if day < newest - days(KEPT_FOR) {
            self.shed += 1;
            return touched;
        }
        let level = self.level_of_new(day);
        let empty = || Arc::new(Day { level, messages: Vec::new() });
        // A day that holds nothing has its level too: the next one follows it.
        if !self.days.contains_key(&day) {
            touched.insert(day);
        }
        let of_day = Arc::make_mut(self.days.entry(day).or_insert_with(empty));
        if !past.stays_at(of_day.level) {
            self.shed += 1;
            return touched;
        }
        of_day.messages.push(past);
        self.messages += 1;
        touched.insert(day);
        while self.messages > MAX_MESSAGES {
            touched.append(&mut self.thin());
        }
        touched
    }

    /// A new day is sampled as the newest one is, or a step less where there is room again.
    fn level_of_new(&self, day: i64) -> u8 {
        let Some((newest, last)) = self.days.last_key_value() else { return 0 };
        let room = day > *newest && self.messages < MAX_MESSAGES / 4;
        last.level.saturating_sub(u8::from(room))
    }

    /// Samples the days older than [`WHOLE_FOR`], or all where there are none: of those that hold most of
    /// what was written, every second message stays.
    fn thin(&mut self) -> BTreeSet<i64> {
        let newest = self.days.last_key_value().map_or(0, |(d, _)| *d);
        let whole_from = newest - days(WHOLE_FOR);
        let old = self.days.first_key_value().is_some_and(|(d, _)| *d < whole_from);
        let end = if old { whole_from } else { i64::MAX };
        let level = self.days.range(..end).map(|(_, d)| d.level).min().unwrap_or(0) + 1;
        let mut touched = BTreeSet::new();
        for (day, messages) in self.days.range_mut(..end).filter(|(_, d)| d.level < level) {
            let messages = Arc::make_mut(messages);
            let before = messages.messages.len();
            messages.level = level;
            messages.messages.retain(|m| m.stays_at(level));
            messages.messages.shrink_to_fit();
            self.messages -= before - messages.messages.len();
            self.shed += (before - messages.messages.len()) as u64;
            touched.insert(*day);
        }
        self.days.retain(|_, d| !d.messages.is_empty() && d.level < LAST_LEVEL);
        self.messages = self.days.values().map(|d| d.messages.len()).sum();
        touched
    }

    fn drop_before(&mut self, day: i64) -> BTreeSet<i64> {
        let mut touched = BTreeSet::new();
        while let Some(first) = self.days.first_entry().filter(|d| *d.key() < day) {
            let (day, gone) = first.remove_entry();
            self.messages -= gone.messages.len();
            self.shed += gone.messages.len() as u64;
            touched.insert(day);
        }
        touched
    }

    /// The messages with how many each stands for, in order of days and arrival.
    pub fn messages(&self) -> impl Iterator<Item = (f64, &Past)> {
        self.since(i64::MIN)
    }

    /// The same from a UTC day on, the day included.
    pub fn since(&self, day: i64) -> impl Iterator<Item = (f64, &Past)> {
        self.days.range(day..).flat_map(|(_, d)| {
            let weight = f64::from(1_u32 << d.level);
            d.messages.iter().map(move |m| (weight, m))
        })
    }

    /// The message of that fingerprint, the newest first.
    #[must_use]
    pub fn find(&self, id: u64) -> Option<&Past> {
        self.days.values().rev().find_map(|d| d.messages.iter().rev().find(|m| m.id == id))
    }

    /// How many messages are kept.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.messages
    }

    /// Whether none is kept.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.messages == 0
    }

    /// Forgets what a customer wrote; the days whose messages changed.
    pub fn forget(&mut self, customer: CustomerKey) -> BTreeSet<i64> {
        let mut touched = BTreeSet::new();
        for (day, messages) in &mut self.days {
            if messages.messages.iter().any(|m| m.customer == customer) {
                Arc::make_mut(messages).messages.retain(|m| m.customer != customer);
                touched.insert(*day);
            }
        }
        self.days.retain(|_, d| !d.messages.is_empty());
        self.messages = self.days.values().map(|d| d.messages.len()).sum();
        touched
    }

    /// One day, for storing it; none where it holds nothing.
    #[must_use]
    pub fn day(&self, day: i64) -> Option<&Arc<Day>> {
        self.days.get(&day)
    }

    /// Puts a stored day back.
    pub fn put(&mut self, day: i64, messages: Day) {
        self.messages += messages.messages.len();
        if let Some(before) = self.days.insert(day, Arc::new(messages)) {
            self.messages -= before.messages.len();
        }
    }
}

fn days(span: Span) -> i64 {
    span.as_millis() / Span::from_days(1).as_millis()
}

#[cfg(test)]
mod tests;
