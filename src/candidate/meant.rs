//! Whose monitoring is a candidate's: names of features overlap, and customers may mean another one than they name.

use serde::{Deserialize, Serialize};

use super::{Candidate, RankAt};
use crate::ids::FeatureId;
use crate::monitor::HealthState;
use crate::rank::Rank;
use crate::time::Timestamp;

/// A feature that is none of a candidate's, and that many of its customers may mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MayMean {
    /// Which one.
    pub feature: FeatureId,
    /// Its name.
    pub name: String,
    /// How many of them.
    pub customers: u32,
    /// What monitoring says of the candidate's own features.
    pub own: HealthState,
}

/// Monitoring that was red when a candidate took its rank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Red {
    /// Since when, by its probes' own word.
    pub since: Option<Timestamp>,
    /// The name of the feature whose it was, where that is none of the candidate's.
    pub of: Option<String>,
}

impl MayMean {
    /// `Transfer delay, which 2 of the 3 customers may mean`, where the candidate counts three.
    #[must_use]
    pub fn in_words(&self, all: u32) -> String {
        let who = if self.customers == all { format!("all {all}") } else { format!("{} of the {all}", self.customers) };
        format!("{}, which {who} customers may mean", self.name)
    }
}

impl Candidate {
    /// Takes a rank, by what monitoring says of it.
    pub fn take_rank(&mut self, at: Timestamp, rank: Rank) {
        let of = || self.monitoring_of.as_ref().map(|of| of.name.clone());
        let red = self.monitoring.is_red().then(|| Red { since: self.monitoring.red_since(), of: of() });
        self.rank = rank;
        self.ranks.push(RankAt { at, rank, red });
    }

    /// When monitoring turned red after it had opened.
    #[must_use]
    pub fn turned_red(&self) -> Option<Timestamp> {
        let rose = self.rose().filter(|_| self.red_before().is_none());
        rose.map(|r| r.at)
    }

    /// Since when monitoring was red before it opened, where only later it was seen that the customers report the same.
    #[must_use]
    pub fn red_before(&self) -> Option<Timestamp> {
        let since = self.rose()?.red.as_ref()?.since;
        since.filter(|since| *since < self.opened_at)
    }

    fn rose(&self) -> Option<&RankAt> {
        self.ranks.iter().skip(1).find(|r| r.rank == Rank::Confirmed)
    }
}
