//! Which feature a signal means, from the words of the catalogue alone.
//!
//! An alias counts for more the more of it the message holds, the rarer those words are among the
//! tenant's messages, and most where it stands in the message as a phrase (detection.md section 3,
//! without learning from labels). Misspelt words are read as the known word one edit away. The area
//! picked in a form adds to the features of that area. No feature is an answer.

mod background;
mod evidence;
mod index;
mod lexicon;
mod standing;
mod stop;

pub use index::MAX_ALIAS_WORDS;
pub(super) use index::each_piece;
pub use lexicon::{Hashes, Lexicon, MAX_VOCABULARY, MIN_COUNT, MIN_MESSAGES};
pub use stop::stop_words;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use self::standing::Memory;
use crate::cluster::spelling::hash;
use crate::config::Catalogue;
use crate::ids::FeatureId;
use crate::signal::{Signal, Word};

/// Most features named with an answer: the best and who came near.
pub const MAX_RIVALS: usize = 5;
/// A message means a second feature as well where its evidence is at least this part of the best one's.
pub(super) const CLOSE: f64 = 0.8;
/// It may mean it where its score is at least this part of the best one's. Scores lie closer to each other than the
/// evidence behind them.
pub(super) const NEAR: f64 = 0.8;
/// A message that means no feature may mean the nearest one where its score is at least this part of the cut.
pub(super) const NEAREST: f64 = 0.5;
/// Evidence that scores 1 - 1/e: so the score lies near the share of right answers on 14 coarse
/// features of a bank, and above it where features of one area share their words.
const SCALE: f64 = 2.0 / 3.0;

/// How a feature was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// An alias stands in the message, word for word.
    Phrase,
    /// Words of the same stems as an alias.
    Stems,
    /// As [`How::Stems`], with a word corrected by one edit.
    Misspelt,
    /// The text alone does not reach the cut, with the area picked in the form it does.
    Area,
    /// The words alone do not reach the cut: labels of messages like it say so.
    Learnt,
    /// No feature.
    None,
}

/// What the catalogue's words, and the area picked in a form, say for one feature.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spoken {
    /// What the text says, 0 or more.
    pub(super) text: f64,
    /// What the area adds.
    pub(super) area: f64,
    /// How the best alias was found.
    pub(super) how: How,
}

impl How {
    /// The name on topics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Phrase => "phrase",
            Self::Stems => "stems",
            Self::Misspelt => "misspelt",
            Self::Area => "area",
            Self::Learnt => "learnt",
            Self::None => "none",
        }
    }
}

/// Which feature a signal means.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// The feature; none where no score reaches the cut.
    pub best: Option<FeatureId>,
    /// Another that the message means as well: it reaches the cut and its evidence comes close to the best.
    pub second: Option<FeatureId>,
    /// Another that it may mean: the second, or one that reaches the cut and whose score comes near the best. Where it
    /// means none, the nearest one that comes near the cut.
    pub near: Option<FeatureId>,
    /// The best [`MAX_RIVALS`] with their scores, 0 to 1, best first, ties by id; also below the cut.
    pub rivals: Vec<(FeatureId, f64)>,
    /// How the best was found.
    pub how: How,
}

/// The aliases of a catalogue, ready to be held against signals.
#[derive(Clone, Debug)]
pub struct FeatureIndex {
    layout: index::Layout,
    memory: Memory,
}

impl FeatureIndex {
    /// Lays out a catalogue. `readings` reads an alias as the text of a message is read, once for each
    /// language that customers write: an alias is found by its stems in any of them.
    #[must_use]
    pub fn new(catalogue: &Catalogue, readings: &dyn Fn(&str) -> Vec<Vec<Word>>) -> Self {
        Self { layout: index::Layout::new(catalogue, readings), memory: Memory::default() }
    }

    /// The feature a signal means, where one reaches `cut` (0 to 1).
    #[must_use]
    pub fn assign(&self, signal: &Signal, hashes: &Hashes, lexicon: &Lexicon, cut: f64) -> Assignment {
        let spoken = self.spoken(signal, hashes, lexicon);
        let strength = |s: &Spoken| s.text + s.area;
        let mut found: Vec<(f64, usize)> =
            spoken.iter().enumerate().map(|(f, s)| (strength(s), f)).filter(|(s, _)| *s > 0.0).collect();
        // The features stand in order of their ids.
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found.truncate(MAX_RIVALS);
        let id = |feature: &usize| self.id(*feature).clone();
        let rivals = found.iter().map(|(strength, feature)| (id(feature), score(*strength))).collect();
        let Some((strength, first)) = found.first().filter(|(strength, _)| score(*strength) >= cut) else {
            let near = found.first().filter(|(strength, _)| score(*strength) >= NEAREST * cut).map(|(_, f)| id(f));
            return Assignment { best: None, second: None, near, rivals, how: How::None };
        };
        let next = found.get(1).filter(|(other, _)| score(*other) >= cut);
        let named = |next: Option<&(f64, usize)>| next.map(|(_, feature)| id(feature));
        let second = named(next.filter(|(other, _)| *other >= CLOSE * strength));
        let near = named(next.filter(|(other, _)| score(*other) >= NEAR * score(*strength)));
        let how = if score(spoken[*first].text) < cut { How::Area } else { spoken[*first].how };
        Assignment { best: Some(id(first)), second, near, rivals, how }
    }
}

impl FeatureIndex {
    /// What the words say for every feature, in order of their ids.
    pub(super) fn spoken(&self, signal: &Signal, hashes: &Hashes, lexicon: &Lexicon) -> Vec<Spoken> {
        evidence::weigh((&self.layout, &self.memory), signal, hashes, lexicon)
    }

    /// The id of the feature in that place.
    pub(super) fn id(&self, feature: usize) -> &FeatureId {
        &self.layout.features[feature].id
    }

    /// Whether each of these words stands in what the catalogue calls a feature, or has the stem of one that does.
    pub fn calls<'a>(&self, feature: &FeatureId, mut words: impl Iterator<Item = &'a Word>) -> bool {
        let own = |alias: &&index::Alias| self.layout.features[alias.feature as usize].id == *feature;
        let units: BTreeSet<u32> =
            self.layout.aliases.iter().filter(own).flat_map(|alias| alias.words.iter().map(|w| w.unit)).collect();
        let is_own = |w: &Word| self.layout.find(hash(&w.text), hash(&w.stem)).is_some_and(|u| units.contains(&u));
        words.all(is_own)
    }

    /// The stems of every alias, hashed, those that say nothing left out: (feature, stems); of a word in every language it
    /// is read in.
    pub(super) fn alias_stems(&self) -> impl Iterator<Item = (usize, Vec<u64>)> + '_ {
        self.layout.aliases.iter().map(|alias| {
            let units = alias.words.iter().map(|w| &self.layout.units[w.unit as usize]);
            (alias.feature as usize, units.filter(|u| !u.stop).flat_map(|u| u.stems.iter().copied()).collect())
        })
    }
}

/// Strength of evidence, 0 or more, as a score from 0 to 1.
pub(super) fn score(strength: f64) -> f64 {
    1.0 - libm::exp(-strength / SCALE)
}

#[cfg(test)]
mod tests;
