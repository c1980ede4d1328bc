//! What an engine said, as a record of its topic. It goes to the journal's own partition number, so
//! that a tenant's outputs are in order and beside its state.

use std::collections::BTreeSet;

use super::topics::Topics;
use super::transaction::Record;
use crate::engine::output::Output;
use crate::ids::{FeatureId, TenantId};
use crate::pipeline::partition::TenantOutput;
use crate::wire::{self, Outgoing, TopicKind};

/// What of these outputs is written. The topic of clusters is compacted: of several states of one
/// cluster in one transaction only the last is worth its record.
pub(crate) fn worth_writing(mut said: Vec<TenantOutput>) -> Vec<TenantOutput> {
    let mut later: BTreeSet<(TenantId, FeatureId)> = BTreeSet::new();
    let mut keep: Vec<bool> = Vec::with_capacity(said.len());
    for one in said.iter().rev() {
        let cluster = match &one.output {
            Output::Cluster(state) => &state.feature,
            Output::ClusterGone(feature) => feature,
            Output::Candidate(_)
            | Output::Verdict(_)
            | Output::Moved(_)
            | Output::Watch(_)
            | Output::WatchGone(_)
            | Output::Scorecard(_)
            | Output::ScorecardGone(_)
            | Output::Feedback(_) => {
                keep.push(true);
                continue;
            }
        };
        keep.push(later.insert((one.tenant.clone(), cluster.clone())));
    }
    // Asked in order of the outputs: the last answer is for the first of them.
    said.retain(|_| keep.pop().unwrap_or(true));
    said
}

/// The record of an output; none where no topic carries it.
pub(crate) fn record(topics: &Topics, partition: i32, said: &TenantOutput) -> Option<Record> {
    wire::outgoing(&said.tenant, said.at, &said.output).map(|outgoing| of(topics, partition, outgoing))
}

/// The same of what already has its form.
pub(crate) fn of(topics: &Topics, partition: i32, outgoing: Outgoing) -> Record {
    let topic = match outgoing.topic {
        TopicKind::Candidates => &topics.candidates,
        TopicKind::Clusters => &topics.clusters,
        TopicKind::Decisions => &topics.decisions,
        TopicKind::Watches => &topics.watches,
        TopicKind::Scorecard => &topics.scorecard,
        TopicKind::DeadLetters => &topics.dead_letters,
    };
    Record {
        topic: topic.clone(),
        partition: Some(partition),
        key: Some(outgoing.key.into_bytes()),
        headers: outgoing.headers,
        timestamp_ms: None,
        payload: outgoing.payload,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    #[test]
    fn of_a_clusters_states_the_last_is_written_and_the_order_stands() {
        let said = |tenant: &str, feature: &str, s: i64| TenantOutput {
            tenant: TenantId::new(tenant).unwrap(),
            at: Timestamp::from_millis(s),
            output: Output::ClusterGone(FeatureId::new(feature).unwrap()),
        };
        let all = vec![said("a", "x", 1), said("b", "x", 2), said("a", "x", 3), said("a", "y", 4), said("a", "x", 5)];
        let written: Vec<i64> = worth_writing(all).iter().map(|o| o.at.as_millis()).collect();
        assert_eq!(written, [2, 4, 5]);
    }
}
