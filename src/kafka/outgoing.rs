//! What an engine said, as a record of its topic. It goes to the journal's own partition number, so
//! that a tenant's outputs are in order and beside its state.

use super::topics::Topics;
use super::transaction::Record;
use crate::pipeline::partition::TenantOutput;
use crate::wire::{self, Outgoing, TopicKind};

/// The record of an output.
pub(crate) fn record(topics: &Topics, partition: i32, said: &TenantOutput) -> Record {
    of(topics, partition, wire::outgoing(&said.tenant, said.at, &said.output))
}

/// The same of what already has its form.
pub(crate) fn of(topics: &Topics, partition: i32, outgoing: Outgoing) -> Record {
    let topic = match outgoing.topic {
        TopicKind::Candidates => &topics.candidates,
        TopicKind::Clusters => &topics.clusters,
        TopicKind::Decisions => &topics.decisions,
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
