use super::*;
use crate::ids::CustomerKey;

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
    let stricter = Stricter::default();
    let ground = Ground {
        baselines: &baselines,
        around: None,
        live: &live,
        heard: Some(end),
        red: false,
        budget: 1.0,
        stricter,
    };
    let usual = Usual { shape: &week, rate: 12.0, events: 1_000.0, overdispersion: crate::cluster::dispersion::LEAST };
    let window = Span::from_mins(10);
    let key = Key { feature: &feature, tier: &None };
    Judge::new(ground, key).expected(&usual, Window { window, begin: end - window, end, observed: 12 }, f64::INFINITY).0
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
