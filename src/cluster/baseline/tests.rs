use super::*;

/// At which hours of a day the shape is learnt anew, `age` days after the first message, where somebody writes every hour
/// and every hour is heard.
fn learnt_at(age: i64) -> Vec<i64> {
    let kiln = FeatureId::new("kiln").unwrap();
    let first = Timestamp::from_hour(24 * 20_000);
    let mut baselines = Baselines { first_message: Some(first), ..Baselines::default() };
    let (mut anew, mut who) = (Vec::new(), 0);
    for hour in 0..24 * (age + 1) {
        let heard = first + Span::from_hours(hour);
        who += 1;
        baselines.count(&kiln, [None], heard, CustomerKey(who));
        let before = baselines.learnt.shapes.clone();
        assert!(baselines.refresh(heard) && !baselines.refresh(heard), "each hour once");
        if hour >= 24 * age && baselines.learnt.shapes != before {
            anew.push(hour % 24);
        }
    }
    anew
}

#[test]
fn the_usual_rate_of_keys_is_over_the_hours_that_are_kept_of_them() {
    let usual = |days: i64, entered: Option<i64>| {
        let kiln = FeatureId::new("kiln").unwrap();
        let first = Timestamp::from_hour(24 * 20_000);
        let (now, begin) = (first + Span::from_days(days), first + Span::from_days(entered.unwrap_or_default()));
        let mut baselines = Baselines { first_message: Some(first), ..Baselines::default() };
        baselines.features.entry(kiln.clone()).or_default().entered = entered.map(|_| begin);
        for hour in begin.hour()..now.hour() {
            baselines.count(&kiln, [None], Timestamp::from_hour(hour), CustomerKey(hour as u64));
        }
        baselines.refresh(now);
        PRIOR_EVENTS / baselines.learnt.prior_exposure
    };
    for (days, entered) in [(30, None), (300, None), (60, Some(50))] {
        assert!((usual(days, entered) - 1.0).abs() < 0.02, "{days}: {}", usual(days, entered));
    }
}

#[test]
fn what_is_usual_by_the_hour_of_the_week_is_learnt_four_times_a_day_and_then_daily() {
    assert_eq!(learnt_at(20), [0, 6, 12, 18]);
    assert_eq!(learnt_at(21), [0]);
}

#[test]
fn of_alarms_that_overlap_the_one_that_was_none_teaches_and_the_other_does_not() {
    let (kiln, oven) = (FeatureId::new("kiln").unwrap(), FeatureId::new("oven").unwrap());
    let first = Timestamp::from_hour(24 * 20_000);
    let hour = |n: i64| first + Span::from_hours(n);
    let masked = |was_none: &FeatureId, ends: &FeatureId| {
        let mut baselines = Baselines { first_message: Some(first), ..Baselines::default() };
        baselines.alarm_begins(&kiln, hour(2));
        baselines.alarm_begins(&oven, hour(5));
        baselines.alarm_was_none(was_none, hour(8));
        baselines.alarm_ends(ends, hour(9));
        let of = |key: &FeatureId| {
            let hours = baselines.features[key].alarm_hours(first.hour(), first.hour() + 24);
            hours.into_iter().map(|h| h - first.hour()).collect::<Vec<_>>()
        };
        (of(&everything()), of(&kiln), of(&oven))
    };
    let (of_kiln, of_oven) = ((2..10).collect::<Vec<_>>(), (5..10).collect::<Vec<_>>());
    assert_eq!(masked(&oven, &kiln), (of_kiln.clone(), of_kiln, Vec::new()));
    assert_eq!(masked(&kiln, &oven), (of_oven.clone(), Vec::new(), of_oven));
}
