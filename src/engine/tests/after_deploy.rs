//! The hour behind a deploy.

use super::*;
use crate::change::{Change, ChangeKind, Relation};
use crate::cluster::surge::{ENOUGH, FAILURE};
use crate::engine::after_deploy::{MAX_DEPLOYS, MAX_FEATURES};
use crate::engine::deploy::DeployVerdict::{Failing, NoEvidenceOfFailure, TooFewToSay};
use crate::engine::deploy::{Basis, DeployVerdict};
use crate::ids::ChangeId;

pub(crate) fn change(id: &str, time: Timestamp, service: &str, features: &[&str]) -> Change {
    Change {
        id: ChangeId::new(id).unwrap(),
        time,
        kind: ChangeKind::Deploy,
        service: service.into(),
        features: features.iter().map(|f| feature(f)).collect(),
        environment: "production".into(),
        summary: "a new version".into(),
        url: None,
        actor: None,
        automated: None,
        pipeline_url: None,
    }
}

/// A deploy to production.
pub(crate) fn deploy(id: &str, time: Timestamp, service: &str, features: &[&str]) -> Input {
    Input::Change(Box::new(change(id, time, service, features)))
}

/// Three weeks in which `a_day` customers report checkout, evenly, and one in two days basket; the last of them
/// wrote before minute 0 of `then`.
fn settled(a_day: i64) -> (Story, i64) {
    let mut story = Story::new();
    let (days, step) = (21, 24 * 60 / a_day);
    for n in 0..days * a_day {
        let at = m(n * step);
        story.until(at);
        story.report(&format!("past-{n}"), 10_000 + n as u64, at, "checkout");
        if n % (2 * a_day) == 0 {
            story.report(&format!("basket-{n}"), 50_000 + n as u64, at, "basket");
        }
    }
    let then = days * 24 * 60;
    story.until(m(then));
    assert!(story.events.is_empty(), "ordinary days open nothing");
    (story, then)
}

fn verdicts(story: &Story) -> Vec<DeployVerdict> {
    story.watches.iter().map(|w| w.verdict).collect()
}

#[test]
fn a_deploy_to_production_alone_is_watched() {
    let mut story = Story::new();
    for kind in [ChangeKind::Flag, ChangeKind::Config, ChangeKind::Migration, ChangeKind::Job, ChangeKind::Vendor] {
        let other = Change { kind, ..change(kind.name(), m(0), "orders", &["checkout"]) };
        story.apply(Input::Change(Box::new(other)));
    }
    let staging = Change { environment: "staging".into(), ..change("staged", m(0), "orders", &["checkout"]) };
    story.apply(Input::Change(Box::new(staging)));
    assert!(story.watches.is_empty() && story.engine.next_wakeups().heard.is_none());
    story.apply(deploy("d1", m(0), "orders", &["checkout"]));
    story.apply(deploy("d1", m(0), "orders", &["checkout"]));
    assert_eq!(verdicts(&story), [TooFewToSay], "an id counts once");
}

#[test]
fn what_the_catalogue_does_not_have_is_said_at_once() {
    let mut story = Story::new();
    story.apply(deploy("d1", m(0), "pigeons", &["loft"]));
    let said = &story.watches[0];
    assert_eq!((said.verdict, said.ended, said.basis), (TooFewToSay, true, Basis::UnknownFeatures));
    assert_eq!((said.unknown_features.as_slice(), said.service_known), ([feature("loft")].as_slice(), false));
    assert_eq!(
        said.why,
        "It names no feature of the catalogue, and none depends on pigeons: nothing can be said. It names what the \
         catalogue does not have: loft."
    );
    story.apply(deploy("d2", m(0), "pigeons", &["loft", "checkout"]));
    let said = &story.watches[1];
    assert_eq!((said.basis, said.features.len(), said.ended), (Basis::Counted, 1, false));
    assert!(said.why.ends_with("It names what the catalogue does not have: loft."), "{}", said.why);
}

