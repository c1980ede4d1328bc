use super::*;
use crate::cluster::live::LiveReport;
use crate::cluster::live::tests::report;
use crate::ids::{CustomerKey, Tier};

/// Heard until then, under no red monitoring.
fn ground<'a>(baselines: &'a Baselines, live: &'a Live, heard: Timestamp) -> Ground<'a> {
    let stricter = Stricter::default();
    Ground { baselines, around: None, live, heard: Some(heard), red: false, budget: 1.0, stricter }
}

/// mu of ten minutes in which 2 are usual and 12 came, where they held `before` a week ago.
fn usual_with(before: u64) -> f64 {
    let feature = FeatureId::new("kiln").unwrap();
    let end = Timestamp::from_hour(490_000);
    let mut baselines = Baselines::default();
    for n in 0..before {
        let at = end - Span::from_days(7) - Span::from_mins(2);
        baselines.count(&feature, vec![None], at, CustomerKey(n));
    }
    let (live, week) = (Live::default(), Week::default());
    let ground = ground(&baselines, &live, end);
    let usual = Usual { shape: &week, rate: 12.0, events: 1_000.0, overdispersion: crate::cluster::dispersion::LEAST };
    let window = Span::from_mins(10);
    let key = Key { feature: &feature, tier: &None };
    Judge::new(ground, key)
        .expected(&usual, Window { window, begin: end - window, end, observed: 12 }, (f64::INFINITY, f64::INFINITY))
        .0
}

#[test]
fn a_burst_of_last_week_is_what_this_one_is_measured_against_and_an_ordinary_count_is_not() {
    assert!((usual_with(0) - 2.0).abs() < 1e-9);
    // Four come by chance in one window of seven, and are the most of fifteen nearly always.
    assert!((usual_with(4) - 2.0).abs() < 1e-9);
    assert!((usual_with(6) - 2.0).abs() < 1e-9);
    assert!((usual_with(8) - 8.3).abs() < 1e-9);
    assert!((usual_with(15) - 15.3).abs() < 1e-9);
}

/// mu of a window of these minutes and the burst it rests on, where an hour a week ago held twelve customers, one every
/// three minutes and one in three of tier pro, and `usual` an hour are ordinary.
fn after_a_peak(minutes: i64, tier: Option<&str>, usual: f64) -> (f64, Option<Precedent>) {
    let (feature, pro) = (FeatureId::new("kiln").unwrap(), Tier::new("pro").unwrap());
    let end = Timestamp::from_hour(490_000);
    let first = end - Span::from_days(7) - Span::from_mins(36);
    let mut baselines = Baselines { first_message: Some(first), ..Baselines::default() };
    for n in 0..12 {
        let tiers = if n % 3 == 0 { vec![None, Some(pro.clone())] } else { vec![None] };
        baselines.count(&feature, tiers, first + Span::from_mins(n * 3), CustomerKey(n as u64));
    }
    baselines.refresh(end);
    let (live, week) = (Live::default(), Week::default());
    let ground = ground(&baselines, &live, end);
    let usual = Usual { shape: &week, rate: usual, events: 1_000.0, overdispersion: crate::cluster::dispersion::LEAST };
    let window = Span::from_mins(minutes);
    let tier = tier.map(|t| Tier::new(t).unwrap());
    let judge = Judge::new(ground, Key { feature: &feature, tier: &tier });
    let window = Window { window, begin: end - window, end, observed: 12 };
    let (law, precedent) = judge.law_by(&usual, window);
    assert_eq!(
        judge.expected(&usual, window, (f64::INFINITY, f64::INFINITY)).0.to_bits(),
        law.mu.to_bits(),
        "it is judged as it is told"
    );
    (law.mu, precedent)
}

fn usual_after_a_peak(minutes: i64, tier: Option<&str>, usual: f64) -> f64 {
    after_a_peak(minutes, tier, usual).0
}

#[test]
fn a_peak_of_last_week_is_one_in_its_shorter_windows_and_in_its_tiers_too() {
    let near = |found: f64, expected: f64| assert!((found - expected).abs() < 0.05, "{found} where {expected}");
    near(usual_after_a_peak(60, None, 0.2), 12.3);
    // No five minutes of it held three customers; they have a twelfth of the hour's.
    near(usual_after_a_peak(5, None, 0.2), 1.3);
    near(usual_after_a_peak(15, None, 0.2), 5.3);
    // Four of twelve were of that tier, as they weigh after a week, and .3 of each are there before any came.
    let (of_four, of_twelve) = (0.3 + 4.0 * 0.8, 0.3 + 12.0 * 0.8);
    near(usual_after_a_peak(120, Some("pro"), 0.1), 12.0 * of_four / of_twelve + 0.3);
    near(usual_after_a_peak(120, Some("free"), 0.01), 12.0 * 0.3 / of_twelve + 0.3);
    // What is no burst is no peak.
    near(usual_after_a_peak(5, None, 12.0), 1.0);
}

