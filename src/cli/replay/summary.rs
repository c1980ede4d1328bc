//! A replay as a person reads it.

use crate::cli::{scorecard, watch};
use crate::wire::backtest::{ReplayDoc, Score, SweptDoc};

/// The replay as a person reads it.
pub(super) fn summary(doc: &ReplayDoc<'_>) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "{} messages, {} candidates, {} on the watch list",
        doc.messages,
        doc.candidates.len(),
        doc.watch
    );
    for c in &doc.candidates {
        let end = c.resolved_at.map_or("open".to_owned(), |t| format!("until {}", t.0));
        let _ = writeln!(
            out,
            "\n{}  rank {}  {}  {} customers  {end}",
            c.opened_at.0, c.rank_at_open, c.feature, c.customers
        );
        let _ = writeln!(out, "  {}", c.title);
        let usual =
            c.expected_once_per.as_ref().map_or("no baseline yet".to_owned(), |p| format!("once in {p} by chance"));
        let _ = writeln!(out, "  {} customers in {} min: {usual}", c.observed, c.window_min);
        if let Some(change) = c.likely_change {
            let _ = writeln!(out, "  changed before: {change}");
        }
        if let Some(gap) = c.gap_kind {
            let _ = writeln!(out, "  monitoring's gap: {gap}");
        }
    }
    if !doc.deploys.is_empty() {
        let _ = writeln!(out, "\nAfter the deploys");
    }
    for deploy in doc.deploys {
        let _ = write!(out, "{}", watch::line(deploy));
    }
    if !doc.scorecard.is_empty() {
        let _ = write!(out, "\n{}", scorecard::told(&doc.scorecard));
    }
    let _ = writeln!(out, "\nWhat became of the messages");
    for (reason, n) in doc.verdicts {
        let _ = writeln!(out, "  {n:>7}  {reason}");
    }
    if let Some(score) = doc.score {
        let _ = write!(out, "\n{}", scored(score));
    }
    if !doc.sweep.is_empty() {
        let _ = write!(out, "\n{}", swept(&doc.sweep));
    }
    out
}

fn scored(s: &Score) -> String {
    let minutes = |m: Option<f64>| m.map_or("none".to_owned(), |m| format!("{m} min"));
    format!(
        "Against the truth\n  found {} of {}, false {}, excused {}, duplicates {}, linked {}\n  after the third customer: median {}, nine of ten {}\n  rank at open right {} of {}, cause first {} of {}, gap right {} of {}, resolved early {}\n",
        s.found,
        s.incidents,
        s.false_alerts,
        s.excused,
        s.duplicates,
        s.linked_episodes,
        minutes(s.median_minutes_after_third_reporter),
        minutes(s.p90_minutes_after_third_reporter),
        s.rank_at_open_right,
        s.rank_at_open_of,
        s.cause_first,
        s.cause_of,
        s.gap_kind_right,
        s.gap_kind_of,
        s.resolved_early,
    )
}

/// One line a budget.
fn swept(rows: &[SweptDoc]) -> String {
    let number = |n: Option<f64>| n.map_or("-".to_owned(), |n| n.to_string());
    let mut out = "Budgets: false candidates a month that are accepted; minutes from the third customer\n  budget  found     false  excused  precision  recall  median  nine of ten\n".to_owned();
    for row in rows {
        let s = &row.score;
        let line = format!(
            "  {:<6}  {:<8}  {:<5}  {:<7}  {:<9}  {:<6}  {:<6}  {:<11}  {}",
            row.false_candidates_per_month,
            format!("{} of {}", s.found, s.incidents),
            s.false_alerts,
            s.excused,
            number(s.precision),
            s.recall,
            number(s.median_minutes_after_third_reporter),
            number(s.p90_minutes_after_third_reporter),
            if row.shipped { "the shipped one" } else { "" },
        );
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
