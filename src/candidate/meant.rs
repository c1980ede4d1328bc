//! Features that overlap: whose monitoring is a candidate's too.

use serde::{Deserialize, Serialize};

use crate::ids::FeatureId;

/// A feature that many customers of a candidate of another one may mean as well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeantAsWell {
    /// Which one.
    pub feature: FeatureId,
    /// Its name.
    pub name: String,
    /// How many of them.
    pub customers: u32,
}

impl MeantAsWell {
    /// `Transfer delay, which 2 of the 3 customers may mean as well`, where the candidate counts three.
    #[must_use]
    pub fn in_words(&self, all: u32) -> String {
        let who = if self.customers == all { format!("all {all}") } else { format!("{} of the {all}", self.customers) };
        format!("{}, which {who} customers may mean as well", self.name)
    }
}
