//! What could not be understood or applied, with the reason, in the same transaction as everything
//! else of its batch.

use rdkafka::message::{BorrowedMessage, Message};

use super::transaction::Record;
use crate::pipeline::understand::{DeadLetter, DeadReason};
use crate::wire::dead_letter::{DeadLetterHeaders, Stage};
use crate::wire::journal::Origin;

/// A record that could not be used.
pub(crate) struct Dead<'a> {
    /// Which stage gave it up.
    pub(crate) stage: Stage,
    /// Where it stood.
    pub(crate) origin: Origin,
    /// Its key.
    pub(crate) key: Option<&'a [u8]>,
    /// Its value.
    pub(crate) value: &'a [u8],
    /// Its time stamp, in milliseconds since 1970.
    pub(crate) timestamp_ms: Option<i64>,
}

impl<'a> Dead<'a> {
    /// A record of the journal that stage 2 gives up.
    pub(crate) fn of_journal(message: &'a BorrowedMessage<'_>, journal: &str) -> Self {
        Self {
            stage: Stage::Correlate,
            origin: Origin { topic: journal.to_owned(), partition: message.partition(), offset: message.offset() },
            key: message.key(),
            value: message.payload().unwrap_or_default(),
            timestamp_ms: message.timestamp().to_millis(),
        }
    }

    /// The record for the topic. The body is left out unless `with_body`: it is not redacted.
    pub(crate) fn record(&self, topic: &str, letter: &DeadLetter, with_body: bool) -> Record {
        let headers =
            DeadLetterHeaders::new(self.stage, &self.origin, letter.reason.name(), &letter.detail, self.value)
                .into_pairs();
        Record {
            topic: topic.to_owned(),
            partition: None,
            key: self.key.map(<[u8]>::to_vec),
            headers,
            timestamp_ms: self.timestamp_ms,
            payload: Some(if with_body { self.value.to_vec() } else { Vec::new() }),
        }
    }
}

/// The letter of a record whose application failed inside.
pub(crate) fn internal(detail: String) -> DeadLetter {
    DeadLetter { reason: DeadReason::Internal, detail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_stays_out_unless_asked_for() {
        let origin = Origin { topic: "tickets".to_owned(), partition: 1, offset: 7 };
        let dead = Dead { stage: Stage::Understand, origin, key: Some(b"k"), value: b"{secret", timestamp_ms: Some(5) };
        let letter = DeadLetter { reason: DeadReason::NotJson, detail: "line 1".to_owned() };
        let record = dead.record("dl", &letter, false);
        assert_eq!(record.payload, Some(Vec::new()));
        assert_eq!((record.key.as_deref(), record.timestamp_ms), (Some(&b"k"[..]), Some(5)));
        let find = |name: &str| record.headers.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone());
        assert_eq!(find("__connect.errors.offset").as_deref(), Some("7"));
        assert_eq!(find("__connect.errors.exception.class.name").as_deref(), Some("not_json"));
        assert_eq!(dead.record("dl", &letter, true).payload.as_deref(), Some(&b"{secret"[..]));
    }
}
