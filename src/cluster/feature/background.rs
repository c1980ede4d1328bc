//! How common English words are, for a tenant that has not written enough to tell.
//!
//! The table is written by scripts/background-words from texts whose licences allow it. It says which
//! words are of the language rather than of a trade, and only that: what a company's customers write of
//! every day is as rare in it as what none of them ever writes.

use std::sync::LazyLock;

use super::lexicon::MIN_MESSAGES;
use crate::cluster::spelling::{ByHash, hash};
use crate::signal::stem;

/// The paragraphs that counts are of.
const PARAGRAPHS: f64 = 10_000.0;

/// The share of paragraphs in which each stem stands, by its hash: of words of one stem the sum, which
/// counts those twice that stand together.
static SHARES: LazyLock<ByHash<f64>> = LazyLock::new(|| {
    let mut shares = ByHash::<f64>::default();
    for line in include_str!("background.txt").lines().filter(|l| !l.starts_with('#')) {
        let mut parts = line.split(' ');
        let count: f64 = parts.next().and_then(|n| n.parse().ok()).unwrap_or_default();
        for word in parts {
            let share = shares.entry(hash(&stem(word, "en"))).or_default();
            *share = (*share + count / PARAGRAPHS).min(1.0);
        }
    }
    shares
});

/// ln(1 + N / (df + .5)) of a stem, by its hash, as if so many messages had been read that a tenant's own
/// frequencies count.
pub(super) fn idf(stem: u64) -> f64 {
    let messages = f64::from(MIN_MESSAGES);
    let share = SHARES.get(&stem).copied().unwrap_or_default();
    libm::log(1.0 + messages / (share * messages + 0.5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_weigh_less_than_rare_ones_and_unknown_ones_most() {
        let of = |word: &str| idf(hash(&stem(word, "en")));
        assert!(of("the") < 1.0 && of("the") < of("not") && of("not") < of("new") && of("new") < of("weird"));
        assert!(of("weird") < of("invoice"));
        assert!((of("invoice") - libm::log(1001.0)).abs() < 1e-12);
        // Words of one stem are one.
        assert_eq!(of("uses"), of("using"));
    }

    #[test]
    fn every_line_of_the_table_is_a_count_and_words() {
        let lines = || include_str!("background.txt").lines().filter(|l| !l.starts_with('#'));
        for line in lines() {
            let (count, words) = line.split_once(' ').unwrap();
            assert!((1.0..=PARAGRAPHS).contains(&count.parse().unwrap()), "{line}");
            assert!(words.bytes().all(|b| b == b' ' || b.is_ascii_lowercase()), "{line}");
        }
        assert!(lines().count() > 100);
    }
}
