//! What people say of a candidate's end, and what is known of it beside quiet.

use serde::{Deserialize, Serialize};

use crate::ids::{CandidateId, MessageId};
use crate::signal::Channel;
use crate::time::{Span, Timestamp};

/// Reporters that are named to be asked, at most: more are not asked by hand.
pub const MAX_ASKED: usize = 10;
/// With so many reporters or more, three have to say that it works again; with fewer two.
pub const THREE_FROM: u32 = 10;
/// A candidate that no message reaches any more waits so long for one.
pub const HELD_FOR: Span = Span::from_hours(24);

/// What the reporters are asked.
pub const QUESTION: &str = "Can you try this again, and tell us whether it works now?";

/// What is known of a candidate's end beside quiet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    /// Distinct reporters who said, after the newest report, that it works again.
    pub confirmed: u32,
    /// So many of them end it.
    pub needed: u32,
    /// Distinct reporters whose last word is that it is still broken: while there is one, others do not end it.
    pub still_broken: u32,
    /// Messages under which reporters can be asked who have not answered yet, the newest first.
    pub asked: Vec<Asked>,
    /// The team says that it is fixed.
    pub fixed: Option<Fixed>,
    /// Messages stopped where they are usual: silence is no quiet then.
    pub held: Option<Held>,
    /// Why a person dismissed it.
    pub dismissed: Option<Dismissed>,
    /// The candidate it went over into.
    pub merged_into: Option<CandidateId>,
}

/// A reporter who can be asked under one of their messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The reporter's newest message.
    pub message: MessageId,
    /// How it came.
    pub channel: Channel,
    /// Where a person can answer it.
    pub url: Option<String>,
}

/// Who did something, by role: names of people are not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Whoever is on call.
    OnCall,
    /// A developer or the team of the feature.
    Engineering,
    /// Whoever runs the systems.
    Operations,
    /// The people who answer customers.
    Support,
    /// A supplier.
    Vendor,
    /// Somebody else.
    Other,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::OnCall, Self::Engineering, Self::Operations, Self::Support, Self::Vendor, Self::Other];

    /// The name on topics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OnCall => "on_call",
            Self::Engineering => "engineering",
            Self::Operations => "operations",
            Self::Support => "support",
            Self::Vendor => "vendor",
            Self::Other => "other",
        }
    }
}

/// The team's word that it is fixed. It ends nothing: reporters or quiet do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fixed {
    /// Since when.
    pub at: Timestamp,
    /// By whom, where that was said.
    pub by: Option<Role>,
}

/// Messages stopped where they are usual.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// The channel that stopped; none: all of them.
    pub channel: Option<Channel>,
    /// The minute of the last message before.
    pub since: Timestamp,
    /// When that was found: the candidate was due to end.
    pub found_at: Timestamp,
    /// Minutes with messages that other weeks have in that time.
    pub usual: f64,
    /// The minute in which messages came again.
    pub back: Option<Timestamp>,
}

impl Held {
    /// Until when it holds: the wait begins anew with the message that came again; without one it is a day.
    #[must_use]
    pub fn until(&self, wait: Span) -> Timestamp {
        self.back.map_or(self.found_at + HELD_FOR, |back| back + wait)
    }

    /// For a person.
    #[must_use]
    pub fn why(&self) -> String {
        let kind = self.channel.map_or_else(|| "message of any kind".to_owned(), |c| format!("{} message", c.name()));
        let (since, usual) = (self.since.clock_text(), libm::round(self.usual));
        match self.back {
            Some(back) => format!(
                "no {kind} came from {since} to {} UTC, where other weeks have {usual} or more: quiet counts from then",
                back.clock_text()
            ),
            None => format!(
                "no {kind} has come since {since} UTC, where other weeks have {usual} or more: the source may be down, \
                 and that is not quiet"
            ),
        }
    }
}

/// Why a person dismissed a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dismissal {
    /// Customers wrote, but nothing was broken.
    NotAnIncident,
    /// It is an incident that is handled elsewhere.
    Duplicate,
    /// Something known, which need not be told again.
    Known,
    /// No customers of ours, or no honest ones.
    Spam,
    /// Something else; the note says what.
    Other,
}

impl Dismissal {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::NotAnIncident, Self::Duplicate, Self::Known, Self::Spam, Self::Other];

    /// The name on topics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotAnIncident => "not_an_incident",
            Self::Duplicate => "duplicate",
            Self::Known => "known",
            Self::Spam => "spam",
            Self::Other => "other",
        }
    }

    /// For a person.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotAnIncident => "not an incident",
            Self::Duplicate => "handled elsewhere",
            Self::Known => "known",
            Self::Spam => "spam",
            Self::Other => "another reason",
        }
    }

    /// Whether such a cluster has to be less likely next time. A duplicate was an incident.
    #[must_use]
    pub const fn teaches(self) -> bool {
        !matches!(self, Self::Duplicate)
    }

    /// Whether its reports are ordinary ones, from which the baseline learns. Spam must teach nothing, and of
    /// another reason nobody knows.
    #[must_use]
    pub const fn was_ordinary(self) -> bool {
        matches!(self, Self::NotAnIncident | Self::Known)
    }
}

/// A person's word that it is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dismissed {
    /// Why.
    pub reason: Dismissal,
    /// In their words, redacted.
    pub note: Option<String>,
}
