//! A verdict in words that a support lead can follow.

use std::fmt::Write as _;

use super::sum::{exact, lines};
use crate::cluster::learn::SURELY_NONE;
use crate::signal::{Trace, language_name};
use crate::wire::candidate::once_per;
use crate::wire::decision::{AlikeDoc, DecisionDoc, PrecedentDoc, WindowDoc};
use crate::wire::moved::MovedDoc;

/// What is at hand beside the verdict.
pub(super) enum Told<'a> {
    /// Nothing: the decisions hold no text.
    Verdict,
    /// How the text gives the problem score.
    Text(&'a Trace),
    /// The same; but what counts is its label.
    Labelled(&'a Trace),
}

/// Why it did or did not open a candidate.
pub(super) fn paragraph(doc: &DecisionDoc<'_>, told: &Told<'_>) -> String {
    let feature = doc.feature.as_deref().unwrap_or("no feature");
    let candidate = doc.candidate.as_deref().unwrap_or("none");
    let mut text = match &*doc.reason {
        "opened" if doc.topic.is_some() => format!(
            "It opened the candidate {candidate} of what customers say alike{}, {}.{}",
            if doc.feature.is_none() { " and no feature of the catalogue names" } else { "" },
            topic(doc),
            doc.alike.as_ref().map(|a| format!(" {}.", said_the_same(a))).unwrap_or_default()
        ),
        "joined" if doc.topic.is_some() => {
            format!("It joined the open candidate {candidate}, since it says what its reports say: {}.", topic(doc))
        }
        "opened" => match &doc.nearest {
            Some(w) => {
                let chance = w.expected_once_per.as_deref().map(|o| format!("; by chance that comes once in {o}"));
                let chance = chance.unwrap_or_default();
                format!("It opened the candidate {candidate}: {}{chance}.", counted(w, feature))
            }
            None => format!("It opened the candidate {candidate} of {feature}."),
        },
        "joined" => format!("It joined the open candidate {candidate}, since it means {feature}."),
        "not_enough" => not_enough(doc, feature),
        "no_feature" | "not_a_problem" if matches!(told, Told::Labelled(_)) => labelled(doc),
        "no_feature" => no_feature(doc),
        "after_resolved" if doc.topic.is_some() => format!(
            "It was written after the candidate {candidate} of {} resolved, and is shown there: too few say it again.",
            topic(doc)
        ),
        "not_a_problem" => not_a_problem(doc),
        "internal" => "It comes from another team or an executive, and is kept apart from customers.".to_owned(),
        "duplicate" => "It was read before, and counts once.".to_owned(),
        "late" => {
            "It was read so long after it was written that it opens nothing any more; it still teaches what is usual."
                .to_owned()
        }
        "late_for_resolved" => format!(
            "It was written before the candidate {candidate} resolved, and read after: it is shown there as late and counts for no opening."
        ),
        "after_resolved" => format!(
            "It was written after the candidate {candidate} resolved, and is shown there. {}",
            not_enough(doc, feature)
        ),
        "too_many_open" => {
            "It would have opened a candidate, but as many are open as limits.open_candidates allows.".to_owned()
        }
        "waiting" => format!(
            "It was written after the candidate {candidate} was due to resolve, and waits until that moment is heard."
        ),
        other => format!("What became of it: {other}."),
    };
    if let Some(held) = doc.alike.as_ref().and_then(|a| held(a)) {
        text.push_str(&held);
    }
    if doc.cues_known == Some(false) {
        let _ = write!(
            text,
            " No problem cues are known for {}: every message in it counts as a possible report.",
            language_name(&doc.language)
        );
    }
    text.push_str(&of_recovery(doc));
    text
}

/// Where it is by now.
pub(super) fn moved(doc: &MovedDoc<'_>) -> String {
    let (from, candidate) = (doc.from.as_deref().unwrap_or("none"), &doc.candidate);
    match &*doc.moved_by {
        "merge" => {
            format!(" Since then a person merged the candidate {from} into another: it is a report of {candidate} now.")
        }
        "split" => {
            format!(" Since then a person split it off the candidate {from}: it is a report of {candidate} now.")
        }
        "second_cause" => format!(
            " Since then its words told it apart from the candidate {from}: it is a report of {candidate} now, a \
             second cause."
        ),
        "answer" => format!(
            " It was read before it was known which candidate it means: it counts for the candidate {candidate}."
        ),
        other => format!(" It is one of the candidate {candidate} now: {other}."),
    }
}

/// What it says of a recovery, and for which candidate that counts.
fn of_recovery(doc: &DecisionDoc<'_>) -> String {
    match (doc.recovery.as_deref(), doc.candidate.as_deref().filter(|_| doc.reason == "not_a_problem")) {
        (Some("recovered"), Some(candidate)) => format!(
            " It says that it works again, and its customer reported the candidate {candidate}: it is a confirmation."
        ),
        (Some("recovered"), None) => " It says that something works again.".to_owned(),
        (Some("still_broken"), _) => " It says that something still does not work.".to_owned(),
        _ => String::new(),
    }
}

fn topic(doc: &DecisionDoc<'_>) -> String {
    format!("\"{}\"", doc.topic.as_deref().unwrap_or("reports alike"))
}

fn said_the_same(a: &AlikeDoc<'_>) -> String {
    format!(
        "{} said the same within {}, where {:.2} usually do: chance brings that once in {}",
        plural(a.observed, "customer"),
        span(a.window_min),
        a.expected,
        a.expected_once_per
    )
}

/// Why reports that say the same were no topic of their own.
fn held(a: &AlikeDoc<'_>) -> Option<String> {
    let why = match a.held.as_deref()? {
        "few_problems" if a.readable == 0 => {
            "but in their language nothing tells which of them report a problem: questions and praise come in waves too"
                .to_owned()
        }
        "few_problems" => format!(
            "but only {} of {} such reports read as a problem by themselves: questions and praise come in waves too",
            a.problems, a.readable
        ),
        "copies" => "but most of them sent the same text: it is passed around, and counts as one voice".to_owned(),
        "dismissed" => format!(
            "but such a topic was dismissed before: it has to be rarer now, once in {} at most",
            once_per(a.threshold)
        ),
        "of_open" => "and most of them are customers of an open candidate already".to_owned(),
        _ => format!("and a topic of its own has to be rarer, once in {} at most", once_per(a.threshold)),
    };
    Some(format!(" {}, {why}.", said_the_same(a)))
}

/// "3 customers of checkout wrote within 15 min, and 3 were needed".
fn counted(w: &WindowDoc<'_>, feature: &str) -> String {
    let of_tier = w.tier.as_deref().map(|t| format!(" in the tier {t}")).unwrap_or_default();
    let (customers, were) = (plural(w.observed, "customer"), if w.needed == 1 { "was" } else { "were" });
    let copies = match w.copies {
        0 => String::new(),
        n => format!(" ({} more sent the same text as one of them and count with it)", plural(n, "customer")),
    };
    let few_say_so = ", but fewer than two, or than one in four, say that something is wrong";
    let questions = if w.questions == Some(true) { few_say_so } else { "" };
    format!(
        "{customers} of {feature}{of_tier} wrote within {}{copies}, and {} {were} needed{}{questions}{}",
        span(w.window_min),
        w.needed,
        earlier(w),
        dismissed(w)
    )
}

/// The peak of an earlier week for which more is expected, and so needed, than is usual.
fn earlier(w: &WindowDoc<'_>) -> String {
    let (Some(peak), Some(expected)) = (&w.precedent, w.expected) else { return String::new() };
    let whose = match (peak.all_tiers, &w.tier) {
        (Some(true), _) => " of all tiers",
        (_, Some(_)) => " of that tier",
        (_, None) => "",
    };
    format!(
        ", since {expected:.1} are expected: {}{whose} wrote within {} around this time {}",
        plural(peak.customers, "customer"),
        span(peak.window_min),
        ago(peak)
    )
}

fn ago(peak: &PrecedentDoc) -> String {
    match peak.weeks {
        1 => "a week earlier".to_owned(),
        2 => "two weeks earlier".to_owned(),
        3 => "three weeks earlier".to_owned(),
        more => format!("{more} weeks earlier"),
    }
}

/// That such a candidate was dismissed before.
fn dismissed(w: &WindowDoc<'_>) -> String {
    let Some(factor) = w.stricter else { return String::new() };
    let times = if w.dismissed == 1 { "once".to_owned() } else { format!("{} times", w.dismissed) };
    format!("; it was dismissed {times} in 90 days, and has to be {factor:.0} times less likely")
}

fn not_enough(doc: &DecisionDoc<'_>, feature: &str) -> String {
    let Some(short) = &doc.short else {
        return format!("It means {feature}, but was written before what is open began, and changes nothing there.");
    };
    let only_ask = [Some(short), doc.nearest.as_ref()].into_iter().flatten().any(|w| w.questions == Some(true));
    let why = if only_ask { "Customers seem to ask, not to report" } else { "Too few customers for a candidate" };
    let mut text = format!("{why}: {}.", counted(short, feature));
    let other = doc.nearest.as_ref().filter(|n| (n.window_min, &n.tier) != (short.window_min, &short.tier));
    if let Some(nearest) = other {
        let _ = write!(text, " It came nearest where {}.", counted(nearest, feature));
    }
    text
}

fn not_a_problem(doc: &DecisionDoc<'_>) -> String {
    if doc.learnt.is_some() {
        return "It reads as no problem report: labels of messages like it say so surely.".to_owned();
    }
    format!(
        "It does not read as a problem report: its score is {}, and more than {} counts.",
        exact(doc.problem),
        exact(doc.problem_cut)
    )
}

fn no_feature(doc: &DecisionDoc<'_>) -> String {
    match doc.rivals.first() {
        Some(like) if like.score >= doc.feature_cut => format!(
            "It may report a problem, but names no feature: its words are like those said of {}, with {:.2}, but too few of \
             the catalogue's own are among them, which alone have to reach {:.2}.",
            like.feature, like.score, doc.feature_cut
        ),
        Some(nearest) => format!(
            "It may report a problem, but no feature fits well enough: the nearest is {} with {:.2}, and {:.2} is needed.",
            nearest.feature, nearest.score, doc.feature_cut
        ),
        None => "It may report a problem, but none of its words is one of the catalogue's.".to_owned(),
    }
}

fn labelled(doc: &DecisionDoc<'_>) -> String {
    let says = if doc.reason == "no_feature" { "names no feature" } else { "says that it is no problem report" };
    format!("Its label {says}; what its text says does not count.")
}

/// What the paragraph rests on.
pub(super) fn numbers(doc: &DecisionDoc<'_>, told: &Told<'_>) -> String {
    let mut out = String::new();
    let mut line = |name: &str, text: String| {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{name:<15} {text}");
    };
    line("Message", format!("{} of {}, written {}", doc.message, doc.tenant, doc.occurred_at.0));
    let language = if doc.language.is_empty() { "unknown" } else { language_name(&doc.language) };
    line("Language", language.to_owned());
    line("Problem", problem(doc, told));
    line("Specificity", format!("{:.2} of 1", doc.specificity));
    let how = doc.how.as_deref().filter(|_| doc.feature.is_some()).map(|how| format!(", by {how}")).unwrap_or_default();
    line("Feature", format!("{}{how}", doc.feature.as_deref().unwrap_or("none")));
    let rivals: Vec<String> = doc.rivals.iter().map(|r| format!("{} {:.2}", r.feature, r.score)).collect();
    if !rivals.is_empty() {
        line("Considered", format!("{}; {:.2} is needed", rivals.join(", "), doc.feature_cut));
    }
    for (name, w) in [("15 minutes", &doc.short), ("Nearest window", &doc.nearest)] {
        if let Some(w) = w {
            line(name, window(w));
        }
    }
    out
}

/// The problem score, and what gives it.
fn problem(doc: &DecisionDoc<'_>, told: &Told<'_>) -> String {
    let (score, cut) = (exact(doc.problem), exact(doc.problem_cut));
    // Where labels say what a problem is, the score is one of the things they weigh.
    let learnt = doc.learnt.map(|odds| format!("{odds:.2} as labels weigh it (ln of the odds), more than {SURELY_NONE} counts as a possible report; {score} by rules"));
    let says = learnt.unwrap_or_else(|| format!("{score}, more than {cut} counts as a possible report"));
    let sum = |trace: &Trace| lines(trace).iter().map(|l| format!("\n{:<15} {l}", "")).collect::<String>();
    match told {
        Told::Text(trace) => format!("{says}{}", sum(trace)),
        Told::Labelled(trace) => format!("{score} by the text; its label decides{}", sum(trace)),
        Told::Verdict if doc.cues.is_empty() => {
            format!("{says}; no cues")
        }
        Told::Verdict => {
            format!("{says}; cues {}. What each of them weighs needs the text: see --messages", doc.cues.join(", "))
        }
    }
}

fn window(w: &WindowDoc<'_>) -> String {
    let tier = w.tier.as_deref().map(|t| format!(" in the tier {t}")).unwrap_or_default();
    let usual = match (w.expected, &w.precedent) {
        (None, _) => "no baseline yet".to_owned(),
        (Some(e), None) => format!("{e:.2} usual"),
        (Some(e), Some(peak)) => {
            let whose = if peak.all_tiers == Some(true) { " of all tiers" } else { "" };
            format!("{e:.2} expected ({}{whose} within {} {})", peak.customers, span(peak.window_min), ago(peak))
        }
    };
    let once = match (w.expected_per_month, &w.expected_once_per) {
        (Some(month), Some(once)) => {
            let month = if month < 10.0 { format!("{month:.3}") } else { format!("{month:.0}") };
            format!(
                "; chance brings it once in {once}, {month} times a month, and at most {} opens",
                exact(w.threshold)
            )
        }
        _ => String::new(),
    };
    format!(
        "{} within {}{tier}, {usual}, {} needed{once}",
        plural(w.observed, "customer"),
        span(w.window_min),
        w.needed
    )
}

fn plural(n: u32, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

fn span(minutes: f64) -> String {
    match minutes {
        m if m >= 2880.0 => format!("{} days", m / 1440.0),
        m if m >= 120.0 => format!("{} h", m / 60.0),
        m => format!("{m} min"),
    }
}

#[cfg(test)]
mod tests;
