//! The Kafka side on a real Apache Kafka, brought up by broker.sh.

mod crash;
mod dead_letters;
mod embedded;
mod helper;
mod pipeline;
