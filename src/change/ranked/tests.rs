use super::*;
use crate::change::ChangeKind;
use crate::ids::FeatureId;

fn at(min: i64) -> Timestamp {
    Timestamp::from_millis(10 * 3_600_000 + min * 60_000)
}

fn id(text: &str) -> ChangeId {
    ChangeId::new(text).unwrap()
}

/// Checkout: its own service is orders, upstream are ledger and a vendor.
fn checkout() -> Feature {
    let mut feature = Feature::plain(FeatureId::new("checkout").unwrap(), "Checkout", vec![]);
    feature.depends_on = ["orders", "ledger", "card-vendor"].map(str::to_owned).to_vec();
    feature
}

/// `features` as words; minutes count from 10:00, which is the onset throughout.
fn change(name: &str, min: i64, service: &str, features: &str) -> Change {
    Change {
        id: id(name),
        time: at(min),
        kind: ChangeKind::Deploy,
        service: service.into(),
        features: features.split_whitespace().map(|f| FeatureId::new(f).unwrap()).collect(),
        environment: "production".into(),
        summary: "a new version".into(),
        url: None,
        actor: None,
        automated: None,
        pipeline_url: None,
    }
}

fn known(changes: impl IntoIterator<Item = Change>) -> Changes {
    let mut all = Changes::new(&Limits::default());
    for change in changes {
        assert!(all.add(change));
    }
    all
}

fn order(ranked: &[RankedChange]) -> Vec<&str> {
    ranked.iter().map(|r| r.change.id.as_str()).collect()
}

#[test]
fn the_feature_first_then_what_it_depends_on_then_nearness_and_staging_last() {
    let staging = Change { environment: "staging".into(), ..change("staged", -1, "orders", "checkout") };
    let changes = known([
        change("near-unrelated", -1, "search", "search"),
        change("far-unrelated", -58, "search", ""),
        change("vendor", -2, "card-vendor", ""),
        change("far-ledger", -50, "ledger", ""),
        change("near-ledger", -3, "ledger", ""),
        change("own-service", -40, "orders", ""),
        change("far-feature", -55, "orders", "checkout search"),
        change("near-feature", -45, "flags", "checkout"),
        staging,
    ]);
    let ranked = changes.before(&[&checkout()], at(0), at(5));
    assert_eq!(
        order(&ranked),
        [
            "near-feature",
            "far-feature",
            "own-service",
            "near-ledger",
            "far-ledger",
            "vendor",
            "near-unrelated",
            "far-unrelated",
            "staged"
        ]
    );
    let likely: Vec<bool> = ranked.iter().map(|r| r.likely).collect();
    assert_eq!(likely, [true, true, true, true, true, true, false, false, false]);
}

#[test]
fn a_change_is_of_the_features_it_names() {
    for (service, features, expected) in [
        ("orders", "checkout", Relation::Feature),
        ("anything", "search checkout", Relation::Feature),
        ("orders", "", Relation::DependsOn { service: "orders".into(), place: 0 }),
        ("ledger", "", Relation::DependsOn { service: "ledger".into(), place: 1 }),
        // The ledger serves others too; what it does for them may well break checkout.
        ("ledger", "invoices", Relation::DependsOn { service: "ledger".into(), place: 1 }),
        // Its own service, shared with the basket: this deploy was for the basket alone.
        ("orders", "basket", Relation::Unrelated),
        ("search", "", Relation::Unrelated),
    ] {
        let ranked = known([change("c", -5, service, features)]).before(&[&checkout()], at(0), at(0));
        assert_eq!(ranked[0].relation, expected, "{service} for [{features}]");
        assert_eq!(ranked[0].likely, expected != Relation::Unrelated);
    }
}

#[test]
fn the_hour_before_the_onset_up_to_the_first_report_both_ends_included() {
    let just =
        |name: &str, ms: i64| Change { time: Timestamp::from_millis(ms), ..change(name, 0, "orders", "checkout") };
    let changes = known([
        just("too-early", at(-60).as_millis() - 1),
        change("an-hour", -60, "orders", "checkout"),
        change("at-onset", 0, "orders", "checkout"),
        change("at-report", 12, "orders", "checkout"),
        just("too-late", at(12).as_millis() + 1),
    ]);
    let ranked = changes.before(&[&checkout()], at(0), at(12));
    assert_eq!(order(&ranked), ["at-onset", "at-report", "an-hour"]);
    assert_eq!(ranked.iter().map(|r| r.minutes_before_onset).collect::<Vec<_>>(), [0.0, -12.0, 60.0]);
    assert!(changes.before(&[&checkout()], at(600), at(600)).is_empty(), "none found is an empty list");
}

