//! A message as it is judged: misspelt words read as the word meant.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::terms::telling;
use crate::cluster::corpus::Past;
use crate::cluster::feature::{Hashes, Lexicon};
use crate::signal::{Signal, Word, stem};

/// A signal with its misspelt words corrected. What is seldom asked of it is made when it is.
#[derive(Debug)]
pub struct Read<'a> {
    signal: &'a Signal,
    words: Cow<'a, [Word]>,
    hashes: Cow<'a, Hashes>,
    past: OnceCell<Past>,
}

impl<'a> Read<'a> {
    /// Each word that the tenant's history does not know is replaced by the commonest known one within one edit
    /// (detection.md section 2). Nothing changes before the history is settled. The hashes are those of the words as
    /// written.
    #[must_use]
    pub fn of(signal: &'a Signal, hashes: &'a Hashes, lexicon: &Lexicon) -> Self {
        let (mut words, mut all) = (Cow::Borrowed(&*signal.words), Cow::Borrowed(hashes));
        for (at, (word, known)) in signal.words.iter().zip(hashes.each()).enumerate() {
            if lexicon.is_known(known) {
                continue;
            }
            if let Some(meant) = lexicon.correct(&word.text) {
                // Words are stemmed as the message's were: a text of unknown language as English.
                let language = if signal.language.is_empty() { "en" } else { &*signal.language };
                let word = Word { text: meant.into(), stem: stem(meant, language) };
                all.to_mut().replace(at, &word);
                words.to_mut()[at] = word;
            }
        }
        Self { signal, words, hashes: all, past: OnceCell::new() }
    }

    /// As it would be remembered.
    #[must_use]
    pub fn past(&self) -> &Past {
        self.past.get_or_init(|| Past::of_words(self.signal, 0, &self.words))
    }

    /// The stems that say something, with their hashes.
    pub(super) fn content(&self) -> Vec<(u64, &str)> {
        let kept = Past::kept(&self.words);
        telling(self.words[..kept].iter().zip(self.hashes.each()).map(|(word, hashed)| (hashed.stem, &*word.stem)))
    }
}
