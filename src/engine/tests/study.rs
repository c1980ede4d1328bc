//! What people say of messages, and what is learnt from it at night.

use std::collections::BTreeMap;

use super::{Story, catalogue, feature, m, signal};
use crate::candidate::EventKind;
use crate::engine::Engine;
use crate::engine::input::{Feedback, Forget, Input};
use crate::engine::output::{Output, Reason, Taken, Verdict};
use crate::ids::{CandidateId, CustomerKey, MessageId, TenantId};
use crate::signal::{ProblemScore, Signal, Word};
use crate::time::{Span, Timestamp};

/// A message in words of which no alias of the catalogue knows any.
fn told(id: &str, customer: u64, at: Timestamp, text: &str) -> Signal {
    let word = |w: &str| Word { text: w.into(), stem: w.into() };
    Signal {
        label: None,
        text: text.to_owned(),
        words: text.split(' ').map(word).collect(),
        problem: ProblemScore { score: 0.5, ..ProblemScore::default() },
        ..signal(id, customer, at, "login")
    }
}

const CARTS: [&str; 3] = ["trolley stays empty", "my trolley lost everything", "trolley forgets items"];
const SIGNING: [&str; 3] = ["password refused again", "my password does nothing", "password never arrives"];

/// A day on which people write of trolleys and passwords, and say of the first `labels` messages what
/// they mean.
fn day(labels: u64) -> Story {
    let mut story = Story::new();
    for n in 0..labels {
        let (text, means) = if n % 2 == 0 { (CARTS, "basket") } else { (SIGNING, "login") };
        let at = m(n as i64 * 7);
        story.until(at);
        story.apply(Input::Signal(Box::new(told(&format!("t{n}"), n, at, text[n as usize / 2 % 3]))));
        story.apply(label(&format!("t{n}"), Some(means)));
    }
    story
}

fn label(message: &str, means: Option<&str>) -> Input {
    let message = MessageId::new(message).unwrap();
    Input::Feedback(Feedback::Label { message, problem: Some(true), feature: means.map(feature) })
}

/// Ten hours on: the night of 11 March is over.
fn at_noon() -> Timestamp {
    Timestamp::parse("2026-03-11T12:00:00Z").unwrap()
}

fn verdict(story: &mut Story, signal: Signal) -> Verdict {
    let outputs = story.engine.apply(story.now, Input::Signal(Box::new(signal)));
    let verdict = |o: &Output| o.verdict().cloned();
    outputs.iter().find_map(verdict).unwrap()
}

#[test]
fn what_people_say_of_messages_tells_the_feature_of_later_ones_from_the_next_night_on() {
    let mut story = day(20);
    assert!(story.taken.iter().all(|t| *t == Taken::Yes));
    let before = verdict(&mut story, told("before", 90, m(141), "my trolley stays empty"));
    assert_eq!((before.reason, before.feature), (Reason::NoFeature, None));
    story.until(at_noon());
    let after = verdict(&mut story, told("after", 91, at_noon(), "my trolley stays empty"));
    assert_eq!(after.feature, Some(feature("basket")));
    assert_eq!(after.how.map(|h| h.name()), Some("learnt"));
}

#[test]
fn enough_labels_say_what_a_problem_is_and_the_verdict_says_so() {
    let mut story = Story::new();
    for n in 0..120 {
        let (text, problem) = if n % 2 == 0 { ("parcel arrived torn", true) } else { ("opening hours please", false) };
        story.until(m(n));
        story.apply(Input::Signal(Box::new(told(&format!("t{n}"), n as u64, m(n), text))));
        let message = MessageId::new(format!("t{n}")).unwrap();
        story.apply(Input::Feedback(Feedback::Label { message, problem: Some(problem), feature: None }));
    }
    story.until(at_noon());
    let torn = verdict(&mut story, told("torn", 900, at_noon(), "parcel torn"));
    let hours = verdict(&mut story, told("hours", 901, at_noon(), "opening hours please"));
    assert!(torn.learnt.unwrap() > 0.0 && torn.reason == Reason::NoFeature, "{torn:?}");
    assert!(hours.learnt.unwrap() < -2.0 && hours.reason == Reason::NotAProblem, "{hours:?}");
}

