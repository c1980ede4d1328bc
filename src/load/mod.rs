//! Reads files and environment into validated settings: strict, layered, with spans.
//!
//! It must never reach the pure rooms, and nothing after it can fail on configuration.

pub mod run;
