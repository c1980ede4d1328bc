//! The probe inventory: what monitoring looks at, from where, as whom.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{FeatureId, ProbeId, Tier};
use crate::time::Span;

/// Most probes a tenant may list.
pub const MAX_PROBES: usize = 10_000;

/// What kind of check a probe is. The order is that of strength: the first is the strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeKind {
    /// A scripted user goes the whole way.
    SyntheticEndToEnd,
    /// One request to one endpoint.
    SyntheticHttp,
    /// What real users' clients measured.
    Rum,
    /// The share of users that complete a step.
    Conversion,
    /// A rule over application metrics.
    MetricAlert,
    /// The process or host answers.
    Uptime,
    /// What a vendor says of itself.
    VendorStatus,
}

impl ProbeKind {
    /// Every kind, strongest first.
    pub const ALL: [Self; 7] = [
        Self::SyntheticEndToEnd,
        Self::SyntheticHttp,
        Self::Rum,
        Self::Conversion,
        Self::MetricAlert,
        Self::Uptime,
        Self::VendorStatus,
    ];

    /// Whether its green says that the feature works: all but uptime and vendor status.
    #[must_use]
    pub const fn is_strong(self) -> bool {
        !matches!(self, Self::Uptime | Self::VendorStatus)
    }

    /// The name in files and on topics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SyntheticEndToEnd => "synthetic_end_to_end",
            Self::SyntheticHttp => "synthetic_http",
            Self::Rum => "rum",
            Self::Conversion => "conversion",
            Self::MetricAlert => "metric_alert",
            Self::Uptime => "uptime",
            Self::VendorStatus => "vendor_status",
        }
    }
}

/// One automated check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// Its id, as observations name it.
    pub id: ProbeId,
    /// What kind of check it is.
    pub kind: ProbeKind,
    /// The features it covers.
    pub features: Vec<FeatureId>,
    /// The service or vendor whose state it tells, as `depends_on` of the catalogue names it.
    pub service: Option<String>,
    /// The tiers it logs in as; none means every tier.
    pub tiers: Option<Vec<Tier>>,
    /// Where it stands; none means several places.
    pub region: Option<String>,
    /// Whether it logs in.
    pub authenticated: bool,
    /// How often it runs.
    pub interval: Span,
    /// How long one of its observations counts, where the observation names none.
    pub ttl: Span,
    /// Where a person can look at it.
    pub url: Option<String>,
}

/// All probes of a tenant, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probes {
    /// The probes.
    pub probes: BTreeMap<ProbeId, Probe>,
}
