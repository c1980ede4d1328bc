//! Messages that are another candidate's than their verdicts say.

use serde::{Deserialize, Serialize};

use crate::ids::{CandidateId, MessageId};
use crate::time::Timestamp;

/// Messages of one merge or split of which it is said where they are now, the newest; of older ones the candidates
/// themselves say it. One transaction takes so many at once without waiting.
pub const MAX_MOVED: usize = 1_000;

/// What made a message one of another candidate than its verdict says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moves {
    /// A person merged its candidate into another.
    Merge,
    /// A person split it off.
    Split,
    /// Its words tell it apart: it is of a second cause.
    SecondCause,
    /// It says that something works again, or does not, and was read before it was known which candidate it means.
    Answer,
}

impl Moves {
    /// The name on topics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Split => "split",
            Self::SecondCause => "second_cause",
            Self::Answer => "answer",
        }
    }
}

/// Of which candidate a message is by now. The rest of its verdict stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The message.
    pub message: MessageId,
    /// When the customer wrote.
    pub occurred_at: Timestamp,
    /// The candidate it was a report of; none where it was of none.
    pub from: Option<CandidateId>,
    /// The candidate it is one of now, or counts for.
    pub candidate: CandidateId,
    /// What made it so.
    pub by: Moves,
}
