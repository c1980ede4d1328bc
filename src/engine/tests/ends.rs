//! Two candidates of which one ends, and what is read after that or late: whose it is.

use super::causes::{STORY, both, write};
use super::feedback::{open, say};
use super::splitting::by_words;
use super::topic::spoken;
use super::*;
use crate::engine::input::{Feedback, Who};
use crate::engine::output::Verdict;
use crate::ids::CandidateId;

#[test]
fn what_goes_on_since_another_ended_does_not_end_with_it() {
    let mut story = Story::new();
    story.three_reports();
    for (id, customer, minute) in [("d", 11, 2), ("e", 12, 8), ("f", 13, 14)] {
        story.report(id, customer, m(minute), "basket");
    }
    let due: Vec<(Timestamp, CandidateId, FeatureId)> = {
        let all = story.engine.open_candidates();
        let mut due: Vec<_> = all.map(|c| (c.recovery.deadline, c.id.clone(), c.feature.clone())).collect();
        due.sort();
        due
    };
    let [(one, first, about), (other, second, _)] = &due[..] else { panic!("{due:?}") };
    assert_eq!((*one, *other), (m(34), m(34)));
    // Three who wait for the end of the first, one of whom is a customer of the second.
    story.at(m(36));
    let shared = if about.as_str() == "checkout" { 11 } else { 1 };
    for (customer, minute) in [(shared, 34), (21, 35), (22, 36)] {
        let became = story.report(&format!("w{customer}"), customer, m(minute), about.as_str());
        assert_eq!(became, Reason::Waiting);
    }
    story.heard(m(34));
    let now = |id: &CandidateId| story.engine.episodes.get(id).unwrap().candidate.clone();
    assert_eq!(now(first).recovery.resolved_at, Some(m(34)));
    let goes_on = now(second);
    assert_eq!((goes_on.recovery.resolved_at, goes_on.customers), (None, 5), "{:?}", goes_on.recovery);
    assert!(goes_on.recovery.deadline > m(36));
}

#[test]
fn whose_message_it_is_is_known_of_each_that_is_asked_for() {
    let (mut story, _, second) = by_words();
    let later = write(&mut story, 5, STORY[5]);
    assert_eq!((later.reason, later.candidate.as_ref()), (Reason::Joined, Some(&second.id)));
    let asked = both(&story).1.recovery.answers.asked;
    assert_eq!(asked.first().map(|a| &a.message), Some(&later.message));
    story.until(story.now.at + Span::from_mins(1));
    let works = Feedback::Answer { candidate: None, who: Who::Message(later.message), works: true, at: None };
    assert_eq!(say(&mut story, works), Taken::Yes);
    assert_eq!(both(&story).1.recovery.answers.confirmed, 1);
}

/// Says what became of a report that is read now, written at that minute of the two causes.
fn read_late(story: &mut Story, id: &str, written: Timestamp, text: &str) -> Verdict {
    let mut said = spoken(id, 90, written, (text, 1.0));
    said.arrived = story.now.at;
    let outputs = story.engine.apply(story.now, Input::Signal(Box::new(said)));
    let verdict = outputs.iter().find_map(Output::verdict).cloned().unwrap();
    story.take(outputs);
    verdict
}

#[test]
fn what_waited_for_the_end_of_the_second_is_a_report_of_the_feature_where_both_have_ended() {
    let (mut story, _, second) = by_words();
    write(&mut story, 10, "voucher code expired at checkout");
    let ends = both(&story).1.recovery.deadline;
    let at = ends + Span::from_mins(5);
    story.at(at);
    let waits = read_late(&mut story, "waits", at, "my voucher code is refused at checkout, expired");
    assert_eq!((waits.reason, waits.candidate.as_ref()), (Reason::Waiting, Some(&second.id)));
    story.heard(ends);
    assert_eq!(open(&story), 0);
    assert_eq!(story.verdicts.last(), Some(&Reason::AfterResolved));
    let checkout = &feature("checkout");
    assert_eq!(story.engine.live[checkout].newest().map(|r| r.id.as_str()), Some("waits"));
    let counted = story.engine.baselines.features[checkout].keys[&None].between(ends, at);
    assert_eq!(counted, 1, "it teaches what is usual");
}

#[test]
fn a_report_that_was_written_before_the_second_began_is_one_of_the_first_s() {
    let (mut story, first, second) = by_words();
    let before = second.onset.observed - Span::from_secs(10);
    let said = read_late(&mut story, "before", before, "my voucher code is refused at checkout, expired");
    assert_eq!((said.reason, said.candidate), (Reason::Joined, Some(first.id)));
    let (first, second) = both(&story);
    assert_eq!((first.customers, second.customers), (4, 2));
}
