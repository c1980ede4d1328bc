//! The words of a message as they are learnt from and judged by: misspelt ones read as the word meant.

use std::borrow::Cow;

use crate::cluster::corpus::Past;
use crate::cluster::feature::Lexicon;
use crate::signal::{Signal, Word, stem};

/// The words, each that the tenant's history does not know replaced by the commonest known one within
/// one edit (detection.md section 2). Nothing changes before the history is settled.
#[must_use]
pub fn corrected<'a>(words: &'a [Word], language: &str, lexicon: &Lexicon) -> Cow<'a, [Word]> {
    let mut out = Cow::Borrowed(words);
    for (at, word) in words.iter().enumerate() {
        if lexicon.count(&word.text) > 0 {
            continue;
        }
        if let Some(meant) = lexicon.correct(&word.text) {
            // Words are stemmed as the message's were: a text of unknown language as English.
            let language = if language.is_empty() { "en" } else { language };
            out.to_mut()[at] = Word { text: meant.into(), stem: stem(meant, language) };
        }
    }
    out
}

/// A signal as it is judged: as it would be remembered, with its misspelt words corrected.
#[must_use]
pub fn as_read(signal: &Signal, id: u64, lexicon: &Lexicon) -> Past {
    Past::of_words(signal, id, &corrected(&signal.words, &signal.language, lexicon))
}