#[test]
fn silence_where_many_write_is_no_evidence_of_failure_and_where_few_do_proves_nothing() {
    let (mut story, then) = settled(48);
    story.apply(deploy("busy", m(then), "orders", &["checkout"]));
    story.apply(deploy("quiet", m(then), "orders", &["basket"]));
    story.apply(deploy("both", m(then), "orders", &["checkout", "basket"]));
    assert_eq!(verdicts(&story), [TooFewToSay; 3], "nothing is heard yet");
    story.until(m(then + 60) - Span::from_millis(1));
    assert!(story.watches.iter().all(|w| !w.ended));
    let so_far: Vec<_> = story.watches.iter().map(|w| (w.change.id.as_str(), w.verdict)).collect();
    assert_eq!(so_far[3..], [("both", TooFewToSay), ("busy", NoEvidenceOfFailure)], "before the hour is over");
    story.until(m(then + 60));
    let of = |id: &str| story.watches.iter().rfind(|w| w.change.id.as_str() == id).unwrap();
    assert!(["busy", "quiet", "both"].iter().all(|id| of(id).ended));
    let (busy, quiet) = (&of("busy").features[0], &of("quiet").features[0]);
    assert_eq!((busy.verdict, quiet.verdict, of("both").verdict), (NoEvidenceOfFailure, TooFewToSay, TooFewToSay));
    let (many, few) = (busy.since.against.as_ref().unwrap(), quiet.since.against.as_ref().unwrap());
    assert!(many.power >= ENOUGH && many.shows_from.unwrap() <= FAILURE, "{many:?}");
    assert!(few.power < ENOUGH && few.shows_from.unwrap() > FAILURE, "{few:?}");
    assert!(busy.why.contains("does not prove that it works") && quiet.why.contains("proves nothing"));
    assert!(of("busy").why.contains("no proof of success"), "{}", of("busy").why);
}

#[test]
fn more_than_chance_brings_is_failing_at_once_and_stays_so() {
    let (mut story, then) = settled(48);
    story.apply(deploy("d1", m(then), "orders", &["checkout"]));
    let needed = story.watches[0].features[0].since.against.as_ref().unwrap().needed;
    assert!((5..10).contains(&needed), "{needed} where two an hour are usual");
    for n in 1..=needed {
        assert!(story.watches.iter().all(|w| w.verdict != Failing), "{n}");
        // Too slow for the windows of a surge.
        story.until(m(then + 6 * i64::from(n)));
        story.report(&format!("since-{n}"), 90_000 + u64::from(n), m(then + 6 * i64::from(n)), "checkout");
    }
    let failing = story.watches.last().unwrap();
    assert_eq!((failing.verdict, failing.ended), (Failing, false));
    let f = &failing.features[0];
    assert_eq!((f.since.customers, f.since.against.as_ref().unwrap().needed), (needed, needed));
    assert!(f.since.against.as_ref().unwrap().probability <= 0.002, "{f:?}");
    story.apply(Input::Forget(Forget::Customer(CustomerKey(90_001))));
    story.until(m(then + 60));
    let end = story.watches.last().unwrap();
    assert_eq!((end.verdict, end.ended, end.features[0].since.customers), (Failing, true, needed - 1));
    assert!(story.engine.next_wakeups().heard.is_none_or(|(_, why)| why != crate::engine::Why::AfterDeploy));
}

#[test]
fn without_a_baseline_an_incident_that_began_since_makes_it_failing() {
    let mut story = Story::new();
    story.apply(deploy("before", m(0), "orders", &["checkout"]));
    story.three_reports();
    // Two of the three reports that opened it came since the second deploy, and one since the third.
    story.apply(deploy("between", m(3), "orders", &["checkout"]));
    story.apply(deploy("after", m(8), "orders", &["checkout"]));
    assert_eq!(story.kinds(), [EventKind::Opened]);
    let said: Vec<_> = story.watches.iter().map(|w| (w.change.id.as_str(), w.verdict)).collect();
    let expected = [("before", TooFewToSay), ("before", Failing), ("between", Failing), ("after", TooFewToSay)];
    assert_eq!(said, expected);
    let said = &story.watches[1];
    assert_eq!(said.features[0].candidate.as_ref(), Some(&story.last().id));
    assert_eq!(said.features[0].since.against, None);
    let name = format!(
        "3 distinct customers reported checkout since. Most of those who opened incident candidate {} came since.",
        story.last().id
    );
    assert_eq!(said.features[0].why, name);
    story.until(m(120));
    let end = story.watches.iter().find(|w| w.change.id.as_str() == "after" && w.ended).unwrap();
    assert_eq!(end.verdict, TooFewToSay);
    assert!(end.features[0].why.contains("no baseline yet"), "{}", end.features[0].why);
}

