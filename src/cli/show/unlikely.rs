//! How improbable a candidate's count is, in words.

use super::words::{date, number, once_per, plain, weekday};
use crate::candidate::{Candidate, Evidence, Rule};
use crate::cluster::dismissals::Stricter;
use crate::time::{Span, Timestamp};

pub(super) fn unlikely(c: &Candidate, now: Timestamp) -> String {
    format!("{}{}{}", count(&c.evidence, now), others(c), stricter(c.evidence.stricter))
}

/// Who else is among the customers of a topic: the burst is of those alone who said the same.
fn others(c: &Candidate) -> String {
    let more = c.customers.saturating_sub(c.evidence.observed);
    if more == 0 || c.evidence.rule != Rule::Topic {
        return String::new();
    }
    match more {
        1 => "; the other one in other words, or later".to_owned(),
        n => format!("; the other {n} in other words, or later"),
    }
}

/// That such a candidate was dismissed before.
fn stricter(Stricter { times, factor }: Stricter) -> String {
    match times {
        0 => String::new(),
        1 => format!("; dismissed once in 90 days, so it had to be {} times less likely", number(factor)),
        n => format!("; dismissed {n} times in 90 days, so it had to be {} times less likely", number(factor)),
    }
}

fn count(evidence: &Evidence, now: Timestamp) -> String {
    let (observed, window) = (evidence.observed, evidence.window);
    let mut tier = evidence.key_tier.as_ref().map(|t| format!(" of tier {}", plain(t.as_str()))).unwrap_or_default();
    if evidence.rule == Rule::Everything {
        tier = " of all features".to_owned();
    }
    match (evidence.rule, evidence.expected, evidence.expected_per_month) {
        (Rule::Topic, Some(expected), Some(per_month)) => format!(
            "{observed} said the same within {window} where {} usually do: once in {} by chance",
            number(expected),
            once_per(per_month)
        ),
        (Rule::Surge | Rule::Everything, Some(expected), Some(per_month)) => {
            let end = evidence.window_end;
            let when = if now - end < Span::from_days(7) {
                format!("on a {} at {}", weekday(end), end.clock_text())
            } else {
                format!("at this hour ({})", date(end))
            };
            let usual = number(expected);
            format!(
                "{observed}{tier} where {usual} are usual in {window} {when}: expected once in {}",
                once_per(per_month)
            )
        }
        (Rule::Split, ..) => format!(
            "nothing was counted against what is usual: a person split these {observed} customers off another candidate"
        ),
        _ => format!(
            "no baseline yet ({} old): {observed} customers{tier} within {window}, which opens it without one",
            evidence.baseline_age
        ),
    }
}
