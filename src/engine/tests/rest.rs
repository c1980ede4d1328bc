//! An engine at rest: what it holds, how large it may be, and that it goes on as it was.

use super::*;
use crate::engine::asleep::{Asleep, MAX_BYTES};
use crate::engine::input::Feedback;

fn acme() -> TenantId {
    TenantId::new("acme").unwrap()
}

/// A story of two reports, stored.
fn stored() -> Story {
    let mut story = Story::new();
    story.report("p", 7, m(0), "login");
    story.report("q", 8, m(0), "basket");
    story.engine.take_dirty();
    story
}

#[test]
fn what_wakes_has_the_parts_of_what_fell_asleep() {
    let story = stored();
    let parts = story.engine.whole(usize::MAX).unwrap();
    assert_eq!(parts.keys().cloned().collect::<Vec<_>>(), story.engine.asleep().unwrap().names().unwrap());
    let woken = story.engine.asleep().unwrap().wake(acme()).unwrap();
    assert_eq!(woken.whole(usize::MAX).unwrap(), parts);
    assert!(!woken.is_dirty());
    let mut loose = Asleep::restored(&woken, parts.clone()).unwrap();
    for packed in [false, true] {
        assert_eq!(loose.is_packed(), packed);
        let bytes: usize = parts.iter().map(|(name, bytes)| name.0.len() + bytes.len()).sum();
        assert!(if packed { loose.bytes() < bytes / 2 } else { loose.bytes() == bytes });
        assert_eq!(loose.wake(acme()).unwrap().whole(usize::MAX).unwrap(), parts);
        loose.pack();
    }
}

#[test]
fn who_takes_more_than_the_limit_does_not_sleep() {
    let story = stored();
    let bytes: usize = story.engine.whole(usize::MAX).unwrap().values().map(Vec::len).sum();
    assert!(story.engine.whole(bytes).is_some());
    assert!(story.engine.whole(bytes - 1).is_none());
    let of = |bytes| [(crate::engine::snapshot::PartName("head".into()), vec![0; bytes])].into();
    assert!(Asleep::restored(&story.engine, of(MAX_BYTES)).is_some());
    assert!(Asleep::restored(&story.engine, of(MAX_BYTES + 1)).is_none());
}

#[test]
fn who_has_something_in_hand_does_not_sleep() {
    let mut story = Story::new();
    assert!(!story.engine.may_sleep(), "it is not stored");
    story.engine.take_dirty();
    assert!(story.engine.may_sleep());
    story.three_reports();
    story.engine.take_dirty();
    assert!(!story.engine.may_sleep(), "a candidate is open");
    story.until(m(34));
    story.engine.take_dirty();
    assert!(story.engine.may_sleep(), "it ended");
    let label = Feedback::Label {
        message: MessageId::new("a").unwrap(),
        problem: Some(false),
        feature: Some(feature("basket")),
    };
    story.apply(Input::Feedback(label));
    let night = story.engine.next_wakeups().at.unwrap();
    assert_eq!(night.1, crate::engine::Why::StudyBegins);
    story.engine.take_dirty();
    assert!(story.engine.may_sleep(), "the study is to come");
    story.at(night.0);
    story.engine.take_dirty();
    assert!(!story.engine.may_sleep(), "it is under way");
    story.at(night.0 + crate::cluster::studies::TAKES_EFFECT_AFTER);
    story.engine.take_dirty();
    assert!(story.engine.may_sleep());
}

#[test]
fn what_is_packed_and_broken_is_told() {
    let asleep = stored().engine.asleep().unwrap();
    let broken = Asleep::broken(&asleep);
    assert!(broken.wake(acme()).is_err() && broken.names().is_err());
}

#[test]
fn own_settings_stay_over_a_restore_when_defaults_come() {
    let mut story = Story::new();
    let mut stored = properties::whole(&mut story);
    let mut own = TenantSettings::default();
    own.limits.changes = 7;
    story.apply(Input::Settings(Box::new(own.clone())));
    properties::restart(&mut story, &mut stored);
    story.engine.take_defaults(&TenantSettings::default());
    assert_eq!(story.engine.settings, own);
}

#[test]
fn a_feature_whose_last_reporter_is_forgotten_is_the_same_awake_and_woken() {
    let mut story = Story::new();
    story.report("a", 1, m(0), "checkout");
    story.report("b", 2, m(0), "basket");
    story.apply(Input::Forget(Forget::Customer(CustomerKey(1))));
    story.until(m(1_440));
    story.engine.take_dirty();
    let woken = story.engine.asleep().unwrap().wake(acme()).unwrap();
    let usual =
        |engine: &Engine, of: &str| engine.usual_between(story.now, (&feature(of), &None), (m(0), m(1_440))).is_some();
    for of in ["checkout", "basket"] {
        assert_eq!(usual(&story.engine, of), usual(&woken, of), "{of}");
    }
}
