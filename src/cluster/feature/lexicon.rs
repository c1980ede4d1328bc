//! What words a tenant's customers use, and how often.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::cluster::spelling::{ByHash, Spelling, hash};
use crate::signal::{Signal, Word};

/// Most stems, and most words, remembered: the vocabulary of a million support messages is about
/// this large once words seen once are left out. With the spelling index about 5 MB.
pub const MAX_VOCABULARY: usize = 30_000;
/// Messages from which on the tenant's own frequencies count (detection.md section 2).
pub const MIN_MESSAGES: u32 = 500;
/// Messages a word must stand in before others are corrected to it (detection.md section 2).
pub const MIN_COUNT: u32 = 3;

/// Document frequencies of a tenant's stems and words, learnt as its signals pass.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Lexicon {
    messages: u32,
    /// By hash of the stem: in how many messages it stands.
    stems: ByHash<u32>,
    words: BTreeMap<Box<str>, u32>,
    shed: u64,
    /// Follows from `words`.
    spelling: Spelling,
}

impl Lexicon {
    /// Messages learnt.
    #[must_use]
    pub const fn messages(&self) -> u32 {
        self.messages
    }

    /// Words and stems forgotten because the vocabulary was full.
    #[must_use]
    pub const fn shed(&self) -> u64 {
        self.shed
    }

    /// Whether the tenant has written enough for its own frequencies to count.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        self.messages >= MIN_MESSAGES
    }

    /// Learns the words of a message: once each, however often they stand in it.
    pub fn learn(&mut self, signal: &Signal) {
        self.messages = self.messages.saturating_add(1);
        let stems: BTreeSet<u64> = signal.words.iter().map(|w| hash(&w.stem)).collect();
        for stem in stems {
            let df = self.stems.entry(stem).or_insert(0);
            *df = df.saturating_add(1);
        }
        let texts: BTreeSet<&str> = signal.words.iter().map(|w: &Word| &*w.text).collect();
        for text in texts {
            self.learn_word(text);
        }
        self.shed_rare();
    }

    fn learn_word(&mut self, text: &str) {
        let count = match self.words.get_mut(text) {
            Some(count) => {
                *count = count.saturating_add(1);
                *count
            }
            None => {
                self.words.insert(text.into(), 1);
                1
            }
        };
        if count == MIN_COUNT {
            self.spelling.add(text);
        }
    }

    /// Forgets the rarest until an eighth of the room is free, so that it happens seldom.
    fn shed_rare(&mut self) {
        if self.stems.len() > MAX_VOCABULARY {
            let before = self.stems.len();
            let mut least = 1;
            while self.stems.len() > MAX_VOCABULARY / 8 * 7 {
                self.stems.retain(|_, df| *df > least);
                least += 1;
            }
            self.shed += (before - self.stems.len()) as u64;
        }
        if self.words.len() > MAX_VOCABULARY {
            let before = self.words.len();
            let mut least = 1;
            while self.words.len() > MAX_VOCABULARY / 8 * 7 {
                self.words.retain(|_, count| *count > least);
                least += 1;
            }
            self.shed += (before - self.words.len()) as u64;
            self.spelling = spelling_of(&self.words);
        }
    }

    /// Messages in which the stem stands.
    #[must_use]
    pub fn document_frequency(&self, stem: &str) -> u32 {
        self.df_of(hash(stem))
    }

    pub(super) fn df_of(&self, stem: u64) -> u32 {
        self.stems.get(&stem).copied().unwrap_or(0)
    }

    /// ln(1 + N / (df + .5)) over the messages learnt (detection.md section 3); 0 before the first.
    #[must_use]
    pub fn idf(&self, stem: &str) -> f64 {
        self.idf_at(self.document_frequency(stem))
    }

    pub(super) fn idf_at(&self, df: u32) -> f64 {
        libm::log(1.0 + f64::from(self.messages) / (f64::from(df) + 0.5))
    }

    /// Messages in which the word stands as written.
    #[must_use]
    pub fn count(&self, word: &str) -> u32 {
        self.words.get(word).copied().unwrap_or(0)
    }

    /// The commonest word, known from [`MIN_COUNT`] messages or more, that is one edit from this one;
    /// the first in the alphabet where several are. None before [`MIN_MESSAGES`].
    #[must_use]
    pub fn correct(&self, word: &str) -> Option<&str> {
        if !self.is_settled() {
            return None;
        }
        let near = self.spelling.near(word);
        near.into_iter().filter(|w| *w != word).rev().max_by_key(|w| self.count(w))
    }
}

fn spelling_of(words: &BTreeMap<Box<str>, u32>) -> Spelling {
    let mut spelling = Spelling::default();
    for (word, _) in words.iter().filter(|(_, count)| **count >= MIN_COUNT) {
        spelling.add(word);
    }
    spelling
}

/// How a lexicon is stored: in order, and without what follows from the rest.
#[derive(Serialize, Deserialize)]
struct Stored {
    messages: u32,
    stems: BTreeMap<u64, u32>,
    words: BTreeMap<Box<str>, u32>,
    shed: u64,
}

impl From<Stored> for Lexicon {
    fn from(stored: Stored) -> Self {
        let spelling = spelling_of(&stored.words);
        let stems = stored.stems.into_iter().collect();
        Self { messages: stored.messages, stems, words: stored.words, shed: stored.shed, spelling }
    }
}

impl From<Lexicon> for Stored {
    fn from(lexicon: Lexicon) -> Self {
        let stems = lexicon.stems.into_iter().collect();
        Self { messages: lexicon.messages, stems, words: lexicon.words, shed: lexicon.shed }
    }
}
