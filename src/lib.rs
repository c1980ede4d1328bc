//! Groundswell: incident candidates from what customers report.
//!
//! The invariant: everything that decides is a pure, deterministic state machine over an ordered
//! journal; everything that touches the world is a thin shell around it. What correlate publishes is
//! a function of the journal alone.
//!
//! The loop: source record -> [`pipeline::understand`] -> journal record -> [`pipeline::partition`]
//! -> outputs. Kafka, replay, demo and the tests all run this one loop.
//!
//! Two kinds of time arrive with every input ([`engine::input::Moment`]): `at`, the journal's clock,
//! on which time to live is due; and `heard_until`, the moment up to which every message source has
//! been read, on which quiet and learning run, so that lag is never mistaken for quiet.

#[deny(clippy::disallowed_methods)]
pub mod candidate;
#[deny(clippy::disallowed_methods)]
pub mod change;
pub mod cli;
#[deny(clippy::disallowed_methods)]
pub mod cluster;
#[deny(clippy::disallowed_methods)]
pub mod config;
#[deny(clippy::disallowed_methods)]
pub mod engine;
#[deny(clippy::disallowed_methods)]
pub mod http;
pub mod ids;
pub mod kafka;
pub mod load;
#[deny(clippy::disallowed_methods)]
pub mod monitor;
#[deny(clippy::disallowed_methods)]
pub mod pipeline;
#[deny(clippy::disallowed_methods)]
pub mod rank;
#[deny(clippy::disallowed_methods)]
pub mod signal;
#[deny(clippy::disallowed_methods)]
pub mod time;
#[deny(clippy::disallowed_methods)]
pub mod wire;
