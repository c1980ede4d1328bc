//! What words a tenant's customers use, and how often.

use std::collections::BTreeMap;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::cluster::spelling::{ByHash, Spelling, hash, hash_both};
use crate::signal::{Signal, Word};

/// Most stems, and most words, remembered of a tenant: with the spelling index at most some 20 MB. What
/// is rarer than the commonest 30,000 neither weighs a feature nor corrects a word.
pub const MAX_VOCABULARY: usize = 30_000;
/// Messages from which on the tenant's own frequencies count (detection.md section 2).
pub const MIN_MESSAGES: u32 = 500;
/// Messages a word must stand in before others are corrected to it (detection.md section 2).
pub const MIN_COUNT: u32 = 3;

/// The hashes of a word as written and of its stem.
#[derive(Clone, Copy, Debug)]
pub(in crate::cluster) struct Hashed {
    pub(in crate::cluster) text: u64,
    pub(in crate::cluster) stem: u64,
}

impl Hashed {
    fn of(word: &Word) -> Self {
        let (text, stem) = hash_both(&word.text, &word.stem);
        Self { text, stem }
    }
}

/// The hashes of a message's words: made once, for whoever looks words up.
#[derive(Clone, Debug)]
pub struct Hashes(pub(in crate::cluster) Vec<Hashed>);

impl Hashes {
    /// Those of a signal's words.
    #[must_use]
    pub fn of(signal: &Signal) -> Self {
        Self::of_words(&signal.words)
    }

    /// Word by word.
    pub(in crate::cluster) fn each(&self) -> impl Iterator<Item = Hashed> + Clone + '_ {
        self.0.iter().copied()
    }

    /// Another word stands in that place.
    pub(in crate::cluster) fn replace(&mut self, at: usize, word: &Word) {
        if let Some(hashed) = self.0.get_mut(at) {
            *hashed = Hashed::of(word);
        }
    }

    /// The stems in 32 bits, word by word: enough to tell whether two reports share one.
    pub fn short_stems(&self) -> impl Iterator<Item = u32> + '_ {
        // The low half.
        self.0.iter().map(|h| (h.stem & u64::from(u32::MAX)) as u32)
    }

    fn of_words(words: &[Word]) -> Self {
        Self(words.iter().map(Hashed::of).collect())
    }
}

/// Document frequencies of a tenant's stems and words, learnt as its signals pass.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Lexicon {
    messages: u32,
    /// By hash of the stem.
    stems: ByHash<Df>,
    /// By hash of the word.
    words: ByHash<Known>,
    shed: u64,
    /// Follows from `words`, once there are enough messages for corrections.
    spelling: Spelling,
}

/// In how many messages something stands.
#[derive(Clone, Copy, Debug, Default)]
struct Df {
    messages: u32,
    /// The number of the last of them: it counts once in each.
    last: u32,
}

impl Df {
    /// It stands in the message of this number, from 1 on; false where it was counted there.
    fn count(&mut self, message: u32) -> bool {
        let new = self.last != message;
        if new {
            (self.messages, self.last) = (self.messages.saturating_add(1), message);
        }
        new
    }
}

/// A word and in how many messages it stands as written.
#[derive(Clone, Debug)]
struct Known {
    text: CompactString,
    df: Df,
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
    pub fn learn(&mut self, signal: &Signal, hashes: &Hashes) {
        self.learn_words(&signal.words, hashes);
    }

    fn learn_words(&mut self, words: &[Word], hashes: &Hashes) {
        self.messages = self.messages.saturating_add(1);
        for (hashed, word) in hashes.each().zip(words) {
            self.stems.entry(hashed.stem).or_default().count(self.messages);
            let new = || Known { text: word.text.clone(), df: Df::default() };
            let known = self.words.entry(hashed.text).or_insert_with(new);
            let counted = known.df.count(self.messages);
            if counted && known.df.messages == MIN_COUNT && self.messages > MIN_MESSAGES {
                self.spelling.add(&known.text);
            }
        }
        if self.messages == MIN_MESSAGES {
            self.lay_out_spelling();
        }
        self.shed_rare();
    }

    /// Forgets the rarest until an eighth of the room is free, so that it happens seldom.
    fn shed_rare(&mut self) {
        if self.stems.len() > MAX_VOCABULARY {
            let before = self.stems.len();
            let mut least = 1;
            while self.stems.len() > MAX_VOCABULARY / 8 * 7 {
                self.stems.retain(|_, df| df.messages > least);
                least += 1;
            }
            self.shed += (before - self.stems.len()) as u64;
        }
        if self.words.len() > MAX_VOCABULARY {
            let before = self.words.len();
            let mut least = 1;
            while self.words.len() > MAX_VOCABULARY / 8 * 7 {
                self.words.retain(|_, known| known.df.messages > least);
                least += 1;
            }
            self.shed += (before - self.words.len()) as u64;
            self.lay_out_spelling();
        }
    }

    fn lay_out_spelling(&mut self) {
        if self.is_settled() {
            self.spelling = spelling_of(&in_order(self.words.clone()));
        }
    }

    /// Messages in which the stem stands.
    #[must_use]
    pub fn document_frequency(&self, stem: &str) -> u32 {
        self.df_of(hash(stem))
    }

    pub(in crate::cluster) fn df_of(&self, stem: u64) -> u32 {
        self.stems.get(&stem).map_or(0, |df| df.messages)
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
        self.words.get(&hash(word)).map_or(0, |known| known.df.messages)
    }

    /// Whether a word stands in any message as written.
    pub(in crate::cluster) fn is_known(&self, word: Hashed) -> bool {
        self.words.contains_key(&word.text)
    }

