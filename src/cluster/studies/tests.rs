use super::*;
use crate::cluster::learn::MIN_OF_A_FEATURE;
use crate::cluster::told::told;
use crate::ids::FeatureId;
use crate::signal::{Signal, Word};

fn at(text: &str) -> Timestamp {
    Timestamp::parse(&format!("2026-03-{text}:00Z")).unwrap()
}

fn past(id: u64, customer: u64, text: &str) -> Past {
    let word = |w: &str| Word { text: w.into(), stem: w.into() };
    let (customer, occurred_at) = (CustomerKey(customer), at("09T08:00"));
    let signal = Signal { customer, occurred_at, ..told(text.split(' ').map(word).collect()) };
    Past::of(&signal, id)
}

/// Labels two features from four messages each, written on 9 March.
fn labelled() -> Studies {
    let mut studies = Studies::default();
    for id in 0..2 * MIN_OF_A_FEATURE as u64 + 2 {
        let (text, feature) = if id % 2 == 0 { ("lamp flickers", "lamps") } else { ("door stuck", "doors") };
        studies.hear(at("09T09:00"), past(id, id, text));
        let feature = Some(FeatureId::new(feature).unwrap());
        let label = |message| Labelled { message, feature, problem: Some(true) };
        assert!(studies.label(at("09T10:00"), id, label).unwrap().labels);
    }
    studies
}

fn bytes(studies: &Studies) -> Vec<u8> {
    postcard::to_stdvec(&(studies.stored(), studies.day(at("09T08:00").day()), studies.model())).unwrap()
}

#[test]
fn a_study_begins_at_night_and_takes_effect_an_hour_later() {
    let mut studies = labelled();
    assert_eq!((studies.begins(), studies.ends()), (Some(at("10T03:00")), None));
    studies.begin();
    assert_eq!((studies.begins(), studies.ends()), (None, Some(at("10T04:00"))));
    assert!(studies.model().is_empty());
    studies.end(at("10T04:00"));
    assert!(studies.model().knows_features());
    // Nothing new came: there is nothing to learn the next night.
    assert_eq!((studies.begins(), studies.ends()), (None, None));
}

#[test]
fn what_comes_meanwhile_changes_nothing_of_what_is_learnt_and_is_gathered_afterwards() {
    let (mut quiet, mut busy) = (labelled(), labelled());
    quiet.begin();
    busy.begin();
    assert_eq!(busy.hear(at("10T03:10"), past(90, 90, "chair squeaks")), Touched::default());
    let label = |message| Labelled { message, feature: None, problem: Some(false) };
    assert_eq!(busy.label(at("10T03:11"), 90, label), Some(Touched::default()), "one that is held can be labelled");
    quiet.end(at("10T04:00"));
    let touched = busy.end(at("10T04:00"));
    assert_eq!(quiet.model(), busy.model());
    assert_eq!((touched.days.len(), touched.labels), (1, true));
    assert_eq!(busy.messages(), quiet.messages() + 1);
    assert_eq!(busy.begins(), Some(at("11T03:00")), "the label is new");
}

#[test]
fn wherever_it_was_computed_the_result_is_the_same() {
    let (mut here, mut elsewhere) = (labelled(), labelled());
    here.begin();
    elsewhere.begin();
    let study = elsewhere.take_study().unwrap();
    assert!(elsewhere.take_study().is_none(), "it is given once");
    elsewhere.give_back(study.began, study.learn());
    assert!(elsewhere.model().is_empty(), "before its time it has no effect");
    here.end(at("10T04:00"));
    elsewhere.end(at("10T04:00"));
    assert_eq!(bytes(&here), bytes(&elsewhere));
}

