//! A candidate that grows is not told at every message.

use super::*;
use crate::candidate::episode::EACH_TOLD;

/// Each of the first is told, then every fiftieth part.
fn in_steps(told: &[u32], of: u32) {
    let each: Vec<u32> = told.iter().copied().take_while(|n| *n <= EACH_TOLD).collect();
    assert_eq!(each, (told[0]..=EACH_TOLD).collect::<Vec<_>>(), "each of the first");
    assert!(told.len() < of as usize / 2, "{} of {of}", told.len());
    assert!(told.windows(2).all(|w| (w[1] - w[0]) * 50 <= w[0] + 49), "none is more than a fiftieth behind");
    assert!((of - told[told.len() - 1]) * 50 <= of, "nor is the last");
}

#[test]
fn of_a_large_candidate_every_fiftieth_part_is_told() {
    let mut story = Story::new();
    for customer in 0..500 {
        let at = s(customer);
        story.until(at);
        story.report(&format!("c-{customer}"), customer as u64, at, "checkout");
    }
    let told: Vec<u32> = story.events.iter().map(|(_, c)| c.customers).collect();
    in_steps(&told, 500);
    story.until(m(120));
    assert_eq!(story.events.last().map(|(kind, c)| (*kind, c.customers)), Some((EventKind::Resolved, 500)));
}

#[test]
fn what_other_teams_write_is_told_in_the_same_steps_and_all_of_it_in_the_end() {
    let mut story = Story::new();
    story.three_reports();
    let before = story.events.len();
    for i in 0..300 {
        let mut said = signal(&format!("i-{i}"), 1_000 + i, m(13), "checkout");
        said.channel = Channel::Internal;
        story.apply(Input::Signal(Box::new(said)));
    }
    let told: Vec<u32> = story.events[before..].iter().map(|(_, c)| c.internal_reports).collect();
    assert_eq!(told[0], 1);
    in_steps(&told, 300);
    story.until(m(120));
    let (kind, c) = story.events.last().unwrap();
    assert_eq!((*kind, c.customers, c.internal_reports), (EventKind::Resolved, 3, 300));
    assert_eq!(c.internal.last().map(|i| i.id.as_str()), Some("i-99"), "of one moment the last by its id");
}

#[test]
fn what_comes_around_the_end_is_told_in_the_same_steps() {
    let mut story = Story::new();
    story.three_reports();
    story.until(m(120));
    assert_eq!(story.events.last().unwrap().0, EventKind::Resolved);
    let before = story.events.len();
    for i in 0..300 {
        story.report(&format!("late-{i}"), 1_000 + i, m(14), "checkout");
    }
    let told: Vec<u32> = story.events[before..].iter().map(|(_, c)| c.late_messages).collect();
    in_steps(&told, 300);
    let kept = &story.engine.episodes.get(&story.last().id.clone()).unwrap().candidate;
    assert_eq!(kept.late_messages, 300, "counted are all of them");
}
