//! What monitoring says: observations, which probes cover a feature, and the health that follows.
//!
//! It must never decide whether customers are believed: rank.rs does, and green never demotes.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::config::ProbeKind;
use crate::ids::{ProbeId, Tier};
use crate::time::{Span, Timestamp};

pub mod coverage;
pub mod health;
pub mod observed;

pub use observed::{Monitoring, Observed};

/// What a probe said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeState {
    /// It passed.
    Ok,
    /// It passed, badly; counts as red.
    Degraded,
    /// It failed.
    Failing,
    /// The monitoring itself has no data; never fresh.
    NoData,
}

/// What one probe said at one time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// Which probe.
    pub probe: ProbeId,
    /// What it said.
    pub state: ProbeState,
    /// When it looked.
    pub observed_at: Timestamp,
    /// How long that counts.
    pub ttl: Span,
    /// From where; with the probe the key under which the latest counts.
    pub region: Option<String>,
    /// A person has muted the alert; still red, and marked.
    pub silenced: bool,
    /// What was measured.
    pub value: Option<f64>,
    /// Its unit.
    pub unit: Option<String>,
    /// Where a person can look.
    pub url: Option<String>,
    /// The monitoring system it came from; without one, all observations are one source.
    pub source: Option<String>,
}

impl Observation {
    /// One that names nothing but what is needed: no region, no value, no source.
    #[must_use]
    pub const fn plain(probe: ProbeId, state: ProbeState, observed_at: Timestamp, ttl: Span) -> Self {
        Self {
            probe,
            state,
            observed_at,
            ttl,
            region: None,
            silenced: false,
            value: None,
            unit: None,
            url: None,
            source: None,
        }
    }
}

/// Whom a question about health is asked for: the reporters' tier and region, where they share one.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Slice {
    /// The one tier; none means all.
    pub tier: Option<Tier>,
    /// The one region; none means all.
    pub region: Option<String>,
}

/// What monitoring says of a feature now: the first that holds, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HealthState {
    /// No probe names the feature for that slice.
    Uncovered,
    /// Nothing at all of the monitoring source is fresh.
    Unknown,
    /// Its probes have said nothing within their time to live.
    Stale,
    /// A fresh probe is red and no strong one is ok.
    Red,
    /// A fresh one is red while another strong one is ok; red for the rank.
    Partial,
    /// The strongest fresh kind that is ok.
    Green(ProbeKind),
}

/// What one probe said last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProbeSaid {
    /// Which probe.
    pub probe: ProbeId,
    /// What kind it is.
    pub kind: ProbeKind,
    /// From where.
    pub region: Option<String>,
    /// What it said last; none where it never said anything.
    pub state: Option<ProbeState>,
    /// When.
    pub observed_at: Option<Timestamp>,
    /// Since when it has said so.
    pub since: Option<Timestamp>,
    /// Whether that still counts.
    pub fresh: bool,
    /// Muted by a person.
    pub silenced: bool,
    /// Where a person can look.
    pub url: Option<String>,
}

impl ProbeSaid {
    /// Whether it says now that something is wrong. A silenced alert still does.
    #[must_use]
    pub const fn is_red(&self) -> bool {
        self.fresh && matches!(self.state, Some(ProbeState::Failing | ProbeState::Degraded))
    }

    /// Whether it says now that all is well.
    #[must_use]
    pub const fn is_ok(&self) -> bool {
        self.fresh && matches!(self.state, Some(ProbeState::Ok))
    }
}

impl HealthState {
    /// A green that says only that something answers: uptime, or what a vendor says of itself.
    #[must_use]
    pub const fn is_uptime_only(self) -> bool {
        matches!(self, Self::Green(kind) if !kind.is_strong())
    }

    /// What this reading means under reports of several customers: anything but red is a gap in
    /// monitoring, not a contradiction of the customers (R8).
    #[must_use]
    pub const fn under_reports(self) -> &'static str {
        match self {
            Self::Red => "monitoring sees it too",
            Self::Partial => "monitoring sees a part of it",
            Self::Green(kind) if kind.is_strong() => "a gap in monitoring: its probes do not see what customers report",
            Self::Green(_) => "a gap in monitoring: it sees only that something answers",
            Self::Stale => "a gap in monitoring: the probes of this feature have fallen silent",
            Self::Unknown => "a gap in monitoring: the monitoring itself is silent",
            Self::Uncovered => "a gap in monitoring: no probe looks at this feature",
        }
    }
}

/// `red`, `uncovered`, `green(synthetic_end_to_end)`: as in metrics and tests.
impl fmt::Display for HealthState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uncovered => f.write_str("uncovered"),
            Self::Unknown => f.write_str("unknown"),
            Self::Stale => f.write_str("stale"),
            Self::Red => f.write_str("red"),
            Self::Partial => f.write_str("partial"),
            Self::Green(kind) => write!(f, "green({})", kind.name()),
        }
    }
}

/// Health of one feature for one slice, with what it follows from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Health {
    /// The state.
    pub state: HealthState,
    /// What each covering probe said, strongest kind first.
    pub probes: Vec<ProbeSaid>,
}

impl Health {
    /// Whether it counts as red for the rank: red or partly red.
    #[must_use]
    pub const fn is_red(&self) -> bool {
        matches!(self.state, HealthState::Red | HealthState::Partial)
    }

    /// Since when the first of its probes that are red has been, by its own word.
    #[must_use]
    pub fn red_since(&self) -> Option<Timestamp> {
        self.probes.iter().filter(|probe| probe.is_red()).filter_map(|probe| probe.since).min()
    }
}
