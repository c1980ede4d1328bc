//! Whom it concerns beyond those who wrote, as published.

use schemars::JsonSchema;
use serde::Serialize;

use super::super::scalar::Time;
use crate::candidate::Candidate;
use crate::candidate::impact::{Affected, Internal, Revenue};

/// How many are likely affected, what revenue stands behind the reporters, and what other teams say.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ImpactDoc<'a> {
    /// Reports of other teams or executives on the same feature, kept apart from customers.
    pub internal_reports: u32,
    /// The newest of these, at most 3, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub internal: Vec<InternalDoc<'a>>,
    /// Yearly revenue of the reporters' accounts; absent where no source says any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revenue: Option<RevenueDoc>,
    /// Customers likely affected, those included who do not write; absent: not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimated_affected: Option<AffectedDoc>,
}

/// What another team or an executive says.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Internal")]
pub struct InternalDoc<'a> {
    /// The message.
    pub id: &'a str,
    /// When it was written.
    pub occurred_at: Time,
    /// Who wrote, by role, where the source says it in the dimension `role`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<&'a str>,
    /// The text, redacted.
    pub text: &'a str,
    /// Where the original is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
}

/// Yearly revenue, in the tenant's own currency.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Revenue")]
pub struct RevenueDoc {
    /// Of all accounts whose revenue is known, each once.
    pub sum: f64,
    /// How many accounts that are.
    pub accounts: u32,
}

/// Reporters divided by the share of affected customers who wrote in earlier, counted incidents.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Affected")]
pub struct AffectedDoc {
    /// By the median share.
    pub likely: u32,
    /// By the highest share.
    pub low: u32,
    /// By the lowest share.
    pub high: u32,
    /// From so many confirmed incidents that were counted.
    pub incidents: u32,
}

impl<'a> ImpactDoc<'a> {
    pub(super) fn new(c: &'a Candidate) -> Self {
        let revenue = |r: &Revenue| RevenueDoc { sum: r.sum, accounts: r.accounts };
        let affected = |Affected { likely, low, high, incidents }| AffectedDoc { likely, low, high, incidents };
        Self {
            internal_reports: c.internal_reports,
            internal: c.internal.iter().map(internal).collect(),
            revenue: c.revenue.as_ref().map(revenue),
            estimated_affected: c.estimated_affected.map(affected),
        }
    }
}

fn internal(said: &Internal) -> InternalDoc<'_> {
    InternalDoc {
        id: said.id.as_str(),
        occurred_at: Time(said.occurred_at),
        role: said.role.as_deref(),
        text: &said.text,
        url: said.url.as_deref(),
    }
}
