use super::*;
use crate::signal::words as read;

const BEGIN: Timestamp = Timestamp::from_hour(490_000);

/// Words as they weigh where each stem is as rare as any other.
fn words(text: &str) -> Words {
    let stems: BTreeSet<u32> = read(text, "en", 64)
        .iter()
        .map(|w| (super::super::spelling::hash(&w.stem) & u64::from(u32::MAX)) as u32)
        .collect();
    let weight = 1.0 / (stems.len() as f32).sqrt();
    Words(stems.into_iter().map(|stem| (stem, weight)).collect())
}

fn at(min: i64) -> Timestamp {
    BEGIN + Span::from_mins(min)
}

fn nobody(_: CustomerKey) -> bool {
    false
}

/// Ten days of a message an hour, each with a word of its own and `text`.
fn ten_days(text: &str) -> Topics {
    let mut topics = Topics::default();
    for hour in 0..240_u64 {
        let said = words(&format!("number{hour} zebra{hour} {text}"));
        topics.add(Said::new(hour, CustomerKey(hour), at(-14_400 + 60 * hour as i64), said, false));
    }
    topics
}

fn tell(topics: &mut Topics, told: &[(i64, u64)], text: &str) -> Option<Burst> {
    let mut last = None;
    for (min, customer) in told {
        let id = 10_000 + *min as u64 * 100 + customer;
        topics.add(Said::new(id, CustomerKey(1_000 + customer), at(*min), words(text), true));
        last = topics.judge(&words(text), at(*min), None, &nobody);
    }
    last
}

#[test]
fn three_customers_who_say_what_nobody_said_before_are_improbable() {
    let burst = tell(&mut ten_days(""), &[(0, 1), (4, 2), (9, 3)], "voucher gets eaten").unwrap();
    assert_eq!((burst.observed, burst.problems, burst.window), (3, 3, WINDOWS[0]));
    assert_eq!((burst.begin, burst.end, burst.members.len()), (at(9) - WINDOWS[0], at(9), 3));
    assert!(burst.per_month < 0.01, "{}", burst.per_month);
}

#[test]
fn customers_are_counted_and_not_messages() {
    assert_eq!(tell(&mut ten_days(""), &[(0, 1), (4, 1), (9, 1), (12, 2)], "voucher gets eaten"), None);
}

#[test]
fn what_is_said_every_hour_anyway_is_no_topic() {
    let new = tell(&mut ten_days(""), &[(0, 1), (4, 2), (9, 3)], "voucher gets eaten").unwrap();
    let usual = tell(&mut ten_days("voucher eaten"), &[(0, 1), (4, 2), (9, 3)], "voucher gets eaten").unwrap();
    assert!(usual.per_month > 100.0 * new.per_month, "{} {}", usual.per_month, new.per_month);
    assert!(usual.expected > 0.2 && new.expected < 0.01);
}

#[test]
fn windows_reach_back_as_long_as_they_are_and_no_further() {
    let apart = |min: i64| tell(&mut ten_days(""), &[(0, 1), (1, 2), (min, 3)], "voucher gets eaten").map(|b| b.window);
    assert_eq!([apart(14), apart(15), apart(29), apart(30)], [15, 30, 30, 60].map(|m| Some(Span::from_mins(m))));
    assert_eq!([apart(59).is_some(), apart(60).is_some()], [true, false]);
}

#[test]
fn what_a_resolved_one_had_and_whom_an_open_one_has_are_left_out() {
    let mut topics = ten_days("");
    tell(&mut topics, &[(0, 1), (4, 2), (9, 3), (10, 4)], "voucher gets eaten");
    let judged = |floor: Option<i64>, known: u64| {
        let judged =
            topics.judge(&words("voucher gets eaten"), at(10), floor.map(at), &|c| c == CustomerKey(1_000 + known));
        judged.map(|b| b.observed)
    };
    assert_eq!(judged(None, 0), Some(4));
    assert_eq!(judged(Some(0), 0), Some(3), "written at the resolution: before it");
    assert_eq!(judged(Some(4), 0), None);
    assert_eq!(judged(None, 2), Some(3));
}

#[test]
fn beyond_the_limit_old_reports_are_sampled_and_stand_for_the_others() {
    let mut topics = Topics::default();
    let said = words("basket stays empty");
    // Ids as fingerprints are: any bits.
    let id = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(31);
    for n in 0..=MAX_REPORTS as u64 {
        topics.add(Said::new(id(n), CustomerKey(n), at(n as i64 - 40_000), said.clone(), true));
        assert!(topics.len() <= MAX_REPORTS);
    }
    let counted: f64 = topics.said.iter().map(|s| f64::from(1_u32 << s.level)).sum();
    assert!((counted / MAX_REPORTS as f64 - 1.0).abs() < 0.03, "{counted}");
    let young = MAX_REPORTS as i64 - 40_000 - 180;
    assert!(topics.said.iter().filter(|s| s.occurred_at >= at(young)).all(|s| s.level == 0));
    assert_eq!(topics.said.iter().filter(|s| s.occurred_at >= at(young)).count(), 181);
}

#[test]
fn more_than_is_kept_within_three_hours_loses_the_oldest() {
    let mut topics = Topics::default();
    for n in 0..=MAX_REPORTS as u64 {
        let time = BEGIN + Span::from_millis(n as i64 * 500);
        topics.add(Said::new(n, CustomerKey(n), time, words("basket stays empty"), true));
    }
    assert_eq!(topics.len(), MAX_REPORTS / 8 * 7);
    assert_eq!(topics.said.last().map(|s| s.id), Some(MAX_REPORTS as u64));
}

#[test]
fn what_is_stored_judges_as_before_and_what_a_customer_said_is_forgotten() {
    let mut topics = ten_days("voucher");
    let before = tell(&mut topics, &[(0, 1), (4, 2), (9, 3)], "voucher gets eaten");
    let mut restored = Topics::default();
    let hours: BTreeSet<i64> = topics.said.iter().map(|s| s.occurred_at.hour()).collect();
    for hour in hours {
        restored.put_back(topics.of_hour(hour).into_iter().cloned().collect());
    }
    restored.put_head(topics.head());
    let judge = |topics: &Topics| topics.judge(&words("voucher gets eaten"), at(9), None, &nobody);
    assert_eq!(judge(&restored), before);
    assert_eq!(restored.forget(CustomerKey(1_002)), BTreeSet::from([at(4).hour()]));
    assert_eq!(judge(&restored), None);
}

#[test]
fn months_old_reports_teach_no_more() {
    let mut topics = ten_days("");
    let touched = topics.add(Said::new(7, CustomerKey(7), BEGIN + KEPT_FOR, words("voucher"), true));
    assert_eq!((topics.len(), touched.len()), (1, 241));
}
