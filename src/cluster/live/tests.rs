use super::*;
use proptest::prelude::*;

pub(in crate::cluster) fn report(min: i64, customer: u64, tier: Option<&str>, n: usize) -> LiveReport {
    LiveReport {
        id: MessageId::new(format!("m{n}")).unwrap(),
        occurred_at: Timestamp::from_millis(min * 60_000),
        arrived: Timestamp::from_millis(min * 60_000),
        customer: CustomerKey(customer),
        account: None,
        tier: tier.map(|t| Tier::new(t).unwrap()),
        revenue: None,
        channel: Channel::Chat,
        specificity: 0.0,
        text: "broken".into(),
        stems: Box::default(),
        copy: false,
        language: CompactString::default(),
        dimensions: Box::default(),
        stated_onset: None,
        tried: crate::signal::Tried::default(),
        url: None,
        near: None,
        problem: true,
        late: false,
    }
}

proptest! {
    #[test]
    fn customers_in_a_window_are_what_a_set_gives(
        rows in prop::collection::vec((0i64..60, 0u64..6, 0usize..3), 1..40),
        from in -5i64..60, len in 0i64..40, limit in 5usize..60, gone in 0u64..8,
    ) {
        let mut live = Live::default();
        for (n, (min, customer, tier)) in rows.iter().enumerate() {
            live.add(report(*min, *customer, [None, Some("free"), Some("pro")][*tier], n).into(), limit);
        }
        live.forget(CustomerKey(gone));
        let t = |m: i64| Timestamp::from_millis(m * 60_000);
        for key in [None, Some(Tier::new("pro").unwrap())] {
            let set: BTreeSet<_> = live.of(&key).within(t(from), t(from + len)).map(|r| r.customer).collect();
            prop_assert_eq!(live.of(&key).customers(t(from), t(from + len)) as usize, set.len());
        }
        prop_assert!(live.len() <= limit);
    }
}

/// What storage holds: the reports of each hour as they were when it changed last.
#[derive(Default)]
struct Stored(BTreeMap<i64, Vec<Arc<LiveReport>>>);

impl Stored {
    fn take(&mut self, live: &Live, touched: BTreeSet<i64>) {
        for hour in touched {
            self.0.insert(hour, live.of_hour(hour).map(|r| Arc::new((**r).clone())).collect());
        }
    }

    fn restored(&self) -> Live {
        let mut live = Live::default();
        for report in self.0.values().flatten() {
            live.add(Arc::clone(report), usize::MAX);
        }
        live
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_newest_keep_their_words_whatever_the_order_and_a_restore_agrees(
        mins in prop::collection::vec(0i64..3_000, MAX_TEXTS - 20..MAX_TEXTS + 300),
        gone in 0u64..40, dropped in 0i64..300,
    ) {
        let (mut live, mut stored) = (Live::default(), Stored::default());
        for (n, min) in mins.iter().enumerate() {
            let touched = live.add(report(*min, n as u64 % 40, None, n).into(), usize::MAX);
            stored.take(&live, touched.into_iter().collect());
            if n == MAX_TEXTS + 50 {
                let touched = live.forget(CustomerKey(gone));
                stored.take(&live, touched);
            }
        }
        let touched = live.drop_before(Timestamp::from_millis(dropped * 60_000));
        stored.take(&live, touched);
        let restored = stored.restored();
        prop_assert_eq!(&restored.by_time, &live.by_time);
        prop_assert_eq!(&restored.worded_from, &live.worded_from);
        let worded = live.by_time.values().rev().take_while(|r| !r.text.is_empty()).count();
        prop_assert!(worded <= MAX_TEXTS && (worded == live.len() || worded >= MAX_TEXTS - 40));
    }
}

#[test]
fn at_the_limit_the_oldest_goes_and_is_counted() {
    let mut live = Live::default();
    for n in 0..3 {
        live.add(report(n as i64, n as u64, None, n).into(), 2);
    }
    assert_eq!((live.len(), live.shed), (2, 1));
    assert_eq!(live.customers(Timestamp::from_millis(-1), Timestamp::from_millis(600_000)), 2);
}

#[test]
fn a_text_is_a_copy_within_the_hour_and_among_the_newest_compared() {
    let mut live = Live::default();
    let passed_around = |min: i64, customer: u64, n: usize| {
        let mut report = report(min, customer, None, n);
        report.stems = (0..8).collect();
        report
    };
    live.add(passed_around(0, 1, 0).into(), usize::MAX);
    assert!(live.is_copy(&passed_around(59, 2, 1)), "of another customer");
    assert!(!live.is_copy(&passed_around(60, 2, 1)), "an hour later it is usual");
    assert!(!live.is_copy(&passed_around(59, 1, 1)), "not of oneself");
    assert!(!live.is_copy(&report(59, 2, None, 1)), "nor is a text of no words");
    for n in 0..COMPARED {
        assert!(live.is_copy(&passed_around(59, 2, 900)), "{n}");
        live.add(report(1, 3, None, 100 + n).into(), usize::MAX);
    }
    assert!(!live.is_copy(&passed_around(59, 2, 900)), "it is not among the newest");
}

#[test]
fn copies_count_with_what_they_copy_until_their_customers_say_something_of_their_own() {
    let mut live = Live::default();
    let mut say = |min: i64, customer: u64, n: usize, (copy, problem): (bool, bool)| {
        let mut report = report(min, customer, None, n);
        (report.copy, report.problem) = (copy, problem);
        live.add(report.into(), usize::MAX);
        let v = live.of(&None).voices(Timestamp::from_millis(-1), Timestamp::from_millis(600_000));
        (v.customers, v.copies, v.problems)
    };
    assert_eq!(say(1, 1, 0, (true, true)), (1, 0, 0), "what it copies lies before the window");
    assert_eq!(say(2, 2, 1, (false, true)), (1, 1, 1));
    assert_eq!(say(3, 3, 2, (true, true)), (1, 2, 1));
    assert_eq!(say(4, 3, 3, (false, false)), (2, 1, 1), "the third says more");
    assert_eq!(say(4, 2, 4, (true, false)), (2, 1, 1), "who was counted stays counted");
}

#[test]
fn a_campaign_of_more_than_keep_their_words_is_one_voice() {
    let mut live = Live::default();
    for n in 0..MAX_TEXTS + 50 {
        let mut copy = report(0, n as u64, None, n);
        copy.stems = (0..12).collect();
        copy.copy = live.is_copy(&copy);
        live.add(copy.into(), usize::MAX);
    }
    let all = live.of(&None).voices(Timestamp::from_millis(-1), Timestamp::from_millis(1));
    assert_eq!((all.customers, all.copies as usize), (1, MAX_TEXTS + 49));
}
