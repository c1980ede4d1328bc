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

fn as_ever(_: Span, _: Timestamp, _: Timestamp) -> f64 {
    1.0
}

fn said(id: u64, customer: u64, min: i64, text: &str) -> Said {
    Said::new(id, CustomerKey(customer), at(min), words(text), Reads::Problem)
}

/// Ten days of a message an hour, each with a word of its own and `text`.
fn ten_days(text: &str) -> Topics {
    let mut topics = Topics::default();
    for hour in 0..240_u64 {
        topics.add(said(hour, hour, -14_400 + 60 * hour as i64, &format!("number{hour} zebra{hour} {text}")));
    }
    topics
}

fn tell(topics: &mut Topics, told: &[(i64, u64)], text: &str) -> Option<Burst> {
    let mut last = None;
    for (min, customer) in told {
        topics.add(said(10_000 + *min as u64 * 100 + customer, 1_000 + customer, *min, text));
        last = topics.judge(&words(text), (at(*min), None), &as_ever);
    }
    last
}

#[test]
fn three_customers_who_say_what_nobody_said_before_are_improbable() {
    let burst = tell(&mut ten_days(""), &[(0, 1), (4, 2), (9, 3)], "voucher gets eaten").unwrap();
    assert_eq!((burst.observed, burst.window), (3, WINDOWS[0]));
    assert_eq!((burst.begin, burst.end, burst.members.len()), (at(9) - WINDOWS[0], at(9), 3));
    assert!(burst.per_month < 0.01, "{}", burst.per_month);
}

