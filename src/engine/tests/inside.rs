//! What other teams write before there is a candidate.

use super::*;
use crate::candidate::overheard::HELD_FOR;

/// What another team writes of a feature.
fn note(story: &mut Story, (id, who): (&str, u64), at: Timestamp, about: &str) {
    let mut said = signal(id, who, at, about);
    said.channel = Channel::Internal;
    story.apply(Input::Signal(Box::new(said)));
    assert_eq!(story.verdicts.last(), Some(&Reason::Internal));
}

fn shown(c: &Candidate) -> String {
    let ids: Vec<&str> = c.internal.iter().map(|said| said.id.as_str()).collect();
    format!("{} of {}, {} customers", ids.join(" "), c.internal_reports, c.customers)
}

#[test]
fn a_candidate_shows_what_was_written_inside_from_the_hour_before_its_onset_on() {
    let mut story = Story::new();
    note(&mut story, ("early", 90), m(-59), "checkout");
    note(&mut story, ("far", 90), m(-58), "checkout");
    note(&mut story, ("near", 91), m(1), "checkout");
    note(&mut story, ("other", 91), m(1), "login");
    let mut praise = signal("praise", 92, m(1), "checkout");
    (praise.channel, praise.problem.score) = (Channel::Internal, -2.0);
    story.apply(Input::Signal(Box::new(praise)));
    story.three_reports();
    assert_eq!((shown(story.last()).as_str(), story.kinds()), ("far near of 2, 3 customers", vec![EventKind::Opened]));
    note(&mut story, ("after", 91), m(15), "checkout");
    assert_eq!(shown(story.last()), "far near after of 3, 3 customers");
}

#[test]
fn what_was_written_before_that_hour_is_shown_as_little_where_it_is_read_later_until_the_onset_moves() {
    let mut story = Story::new();
    story.three_reports();
    note(&mut story, ("early", 90), m(-59), "checkout");
    note(&mut story, ("far", 90), m(-58), "checkout");
    assert_eq!(shown(story.last()), "far of 1, 3 customers");
    story.report("d", 4, m(1), "checkout");
    assert_eq!(shown(story.last()), "early far of 2, 4 customers");
}

#[test]
fn a_neighbour_that_joins_brings_what_was_written_of_it() {
    let mut story = Story::new();
    note(&mut story, ("inside", 90), m(1), "basket");
    story.three_reports();
    for (id, customer, minute) in [("d", 1, 15), ("e", 2, 16), ("f", 3, 17)] {
        story.until(m(minute));
        story.report(id, customer, m(minute), "basket");
    }
    assert_eq!(story.last().merged, [feature("basket")]);
    assert_eq!(shown(story.last()), "inside of 1, 3 customers");
}

#[test]
fn what_is_held_survives_a_restart_and_a_day_and_no_erasure() {
    let begun = || {
        let mut story = Story::new();
        note(&mut story, ("mine", 90), m(0), "checkout");
        note(&mut story, ("yours", 91), m(1), "checkout");
        story
    };
    let goes_on = |mut story: Story| {
        story.three_reports();
        (shown(story.last()), format!("{:?}", story.engine.take_dirty()))
    };
    let mut again = begun();
    let mut other = begun();
    // Both have stored what they hold; one goes on from it.
    other.engine.take_dirty();
    again.engine = study::restored(&mut again.engine);
    let (one, another) = (goes_on(again), goes_on(other));
    assert_eq!(one.0, "mine yours of 2, 3 customers");
    assert_eq!(one, another);

    let mut forgotten = begun();
    forgotten.apply(Input::Forget(Forget::Customer(CustomerKey(90))));
    assert_eq!(goes_on(forgotten).0, "yours of 1, 3 customers");

    let mut old = begun();
    let later = m(1) + HELD_FOR + Span::from_hours(2);
    old.until(later);
    old.report("x", 7, later, "login");
    assert_eq!(format!("{:?}", old.engine.overheard), "Overheard({})");
}
