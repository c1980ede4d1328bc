//! Topics that no catalogue names: who opens one, who joins it, and how it ends.

use super::*;
use crate::candidate::answers::Dismissal;
use crate::engine::input::Feedback;
use crate::engine::output::{Held, Verdict};
use crate::signal::words;

/// What customers write on ordinary days.
const ORDINARY: [&str; 10] = [
    "the parcel came late and was damaged",
    "where do I find the invoice of last month",
    "my password does not work",
    "can you change the address on my order",
    "the app is slow on my tablet",
    "how long does delivery to Norway take",
    "the colour of the lamp is wrong",
    "I want to return a chair",
    "the discount was not applied",
    "please send the receipt again",
];
/// A thing that breaks.
const BROKEN: [&str; 6] = [
    "the gift card I bought is not accepted",
    "gift card refused, error",
    "I can not redeem my gift card, it fails",
    "the balance of the gift card is gone",
    "gift card broken",
    "error when I redeem the gift card",
];
/// Ordinary messages before a story begins: every three minutes, until words weigh.
pub(super) const PAST: u64 = 520;

pub(super) fn spoken(id: &str, customer: u64, at: Timestamp, (text, score): (&str, f64)) -> Signal {
    let mut spoken = signal(id, customer, at, "nothing");
    spoken.label = None;
    spoken.text = text.into();
    spoken.words = words(text, "en", 64);
    spoken.problem.score = score;
    spoken
}

/// A story whose customers have written for a day and more.
pub(super) fn settled() -> Story {
    let mut story = Story::new();
    for n in 0..PAST {
        let at = m(3 * n as i64);
        story.until(at);
        let text = ORDINARY[n as usize % ORDINARY.len()];
        story.apply(Input::Signal(Box::new(spoken(&format!("past-{n}"), 1_000 + n, at, (text, -1.0)))));
    }
    story.events.clear();
    story
}

/// The minute at which what is told begins.
pub(super) const BEGINS: i64 = 3 * PAST as i64;

impl Story {
    fn write(&mut self, minute: i64, customer: u64, said: (&str, f64)) -> Verdict {
        let at = m(BEGINS + minute);
        self.until(at);
        let signal = spoken(&format!("m{minute}-{customer}"), customer, at, said);
        let outputs = self.engine.apply(self.now, Input::Signal(Box::new(signal)));
        let verdict = outputs.iter().find_map(Output::verdict).cloned();
        self.take(outputs);
        verdict.unwrap()
    }

    fn breaks(&mut self, minutes: &[i64], score: f64) -> Vec<Reason> {
        let told = (0..).zip(minutes).zip(BROKEN.iter().cycle());
        told.map(|((n, minute), text)| self.write(*minute, 10 + n, (text, score)).reason).collect()
    }
}

#[test]
fn customers_who_say_the_same_new_thing_open_a_topic_called_by_their_words() {
    let mut story = settled();
    let reasons = story.breaks(&[2, 5, 9, 13, 17], 1.0);
    assert_eq!(reasons[..2], [Reason::NoFeature; 2]);
    assert!(reasons[2..].contains(&Reason::Opened), "{reasons:?}");
    assert_eq!(story.kinds(), [EventKind::Opened]);
    let c = story.last();
    assert_eq!((c.feature.as_str(), c.rank, c.customers), ("topic:gift-card", Rank::CustomersOnly, 5));
    assert_eq!(c.feature.words().as_deref(), Some("gift card"));
    assert!(c.title.starts_with("gift card: \""), "{}", c.title);
    assert_eq!((c.evidence.rule, c.merged.len(), c.gaps.len()), (crate::candidate::Rule::Topic, 0, 0));
    assert!(c.evidence.expected_per_month.is_some_and(|e| e <= c.evidence.threshold));
    assert_eq!(story.engine.watch.get(&c.feature).map(|w| w.customers), Some(5));
}

