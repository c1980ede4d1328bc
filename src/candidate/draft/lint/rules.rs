//! The rules that are made of words. `probe*` is any word that begins so, `~` up to six words between.

use super::{Form, Kind};

mod phrases;

use phrases::{BLAME, DENIAL, ENDED_BY_MONITORING, IMPROVED_MONITORING, JARGON, MINIMIZING, MONITORING_STORY};

/// One rule.
pub(super) struct Rule {
    /// What findings call it.
    pub(super) name: &'static str,
    /// The texts it is for.
    pub(super) forms: &'static [Form],
    /// What it looks for.
    pub(super) what: What,
    /// What was expected instead.
    pub(super) expected: &'static str,
    /// It refuses nothing in a sentence that says how many customers.
    pub(super) unless_counted: bool,
}

/// What a rule looks for.
pub(super) enum What {
    /// None of these may stand in the text.
    Refuse(&'static [&'static str]),
    /// One of these must.
    Demand(&'static [&'static str]),
}

const INVESTIGATING: &[Form] = &[Form::Status(Kind::Investigating)];
const RESOLVED: &[Form] = &[Form::Status(Kind::Resolved)];
const POSTMORTEM: &[Form] = &[Form::Postmortem];
const STATUS: &[Form] = &[
    Form::Status(Kind::Investigating),
    Form::Status(Kind::Identified),
    Form::Status(Kind::Monitoring),
    Form::Status(Kind::Resolved),
];
const ALL: &[Form] = &Form::ALL;

const fn refuse(
    name: &'static str,
    forms: &'static [Form],
    words: &'static [&'static str],
    expected: &'static str,
) -> Rule {
    Rule { name, forms, what: What::Refuse(words), expected, unless_counted: false }
}

const fn demand(
    name: &'static str,
    forms: &'static [Form],
    words: &'static [&'static str],
    expected: &'static str,
) -> Rule {
    Rule { name, forms, what: What::Demand(words), expected, unless_counted: false }
}

/// All of them, in the order in which they are told.
pub(super) const RULES: &[Rule] = &[
    demand(
        "reports_are_investigated",
        INVESTIGATING,
        &["we are investigating reports", "we're investigating reports"],
        "\"We are investigating reports of issues with ...\"",
    ),
    demand(
        "cause_is_open",
        INVESTIGATING,
        &[
            "cause is not identified",
            "cause is not yet identified",
            "cause has not been identified",
            "cause has not yet been identified",
            "cause is not known",
            "cause is not yet known",
            "not ~ identified the cause",
            "not ~ found the cause",
            "not ~ know the cause",
        ],
        "that the cause is not identified yet",
    ),
    demand(
        "taken_as_real",
        INVESTIGATING,
        &["reports as real", "them as real", "this as real", "these as real"],
        "that the reports are treated as real",
    ),
    refuse(
        "no_cause_claimed",
        INVESTIGATING,
        &[
            "caused by",
            "due to",
            "because of",
            "as a result of",
            "result of a",
            "resulted from",
            "resulting from",
            "triggered by",
            "traced to",
            "traced back to",
            "cause is a",
            "cause is the",
            "cause was",
            "culprit",
        ],
        "no cause while it is investigated",
    ),
    demand(
        "cause_is_known",
        &[Form::Status(Kind::Identified)],
        &["identified", "found the cause", "know the cause"],
        "that the cause is identified",
    ),
    refuse(
        "cause_is_known",
        &[Form::Status(Kind::Identified)],
        &["not identified", "not yet identified", "not been identified", "not yet been identified"],
        "that the cause is identified",
    ),
    demand(
        "fix_is_in_place",
        &[Form::Status(Kind::Monitoring)],
        &["fix", "fixed", "repaired", "corrected", "restored"],
        "that a fix is in place",
    ),
    demand("says_it_is_over", RESOLVED, &["resolved", "fixed", "work* again"], "that the issues are resolved"),
    demand(
        "says_it_was_real",
        RESOLVED,
        &["was real", "were real", "real issue*", "real problem*", "real outage*"],
        "that it was real: \"They were real\"",
    ),
    refuse(
        "no_end_by_monitoring",
        STATUS,
        ENDED_BY_MONITORING,
        "what customers say; that monitoring is quiet ends nothing",
    ),
    refuse(
        "no_monitoring_story",
        STATUS,
        MONITORING_STORY,
        "what customers see; why monitoring was silent belongs in the postmortem",
    ),
    refuse("no_denial", ALL, DENIAL, "that the reports are believed"),
    refuse("no_blame", ALL, BLAME, "what is wrong on our side; customers are not to blame"),
    refuse("no_jargon", STATUS, JARGON, "words that customers use"),
    Rule {
        name: "no_minimizing",
        forms: STATUS,
        what: What::Refuse(MINIMIZING),
        expected: "how many customers, in numbers, or nothing about how many",
        unless_counted: true,
    },
    refuse("no_placeholder", STATUS, &["todo", "tbd", "tba", "xxx", "lorem ipsum"], "a text that is complete"),
    refuse("no_improved_monitoring", POSTMORTEM, IMPROVED_MONITORING, "one probe with subject, observable and bound"),
    demand("tells_the_gap", POSTMORTEM, &["monitoring"], "what monitoring said, and why it said nothing more"),
    demand("tells_the_failing_path", POSTMORTEM, &["failing path"], "a section \"Failing path\""),
    demand("tells_how_to_reproduce", POSTMORTEM, &["reproduction"], "a section \"Reproduction\""),
    demand("tells_time_to_detection", POSTMORTEM, &["time to detection"], "the time to detection"),
];
