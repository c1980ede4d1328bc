//! Candidates whose reports are not all held any more: what they count stays, whatever happens to them.

use super::feedback::{report, say};
use super::splitting::split;
use super::*;
use crate::engine::input::Feedback;
use crate::engine::output::{MAX_MOVED, Moves};
use crate::ids::{AccountKey, CandidateId};
use crate::signal::identity::{Kind, Known};

/// A report of somebody who pays and can be answered.
fn paid(id: &str, customer: u64, at: Timestamp, about: &str) -> Signal {
    let mut said = signal(id, customer, at, about);
    said.account = Some(AccountKey(customer));
    said.revenue = Some(100.0);
    said.url = Some(format!("https://desk.example/{id}"));
    said
}

/// Three customers of each feature report, and one of them goes on every quarter of an hour for 80 hours: the
/// first reports of both are held no more.
fn long() -> (Story, CandidateId, CandidateId) {
    let mut story = Story::new();
    for (about, first) in [("checkout", 0), ("login", 10)] {
        for n in 0..5 {
            let at = m(n as i64);
            story.apply(Input::Signal(Box::new(paid(&format!("{about}-{n}"), first + n, at, about))));
        }
    }
    let id = |story: &Story, about: &str| story.engine.open_of(&feature(about)).unwrap();
    let (checkout, login) = (id(&story, "checkout"), id(&story, "login"));
    for n in 0..320 {
        let at = m(10 + n * 15);
        story.until(at);
        for (about, customer) in [("checkout", 0), ("login", 10)] {
            story.apply(Input::Signal(Box::new(paid(&format!("{about}-more-{n}"), customer, at, about))));
        }
    }
    (story, checkout, login)
}

fn now<'a>(story: &'a Story, id: &CandidateId) -> &'a Candidate {
    &story.engine.episodes.get(id).unwrap().candidate
}

/// The counts that must not fall.
fn counts(c: &Candidate) -> (u32, u32, u32, Vec<(String, u32)>, u32, u32) {
    let tiers = c.by_tier.iter().map(|(t, n)| (t.clone(), *n)).collect();
    (c.customers, c.messages, c.accounts, tiers, c.context.reachable, c.revenue.map_or(0, |r| r.accounts))
}

#[test]
fn a_merge_of_candidates_that_are_open_for_days_loses_no_report_and_no_customer() {
    let (mut story, checkout, login) = long();
    assert!(story.engine.live[&feature("checkout")].len() < 320, "the first are gone");
    let (own, other) = (counts(now(&story, &checkout)), counts(now(&story, &login)));
    assert_eq!((own.0, own.1, own.4, other.0), (5, 325, 5, 5));
    assert_eq!(say(&mut story, Feedback::Merge { candidate: login, into: checkout.clone() }), Taken::Yes);
    let both = now(&story, &checkout);
    let tiers = vec![("free".to_owned(), 6), ("pro".to_owned(), 4)];
    assert_eq!(counts(both), (10, 650, 10, tiers, 10, 10));
    assert_eq!(both.by_channel.values().sum::<u32>(), 650);
    assert_eq!(both.revenue.map(|r| r.sum), Some(1_000.0));
    assert_eq!(both.onset.observed, m(0));
    let shown: Vec<&str> = both.reports.iter().map(|r| r.id.as_str()).collect();
    assert!(shown.starts_with(&["checkout-0", "login-0"]), "the first reports are shown: {shown:?}");
    // A customer of both, whose report of either is held no more, is one.
    let at = story.now.at;
    story.apply(Input::Signal(Box::new(paid("again", 12, at, "checkout"))));
    assert_eq!((now(&story, &checkout).customers, now(&story, &checkout).messages), (10, 651));
}

#[test]
fn a_customer_of_both_whose_reports_are_held_no_more_counts_once() {
    let (mut story, checkout, login) = long();
    // Two of login had reported the checkout too, as long ago.
    for customer in [1, 2] {
        let said = paid(&format!("both-{customer}"), customer, story.now.at, "login");
        story.apply(Input::Signal(Box::new(said)));
    }
    for n in 0..330 {
        let at = story.now.at + Span::from_mins(15);
        story.until(at);
        for (about, customer) in [("checkout", 0), ("login", 10)] {
            story.apply(Input::Signal(Box::new(paid(&format!("{about}-on-{n}"), customer, at, about))));
        }
    }
    assert_eq!((now(&story, &checkout).customers, now(&story, &login).customers), (5, 7));
    say(&mut story, Feedback::Merge { candidate: login, into: checkout.clone() });
    let c = now(&story, &checkout);
    assert_eq!((c.customers, c.by_tier.values().sum::<u32>(), c.accounts), (10, 10, 10));
}