#[test]
fn before_words_weigh_and_before_the_second_day_nothing_opens() {
    let mut young = Story::new();
    for n in 0..PAST {
        let at = m(BEGINS - PAST as i64 + n as i64);
        young.until(at);
        young.apply(Input::Signal(Box::new(spoken(
            &format!("p{n}"),
            1_000 + n,
            at,
            (ORDINARY[n as usize % 10], -1.0),
        ))));
    }
    assert!(young.breaks(&[2, 5, 9, 13, 17], 1.0).iter().all(|r| *r == Reason::NoFeature));
    let mut quiet = Story::new();
    quiet.apply(Input::Signal(Box::new(spoken("p", 1_000, m(0), (ORDINARY[0], -1.0)))));
    assert!(quiet.breaks(&[2, 5, 9, 13, 17], 1.0).iter().all(|r| *r == Reason::NoFeature));
}

#[test]
fn questions_about_the_same_new_thing_open_nothing_and_say_why() {
    let mut story = settled();
    assert!(story.breaks(&[2, 4, 5, 6, 7, 9, 11, 13, 14, 15, 17, 18], -0.5).iter().all(|r| *r == Reason::NoFeature));
    assert!(story.events.is_empty());
    let told = story.write(19, 99, (BROKEN[1], -0.5)).alike.unwrap();
    assert_eq!((told.held, told.problems, told.readable), (Some(Held::FewProblems), 0, told.observed));
}

#[test]
fn a_confirmed_topic_teaches_what_a_problem_is_and_no_feature() {
    let mut story = settled();
    story.breaks(&[2, 5, 9, 13, 17], 1.0);
    let candidate = story.last().id.clone();
    story.apply(Input::Feedback(Feedback::Confirm { candidate, affected: None }));
    assert!(story.last().confirmed_at.is_some());
    let (labels, _) = story.engine.studies.stored();
    assert_eq!(labels.iter().map(|l| (l.feature.clone(), l.problem)).collect::<Vec<_>>(), vec![(None, Some(true)); 5]);
}

#[test]
fn a_topic_that_was_dismissed_has_to_be_less_likely_next_time_and_says_so() {
    let mut story = settled();
    story.breaks(&[2, 5, 9, 13, 17], 1.0);
    let candidate = story.last().id.clone();
    let dismissed = Feedback::Dismiss { candidate, reason: Dismissal::Known, note: None };
    story.apply(Input::Feedback(dismissed));
    let opened = |story: &Story| story.events.iter().filter(|(kind, _)| *kind == EventKind::Opened).count();
    assert_eq!(opened(&story), 1);
    let mut held = Vec::new();
    for (n, minute) in [200, 205, 210].into_iter().enumerate() {
        let said = (BROKEN[n % BROKEN.len()], 1.0);
        held.extend(story.write(minute, 300 + n as u64, said).alike.and_then(|a| a.held));
    }
    assert_eq!(opened(&story), 1);
    assert!(held.contains(&Held::Dismissed), "{held:?}");
    // More of them open it all the same, and it says what it took.
    story.breaks(&[212, 213, 214, 215, 216, 217, 218], 1.0);
    let evidence = &story.last().evidence;
    assert_eq!((opened(&story), evidence.stricter.times), (2, 1));
    assert!(evidence.observed > 3 && evidence.expected_per_month.unwrap() <= evidence.threshold, "{evidence:?}");
}

#[test]
fn a_text_that_is_passed_around_is_no_topic() {
    let mut story = settled();
    let text = "shame on you sellers gift card scandal robs honest shoppers everywhere must stop cheating people now";
    for (n, minute) in [2, 4, 5, 6, 7, 9, 11, 13, 14].into_iter().enumerate() {
        assert_eq!(story.write(minute, 60 + n as u64, (text, 1.0)).reason, Reason::NoFeature);
    }
    let told = story.write(16, 90, (text, 1.0)).alike.unwrap();
    assert_eq!((told.held, story.events.len()), (Some(Held::Copies), 0));
}

