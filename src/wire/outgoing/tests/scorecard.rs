//! A month of the scorecard as it goes out.

use std::collections::BTreeMap;

use super::*;
use crate::candidate::scorecard::blind::Asked;
use crate::candidate::scorecard::figures::Figures;
use crate::candidate::scorecard::{BlindSpot, MonthCard, News, Of};
use crate::ids::CandidateId;
use crate::wire::scorecard::ScorecardDoc;

fn card() -> MonthCard {
    let figures = Figures {
        opened: 3,
        confirmed: 2,
        dismissed: BTreeMap::from([("known".to_owned(), 1)]),
        judged: 3,
        by_customers: 2,
        gained_min: Some(17.04),
        gained_of: 1,
        blind_spots: 1,
        ..Figures::default()
    };
    let feature = FeatureId::new("checkout").unwrap();
    let blind = BlindSpot { feature: feature.clone(), asked: vec![Asked::LogsIn], closed: false };
    MonthCard {
        month: at("14:00:00").month(),
        total: figures.clone(),
        rows: vec![(Of::Feature(feature), figures), (Of::Topics, Figures { opened: 1, ..Figures::default() })],
        open_spots: vec![(CandidateId::new("c1").unwrap(), blind)],
        left_out: 0,
        news: vec![News::BlindSpotFound],
    }
}

#[test]
fn a_month_and_its_end() {
    let out = outgoing(&acme(), at("14:14:00"), &Output::Scorecard(Box::new(card()))).unwrap();
    insta::assert_snapshot!(shown(&out));
    let doc = ScorecardDoc::read(out.payload.as_deref().unwrap()).unwrap();
    assert_eq!(doc, ScorecardDoc::new(&acme(), at("14:14:00"), &card()), "it is read again as it was written");
    assert_eq!(doc.total.precision, Some(0.667));
    let gone = outgoing(&acme(), at("14:15:00"), &Output::ScorecardGone(card().month)).unwrap();
    assert_eq!((gone.topic, gone.key.as_str(), gone.payload), (TopicKind::Scorecard, "acme:2026-03", None));
    assert!(ScorecardDoc::read(b"{}").is_err());
}
