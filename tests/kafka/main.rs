//! The Kafka side on a real Apache Kafka, brought up by broker.sh.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test says what is wrong by failing"
)]

mod after_deploy;
mod close_open;
mod crash;
mod dead_letters;
mod embedded;
mod feedback;
mod forget;
mod helper;
mod outage;
mod pipeline;
mod scorecard;
mod story;
mod watches;
