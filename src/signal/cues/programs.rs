//! What programs say in English to whoever uses them, and what is the same word in every language:
//! customers quote it as they read it. Looked for in every language but English, which has it all.

use super::{Cue, Language};

/// Evidence of problems alone: this is all that a language without cues of its own is read with.
pub(super) const PROBLEMS: &[(Cue, &str)] = &[
    (
        Cue::NotWork,
        r"\b(?:not (?:working|responding|loading|available|supported|found)|stopped working|no longer available)\b",
    ),
    (
        Cue::Unable,
        r"\b(?:unable to|could not|can not) (?:\w+ )?(?:connect|load|log|login|sign|open|verify|process|save|complete|reach|find)\b",
    ),
    (Cue::Fail, r"\b(?:failed|failure|failing|unsuccessful)\b"),
    (Cue::Crash, r"\b(?:crash(?:es|ed|ing|t)?|freez(?:e|es|ing)|frozen|black ?screen|white ?screen|blank ?screen)\b"),
    (
        Cue::Error,
        r"\b(?:errors?|exception|50[0234]|404|time ?out|timed out|something went wrong|internal server|bad gateway)\b",
    ),
    (Cue::Bug, r"\b(?:bug(?:s|gy|gt)?|glitch(?:es)?)\b"),
    (Cue::Down, r"\b(?:offline|unavailable|out of service|outage)\b"),
    (Cue::Declined, r"\b(?:declined|rejected|denied|forbidden|expired|unauthori[sz]ed)\b"),
];

/// The same, and the one mark that asks in all of these languages.
pub(super) const CUES: &[(Cue, &str)] = &[
    PROBLEMS[0],
    PROBLEMS[1],
    PROBLEMS[2],
    PROBLEMS[3],
    PROBLEMS[4],
    PROBLEMS[5],
    PROBLEMS[6],
    PROBLEMS[7],
    (Cue::QuestionMark, r"\?"),
];

/// A language nothing is known of: nobody can say what recovers, asks or wishes in it.
pub(super) const NO_LANGUAGE: Language = Language {
    code: "",
    cues: &[],
    doubts: "",
    recoveries: &[],
    relapses: &[],
    denials: &[],
    afterwards: &[],
    questions: "",
    courtesies: "",
    reasons: "",
    far_beginnings: &[],
};
