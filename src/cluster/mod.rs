//! Signals of one tenant that report the same thing: which feature, how many distinct customers in
//! which window, and how improbable that is.
//!
//! It must never count messages where it means customers, and never look at monitoring but for
//! being told that it is red.

pub mod arrivals;
pub mod baseline;
pub mod corpus;
pub mod dismissals;
pub mod dispersion;
pub mod emergent;
pub mod factors;
pub mod feature;
pub mod history;
pub mod isolation;
mod law;
pub mod learn;
pub mod levels;
pub mod live;
pub mod negative_binomial;
pub mod rising;
pub mod spelling;
pub mod studies;
pub mod surge;
pub mod tally;
#[cfg(test)]
mod told;
pub mod values;
pub mod voices;
pub mod week;