    /// The commonest word, known from [`MIN_COUNT`] messages or more, that is one edit from this one;
    /// the first in the alphabet where several are. None before [`MIN_MESSAGES`].
    #[must_use]
    pub fn correct(&self, word: &str) -> Option<&str> {
        if !self.is_settled() {
            return None;
        }
        let near = self.spelling.near(word);
        near.into_iter().map(|id| self.spelling.word(id)).filter(|w| *w != word).rev().max_by_key(|w| self.count(w))
    }
}

fn in_order(words: ByHash<Known>) -> BTreeMap<CompactString, u32> {
    words.into_values().map(|known| (known.text, known.df.messages)).collect()
}

fn spelling_of(words: &BTreeMap<CompactString, u32>) -> Spelling {
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
    words: BTreeMap<CompactString, u32>,
    shed: u64,
}

impl From<Stored> for Lexicon {
    fn from(stored: Stored) -> Self {
        // No message has the number 0.
        let df = |messages: u32| Df { messages, last: 0 };
        let stems = stored.stems.into_iter().map(|(stem, count)| (stem, df(count))).collect();
        let known = |(text, count): (CompactString, u32)| (hash(&text), Known { text, df: df(count) });
        let words = stored.words.into_iter().map(known).collect();
        let spelling = Spelling::default();
        let mut lexicon = Self { messages: stored.messages, stems, words, shed: stored.shed, spelling };
        lexicon.lay_out_spelling();
        lexicon
    }
}

impl From<Lexicon> for Stored {
    fn from(lexicon: Lexicon) -> Self {
        let stems = lexicon.stems.into_iter().map(|(stem, df)| (stem, df.messages)).collect();
        Self { messages: lexicon.messages, stems, words: in_order(lexicon.words), shed: lexicon.shed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Word> {
        text.split(' ').map(|w| Word { text: w.into(), stem: w.trim_end_matches('s').into() }).collect()
    }

    fn learn(lexicon: &mut Lexicon, words: &[Word]) {
        lexicon.learn_words(words, &Hashes::of_words(words));
    }

    fn lexicon(messages: &[&str]) -> Lexicon {
        let mut lexicon = Lexicon::default();
        for text in messages {
            learn(&mut lexicon, &words(text));
        }
        lexicon
    }

    #[test]
    fn a_word_counts_once_a_message_and_its_stem_too() {
        let lexicon = lexicon(&["lamp lamp lamps", "the lamps"]);
        assert_eq!((lexicon.messages(), lexicon.document_frequency("lamp")), (2, 2));
        assert_eq!((lexicon.count("lamp"), lexicon.count("lamps"), lexicon.count("door")), (1, 2, 0));
        assert!((lexicon.idf("lamp") - libm::log(1.0 + 2.0 / 2.5)).abs() < 1e-12);
        assert!((lexicon.idf("door") - libm::log(5.0)).abs() < 1e-12);
        assert_eq!(Lexicon::default().idf("lamp"), 0.0);
    }

    #[test]
    fn corrections_wait_for_enough_messages_and_prefer_the_commoner_word() {
        let mut lexicon = lexicon(&["lamp"; MIN_MESSAGES as usize - 1]);
        assert_eq!((lexicon.is_settled(), lexicon.correct("lqmp")), (false, None));
        learn(&mut lexicon, &words("lump"));
        assert_eq!((lexicon.is_settled(), lexicon.correct("lqmp")), (true, Some("lamp")));
        for _ in 1..MIN_COUNT {
            assert_eq!(lexicon.correct("lumpq"), None);
            learn(&mut lexicon, &words("lump"));
        }
        assert_eq!((lexicon.correct("lumpq"), lexicon.correct("lqmp")), (Some("lump"), Some("lamp")));
        assert_eq!((lexicon.correct("lump"), lexicon.correct("llaammp")), (Some("lamp"), None));
    }

    #[test]
    fn equally_common_corrections_go_by_the_alphabet() {
        let lexicon = lexicon(&["part pant"; MIN_MESSAGES as usize]);
        assert_eq!(lexicon.correct("paqt"), Some("pant"));
    }

    #[test]
    fn a_full_vocabulary_forgets_the_rarest_and_counts_them() {
        let mut lexicon = lexicon(&["lamp"; MIN_MESSAGES as usize]);
        let numbered = |n: usize| Word { text: format!("w{n}").into(), stem: format!("w{n}").into() };
        let all: Vec<Word> = (1..MAX_VOCABULARY).map(numbered).collect();
        learn(&mut lexicon, &all);
        assert_eq!((lexicon.shed(), lexicon.count("w1")), (0, 1));
        learn(&mut lexicon, &[numbered(MAX_VOCABULARY)]);
        assert_eq!((lexicon.shed(), lexicon.count("w1")), (2 * MAX_VOCABULARY as u64, 0));
        assert_eq!((lexicon.count("lamp"), lexicon.document_frequency("lamp")), (MIN_MESSAGES, MIN_MESSAGES));
        assert_eq!(lexicon.spelling.near("lapm").len(), 1);
    }

    #[test]
    fn what_is_stored_comes_back_with_what_follows_from_it() {
        let before = lexicon(&["lamp door"; MIN_MESSAGES as usize]);
        let mut after = Lexicon::from(Stored::from(before.clone()));
        assert_eq!(after.correct("lqmp"), Some("lamp"));
        learn(&mut after, &words("lamp"));
        assert_eq!((after.messages(), after.count("lamp")), (MIN_MESSAGES + 1, MIN_MESSAGES + 1));
        assert_eq!(after.idf("door"), libm::log(1.0 + 501.0 / 500.5));
    }
}
