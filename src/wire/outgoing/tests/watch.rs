//! What is said of a deploy as it goes out.

use super::*;
use crate::change::{Change, ChangeKind, Relation};
use crate::cluster::surge::{Against, Since};
use crate::engine::deploy::{AfterDeploy, AfterFeature, Basis, DeployVerdict};
use crate::ids::{CandidateId, ChangeId};
use crate::wire::watch::WatchDoc;

fn feature(verdict: DeployVerdict) -> AfterFeature {
    let against = Against {
        expected: 0.4,
        expected_before: 0.5,
        restless: false,
        probability: 0.000_07,
        needed: 4,
        power: 0.75,
        shows_from: Some(24.5),
    };
    AfterFeature {
        feature: FeatureId::new("checkout").unwrap(),
        name: "Checkout".to_owned(),
        relation: Relation::DependsOn { service: "orders-api".to_owned(), place: 0 },
        verdict,
        candidate: Some(CandidateId::new("c1").unwrap()),
        since: Since { customers: 4, copies: 1, questions: false, before: 0, against: Some(against) },
        why: "4 distinct customers reported Checkout since.".to_owned(),
    }
}

fn said(verdict: DeployVerdict) -> AfterDeploy {
    AfterDeploy {
        change: Change {
            id: ChangeId::new("d-418").unwrap(),
            time: at("13:41:00"),
            kind: ChangeKind::Deploy,
            service: "orders-api".to_owned(),
            features: Vec::new(),
            environment: "production".to_owned(),
            summary: "orders-api 4.18".to_owned(),
            url: None,
            actor: None,
            automated: Some(true),
            pipeline_url: None,
        },
        begin: at("13:41:00"),
        end: at("14:41:00"),
        heard: at("14:14:00"),
        revision: 2,
        verdict,
        ended: false,
        basis: Basis::Counted,
        features: vec![feature(verdict)],
        unknown_features: vec![FeatureId::new("loft").unwrap()],
        service_known: true,
        left_out: 0,
        why: "More than chance brings was reported since: Checkout.".to_owned(),
    }
}

fn out(said: AfterDeploy) -> Outgoing {
    outgoing(&acme(), at("14:14:01"), &Output::Watch(Box::new(said))).unwrap()
}

#[test]
fn a_watch() {
    let failing = said(DeployVerdict::Failing);
    let sent = out(failing.clone());
    let read = WatchDoc::read(sent.payload.as_deref().unwrap()).unwrap();
    assert_eq!(read, WatchDoc::new(&acme(), at("14:14:01"), &failing), "what is written is read again");
    insta::assert_snapshot!(shown(&sent), @r#"
    Watches acme:d-418
    content-type: application/json
    ce_specversion: 1.0
    ce_id: 868a90da98322b85ef5bd0c9aa5e7380
    ce_type: groundswell.watch.changed
    ce_source: /groundswell/acme
    ce_time: 2026-03-10T14:14:01Z
    ce_subject: d-418
    ce_dataschema: urn:groundswell:schema:watch.v1

    at: "2026-03-10T14:14:01Z"
    basis: "counted"
    begins: "2026-03-10T13:41:00Z"
    change: {"id":"d-418","service":"orders-api","summary":"orders-api 4.18","time":"2026-03-10T13:41:00Z"}
    ends: "2026-03-10T14:41:00Z"
    failure_times: 20.0
    features: [{"before":0,"candidate":"c1","copies":1,"customers":4,"expected":0.4,"expected_before":0.5,"feature":"checkout","name":"Checkout","needed":4,"power":0.75,"probability":0.00007,"questions":false,"relation":"depends_on","shows_from_times":24.5,"verdict":"failing","why":"4 distinct customers reported Checkout since."}]
    features_left_out: 0
    final: false
    heard_until: "2026-03-10T14:14:00Z"
    revision: 2
    service_known: true
    tenant: "acme"
    unknown_features: ["loft"]
    verdict: "failing"
    why: "More than chance brings was reported since: Checkout."
    "#);
}

#[test]
fn each_of_its_events_has_its_type_and_an_id_of_its_own() {
    let told = |ended, revision| {
        let sent = out(AfterDeploy { ended, revision, ..said(DeployVerdict::TooFewToSay) });
        let header = |name: &str| sent.headers.iter().find(|(n, _)| *n == name).unwrap().1.clone();
        (header("ce_type"), header("ce_id"))
    };
    let [opened, changed, ended, at_once] = [(false, 1), (false, 2), (true, 3), (true, 1)].map(|(e, r)| told(e, r));
    let types = [&opened, &changed, &ended, &at_once].map(|(ty, _)| ty.rsplit('.').next().unwrap().to_owned());
    assert_eq!(types, ["opened", "changed", "ended", "ended"]);
    assert!(opened.1 != changed.1 && changed.1 != ended.1 && opened.1 == at_once.1);
    let gone = outgoing(&acme(), at("15:00:00"), &Output::WatchGone(ChangeId::new("d-418").unwrap())).unwrap();
    assert_eq!((gone.topic, gone.key.as_str(), gone.payload), (TopicKind::Watches, "acme:d-418", None));
}

#[test]
fn it_is_closed_without_its_engine_and_only_what_was_failing_is() {
    let close = |verdict| {
        let running = RunningWatch::read(&out(said(verdict)).payload.unwrap()).unwrap();
        assert_eq!(running.tenant(), &acme());
        let closed = running.close(at("15:00:00"));
        assert_eq!((closed.topic, closed.key.as_str()), (TopicKind::Watches, "acme:d-418"));
        assert_eq!(RunningWatch::read(closed.payload.as_deref().unwrap()), None, "it is over");
        WatchDoc::read(&closed.payload.unwrap()).unwrap()
    };
    let failing = close(DeployVerdict::Failing);
    assert_eq!((failing.verdict.as_str(), failing.basis.as_str(), failing.revision), ("failing", "counted", 3));
    let other = close(DeployVerdict::NoEvidenceOfFailure);
    assert_eq!((other.verdict.as_str(), other.basis.as_str()), ("too_few_to_say", "closed_by_operator"));
    assert!(other.ended && other.why.contains("nothing can be said"));
}
