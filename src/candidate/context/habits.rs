//! Habits of operating that let customers find what breaks (R61, R62), each with the evidence it rests on.
//!
//! | tag | where |
//! |---|---|
//! | no_application_metrics | no strong probe names the feature: none at all, or only uptime and vendor status |
//! | blind_operations | more than half of the catalogue's features have no strong probe |
//! | manual_deployment | of the last deploys to production whose source says it, more than half were made by hand |
//! | no_pipeline | a deploy was made by hand, and none of the last ones by a pipeline, nor does any name one |
//!
//! Where the source of changes says neither `automated` nor `pipeline_url` nothing is known, and no tag is set; nor of
//! fewer than three deploys: one of them is no habit.

use serde::{Deserialize, Serialize};

use crate::change::{Change, ChangeKind, Changes};
use crate::config::{Catalogue, Feature, Probe, Probes};
use crate::monitor::{Slice, coverage};
use crate::time::{Span, Timestamp};

/// Deploys looked at: the newest ones before the onset.
const LAST: usize = 20;
/// How far back they may lie.
const LOOK_BACK: Span = Span::from_days(28);
/// Of fewer deploys nobody can tell a habit.
const LEAST_DEPLOYS: usize = 3;
/// A catalogue of fewer features tells nothing of most of them.
const LEAST_FEATURES: usize = 3;

/// Which habit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagKind {
    /// Nothing measures whether this feature works.
    NoApplicationMetrics,
    /// Nothing measures whether most of the catalogue works.
    BlindOperations,
    /// Most deploys are made by hand.
    ManualDeployment,
    /// No deploy goes through a pipeline.
    NoPipeline,
}

impl TagKind {
    /// The name on topics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoApplicationMetrics => "no_application_metrics",
            Self::BlindOperations => "blind_operations",
            Self::ManualDeployment => "manual_deployment",
            Self::NoPipeline => "no_pipeline",
        }
    }
}

/// One habit, and why it is thought to be one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// Which.
    pub kind: TagKind,
    /// One sentence for a person, with the evidence.
    pub why: String,
}

/// The tags of a candidate of `feature` (none: of a topic) that began at `onset`.
#[must_use]
pub fn tags(
    feature: Option<&Feature>,
    (catalogue, probes): (&Catalogue, &Probes),
    changes: &Changes,
    onset: Timestamp,
) -> Vec<Tag> {
    let deploys: Vec<&Change> = changes
        .back_from(onset, LOOK_BACK)
        .filter(|change| change.kind == ChangeKind::Deploy && change.is_production())
        .take(LAST)
        .collect();
    let found = [
        feature.and_then(|feature| no_application_metrics(feature, probes)),
        blind_operations(catalogue, probes),
        manual_deployment(&deploys),
        no_pipeline(&deploys),
    ];
    found.into_iter().flatten().collect()
}

fn no_application_metrics(feature: &Feature, probes: &Probes) -> Option<Tag> {
    let everyone = Slice::default();
    let naming: Vec<&Probe> = coverage::covering(probes, &feature.id, &everyone).collect();
    if naming.iter().any(|probe| probe.kind.is_strong()) {
        return None;
    }
    let name = &feature.name;
    let why = if naming.is_empty() {
        format!("No probe looks at {name}: that is not a green.")
    } else {
        let weak: Vec<String> =
            naming.iter().map(|p| format!("{} ({})", p.id, p.kind.name().replace('_', " "))).collect();
        let (looks, says) = if weak.len() == 1 { ("looks", "it says") } else { ("look", "they say") };
        let weak = weak.join(" and ");
        format!("Only {weak} {looks} at {name}: {says} that something answers, not that it works.")
    };
    Some(Tag { kind: TagKind::NoApplicationMetrics, why })
}

fn blind_operations(catalogue: &Catalogue, probes: &Probes) -> Option<Tag> {
    let all = catalogue.features.len();
    let strong: std::collections::BTreeSet<_> =
        probes.probes.values().filter(|probe| probe.kind.is_strong()).flat_map(|probe| &probe.features).collect();
    let blind = catalogue.features.keys().filter(|feature| !strong.contains(feature)).count();
    (all >= LEAST_FEATURES && blind * 2 > all).then(|| Tag {
        kind: TagKind::BlindOperations,
        why: format!("{blind} of {all} features of the catalogue have no probe that tells whether they work."),
    })
}

fn by_pipeline(change: &Change) -> Option<bool> {
    change.automated.or_else(|| change.pipeline_url.as_ref().map(|_| true))
}

fn manual_deployment(deploys: &[&Change]) -> Option<Tag> {
    let said: Vec<(&Change, bool)> = deploys.iter().filter_map(|c| Some((*c, by_pipeline(c)?))).collect();
    let by_hand: Vec<&Change> = said.iter().filter(|(_, pipeline)| !pipeline).map(|(change, _)| *change).collect();
    let newest = by_hand.first()?;
    let which = format!("{} of {}", newest.id, newest.service);
    let (k, n) = (by_hand.len(), said.len());
    (n >= LEAST_DEPLOYS && k * 2 > n).then(|| Tag {
        kind: TagKind::ManualDeployment,
        why: format!("{k} of the last {n} deploys of which it is said were made by hand, {which} among them."),
    })
}

fn no_pipeline(deploys: &[&Change]) -> Option<Tag> {
    let by_hand = deploys.iter().any(|change| by_pipeline(change) == Some(false));
    let any = deploys.iter().any(|change| by_pipeline(change) == Some(true) || change.pipeline_url.is_some());
    (by_hand && !any && deploys.len() >= LEAST_DEPLOYS).then(|| Tag {
        kind: TagKind::NoPipeline,
        why: format!("None of the last {} deploys to production names a pipeline.", deploys.len()),
    })
}

#[cfg(test)]
mod tests;
