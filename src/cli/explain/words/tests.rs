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
    let told: Vec<String> = Reason::ALL
        .iter()
        .map(|r| format!("{}: {}", r.name(), paragraph(&decision(r.name()), &Told::Verdict)))
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn the_numbers_stand_below() {
    insta::assert_snapshot!(numbers(&decision("not_enough"), &Told::Verdict));
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
        paragraph(&doc, &Told::Verdict)
    };
    let told = [
        alike("opened", None),
        alike("joined", None),
        alike("after_resolved", None),
        alike("no_feature", Some("few_problems")),
        alike("no_feature", Some("copies")),
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
        paragraph(&doc, &Told::Verdict),
        "It may report a problem, but names no feature: its words are like those said of checkout, with 0.81, but too few \
         of the catalogue's own are among them, which alone have to reach 0.35."
    );
    doc.rivals.remove(0);
    assert_eq!(
        paragraph(&doc, &Told::Verdict),
        "It may report a problem, but no feature fits well enough: the nearest is invoices with 0.22, and 0.35 is needed."
    );
    doc.rivals.clear();
    doc.language = "pl".into();
    doc.cues_known = Some(false);
    assert_eq!(
        paragraph(&doc, &Told::Verdict),
        "It may report a problem, but none of its words is one of the catalogue's. No problem cues are known for Polish: \
         every message in it counts as a possible report."
    );
    doc.cues.clear();
    doc.language = "".into();
    assert!(numbers(&doc, &Told::Verdict).contains(
        "Language        unknown\nProblem         1.20, more than -1.05 counts as a possible report; no cues\n"
    ));
    assert!(!numbers(&doc, &Told::Verdict).contains("15 minutes"));
    let mut joined = decision("not_enough");
    joined.short = None;
    assert!(paragraph(&joined, &Told::Verdict).contains("before what is open began"));
    let mut again = decision("not_a_problem");
    again.recovery = Some("recovered".into());
    let confirms = "reported the candidate c0ffee: it is a confirmation.";
    assert!(paragraph(&again, &Told::Verdict).ends_with(confirms), "{}", paragraph(&again, &Told::Verdict));
    again.candidate = None;
    assert!(paragraph(&again, &Told::Verdict).ends_with("It says that something works again."));
}

#[test]
fn where_a_label_decides_it_is_said() {
    let trace = Trace {
        sentences: Vec::new(),
        best: None,
        global: Vec::new(),
        left_of_global: 1.0,
        doubt: None,
        weightless: Vec::new(),
        sum: -1.0,
        score: -1.0,
    };
    let told = Told::Labelled(&trace);
    let says = |reason: &str| paragraph(&decision(reason), &told);
    assert_eq!(
        says("not_a_problem"),
        "Its label says that it is no problem report; what its text says does not count."
    );
    assert_eq!(says("no_feature"), "Its label names no feature; what its text says does not count.");
    assert_eq!(says("joined"), paragraph(&decision("joined"), &Told::Text(&trace)));
    let shown = numbers(&decision("not_a_problem"), &told);
    assert!(shown.contains("Problem         1.20 by the text; its label decides\n"), "{shown}");
}

#[test]
fn what_labels_say_is_told_beside_the_rules() {
    let mut doc = decision("not_a_problem");
    doc.learnt = Some(-3.4);
    assert_eq!(
        paragraph(&doc, &Told::Verdict),
        "It reads as no problem report: labels of messages like it say so surely."
    );
    let shown = numbers(&doc, &Told::Verdict);
    assert!(shown.contains("-3.40 as labels weigh it (ln of the odds), more than -2 counts"), "{shown}");
    assert!(shown.contains("1.20 by rules"), "{shown}");
}

#[test]
fn a_text_that_was_passed_around_is_told() {
    let mut doc = decision("not_enough");
    doc.nearest = None;
    doc.short = doc.short.map(|short| WindowDoc { copies: 11, ..short });
    assert_eq!(
        paragraph(&doc, &Told::Verdict),
        "Too few customers for a candidate: 2 customers of checkout wrote within 15 min (11 customers more sent the same \
         text as one of them and count with it), and 5 were needed."
    );
}

