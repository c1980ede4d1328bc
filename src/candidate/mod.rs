//! An incident candidate: one episode of a cluster with its rank, evidence and life cycle.
//!
//! It must never count messages where it means customers, and never resolve because monitoring is
//! green.

pub mod about;
pub mod answers;
pub mod context;
pub mod draft;
pub mod episode;
pub mod factors;
pub mod gap;
pub mod impact;
mod known;
pub mod meant;
pub mod overheard;
pub mod postmortem;
pub mod probe;
pub mod recipe;
pub mod recovery;
#[cfg(test)]
pub(crate) mod sample;
pub mod scorecard;
pub mod told;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::change::RankedChange;
use crate::cluster::dismissals::Stricter;
use crate::ids::{CandidateId, FeatureId, MessageId, TenantId, Tier};
use crate::monitor::{Health, Slice};
use crate::rank::Rank;
use crate::signal::{Channel, StatedOnset, Tried};
use crate::time::{Span, Timestamp};

/// What happened to a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A new episode.
    Opened,
    /// New reporters, a higher rank, a late report.
    Updated,
    /// It ended.
    Resolved,
    /// A person dismissed it.
    Dismissed,
    /// A person merged it into another.
    Merged,
    /// Its customer or tenant was erased.
    Forgotten,
}

/// A candidate, and what just happened to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CandidateEvent {
    /// What happened.
    pub kind: EventKind,
    /// The candidate after it.
    pub candidate: Candidate,
}

/// One open-to-resolved run of a cluster, as everything outside may see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Deterministic id.
    pub id: CandidateId,
    /// 1 for the first episode of its feature, 2 for the next, ...
    pub episode: u32,
    /// The episode before it, where one is remembered.
    pub previous_episode: Option<CandidateId>,
    /// Whose customers report.
    pub tenant: TenantId,
    /// Rises with every event.
    pub revision: u32,
    /// The feature it is named after, or the topic where no feature of the catalogue is meant.
    pub feature: FeatureId,
    /// Neighbours of its area that were merged into it, and topics that are the same incident.
    pub merged: Vec<FeatureId>,
    /// The feature within which it is a second cause, and the candidate of the first.
    pub beside: Option<Beside>,
    /// The one tier that alone alarms, where it is one.
    pub slice: Slice,
    /// One line: the feature and the most specific report's words.
    pub title: String,
    /// Its place in the hierarchy; of an open episode it only rises.
    pub rank: Rank,
    /// When it took which rank, first entry at opening.
    pub ranks: Vec<RankAt>,
    /// The journal's clock when it opened.
    pub opened_at: Timestamp,
    /// Opened more than an hour after its newest report arrived: delivery skips it.
    pub historic: bool,
    /// When a person confirmed that it is an incident, by the journal's clock.
    pub confirmed_at: Option<Timestamp>,
    /// When the status page first told of it, as far as that was said.
    pub posted_at: Option<Timestamp>,
    /// When it began.
    pub onset: Onset,
    /// Distinct customers.
    pub customers: u32,
    /// Distinct accounts.
    pub accounts: u32,
    /// Further customers who only sent a text that one of those counted had sent.
    pub copies: u32,
    /// Texts that came from several customers.
    pub copied_texts: u32,
    /// Messages, a customer's second ones included.
    pub messages: u32,
    /// Distinct customers by tier; `unknown` where none is known.
    pub by_tier: BTreeMap<String, u32>,
    /// Messages by channel.
    pub by_channel: BTreeMap<Channel, u32>,
    /// The languages without problem cues, ISO 639-1, where most of its customers write in one of them: their
    /// questions may be among the reports. Empty elsewhere.
    pub languages_without_cues: Vec<String>,
    /// What nearly all reporters have in common and other customers do not, the most telling first.
    pub factors: Vec<factors::Factor>,
    /// Ids of the messages it opened with.
    pub opened_with: Vec<MessageId>,
    /// Why it opened, in numbers.
    pub evidence: Evidence,
    /// What monitoring said at the last event.
    pub monitoring: Health,
    /// The feature of which it said that, where it is none of the candidate's.
    pub monitoring_of: Option<meant::MayMean>,
    /// Places monitoring does not reach that could explain it, closest first.
    pub gaps: Vec<Gap>,
    /// One gap is ahead of all others, or is the only one found.
    pub gap_stands_out: bool,
    /// Changes in the hour before the onset, best first.
    pub changes: Vec<RankedChange>,
    /// The first reports and the most specific one, redacted, oldest first.
    pub reports: Vec<Report>,
    /// How and when it ends.
    pub recovery: Recovery,
    /// Written before the resolution, read after it.
    pub late_messages: u32,
    /// Written after the resolution, too few to open again.
    pub messages_after: u32,
    /// Reports of other teams or executives on the same feature, kept apart from customers.
    pub internal_reports: u32,
    /// The newest of these, oldest first.
    pub internal: Vec<impact::Internal>,
    /// What revenue stands behind its reporters; none where no source says any.
    pub revenue: Option<impact::Revenue>,
    /// How many customers are likely affected; none: not known.
    pub estimated_affected: Option<impact::Affected>,

    /// The area in the customers' words, for the status page.
    pub area: about::Area,
    /// What kind of feature it is about.
    pub traits: about::Traits,
    /// What its customers tried, what the feature depends on, habits that hide such breaks.
    pub context: context::Context,

    /// What others are called that it names by id.
    pub called: told::Called,
}

/// Two things broke at once in one feature, and customers speak of them in clearly different words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// The feature that the reports of both mean.
    pub feature: FeatureId,
    /// The candidate of the other cause, which was open first.
    pub candidate: CandidateId,
}

