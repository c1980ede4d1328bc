//! JSON Schemas of what comes in and goes out, made from the types that read and write it.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use super::candidate::CandidateDoc;
use super::change::ChangeDoc;
use super::cluster::ClusterDoc;
use super::config::ConfigDoc;
use super::dead_letter::DeadLetterHeaders;
use super::decision::DecisionDoc;
use super::feedback::FeedbackDoc;
use super::message::MessageDoc;
use super::moved::MovedDoc;
use super::observation::ObservationDoc;
use super::scorecard::ScorecardDoc;
use super::watch::WatchDoc;

/// Every schema with its file name, as text that ends with a line feed.
#[must_use]
pub fn all() -> Vec<(&'static str, String)> {
    vec![
        ("message.v1.json", text(&incoming::<MessageDoc>())),
        ("observation.v1.json", text(&incoming::<ObservationDoc>())),
        ("change.v1.json", text(&incoming::<ChangeDoc>())),
        ("feedback.v1.json", text(&incoming::<FeedbackDoc>())),
        ("config.v1.json", text(&incoming::<ConfigDoc>())),
        ("candidate.v1.json", text(&outgoing::<CandidateDoc<'static>>())),
        ("cluster.v1.json", text(&outgoing::<ClusterDoc<'static>>())),
        ("decision.v1.json", text(&outgoing::<DecisionDoc<'static>>())),
        ("moved.v1.json", text(&outgoing::<MovedDoc<'static>>())),
        ("watch.v1.json", text(&outgoing::<WatchDoc>())),
        ("scorecard.v1.json", text(&outgoing::<ScorecardDoc>())),
        ("dead-letter-headers.v1.json", text(&outgoing::<DeadLetterHeaders>())),
    ]
}

fn incoming<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_deserialize().into_generator().into_root_schema_for::<T>()
}

fn outgoing<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}

fn text(schema: &Schema) -> String {
    // A schema is plain JSON; writing it into text cannot fail.
    serde_json::to_string_pretty(schema).unwrap_or_default() + "\n"
}
