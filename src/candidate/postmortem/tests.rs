use super::*;

/// As it stands on the topic.
fn facts(more: &str) -> Facts {
    let body = r#"{
        "id": "4f1c9a0b7d2e6853", "tenant": "acme", "area": "Ordering", "area_source": "status_page", "rank": 2,
        "ranks": [{"at": "2026-03-10T14:14:00Z", "rank": 2}], "opened_at": "2026-03-10T14:14:00Z",
        "onset": {"observed": "2026-03-10T14:02:00Z", "stated": "2026-03-10T13:52:00Z", "words": "for ten minutes"},
        "customers": 3, "by_tier": {"pro": 3},
        "monitoring": {"health": "green", "kind": "synthetic_end_to_end", "probes": [
            {"probe": "shop-up", "kind": "synthetic_end_to_end", "state": "ok", "since": "2026-03-10T08:00:00Z"}]},
        "gaps": [{"kind": "tier_gated", "why": "No probe logs in as pro."}, {"kind": "mobile", "why": "No phone."}],
        "gap_stands_out": true,
        "changes": [{"time": "2026-03-10T13:41:00Z", "kind": "deploy", "service": "orders-api",
            "summary": "4.18: new card form", "minutes_before_onset": 11.0, "relation": "depends_on"}],
        "reports": [
            {"occurred_at": "2026-03-10T14:02:00Z", "tier": "pro", "text": "Pay now does nothing,\na 500 on <b>/api/orders</b>"},
            {"occurred_at": "2026-03-10T14:08:00Z", "text": "\"Checkout\" hangs ![x](http://example.org)"}],
        "recovery": {"route": "quiet", "quiet_since": "2026-03-10T14:16:00Z", "resolved_at": "2026-03-10T14:36:00Z"},
        "recipe": {"account": "a test account of tier pro", "warning": "not an administrator's", "with": ["Safari"],
            "action": "pay", "tried_by": 2, "step": "when I click\n\"pay now\"", "words": "Pay now does nothing", "endpoints": ["/api/orders"], "codes": [500], "not_known": ["the amount"]},
        "proposed_probe": {"kind": "synthetic_end_to_end", "subject": "Ordering, logged in as a customer of tier pro",
            "observable": "the last step is reached without an error", "bound": "within 30 seconds", "sentence": ""}
    }"#;
    let mut all: serde_json::Value = serde_json::from_str(body).unwrap();
    let more: serde_json::Value = serde_json::from_str(more).unwrap();
    for (name, value) in more.as_object().unwrap() {
        all[name] = value.clone();
    }
    serde_json::from_value(all).unwrap()
}

#[test]
fn the_whole_story_with_the_gap() {
    insta::assert_snapshot!(postmortem(&facts("{}")));
}

#[test]
fn a_rank_that_rose_a_post_and_a_person_stand_in_the_time_line() {
    let told = postmortem(&facts(
        r#"{"rank": 1, "posted_at": "2026-03-10T14:19:00Z", "confirmed_at": "2026-03-10T14:30:00Z", "gaps": [],
            "ranks": [{"at": "2026-03-10T14:14:00Z", "rank": 2}, {"at": "2026-03-10T14:17:00Z", "rank": 1}],
            "monitoring": {"health": "red", "probes": [{"probe": "shop-up", "kind": "rum", "state": "failing",
                "since": "2026-03-10T14:17:00Z"}]},
            "recovery": {"quiet_since": "2026-03-11T00:05:00Z"}, "changes": []}"#,
    ));
    for line in [
        "Monitoring turned red only after customers had reported it.",
        "- 14:17 monitoring: shop-up is red\n- 14:17 rank 1\n- 14:19 posted on the status page\n- 14:30 a person",
        "- 2026-03-11 00:05 newest report\n- it is still open",
        "5 min from the candidate to the first post.",
        "None found in the hour before the onset.",
    ] {
        assert!(told.contains(line), "{line}\n{told}");
    }
}

#[test]
fn what_monitoring_said_is_told_as_it_was() {
    let ranks = r#""ranks": [{"at": "2026-03-10T14:14:00Z", "rank": 2}, {"at": "2026-03-10T14:17:00Z", "rank": 1}]"#;
    let told = postmortem(&facts(&format!(r#"{{"rank": 1, {ranks}}}"#)));
    let late = "Monitoring turned red at 14:17, after customers had reported it, and was green (synthetic end to end) at the end.";
    assert!(told.contains(late) && !told.contains("while customers reported it"), "{told}");
    let told = postmortem(&facts(r#"{"monitoring": {"health": "green", "kind": "uptime", "probes": []}}"#));
    assert!(told.contains("Monitoring was green (uptime alone) while customers reported it."), "{told}");
}

#[test]
fn a_change_elsewhere_and_each_end_are_told() {
    let change = r#"{"time": "2026-03-10T14:00:00Z", "kind": "deploy", "service": "orders-api", "summary": "4.19",
        "environment": "staging", "minutes_before_onset": -8.0, "relation": "feature"}"#;
    let told = postmortem(&facts(&format!(r#"{{"changes": [{change}]}}"#)));
    let line = "deploy of orders-api in staging ('4.19'), 8 min after the stated onset, before the first report";
    assert!(told.replace('"', "'").contains(line), "{told}");
    for (route, line) in [
        ("quiet", "resolved, on weak evidence: nobody wrote for 20 min"),
        ("confirmed", "resolved: reporters said that it works again"),
        ("unheard", "closed: no message came for a day; whether it was over is not known"),
        ("dismissed", "a person dismissed it"),
        ("merged", "a person merged it into another candidate"),
    ] {
        let told = postmortem(&facts(&format!(
            r#"{{"recovery": {{"route": "{route}", "why": "nobody wrote for 20 min",
                "quiet_since": "2026-03-10T14:16:00Z", "resolved_at": "2026-03-10T14:36:00Z"}}}}"#
        )));
        assert!(told.contains(&format!("- 14:36 {line}\n")), "{told}");
    }
}

#[test]
fn what_an_older_record_lacks_is_said_to_be_not_known() {
    let mut all = facts("{}");
    (all.recipe, all.proposed_probe) = (None, None);
    all.reports.clear();
    let told = postmortem(&all);
    for line in
        ["The reports themselves are not kept any more.", "No report names an endpoint", "Not known.", "posted is not"]
    {
        assert!(told.contains(line), "{line}\n{told}");
    }
    assert!(!told.contains("Proposed probe"), "none is made up");
}

#[test]
fn the_words_of_others_make_no_mark_up() {
    assert_eq!(
        text("a\n\n# b <i>\"c\"</i> [d](e) `f` \u{202e}g\u{7}"),
        "a \\# b \\<i\\>'c'\\</i\\> \\[d\\](e) \\`f\\` g"
    );
}
