//! A message understood, without memory: every function here gives the same answer for the same
//! message, in any order, so that understanding scales out.
//!
//! It must never look at history, catalogue, monitoring or a clock: which feature a message means is
//! decided in cluster/, which alone knows the catalogue.

mod cues;
mod dimensions;
mod function_words;
mod html;
pub mod identity;
mod language;
mod lexicon;
mod normal;
#[cfg(test)]
mod obvious;
mod onset;
mod places;
mod problem;
mod reader;
mod recovery;
mod redact;
mod specificity;
mod stem;
#[cfg(test)]
mod tests;
mod text;
mod trace;
mod tried;
mod zone;

pub use dimensions::{MAX_DIMENSIONS, MAX_KEY_CHARS, MAX_VALUE_CHARS};
pub use function_words::is_function_word;
pub use language::language_name;
pub use onset::MAX_ONSET_DAYS;
pub use places::country_code;
pub use problem::knows_cues;
pub use reader::{Cut, Reader, words};
pub use recovery::Recovery;
pub use redact::redacted;
pub use specificity::in_words as specificity_in_words;
pub use stem::stem;
pub use text::MAX_TOKEN_CHARS;
pub use trace::{CueWeight, SentenceTrace, Trace};
pub use tried::{Action, Tried};
pub use zone::{EVERY_TENANT, ReadIn, ZoneSource, is_zone};

use std::collections::BTreeMap;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountKey, CustomerKey, FeatureId, MessageId, TenantId, Tier};
use crate::time::Timestamp;

/// How a message reached the company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A ticket from a form or an agent.
    Ticket,
    /// A chat message.
    Chat,
    /// An e-mail.
    Email,
    /// A post on a social network.
    Social,
    /// Another team or an executive: kept apart from customers (R57).
    Internal,
}

impl Channel {
    /// The name in files and on topics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ticket => "ticket",
            Self::Chat => "chat",
            Self::Email => "email",
            Self::Social => "social",
            Self::Internal => "internal",
        }
    }
}

/// Who wrote, in the clear. It never leaves understand: a [`Signal`] carries keyed hashes only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Author {
    /// The support platform's id of the customer.
    pub id: Option<String>,
    /// The organisation's id.
    pub account: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// Device id.
    pub device: Option<String>,
    /// Names on the customer record, redacted wherever they stand in the text.
    pub names: Vec<String>,
}

/// What a customer sent, as an adapter read it: checked for form, not yet understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// The platform's id.
    pub id: MessageId,
    /// Whose customer wrote.
    pub tenant: TenantId,
    /// How it came.
    pub channel: Channel,
    /// When the customer wrote.
    pub occurred_at: Timestamp,
    /// Who wrote.
    pub author: Author,
    /// The customer's tier where the source says it.
    pub tier: Option<Tier>,
    /// Yearly revenue of the author's account, where the source says it, in the tenant's own currency.
    pub revenue: Option<f64>,
    /// ISO 639-1 where the source says it.
    pub language: Option<String>,
    /// Subject of a ticket or an e-mail.
    pub subject: Option<String>,
    /// The text.
    pub text: String,
    /// The area the customer picked in a form: evidence, not truth.
    pub picked_area: Option<String>,
    /// Browser, os, app_version, device, region, plugin and the like.
    pub dimensions: BTreeMap<String, String>,
    /// The customer's time zone where the source says it: an IANA name or an offset.
    pub time_zone: Option<String>,
    /// Where a person can read the original.
    pub url: Option<String>,
    /// Given where class and feature are known beforehand (a backtest with labels).
    pub label: Option<Label>,
}

/// Class and feature known beforehand: they stand in for what the text says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Whether it reports a problem.
    pub problem: bool,
    /// The feature it means.
    pub feature: Option<FeatureId>,
}

/// One token: the word as written (lower case, NFKC) and its stem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// As written, lower case; at most 64 characters.
    pub text: CompactString,
    /// Snowball stem in the message's language; equal to `text` where there is none.
    pub stem: CompactString,
}

/// How far the text reads as a problem report: more than 0 is one, the surge cut is lower.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProblemScore {
    /// Best sentence plus global cues, minus one (detection.md section 4).
    pub score: f64,
    /// The cues that matched, by name.
    pub cues: Vec<String>,
    /// What it says of a recovery.
    pub recovery: Recovery,
}

/// When the customer says it began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedOnset {
    /// The moment meant.
    pub at: Timestamp,
    /// The words that say it.
    pub words: String,
    /// The time zone in which they were read; none where they name no time of day ("for two hours").
    pub read_in: Option<ReadIn>,
    /// They name a day or a part of it and no time: `at` is where that begins.
    pub rough: bool,
}

/// A message understood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// The message's id.
    pub id: MessageId,
    /// How it came.
    pub channel: Channel,
    /// When the customer wrote; never after `arrived`.
    pub occurred_at: Timestamp,
    /// The source record's own time.
    pub arrived: Timestamp,
    /// Who wrote.
    pub customer: CustomerKey,
    /// All ways in which the customer is known, the surest first; empty where there is one alone.
    pub known_as: Vec<identity::Known>,
    /// The organisation.
    pub account: Option<AccountKey>,
    /// The tier where the source says it.
    pub tier: Option<Tier>,
    /// Yearly revenue of the account, in the tenant's own currency.
    pub revenue: Option<f64>,
    /// ISO 639-1; empty where unknown.
    pub language: String,
    /// Redacted subject and text, bounded, quoted replies and signatures cut.
    pub text: String,
    /// Its tokens, stop words included.
    pub words: Vec<Word>,
    /// Problem or not.
    pub problem: ProblemScore,
    /// How much the report gives to work with, 0 to 1 (R17).
    pub specificity: f64,
    /// When it began, as the customer says.
    pub stated_onset: Option<StatedOnset>,
    /// What the customer tried, at which step.
    pub tried: Tried,
    /// The area picked in a form.
    pub picked_area: Option<String>,
    /// What is known of browser, os, app version, device, region.
    pub dimensions: BTreeMap<String, String>,
    /// Where a person can read the original.
    pub url: Option<String>,
    /// Known beforehand, in a backtest.
    pub label: Option<Label>,
}
