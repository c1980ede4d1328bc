//! Confirmations that are read before their customer's own report.

use super::feedback::{open, report};
use super::*;
use crate::candidate::Route;
use crate::engine::output::Moves;
use crate::signal::identity::{Kind, Known};

/// A message that says that it works again.
fn works(id: &str, customer: u64, at: Timestamp, about: Option<&str>) -> Signal {
    let mut said = signal(id, customer, at, "checkout");
    said.label = Some(Label { problem: false, feature: about.map(feature) });
    said.problem.recovery = Recovery::Recovered;
    said
}

impl Story {
    fn hears(&mut self, said: Signal) {
        self.apply(Input::Signal(Box::new(said)));
    }
}

/// Three report the checkout until minute 2. Customers 20 and 21 say at minutes 6 and 7 that it works again, before
/// their reports of minutes 3 and 4 are read.
fn early() -> Story {
    let mut story = Story::new();
    report(&mut story, "checkout", 0, 0..3);
    story.until(m(7));
    story.hears(works("w20", 20, m(6), Some("checkout")));
    story.hears(works("w21", 21, m(7), None));
    assert_eq!(story.last().recovery.answers.confirmed, 0, "they are no reporters yet");
    story
}

#[test]
fn it_counts_once_its_customers_report_is_read() {
    let mut story = early();
    story.report("r20", 20, m(3), "checkout");
    assert_eq!((story.last().customers, story.last().recovery.answers.confirmed), (4, 1));
    assert_eq!(story.moved.iter().map(|m| (m.message.as_str(), m.by)).collect::<Vec<_>>(), [("w20", Moves::Answer)]);
    assert_eq!(story.moved[0].candidate, story.last().id);
    story.report("r21", 21, m(4), "checkout");
    let c = story.last();
    assert_eq!((c.recovery.route, c.recovery.resolved_at, c.customers), (Some(Route::Confirmed), Some(m(7)), 5));
}

#[test]
fn a_report_that_its_customer_wrote_after_it_blocks_whatever_is_read_first() {
    // The later report is read first, or the earlier one is.
    for order in [["r20", "again"], ["again", "r20"]] {
        let mut story = early();
        for id in order {
            let minute = if id == "again" { 9 } else { 3 };
            story.report(id, 20, m(minute), "checkout");
        }
        assert_eq!((story.last().recovery.answers.confirmed, open(&story)), (0, 1), "{order:?}");
    }
}

#[test]
fn it_counts_for_a_candidate_that_opens_later() {
    let mut story = Story::new();
    story.until(m(10));
    story.hears(works("w1", 1, m(9), Some("checkout")));
    story.hears(works("w2", 2, m(10), Some("checkout")));
    story.hears(works("w9", 9, m(10), Some("checkout")));
    for (customer, minute) in [(1, 2), (2, 3)] {
        assert_eq!(story.report(&format!("r{customer}"), customer, m(minute), "checkout"), Reason::NotEnough);
    }
    story.report("r3", 3, m(4), "checkout");
    assert_eq!(story.kinds(), [EventKind::Opened, EventKind::Resolved]);
    assert_eq!((story.last().recovery.resolved_at, story.last().recovery.answers.confirmed), (Some(m(10)), 2));
}

#[test]
fn it_is_held_until_no_earlier_report_can_come_in_time() {
    let end = m(6) + Span::from_hours(1);
    for (heard, confirmed) in [(end - Span::from_millis(1), 1), (end, 0)] {
        let mut story = early();
        // Somebody goes on, so that it stays open.
        story.report("on", 0, m(5), "checkout");
        let id = story.last().id.clone();
        story.now.heard_until = Some(heard);
        story.now.at = heard;
        let mut late = signal("r20", 20, m(3), "checkout");
        late.arrived = heard;
        story.hears(late);
        let c = &story.engine.episodes.get(&id).unwrap().candidate;
        assert_eq!((c.customers, c.recovery.answers.confirmed), (4, confirmed));
    }
    // What is held for nothing goes.
    let mut story = early();
    story.until(m(200));
    story.report("later", 30, m(200), "login");
    assert_eq!(story.engine.early, crate::engine::early::Early::default());
}

#[test]
fn so_many_are_held_the_newest() {
    let mut story = Story::new();
    for customer in 0..=1_000 {
        story.hears(works(&format!("w{customer}"), 100 + customer, m(30) + Span::from_millis(customer as i64), None));
        // Said twice by one it is one.
        story.hears(works(&format!("x{customer}"), 100 + customer, m(20), None));
    }
    let held = format!("{:?}", story.engine.early);
    assert_eq!(held.matches("CustomerKey(").count(), 1_000);
    assert!(!held.contains("CustomerKey(100)") && held.contains("CustomerKey(101)") && !held.contains("\"x"));
}

#[test]
fn it_goes_with_its_customers_name_and_with_an_erasure() {
    let mut story = early();
    let known = |key| Known { kind: Kind::Customer, key: CustomerKey(key) };
    let people = crate::engine::input::Feedback::People { one: known(40), other: known(20), same: true };
    // Nothing else is known of either name.
    story.report("r40", 40, m(3), "login");
    story.apply(Input::Feedback(people));
    story.report("r20", 20, m(4), "checkout");
    assert_eq!(story.last().recovery.answers.confirmed, 1);
    story.apply(Input::Forget(Forget::Customer(CustomerKey(21))));
    assert!(!format!("{:?}", story.engine).contains("CustomerKey(21)"));
    story.report("r21", 21, m(4), "checkout");
    assert_eq!(story.last().recovery.answers.confirmed, 1);
}

#[test]
fn a_restore_in_between_changes_nothing() {
    let (mut one, mut other) = (early(), early());
    let stored = other.engine.take_dirty().into_iter().filter_map(|(name, bytes)| Some((name, bytes?))).collect();
    other.engine = Engine::restore(TenantId::new("acme").unwrap(), &stored).unwrap();
    for story in [&mut one, &mut other] {
        story.report("r20", 20, m(3), "checkout");
        story.report("r21", 21, m(4), "checkout");
    }
    assert_eq!(one.events, other.events);
    assert_eq!(one.last().recovery.route, Some(Route::Confirmed));
}

#[test]
fn of_what_a_customer_says_early_the_last_word_counts() {
    for (order, confirmed, still_broken) in [([8, 6], 0, 1), ([6, 8], 0, 1), ([5, 4], 1, 0)] {
        let mut story = Story::new();
        report(&mut story, "checkout", 0, 0..3);
        story.until(m(9));
        for minute in order {
            let mut said = works(&format!("w{minute}"), 20, m(minute), None);
            if minute == 8 {
                said.problem.recovery = Recovery::StillBroken;
            }
            story.hears(said);
        }
        story.report("r20", 20, m(3), "checkout");
        let answers = &story.last().recovery.answers;
        assert_eq!((answers.confirmed, answers.still_broken), (confirmed, still_broken), "{order:?}");
    }
}

#[test]
fn it_counts_once_its_customer_turns_out_to_be_a_reporter() {
    let mut story = early();
    let known = |key| Known { kind: Kind::Customer, key: CustomerKey(key) };
    let one = |a, b| crate::engine::input::Feedback::People { one: known(a), other: known(b), same: true };
    story.apply(Input::Feedback(one(1, 20)));
    assert_eq!((story.last().customers, story.last().recovery.answers.confirmed), (3, 1));
    story.apply(Input::Feedback(one(21, 2)));
    assert_eq!((story.last().recovery.route, story.last().customers), (Some(Route::Confirmed), 3));
}
