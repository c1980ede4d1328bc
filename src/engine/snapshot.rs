//! An engine's state as stored: named parts, each with the version of the algorithm that wrote it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Version of what the state means. It rises when the same journal would give another result. Parts of
/// another version are refused; who lets a version read older ones must allow it after a clean stop only,
/// when nothing is replayed.
pub const ALGORITHM: u16 = 12;

/// Largest part in bytes: well below what a broker takes as one record.
pub const MAX_PART_BYTES: usize = 512 * 1024;

/// The name of one part, unique within its tenant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PartName(pub String);

impl fmt::Display for PartName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why stored state cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StateError {
    /// Another version of the algorithm wrote it.
    #[error("part {part} was written by algorithm version {found}, this program has {ALGORITHM}")]
    OtherAlgorithm {
        /// Which part.
        part: PartName,
        /// Its version.
        found: u16,
    },
    /// The bytes are not what such a part holds.
    #[error("part {part} cannot be read: {why}")]
    Unreadable {
        /// Which part.
        part: PartName,
        /// Why.
        why: String,
    },
    /// A part that must be there is not.
    #[error("part {part} is missing")]
    Missing {
        /// Which part.
        part: PartName,
    },
}