#[test]
fn a_label_of_an_unknown_message_or_candidate_is_said_to_be_none() {
    let mut story = Story::new();
    story.apply(label("nobody-wrote-this", Some("basket")));
    story.apply(Input::Feedback(Feedback::Confirm { candidate: CandidateId::new("c").unwrap(), affected: None }));
    assert_eq!(story.taken, [Taken::UnknownMessage, Taken::UnknownCandidate]);
}

#[test]
fn a_confirmed_candidate_says_so_once_and_its_messages_teach() {
    let mut story = Story::new();
    story.three_reports();
    let candidate = story.last().id.clone();
    let confirm = || Input::Feedback(Feedback::Confirm { candidate: candidate.clone(), affected: None });
    story.apply(confirm());
    assert_eq!((story.last().confirmed_at, story.events.last().unwrap().0), (Some(m(14)), EventKind::Updated));
    let told = story.events.len();
    story.apply(confirm());
    assert_eq!((story.events.len(), story.taken.as_slice()), (told, [Taken::Yes, Taken::Yes].as_slice()));
    let (labels, _) = story.engine.studies.stored();
    assert!(labels.iter().all(|l| l.feature == Some(feature("checkout")) && l.problem == Some(true)));
    assert_eq!(labels.len(), 3);
}

pub(super) fn restored(engine: &mut Engine) -> Engine {
    let parts: BTreeMap<_, _> = engine.take_dirty().into_iter().filter_map(|(name, b)| Some((name, b?))).collect();
    Engine::restore(TenantId::new("acme").unwrap(), &parts).unwrap()
}

/// Everything a study may change, as it would be stored.
fn stored(engine: &Engine) -> Vec<u8> {
    let (labels, standing) = engine.studies.stored();
    postcard::to_stdvec(&(labels, standing, engine.studies.model())).unwrap()
}

#[test]
fn a_restore_in_the_middle_of_a_study_gives_the_same_bytes() {
    let half = Timestamp::parse("2026-03-11T03:30:00Z").unwrap();
    let (mut one, mut other, mut elsewhere) = (day(20), day(20), day(20));
    for story in [&mut one, &mut other, &mut elsewhere] {
        story.until(half);
        story.apply(Input::Signal(Box::new(told("meanwhile", 77, half, "trolley gone"))));
    }
    other.engine = restored(&mut other.engine);
    let study = elsewhere.engine.take_study().unwrap();
    elsewhere.engine.give_back(study.began, study.learn());
    assert!(one.engine.studies.model().is_empty());
    for story in [&mut one, &mut other, &mut elsewhere] {
        story.until(half + Span::from_mins(30));
    }
    assert!(!one.engine.studies.model().is_empty());
    assert_eq!(stored(&one.engine), stored(&other.engine));
    assert_eq!(stored(&one.engine), stored(&elsewhere.engine));
    assert_eq!(one.engine.aliases, other.engine.aliases);
}

#[test]
fn what_was_learnt_outlives_a_restore_and_a_new_catalogue() {
    let mut story = day(20);
    story.until(at_noon());
    story.engine = restored(&mut story.engine);
    story.apply(catalogue());
    let after = verdict(&mut story, told("after", 91, at_noon(), "my trolley stays empty"));
    assert_eq!(after.feature, Some(feature("basket")));
}

#[test]
fn forgetting_a_customer_during_a_study_puts_it_off() {
    let mut story = day(20);
    let half = Timestamp::parse("2026-03-11T03:30:00Z").unwrap();
    story.until(half);
    story.apply(Input::Forget(Forget::Customer(CustomerKey(4))));
    story.until(at_noon());
    assert!(story.engine.studies.model().is_empty());
    let (labels, _) = story.engine.studies.stored();
    assert_eq!(labels.len(), 19);
    story.until(at_noon() + Span::from_days(1));
    assert!(story.engine.studies.model().knows_features());
}