/// When a candidate took a rank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankAt {
    /// By the journal's clock.
    pub at: Timestamp,
    /// The rank.
    pub rank: Rank,
    /// What was red then.
    pub red: Option<meant::Red>,
}

/// When it began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Onset {
    /// When the first report was written.
    pub observed: Timestamp,
    /// The earliest onset a report states, within the day before the first report; one that names a time before one
    /// that names a day alone.
    pub stated: Option<StatedOnset>,
}

impl Onset {
    /// Since when customers ran into it, as far as anybody can say: "since today" names no moment of the day.
    #[must_use]
    pub fn known_from(&self) -> Timestamp {
        self.stated.as_ref().filter(|s| !s.rough).map_or(self.observed, |s| s.at.min(self.observed))
    }

    /// The moment from which changes are looked for: the stated one where there is one.
    #[must_use]
    pub fn moment(&self) -> Timestamp {
        self.stated.as_ref().map_or(self.observed, |s| s.at.min(self.observed))
    }
}

/// The rule by which it opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The count is improbable under its baseline.
    Surge,
    /// The count of all features together is improbable: many of them rise at once.
    Everything,
    /// In its first 24 hours, without baseline: 3 customers in 15 minutes, 2 where monitoring is red.
    NoBaseline,
    /// Reports alike, seldom so many at once, whichever feature they mean.
    Topic,
    /// A person split it off another: nothing was counted against what is usual.
    Split,
}

/// Why it opened, in numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Which rule.
    pub rule: Rule,
    /// The tier of the key that alarmed; none where it is the feature's own.
    pub key_tier: Option<Tier>,
    /// Length of the window.
    pub window: Span,
    /// End of the window: the time of its newest report.
    pub window_end: Timestamp,
    /// Distinct customers in it.
    pub observed: u32,
    /// Customers usual in such a window at this hour of the week; none without a baseline.
    pub expected: Option<f64>,
    /// How many such bursts a month this key has by chance; none without a baseline.
    pub expected_per_month: Option<f64>,
    /// What `expected_per_month` had to stay under.
    pub threshold: f64,
    /// Overdispersion assumed.
    pub overdispersion: f64,
    /// Age of the baseline.
    pub baseline_age: Span,
    /// What was dismissed before: `threshold` is that much smaller.
    pub stricter: Stricter,
}

/// The kind of place monitoring does not reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapKind {
    /// No probe yet, shipped or first deployed in the last 14 days.
    RecentlyShipped,
    /// Sign-up, confirmation, reset, magic link, single sign-on.
    AuthFlow,
    /// The reporters are of a tier, or of tiers, that no authenticated probe has.
    TierGated,
    /// The reporters share a place, network or language that no probe stands in.
    Geographic,
    /// External, and the vendor's status is not probed, or red.
    ThirdParty,
    /// Asynchronous, and nothing measures its work.
    AsyncScheduled,
    /// On the phone, without a real-user probe.
    Mobile,
    /// Only unauthenticated probes.
    BehindLogin,
}

impl GapKind {
    /// The name on topics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RecentlyShipped => "recently_shipped",
            Self::AuthFlow => "auth_flow",
            Self::TierGated => "tier_gated",
            Self::Geographic => "geographic",
            Self::ThirdParty => "third_party",
            Self::AsyncScheduled => "async_scheduled",
            Self::Mobile => "mobile",
            Self::BehindLogin => "behind_login",
        }
    }
}

/// How much speaks for a kind of gap. The order is that of strength.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Something particular to this incident: never probed since it shipped, what nearly all of these
    /// reporters (four in five) share, the vendor's own word.
    High,
    /// The words of a third of the reporters, two at least, point there.
    Medium,
    /// It is true of the feature at any time; nothing in these reports points there.
    Low,
}

impl Confidence {
    /// The name on topics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// One gap, and why it is thought to be one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Which kind.
    pub kind: GapKind,
    /// How much speaks for it.
    pub confidence: Confidence,
    /// One sentence for a person.
    pub why: String,
}

/// One report as shown: redacted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The message.
    pub id: MessageId,
    /// When the customer wrote.
    pub occurred_at: Timestamp,
    /// How it came.
    pub channel: Channel,
    /// The customer's tier.
    pub tier: Option<Tier>,
    /// The text, at most 600 characters.
    pub text: String,
    /// The language of the text, ISO 639-1; empty where it is not known.
    pub language: String,
    /// What the customer tried, at which step.
    pub tried: Tried,
    /// The customer can be answered: the original of a ticket, chat or e-mail can be opened.
    pub can_be_reached: bool,
    /// It reads as a problem by itself, or nothing is known of how problems read in its language.
    pub problem: bool,
    /// How much it gives to work with, 0 to 1.
    pub specificity: f64,
    /// Where the original is.
    pub url: Option<String>,
}

/// How and when an episode ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recovery {
    /// The time of the newest report: quiet counts from it.
    pub quiet_since: Timestamp,
    /// How long it has to stay quiet (R34).
    pub wait: Span,
    /// Why that long.
    pub why: String,
    /// The moment at which it resolves if nobody writes before it.
    pub deadline: Timestamp,
    /// When it resolved.
    pub resolved_at: Option<Timestamp>,
    /// By which route.
    pub route: Option<Route>,
    /// What people say of it, and what is known beside quiet.
    pub answers: answers::Answers,
}

/// How an episode ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// Nobody wrote for long enough: weak evidence.
    Quiet,
    /// Reporters said that it works again.
    Confirmed,
    /// No message came for a day where messages are usual: whether it is over is not known.
    Unheard,
    /// A person dismissed it.
    Dismissed,
    /// It went over into another candidate.
    Merged,
    /// Closed by the operator without evidence (`--close-open`).
    ClosedByOperator,
}
