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
fn what_is_usual_by_the_hour_of_the_week_is_learnt_four_times_a_day_and_then_daily() {
    assert_eq!(learnt_at(20), [0, 6, 12, 18]);
    assert_eq!(learnt_at(21), [0]);
}
