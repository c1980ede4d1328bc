//! A report with the feature it means, on its way to where it belongs.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::output::{MAX_MOVED, Moved, Moves, Output, Reason, Verdict};
use crate::cluster::live::LiveReport;
use crate::ids::{CandidateId, FeatureId};

/// A report written at or after its candidate's deadline, read before the deadline was heard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct WaitingReport {
    pub(super) candidate: CandidateId,
    pub(super) placed: Placed,
}

/// The features that a message means: one, and where it says as much of another that one too; and another that it may
/// mean.
#[derive(Clone, Debug, Default)]
pub(super) struct Meant {
    pub(super) feature: Option<FeatureId>,
    pub(super) second: Option<FeatureId>,
    pub(super) near: Option<FeatureId>,
}

/// A report and the feature it means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Placed {
    pub(super) feature: FeatureId,
    pub(super) second: Option<FeatureId>,
    pub(super) report: Arc<LiveReport>,
    /// What is known so far of its verdict.
    pub(super) verdict: Verdict,
}

impl Placed {
    /// As it is where what it waited for has ended: a report of the feature that its message means. Where that means
    /// none it is one of the topic still.
    pub(super) fn released(mut self) -> Self {
        self.verdict.candidate = None;
        let means = self.verdict.feature.as_ref().filter(|_| self.feature.is_topic());
        if let Some(feature) = means {
            self.feature = feature.clone();
            self.verdict.topic = None;
        }
        self
    }
}

/// Says what became of a message.
pub(super) fn say(out: &mut Vec<Output>, mut verdict: Verdict, reason: Reason) {
    verdict.reason = reason;
    out.push(Output::Verdict(Box::new(verdict)));
}

/// Says of reports, oldest first, that they were of one candidate and are of another now.
pub(super) fn say_moved(
    out: &mut Vec<Output>,
    (reports, from): (&[Arc<LiveReport>], &CandidateId),
    candidate: &CandidateId,
    by: Moves,
) {
    let newest = reports.iter().skip(reports.len().saturating_sub(MAX_MOVED));
    out.extend(newest.map(|r| {
        let (message, from, candidate) = (r.id.clone(), Some(from.clone()), candidate.clone());
        Output::Moved(Box::new(Moved { message, occurred_at: r.occurred_at, from, candidate, by }))
    }));
}