#[test]
fn what_went_on_before_the_deploy_is_not_its_failure() {
    let (mut story, then) = settled(48);
    let report = |story: &mut Story, from: i64, n: i64| {
        for i in 0..n {
            story.until(m(from + i * 3));
            story.report(&format!("r-{from}-{i}"), 70_000 + (from + i) as u64, m(from + i * 3), "checkout");
        }
    };
    report(&mut story, then, 20);
    assert_eq!(story.kinds(), [EventKind::Opened]);
    story.apply(deploy("fix", m(then + 60), "orders", &["checkout"]));
    report(&mut story, then + 61, 10);
    story.until(m(then + 120));
    let end = story.watches.last().unwrap();
    assert_eq!((end.ended, end.verdict), (true, TooFewToSay), "{}", end.features[0].why);
    let f = &end.features[0];
    assert!(f.since.against.as_ref().unwrap().restless && f.candidate.is_none(), "{f:?}");
    assert!(f.why.contains("20 had reported it in the hour before already"), "{}", f.why);
}

#[test]
fn what_is_not_heard_is_no_silence() {
    let (mut story, then) = settled(48);
    story.apply(deploy("d1", m(then), "orders", &["checkout"]));
    story.at(m(then + 600));
    assert_eq!(verdicts(&story), [TooFewToSay]);
    story.heard(m(then + 7));
    let next = story.engine.next_wakeups().heard;
    assert_eq!(next, Some((m(then + 10), crate::engine::Why::AfterDeploy)), "every five minutes of what is heard");
    story.heard(m(then + 60));
    assert_eq!(story.watches.last().map(|w| (w.verdict, w.ended)), Some((NoEvidenceOfFailure, true)));
}

#[test]
fn what_is_usual_is_as_of_now_though_all_was_read_at_once_and_looking_changes_none_of_it() {
    let mut story = Story::new();
    for n in 0..10 * 48 {
        story.report(&format!("past-{n}"), 10_000 + n as u64, m(n * 30), "checkout");
    }
    let then = 10 * 24 * 60;
    story.until(m(then));
    let before = story.engine.baselines.clone();
    story.apply(deploy("d1", m(then - 120), "orders", &["checkout"]));
    let said = &story.watches[0].features[0];
    let against = said.since.against.as_ref().unwrap();
    assert!((1.0..3.0).contains(&against.expected), "two an hour are usual: {against:?}");
    assert_eq!(said.verdict, NoEvidenceOfFailure);
    assert_eq!(story.engine.baselines, before);
}

#[test]
fn a_deploy_that_is_told_late_covers_its_own_hour() {
    let (mut story, then) = settled(48);
    for n in 0..20 {
        story.report(&format!("r{n}"), 80_000 + n, m(then) + Span::from_secs(n as i64 * 9), "checkout");
    }
    story.until(m(then + 240));
    story.apply(deploy("late", m(then - 1), "orders", &["checkout"]));
    story.apply(deploy("later", m(then + 90), "orders", &["checkout"]));
    story.apply(deploy("half", m(then + 210), "orders", &["checkout"]));
    let said: Vec<_> = story.watches.iter().map(|w| (w.verdict, w.ended, w.heard)).collect();
    assert_eq!(said[0], (Failing, true, m(then + 59)));
    assert_eq!((said[1].1, said[1].2), (true, m(then + 150)), "what came an hour later is not its own");
    assert_eq!(said[2], (story.watches[2].verdict, false, m(then + 240)));
    story.until(m(then + 270));
    assert_eq!(story.watches.last().map(|w| (w.change.id.as_str(), w.ended)), Some(("half", true)));
    story.until(m(then + 2_000));
    story.apply(deploy("too-late", m(then + 2_000 - 24 * 60 - 1), "orders", &["checkout"]));
    assert_eq!(story.watches.last().map(|w| (w.basis, w.ended)), Some((Basis::TooLongAgo, true)));
    story.apply(deploy("just", m(then + 2_000 - 24 * 60), "orders", &["checkout"]));
    assert_eq!(story.watches.last().map(|w| (w.basis, w.ended)), Some((Basis::Counted, true)));
}

#[test]
fn a_deploy_that_is_announced_is_watched_from_now_on() {
    let mut story = Story::new();
    story.apply(deploy("d1", m(100_000), "orders", &["checkout"]));
    assert_eq!((story.watches[0].begin, story.watches[0].end), (m(0), m(60)));
}

