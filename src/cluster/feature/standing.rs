//! What a word of a message is to a catalogue: a word of its aliases, one that says nothing, or one that stands in no
//! alias and may be one edit away from those that do, or of a like stem.
//!
//! It depends on the word and the catalogue alone, and customers write the same words again and again:
//! what was found is remembered. That changes how fast an answer comes, never the answer.

use std::cell::RefCell;
use std::sync::Arc;

use super::index::{Layout, each_piece};
use super::lexicon::Hashed;
use super::stop::is_stop_word;
use crate::cluster::spelling::ByHash;
use crate::signal::Word;

/// Words remembered, at most some 2 MB for a catalogue; a full memory is emptied and fills again.
const MAX_WORDS: usize = 20_000;
/// Any odd number with its bits well mixed.
const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
/// Least share of pieces that counts: below it chance resemblance wins.
const MIN_RESEMBLANCE: f64 = 0.4;

/// A word that stands in no alias, as the catalogue sees it.
#[derive(Debug, PartialEq)]
pub(super) struct Strange {
    /// The alias words one edit away, in alphabetical order, by their number in the spelling.
    pub(super) near: Vec<u32>,
    /// The units whose stems share enough four-letter pieces with its own, and which share that is.
    pub(super) alike: Vec<(u32, f64)>,
}

/// What a word is to a catalogue.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Standing {
    /// Together with the next word it may be one of an alias, written apart.
    pub(super) begins: bool,
    pub(super) as_what: AsWhat,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum AsWhat {
    /// Two words of an alias, written as one.
    Two([u32; 2]),
    /// A word of an alias, by its unit.
    Unit(u32),
    /// A stop word.
    Stop,
    /// Any other; none where it has nothing to do with any alias, as most.
    Strange(Option<Arc<Strange>>),
}

/// What was found of the words met so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    /// By both hashes.
    words: RefCell<ByHash<Standing>>,
}

impl Memory {
    /// What a word is to the catalogue.
    pub(super) fn of(&self, layout: &Layout, word: &Word, hashed: Hashed) -> Standing {
        // Most such words are their own stem: two hashes that are the same must not leave half of one.
        let key = hashed.text.wrapping_mul(ODD) ^ hashed.stem;
        let mut words = self.words.borrow_mut();
        if let Some(known) = words.get(&key) {
            return known.clone();
        }
        if words.len() >= MAX_WORDS {
            words.clear();
        }
        let found = Standing { begins: layout.begins(&word.text), as_what: look(layout, word, hashed) };
        words.insert(key, found.clone());
        found
    }
}

fn look(layout: &Layout, word: &Word, Hashed { text, stem }: Hashed) -> AsWhat {
    if let Some(two) = layout.splits.get(&text).or_else(|| layout.splits.get(&stem)) {
        AsWhat::Two(*two)
    } else if let Some(unit) = layout.find(text, stem) {
        AsWhat::Unit(unit)
    } else if is_stop_word(text) {
        AsWhat::Stop
    } else {
        AsWhat::Strange(strange(layout, word))
    }
}

fn strange(layout: &Layout, word: &Word) -> Option<Arc<Strange>> {
    let strange = Strange { near: layout.spelling.near(&word.text), alike: alike(layout, &word.stem) };
    (!strange.near.is_empty() || !strange.alike.is_empty()).then(|| Arc::new(strange))
}

fn alike(layout: &Layout, stem: &str) -> Vec<(u32, f64)> {
    let (mut pieces, mut hits) = (0_u32, Vec::new());
    each_piece(stem, |piece| {
        pieces += 1;
        hits.extend(layout.pieces.get(&piece).into_iter().flatten().copied());
    });
    hits.sort_unstable();
    let runs = hits.chunk_by(|a, b| a == b);
    let shared = runs.map(|run: &[u32]| {
        let all = f64::from(pieces) * f64::from(layout.units[run[0] as usize].pieces);
        (run[0], (run.len() as f64 / libm::sqrt(all)).min(1.0))
    });
    shared.filter(|(_, share)| *share >= MIN_RESEMBLANCE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::spelling::hash;
    use crate::config::{Catalogue, Feature};
    use crate::ids::FeatureId;

    fn word(text: &str) -> Word {
        Word { text: text.into(), stem: text.into() }
    }

    /// The layout of a catalogue that knows the basket.
    fn basket() -> Layout {
        let id = FeatureId::new("basket").unwrap();
        let feature = Feature::plain(id.clone(), "basket", Vec::new());
        Layout::new(&Catalogue { features: [(id, feature)].into() }, &|alias| vec![vec![word(alias)]])
    }

    fn asked(memory: &Memory, layout: &Layout, text: &str) -> Option<Arc<Strange>> {
        let standing = memory.of(layout, &word(text), Hashed { text: hash(text), stem: hash(text) });
        let AsWhat::Strange(strange) = standing.as_what else { panic!("{text} stands in an alias") };
        strange
    }

    #[test]
    fn a_word_begins_one_of_an_alias_where_more_of_that_follows() {
        let (memory, layout) = (Memory::default(), basket());
        let of = |text: &str| memory.of(&layout, &word(text), Hashed { text: hash(text), stem: hash(text) });
        assert_eq!(
            ["b", "bask", "basket", "baskets", "ask", "c"].map(|w| of(w).begins),
            [true, true, false, false, false, false]
        );
        assert!(matches!(of("basket").as_what, AsWhat::Unit(_)));
        assert_eq!(of("the").as_what, AsWhat::Stop);
    }

    #[test]
    fn a_full_memory_is_emptied_and_answers_as_before() {
        let (memory, layout) = (Memory::default(), basket());
        let ask = |text: &str| asked(&memory, &layout, text);
        let first = ask("bakset");
        assert_eq!(first.as_ref().map(|s| s.near.len()), Some(1));
        for n in 0..=MAX_WORDS {
            ask(&format!("w{n}"));
            assert!(memory.words.borrow().len() <= MAX_WORDS);
        }
        assert_eq!(ask("bakset"), first);
    }

    #[test]
    fn two_words_whose_hashes_have_like_halves_are_two() {
        let (memory, layout) = (Memory::default(), basket());
        let ask = |text: &str| asked(&memory, &layout, text);
        // The halves of either hash, one on the other, are the same.
        assert_eq!(ask("rukakudan"), None);
        assert_eq!(ask("baskyt").map(|s| s.near.len()), Some(1));
    }
}