#[test]
fn a_mailing_that_makes_customers_ask_is_told() {
    let mut doc = decision("not_enough");
    doc.nearest = doc.nearest.map(|n| WindowDoc { observed: 9, questions: Some(true), ..n });
    assert_eq!(
        paragraph(&doc, &Told::Verdict),
        "Customers seem to ask, not to report: 2 customers of checkout wrote within 15 min, and 5 were needed. It came \
         nearest where 9 customers of checkout in the tier pro wrote within 4 h, and 7 were needed, but fewer than two, or \
         than one in four, say that something is wrong."
    );
}

#[test]
fn the_earlier_peak_for_which_more_is_expected_is_told() {
    let told = |tier: Option<&str>, earlier: &str| {
        let mut doc = decision("not_enough");
        doc.short = doc.short.map(|short| WindowDoc {
            tier: tier.map(|t| t.to_owned().into()),
            expected: Some(6.2),
            precedent: Some(serde_json::from_str(earlier).unwrap()),
            ..short
        });
        doc.nearest = None;
        let numbers = numbers(&doc, &Told::Verdict);
        let line = numbers.lines().find(|l| l.starts_with("15 minutes")).unwrap().to_owned();
        (paragraph(&doc, &Told::Verdict), line)
    };
    let three_weeks_ago = r#"{"customers":9,"window_min":60.0,"weeks":3}"#;
    let (text, line) = told(None, three_weeks_ago);
    assert_eq!(
        text,
        "Too few customers for a candidate: 2 customers of checkout wrote within 15 min, and 5 were needed, since 6.2 are \
         expected: 9 customers wrote within 60 min around this time three weeks earlier."
    );
    assert!(
        line.starts_with(
            "15 minutes      2 customers within 15 min, 6.20 expected (9 within 60 min three weeks earlier), 5 needed"
        ),
        "{line}"
    );
    let (text, line) = told(Some("pro"), r#"{"customers":12,"window_min":120.0,"weeks":1,"all_tiers":true}"#);
    let all = "since 6.2 are expected: 12 customers of all tiers wrote within 2 h around this time a week earlier.";
    assert!(text.ends_with(all), "{text}");
    assert!(line.contains("6.20 expected (12 of all tiers within 2 h a week earlier), 5 needed"), "{line}");
    let (text, _) = told(Some("pro"), r#"{"customers":4,"window_min":15.0,"weeks":2}"#);
    assert!(
        text.ends_with(": 4 customers of that tier wrote within 15 min around this time two weeks earlier."),
        "{text}"
    );
}

#[test]
fn spans_and_numbers_read_well() {
    assert_eq!([15.0, 60.0, 120.0, 1440.0, 4320.0].map(span), ["15 min", "60 min", "2 h", "24 h", "3 days"]);
    assert_eq!([plural(1, "customer"), plural(2, "customer")], ["1 customer", "2 customers"]);
}

#[test]
fn where_it_is_by_now_is_told() {
    let moved = |by: &str, from: &str| {
        let text = format!(
            r#"{{"tenant":"acme","message":"m-1","at":"2026-03-10T15:14:01Z","occurred_at":"2026-03-10T14:14:00Z",
            {from}"candidate":"beef01","moved_by":"{by}"}}"#
        );
        moved(&MovedDoc::read(text.as_bytes()).unwrap())
    };
    let from = r#""from":"c0ffee","#;
    let told = [moved("merge", from), moved("split", from), moved("second_cause", from), moved("answer", "")];
    assert_eq!(
        told,
        [
            " Since then a person merged the candidate c0ffee into another: it is a report of beef01 now.",
            " Since then a person split it off the candidate c0ffee: it is a report of beef01 now.",
            " Since then its words told it apart from the candidate c0ffee: it is a report of beef01 now, a second cause.",
            " It was read before it was known which candidate it means: it counts for the candidate beef01.",
        ]
    );
}
