//! What stands in the first screen, and how long it has to be quiet.

use super::*;

/// As much as a candidate can hold: long reports, many changes and probes, a topic beside it.
fn crowded() -> Candidate {
    let mut c = green();
    let long = "The pay now button does nothing and the console shows a 500, ".repeat(9);
    c.reports =
        (1..=6).map(|n| report(&format!("m{n}"), &format!("14:0{n}"), "enterprise", Channel::Chat, &long)).collect();
    let flag = |n: u32| {
        change(ChangeKind::Flag, &format!("13:{n}"), "search-ranking", "on for everybody", Relation::Unrelated)
    };
    c.changes = (20..30).map(flag).collect();
    let ok = |n: u32| probe(&format!("probe-{n}"), ProbeKind::Uptime, ProbeState::Ok, "14:16");
    c.monitoring.probes.extend((1..9).map(ok));
    c.monitoring.probes.push(probe("orders-queue", ProbeKind::MetricAlert, ProbeState::NoData, "14:16"));
    c.factors = vec![mostly_pro(), mostly_pro(), mostly_pro()];
    c.merged = vec![FeatureId::new("gift-cards").unwrap()];
    c.internal_reports = 3;
    c
}

/// What the person on call must know stands in the first screen, whatever else there is to say.
#[test]
fn the_first_screen_holds_what_when_who_how_sure_what_changed_what_to_try_and_what_to_post() {
    for c in [green(), red(), unnamed(), crowded()] {
        let shown = candidate(&c, at("14:18"), 100);
        let screen = shown.lines().take(40).collect::<Vec<_>>().join("\n");
        let places: Vec<Option<usize>> = [
            "RANK",
            "since about",
            "distinct customers",
            "not posted",
            "What they say",
            "How unlikely",
            "Monitoring",
            "Changed before",
            "What to do",
            "Try it",
            "Post now?",
            "UTC (in ",
        ]
        .iter()
        .map(|words| screen.find(words))
        .collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}\n{screen}");
    }
    let shown = candidate(&crowded(), at("14:18"), 100);
    assert!(shown.contains("Monitoring      green (synthetic end to end): orders-queue without data"), "{shown}");
    assert!(shown.contains("8 more") && shown.contains("7 more"), "{shown}");
    assert_eq!(shown.matches(" ...\n").count(), 6, "{shown}");
}

#[test]
fn how_long_it_has_to_be_quiet_is_said_as_it_is_meant() {
    let quiet = |wait: Span, why: &str| {
        let end = end_of(|c| {
            c.recovery.wait = wait;
            c.recovery.why = why.to_owned();
        });
        end.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let cases = [
        (20, "nobody wrote for 20 min", "20 min pass without a report: 14:36 UTC or when"),
        (
            180,
            "nobody wrote for 3 h, long enough for 3 more at the rate of the last 5 reports",
            "3 h pass without a report: 14:36 UTC (long enough for 3 more at the rate of the last 5 reports) or when",
        ),
        (
            60,
            "no more than 5 reports in 1 h, as on an ordinary day (3.2 usual)",
            "there are no more than 5 reports in 1 h, as on an ordinary day (3.2 usual): 14:36 UTC or when",
        ),
    ];
    for (wait_min, why, told) in cases {
        let shown = quiet(Span::from_mins(wait_min), why);
        assert!(shown.starts_with(&format!("Ends when {told}")), "{shown}");
    }
}

#[test]
fn a_topic_within_a_feature_is_none_that_no_probe_can_name() {
    let within = FeatureId::new("exports").unwrap();
    let told =
        |customers| candidate(&Candidate { customers, merged: vec![within.clone()], ..unnamed() }, at("14:17"), 200);
    let observed = unnamed().evidence.observed;
    assert!(!told(observed).contains("the other"));
    assert!(told(observed + 1).contains("by chance; the other one in other words, or later"));
    assert!(told(observed + 2).contains("by chance; the other 2 in other words, or later"));
    let told = told(observed);
    assert!(told.contains("which say more than the catalogue's"), "{told}");
    assert!(told.contains("a gap in monitoring, not a contradiction; which kind is not known"), "{told}");
}

#[test]
fn that_monitoring_was_red_before_anybody_wrote_stands_beside_what_changed() {
    let of = |onset: Option<&str>, since: &str| {
        let mut c = red();
        c.onset.stated.as_mut().unwrap().at = at(onset.unwrap_or("14:02"));
        c.monitoring.probes.last_mut().unwrap().since = Some(at(since));
        candidate(&c, at("14:18"), 100)
    };
    let said = "red since 13:20, before the onset: look at the hour before that too";
    assert!(of(None, "13:20").contains(said), "{}", of(None, "13:20"));
    assert!(of(None, "13:47").contains("look at the hour"), "a quarter of an hour before");
    assert!(!of(None, "13:48").contains("look at the hour"), "by less the hour moves by little");
    assert!(!of(Some("13:10"), "13:20").contains("look at the hour"), "it began before that");
    assert!(!of(None, "14:05").contains("look at the hour"));
}
