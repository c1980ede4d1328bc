//! A tenant's settings as written in files and on the config topic.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::WireError;
use super::scalar::name;
use crate::config::settings::TenantSettings;
use crate::config::{Detection, Limits};
use crate::ids::Tier;
use crate::time::Span;

/// Longest time a setting may name, in seconds: a year.
const MAX_SETTING_S: f64 = 366.0 * 86_400.0;

/// Settings that change results. What is left out has the shipped value; other keys are refused.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Settings")]
pub struct SettingsDoc {
    /// How surges are judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detection: Option<DetectionDoc>,
    /// What is kept at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<LimitsDoc>,
    /// Tier by account: the keyed hash of the account's id in 16 hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tiers: Option<BTreeMap<String, String>>,
}

/// How surges are judged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Detection")]
pub struct DetectionDoc {
    /// False candidates a month and tenant that are accepted.
    pub false_candidates_per_month: Option<f64>,
    /// A report later than this never opens a candidate.
    pub lateness_s: Option<f64>,
    /// Reports whose problem score is at or below this are no problem reports.
    pub problem_cut: Option<f64>,
    /// Lowest score at which a feature is taken to be meant, 0 to 1.
    pub feature_cut: Option<f64>,
    /// How long a report keeps its cluster on the watch list.
    pub watch_for_s: Option<f64>,
}

/// What an engine keeps at most.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Limits")]
pub struct LimitsDoc {
    /// Ids of messages remembered against duplicates.
    pub seen_ids: Option<u32>,
    /// How long they are remembered.
    pub seen_for_s: Option<f64>,
    /// Reports of one feature kept for its windows.
    pub reports_per_feature: Option<u32>,
    /// Messages one open candidate remembers by id.
    pub messages_per_candidate: Option<u32>,
    /// Open candidates of a tenant.
    pub open_candidates: Option<u32>,
    /// Probes times regions whose last observation is kept.
    pub observations: Option<u32>,
    /// Changes kept.
    pub changes: Option<u32>,
    /// Accounts in the account-to-tier table.
    pub accounts: Option<u32>,
}

impl TryFrom<SettingsDoc> for TenantSettings {
    type Error = WireError;

    fn try_from(doc: SettingsDoc) -> Result<Self, WireError> {
        let detection = doc.detection.unwrap_or_default().try_into().map_err(|e: WireError| e.under("detection"))?;
        let limits: Limits = doc.limits.unwrap_or_default().try_into().map_err(|e: WireError| e.under("limits"))?;
        let most = usize::try_from(limits.accounts).unwrap_or(usize::MAX);
        let tiers = doc.tiers.unwrap_or_default();
        if tiers.len() > most {
            return Err(WireError::too_many("tiers", tiers.len(), most));
        }
        let tier = |(account, tier): (&String, &String)| {
            let expected = "the keyed hash of an account in 16 hexadecimal digits";
            let key = key_of(account).ok_or_else(|| WireError::value("tiers", account, expected))?;
            Ok((key, name::<Tier>(tier, "tiers")?))
        };
        Ok(Self { detection, limits, tiers: tiers.iter().map(tier).collect::<Result<_, WireError>>()? })
    }
}

impl TryFrom<DetectionDoc> for Detection {
    type Error = WireError;

    fn try_from(doc: DetectionDoc) -> Result<Self, WireError> {
        let d = Self::default();
        let within = |found: Option<f64>, or: f64, field: &str, low: f64, high: f64| match found.unwrap_or(or) {
            x if (low..=high).contains(&x) => Ok(x),
            x => Err(WireError::value(field, &x.to_string(), format!("{low} to {high}"))),
        };
        let budget = (doc.false_candidates_per_month, "false_candidates_per_month");
        Ok(Self {
            false_candidates_per_month: within(budget.0, d.false_candidates_per_month, budget.1, 0.001, 1_000.0)?,
            lateness: length(doc.lateness_s, d.lateness, "lateness_s")?,
            problem_cut: within(doc.problem_cut, d.problem_cut, "problem_cut", -10.0, 10.0)?,
            feature_cut: within(doc.feature_cut, d.feature_cut, "feature_cut", 0.0, 1.0)?,
            watch_for: length(doc.watch_for_s, d.watch_for, "watch_for_s")?,
        })
    }
}

impl TryFrom<LimitsDoc> for Limits {
    type Error = WireError;

