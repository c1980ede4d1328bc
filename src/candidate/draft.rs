//! Drafts for the status page (R27 to R30, R37): texts that a person completes and posts. Nothing is ever
//! posted without a person.
//!
//! They say what customers report and that it is believed, never what Groundswell only ranks: no cause, no
//! number, no story of monitoring. Every one of them passes [`lint`].

pub mod lint;

use super::Candidate;
use super::about::Area;
use crate::rank::Rank;
use crate::time::{Span, Timestamp};

/// Until when the next update is promised: the more is known, the sooner there is something to say.
const NEXT_UPDATE_CONFIRMED: Span = Span::from_mins(20);
/// The same where monitoring has not seen it.
const NEXT_UPDATE: Span = Span::from_mins(30);

/// Which text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// From the opening, before any cause is known (R27).
    Investigating,
    /// A person knows the cause.
    Identified,
    /// A person has mended it, and it is watched.
    Monitoring,
    /// It is over.
    Resolved,
}

impl Kind {
    /// All of them, in the order in which they are posted.
    pub const ALL: [Self; 4] = [Self::Investigating, Self::Identified, Self::Monitoring, Self::Resolved];

    /// The name on topics and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Investigating => "investigating",
            Self::Identified => "identified",
            Self::Monitoring => "monitoring",
            Self::Resolved => "resolved",
        }
    }
}

/// What a draft is made of.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The area in the customers' words.
    pub area: &'a Area,
    /// Rank 1: monitoring has seen it too.
    pub confirmed: bool,
    /// Monitoring sees it now.
    pub red: bool,
    /// When it began, by the customers' word.
    pub began: Timestamp,
    /// The newest report.
    pub last: Timestamp,
}

impl<'a> About<'a> {
    /// Of a candidate.
    #[must_use]
    pub fn of(c: &'a Candidate) -> Self {
        Self {
            area: &c.area,
            confirmed: c.rank == Rank::Confirmed,
            red: c.monitoring.is_red(),
            began: c.onset.known_from(),
            last: c.recovery.quiet_since,
        }
    }

    /// The draft of one kind, to be posted at `at`: the next update is promised from then. `cause` is what a
    /// person says it was; an `identified` text without one names none, and no other kind ever does.
    #[must_use]
    pub fn draft(&self, kind: Kind, at: Timestamp, cause: Option<&str>) -> String {
        let area = self.area.in_sentence();
        let next = self.next_update(at);
        match (kind, cause.map(|cause| cause.trim().trim_end_matches('.')).filter(|cause| !cause.is_empty())) {
            (Kind::Investigating, _) => format!(
                "We are investigating reports of issues with {area}. The cause is not identified yet, and we are \
                 treating the reports as real. {next}"
            ),
            (Kind::Identified, Some(cause)) => {
                format!(
                    "We have identified the cause of the issues with {area}: {cause}. We are working on a fix. {next}"
                )
            }
            (Kind::Identified, None) => {
                format!("We have identified the cause of the issues with {area} and are working on a fix. {next}")
            }
            (Kind::Monitoring, _) => format!(
                "A fix for the issues with {area} is in place, and we are watching that they do not come back. If you \
                 still see them, please tell us. {next}"
            ),
            (Kind::Resolved, _) => format!(
                "The issues with {area} are resolved. They were real: customers ran into them from about {}, and the last \
                 report came at {}. Thank you to everyone who told us.",
                moment(self.began, at),
                moment(self.last, at)
            ),
        }
    }

    /// The sentence on automated monitoring (R29): apart from the text, for a person to add or to leave out.
    #[must_use]
    pub const fn monitoring_sentence(&self) -> &'static str {
        match (self.red, self.confirmed) {
            (true, _) => "Our automated monitoring sees the issues too.",
            (false, true) => "Our automated monitoring saw the issues too.",
            (false, false) => "Our automated monitoring has not confirmed the issues yet.",
        }
    }

    /// `Next update by 14:47 UTC (in 30 minutes).` Customers of many zones read it: the length helps.
    fn next_update(&self, at: Timestamp) -> String {
        let wait = if self.confirmed { NEXT_UPDATE_CONFIRMED } else { NEXT_UPDATE };
        format!("Next update by {} (in {:.0} minutes).", moment(at + wait, at), wait.as_mins())
    }
}

/// `13:52 UTC`, with the day where it is not that of `at`.
fn moment(t: Timestamp, at: Timestamp) -> String {
    let day = if t.day() == at.day() { String::new() } else { format!(" on {}", date(t)) };
    format!("{} UTC{day}", t.clock_text())
}

/// `2026-03-10`.
fn date(t: Timestamp) -> String {
    t.to_string().chars().take(10).collect()
}

#[cfg(test)]
mod tests;
