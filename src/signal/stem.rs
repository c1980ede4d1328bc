//! Snowball stems through a bounded cache.

use std::panic::catch_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};

use compact_str::CompactString;
use dashmap::DashMap;
use rust_stemmers::{Algorithm, Stemmer};

/// Words remembered for one language, at most about 4 MB; a full cache is emptied and fills again.
pub(super) const MAX_CACHED_WORDS: usize = 32_768;
/// Longer words are stemmed each time: they seldom come twice.
const MAX_CACHED_BYTES: usize = 32;

/// Languages with a stemmer, ISO 639-1. Greek is left out: the library panics on it.
const STEMMERS: [(&str, Algorithm); 17] = [
    ("en", Algorithm::English),
    ("fr", Algorithm::French),
    ("de", Algorithm::German),
    ("es", Algorithm::Spanish),
    ("it", Algorithm::Italian),
    ("nl", Algorithm::Dutch),
    ("pt", Algorithm::Portuguese),
    ("ar", Algorithm::Arabic),
    ("da", Algorithm::Danish),
    ("fi", Algorithm::Finnish),
    ("hu", Algorithm::Hungarian),
    ("no", Algorithm::Norwegian),
    ("ro", Algorithm::Romanian),
    ("ru", Algorithm::Russian),
    ("sv", Algorithm::Swedish),
    ("ta", Algorithm::Tamil),
    ("tr", Algorithm::Turkish),
];

/// The stem of a lower-case word in a language, ISO 639-1; the word itself where there is no stemmer.
/// Never stem a stem: Snowball is not idempotent.
#[must_use]
pub fn stem(word: &str, language: &str) -> CompactString {
    match position(language) {
        Some(i) => stem_with(STEMMERS[i].1, word),
        None => word.into(),
    }
}

fn position(language: &str) -> Option<usize> {
    STEMMERS.iter().position(|(code, _)| *code == language)
}

/// The library may panic on text it does not expect; the raw word then stands for its stem.
fn stem_with(algorithm: Algorithm, word: &str) -> CompactString {
    if word.bytes().all(|b| b.is_ascii_digit()) {
        return word.into();
    }
    catch_unwind(|| Stemmer::create(algorithm).stem(word).into_owned())
        .map_or_else(|_| word.into(), CompactString::from)
}

/// One language's remembered stems.
#[derive(Debug)]
struct Cache {
    stems: DashMap<CompactString, CompactString>,
    /// Counted beside the map: its own length locks every shard.
    size: AtomicUsize,
}

/// The stems of one language, with a memory, or none where it has no stemmer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stemming<'a>(Option<(&'a Cache, Algorithm)>);

impl Stemming<'_> {
    /// As [`stem`].
    pub(super) fn stem(self, word: &str) -> CompactString {
        let Some((cache, algorithm)) = self.0 else { return word.into() };
        if word.len() > MAX_CACHED_BYTES {
            return stem_with(algorithm, word);
        }
        if let Some(known) = cache.stems.get(word) {
            return known.clone();
        }
        let stem = stem_with(algorithm, word);
        if cache.size.fetch_add(1, Ordering::Relaxed) >= MAX_CACHED_WORDS {
            cache.stems.clear();
            cache.size.store(1, Ordering::Relaxed);
        }
        cache.stems.insert(word.into(), stem.clone());
        stem
    }
}

/// Stems with a memory. It changes how fast an answer comes, never the answer.
#[derive(Debug)]
pub(super) struct Stems {
    caches: Vec<Cache>,
}

impl Stems {
    pub(super) fn new() -> Self {
        let caches = STEMMERS.iter().map(|_| Cache { stems: DashMap::new(), size: AtomicUsize::new(0) }).collect();
        Self { caches }
    }

    /// The stems of a language, looked up once for all words of a message.
    pub(super) fn of(&self, language: &str) -> Stemming<'_> {
        Stemming(position(language).map(|i| (&self.caches[i], STEMMERS[i].1)))
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.caches.iter().map(|c| c.stems.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_by_language_and_leaves_what_it_does_not_know() {
        assert_eq!(&*stem("payments", "en"), "payment");
        assert_eq!(&*stem("continuellement", "fr"), "continuel");
        assert_eq!(&*stem("payments", "xx"), "payments");
        assert_eq!(&*stem("500", "en"), "500");
    }

    #[test]
    fn greek_is_the_raw_word() {
        assert_eq!(&*stem("πληρωμές", "el"), "πληρωμές");
        assert_eq!(&*Stems::new().of("el").stem("πληρωμές"), "πληρωμές");
    }

    #[test]
    fn the_cache_answers_as_the_stemmer_and_stays_bounded() {
        let stems = Stems::new();
        for _ in 0..2 {
            for word in ["payments", "crashing", "organization"] {
                assert_eq!(stems.of("en").stem(word), stem(word, "en"));
            }
        }
        for i in 0..MAX_CACHED_WORDS + 10 {
            let _ = stems.of("en").stem(&format!("w{i}x"));
        }
        assert!(stems.len() <= MAX_CACHED_WORDS, "{}", stems.len());
        let long = "x".repeat(MAX_CACHED_BYTES + 1);
        let before = stems.len();
        let _ = stems.of("en").stem(&long);
        assert_eq!(stems.len(), before);
    }
}