#[test]
fn who_was_erased_still_counts_when_members_are_put_together_anew() {
    // Two of the customers turn out to be one, a neighbour's feature joins, another candidate joins: each time all
    // members are put together anew.
    let mut story = Story::new();
    for customer in 1..6 {
        story.apply(Input::Signal(Box::new(paid(&format!("c-{customer}"), customer, m(1), "checkout"))));
    }
    for customer in [1, 2] {
        story.apply(Input::Forget(Forget::Customer(CustomerKey(customer))));
    }
    let id = story.last().id.clone();
    assert_eq!(counts(now(&story, &id)).0, 5);
    let known = |key| Known { kind: Kind::Customer, key: CustomerKey(key) };
    say(&mut story, Feedback::People { one: known(4), other: known(5), same: true });
    let c = now(&story, &id);
    assert_eq!((c.customers, c.messages, c.by_tier.values().sum::<u32>()), (4, 5, 4));
    for customer in [3, 20, 21] {
        story.report(&format!("b-{customer}"), customer, m(2), "basket");
    }
    assert_eq!(now(&story, &id).merged, [feature("basket")]);
    assert_eq!((now(&story, &id).customers, now(&story, &id).messages), (6, 8));
    report(&mut story, "login", 3, 30..33);
    let login = story.last().id.clone();
    say(&mut story, Feedback::Merge { candidate: login, into: id.clone() });
    let c = now(&story, &id);
    assert_eq!((c.customers, c.messages, c.by_tier.values().sum::<u32>()), (9, 11, 9));
    assert_eq!(c.revenue.map(|r| (r.sum, r.accounts)), Some((500.0, 5)), "of those who were erased too");
}

#[test]
fn what_a_customer_without_account_brings_in_still_counts_when_that_customer_is_erased() {
    let mut story = Story::new();
    for customer in 1..4 {
        let mut said = paid(&format!("c-{customer}"), customer, m(1), "checkout");
        said.account = None;
        story.apply(Input::Signal(Box::new(said)));
    }
    story.apply(Input::Forget(Forget::Customer(CustomerKey(1))));
    story.apply(Input::Signal(Box::new(paid("c-9", 9, m(2), "checkout"))));
    assert_eq!(story.last().revenue.map(|r| (r.sum, r.accounts)), Some((400.0, 4)));
}

#[test]
fn of_a_candidate_that_is_open_for_days_what_is_held_can_be_split_off_and_the_rest_stays() {
    let (mut story, checkout, _) = long();
    for customer in 50..53 {
        story.apply(Input::Signal(Box::new(paid(&format!("new-{customer}"), customer, story.now.at, "checkout"))));
    }
    let before = counts(now(&story, &checkout));
    assert_eq!((before.0, before.1), (8, 328));
    assert_eq!(say(&mut story, split(&checkout, &["new-50", "new-51"])), Taken::Yes);
    let second = story.engine.open_candidates().find(|c| c.beside.is_some()).unwrap();
    let first = now(&story, &checkout);
    assert_eq!((first.customers, first.messages, second.customers, second.messages), (6, 326, 2, 2));
    assert_eq!((first.onset.observed, second.onset.observed), (m(0), story.now.at));
    // A report that is held no more is none that can be named.
    assert_eq!(say(&mut story, split(&checkout, &["checkout-0", "checkout-1"])), Taken::NoReport);
}

#[test]
fn two_who_turn_out_to_be_one_are_one_though_their_reports_are_held_no_more() {
    let (mut story, checkout, _) = long();
    let known = |key| Known { kind: Kind::Customer, key: CustomerKey(key) };
    say(&mut story, Feedback::People { one: known(1), other: known(2), same: true });
    let c = now(&story, &checkout);
    assert_eq!((c.customers, c.messages, c.by_tier.values().sum::<u32>()), (4, 325, 4));
    say(&mut story, Feedback::People { one: known(0), other: known(3), same: true });
    assert_eq!((now(&story, &checkout).customers, now(&story, &checkout).messages), (3, 325));
}

