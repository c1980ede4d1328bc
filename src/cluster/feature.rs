//! Which feature a signal means, from the words of the catalogue alone.
//!
//! An alias counts for more the more of it the message holds, the rarer those words are among the
//! tenant's messages, and most where it stands in the message as a phrase (detection.md section 3,
//! without learning from labels). Misspelt words are read as the known word one edit away. The area
//! picked in a form adds to the features of that area. No feature is an answer.

#[doc(hidden)]
pub mod evidence;
mod index;
mod lexicon;
mod stop;

pub use index::{AliasWord, MAX_ALIAS_WORDS};
pub use lexicon::{Lexicon, MAX_VOCABULARY, MIN_COUNT, MIN_MESSAGES};

use crate::config::Catalogue;
use crate::ids::FeatureId;
use crate::signal::Signal;

/// Most features named with an answer: the best and who came near.
pub const MAX_RIVALS: usize = 5;
/// A second feature is kept where its score is at least this part of the best one's.
pub const CLOSE: f64 = 0.85;

/// How a feature was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// An alias stands in the message, word for word.
    Phrase,
    /// Words of the same stems as an alias.
    Stems,
    /// As [`How::Stems`], with a word corrected by one edit.
    Misspelt,
    /// The text names none; the area picked in the form has but one.
    Area,
    /// No feature.
    None,
}

/// Which feature a signal means.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// The feature; none where no score reaches the cut.
    pub best: Option<FeatureId>,
    /// Another that the message may mean as well: it reaches the cut and comes close to the best.
    pub second: Option<FeatureId>,
    /// The best [`MAX_RIVALS`] with their scores, 0 to 1, best first, ties by id; also below the cut.
    pub rivals: Vec<(FeatureId, f64)>,
    /// How the best was found.
    pub how: How,
}

/// The aliases of a catalogue, ready to be held against signals. Immutable.
#[derive(Clone, Debug)]
pub struct FeatureIndex {
    layout: index::Layout,
    #[doc(hidden)]
    pub tune: evidence::Tune,
}

impl FeatureIndex {
    /// Lays out a catalogue. `read` splits an alias into words as a message's text is split, each with
    /// its stem in every language that customers write.
    #[must_use]
    pub fn new(catalogue: &Catalogue, read: &dyn Fn(&str) -> Vec<AliasWord>) -> Self {
        Self { layout: index::Layout::new(catalogue, read), tune: evidence::Tune::default() }
    }

    /// The feature a signal means, where one reaches `cut` (0 to 1).
    #[must_use]
    pub fn assign(&self, signal: &Signal, lexicon: &Lexicon, cut: f64) -> Assignment {
        let mut found = evidence::weigh(&self.layout, signal, lexicon, &self.tune);
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.feature.cmp(&b.feature)));
        found.truncate(MAX_RIVALS);
        let id = |at: usize| found.get(at).map(|f| self.layout.features[f.feature as usize].id.clone());
        let reaches = |at: usize, least: f64| found.get(at).is_some_and(|f| f.score >= least);
        let best = if reaches(0, cut) { id(0) } else { None };
        let close = found.first().map_or(cut, |f| cut.max(CLOSE * f.score));
        let second = if best.is_some() && reaches(1, close) { id(1) } else { None };
        let how = if best.is_some() { found[0].how } else { How::None };
        let rivals = found.iter().map(|f| (self.layout.features[f.feature as usize].id.clone(), f.score)).collect();
        Assignment { best, second, rivals, how }
    }
}
