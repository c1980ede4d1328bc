use super::*;
use crate::candidate::about::Traits;
use crate::candidate::sample::{KINDS, candidate, factor, gap, report};

fn with_gap(kind: GapKind) -> Candidate {
    let mut c = candidate();
    c.gaps = vec![gap(kind)];
    c.factors.clear();
    c
}

fn sentence(c: &Candidate) -> String {
    let probe = ProposedProbe::of(c);
    for part in [&probe.subject, &probe.observable, &probe.bound] {
        assert!(!part.is_empty() && probe.sentence.contains(part.as_str()), "{probe:?}");
    }
    assert!(probe.bound.contains(|c: char| c.is_ascii_digit()), "a bound is a number: {probe:?}");
    format!("{}: {}", probe.kind.name(), probe.sentence)
}

#[test]
fn the_closest_gap_makes_the_probe() {
    let told: Vec<String> =
        KINDS.iter().map(|kind| format!("{}\n  {}", kind.name(), sentence(&with_gap(*kind)))).collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn reporters_make_it_narrower() {
    let mut c = with_gap(GapKind::Geographic);
    c.factors = vec![factor("region", "eu"), factor("browser", "safari"), factor("os", "ios"), factor("tier", "pro")];
    assert_eq!(
        ProposedProbe::of(&c).subject,
        "Ordering, logged in as a customer of tier pro, from eu, in Safari, on iOS"
    );
    c.factors = vec![factor("language", "fr")];
    assert_eq!(ProposedProbe::of(&c).subject, "Ordering, in French", "where no region is shared");
    c.factors = vec![factor("region", "eu"), factor("browser", "safari"), factor("os", "ios"), factor("tier", "pro")];
    c.gaps = vec![gap(GapKind::Mobile)];
    c.factors.push(factor("app_version", "4.18"));
    assert_eq!(
        ProposedProbe::of(&c).subject,
        "Ordering, of customers of tier pro, from eu, in Safari, on iOS, version 4.18"
    );
}

#[test]
fn an_e_mail_that_does_not_come_is_waited_for() {
    let mut c = with_gap(GapKind::AuthFlow);
    c.reports = vec![
        report("m1", "14:02", "free", "The confirmation e-mail never arrives.", 0.5),
        report("m2", "14:04", "free", "No mail with the link, and I asked twice.", 0.5),
        report("m3", "14:06", "free", "Cannot sign up.", 0.5),
    ];
    assert_eq!(
        sentence(&c),
        "synthetic_end_to_end: a synthetic check of Ordering: the e-mail arrives in the check's own mailbox within 60 \
         seconds"
    );
    c.reports[0].text = "Cannot sign up with [email].".to_owned();
    assert!(!sentence(&c).contains("mailbox"), "an address that was redacted is no word of the customer");
}

#[test]
fn where_monitoring_is_red_the_feature_alone_tells() {
    let mut c = with_gap(GapKind::Mobile);
    c.gaps.clear();
    assert_eq!(ProposedProbe::of(&c).kind, ProbeKind::SyntheticEndToEnd);
    c.traits = Traits { asynchronous: true, ..Traits::default() };
    assert_eq!(ProposedProbe::of(&c).kind, ProbeKind::MetricAlert);
}
