use super::*;
use crate::time::Timestamp;
use crate::wire::Time;
use crate::wire::scorecard::{BlindSpotDoc, FeatureFiguresDoc, FiguresDoc};

fn figures() -> FiguresDoc {
    FiguresDoc {
        candidates: 4,
        open: 1,
        confirmed: 2,
        dismissed: BTreeMap::from([("not_an_incident".to_owned(), 1)]),
        unjudged: 1,
        precision: Some(0.667),
        precision_of: 3,
        found_first_by_customers: 2,
        red_by_opening: 1,
        found_first_by_monitoring: 1,
        gained_min_median: Some(17.5),
        gained_of: 1,
        detected_min_median: Some(9.0),
        detected_of: 3,
        blind_spots: 2,
        blind_spots_closed: 1,
        historic: 2,
    }
}

fn doc(tenant: &str, month: &str) -> ScorecardDoc {
    ScorecardDoc {
        tenant: tenant.to_owned(),
        month: month.to_owned(),
        at: Time(Timestamp::parse("2026-03-10T14:14:00Z").unwrap()),
        total: figures(),
        features: vec![FeatureFiguresDoc { feature: "checkout".to_owned(), figures: figures() }],
        topics: Some(FiguresDoc { candidates: 1, unjudged: 1, ..FiguresDoc::default() }),
        everything: None,
        open_blind_spots: vec![BlindSpotDoc {
            feature: "checkout".to_owned(),
            candidate: "4f1c9a0b7d2e6853".to_owned(),
            closed_by: vec!["a strong probe that logs in as tier pro".to_owned()],
        }],
        left_out: 0,
    }
}

#[test]
fn a_team_lead_reads_a_table_and_what_is_not_known() {
    insta::assert_snapshot!(told(&[&doc("acme", "2026-03")]));
}

#[test]
fn the_newest_months_of_each_tenant_are_told_in_order() {
    let all = ["2025-12", "2026-01", "2026-02"].map(|month| doc("acme", month));
    let other = doc("zeta", "2025-11");
    let told = |tenant: Option<&str>, months| -> Vec<String> {
        let docs = newest(all.iter().rev().chain([&other]).cloned(), tenant, months);
        docs.into_iter().map(|d| format!("{} {}", d.tenant, d.month)).collect()
    };
    assert_eq!(told(None, 2), ["acme 2026-01", "acme 2026-02", "zeta 2025-11"]);
    assert_eq!(told(Some("zeta"), 13), ["zeta 2025-11"]);
    assert!(told(Some("nobody"), 13).is_empty());
}