#[test]
fn one_customer_is_no_topic_however_often() {
    let mut story = settled();
    for minute in 1..30 {
        let verdict = story.write(minute, 7, (BROKEN[minute as usize % 6], 1.0));
        assert_eq!((verdict.reason, verdict.alike), (Reason::NoFeature, None));
    }
}

#[test]
fn later_reports_alike_join_and_others_do_not() {
    let mut story = settled();
    story.breaks(&[2, 5, 9, 13, 17], 1.0);
    let joined = story.write(20, 30, ("my gift card can not be redeemed", 1.0));
    assert_eq!((joined.reason, joined.topic), (Reason::Joined, Some(feature("topic:gift-card"))));
    let said = story.engine.topics.find(joined.message.fingerprint(&story.engine.tenant)).unwrap();
    assert_eq!(said.of(), joined.candidate.as_ref(), "it is compared with what comes later");
    // A question joins as well: it is the same people's trouble.
    assert_eq!(story.write(21, 31, ("is the gift card accepted again", -0.5)).reason, Reason::Joined);
    assert_eq!(story.write(22, 32, ("my password does not work", 1.0)).reason, Reason::NoFeature);
    assert_eq!(story.last().customers, 7);
}

#[test]
fn whoever_has_something_in_common_with_a_few_of_a_large_incident_is_no_member_of_it() {
    let mut story = settled();
    for n in 0..200 {
        // One in eighteen also says something about parking.
        let text =
            if n % 18 == 17 { "gift card refused at the parking meter" } else { BROKEN[n as usize % BROKEN.len()] };
        story.write(1 + n / 20, 10 + n as u64, (text, 1.0));
    }
    assert_eq!(story.engine.open_candidates().map(|c| c.customers).collect::<Vec<_>>(), [200]);
    // Alike eleven of them: by chance so many are, of so many.
    assert_eq!(story.write(12, 300, ("parking meter eats coins", 1.0)).reason, Reason::NoFeature);
    assert_eq!(story.write(12, 301, ("my gift card fails", 1.0)).reason, Reason::Joined);
}

#[test]
fn quiet_ends_a_topic_and_a_resolved_one_absorbs_nothing() {
    let mut story = settled();
    story.breaks(&[2, 5, 9, 13, 17], 1.0);
    story.until(m(BEGINS + 37));
    assert_eq!(story.kinds(), [EventKind::Opened, EventKind::Resolved]);
    assert!(story.engine.watch.keys().all(|f| !f.is_topic()));
    let (first, ended) = (story.last().id.clone(), story.last().recovery.resolved_at);
    assert_eq!(ended, Some(m(BEGINS + 37)));
    let one = story.write(40, 40, (BROKEN[0], 1.0));
    assert_eq!((one.reason, one.candidate), (Reason::AfterResolved, Some(first.clone())));
    let at = m(BEGINS + 30);
    let mut late = spoken("late", 41, at, (BROKEN[1], 1.0));
    late.arrived = m(BEGINS + 41);
    story.apply(Input::Signal(Box::new(late)));
    assert_eq!(story.verdicts.last(), Some(&Reason::LateForResolved));
    for (minute, customer) in [(42, 42), (43, 43), (44, 44), (45, 45)] {
        story.write(minute, customer, (BROKEN[minute as usize % 6], 1.0));
    }
    let c = story.last();
    assert_eq!((c.previous_episode.as_ref(), c.episode), (Some(&first), 2));
    assert!(c.onset.observed > m(BEGINS + 37), "nothing of the first");
}

