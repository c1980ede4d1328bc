use super::*;

/// A deploy of two features, twenty minutes in.
fn doc() -> WatchDoc {
    let feature = |feature: &str, name: &str, verdict: &str, why: &str| {
        serde_json::json!({
            "feature": feature, "name": name, "relation": "feature", "verdict": verdict, "why": why,
            "customers": 0, "copies": 0, "questions": false, "before": 0,
        })
    };
    let few = "Nobody reported Gift cards since, where 0.02 are usual in 20 min. A failure that makes 20 times as \
               many write as usual would have shown by now with a probability of 5 %. Silence here proves nothing.";
    serde_json::from_value(serde_json::json!({
        "tenant": "acme", "at": "2026-03-10T14:01:00Z", "revision": 2, "verdict": "failing", "final": false,
        "basis": "counted", "why": "More than chance brings was reported since: Checkout.",
        "begins": "2026-03-10T13:41:00Z", "ends": "2026-03-10T14:41:00Z", "heard_until": "2026-03-10T14:01:00Z",
        "failure_times": 20.0, "service_known": true,
        "change": {"id": "deploy-418", "time": "2026-03-10T13:41:00Z", "service": "orders-api",
                   "summary": "new order\u{1b}[31m validation", "actor": "dana"},
        "features": [feature("gift-cards", "Gift cards", "too_few_to_say", few),
                     feature("checkout", "Checkout", "failing", "4 distinct customers reported Checkout since.")],
    }))
    .unwrap()
}

#[test]
fn a_failing_deploy_as_a_person_reads_it() {
    insta::assert_snapshot!(told(&doc()), @r"
    FAILING, so far: heard 20 min of 1 h   acme / deploy-418
      deploy  orders-api: new order�[31m validation   2026-03-10 13:41 UTC, by dana
      More than chance brings was reported since: Checkout.
      failing: 4 distinct customers reported Checkout since.
      too few to say: Nobody reported Gift cards since, where 0.02 are usual in 20 min. A failure that
        makes 20 times as many write as usual would have shown by now with a probability of 5 %. Silence
        here proves nothing.
    ");
}

#[test]
fn one_line_of_it() {
    assert_eq!(line(&doc()), "2026-03-10T13:41:00Z  deploy-418  orders-api: failing, so far (gift-cards, checkout)\n");
    let ended = WatchDoc { ended: true, features: Vec::new(), verdict: "too_few_to_say".to_owned(), ..doc() };
    assert_eq!(line(&ended), "2026-03-10T13:41:00Z  deploy-418  orders-api: too few to say (no known feature)\n");
}
