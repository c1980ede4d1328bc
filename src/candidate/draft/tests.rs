use super::*;
use crate::candidate::about::AreaSource;

fn at(clock: &str) -> Timestamp {
    Timestamp::parse(&format!("2026-03-10T{clock}:00Z")).unwrap()
}

fn ordering() -> Area {
    Area { words: "Ordering".to_owned(), source: AreaSource::StatusPage }
}

fn drafts(area: &Area, confirmed: bool, when: Timestamp) -> String {
    let about = About { area, confirmed, red: confirmed, began: at("13:52"), last: at("14:16") };
    let mut all: Vec<String> =
        Kind::ALL.iter().map(|kind| format!("{}: {}", kind.name(), about.draft(*kind, when, None))).collect();
    all.push(format!("and, if a person adds it: {}", about.monitoring_sentence()));
    all.join("\n")
}

#[test]
fn of_rank_2() {
    insta::assert_snapshot!(drafts(&ordering(), false, at("14:17")));
}

#[test]
fn of_rank_1_late_in_the_evening_in_the_customers_own_words() {
    insta::assert_snapshot!(drafts(&Area::of_topic("gift card"), true, at("23:50")));
}

#[test]
fn posted_a_day_later_a_resolution_names_the_day() {
    let area = ordering();
    let about = About { area: &area, confirmed: false, red: false, began: at("13:52"), last: at("14:16") };
    let text = about.draft(Kind::Resolved, at("14:17") + Span::from_days(1), None);
    assert!(
        text.contains("from about 13:52 UTC on 2026-03-10, and the last report came at 14:16 UTC on 2026-03-10."),
        "{text}"
    );
}

#[test]
fn a_cause_is_named_where_a_person_names_it_and_only_when_it_is_identified() {
    let area = ordering();
    let about = About { area: &area, confirmed: false, red: false, began: at("13:52"), last: at("14:16") };
    let with = |kind| about.draft(kind, at("14:30"), Some(" a change to how orders are checked. "));
    assert!(with(Kind::Identified).contains("issues with Ordering: a change to how orders are checked. We are"));
    for kind in [Kind::Investigating, Kind::Monitoring, Kind::Resolved] {
        assert_eq!(with(kind), about.draft(kind, at("14:30"), None));
    }
    assert_eq!(about.draft(Kind::Identified, at("14:30"), Some(" ")), about.draft(Kind::Identified, at("14:30"), None));
}

#[test]
fn the_sentence_on_monitoring_says_what_it_says_now() {
    let area = ordering();
    let of = |confirmed, red| {
        About { area: &area, confirmed, red, began: at("13:52"), last: at("14:16") }.monitoring_sentence()
    };
    assert!(of(true, true).contains("sees") && of(true, false).contains("saw"));
    assert!(of(false, false).contains("has not confirmed"));
}
