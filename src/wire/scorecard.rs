//! The scorecard as published, `scorecard.v1`, and read again by whoever asks for it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::WireError;
use super::json;
use super::scalar::Time;
use crate::candidate::scorecard::figures::Figures;
use crate::candidate::scorecard::{MonthCard, Of};
use crate::ids::TenantId;
use crate::time::Timestamp;

/// What was found in one calendar month (UTC), who knew it first, how much of it was right, and which blind spots
/// are closed since. A candidate belongs to the month in which it opened; later months change its figures no more,
/// but what people say of it and the probes that come do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "scorecard.v1")]
pub struct ScorecardDoc {
    /// Whose customers wrote.
    pub tenant: String,
    /// `2026-03`.
    pub month: String,
    /// When this was said, by the journal's clock.
    pub at: Time,
    /// All of the month.
    pub total: FiguresDoc,
    /// By feature; those without a candidate are absent.
    pub features: Vec<FeatureFiguresDoc>,
    /// Topics of which no feature is known, together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topics: Option<FiguresDoc>,
    /// Candidates of everything at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub everything: Option<FiguresDoc>,
    /// Blind spots that no probe covers yet, at most 50.
    pub open_blind_spots: Vec<BlindSpotDoc>,
    /// Candidates above the limit of 1,000 a month, which no figure counts.
    #[serde(default)]
    pub left_out: u32,
}

/// The figures of one feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "FeatureFigures")]
pub struct FeatureFiguresDoc {
    /// Which.
    pub feature: String,
    /// Its figures.
    pub figures: FiguresDoc,
}

/// Figures of some candidates. Medians and precision are absent where nothing was there to be counted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Figures")]
pub struct FiguresDoc {
    /// Candidates that opened; one that was merged into another is counted there, one from old messages nowhere.
    pub candidates: u32,
    /// Of these, still open.
    pub open: u32,
    /// Further candidates that opened from old messages.
    pub historic: u32,
    /// Confirmed by a person.
    pub confirmed: u32,
    /// Dismissed by a person, by reason.
    pub dismissed: BTreeMap<String, u32>,
    /// Neither confirmed nor dismissed.
    pub unjudged: u32,
    /// Confirmed of `precision_of`, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<f64>,
    /// Confirmed, or dismissed as not_an_incident, known or spam.
    pub precision_of: u32,
    /// Nobody dismissed it, and monitoring was not red when the first report was written.
    pub found_first_by_customers: u32,
    /// Of these, monitoring turned red before the candidate opened.
    pub red_by_opening: u32,
    /// Nobody dismissed it, and a probe was red before the first report was written.
    pub found_first_by_monitoring: u32,
    /// Median minutes from the opening until monitoring turned red, where it did while the candidate was open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gained_min_median: Option<f64>,
    /// Of so many candidates.
    pub gained_of: u32,
    /// Median minutes from the first report to the opening, of those that nobody dismissed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detected_min_median: Option<f64>,
    /// Of so many candidates.
    pub detected_of: u32,
    /// Incidents that have ended without monitoring turning red, for which a probe is known that was lacking.
    pub blind_spots: u32,
    /// Of these, such a probe exists now.
    pub blind_spots_closed: u32,
}

/// A blind spot that no probe covers yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "BlindSpot")]
pub struct BlindSpotDoc {
    /// The feature.
    pub feature: String,
    /// The candidate that found it.
    pub candidate: String,
    /// Probes any of which closes it, in words.
    pub closed_by: Vec<String>,
}

impl ScorecardDoc {
    /// One month as said at `at`.
    #[must_use]
    pub fn new(tenant: &TenantId, at: Timestamp, card: &MonthCard) -> Self {
        let figures = |wanted: &Of| card.rows.iter().find(|(of, _)| of == wanted).map(|(_, f)| FiguresDoc::from(f));
        let feature = |(of, figures): &(Of, Figures)| match of {
            Of::Feature(f) => Some(FeatureFiguresDoc { feature: f.to_string(), figures: figures.into() }),
            Of::Topics | Of::Everything => None,
        };
        let open = card.open_spots.iter().map(|(candidate, blind)| BlindSpotDoc {
            feature: blind.feature.to_string(),
            candidate: candidate.to_string(),
            closed_by: blind.asked.iter().map(|asked| asked.words()).collect(),
        });
        Self {
            tenant: tenant.as_str().to_owned(),
            month: card.month.to_string(),
            at: Time(at),
            total: (&card.total).into(),
            features: card.rows.iter().filter_map(feature).collect(),
            topics: figures(&Of::Topics),
            everything: figures(&Of::Everything),
            open_blind_spots: open.collect(),
            left_out: card.left_out,
        }
    }

    /// Reads a record of the topic.
    ///
    /// # Errors
    /// [`WireError`] where it is no JSON or of another shape.
    pub fn read(payload: &[u8]) -> Result<Self, WireError> {
        json::read_record(payload)
    }
}

impl From<&Figures> for FiguresDoc {
    fn from(f: &Figures) -> Self {
        Self {
            candidates: f.opened,
            open: f.open,
            historic: f.historic,
            confirmed: f.confirmed,
            dismissed: f.dismissed.clone(),
            unjudged: f.unjudged,
            precision: f.precision().map(|p| libm::round(p * 1_000.0) / 1_000.0),
            precision_of: f.judged,
            found_first_by_customers: f.by_customers,
            red_by_opening: f.red_by_opening,
            found_first_by_monitoring: f.by_monitoring,
            gained_min_median: f.gained_min.map(tenths),
            gained_of: f.gained_of,
            detected_min_median: f.detected_min.map(tenths),
            detected_of: f.detected_of,
            blind_spots: f.blind_spots,
            blind_spots_closed: f.blind_closed,
        }
    }
}

fn tenths(minutes: f64) -> f64 {
    libm::round(minutes * 10.0) / 10.0
}
