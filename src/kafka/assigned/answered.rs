//! What became of what people said, for those who said it.

use super::Assigned;
use crate::engine::output::Output;

impl Assigned {
    /// Why what a person said was refused, where anything was since so many outputs were pending.
    pub(crate) fn refused_since(&self, pending: usize) -> Option<&'static str> {
        self.pending.get(pending..)?.iter().find_map(|said| match &said.output {
            Output::Feedback(taken) => taken.refused(),
            Output::Candidate(_) | Output::Cluster(_) | Output::ClusterGone(_) | Output::Verdict(_) => None,
            Output::Moved(_)
            | Output::Watch(_)
            | Output::WatchGone(_)
            | Output::Scorecard(_)
            | Output::ScorecardGone(_) => None,
        })
    }
}