#[test]
fn a_report_past_the_end_that_is_not_heard_yet_waits() {
    let mut story = settled();
    story.breaks(&[2, 5, 9, 13, 17], 1.0);
    let signal = |id: &str, customer, minute| spoken(id, customer, m(BEGINS + minute), (BROKEN[0], 1.0));
    story.apply(Input::Signal(Box::new(signal("w", 50, 38))));
    assert_eq!(story.verdicts.last(), Some(&Reason::Waiting));
    story.apply(Input::Signal(Box::new(signal("b", 51, 36))));
    assert_eq!(story.verdicts.iter().rev().take(2).copied().collect::<Vec<_>>(), [Reason::Joined; 2]);
    story.apply(Input::Signal(Box::new(signal("x", 52, 80))));
    assert_eq!(story.verdicts.last(), Some(&Reason::Waiting));
    story.until(m(BEGINS + 80));
    assert_eq!(story.kinds(), [EventKind::Opened, EventKind::Resolved]);
    assert_eq!(story.verdicts.last(), Some(&Reason::AfterResolved));
}

#[test]
fn a_feature_that_surges_with_the_same_customers_joins_the_topic() {
    let mut story = settled();
    story.breaks(&[2, 5, 9, 13, 17], 1.0);
    for (n, customer) in (0..).zip([10_u64, 11, 12, 60, 61, 62, 63]) {
        story.until(m(BEGINS + 18));
        story.report(&format!("f{n}"), customer, m(BEGINS + 18), "checkout");
    }
    assert_eq!(story.kinds(), [EventKind::Opened], "one candidate");
    let c = story.last();
    assert_eq!((c.feature.as_str(), &c.merged[..]), ("topic:gift-card", &[feature("checkout")][..]));
    assert_eq!((c.customers, c.messages), (9, 12));
    story.report("g", 70, m(BEGINS + 18), "checkout");
    assert_eq!(story.last().customers, 10);
    story.until(m(BEGINS + 300));
    assert_eq!(story.kinds(), [EventKind::Opened, EventKind::Resolved]);
}

#[test]
fn what_bears_a_features_name_is_called_by_no_topic_again_though_more_are_of_that() {
    let mut story = settled();
    story.breaks(&[2, 5, 9, 13, 17], 1.0);
    for (n, customer) in (0..).zip([10_u64, 11, 12, 60, 61, 62, 63]) {
        story.until(m(BEGINS + 18));
        story.report(&format!("f{n}"), customer, m(BEGINS + 18), "checkout");
    }
    let id = story.last().id.clone();
    let episode = story.engine.episodes.get_mut(&id).unwrap();
    episode.rename_to(feature("checkout"));
    assert!(!episode.rename(), "five of the topic, four of the feature");
    assert_eq!(episode.candidate.feature, feature("checkout"));
}

#[test]
fn at_the_limit_of_open_candidates_no_topic_opens() {
    let mut story = settled();
    let mut settings = TenantSettings::default();
    settings.limits.open_candidates = 0;
    story.apply(Input::Settings(Box::new(settings)));
    assert!(story.breaks(&[2, 5, 9, 13, 17], 1.0).contains(&Reason::TooManyOpen));
    assert!(story.events.is_empty());
}

#[test]
fn what_a_customer_said_is_forgotten() {
    let mut story = settled();
    story.breaks(&[2, 5], 1.0);
    let held = story.engine.topics.len();
    story.apply(Input::Forget(Forget::Customer(CustomerKey(10))));
    assert_eq!(story.engine.topics.len(), held - 1);
    assert_eq!(story.write(9, 20, (BROKEN[2], 1.0)).alike, None, "two are left");
    story.apply(Input::Forget(Forget::Tenant));
    assert!(story.engine.topics.is_empty());
}

#[test]
fn without_a_catalogue_topics_have_the_whole_budget() {
    let mut bare = settled();
    bare.apply(Input::Catalogue(Box::default()));
    assert!(bare.breaks(&[2, 5, 9, 13, 17], 1.0).contains(&Reason::Opened));
    assert_eq!(bare.engine.baselines.active_keys(), 0);
}
