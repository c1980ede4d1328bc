//! Whether a message says that something works again, or that it still does not. Confirmations help to
//! close an incident, so a recovery that is denied, asked about, wished for or known from others is none.
//!
//! It must never look at what the customer wrote before: which incident is meant is decided elsewhere.

use serde::{Deserialize, Serialize};

use super::cues::{Bank, Cue, Found};

/// From this much evidence of a problem on, a later sentence takes a recovery back: "fixed the map. Now
/// search crashes".
const LATER_PROBLEM: f64 = 1.8;

/// What a message says of a recovery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recovery {
    /// Nothing.
    #[default]
    None,
    /// It works again.
    Recovered,
    /// It does not work yet, or stopped again.
    StillBroken,
}

impl Recovery {
    /// The name on topics; none where the message says nothing of it.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Recovered => Some("recovered"),
            Self::StillBroken => Some("still_broken"),
        }
    }

    /// With what a later sentence says. Of one that is still broken nothing makes a confirmation.
    pub(super) fn then(self, later: Self, taken_back: bool) -> Self {
        match (self, later) {
            (Self::StillBroken, _) | (_, Self::StillBroken) => Self::StillBroken,
            (_, Self::Recovered) => Self::Recovered,
            (Self::Recovered, Self::None) if !taken_back => Self::Recovered,
            (Self::Recovered | Self::None, Self::None) => Self::None,
        }
    }
}

/// What one sentence says of a recovery, in the words of one language. A cue of recovery that is none is
/// taken from what was found.
pub(super) fn of_sentence(bank: &Bank, sentence: &str, found: &mut Found) -> Recovery {
    if !found.of_recovery() {
        return Recovery::None;
    }
    let said = bank.statement(sentence);
    let denied = said.is_empty() || bank.denies(said);
    let (recovery, doubtful) = match bank.recovery_at(said) {
        _ if bank.relapses(said) => (Recovery::StillBroken, true),
        Some(at) if !denied && !bank.takes_back(&said[at..]) => (Recovery::Recovered, false),
        Some(_) => (Recovery::None, true),
        None => (Recovery::None, denied),
    };
    if doubtful {
        *found = found.without(Cue::Recovered);
    }
    recovery
}

/// Whether a sentence that says nothing of a recovery takes back one that was said before it.
pub(super) fn takes_back(bank: &Bank, sentence: &str, problem: f64) -> bool {
    problem >= LATER_PROBLEM || bank.takes_back(sentence)
}