    fn try_from(doc: LimitsDoc) -> Result<Self, WireError> {
        let d = Self::default();
        let some = |found: Option<u32>, or: u32, field: &str| match found.unwrap_or(or) {
            0 => Err(WireError::value(field, "0", "1 or more")),
            n => Ok(n),
        };
        Ok(Self {
            seen_ids: some(doc.seen_ids, d.seen_ids, "seen_ids")?,
            seen_for: length(doc.seen_for_s, d.seen_for, "seen_for_s")?,
            reports_per_feature: some(doc.reports_per_feature, d.reports_per_feature, "reports_per_feature")?,
            messages_per_candidate: some(
                doc.messages_per_candidate,
                d.messages_per_candidate,
                "messages_per_candidate",
            )?,
            open_candidates: some(doc.open_candidates, d.open_candidates, "open_candidates")?,
            observations: some(doc.observations, d.observations, "observations")?,
            changes: some(doc.changes, d.changes, "changes")?,
            accounts: some(doc.accounts, d.accounts, "accounts")?,
        })
    }
}

/// A keyed hash from its 16 hexadecimal digits.
pub(crate) fn key_of(text: &str) -> Option<u64> {
    let digits = text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
    digits.then(|| u64::from_str_radix(text, 16).ok()).flatten()
}

/// A length of time of a setting, more than none and at most a year.
fn length(found: Option<f64>, or: Span, field: &str) -> Result<Span, WireError> {
    match found {
        None => Ok(or),
        Some(s) if s > 0.0 && s <= MAX_SETTING_S => Ok(Span::from_millis((s * 1_000.0).round() as i64)),
        Some(s) => Err(WireError::value(field, &s.to_string(), "more than 0 and at most 31622400 seconds")),
    }
}

fn seconds_of(span: Span) -> Option<f64> {
    Some(span.as_millis() as f64 / 1_000.0)
}

/// What [`TenantSettings::try_from`] reads back as the same settings.
impl From<&TenantSettings> for SettingsDoc {
    fn from(s: &TenantSettings) -> Self {
        let d = &s.detection;
        let l = &s.limits;
        Self {
            detection: Some(DetectionDoc {
                false_candidates_per_month: Some(d.false_candidates_per_month),
                lateness_s: seconds_of(d.lateness),
                problem_cut: Some(d.problem_cut),
                feature_cut: Some(d.feature_cut),
                watch_for_s: seconds_of(d.watch_for),
            }),
            limits: Some(LimitsDoc {
                seen_ids: Some(l.seen_ids),
                seen_for_s: seconds_of(l.seen_for),
                reports_per_feature: Some(l.reports_per_feature),
                messages_per_candidate: Some(l.messages_per_candidate),
                open_candidates: Some(l.open_candidates),
                observations: Some(l.observations),
                changes: Some(l.changes),
                accounts: Some(l.accounts),
            }),
            tiers: Some(s.tiers.iter().map(|(k, t)| (format!("{k:016x}"), t.to_string())).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<TenantSettings, WireError> {
        serde_json::from_str::<SettingsDoc>(json).unwrap().try_into()
    }

    #[test]
    fn nothing_said_is_what_is_shipped() {
        assert_eq!(read("{}").unwrap(), TenantSettings::default());
    }

    #[test]
    fn numbers_stop_at_their_limits() {
        for good in ["false_candidates_per_month\":1000", "feature_cut\":0", "feature_cut\":1", "lateness_s\":31622400"]
        {
            assert!(read(&format!("{{\"detection\":{{\"{good}}}}}")).is_ok(), "{good}");
        }
        for bad in ["false_candidates_per_month\":0", "feature_cut\":1.01", "lateness_s\":0", "lateness_s\":31622401"] {
            let field = bad.split('"').next().unwrap_or_default();
            let e = read(&format!("{{\"detection\":{{\"{bad}}}}}")).unwrap_err();
            assert_eq!(e.field, format!("detection.{field}"));
        }
        assert_eq!(read(r#"{"limits":{"seen_ids":0}}"#).unwrap_err().field, "limits.seen_ids");
    }

    #[test]
    fn accounts_are_hashes_and_stop_at_their_limit() {
        let json = |n: u32| {
            let tiers: BTreeMap<String, &str> = (0..n).map(|i| (format!("{i:016x}"), "pro")).collect();
            serde_json::json!({"limits": {"accounts": 3}, "tiers": tiers}).to_string()
        };
        assert_eq!(read(&json(3)).unwrap().tiers.get(&2).map(Tier::as_str), Some("pro"));
        assert_eq!(read(&json(4)).unwrap_err().field, "tiers");
        assert_eq!(read(r#"{"tiers":{"org-2":"pro"}}"#).unwrap_err().field, "tiers");
    }
}
