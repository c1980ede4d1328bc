//! What an engine says.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::deploy::AfterDeploy;
use crate::candidate::scorecard::MonthCard;
use crate::candidate::{Candidate, CandidateEvent, EventKind};
use crate::cluster::dismissals::Stricter;
use crate::cluster::feature::How;
use crate::cluster::history::KeyTier;
use crate::cluster::rising::Rise;
use crate::cluster::surge::Precedent;
use crate::ids::{CandidateId, ChangeId, FeatureId, MessageId};
use crate::monitor::HealthState;
use crate::rank::Rank;
use crate::signal::Recovery;
use crate::time::{Month, Span, Timestamp};

mod moved;

pub use moved::{MAX_MOVED, Moved, Moves};

/// One thing an engine says. Closed, like [`crate::engine::input::Input`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Output {
    /// A candidate opened, changed or ended.
    Candidate(Box<CandidateEvent>),
    /// A live cluster changed; the watch list (ranks 3 and 4) is among them.
    Cluster(Box<ClusterState>),
    /// A cluster is no longer live.
    ClusterGone(FeatureId),
    /// Why a message did or did not count.
    Verdict(Box<Verdict>),
    /// Of which candidate a message is by now, after its verdict was said.
    Moved(Box<Moved>),
    /// What the reports behind a deploy say of it.
    Watch(Box<AfterDeploy>),
    /// A deploy of a tenant that was erased.
    WatchGone(ChangeId),
    /// The figures of one month changed.
    Scorecard(Box<MonthCard>),
    /// A month that is too old by now, or of a tenant that was erased.
    ScorecardGone(Month),
    /// What became of what a person said: for the metrics, and the dead letters where it was refused.
    Feedback(Taken),
}

/// What became of what a person said. The names are those of the metric's `outcome` label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Taken {
    /// It was taken.
    Yes,
    /// The message is not remembered.
    UnknownMessage,
    /// There is no such candidate, or it ended more than a week ago.
    UnknownCandidate,
    /// The candidate has ended.
    Ended,
    /// The customer is none of the candidate's reporters, or of no open candidate's.
    NoReporter,
    /// The customer reported several open candidates: which one is meant has to be said.
    SeveralCandidates,
    /// A candidate cannot be merged into itself.
    Itself,
    /// One person would be known in too many ways.
    TooManyNames,
    /// A message to be split off is none of the candidate's reports.
    NoReport,
    /// Either of the two would have fewer than two customers.
    TooFew,
    /// As many candidates are open as the tenant may have.
    TooManyOpen,
}

impl Taken {
    /// The name in metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yes => "taken",
            Self::UnknownMessage => "unknown_message",
            Self::UnknownCandidate => "unknown_candidate",
            Self::Ended => "ended",
            Self::NoReporter => "no_reporter",
            Self::SeveralCandidates => "several_candidates",
            Self::Itself => "itself",
            Self::TooManyNames => "too_many_names",
            Self::NoReport => "no_report",
            Self::TooFew => "too_few",
            Self::TooManyOpen => "too_many_open",
        }
    }

    /// Why it was refused, for whoever said it; none where it was taken.
    #[must_use]
    pub const fn refused(self) -> Option<&'static str> {
        Some(match self {
            Self::Yes => return None,
            Self::UnknownMessage => {
                "the message is not known: of another tenant, not read yet, forgotten, or not among the reports of an \
                 open candidate"
            }
            Self::UnknownCandidate => "the candidate is not known: of another tenant, or it ended more than a week ago",
            Self::Ended => "the candidate has ended already",
            Self::NoReporter => {
                "the customer is no reporter of it: that it works for somebody for whom it always worked says nothing"
            }
            Self::SeveralCandidates => "the customer reported several open candidates: name the candidate",
            Self::Itself => "a candidate cannot be merged into itself",
            Self::TooManyNames => "one person is known in at most eight ways, and as many people as the limit allows",
            Self::NoReport => "a message is none of the candidate's reports, or was forgotten: nothing was split off",
            Self::TooFew => "each of the two candidates needs at least two customers: nothing was split off",
            Self::TooManyOpen => "as many candidates are open as limits.open_candidates allows: nothing was split off",
        })
    }
}

