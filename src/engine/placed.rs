//! A report with the feature it means, on its way to where it belongs.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::output::{Output, Reason, Verdict};
use crate::cluster::live::LiveReport;
use crate::ids::{CandidateId, FeatureId};

/// A report written at or after its candidate's deadline, read before the deadline was heard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct WaitingReport {
    pub(super) candidate: CandidateId,
    pub(super) placed: Placed,
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

/// Says what became of a message.
pub(super) fn say(out: &mut Vec<Output>, mut verdict: Verdict, reason: Reason) {
    verdict.reason = reason;
    out.push(Output::Verdict(Box::new(verdict)));
}