#[test]
fn nothing_but_production_is_ever_likely() {
    for (environment, likely) in [
        ("production", true),
        ("Production", true),
        ("prod", true),
        ("staging", false),
        ("", false),
        ("pre-production", false),
    ] {
        let one = Change { environment: environment.into(), ..change("c", -5, "orders", "checkout") };
        assert_eq!(known([one]).before(&[&checkout()], at(0), at(0))[0].likely, likely, "{environment:?}");
    }
}

#[test]
fn why_is_one_plain_sentence() {
    let staging = Change { environment: "staging".into(), ..change("e", -20, "orders", "checkout") };
    let changes = known([
        change("a", -11, "orders", "checkout"),
        change("b", -7, "orders", ""),
        change("c", 2, "ledger", ""),
        change("d", 0, "search", "search"),
        staging,
    ]);
    let said: Vec<String> = changes.before(&[&checkout()], at(0), at(5)).into_iter().map(|r| r.why).collect();
    assert_eq!(
        said,
        [
            "It changed Checkout itself, 11 min before the onset.",
            "It changed orders, the service of Checkout, 7 min before the onset.",
            "It changed ledger, which Checkout depends on, 2 min after the onset.",
            "No relation to Checkout is known; it came at the onset.",
            "It changed staging only, where customers are not, 20 min before the onset.",
        ]
    );
}

#[test]
fn they_may_come_twice_late_and_in_any_order() {
    let [a, b, c] = [change("a", -30, "orders", ""), change("b", -20, "orders", ""), change("c", -10, "orders", "")];
    let in_order = known([a.clone(), b.clone(), c.clone()]);
    let mut mixed = known([c, a, b]);
    assert_eq!(mixed, in_order);
    assert!(!mixed.add(change("b", -1, "ledger", "checkout")), "an id counts once");
    assert_eq!(mixed, in_order);
    assert_eq!(Changes::from(Stored::from(mixed.clone())), mixed);
}

#[test]
fn at_the_limit_the_oldest_goes() {
    let limits = |changes| Limits { changes, ..Limits::default() };
    let mut changes = Changes::new(&limits(2));
    assert!(changes.add(change("a", -30, "orders", "")));
    assert!(changes.add(change("b", -20, "orders", "")));
    assert!(!changes.add(change("older", -40, "orders", "")), "older than all that are kept");
    assert!(changes.add(change("c", -10, "orders", "")));
    assert_eq!(order(&changes.before(&[&checkout()], at(0), at(0))), ["c", "b"]);
    changes.set_limits(&limits(1));
    assert_eq!((changes.len(), changes.is_empty()), (1, false));
}

#[test]
fn of_very_many_the_best_are_shown() {
    let mut changes = known((0..MAX_RANKED as i64).map(|n| change(&format!("u-{n}"), -n, "search", "")));
    changes.add(change("far", -60, "orders", "checkout"));
    let ranked = changes.before(&[&checkout()], at(0), at(0));
    assert_eq!((ranked.len(), ranked[0].change.id.as_str()), (MAX_RANKED, "far"));
}

#[test]
fn of_several_features_a_change_is_held_against_the_one_it_concerns_most() {
    let mut basket = Feature::plain(FeatureId::new("basket").unwrap(), "Basket", vec![]);
    basket.depends_on = vec!["basket-api".to_owned()];
    let changes = known([change("c", -5, "basket-api", "basket")]);
    let alone = changes.before(&[&checkout()], at(0), at(0));
    assert_eq!((alone[0].likely, &alone[0].relation), (false, &Relation::Unrelated));
    let both = changes.before(&[&checkout(), &basket], at(0), at(0));
    assert_eq!((both[0].likely, &both[0].relation), (true, &Relation::Feature));
    assert!(both[0].why.starts_with("It changed Basket itself"), "{}", both[0].why);
    assert!(changes.before(&[], at(0), at(0)).is_empty());
}