impl Output {
    /// A candidate event.
    #[must_use]
    pub fn candidate(kind: EventKind, candidate: Candidate) -> Self {
        Self::Candidate(Box::new(CandidateEvent { kind, candidate }))
    }

    /// The verdict, where it is one.
    #[must_use]
    pub fn verdict(&self) -> Option<&Verdict> {
        if let Self::Verdict(verdict) = self { Some(verdict) } else { None }
    }
}

/// A live cluster, for dashboards and the watch list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClusterState {
    /// The feature reported.
    pub feature: FeatureId,
    /// Its place in the hierarchy.
    pub rank: Rank,
    /// Distinct customers among its reports.
    pub customers: u32,
    /// Written first.
    pub since: Option<Timestamp>,
    /// Written last.
    pub last: Option<Timestamp>,
    /// What monitoring says.
    pub health: HealthState,
    /// Highest specificity among its newest 50 reports, 0 to 1.
    pub specificity: f64,
    /// Its reports have grown over weeks: shown, and never a reason to open a candidate (R52).
    pub rising: Option<Rise>,
    /// The open candidate, where there is one.
    pub candidate: Option<CandidateId>,
}

impl ClusterState {
    /// The order of boards and watch lists: by rank; within it those for which monitoring is red
    /// first, then the more specific reports (R3, R6). Counts play no part (R5).
    #[must_use]
    pub fn by_urgency(&self, other: &Self) -> Ordering {
        let red = |c: &Self| matches!(c.health, HealthState::Red | HealthState::Partial);
        self.rank
            .cmp(&other.rank)
            .then(red(other).cmp(&red(self)))
            .then(other.specificity.total_cmp(&self.specificity))
            .then_with(|| self.feature.cmp(&other.feature))
    }
}

/// What became of a message. The names are those of the metric's `outcome` label and of the reasons
/// in a replay's `verdicts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It opened a candidate.
    Opened,
    /// It joined an open candidate.
    Joined,
    /// A report, but too few customers so far.
    NotEnough,
    /// A problem report that names no feature of the catalogue.
    NoFeature,
    /// No problem report.
    NotAProblem,
    /// From another team or an executive.
    Internal,
    /// Read before.
    Duplicate,
    /// Written longer before it arrived than lateness allows, and no open candidate to join.
    Late,
    /// Written before the end of a resolved candidate, read after it.
    LateForResolved,
    /// Written after the resolution, too few to open again.
    AfterResolved,
    /// It would have opened a candidate, but the tenant has as many open as its limit allows.
    TooManyOpen,
    /// Waits until its candidate's deadline has been heard.
    Waiting,
}

impl Reason {
    /// All of them, in the order of the enum.
    pub const ALL: [Self; 12] = [
        Self::Opened,
        Self::Joined,
        Self::NotEnough,
        Self::NoFeature,
        Self::NotAProblem,
        Self::Internal,
        Self::Duplicate,
        Self::Late,
        Self::LateForResolved,
        Self::AfterResolved,
        Self::TooManyOpen,
        Self::Waiting,
    ];

    /// The reason of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.name() == name)
    }

    /// The name on topics and in metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Joined => "joined",
            Self::NotEnough => "not_enough",
            Self::NoFeature => "no_feature",
            Self::NotAProblem => "not_a_problem",
            Self::Internal => "internal",
            Self::Duplicate => "duplicate",
            Self::Late => "late",
            Self::LateForResolved => "late_for_resolved",
            Self::AfterResolved => "after_resolved",
            Self::TooManyOpen => "too_many_open",
            Self::Waiting => "waiting",
        }
    }
}