#[test]
fn one_that_was_restored_half_way_ends_the_same() {
    let mut whole = labelled();
    whole.begin();
    whole.hear(at("10T03:10"), past(90, 90, "chair squeaks"));
    let mut restored = Studies::default();
    let (labels, standing) = whole.stored();
    restored.put_labels(labels.clone());
    restored.put_standing(standing.clone());
    let day = at("09T08:00").day();
    restored.put_day(day, whole.day(day).unwrap().clone());
    assert!(restored.take_study().is_some(), "it has to be computed again");
    whole.end(at("10T04:00"));
    restored.end(at("10T04:00"));
    assert_eq!(bytes(&whole), bytes(&restored));
}

#[test]
fn a_result_of_another_night_is_not_taken() {
    let mut studies = labelled();
    studies.begin();
    studies.give_back(at("09T03:00"), Model::default());
    studies.end(at("10T04:00"));
    assert!(studies.model().knows_features());
}

#[test]
fn forgetting_a_customer_puts_the_study_off_to_the_next_night() {
    let mut studies = labelled();
    studies.begin();
    studies.hear(at("10T03:05"), past(90, 3, "door squeaks"));
    let touched = studies.forget(at("10T03:10"), CustomerKey(3));
    assert_eq!((touched.days.len(), touched.labels), (1, true));
    assert_eq!((studies.begins(), studies.ends()), (Some(at("11T03:00")), None));
    assert_eq!(studies.corpus.find(3), None);
    assert_eq!(studies.corpus.find(90), None, "what was held goes as well");
    assert!(studies.labels.iter().all(|l| l.message.customer != CustomerKey(3)));
}

#[test]
fn forgetting_after_a_study_has_it_learnt_again() {
    let mut studies = labelled();
    studies.begin();
    studies.end(at("10T04:00"));
    studies.forget(at("10T09:00"), CustomerKey(77));
    assert_eq!(studies.begins(), None, "nothing of that customer was known");
    studies.forget(at("10T09:00"), CustomerKey(3));
    assert_eq!(studies.begins(), Some(at("11T03:00")));
}

#[test]
fn few_new_messages_are_not_worth_a_study() {
    let mut studies = Studies::default();
    for id in 0..MIN_MESSAGES as u64 - 1 {
        studies.hear(at("09T09:00"), past(id, id, "lamp flickers"));
    }
    assert_eq!(studies.begins(), None, "there are too few for any");
    studies.hear(at("09T09:00"), past(9_000, 9_000, "lamp flickers"));
    assert_eq!(studies.begins(), Some(at("10T03:00")));
    studies.begin();
    studies.end(at("10T04:00"));
    let mut new = 0;
    while studies.begins().is_none() {
        studies.hear(at("10T09:00"), past(10_000 + new, new, "door stuck"));
        new += 1;
    }
    assert_eq!((new, studies.messages()), (158, 3_158), "a twentieth is new");
}

#[test]
fn more_than_can_be_held_is_shed_and_counted() {
    let mut studies = labelled();
    studies.begin();
    for id in 0..MAX_HELD as u64 + 2 {
        studies.hear(at("10T03:10"), past(1_000 + id, id, "lamp flickers"));
    }
    assert_eq!((studies.standing.held_messages.len(), studies.standing.shed), (MAX_HELD, 2));
}

#[test]
fn what_is_not_remembered_cannot_be_labelled() {
    let label = |message| Labelled { message, feature: None, problem: Some(true) };
    assert_eq!(labelled().label(at("09T11:00"), 4_711, label), None);
}

#[test]
fn the_night_after_is_never_now() {
    assert_eq!(night_after(at("09T02:59")), at("09T03:00"));
    assert_eq!(night_after(at("09T03:00")), at("10T03:00"));
}

#[test]
fn labels_of_an_hour_are_held_as_bounded_as_others() {
    let mut studies = labelled();
    studies.begin();
    for problem in [true, false, true] {
        studies.label(at("10T03:10"), 0, |message| Labelled { message, feature: None, problem: Some(problem) });
    }
    assert_eq!(studies.standing.held_labels.len(), 1, "what was said last of one message");
}