#[test]
fn a_merge_and_a_split_say_of_the_newest_reports_where_they_are_now() {
    let mut story = Story::new();
    report(&mut story, "checkout", 0, 0..4);
    let checkout = story.last().id.clone();
    report(&mut story, "login", 4, 10..13);
    let login = story.last().id.clone();
    say(&mut story, Feedback::Merge { candidate: login.clone(), into: checkout.clone() });
    let told = |story: &Story| -> Vec<(String, Option<CandidateId>, CandidateId, Moves)> {
        story.moved.iter().map(|m| (m.message.to_string(), m.from.clone(), m.candidate.clone(), m.by)).collect()
    };
    let moved = |id: &str| (id.to_owned(), Some(login.clone()), checkout.clone(), Moves::Merge);
    assert_eq!(told(&story), ["login-4-10", "login-4-11", "login-4-12"].map(moved));
    story.moved.clear();
    say(&mut story, split(&checkout, &["checkout-0-1", "checkout-0-3"]));
    let second = story.engine.open_candidates().find(|c| c.beside.is_some()).unwrap().id.clone();
    let moved = |id: &str| (id.to_owned(), Some(checkout.clone()), second.clone(), Moves::Split);
    assert_eq!(told(&story), ["checkout-0-1", "checkout-0-3"].map(moved));
    // Of a large one no more than a transaction takes.
    let mut story = Story::new();
    report(&mut story, "checkout", 0, 0..3);
    let checkout = story.last().id.clone();
    for n in 0..=MAX_MOVED as u64 {
        story.report(&format!("l-{n:04}"), 10 + n, m(3) + Span::from_millis(n as i64), "login");
    }
    let login = story.engine.open_of(&feature("login")).unwrap();
    say(&mut story, Feedback::Merge { candidate: login, into: checkout });
    let ids: Vec<&str> = story.moved.iter().map(|m| m.message.as_str()).collect();
    assert_eq!((ids.len(), ids.first(), ids.last()), (MAX_MOVED, Some(&"l-0001"), Some(&"l-1000")));
}

#[test]
fn a_report_at_the_moment_of_an_erased_one_is_a_report_of_its_own() {
    let mut story = Story::new();
    story.until(m(22));
    story.report("a", 1, m(2), "checkout");
    story.report("b", 2, m(14), "checkout");
    story.apply(said(ProbeState::Failing, m(22)));
    story.report("c", 3, m(16), "checkout");
    assert_eq!((story.last().customers, story.last().messages), (3, 3));
    story.apply(Input::Forget(Forget::Customer(CustomerKey(1))));
    // It makes another window the first that alarmed.
    story.report("d", 4, m(2), "checkout");
    assert_eq!((story.last().customers, story.last().messages), (4, 4));
}

#[test]
fn what_waits_joins_where_a_neighbour_moves_the_end() {
    let mut story = Story::new();
    story.three_reports();
    assert_eq!(story.report("d", 4, m(36), "checkout"), Reason::Waiting);
    for (id, customer) in [("e", 1), ("f", 2), ("g", 3)] {
        story.report(id, customer, m(30), "basket");
    }
    assert_eq!((story.last().merged.len(), story.last().customers), (1, 4));
}

#[test]
fn who_is_a_member_stays_one_where_an_earlier_beginning_would_have_ended_before() {
    let mut story = Story::new();
    // The next day a probe turns red after two have written: with it two suffice, and two were there before.
    story.report("yesterday", 9, m(0), "checkout");
    let t = m(1_440);
    story.until(t);
    story.report("a", 1, t, "checkout");
    story.report("b", 2, t, "checkout");
    story.apply(said(ProbeState::Failing, t));
    story.report("c", 3, t - Span::from_mins(21), "checkout");
    assert_eq!((story.kinds().len(), story.last().messages), (1, 3));
    story.report("d", 4, t - Span::from_mins(26), "checkout");
    let c = story.last();
    assert_eq!((story.kinds().len(), c.messages, c.customers), (1, 4, 4));
    assert_eq!(c.onset.observed, t - Span::from_mins(26));
    assert_eq!(c.recovery.quiet_since, t);
}
