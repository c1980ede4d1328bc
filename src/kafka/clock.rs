//! Understand's clock: the only place where time enters.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::time::{Span, Timestamp};

/// A clock that understand reads.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine's.
    System,
    /// One that runs faster than the machine's, for a story told at speed.
    Fast {
        /// What it showed when it was started.
        from: Timestamp,
        /// When it was started.
        started: Instant,
        /// How many of its seconds pass in one of ours.
        speed: u32,
    },
}

impl Clock {
    /// What it shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            }
            Self::Fast { from, started, speed } => {
                let passed = started.elapsed().as_millis().saturating_mul(u128::from(*speed));
                *from + Span::from_millis(i64::try_from(passed).unwrap_or(i64::MAX))
            }
        }
    }
}