#[test]
fn the_peak_that_is_measured_against_is_told() {
    let peak = |customers, minutes, all_tiers| {
        Some(Precedent { customers, window: Span::from_mins(minutes), weeks: 1, all_tiers })
    };
    assert_eq!(after_a_peak(60, None, 0.2).1, peak(12, 60, false));
    assert_eq!(after_a_peak(5, None, 0.2).1, peak(12, 60, false), "its part of the hour");
    assert_eq!(after_a_peak(15, None, 0.2).1, peak(5, 15, false));
    assert_eq!(after_a_peak(120, Some("free"), 0.01).1, peak(12, 120, true), "its share of all tiers");
    assert_eq!(after_a_peak(5, None, 12.0).1, None);
}

#[test]
fn of_several_earlier_weeks_the_one_that_held_most_is_told_and_of_equal_ones_the_latest() {
    let end = Timestamp::from_hour(490_000);
    let told = |[one, two, three]: [u64; 3]| {
        let mut history = KeyHistory::default();
        for (weeks, n) in [(3, three), (2, two), (1, one)] {
            let at = end - Span::from_days(7 * weeks) - Span::from_mins(2);
            (0..n).for_each(|who| _ = history.count(at, CustomerKey(1_000 * weeks as u64 + who)));
        }
        let most = law::recurrences(&history, Span::from_mins(15), end)[0];
        (most.customers, most.weeks)
    };
    assert_eq!([told([5, 9, 4]), told([3, 4, 9]), told([4, 4, 4])], [(9, 2), (9, 3), (4, 1)]);
}

/// Customers that 15 minutes of a first day take, where the feature had `own` reports before them, two others had
/// `others` between them, and one of these wrote in the 15 minutes.
fn needed_on_the_first_day(own: u64, others: u64) -> u32 {
    let of = |name: &str| FeatureId::new(name).unwrap();
    let end = Timestamp::from_hour(490_000);
    let mut baselines = Baselines { first_message: Some(end - Span::from_hours(8)), ..Baselines::default() };
    let earlier = end - Span::from_hours(2);
    let mut who = 0;
    let mut write = |feature: &str, n: u64, at: Timestamp| {
        for _ in 0..n {
            who += 1;
            baselines.count(&of(feature), vec![None], at, CustomerKey(who));
        }
    };
    write("kiln", own, earlier);
    write("glaze", others, earlier);
    write("wheel", 1, end - Span::from_mins(1));
    for quiet in 0..8 {
        write(&format!("shelf-{quiet}"), 1, end - Span::from_hours(30));
    }
    let (live, kiln) = (Live::default(), of("kiln"));
    let ground = ground(&baselines, &live, end);
    Judge::new(ground, Key { feature: &kiln, tier: &None }).told(end).needed
}

#[test]
fn on_the_first_day_what_is_written_of_a_feature_so_far_counts_beside_the_others() {
    assert_eq!(needed_on_the_first_day(0, 0), 3, "nothing is known but the others");
    assert_eq!(needed_on_the_first_day(0, 40), 3, "a quiet one among busy ones");
    assert_eq!(needed_on_the_first_day(4, 40), 3, "one like the others");
    assert_eq!(needed_on_the_first_day(12, 12), 6, "a busy one, as with a baseline of so many an hour");
}

#[test]
fn a_wave_of_questions_hides_no_customer_who_reports_beside_it() {
    let kiln = FeatureId::new("kiln").unwrap();
    let end = Timestamp::from_hour(490_000);
    let first = end - Span::from_days(30);
    let mut baselines = Baselines { first_message: Some(first), ..Baselines::default() };
    for n in 0..72 {
        baselines.count(&kiln, [None], first + Span::from_hours(10 * n), CustomerKey(n as u64));
    }
    baselines.refresh(end);
    let judged = |reporters: u64| {
        let mut live = Live::default();
        let mut write = |customer: u64, problem: bool, ago: Span| {
            let (plain, occurred_at) = (report(0, customer, None, customer as usize), end - ago);
            live.add(LiveReport { problem, occurred_at, arrived: occurred_at, ..plain }.into(), usize::MAX);
        };
        (0..60).for_each(|n| write(1_000 + n, false, Span::from_mins(120 + n as i64)));
        (0..reporters).for_each(|n| write(2_000 + n, true, Span::from_mins(2 * n as i64)));
        Judge::new(ground(&baselines, &live, end), Key { feature: &kiln, tier: &None }).judge(end).unwrap()
    };
    let (few, many) = (judged(2), judged(5));
    assert!(!few.alarm && few.questions, "{few:?}");
    assert!(many.alarm && !many.questions && many.window <= Span::from_mins(10), "{many:?}");
}
