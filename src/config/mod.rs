//! Settings, catalogue, probe inventory and tiers as plain, validated values.
//!
//! Nothing here reads a file or the environment (load/ does), and nothing that holds one of these
//! values can fail on configuration any more.

pub mod catalogue;
pub mod probes;
pub mod settings;

pub use catalogue::{Catalogue, Feature};
pub use probes::{Probe, ProbeKind, Probes};
pub use settings::{Detection, Limits, Understanding};