#[test]
fn what_teaches_nothing_makes_the_history_no_older() {
    let mut topics = ten_days("");
    let age = topics.age(at(0));
    topics.add(Said { teaches: false, ..said(9_000, 9_000, -20 * 24 * 60, "an old letter") });
    assert_eq!(topics.age(at(0)), age);
    topics.add(said(9_001, 9_001, -20 * 24 * 60, "an old letter"));
    assert_eq!(topics.age(at(0)), Span::from_days(20));
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
fn what_a_resolved_one_had_is_left_out() {
    let mut topics = ten_days("");
    tell(&mut topics, &[(0, 1), (4, 2), (9, 3), (10, 4)], "voucher gets eaten");
    let judged = |floor: Option<i64>| {
        topics.judge(&words("voucher gets eaten"), (at(10), floor.map(at)), &as_ever).map(|b| b.observed)
    };
    assert_eq!(judged(None), Some(4));
    assert_eq!(judged(Some(0)), Some(3), "written at the resolution: before it");
    assert_eq!(judged(Some(4)), None);
}

#[test]
fn a_busy_hour_makes_any_burst_likelier() {
    // 40 customers in a quarter of an hour where four come in an hour.
    let in_window = |min: i64| {
        let mut topics = ten_days("");
        for n in 0..40 {
            topics.add(said(5_000 + n, 5_000 + n, min, &format!("parcel{n} lorry{n}")));
        }
        tell(&mut topics, &[(0, 1), (4, 2), (9, 3)], "voucher gets eaten").unwrap().per_month
    };
    assert!(in_window(1) > 10.0 * in_window(-200), "{} {}", in_window(1), in_window(-200));
}

#[test]
fn what_was_said_in_an_incident_is_not_usual_but_a_peak_of_last_week_is() {
    let week = -7 * 24 * 60;
    let past = [(week - 50, 11), (week - 20, 12), (week + 5, 13), (week + 50, 14), (week + 65, 15)];
    let mut topics = ten_days("");
    for (min, customer) in past {
        topics.add(said(7_000 + customer, customer, min, "voucher gets eaten"));
    }
    let ids: BTreeSet<u64> = past.iter().map(|(_, c)| 7_000 + c).collect();
    let now = [(0, 1), (4, 2), (9, 3)];
    let peak = tell(&mut topics.clone(), &now, "voucher gets eaten").unwrap();
    assert!(peak.expected > 0.7 && peak.per_month > 1.0, "{peak:?}");
    let other_hour = now.map(|(min, c)| (min + 180, c));
    let usual = tell(&mut topics.clone(), &other_hour, "voucher gets eaten").unwrap();
    assert_eq!(topics.mark(&ids, &CandidateId::new("c0ffee").unwrap()).len(), 3);
    let marked = tell(&mut topics, &other_hour, "voucher gets eaten").unwrap();
    assert!(usual.per_month > 3.0 * marked.per_month, "{} {}", usual.per_month, marked.per_month);
}

#[test]
fn a_surge_holds_what_is_alike_its_members_in_other_words() {
    let mut topics = ten_days("");
    tell(&mut topics, &[(0, 1), (2, 2)], "voucher gets eaten");
    tell(&mut topics, &[(4, 3), (5, 4)], "voucher refused at till");
    // Alike those who speak of the till, and not those who speak of eating.
    topics.add(Said::new(9_000, CustomerKey(9), at(6), words("refused at till seven"), Reads::Other));
    topics.add(Said::new(9_001, CustomerKey(10), at(6), words("tram number seven"), Reads::Other));
    let burst = tell(&mut topics, &[(7, 5)], "voucher gets eaten").unwrap();
    assert!(!burst.members.contains(&9_000), "{burst:?}");
    let surge = topics.gather(&burst);
    assert!(surge.members.contains(&9_000) && !surge.members.contains(&9_001), "{surge:?}");
    assert_eq!((surge.customers, surge.problems, surge.readable), (6, 5, 6));
    let ten = (0..10).map(|n| (8, 20 + n)).collect::<Vec<_>>();
    tell(&mut topics, &ten, "voucher gets eaten");
    assert_eq!([3, 8, 9, 40, 41].map(Topics::joins_from), [2, 2, 3, 10, 10]);
    assert_eq!([100, 101, 2_000].map(Topics::joins_from), [10, 11, 200], "of many by chance ten are alike");
}

#[test]
fn who_asks_about_the_same_is_no_reporter_but_says_what_it_is_about() {
    let mut topics = ten_days("");
    for n in 0..4 {
        topics.add(Said::new(
            8_000 + n,
            CustomerKey(50 + n),
            at(n as i64),
            words("use the summer voucher"),
            Reads::Not,
        ));
    }
    topics.add(Said::new(8_010, CustomerKey(60), at(5), words("summer voucher perhaps"), Reads::Unknown));
    let burst = tell(&mut topics, &[(5, 1), (6, 2)], "use the summer voucher twice").unwrap();
    assert_eq!(burst.observed, 3, "{burst:?}");
    let surge = topics.gather(&burst);
    assert_eq!((surge.customers, surge.problems, surge.readable, surge.members.len()), (3, 2, 6, 3));
    assert_eq!(topics.layout.taught, 243.0, "what is no report is not usual");
}

#[test]
fn a_burst_is_about_a_problem_where_enough_reports_read_as_one() {
    let least = |readable: u32| (0..=readable).find(|n| read_as_problems(*n, readable));
    assert_eq!([2, 3, 4, 5, 8, 12, 90].map(least), [Some(2), Some(3), Some(3), Some(3), Some(4), Some(6), Some(33)]);
    assert!(!read_as_problems(0, 0), "of a language without cues nobody can tell");
}

#[test]
fn common_words_lead_nowhere_and_change_nothing() {
    let mut topics = ten_days("common word");
    let weigh = |text: &str, common: f32| {
        let Words(mut terms) = words(text);
        let is_common = |t: u32| words("common word").weight(t) > 0.0;
        terms.iter_mut().filter(|(t, _)| is_common(*t)).for_each(|(_, w)| *w = common);
        let length = terms.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
        Words(terms.iter().map(|(t, w)| (*t, w / length)).collect())
    };
    for n in 0..40_u64 {
        let text = if n % 2 == 0 { "common word voucher" } else { "common word parcel" };
        topics.add(Said::new(500 + n, CustomerKey(500 + n), at(-500 + n as i64), weigh(text, 0.2), Reads::Problem));
    }
    let asked = weigh("common word voucher eaten", 0.05);
    let found: BTreeSet<u64> = topics.before(&asked, at(0), 0).iter().map(|s| s.id).collect();
    let slow = topics.said.iter().filter(|s| s.words.0.iter().map(|(t, w)| w * asked.weight(*t)).sum::<f32>() >= ALIKE);
    assert_eq!(found, slow.map(|s| s.id).collect());
    assert_eq!(found.len(), 20);
    assert_eq!(topics.near(&asked, at(-30_000), at(0)).iter().map(|s| s.id).collect::<BTreeSet<_>>(), found);
}

#[test]
fn beyond_the_limit_old_reports_are_sampled_and_stand_for_the_others() {
    let mut topics = Topics::default();
    let words = words("basket stays empty");
    // Ids as fingerprints are: any bits.
    let id = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(31);
    for n in 0..=MAX_REPORTS as u64 {
        let time = at(n as i64 - 40_000);
        topics.add(Said::new(id(n), CustomerKey(n), time, words.clone(), Reads::Problem));
        assert!(topics.len() <= MAX_REPORTS);
    }
    let counted = topics.layout.taught;
    assert!((counted / MAX_REPORTS as f64 - 1.0).abs() < 0.03, "{counted}");
    let young = MAX_REPORTS as i64 - 40_000 - 180;
    assert!(topics.said.iter().filter(|s| s.occurred_at >= at(young)).all(|s| s.level == 0));
    assert_eq!(topics.said.iter().filter(|s| s.occurred_at >= at(young)).count(), 181);
}

#[test]
fn a_tenant_that_always_writes_more_than_is_kept_keeps_its_history_and_its_rates() {
    let mut topics = Topics::default();
    let words = words("basket stays empty");
    let id = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(31);
    // Four a minute, over a fortnight.
    let (all, from) = (14 * 24 * 240_u64, BEGIN - Span::from_days(14));
    for n in 0..all {
        let time = from + Span::from_secs(15 * n as i64);
        topics.add(Said::new(id(n), CustomerKey(n), time, words.clone(), Reads::Problem));
    }
    assert!(topics.len() <= MAX_REPORTS);
    assert!((topics.layout.taught / all as f64 - 1.0).abs() < 0.1, "{} of {all}", topics.layout.taught);
    let of_first_week = topics.said.iter().filter(|s| s.occurred_at < BEGIN - Span::from_days(7)).count();
    assert!(of_first_week > MAX_REPORTS / 10, "{of_first_week}");
    // What all write is as usual as it is.
    let burst = topics.judge(&words, (BEGIN, None), &as_ever).unwrap();
    let per_hour = burst.expected / burst.window.as_hours();
    assert!((190.0..270.0).contains(&per_hour), "{per_hour}");
}

#[test]
fn what_a_flood_pushed_out_is_not_taken_for_silence() {
    let mut topics = ten_days("");
    for n in 0..3 * MAX_REPORTS as u64 {
        let time = BEGIN + Span::from_millis(n as i64 * 150);
        topics.add(Said::new(n << 30, CustomerKey(n), time, words("basket stays empty"), Reads::Problem));
    }
    let age = topics.age(topics.head.newest.unwrap());
    assert!(age < WHOLE_FOR, "{} h", age.as_hours());
}

#[test]
fn more_than_is_kept_within_three_hours_loses_the_oldest() {
    let mut topics = Topics::default();
    for n in 0..=MAX_REPORTS as u64 {
        let time = BEGIN + Span::from_millis(n as i64 * 500);
        topics.add(Said::new(n, CustomerKey(n), time, words("basket stays empty"), Reads::Problem));
    }
    assert_eq!(topics.len(), MAX_REPORTS / 8 * 7);
    assert_eq!(topics.said.last().map(|s| s.id), Some(MAX_REPORTS as u64));
}

#[test]
fn of_a_flood_of_one_customer_only_the_beginning_is_remembered() {
    let mut topics = Topics::default();
    for n in 0..=MAX_OF_ONE as u64 {
        topics.add(said(n, 1, n as i64, "basket stays empty"));
    }
    assert_eq!(topics.len(), MAX_OF_ONE);
    topics.add(said(100, 2, 30, "basket stays empty"));
    topics.add(said(101, 1, 190, "basket stays empty"));
    assert_eq!(topics.len(), MAX_OF_ONE + 2, "three hours after the first");
}

#[test]
fn a_customers_further_reports_teach_nothing_and_are_forgotten_with_the_day() {
    let mut topics = Topics::default();
    for n in 0..3 {
        let mut further = said(n, 1, n as i64, "basket stays empty");
        further.teaches = n == 0;
        topics.add(further);
    }
    assert_eq!((topics.len(), topics.layout.taught), (3, 1.0));
    topics.add(said(9, 2, 24 * 60, "basket stays empty"));
    assert_eq!(topics.said.iter().map(|s| s.id).collect::<Vec<_>>(), [0, 9]);
}

#[test]
fn what_is_stored_judges_as_before_and_what_a_customer_said_is_forgotten() {
    let mut topics = ten_days("voucher");
    let before = tell(&mut topics, &[(0, 1), (9, 3), (4, 2)], "voucher gets eaten");
    topics.add(said(77, 77, -100, "came late"));
    let mut restored = Topics::default();
    let hours: BTreeSet<i64> = topics.said.iter().map(|s| s.occurred_at.hour()).collect();
    for hour in hours {
        restored.put_back(topics.of_hour(hour).into_iter().cloned().collect());
    }
    *restored.head_mut() = topics.head().clone();
    restored.settle();
    assert_eq!(restored.said, topics.said, "in the order in which they came");
    let judge = |topics: &Topics| topics.judge(&words("voucher gets eaten"), (at(9), None), &as_ever);
    assert_eq!(judge(&restored).map(|b| b.observed), Some(3));
    assert!(before.is_none(), "at the fourth minute only two had written");
    assert_eq!(restored.forget(CustomerKey(1_002)), BTreeSet::from([at(4).hour()]));
    assert_eq!(judge(&restored), None);
}

#[test]
fn months_old_reports_teach_no_more() {
    let mut topics = ten_days("");
    let touched = topics.add(Said::new(7, CustomerKey(7), BEGIN + KEPT_FOR, words("voucher"), Reads::Problem));
    assert_eq!((topics.len(), touched.len()), (1, 241));
}

#[test]
fn words_are_put_back_bit_by_bit_and_only_where_each_has_a_weight() {
    let words = Words([(7, 0.6), (u32::MAX, 0.8)].into());
    let stored = postcard::to_stdvec(&words).unwrap();
    assert_eq!(postcard::from_bytes::<Words>(&stored).unwrap(), words);
    let fewer = postcard::to_stdvec(&(vec![7_u32, 8], vec![0.6_f32])).unwrap();
    assert!(postcard::from_bytes::<Words>(&fewer).is_err());
}

#[test]
fn a_peak_of_last_week_is_one_in_the_words_of_any_of_those_who_write_now() {
    let week = -7 * 24 * 60;
    let mut topics = ten_days("");
    for n in 0..6 {
        topics.add(said(20_000 + n, 20_000 + n, week + 2 * n as i64, "voucher eaten"));
    }
    for n in 0..5 {
        topics.add(said(30_000 + n, 30_000 + n, n as i64, "voucher eaten machine"));
    }
    let own = "machine voucher lamp coin slot blinks twice near entrance stairs";
    topics.add(said(40_000, 40_000, 6, own));
    let burst = topics.judge(&words(own), (at(6), None), &as_ever).unwrap();
    assert_eq!(burst.observed, 6);
    let after = topics.after_peaks(burst.clone());
    assert!(after.expected > 10.0 * burst.expected && after.per_month > 100.0 * burst.per_month, "{burst:?} {after:?}");
    // What nobody wrote a week ago stays as it was.
    let own = tell(&mut topics, &[(10, 1), (11, 2), (12, 3), (13, 4)], "parcel is wet").unwrap();
    assert_eq!(topics.after_peaks(own.clone()), own);
}
