//! The features a customer can name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{FeatureId, Tier};
use crate::time::Timestamp;

/// Most features a catalogue may hold: each is a key with its own share of the alarm budget.
pub const MAX_FEATURES: usize = 1_000;
/// Most aliases of one feature.
pub const MAX_ALIASES: usize = 200;

/// One part of the product, as customers name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feature {
    /// Its id, the key of baselines and candidates.
    pub id: FeatureId,
    /// Its name as a person reads it; an alias too.
    pub name: String,
    /// Other words customers use for it, in any language.
    pub aliases: Vec<String>,
    /// The area a support form offers for it.
    pub area: Option<String>,
    /// Tiers that have it; none means all.
    pub tiers: Option<Vec<Tier>>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// When it first shipped; none means long ago.
    pub shipped_at: Option<Timestamp>,
    /// Its own service first, then upstream services and vendors.
    pub depends_on: Vec<String>,
    /// The area of the status page it belongs to.
    pub status_page_area: Option<String>,
    /// Batch or scheduled work does it.
    pub asynchronous: bool,
    /// A third party does it.
    pub external: bool,
    /// It happens on the phone.
    pub mobile: bool,
    /// It differs by place.
    pub regional: bool,
    /// Sign-up, confirmation, reset, magic link or single sign-on.
    pub authentication: bool,
}

impl Feature {
    /// A feature with a name and aliases, and nothing else said of it.
    #[must_use]
    pub fn plain(id: FeatureId, name: impl Into<String>, aliases: Vec<String>) -> Self {
        Self {
            id,
            name: name.into(),
            aliases,
            area: None,
            tiers: None,
            owner: None,
            shipped_at: None,
            depends_on: Vec::new(),
            status_page_area: None,
            asynchronous: false,
            external: false,
            mobile: false,
            regional: false,
            authentication: false,
        }
    }
}

/// All features of a tenant, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    /// The features.
    pub features: BTreeMap<FeatureId, Feature>,
}

impl Catalogue {
    /// The feature of that id.
    #[must_use]
    pub fn get(&self, id: &FeatureId) -> Option<&Feature> {
        self.features.get(id)
    }
}
