//! Whose monitoring counts where customers may mean another feature than they name.

use std::sync::Arc;

use super::*;
use crate::cluster::live::LiveReport;
use crate::engine::placed::Placed;
use crate::monitor::HealthState;

/// A report that means `about` first and `second` hardly less.
pub(super) fn guest(story: &mut Story, (id, customer, minute): (&str, u64, i64), about: &str, second: &str) {
    let mut signal = signal(id, customer, m(minute), about);
    let verdict = story.engine.verdict_of(&mut signal);
    let report = LiveReport {
        id: signal.id,
        occurred_at: signal.occurred_at,
        arrived: signal.arrived,
        customer: signal.customer,
        account: None,
        tier: signal.tier,
        revenue: None,
        channel: signal.channel,
        specificity: signal.specificity,
        text: signal.text.into(),
        stems: Box::default(),
        copy: false,
        language: signal.language.into(),
        dimensions: Box::default(),
        stated_onset: None,
        tried: crate::signal::Tried::default(),
        url: None,
        near: Some(feature(second)),
        problem: true,
        late: false,
    };
    let (feature, second, report) = (feature(about), Some(feature(second)), Arc::new(report));
    let mut out = Vec::new();
    story.engine.place(story.now, Placed { feature, second, report, verdict }, &mut out);
    story.take(out);
}

#[test]
fn what_is_red_is_as_good_as_its_own_where_it_is_of_the_same_area() {
    for (about, rank, meant) in [("basket", Rank::Confirmed, true), ("login", Rank::CustomersOnly, false)] {
        let mut story = Story::new();
        story.apply(said(ProbeState::Failing, m(0)));
        for (id, customer, minute) in [("a", 1, 2), ("b", 2, 6)] {
            guest(&mut story, (id, customer, minute), about, "checkout");
        }
        story.report("c", 3, m(9), about);
        let of = story.last().monitoring_of.as_ref().map(|of| (of.name.as_str(), of.customers));
        assert_eq!((story.last().feature.as_str(), story.last().rank), (about, rank));
        assert_eq!(of, meant.then_some(("checkout", 2)));
    }
}

#[test]
fn what_customers_may_mean_as_well_stays_counted_where_their_reports_are_held_no_more() {
    let mut story = Story::new();
    for (id, customer, minute) in [("a", 1, 2), ("b", 2, 6), ("c", 3, 9)] {
        guest(&mut story, (id, customer, minute), "basket", "checkout");
    }
    story.apply(Input::Forget(Forget::Customer(CustomerKey(2))));
    let id = story.last().id.clone();
    let of = story.engine.gathered(story.engine.episodes.get(&id).unwrap());
    story.engine.put_together(story.now, &id, of, m(9));
    let episode = story.engine.episodes.get(&id).unwrap();
    assert_eq!(episode.may_mean().collect::<Vec<_>>(), [(&feature("checkout"), 3)]);
}

#[test]
fn whose_monitoring_counted_counts_as_long_as_it_is_red_and_says_how_many_may_mean_it() {
    let mut story = Story::new();
    story.apply(said(ProbeState::Failing, m(0)));
    guest(&mut story, ("a", 1, 2), "basket", "checkout");
    guest(&mut story, ("b", 2, 6), "basket", "checkout");
    for (id, customer, minute) in [("c", 3, 8), ("d", 4, 8), ("e", 5, 9)] {
        story.report(id, customer, m(minute), "basket");
    }
    let of = |story: &Story| story.last().monitoring_of.as_ref().map(|of| (of.customers, of.own));
    assert_eq!((story.last().customers, story.last().monitoring.state), (5, HealthState::Red));
    assert_eq!(of(&story), Some((2, HealthState::Uncovered)));
    story.apply(said(ProbeState::Ok, m(10)));
    assert_eq!((of(&story), story.last().monitoring.state), (None, HealthState::Uncovered));
    story.apply(said(ProbeState::Failing, m(11)));
    assert_eq!(of(&story), None, "two of five are no half of them");
    assert_eq!(story.last().rank, Rank::Confirmed, "of an open candidate the rank only rises");
}

#[test]
fn in_whatever_order_a_customers_reports_are_read_they_may_mean_the_same() {
    for swapped in [false, true] {
        let mut story = Story::new();
        story.apply(said(ProbeState::Failing, m(0)));
        guest(&mut story, ("a", 1, 2), "basket", "checkout");
        for (id, customer, minute) in [("b", 2, 4), ("c", 3, 6)] {
            story.report(id, customer, m(minute), "basket");
        }
        assert_eq!(story.last().rank, Rank::CustomersOnly);
        if swapped {
            guest(&mut story, ("e", 4, 9), "basket", "checkout");
            story.report("d", 4, m(8), "basket");
        } else {
            story.report("d", 4, m(8), "basket");
            guest(&mut story, ("e", 4, 9), "basket", "checkout");
        }
        assert_eq!((story.last().rank, story.last().customers), (Rank::Confirmed, 4), "swapped: {swapped}");
    }
}
