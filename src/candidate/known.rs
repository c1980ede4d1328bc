//! The names of the catalogue under which a candidate is known.

use super::Candidate;
use crate::ids::FeatureId;

impl Candidate {
    /// The features of the catalogue that its reports mean, as far as they are known; for a topic of which no
    /// feature is known the topic itself.
    pub fn known_as(&self) -> impl Iterator<Item = &FeatureId> {
        let own = || std::iter::once(&self.feature).chain(&self.merged);
        let within = self.beside.as_ref().map(|b| &b.feature);
        let all_topics = within.is_none() && own().all(FeatureId::is_topic);
        own().filter(move |f| all_topics || !f.is_topic()).chain(within)
    }

    /// Whether no feature of the catalogue is known for it: nothing but its customers' words.
    #[must_use]
    pub fn is_unnamed(&self) -> bool {
        self.known_as().all(FeatureId::is_topic)
    }
}
