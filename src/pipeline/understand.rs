//! A source record in; journal records, or the reason why not, out.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::config::Understanding;
use crate::engine::input::Input;
use crate::ids::{IdentityKey, TenantId};
use crate::signal::identity::known_as;
use crate::signal::{Author, Message, Reader, Signal, Trace};
use crate::time::{Span, Timestamp};
use crate::wire::journal::{Body, JournalRecord, Origin};
use crate::wire::{self, Fault, WireError};

/// How far a source record's own time may lie ahead of understand's clock: what clocks of one
/// installation differ by. A producer's clock further ahead would hold everything else back.
pub const MAX_AHEAD: Span = Span::from_mins(5);

/// How the payload of a source topic is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Adapter {
    /// Canonical messages, `message.v1`.
    Message,
    /// Canonical observations, `observation.v1`.
    Observation,
    /// Canonical changes, `change.v1`.
    Change,
    /// What people say of messages and candidates, `feedback.v1`.
    Feedback,
    /// What `apply` and `forget` publish, `config.v1`.
    Config,
}

/// One record of a source topic.
#[derive(Clone, Debug)]
pub struct SourceRecord<'a> {
    /// How to read it.
    pub adapter: Adapter,
    /// Where it stood.
    pub origin: Origin,
    /// The record's own timestamp.
    pub timestamp: Timestamp,
    /// Its bytes.
    pub payload: &'a [u8],
}

/// Why a record could not be understood. The names are those of the metric's `reason` label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeadReason {
    /// Larger than the limit.
    TooLarge,
    /// Not UTF-8 or not JSON, nested too deep, a lone surrogate.
    NotJson,
    /// JSON of another shape: a field is missing or of the wrong type.
    WrongShape,
    /// A field's value cannot be (a tenant that is a path, a time that is none).
    BadValue,
    /// Feedback that cannot be done: an unknown candidate, one that has ended.
    Refused,
    /// Understanding it failed inside.
    Internal,
}

impl DeadReason {
    /// The name on the topic and in metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::NotJson => "not_json",
            Self::WrongShape => "wrong_shape",
            Self::BadValue => "bad_value",
            Self::Refused => "refused",
            Self::Internal => "internal",
        }
    }
}

/// A record that goes to the dead letters, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// Why.
    pub reason: DeadReason,
    /// One line for a person: the field, the value shortened, what was expected.
    pub detail: String,
}

impl From<WireError> for DeadLetter {
    fn from(error: WireError) -> Self {
        let reason = match error.fault {
            Fault::TooLarge => DeadReason::TooLarge,
            Fault::NotJson => DeadReason::NotJson,
            Fault::Shape => DeadReason::WrongShape,
            Fault::Value => DeadReason::BadValue,
        };
        Self { reason, detail: error.to_string() }
    }
}

/// What a source record says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Understood {
    /// For the journal; none where the record says nothing (the tombstone of a compacted topic).
    pub records: Vec<JournalRecord>,
    /// When it arrived: the record's own time, at most [`MAX_AHEAD`] ahead of the clock.
    pub arrived: Timestamp,
    /// The record's own time lay further ahead, or it had none: the clock stood in.
    pub clamped: bool,
}

/// Reads source records. One a worker; it holds caches, no state that shows.
#[derive(Debug)]
pub struct Understander {
    reader: Reader,
    identity_key: IdentityKey,
}

impl Understander {
    /// A reader with these settings.
    #[must_use]
    pub fn new(settings: Understanding) -> Self {
        Self { reader: Reader::new(&settings), identity_key: settings.identity_key }
    }

    /// Understands one record. `clock` is understand's clock.
    ///
    /// # Errors
    /// [`DeadLetter`] where the record cannot be understood; everything after it is unaffected.
    pub fn understand(&self, record: &SourceRecord<'_>, clock: Timestamp) -> Result<Understood, DeadLetter> {
        let (arrived, clamped) = arrived(record.timestamp, clock);
        let body = match record.adapter {
            Adapter::Message => {
                let message = wire::message::read(record.payload)?;
                let signal = self.signal(&message, arrived)?;
                Some(of(message.tenant, Input::Signal(Box::new(signal))))
            }
            Adapter::Observation => {
                let (tenant, observation) = wire::observation::read(record.payload)?;
                Some(of(tenant, Input::Observation(Box::new(observation))))
            }
            Adapter::Change => {
                let (tenant, change) = wire::change::read(record.payload)?;
                Some(of(tenant, Input::Change(Box::new(change))))
            }
            Adapter::Feedback => {
                let known_as = |tenant: &TenantId, author: &Author| known_as(&self.identity_key, tenant, author);
                let (tenant, feedback) = wire::feedback::read(record.payload, &known_as)?;
                Some(of(tenant, Input::Feedback(feedback)))
            }
            Adapter::Config => wire::config::read(record.payload)?,
        };
        let origin = Some(record.origin.clone());
        let records = body.map(|body| JournalRecord::new(clock, origin, body)).into_iter().collect();
        Ok(Understood { records, arrived, clamped })
    }

    /// Understands one message already read.
    ///
    /// # Errors
    /// [`DeadReason::Internal`] where reading it panics: one message must not stop the others.
    pub fn signal(&self, message: &Message, arrived: Timestamp) -> Result<Signal, DeadLetter> {
        guarded(|| self.reader.read(message, arrived))
    }

    /// How the problem score of a message came about.
    ///
    /// # Errors
    /// As [`Self::signal`].
    pub fn trace(&self, message: &Message) -> Result<Trace, DeadLetter> {
        guarded(|| self.reader.trace(message))
    }
}

/// The moment a record arrived, and whether the clock had to stand in for its own time.
fn arrived(own: Timestamp, clock: Timestamp) -> (Timestamp, bool) {
    let latest = clock + MAX_AHEAD;
    if own > latest {
        (latest, true)
    } else if own.as_millis() < 0 {
        // Kafka's -1: the producer gave none.
        (clock, true)
    } else {
        (own, false)
    }
}

fn of(tenant: TenantId, input: Input) -> Body {
    Body::Tenant { tenant, input }
}

/// The panic's own words are left out: they may repeat what a customer wrote.
fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, DeadLetter> {
    // The reader's caches hold finished entries only, so a panic leaves nothing half done.
    catch_unwind(AssertUnwindSafe(read)).map_err(|_| DeadLetter {
        reason: DeadReason::Internal,
        detail: "reading the text failed inside; the message is left out".to_owned(),
    })
}

#[cfg(test)]
mod tests;
