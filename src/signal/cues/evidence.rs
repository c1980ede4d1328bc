//! What a cue is evidence of: one list for all languages, so that a cue weighs the same in each and
//! counts once, whichever languages it was found in.

/// What a cue says about a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::signal) enum Kind {
    /// A problem.
    Problem,
    /// A question, a wish, praise: discounted where a problem is named as well.
    Interrogative,
    /// A supposition or a request for something new: never discounted.
    Hypothetical,
    /// The whole message says that nothing is wrong.
    Global,
}

/// A cue: each language has patterns for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::signal) enum Cue {
    NotWork,
    Unable,
    Refuse,
    NotReceived,
    Fail,
    Crash,
    Error,
    Bug,
    Down,
    Declined,
    Stuck,
    Wrong,
    Amount,
    Double,
    Unknown,
    Missing,
    Slow,
    Issue,
    Still,
    Waiting,
    Anymore,
    WhyNeg,
    WhatHappened,
    Useless,
    FixIt,
    NotFixed,
    HowTo,
    HowLong,
    CanI,
    WhInfo,
    Want,
    Hypothetical,
    Request,
    Praise,
    NoProblem,
    Recovered,
    QuestionMark,
}

/// Every cue with its name and weight, in the order in which weights are summed. Set by hand on English
/// support messages and held against others (detection.md section 4).
const CUES: [(Cue, &str, f64, Kind); 37] = [
    (Cue::NotWork, "not_work", 3.0, Kind::Problem),
    (Cue::Unable, "unable", 2.2, Kind::Problem),
    (Cue::Refuse, "refuse", 2.0, Kind::Problem),
    (Cue::NotReceived, "not_received", 2.0, Kind::Problem),
    (Cue::Fail, "fail", 2.5, Kind::Problem),
    (Cue::Crash, "crash", 3.0, Kind::Problem),
    (Cue::Error, "error", 2.3, Kind::Problem),
    (Cue::Bug, "bug", 2.5, Kind::Problem),
    (Cue::Down, "down", 2.5, Kind::Problem),
    (Cue::Declined, "declined", 2.0, Kind::Problem),
    (Cue::Stuck, "stuck", 1.8, Kind::Problem),
    (Cue::Wrong, "wrong", 2.0, Kind::Problem),
    (Cue::Amount, "amount", 1.6, Kind::Problem),
    (Cue::Double, "double", 1.8, Kind::Problem),
    (Cue::Unknown, "unknown", 1.8, Kind::Problem),
    (Cue::Missing, "missing", 1.8, Kind::Problem),
    (Cue::Slow, "slow", 1.3, Kind::Problem),
    (Cue::Issue, "issue", 1.6, Kind::Problem),
    (Cue::Still, "still", 1.2, Kind::Problem),
    (Cue::Waiting, "waiting", 1.2, Kind::Problem),
    (Cue::Anymore, "anymore", 1.0, Kind::Problem),
    (Cue::WhyNeg, "why_neg", 1.6, Kind::Problem),
    (Cue::WhatHappened, "what_happened", 1.4, Kind::Problem),
    (Cue::Useless, "useless", 0.6, Kind::Problem),
    (Cue::FixIt, "fix_it", 2.0, Kind::Problem),
    (Cue::NotFixed, "not_fixed", 2.0, Kind::Problem),
    (Cue::HowTo, "how_to", -1.5, Kind::Interrogative),
    (Cue::HowLong, "how_long", -0.8, Kind::Interrogative),
    (Cue::CanI, "can_i", -0.9, Kind::Interrogative),
    (Cue::WhInfo, "wh_info", -0.7, Kind::Interrogative),
    (Cue::Want, "want", -0.8, Kind::Interrogative),
    (Cue::Hypothetical, "hypothetical", -1.5, Kind::Hypothetical),
    (Cue::Request, "request", -1.6, Kind::Hypothetical),
    (Cue::Praise, "praise", -0.9, Kind::Interrogative),
    (Cue::NoProblem, "no_problem", -3.0, Kind::Global),
    (Cue::Recovered, "recovered", -3.0, Kind::Global),
    (Cue::QuestionMark, "question_mark", -0.4, Kind::Interrogative),
];

/// A set of cues, and what else was found of a sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::signal) struct Found(u64);

impl Found {
    /// Something works again.
    pub(super) const RECOVERS: Self = Self(1 << 63);
    /// Something is still, or again, not right.
    pub(super) const RELAPSES: Self = Self(1 << 62);
    /// A pattern that reaches into other sentences may begin here.
    pub(super) const FAR_BEGINS: Self = Self(1 << 61);

    pub(super) const fn of(cue: Cue) -> Self {
        Self(1 << cue as u32)
    }

    pub(in crate::signal) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(in crate::signal) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Without this cue.
    pub(in crate::signal) const fn without(self, cue: Cue) -> Self {
        Self(self.0 & !Self::of(cue).0)
    }

    /// Whether it says anything of a recovery, or of there being none.
    pub(in crate::signal) const fn of_recovery(self) -> bool {
        self.has(Self::RECOVERS) || self.has(Self::RELAPSES) || self.has(Self::of(Cue::Recovered))
    }

    /// The cues, in the order in which weights are summed.
    fn cues(self) -> impl Iterator<Item = &'static (Cue, &'static str, f64, Kind)> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let at = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            CUES.get(at)
        })
    }

    pub(in crate::signal) fn names(self) -> impl Iterator<Item = &'static str> {
        self.cues().map(|(_, name, ..)| *name)
    }

    /// The cues of one kind with their names and weights.
    pub(in crate::signal) fn weights(self, kind: Kind) -> impl Iterator<Item = (Cue, &'static str, f64)> {
        self.cues().filter(move |(.., k)| *k == kind).map(|(cue, name, weight, _)| (*cue, *name, *weight))
    }

    /// The sum of weights of one kind.
    pub(in crate::signal) fn weigh(self, kind: Kind) -> f64 {
        self.weights(kind).fold(0.0, |sum, (.., weight)| sum + weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_stands_in_the_order_of_the_cues_and_leaves_room_for_the_rest() {
        for (place, (cue, name, weight, kind)) in CUES.iter().enumerate() {
            assert_eq!(*cue as usize, place, "{name}");
            assert_eq!(*weight > 0.0, *kind == Kind::Problem, "{name}");
        }
        assert!(CUES.len() <= 61);
    }

    #[test]
    fn a_cue_counts_once_and_what_is_none_not_at_all() {
        let found = Found::of(Cue::Fail).or(Found::of(Cue::QuestionMark)).or(Found::of(Cue::Fail)).or(Found::RECOVERS);
        assert_eq!(found.names().collect::<Vec<_>>(), ["fail", "question_mark"]);
        assert!((found.weigh(Kind::Problem) - 2.5).abs() < 1e-9);
        assert!((found.without(Cue::Fail).weigh(Kind::Problem)).abs() < 1e-9);
    }
}
