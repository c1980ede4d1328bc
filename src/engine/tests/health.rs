//! What is said of all features of the catalogue at once.

use super::*;
use crate::engine::health::HealthNews;
use crate::monitor::HealthState;

const GREEN: HealthState = HealthState::Green(ProbeKind::SyntheticEndToEnd);

/// The news, with features by their names.
fn news(story: &mut Story) -> Vec<(String, Option<HealthState>, Option<HealthState>)> {
    let named = |(f, was, is): HealthNews| (f.to_string(), was, is);
    story.engine.take_health_news().into_iter().map(named).collect()
}

fn told(story: &Story) -> Vec<(String, HealthState)> {
    story.engine.healths().map(|(f, state)| (f.to_string(), state)).collect()
}

#[test]
fn each_feature_is_told_once_and_then_where_it_differs() {
    let mut story = Story::new();
    let first = news(&mut story);
    assert_eq!(first.iter().map(|(f, ..)| f.as_str()).collect::<Vec<_>>(), ["basket", "checkout", "login"]);
    assert!(first.iter().all(|(_, was, is)| was.is_none() && is.is_some()), "{first:?}");
    story.apply(said(ProbeState::Ok, m(0)));
    let before = first[1].2;
    assert_eq!(news(&mut story), [("checkout".to_owned(), before, Some(GREEN))]);
    story.apply(said(ProbeState::Ok, m(1)));
    assert_eq!(news(&mut story), [], "the same again is no news");
    story.apply(said(ProbeState::Failing, m(2)));
    story.apply(said(ProbeState::Ok, m(3)));
    assert_eq!(news(&mut story), [], "nor is what came and went");
    story.until(m(30));
    let stale = news(&mut story);
    assert_eq!(stale.len(), 1, "time alone makes it stale: {stale:?}");
    assert_eq!((stale[0].0.as_str(), stale[0].1), ("checkout", Some(GREEN)));
    assert!(matches!(stale[0].2, Some(HealthState::Unknown | HealthState::Stale)), "{stale:?}");
}

#[test]
fn a_feature_that_the_catalogue_loses_and_a_tenant_that_is_erased_are_gone() {
    let mut story = Story::new();
    story.apply(said(ProbeState::Failing, m(0)));
    news(&mut story);
    let Input::Catalogue(mut smaller) = catalogue() else { unreachable!() };
    smaller.features.remove(&feature("checkout"));
    story.apply(Input::Catalogue(smaller));
    assert_eq!(news(&mut story), [("checkout".to_owned(), Some(HealthState::Red), None)]);
    story.apply(Input::Forget(Forget::Tenant));
    let gone: Vec<(String, bool)> = news(&mut story).into_iter().map(|(f, _, is)| (f, is.is_none())).collect();
    assert_eq!(gone, [("basket".to_owned(), true), ("login".to_owned(), true)]);
    assert_eq!(told(&story), []);
}

#[test]
fn a_restored_engine_says_the_same() {
    let mut story = Story::new();
    let mut stored = BTreeMap::new();
    for minute in [0, 5, 30] {
        if minute == 0 {
            story.apply(said(ProbeState::Ok, m(0)));
        }
        story.until(m(minute));
        stored.extend(story.engine.take_dirty().into_iter().filter_map(|(name, bytes)| Some((name, bytes?))));
        let mut restored = Engine::restore(TenantId::new("acme").unwrap(), &stored).unwrap();
        let again: Vec<_> = restored.healths().map(|(f, state)| (f.to_string(), state)).collect();
        assert_eq!(again, told(&story), "after {minute} minutes");
        assert_eq!(restored.take_health_news(), [], "none of it is new");
    }
    assert_ne!(told(&story)[1].1, GREEN, "it ran out");
}

#[test]
fn what_made_way_for_an_observation_that_is_shed_all_the_same_is_stored_as_gone() {
    let mut story = Story::new();
    let said = |probe: &str, at| {
        let probe = ProbeId::new(probe).unwrap();
        Input::Observation(Box::new(Observation::plain(probe, ProbeState::Ok, at, Span::from_mins(10))))
    };
    for (probe, minute) in [("old", 0), ("a", 20), ("b", 20)] {
        story.apply(said(probe, m(minute)));
    }
    let mut settings = TenantSettings::default();
    settings.limits.observations = 1;
    story.apply(Input::Settings(Box::new(settings)));
    let dirty = |story: &mut Story| -> BTreeMap<_, _> {
        story.engine.take_dirty().into_iter().filter_map(|(name, bytes)| Some((name, bytes?))).collect()
    };
    let mut parts = dirty(&mut story);
    story.apply(said("new", m(21)));
    parts.extend(dirty(&mut story));
    let restored = Engine::restore(TenantId::new("acme").unwrap(), &parts).unwrap();
    assert_eq!((story.engine.monitoring.len(), restored.monitoring.len()), (2, 2));
}
