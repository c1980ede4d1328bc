//! What a postmortem is made of: the part of a published candidate that it tells, by the names of
//! `candidate.v1`. What an older record lacks is not known.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::candidate::about::{Area, AreaSource};
use crate::candidate::draft::About;
use crate::candidate::probe::ProposedProbe;
use crate::candidate::recipe::Recipe;
use crate::time::Timestamp;

/// A candidate as it was published.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Facts {
    /// Its id.
    pub id: String,
    /// Whose customers reported.
    pub tenant: String,
    /// The area in the customers' words.
    #[serde(default)]
    area: String,
    #[serde(default)]
    area_source: AreaSource,
    /// 1 or 2.
    pub rank: u8,
    /// When it took which rank.
    #[serde(default)]
    pub ranks: Vec<RankFact>,
    /// When it began.
    pub onset: OnsetFact,
    /// When it was noticed.
    pub opened_at: Timestamp,
    /// When a person confirmed it.
    #[serde(default)]
    pub confirmed_at: Option<Timestamp>,
    /// When a person posted it.
    #[serde(default)]
    pub posted_at: Option<Timestamp>,
    /// Distinct customers.
    pub customers: u32,
    /// Distinct customers by tier.
    #[serde(default)]
    pub by_tier: BTreeMap<String, u32>,
    /// What monitoring said at its last event.
    pub monitoring: MonitoringFact,
    /// Places monitoring does not reach, closest first.
    #[serde(default)]
    pub gaps: Vec<GapFact>,
    /// The first of them stands out.
    #[serde(default)]
    pub gap_stands_out: bool,
    /// Changes before the onset, best first.
    #[serde(default)]
    pub changes: Vec<ChangeFact>,
    /// Reports, oldest first.
    #[serde(default)]
    pub reports: Vec<ReportFact>,
    /// How it ended.
    pub recovery: RecoveryFact,
    /// How to see it oneself.
    #[serde(default)]
    pub recipe: Option<Recipe>,
    /// The probe that would have caught it.
    #[serde(default)]
    pub proposed_probe: Option<ProposedProbe>,
}

impl Facts {
    /// The area in the customers' words.
    #[must_use]
    pub fn area(&self) -> Area {
        if self.area.is_empty() {
            return Area::unknown();
        }
        Area { words: self.area.clone(), source: self.area_source }
    }

    /// What drafts for the status page are made of.
    #[must_use]
    pub fn about<'a>(&self, area: &'a Area) -> About<'a> {
        let (began, last) = (self.onset.known_from(), self.recovery.quiet_since);
        let red = matches!(self.monitoring.health.as_str(), "red" | "partial");
        About { area, confirmed: self.rank == 1, red, began, last }
    }
}

/// When it took a rank.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RankFact {
    /// When.
    pub at: Timestamp,
    /// 1 or 2.
    pub rank: u8,
    /// Since when what was red then was red.
    #[serde(default)]
    pub red_since: Option<Timestamp>,
    /// The feature that was red, where that is none of the candidate's.
    #[serde(default)]
    pub red_of: Option<String>,
}

/// When it began.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OnsetFact {
    /// When the first report was written.
    pub observed: Timestamp,
    /// Since when customers say it is.
    #[serde(default)]
    pub stated: Option<Timestamp>,
    /// In which words.
    #[serde(default)]
    pub words: Option<String>,
    /// They name a day or a part of it and no time.
    #[serde(default)]
    pub rough: bool,
}

impl OnsetFact {
    /// Since when customers ran into it, as far as anybody can say.
    #[must_use]
    pub fn known_from(&self) -> Timestamp {
        if self.rough { self.observed } else { self.moment() }
    }

    /// The earlier of the two.
    #[must_use]
    pub fn moment(&self) -> Timestamp {
        self.stated.map_or(self.observed, |stated| stated.min(self.observed))
    }
}

/// What monitoring said.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct MonitoringFact {
    /// `green`, `red`, `uncovered`, ...
    pub health: String,
    /// Of a green one the strongest kind.
    #[serde(default)]
    pub kind: Option<String>,
    /// What each probe said.
    #[serde(default)]
    pub probes: Vec<ProbeFact>,
}

/// What one probe said last.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ProbeFact {
    /// Which probe.
    pub probe: String,
    /// What kind.
    pub kind: String,
    /// What it said; none where it never said anything.
    #[serde(default)]
    pub state: Option<String>,
    /// Since when.
    #[serde(default)]
    pub since: Option<Timestamp>,
}

/// A place monitoring does not reach.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct GapFact {
    /// Which kind.
    pub kind: String,
    /// How much speaks for it; empty where an older record does not say.
    #[serde(default)]
    pub confidence: String,
    /// One sentence.
    pub why: String,
}

/// A change before the onset.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ChangeFact {
    /// When.
    pub time: Timestamp,
    /// Which kind.
    pub kind: String,
    /// The service.
    pub service: String,
    /// Where; empty where an older record does not say.
    #[serde(default)]
    pub environment: String,
    /// One line.
    #[serde(default)]
    pub summary: String,
    /// From the change to the onset; negative behind it.
    pub minutes_before_onset: f64,
    /// `feature`, `depends_on`, `unrelated`.
    pub relation: String,
}

/// One report.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ReportFact {
    /// When it was written.
    pub occurred_at: Timestamp,
    /// The customer's tier.
    #[serde(default)]
    pub tier: Option<String>,
    /// The text, redacted.
    pub text: String,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RecoveryFact {
    /// By which route; none where it is open.
    #[serde(default)]
    pub route: Option<String>,
    /// Why it took that long to be quiet, as in `nobody wrote for 20 min`.
    #[serde(default)]
    pub why: String,
    /// The newest report.
    pub quiet_since: Timestamp,
    /// When it resolved.
    #[serde(default)]
    pub resolved_at: Option<Timestamp>,
}
