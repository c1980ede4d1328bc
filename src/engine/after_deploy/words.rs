//! What is said of a deploy, in sentences for a person.

use crate::cluster::surge::{Against, FAILURE};
use crate::engine::deploy::{AfterDeploy, AfterFeature, Basis, DeployVerdict};
use crate::time::Span;

/// Names listed in one sentence; further ones are counted.
const MAX_NAMES: usize = 5;

/// Why a feature has its verdict, after so long.
pub(super) fn of_feature(after: &AfterFeature, heard: Span) -> String {
    let (name, since) = (&after.name, &after.since);
    let said = match (after.verdict, &since.against) {
        (DeployVerdict::Failing, against) => failing(after, against.as_ref(), heard),
        (DeployVerdict::NoEvidenceOfFailure, Some(a)) => format!(
            "{} since, {}. {} That does not prove that it works.",
            reported(since.customers, name),
            where_usual(a, heard),
            would_have_shown(a)
        ),
        (DeployVerdict::TooFewToSay, Some(a)) => format!(
            "{} since, {}. {} Silence here proves nothing.",
            reported(since.customers, name),
            where_usual(a, heard),
            would_have_shown(a)
        ),
        (DeployVerdict::NoEvidenceOfFailure | DeployVerdict::TooFewToSay, None) => format!(
            "{} since. It has no baseline yet, so what is usual is not known. Silence here proves nothing.",
            reported(since.customers, name)
        ),
    };
    let asked = since.questions && since.against.as_ref().is_some_and(|a| since.customers >= a.needed);
    let asked = if asked { " Hardly any of them says that something is wrong." } else { "" };
    let before = since.against.as_ref().filter(|a| a.restless).map(|a| {
        let (n, usual) = (since.before, amount(a.expected_before));
        format!(
            " {n} had reported it in the hour before already, where {usual} are usual: what goes beyond that counts."
        )
    });
    format!("{said}{asked}{}", before.unwrap_or_default())
}

fn failing(after: &AfterFeature, against: Option<&Against>, heard: Span) -> String {
    let counted = reported(after.since.customers, &after.name);
    let counted = match against {
        Some(a) if after.since.fails() => format!(
            "{counted} since, {}; {} in the whole hour are more than chance brings.",
            where_usual(a, heard),
            a.needed
        ),
        _ => format!("{counted} since."),
    };
    let began =
        after.candidate.as_ref().map(|id| format!(" Most of those who opened incident candidate {id} came since."));
    format!("{counted}{}", began.unwrap_or_default())
}

fn reported(customers: u32, name: &str) -> String {
    match customers {
        0 => format!("Nobody reported {name}"),
        1 => format!("1 customer reported {name}"),
        n => format!("{n} distinct customers reported {name}"),
    }
}

fn where_usual(a: &Against, heard: Span) -> String {
    let n = amount(a.expected);
    if a.restless {
        format!("where {n} in {heard} would be as before")
    } else {
        format!("where {n} are usual in {heard}")
    }
}

fn would_have_shown(a: &Against) -> String {
    format!(
        "A failure that makes {FAILURE:.0} times as many write as usual would have shown by now with a probability of {}.",
        percent(a.power)
    )
}

/// What is said of the deploy as a whole.
pub(super) fn of_deploy(said: &AfterDeploy) -> String {
    let named = |verdict| {
        let names: Vec<&str> = said.features.iter().filter(|f| f.verdict == verdict).map(|f| f.name.as_str()).collect();
        list(&names)
    };
    let service = &said.change.service;
    let mut why = match (said.basis, said.verdict) {
        (Basis::UnknownFeatures, _) => {
            format!("It names no feature of the catalogue, and none depends on {service}: nothing can be said.")
        }
        (Basis::TooLongAgo, _) => {
            "It was told more than a day late: the reports of its hour may not be there any more.".to_owned()
        }
        (Basis::TooMany, _) => {
            format!("It is not watched: {} deploys are already.", super::MAX_DEPLOYS)
        }
        (Basis::Counted, DeployVerdict::Failing) => {
            format!("More than chance brings was reported since: {}.", named(DeployVerdict::Failing))
        }
        (Basis::Counted, DeployVerdict::NoEvidenceOfFailure) => {
            let names = named(DeployVerdict::NoEvidenceOfFailure);
            format!("No evidence of failure, where one would have shown: {names}. That is no proof of success.")
        }
        (Basis::Counted, DeployVerdict::TooFewToSay) => {
            format!("Too few customers write for silence to prove anything: {}.", named(DeployVerdict::TooFewToSay))
        }
    };
    if !said.unknown_features.is_empty() {
        let names: Vec<&str> = said.unknown_features.iter().map(|f| f.as_str()).collect();
        why.push_str(&format!(" It names what the catalogue does not have: {}.", list(&names)));
    }
    if said.left_out > 0 {
        why.push_str(&format!(" {} further features depend on {service} and are not looked at.", said.left_out));
    }
    why
}

fn list(names: &[&str]) -> String {
    let more = names.len().saturating_sub(MAX_NAMES);
    let shown = names.iter().take(MAX_NAMES).copied().collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

/// A count that is expected.
fn amount(n: f64) -> String {
    match n {
        n if n >= 9.5 => format!("{n:.0}"),
        n if n >= 0.95 => format!("{n:.1}"),
        n if n >= 0.005 => format!("{n:.2}"),
        n if n > 0.0 => "fewer than 0.01".to_owned(),
        _ => "0".to_owned(),
    }
}

fn percent(p: f64) -> String {
    match p * 100.0 {
        p if p > 99.0 => "more than 99 %".to_owned(),
        p if p < 1.0 => "less than 1 %".to_owned(),
        p => format!("{p:.0} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_short() {
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b", "c", "d", "e", "f", "g"]), "a, b, c, d, e and 2 more");
        let numbers = [12.3, 1.26, 0.034, 0.001, 0.0].map(amount);
        assert_eq!(numbers, ["12", "1.3", "0.03", "fewer than 0.01", "0"]);
        assert_eq!([0.999, 0.874, 0.001].map(percent), ["more than 99 %", "87 %", "less than 1 %"]);
    }
}
