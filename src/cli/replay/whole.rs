//! The candidates of a replay as the person on call would have read them, and the watch list at its end.

use std::collections::BTreeMap;

use crate::cli::show;
use crate::engine::output::{ClusterState, Output};
use crate::ids::{CandidateId, FeatureId, TenantId};
use crate::pipeline::partition::TenantOutput;
use crate::time::Timestamp;

/// Columns of a page: those of a terminal.
const WIDTH: usize = 100;

/// What is read so far.
#[derive(Default)]
pub(super) struct Whole {
    out: String,
    /// How many ranks each candidate had when it was printed last.
    ranks: BTreeMap<CandidateId, usize>,
    watched: BTreeMap<(TenantId, FeatureId), ClusterState>,
    now: Timestamp,
}

impl Whole {
    /// Takes what is said: a candidate that opens or rises is a page.
    pub(super) fn see(&mut self, said: &TenantOutput) {
        self.now = said.at.max(self.now);
        match &said.output {
            Output::Candidate(event) => {
                let c = &event.candidate;
                if self.ranks.insert(c.id.clone(), c.ranks.len()).is_none_or(|before| before < c.ranks.len()) {
                    self.out.push_str(&show::candidate(c, said.at, WIDTH));
                    self.out.push('\n');
                }
            }
            Output::Cluster(state) => {
                let key = (said.tenant.clone(), state.feature.clone());
                // What has a candidate is on no watch list.
                if state.candidate.is_some() {
                    self.watched.remove(&key);
                } else {
                    self.watched.insert(key, (**state).clone());
                }
            }
            Output::ClusterGone(feature) => {
                self.watched.remove(&(said.tenant.clone(), feature.clone()));
            }
            Output::Verdict(_) | Output::Moved(_) | Output::Feedback(_) | Output::Watch(_) | Output::WatchGone(_) => {}
            Output::Scorecard(_) | Output::ScorecardGone(_) => {}
        }
    }

    /// All of it.
    pub(super) fn text(self) -> String {
        let mut entries: Vec<_> = self.watched.into_iter().collect();
        entries.sort_by(|((_, a), x), ((_, b), y)| x.by_urgency(y).then_with(|| a.cmp(b)));
        let mut out = self.out;
        out.push_str(if entries.is_empty() { "Nothing is on the watch list.\n" } else { "On the watch list\n\n" });
        for ((tenant, _), state) in entries {
            out.push_str(&show::entry(&tenant, &state, self.now, WIDTH));
            out.push('\n');
        }
        out
    }
}
