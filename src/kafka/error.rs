//! Why a run ends other than by being asked to.

use std::fmt;

/// Why a run ends other than by being asked to. Each says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// No broker answers, or a client cannot be made.
    #[error("cannot reach Kafka at {at}: {why}")]
    Connection {
        /// Where it was looked for, as `kafka.bootstrap` says.
        at: String,
        /// What the client says.
        why: String,
    },
    /// The brokers inside this process do not start.
    #[error("the embedded broker does not start: {0}")]
    Embedded(String),
    /// A setting that the broker or the client refuses.
    #[error("{0}")]
    Configuration(String),
    /// Another living process uses the same transactional or member id.
    #[error(
        "another process uses the id {id}: it has fenced this one. Two processes of one installation need different \
         --instance names"
    )]
    Double {
        /// The id both use.
        id: String,
    },
    /// Stored state and offsets do not fit together; nothing is ever reset silently.
    #[error("journal partition {partition} cannot be continued: {why}")]
    Refused {
        /// The journal partition.
        partition: i32,
        /// What does not fit and what to do.
        why: String,
    },
    /// A defect of the program.
    #[error("a defect: {0}; what was not committed is read again after a restart")]
    Defect(String),
}

impl RunError {
    /// Nothing, or nothing in time, came from the brokers at this address.
    pub(crate) fn connection(at: &str, why: impl fmt::Display) -> Self {
        Self::Connection { at: at.to_owned(), why: why.to_string() }
    }

    /// The exit code of the command: 3 configuration, 4 connection (a double included).
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Configuration(_) | Self::Refused { .. } => 3,
            Self::Connection { .. } | Self::Embedded(_) | Self::Double { .. } => 4,
            Self::Defect(_) => 1,
        }
    }
}
