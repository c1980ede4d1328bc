//! Observed customers against expected around the window that alarmed: each point of both lines is
//! the same window, ended at that moment.

use std::collections::{BTreeMap, BTreeSet};

use super::Written;
use super::html::Html;
use crate::candidate::{Candidate, Evidence, Rule};
use crate::cli::show::words::{date, many, number};
use crate::engine::output::{Reason, Verdict};
use crate::time::{Span, Timestamp};

/// Points in one window.
const IN_WINDOW: i64 = 6;
/// Points before the alarm, and after it; the style sheet puts the time of the alarm at two thirds.
const BEFORE: i64 = 48;
const AFTER: i64 = 24;
/// The drawing's own units; the page stretches it.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 120.0;

/// The moments of a chart.
fn moments(e: &Evidence) -> impl Iterator<Item = Timestamp> {
    let (end, step) = (e.window_end, e.window.as_millis() / IN_WINDOW);
    (-BEFORE..=AFTER).map(move |i| end + Span::from_millis(i * step))
}

/// Whether it was judged by what its customers say alike, whichever feature it is called by.
fn is_of_topic(c: &Candidate) -> bool {
    c.feature.is_topic() || c.evidence.rule == Rule::Topic
}

/// Customers usual in the window that ends at each moment, asked of `usual`. A topic has no hours of its own: what it
/// was measured against stands for all.
pub(super) fn expected(c: &Candidate, usual: &dyn Fn(Timestamp, Timestamp) -> Option<f64>) -> Vec<Option<f64>> {
    let e = &c.evidence;
    moments(e).map(|at| if is_of_topic(c) { e.expected } else { usual(at - e.window, at) }).collect()
}

/// Distinct customers in the window that ends at each moment.
pub(super) fn observed(
    c: &Candidate,
    verdicts: &BTreeMap<String, Verdict>,
    written: &BTreeMap<String, Written>,
) -> Vec<u32> {
    let mut reports: Vec<(Timestamp, &Written)> = Vec::new();
    // Messages mean features; of a topic are those that the candidate counts.
    let own = |v: &&Verdict| {
        if is_of_topic(c) {
            v.candidate.as_ref() == Some(&c.id) || c.opened_with.contains(&v.message)
        } else {
            v.feature.as_ref() == Some(&c.feature) && is_report(v.reason)
        }
    };
    for verdict in verdicts.values().filter(own) {
        let by = written.get(verdict.message.as_str());
        let of_key = |w: &&Written| c.evidence.key_tier.is_none() || w.tier == c.evidence.key_tier;
        reports.extend(by.filter(of_key).map(|w| (verdict.occurred_at, w)));
    }
    let count = |at: Timestamp| {
        let within = reports.iter().filter(|(t, _)| *t > at - c.evidence.window && *t <= at);
        within.map(|(_, w)| w.customer).collect::<BTreeSet<_>>().len()
    };
    moments(&c.evidence).map(|at| u32::try_from(count(at)).unwrap_or(u32::MAX)).collect()
}

/// Whether a message of that fate counts among the customers of its feature.
const fn is_report(reason: Reason) -> bool {
    match reason {
        Reason::NotAProblem | Reason::NoFeature | Reason::Internal | Reason::Duplicate => false,
        Reason::Opened
        | Reason::Joined
        | Reason::NotEnough
        | Reason::Late
        | Reason::LateForResolved
        | Reason::AfterResolved
        | Reason::TooManyOpen
        | Reason::Waiting => true,
    }
}

