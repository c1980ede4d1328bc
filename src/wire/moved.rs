//! Of which candidate a message is after its verdict was published, `moved.v1`, beside `decision.v1` on one topic.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::WireError;
use super::json;
use super::scalar::Time;
use crate::engine::output::Moved;
use crate::ids::TenantId;
use crate::time::Timestamp;

/// Of which candidate a message is by now. The rest of its verdict stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "moved.v1")]
pub struct MovedDoc<'a> {
    /// Whose customer wrote.
    pub tenant: Cow<'a, str>,
    /// The message.
    pub message: Cow<'a, str>,
    /// When it came to be so, by the journal's clock.
    pub at: Time,
    /// When the customer wrote.
    pub occurred_at: Time,
    /// The candidate it was a report of; absent where it counted for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Cow<'a, str>>,
    /// The candidate it is a report of now, or counts for.
    pub candidate: Cow<'a, str>,
    /// What made it so: a person merged or split, its words tell it apart, or it says something of the end and was
    /// read before it was known which candidate it means.
    #[schemars(extend("enum" = ["merge", "split", "second_cause", "answer"]))]
    pub moved_by: Cow<'a, str>,
}

impl<'a> MovedDoc<'a> {
    /// As it is said at `at`.
    #[must_use]
    pub fn new(tenant: &'a TenantId, at: Timestamp, moved: &'a Moved) -> Self {
        Self {
            tenant: tenant.as_str().into(),
            message: moved.message.as_str().into(),
            at: Time(at),
            occurred_at: Time(moved.occurred_at),
            from: moved.from.as_ref().map(|c| c.as_str().into()),
            candidate: moved.candidate.as_str().into(),
            moved_by: moved.by.name().into(),
        }
    }

    /// A record of the decisions topic.
    ///
    /// # Errors
    /// [`WireError`] where it is no JSON or of another shape, as a verdict is.
    pub fn read(record: &[u8]) -> Result<MovedDoc<'static>, WireError> {
        json::within(record, json::MAX_RECORD_BYTES)?;
        json::read_whole(record)
    }
}