/// The number of customers against what is usual, in one window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WindowCount {
    /// Only customers of this tier count; none: all of the feature's.
    pub tier: KeyTier,
    /// Length of the window.
    pub window: Span,
    /// Distinct customers in it.
    pub observed: u32,
    /// Usual there; none without a baseline.
    pub expected: Option<f64>,
    /// The burst of an earlier week for which more is expected than is usual.
    pub precedent: Option<Precedent>,
    /// How many such bursts come in a month by chance; none without a baseline, or for fewer customers
    /// than any window is judged by.
    pub expected_per_month: Option<f64>,
    /// What that would have to stay under.
    pub threshold: f64,
    /// Distinct customers it would have taken to open a candidate.
    pub needed: u32,
    /// Further customers who only sent a text that one of those observed had sent.
    pub copies: u32,
    /// There are as many as it takes, but hardly any of them says that something is wrong.
    pub questions: bool,
    /// What was dismissed of it before: `threshold` is that much smaller.
    pub stricter: Stricter,
}

/// What held a burst of reports alike back from being a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// Chance brings such a burst too often.
    Usual,
    /// Too few of the reports read as a problem by themselves: questions and praise burst as well.
    FewProblems,
    /// Most customers sent a text that another had sent: it is passed around.
    Copies,
    /// Most of the customers are those of an open candidate.
    OfOpen,
    /// Such a topic was dismissed before: it has to be less likely than this.
    Dismissed,
}

impl Held {
    /// The name on topics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::FewProblems => "few_problems",
            Self::Copies => "copies",
            Self::OfOpen => "of_open",
            Self::Dismissed => "dismissed",
        }
    }
}

/// Customers whose reports say the same as a message, whatever feature they mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alike {
    /// Length of the window.
    pub window: Span,
    /// Distinct customers in it.
    pub observed: u32,
    /// Of these and of those who say it in other words or ask about it, how many read as a problem by themselves;
    /// 0 where that was not asked.
    pub problems: u32,
    /// Out of so many customers of whom that can be told.
    pub readable: u32,
    /// Usual there.
    pub expected: f64,
    /// How many such bursts of one topic come in a month by chance.
    pub expected_per_month: f64,
    /// What that would have to stay under.
    pub threshold: f64,
    /// Why no topic opened; none where one did.
    pub held: Option<Held>,
}

/// Why a message did or did not count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The message.
    pub message: MessageId,
    /// When the customer wrote.
    pub occurred_at: Timestamp,
    /// What became of it.
    pub reason: Reason,
    /// The language it was read in, ISO 639-1; empty where unknown.
    pub language: String,
    /// Its problem score.
    pub problem: f64,
    /// At or below this it would be no problem report.
    pub problem_cut: f64,
    /// What labels of messages like it say: ln of the odds that it is a problem report. At or below -2 it
    /// would be none, whatever its score. None while too few labels say what a problem is.
    pub learnt: Option<f64>,
    /// The cues behind the score.
    pub cues: Vec<String>,
    /// What it says of a recovery.
    pub recovery: Recovery,
    /// How much it gives to work with, 0 to 1.
    pub specificity: f64,
    /// The feature it was taken to mean.
    pub feature: Option<FeatureId>,
    /// How that was found; none where it was known beforehand.
    pub how: Option<How>,
    /// The features considered, best first, with their scores.
    pub rivals: Vec<(FeatureId, f64)>,
    /// The lowest score at which a feature is taken to be meant.
    pub feature_cut: f64,
    /// The candidate concerned.
    pub candidate: Option<CandidateId>,
    /// The window that came nearest to opening one; none where no window holds as many customers as are
    /// ever judged.
    pub nearest: Option<WindowCount>,
    /// The 15 minutes that end with this message, over all tiers. None where no window was judged: it
    /// joined, or was written before the open candidate began.
    pub short: Option<WindowCount>,
    /// The topic it was taken to be about.
    pub topic: Option<FeatureId>,
    /// Reports alike in its hour; none where fewer customers wrote them than are ever judged.
    pub alike: Option<Alike>,
}
