//! Confirmations that are read before their customer's own report.

use proptest::prelude::*;

use super::feedback::{open, report};
use super::properties::{cases, members_of};
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

#[test]
fn it_counts_where_its_customers_report_becomes_a_member_through_others() {
    let mut story = Story::new();
    story.three_reports();
    assert_eq!(story.report("r9", 9, m(-10), "checkout"), Reason::NotEnough, "it was written before the beginning");
    story.until(m(15));
    story.hears(works("w9", 9, m(15), Some("checkout")));
    story.report("r10", 10, m(-11), "checkout");
    assert_eq!((story.last().customers, story.last().recovery.answers.confirmed), (5, 1), "it began earlier");
}

#[test]
fn it_counts_where_its_customers_report_lay_behind_the_end_and_both_are_told() {
    let mut story = Story::new();
    story.report("far", 9, m(40), "checkout");
    story.three_reports();
    story.hears(works("w9", 9, m(43), Some("checkout")));
    assert_eq!((story.last().customers, story.last().recovery.deadline), (3, m(34)));
    story.report("e", 5, m(25), "checkout");
    let c = story.last();
    assert_eq!((c.customers, c.recovery.answers.confirmed, c.recovery.quiet_since), (5, 1, m(40)));
}

#[test]
fn who_was_counted_by_two_means_the_one_that_they_are_merged_into() {
    let mut story = Story::new();
    report(&mut story, "checkout", 0, 0..3);
    report(&mut story, "login", 3, 2..5);
    let ids: Vec<_> = story.engine.open_candidates().map(|c| c.id.clone()).collect();
    story.hears(works("w2", 2, m(6), None));
    assert_eq!(story.last().recovery.answers.confirmed, 0, "nobody knows which of the two works");
    let merge = crate::engine::input::Feedback::Merge { candidate: ids[0].clone(), into: ids[1].clone() };
    story.apply(Input::Feedback(merge));
    assert_eq!((story.last().customers, story.last().recovery.answers.confirmed), (5, 1));
    let moved = story.moved.iter().filter(|m| m.by == Moves::Answer).map(|m| (m.message.as_str(), &m.candidate));
    assert_eq!(moved.collect::<Vec<_>>(), [("w2", &ids[1])]);
}

#[test]
fn that_it_is_still_broken_blocks_whether_it_is_read_before_the_report_or_after_it() {
    for order in [["r20", "still", "r30"], ["still", "r30", "r20"]] {
        let mut story = Story::new();
        report(&mut story, "checkout", 0, 0..3);
        story.until(m(9));
        for id in order {
            match id {
                "r20" => drop(story.report(id, 20, m(3), "checkout")),
                "r30" => drop(story.report(id, 30, m(8), "checkout")),
                _ => {
                    let mut still = works(id, 20, m(6), Some("checkout"));
                    still.problem.recovery = Recovery::StillBroken;
                    story.hears(still);
                }
            }
        }
        assert_eq!(story.last().recovery.answers.still_broken, 1, "{order:?}");
    }
}

#[test]
fn reports_that_say_that_it_is_still_broken_and_open_a_candidate_are_no_answers() {
    let mut story = Story::new();
    for (id, customer, minute) in [("a", 1, 2), ("b", 2, 8), ("c", 3, 14)] {
        story.until(m(minute));
        let mut report = signal(id, customer, m(minute), "checkout");
        report.problem.recovery = if customer == 3 { Recovery::None } else { Recovery::StillBroken };
        story.hears(report);
    }
    assert_eq!((story.last().customers, story.last().recovery.answers.still_broken), (3, 0));
    assert!(story.moved.is_empty());
}

#[test]
fn what_moves_the_end_of_a_candidate_that_opens_takes_in_what_lay_behind_it() {
    for order in [["r2", "still", "far"], ["still", "far", "r2"]] {
        let mut story = Story::new();
        story.report("r1", 1, m(4), "checkout");
        story.report("r3", 3, m(15), "checkout");
        for id in order {
            match id {
                "r2" => drop(story.report(id, 2, m(18), "checkout")),
                "far" => drop(story.report(id, 4, m(51), "checkout")),
                _ => {
                    let mut still = works(id, 1, m(37), Some("checkout"));
                    still.problem.recovery = Recovery::StillBroken;
                    story.hears(still);
                }
            }
        }
        assert_eq!((story.last().customers, story.last().recovery.quiet_since), (4, m(51)), "{order:?}");
    }
}

proptest! {
    #![proptest_config(cases(200))]

    /// What customers say of the end counts the same in whatever order it and the reports of an hour are read, as
    /// long as nothing has ended in between.
    #[test]
    fn what_is_said_of_the_end_may_be_read_in_any_order(
        said in prop::collection::vec((0i64..59, 0u64..9, prop_oneof![4 => Just(0u8), 1 => 1u8..3]), 3..20),
        order in prop::collection::vec(any::<u32>(), 20),
    ) {
        let mut sorted = said.clone();
        sorted.sort();
        let numbered: Vec<_> = sorted.into_iter().enumerate().collect();
        let mut shuffled = numbered.clone();
        shuffled.sort_by_key(|(i, _)| order[*i]);
        let tell = |all: &[(usize, (i64, u64, u8))]| {
            let mut story = Story::new();
            for (i, (minute, customer, kind)) in all {
                let at = m(1 + minute) + Span::from_millis(*i as i64);
                let mut said = signal(&format!("m{i:02}"), *customer, at, "checkout");
                said.arrived = m(60);
                said.problem.recovery = [Recovery::None, Recovery::Recovered, Recovery::StillBroken][*kind as usize];
                said.label = Some(Label { problem: *kind == 0, feature: Some(feature("checkout")) });
                story.apply(Input::Signal(Box::new(said)));
            }
            story
        };
        let (mut one, mut other) = (tell(&numbered), tell(&shuffled));
        let ended = |story: &mut Story| {
            story.until(m(60));
            story.events.iter().any(|(kind, _)| *kind == EventKind::Resolved)
        };
        prop_assume!(!ended(&mut one) && !ended(&mut other));
        prop_assert_eq!(members_of(&one), members_of(&other));
        let answers = |story: &Story| {
            let of = |c: &Candidate| (c.recovery.answers.confirmed, c.recovery.answers.still_broken);
            story.engine.open_candidates().map(of).collect::<Vec<_>>()
        };
        prop_assert_eq!(answers(&one), answers(&other));
    }
}
