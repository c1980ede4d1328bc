//! Messages of one person under several names.

use super::*;
use crate::signal::identity::{Kind, Known};

/// A report of the checkout by somebody with these names, the surest first.
fn by(id: &str, names: &[(Kind, u64)], minute: i64) -> Signal {
    let mut said = signal(id, names[0].1, m(minute), "checkout");
    said.tier = None;
    let known = |(kind, key): &(Kind, u64)| Known { kind: *kind, key: CustomerKey(*key) };
    said.known_as = if names.len() > 1 { names.iter().map(known).collect() } else { Vec::new() };
    said
}

impl Story {
    fn says(&mut self, id: &str, names: &[(Kind, u64)], minute: i64) {
        self.until(m(minute));
        self.apply(Input::Signal(Box::new(by(id, names, minute))));
    }
}

const ANN: (Kind, u64) = (Kind::Customer, 1);
const ANNS_MAIL: (Kind, u64) = (Kind::Email, 50);

fn three_with_ann_twice(story: &mut Story) {
    story.says("a", &[ANN], 0);
    story.says("b", &[ANNS_MAIL], 1);
    story.says("c", &[(Kind::Customer, 2)], 2);
    story.says("d", &[(Kind::Customer, 3)], 3);
}

#[test]
fn two_of_an_open_candidate_who_turn_out_to_be_one_are_one_from_then_on() {
    let mut story = Story::new();
    three_with_ann_twice(&mut story);
    assert_eq!(story.last().customers, 4);
    story.says("e", &[ANN, ANNS_MAIL], 4);
    let c = story.last();
    assert_eq!((c.customers, c.messages, c.by_tier.values().sum::<u32>()), (3, 5, 3));
    assert_eq!(story.engine.live[&feature("checkout")].customers(m(-1), m(5)), 3);
}

#[test]
fn two_names_in_the_first_message_make_no_second_customer() {
    let mut story = Story::new();
    story.says("a", &[ANN, ANNS_MAIL], 0);
    story.says("b", &[ANNS_MAIL], 1);
    story.says("c", &[(Kind::Customer, 2)], 2);
    assert!(story.events.is_empty(), "two are not three");
    story.says("d", &[(Kind::Customer, 3)], 3);
    assert_eq!(story.last().customers, 3);
}

#[test]
fn what_has_ended_counts_two_who_turn_out_to_be_one_as_it_did() {
    let mut story = Story::new();
    three_with_ann_twice(&mut story);
    story.until(m(60));
    let ended = story.last().clone();
    assert!(ended.recovery.resolved_at.is_some());
    story.says("e", &[ANN, ANNS_MAIL], 60);
    let c = &story.engine.episodes.get(&ended.id).unwrap().candidate;
    assert_eq!((c.customers, c.by_tier.values().sum::<u32>()), (4, 4));
    story.apply(Input::Forget(Forget::Customer(CustomerKey(1))));
    let held = format!("{:?}", story.engine);
    assert!(!held.contains("CustomerKey(1)") && !held.contains("CustomerKey(50)"), "{held}");
}

#[test]
fn the_revenue_behind_a_person_of_two_names_counts_once() {
    let mut story = Story::new();
    story.says("b", &[ANNS_MAIL], 0);
    story.says("c", &[(Kind::Customer, 2)], 1);
    let mut paying = by("d", &[ANNS_MAIL], 2);
    paying.revenue = Some(100.0);
    story.apply(Input::Signal(Box::new(paying)));
    story.says("e", &[(Kind::Customer, 3)], 3);
    assert_eq!(story.last().revenue.map(|r| (r.sum, r.accounts)), Some((100.0, 1)));
    let mut named = by("f", &[ANN, ANNS_MAIL], 4);
    named.revenue = Some(100.0);
    story.apply(Input::Signal(Box::new(named)));
    story.says("g", &[(Kind::Customer, 4)], 5);
    assert_eq!(story.last().revenue.map(|r| (r.sum, r.accounts)), Some((100.0, 1)));
}

#[test]
fn whoever_is_forgotten_still_counts() {
    let mut story = Story::new();
    story.three_reports();
    story.apply(Input::Forget(Forget::Customer(CustomerKey(1))));
    story.says("d", &[(Kind::Customer, 4)], 15);
    let c = story.last();
    assert_eq!((c.customers, c.by_tier.values().sum::<u32>()), (4, 4));
}

#[test]
fn who_was_renamed_is_counted_once_on_the_watch_list_too() {
    let mut story = Story::new();
    story.says("a", &[ANN], 0);
    story.says("b", &[ANNS_MAIL], 1);
    let watched = |story: &Story| story.engine.watch.get(&feature("checkout")).map(|c| c.customers);
    assert_eq!(watched(&story), Some(2));
    story.until(m(2));
    let mut elsewhere = by("e", &[ANN, ANNS_MAIL], 2);
    elsewhere.label = Some(Label { problem: false, feature: None });
    story.apply(Input::Signal(Box::new(elsewhere)));
    assert_eq!(watched(&story), Some(1));
}

#[test]
fn what_one_person_cannot_be_is_answered() {
    let mut story = Story::new();
    let known = |(kind, key): (Kind, u64)| Known { kind, key: CustomerKey(key) };
    for mail in 60..70 {
        let (one, other) = (known(ANN), known((Kind::Email, mail)));
        story.apply(Input::Feedback(crate::engine::input::Feedback::People { one, other, same: true }));
    }
    let refused = story.taken.iter().filter(|t| **t == Taken::TooManyNames).count();
    assert_eq!(refused, 3, "eight names, the own among them: {:?}", story.taken);
}

#[test]
fn a_person_is_erased_under_all_names() {
    let mut story = Story::new();
    three_with_ann_twice(&mut story);
    story.says("e", &[ANN, ANNS_MAIL], 4);
    story.says("f", &[ANNS_MAIL], 5);
    story.apply(Input::Forget(Forget::Customer(CustomerKey(50))));
    let held = format!("{:?}", story.engine);
    assert!(!held.contains("CustomerKey(1)") && !held.contains("CustomerKey(50)"), "{held}");
    assert!(story.last().reports.iter().all(|r| ["c", "d"].contains(&r.id.as_str())));
}

#[test]
fn who_is_one_is_known_after_a_restore() {
    let mut story = Story::new();
    three_with_ann_twice(&mut story);
    story.says("e", &[ANN, ANNS_MAIL], 4);
    let parts = story.engine.take_dirty().into_iter().filter_map(|(name, bytes)| Some((name, bytes?))).collect();
    let restored = Engine::restore(TenantId::new("acme").unwrap(), &parts).unwrap();
    assert_eq!(restored.people, story.engine.people);
    story.engine = restored;
    story.says("f", &[ANNS_MAIL], 5);
    assert_eq!((story.last().customers, story.last().messages), (3, 6), "no new customer");
}

#[test]
fn who_turns_out_to_be_one_is_one_as_long_as_the_reports_are_held() {
    let mut story = Story::new();
    story.says("a", &[ANN], 0);
    story.says("b", &[ANNS_MAIL], 1);
    // Half an hour more than three days later, and nobody wrote that day before.
    story.says("c", &[(Kind::Customer, 2)], 4_350);
    assert!(!story.engine.learnt_from.knows(CustomerKey(50)));
    story.says("d", &[ANN, ANNS_MAIL], 4_351);
    let live = &story.engine.live[&feature("checkout")];
    assert_eq!((live.len(), live.customers(m(-1), m(4_351))), (4, 2));
}
