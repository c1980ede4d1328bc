use super::*;
use crate::engine::output::Reason;

/// A decision of an invented shop as it stands on the topic.
fn decision(reason: &str) -> DecisionDoc<'static> {
    let text = format!(
        r#"{{"tenant":"acme","message":"m-1","at":"2026-03-10T14:14:01Z","occurred_at":"2026-03-10T14:14:00Z",
        "reason":"{reason}","language":"en","problem":1.2,"problem_cut":-1.05,"cues":["not_working"],"specificity":0.6,
        "feature":"checkout","how":"phrase","rivals":[{{"feature":"checkout","score":0.81}},{{"feature":"invoices","score":0.22}}],
        "feature_cut":0.35,"candidate":"c0ffee",
        "short":{{"window_min":15.0,"observed":2,"needed":5,"expected":0.4,"expected_per_month":3.0,"expected_once_per":"10 days","threshold":0.1}},
        "nearest":{{"tier":"pro","window_min":240.0,"observed":6,"needed":7,"expected":1.5,"expected_per_month":0.3,"expected_once_per":"3 months","threshold":0.1}}}}"#
    );
    DecisionDoc::read(text.as_bytes()).unwrap()
}

#[test]
fn every_reason_is_told() {
    let told: Vec<String> =
        Reason::ALL.iter().map(|r| format!("{}: {}", r.name(), paragraph(&decision(r.name())))).collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn the_numbers_stand_below() {
    insta::assert_snapshot!(numbers(&decision("not_enough")));
}

#[test]
fn reports_alike_are_told_of_whatever_feature_they_mean() {
    let alike = |reason: &str, held: Option<&str>| {
        let mut doc = decision(reason);
        doc.nearest = None;
        doc.topic = held.is_none().then(|| "gift card".into());
        let alike = AlikeDoc {
            window_min: 30.0,
            observed: 4,
            problems: 2,
            readable: 9,
            expected: 0.02,
            expected_per_month: 0.05,
            expected_once_per: "20 months".to_owned(),
            threshold: 0.004,
            held: held.map(|h| h.to_owned().into()),
        };
        doc.alike = Some(alike);
        paragraph(&doc)
    };
    let told = [
        alike("opened", None),
        alike("joined", None),
        alike("after_resolved", None),
        alike("no_feature", Some("few_problems")),
        alike("no_feature", Some("of_open")),
        alike("not_enough", Some("usual")),
    ];
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn what_is_not_known_is_not_made_up() {
    let mut doc = decision("no_feature");
    (doc.feature, doc.candidate, doc.how, doc.short, doc.nearest) = (None, None, None, None, None);
    assert_eq!(
        paragraph(&doc),
        "It may report a problem, but no feature fits well enough: the nearest is checkout with 0.81, and 0.35 is needed."
    );
    doc.rivals.clear();
    doc.language = "pl".into();
    doc.cues_known = Some(false);
    assert_eq!(
        paragraph(&doc),
        "It may report a problem, but none of its words is one of the catalogue's. No problem cues are known for pl: \
         every message in it counts as a possible report."
    );
    doc.cues.clear();
    doc.language = "".into();
    assert!(numbers(&doc).contains("Language        unknown\nProblem         1.20, more than -1.05 counts; no cues\n"));
    assert!(!numbers(&doc).contains("15 minutes"));
    let mut joined = decision("not_enough");
    joined.short = None;
    assert!(paragraph(&joined).contains("before what is open began"));
    let mut again = decision("not_a_problem");
    again.recovery = Some("recovered".into());
    assert!(paragraph(&again).ends_with("It says that something works again."));
}

#[test]
fn spans_and_numbers_read_well() {
    assert_eq!([15.0, 60.0, 120.0, 1440.0, 4320.0].map(span), ["15 min", "60 min", "2 h", "24 h", "3 days"]);
    assert_eq!([plural(1, "customer"), plural(2, "customer")], ["1 customer", "2 customers"]);
}
