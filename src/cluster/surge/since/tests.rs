use std::sync::Arc;

use super::*;
use crate::cluster::baseline::Baselines;
use crate::cluster::dismissals::Stricter;
use crate::cluster::dispersion::LEAST;
use crate::cluster::live::{Live, LiveReport};
use crate::cluster::surge::{Ground, Key};
use crate::cluster::week::Week;
use crate::ids::{CustomerKey, FeatureId, MessageId};
use crate::signal::Channel;
use crate::time::Span;

/// At most one in so many watches of nothing.
const SHARE: f64 = 0.002;

fn at(min: i64) -> Timestamp {
    Timestamp::from_hour(490_000) + Span::from_mins(min)
}

/// The hour behind minute 0, heard up to there.
fn hour(heard_min: i64) -> Stretch {
    Stretch { begin: at(0), end: at(60), heard: at(heard_min), share: SHARE }
}

fn report(customer: u64, min: i64, problem: bool) -> Arc<LiveReport> {
    Arc::new(LiveReport {
        id: MessageId::new(format!("m{customer}-{min}")).unwrap(),
        occurred_at: at(min),
        arrived: at(min),
        customer: CustomerKey(customer),
        account: None,
        tier: None,
        revenue: None,
        channel: Channel::Chat,
        specificity: 0.2,
        tried: crate::signal::Tried::default(),
        text: Box::default(),
        stems: Box::default(),
        copy: false,
        language: "en".into(),
        dimensions: Box::default(),
        stated_onset: None,
        url: None,
        near: None,
        problem,
        late: false,
    })
}

/// What is said of a feature of which so many reports an hour are usual, known well.
fn against(per_hour: f64, heard_min: i64, counts: (u32, u32)) -> Against {
    let (feature, week) = (FeatureId::new("kiln").unwrap(), Week::default());
    let (baselines, live) = (Baselines::default(), Live::default());
    let ground = Ground {
        baselines: &baselines,
        around: None,
        live: &live,
        heard: Some(at(60)),
        red: false,
        budget: 1.0,
        stricter: Stricter::default(),
    };
    let usual = Usual { shape: &week, rate: per_hour, events: 1e9, overdispersion: LEAST };
    let judge = Judge::new(ground, Key { feature: &feature, tier: &None });
    judge.against(&usual, hour(heard_min), counts)
}

#[test]
fn where_hardly_anybody_writes_two_are_too_many_and_silence_proves_nothing() {
    let quiet = against(0.05, 60, (0, 0));
    assert_eq!(quiet.needed, 2);
    assert!(quiet.power < 0.4 && quiet.shows_from.unwrap() > FAILURE, "{quiet:?}");
    let busy = against(2.0, 60, (0, 0));
    assert!(busy.needed > 6 && busy.power > 0.95 && busy.shows_from.unwrap() < FAILURE, "{busy:?}");
}

#[test]
fn what_is_not_heard_yet_says_nothing() {
    let none = against(2.0, 0, (0, 0));
    assert_eq!((none.expected, none.probability, none.power, none.shows_from), (0.0, 1.0, 0.0, None));
    let mut before = none.power;
    for min in (5..=60).step_by(5) {
        let now = against(2.0, min, (0, 0));
        assert!(now.power > before, "{min}: {now:?}");
        assert_eq!(now.needed, none.needed, "what fails is a count of the whole hour, however little of it is over");
        before = now.power;
    }
}

#[test]
fn chance_alone_fails_as_seldom_as_said() {
    for tenths in 1..100 {
        let rate = f64::from(tenths) / 10.0;
        let told = against(rate, 60, (0, 0));
        let r = 1.0 / (1e-9 + LEAST);
        assert!(at_least(told.needed, rate, r) <= SHARE && at_least(told.needed - 1, rate, r) > SHARE);
    }
    assert!(against(1.0, 60, (3, 0)).probability > against(1.0, 60, (4, 0)).probability);
}

#[test]
fn the_power_told_is_what_a_failure_would_bring() {
    // Gamma(20) is the sum of twenty exponentials, and counts whose rate is so uncertain are NB(mu, 20).
    let mut state = 7u64;
    let mut exponential = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        -libm::log(((state >> 11) as f64 + 0.5) / (1u64 << 53) as f64)
    };
    for rate in [0.1, 0.3] {
        let told = against(rate, 60, (0, 0));
        let (mut shown, draws) = (0, 20_000);
        for _ in 0..draws {
            let times = (0..20).map(|_| exponential()).sum::<f64>() / 20.0;
            let (mut customers, mut passed) = (0, exponential());
            while passed < rate * FAILURE * times {
                customers += 1;
                passed += exponential();
            }
            shown += u32::from(customers >= told.needed);
        }
        let share = f64::from(shown) / f64::from(draws);
        assert!((share - told.power).abs() < 0.01, "{rate}: {share} {told:?}");
    }
}

#[test]
fn the_smallest_failure_shows_as_often_as_asked() {
    for rate in [0.05, 0.4, 3.0] {
        let told = against(rate, 60, (0, 0));
        let mu = rate * told.shows_from.unwrap();
        assert!((reaches(told.needed, mu, 1.0 / (1e-9 + LEAST)) - ENOUGH).abs() < 0.01, "{rate}: {told:?}");
    }
}

#[test]
fn what_was_there_before_is_what_it_is_measured_against() {
    let calm = against(0.2, 60, (0, 0));
    assert_eq!(against(0.2, 60, (0, 2)), calm, "two before are no burst");
    let restless = against(0.2, 60, (9, 8));
    assert!(restless.restless && restless.needed > 15, "{restless:?}");
    assert!(restless.power < calm.power && (restless.expected - 8.3).abs() < 1e-9, "{restless:?}");
    assert!((against(0.2, 30, (4, 8)).expected - 4.3).abs() < 1e-9);
}

#[test]
fn as_many_as_needed_who_only_ask_are_no_failure() {
    let told = against(0.2, 60, (9, 0));
    let since = |questions| Since { customers: 9, copies: 0, questions, before: 0, against: Some(told.clone()) };
    assert!(since(false).fails() && !since(true).fails());
    assert!(!Since { customers: told.needed - 1, ..since(false) }.fails());
}

#[test]
fn customers_count_once_from_behind_the_change_and_questions_are_no_failure() {
    let (feature, baselines) = (FeatureId::new("kiln").unwrap(), Baselines::default());
    let mut live = Live::default();
    for (customer, min) in [(1, 0), (2, 1), (2, 5), (3, 60), (4, 61), (5, -60), (6, -59)] {
        live.add(report(customer, min, false), 100);
    }
    let since = |live: &Live| {
        let ground = Ground {
            baselines: &baselines,
            around: None,
            live,
            heard: None,
            red: false,
            budget: 1.0,
            stricter: Stricter::default(),
        };
        Judge::new(ground, Key { feature: &feature, tier: &None }).since(hour(60))
    };
    let told = since(&live);
    assert_eq!((told.customers, told.before, told.against.as_ref()), (2, 2, None));
    assert!(told.questions && !told.fails() && !told.would_show(), "without a baseline nothing is said");
    live.add(report(7, 2, true), 100);
    assert!(since(&live).questions, "one customer's trouble is that one's");
    live.add(report(8, 3, true), 100);
    assert!(!since(&live).questions);
}
