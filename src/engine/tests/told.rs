//! What verdicts say of windows agrees with what the scan decides.

use super::*;
use crate::engine::output::Verdict;

/// Reports of checkout: so many ordinary ones an hour over the first days, then a burst.
fn verdicts(days: i64, every_min: i64, burst: u64, red: bool) -> Vec<Verdict> {
    let mut story = Story::new();
    let mut all = Vec::new();
    let mut write = |story: &mut Story, n: u64, at: Timestamp| {
        story.until(at);
        if red {
            story.apply(said(ProbeState::Failing, at));
        }
        let input = Input::Signal(Box::new(signal(&format!("m{n}"), n, at, "checkout")));
        let outputs = story.engine.apply(story.now, input);
        all.extend(outputs.iter().filter_map(Output::verdict).cloned());
        story.take(outputs);
    };
    let ordinary = days * 24 * 60 / every_min;
    for n in 0..ordinary {
        write(&mut story, n as u64, m(n * every_min));
    }
    for n in 0..burst {
        write(&mut story, 10_000 + n, m(days * 24 * 60) + Span::from_secs(n as i64 * 40));
    }
    all
}

#[test]
fn what_is_needed_is_what_opens() {
    for (days, every_min, burst, red) in
        [(0, 60, 4, false), (0, 60, 4, true), (3, 600, 9, false), (10, 120, 12, false), (10, 20, 25, false)]
    {
        let all = verdicts(days, every_min, burst, red);
        let opened = all.iter().filter(|v| v.reason == Reason::Opened).count();
        assert!(opened > 0, "{days} {every_min}");
        for v in &all {
            if matches!(v.reason, Reason::NotEnough | Reason::AfterResolved) {
                let short = v.short.as_ref().unwrap();
                assert_eq!(short.window, Span::from_mins(15));
                assert!(short.observed >= 1 && short.observed < short.needed, "{days} {every_min} {v:?}");
                assert!(v.nearest.iter().all(|w| w.observed < w.needed), "{days} {every_min} {v:?}");
            } else if v.reason == Reason::Opened {
                let nearest = v.nearest.as_ref().unwrap();
                assert!(nearest.observed >= nearest.needed, "{days} {every_min} {v:?}");
                assert_eq!(nearest.expected.is_some(), days > 0, "{v:?}");
            } else {
                assert!(v.short.is_none() && v.nearest.is_none(), "{v:?}");
            }
        }
    }
}

#[test]
fn without_a_baseline_three_are_needed_and_two_when_monitoring_is_red() {
    let short = |red| verdicts(0, 60, 1, red)[0].short.clone().map(|w| (w.observed, w.needed));
    assert_eq!((short(false), short(true)), (Some((1, 3)), Some((1, 2))));
}

#[test]
fn a_verdict_holds_the_limits_it_was_given_under() {
    let v = &verdicts(0, 60, 1, false)[0];
    assert_eq!((v.language.as_str(), v.problem, v.problem_cut, v.feature_cut), ("en", 2.0, -1.05, 0.35));
    assert_eq!((v.how, v.specificity), (None, 0.2), "the label said which feature");
}