#[test]
fn as_many_are_watched_as_the_limit_allows_and_the_others_are_told_so() {
    let mut story = Story::new();
    for n in 0..MAX_DEPLOYS {
        story.apply(deploy(&format!("d{n}"), m(0), "orders", &["checkout"]));
    }
    assert!(story.watches.iter().all(|w| w.basis == Basis::Counted));
    story.apply(deploy("more", m(0), "orders", &["checkout"]));
    let shed = story.watches.last().unwrap();
    assert_eq!((shed.basis, shed.verdict, shed.ended), (Basis::TooMany, TooFewToSay, true));
    story.until(m(60));
    story.apply(deploy("then", m(60), "orders", &["checkout"]));
    assert_eq!(story.watches.last().map(|w| (w.basis, w.ended)), Some((Basis::Counted, false)));
}

#[test]
fn the_features_of_its_service_are_its_own_the_nearest_as_far_as_the_limit_goes() {
    let mut story = Story::new();
    let mut features = BTreeMap::new();
    for n in 0..MAX_FEATURES + 10 {
        let mut f = Feature::plain(feature(&format!("f{n:03}")), format!("F{n}"), Vec::new());
        f.depends_on = vec!["web".into(), "ledger".into()];
        features.insert(f.id.clone(), f);
    }
    let last = feature(&format!("f{:03}", MAX_FEATURES + 9));
    story.apply(Input::Catalogue(Box::new(Catalogue { features })));
    story.apply(deploy("d1", m(0), "ledger", &[last.as_str()]));
    let said = &story.watches[0];
    assert_eq!((said.features.len(), said.left_out, said.service_known), (MAX_FEATURES, 10, true));
    assert_eq!((&said.features[0].feature, &said.features[0].relation), (&last, &Relation::Feature));
    assert_eq!(said.features[1].relation, Relation::DependsOn { service: "ledger".into(), place: 1 });
    assert!(said.why.ends_with("10 further features depend on ledger and are not looked at."), "{}", said.why);
    // The own service of all of them, whose deploy names one: it was for that one.
    story.apply(deploy("d2", m(0), "web", &["f003"]));
    assert_eq!(story.watches[1].features.len(), 1);
}

#[test]
fn with_many_features_each_has_to_be_the_more_improbable() {
    let (mut story, then) = settled(24);
    story.apply(deploy("one", m(then), "orders", &["checkout"]));
    story.apply(deploy("three", m(then), "orders", &["checkout", "basket", "login"]));
    let needed =
        |i: usize| story.watches[i].features.iter().find(|f| f.name == "checkout").unwrap().since.against.clone();
    let (one, three) = (needed(0).unwrap(), needed(1).unwrap());
    assert!(three.needed > one.needed, "{one:?} {three:?}");
}

#[test]
fn a_tenants_deploys_are_forgotten_with_it() {
    let mut story = Story::new();
    story.apply(deploy("d1", m(0), "orders", &["checkout"]));
    story.apply(deploy("d2", m(0), "orders", &["nothing"]));
    let staging = Change { environment: "staging".into(), ..change("d3", m(0), "orders", &["checkout"]) };
    story.apply(Input::Change(Box::new(staging)));
    story.apply(Input::Forget(Forget::Tenant));
    assert_eq!(story.watches_gone, ["d1", "d2"]);
    assert_eq!(story.engine.next_wakeups().heard, None);
}

#[test]
fn a_change_that_is_told_late_is_shown_on_a_resolved_candidate_too() {
    let mut story = Story::new();
    story.three_reports();
    story.until(m(600));
    assert_eq!(story.last().recovery.resolved_at, Some(m(34)));
    story.apply(deploy("d1", m(0), "orders", &["checkout"]));
    let (kind, c) = story.events.last().unwrap();
    assert_eq!((*kind, c.changes.len(), c.recovery.resolved_at), (EventKind::Updated, 1, Some(m(34))));
    let told = story.events.len();
    story.apply(deploy("d2", m(3), "orders", &["checkout"]));
    story.apply(deploy("d3", m(-59), "orders", &["checkout"]));
    assert_eq!(story.events.len(), told, "outside of its hour nothing is told");
}

#[test]
fn a_watched_deploy_that_the_changes_kept_no_longer_hold_is_forgotten_too() {
    let mut story = Story::new();
    let mut settings = TenantSettings::default();
    settings.limits.changes = 2;
    story.apply(Input::Settings(Box::new(settings)));
    story.apply(deploy("d1", m(0), "orders", &["checkout"]));
    for (id, minute) in [("f1", 1), ("f2", 2)] {
        let flag = Change { kind: ChangeKind::Flag, ..change(id, m(minute), "orders", &["checkout"]) };
        story.apply(Input::Change(Box::new(flag)));
    }
    story.apply(Input::Forget(Forget::Tenant));
    assert_eq!(story.watches_gone, ["d1"]);
}