/// The chart of a candidate.
pub(super) fn chart(page: &mut Html, c: &Candidate, observed: &[u32], expected: &[Option<f64>]) {
    let e = &c.evidence;
    let known: Vec<f64> = expected.iter().copied().flatten().collect();
    let most = observed.iter().copied().max().unwrap_or(0).max(e.observed);
    let top = known.iter().copied().fold(f64::from(most), f64::max).max(1.0) * 1.05;
    let x = |i: usize| i as f64 / (BEFORE + AFTER) as f64 * WIDTH;
    let y = |n: f64| HEIGHT - n / top * HEIGHT;
    page.fixed("<figure class=\"chart\"><figcaption><span><i class=\"key seen\"></i>customers in ");
    page.text(e.window.as_mins()).fixed(" min, at most ").text(most);
    page.fixed("</span> <span><i class=\"key usual\"></i>");
    if known.is_empty() {
        page.fixed("usual: no baseline yet");
    } else {
        let (low, high) =
            (known.iter().copied().fold(f64::INFINITY, f64::min), known.iter().copied().fold(0.0, f64::max));
        let (low, high) = (number(low), number(high));
        page.between("usual: ", &low, "");
        if low != high {
            page.between(" to ", &high, "");
        }
    }
    page.fixed("</span> <span><i class=\"key alarm\"></i>window that alarmed</span></figcaption>");
    page.fixed("<svg viewBox=\"0 0 720 120\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"");
    page.text(many(e.observed, "customer")).fixed(" where ");
    page.text(e.expected.map_or("no number yet".to_owned(), number)).fixed(" is usual\">");
    let alarm = x(usize::try_from(BEFORE - IN_WINDOW).unwrap_or(0));
    page.fixed("<rect class=\"alarm\" y=\"0\" height=\"120\" x=\"").number(alarm).fixed("\" width=\"");
    page.number(x(usize::try_from(IN_WINDOW).unwrap_or(0))).fixed("\"/>");
    page.fixed("<path class=\"seen\" d=\"M0 120");
    let mut last = HEIGHT;
    for (i, n) in observed.iter().enumerate() {
        // A step: the count holds until the next moment.
        let now = y(f64::from(*n));
        if i == 0 || (now - last).abs() > f64::EPSILON {
            page.fixed("H").number(x(i)).fixed("V").number(now);
        }
        last = now;
    }
    page.fixed("H720V120Z\"/>");
    if !known.is_empty() {
        page.fixed("<polyline class=\"usual\" points=\"");
        for (i, n) in expected.iter().enumerate() {
            if let Some(n) = n {
                page.number(x(i)).fixed(",").number(y(*n)).fixed(" ");
            }
        }
        page.fixed("\"/>");
    }
    page.fixed("</svg><div class=\"times\"><span>");
    let (first, end) = (moments(e).next().unwrap_or_default(), moments(e).last().unwrap_or_default());
    page.text(when(first, e.window_end)).fixed("</span><span>").text(when(e.window_end, e.window_end));
    page.fixed("</span><span>").text(when(end, e.window_end)).fixed("</span></div></figure>");
}

/// The time; with the day where that is another one.
fn when(at: Timestamp, beside: Timestamp) -> String {
    if date(at) == date(beside) { at.clock_text() } else { format!("{} {}", date(at), at.clock_text()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::replay::report::tests::played;
    use crate::ids::FeatureId;

    #[test]
    fn at_the_alarm_both_lines_are_what_it_was_judged_by() {
        let (found, watched, written) = played();
        let c = &found.iter().find(|r| r.candidate.feature.as_str() == "checkout").unwrap().candidate;
        let at = usize::try_from(BEFORE).unwrap();
        let seen = observed(c, &watched.verdicts, &written);
        assert_eq!((seen[at], seen.len()), (c.evidence.observed, 73));
        assert_eq!(seen[0], 0);
        let usual = watched.usual[c.id.as_str()][at].unwrap();
        assert!((usual - c.evidence.expected.unwrap()).abs() < 1e-6, "{usual} {:?}", c.evidence);
    }

    #[test]
    fn of_a_topic_those_are_seen_whom_it_counts_against_what_it_was_measured_by() {
        let (found, watched, written) = played();
        let mut c = found.iter().find(|r| r.candidate.feature.as_str() == "checkout").unwrap().candidate.clone();
        c.feature = FeatureId::topic("gift card");
        let at = usize::try_from(BEFORE).unwrap();
        assert_eq!(observed(&c, &watched.verdicts, &written)[at], c.evidence.observed);
        assert_eq!(expected(&c, &|_, _| None), vec![c.evidence.expected; 73]);
    }

    #[test]
    fn what_was_said_alike_is_charted_so_where_the_candidate_is_called_by_the_feature_it_means() {
        let (found, watched, written) = played();
        let mut c = found.iter().find(|r| r.candidate.feature.as_str() == "checkout").unwrap().candidate.clone();
        // One of its customers wrote words that mean no feature.
        let mut verdicts = watched.verdicts;
        verdicts.get_mut(c.opened_with[0].as_str()).unwrap().feature = None;
        c.evidence.rule = Rule::Topic;
        let at = usize::try_from(BEFORE).unwrap();
        assert_eq!(observed(&c, &verdicts, &written)[at], c.evidence.observed);
        assert_eq!(expected(&c, &|_, _| None), vec![c.evidence.expected; 73]);
    }
}
