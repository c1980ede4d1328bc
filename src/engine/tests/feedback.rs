//! What people say of candidates, and what reporters say of the end.

use super::*;
use crate::candidate::Route;
use crate::candidate::answers::{Dismissal, Role, THREE_FROM};
use crate::engine::input::{Feedback, Who};
use crate::ids::CandidateId;
use crate::signal::Recovery;

pub(super) fn say(story: &mut Story, feedback: Feedback) -> Taken {
    story.apply(Input::Feedback(feedback));
    story.taken.last().copied().unwrap()
}

fn dismiss(story: &mut Story, reason: Dismissal) -> Taken {
    let candidate = story.last().id.clone();
    say(story, Feedback::Dismiss { candidate, reason, note: None })
}

pub(super) fn answer(customer: u64, works: bool) -> Feedback {
    Feedback::Answer { candidate: None, who: Who::Customer(CustomerKey(customer)), works, at: None }
}

/// So many customers report checkout, a minute apart from `minute` on.
pub(super) fn report(story: &mut Story, about: &str, minute: i64, customers: std::ops::Range<u64>) {
    for (i, customer) in customers.enumerate() {
        let at = m(minute + i as i64);
        story.until(at);
        story.report(&format!("{about}-{minute}-{customer}"), customer, at, about);
    }
}

/// One report of checkout every two hours for three weeks, by somebody else each time.
fn with_baseline() -> Story {
    let mut story = Story::new();
    for n in 0..252 {
        story.until(m(n * 120));
        story.report(&format!("p{n}"), 1_000 + n as u64, m(n * 120), "checkout");
    }
    story.events.clear();
    story
}

/// Where that story goes on.
const AFTER: i64 = 252 * 120;

pub(super) fn open(story: &Story) -> usize {
    story.engine.open_candidates().count()
}

#[test]
fn from_ten_reporters_on_three_have_to_say_that_it_works_again() {
    for (reporters, needed) in [(3, 2), (u64::from(THREE_FROM) - 1, 2), (u64::from(THREE_FROM), 3)] {
        let mut story = Story::new();
        report(&mut story, "checkout", 0, 0..reporters);
        assert_eq!(story.last().recovery.answers.needed, needed, "{reporters}");
        let minute = reporters as i64 + 1;
        for customer in 0..u64::from(needed) {
            assert_eq!(open(&story), 1, "{reporters}, {customer}");
            story.until(m(minute));
            assert_eq!(say(&mut story, answer(customer, true)), Taken::Yes);
        }
        let recovery = &story.last().recovery;
        assert_eq!((recovery.route, recovery.resolved_at), (Some(Route::Confirmed), Some(m(minute))));
    }
}

#[test]
fn a_word_that_is_told_later_counts_from_when_it_was_said_and_the_last_word_counts() {
    let mut story = Story::new();
    report(&mut story, "checkout", 0, 0..4);
    story.until(m(10));
    let said = |customer, works, at| Feedback::Answer {
        candidate: None,
        who: Who::Customer(CustomerKey(customer)),
        works,
        at: Some(at),
    };
    say(&mut story, said(0, true, m(6)));
    say(&mut story, said(0, false, m(5)));
    assert_eq!((story.last().recovery.answers.confirmed, story.last().recovery.answers.still_broken), (1, 0));
    say(&mut story, said(1, true, m(2)));
    assert_eq!(story.last().recovery.answers.confirmed, 1, "before the newest report");
    say(&mut story, said(1, true, m(9_000)));
    assert_eq!(story.last().recovery.resolved_at, Some(m(10)), "nobody speaks in the future");
}

#[test]
fn what_is_said_at_the_deadline_or_after_it_came_after_the_end() {
    // Reports at 0, 1 and 2: it ends at 22. Nothing is heard for long, but people speak.
    let lagging = |said: &[(u64, bool, i64)]| {
        let mut story = Story::new();
        report(&mut story, "checkout", 0, 0..3);
        for (customer, works, minute) in said {
            story.at(m(*minute));
            assert_eq!(say(&mut story, answer(*customer, *works)), Taken::Yes);
        }
        story
    };
    let ends = |mut story: Story| {
        story.heard(m(100));
        (story.last().recovery.route, story.last().recovery.resolved_at)
    };
    assert_eq!(ends(lagging(&[(0, false, 22)])), (Some(Route::Quiet), Some(m(22))));
    assert_eq!(ends(lagging(&[(0, false, 21)])), (Some(Route::Quiet), Some(m(42))), "one that is written before it");
    let late = lagging(&[(0, true, 22), (1, true, 23)]);
    assert_eq!((open(&late), late.last().recovery.answers.confirmed), (1, 0));
    assert_eq!(ends(late), (Some(Route::Quiet), Some(m(22))));
    // A report that is read later moves the deadline, and what was said is looked at again.
    let mut moved = lagging(&[(0, true, 22), (1, true, 23)]);
    moved.apply(Input::Signal(Box::new(signal("between", 5, m(20), "checkout"))));
    assert_eq!((moved.last().recovery.route, moved.last().recovery.resolved_at), (Some(Route::Confirmed), Some(m(23))));
}

#[test]
fn a_message_stands_for_whoever_wrote_it_and_somebody_else_is_refused() {
    let mut story = Story::new();
    report(&mut story, "checkout", 0, 0..3);
    let of = |message: &str| Feedback::Answer {
        candidate: None,
        who: Who::Message(MessageId::new(message).unwrap()),
        works: true,
        at: None,
    };
    assert_eq!(say(&mut story, of("checkout-0-1")), Taken::Yes);
    assert_eq!(say(&mut story, of("checkout-0-9")), Taken::UnknownMessage);
    assert_eq!(say(&mut story, answer(9, true)), Taken::NoReporter);
    let unknown = Feedback::Answer {
        candidate: Some(CandidateId::new("c").unwrap()),
        who: Who::Customer(CustomerKey(1)),
        works: true,
        at: None,
    };
    assert_eq!(say(&mut story, unknown), Taken::UnknownCandidate);
    // The same customers report another thing: which of the two is meant has to be said.
    report(&mut story, "login", 3, 0..3);
    assert_eq!(open(&story), 2);
    assert_eq!(say(&mut story, answer(0, true)), Taken::SeveralCandidates);
    let login = story.last().id.clone();
    let named = Feedback::Answer { candidate: Some(login), who: Who::Customer(CustomerKey(0)), works: true, at: None };
    assert_eq!(say(&mut story, named), Taken::Yes);
}

#[test]
fn a_message_of_a_reporter_confirms_what_it_can_mean_alone() {
    let says = |about: &str| {
        let mut story = Story::new();
        report(&mut story, "checkout", 0, 0..3);
        story.until(m(5));
        let mut works = signal("w", 1, m(5), about);
        works.label.as_mut().unwrap().problem = false;
        works.problem.recovery = Recovery::Recovered;
        story.apply(Input::Signal(Box::new(works)));
        story.last().recovery.answers.confirmed
    };
    assert_eq!((says("checkout"), says("login")), (1, 0));
}

#[test]
fn reporters_who_have_not_answered_are_named_the_newest_first() {
    let mut story = Story::new();
    report(&mut story, "checkout", 0, 0..12);
    let asked = |story: &Story| -> Vec<String> {
        story.last().recovery.answers.asked.iter().map(|a| a.message.to_string()).collect()
    };
    assert_eq!(asked(&story).len(), 10);
    assert_eq!(asked(&story)[0], "checkout-0-11");
    say(&mut story, answer(11, true));
    assert_eq!(asked(&story)[0], "checkout-0-10");
    story.apply(Input::Forget(Forget::Customer(CustomerKey(10))));
    assert_eq!(asked(&story)[0], "checkout-0-9");
}

#[test]
fn what_the_team_says_ends_nothing() {
    let mut story = Story::new();
    report(&mut story, "checkout", 0, 0..3);
    let candidate = story.last().id.clone();
    let fixed = |at, by| Feedback::Fixed { candidate: candidate.clone(), at, by };
    assert_eq!(say(&mut story, fixed(Some(m(1)), Some(Role::OnCall))), Taken::Yes);
    let told = story.events.len();
    say(&mut story, fixed(Some(m(0)), None));
    assert_eq!(story.events.len(), told, "an older word is no news");
    let known = story.last().recovery.answers.fixed.unwrap();
    assert_eq!((known.at, known.by, open(&story)), (m(1), Some(Role::OnCall), 1));
    let posted = |at| Feedback::Posted { candidate: candidate.clone(), at };
    say(&mut story, posted(None));
    say(&mut story, posted(Some(m(1))));
    assert_eq!(story.last().posted_at, Some(m(1)), "when it first was");
    let nobody = CandidateId::new("c").unwrap();
    for feedback in [
        Feedback::Posted { candidate: nobody.clone(), at: None },
        Feedback::Fixed { candidate: nobody.clone(), at: None, by: None },
        Feedback::Dismiss { candidate: nobody.clone(), reason: Dismissal::Spam, note: None },
        Feedback::Merge { candidate: nobody, into: candidate.clone() },
    ] {
        assert_eq!(say(&mut story, feedback), Taken::UnknownCandidate);
    }
}

/// How many customers open a candidate from `minute` on.
fn needed(story: &mut Story, minute: i64) -> i64 {
    let opened = |story: &Story| story.events.iter().filter(|(kind, _)| *kind == EventKind::Opened).count();
    let before = opened(story);
    (0..30)
        .find(|n| {
            let customer = 100_000 + (minute + n) as u64;
            report(story, "checkout", minute + n, customer..customer + 1);
            opened(story) > before
        })
        .unwrap()
        + 1
}

#[test]
fn what_was_dismissed_has_to_be_ten_times_less_likely_next_time() {
    let again = |reason| {
        let mut story = with_baseline();
        needed(&mut story, AFTER);
        assert_eq!(dismiss(&mut story, reason), Taken::Yes);
        assert_eq!(dismiss(&mut story, reason), Taken::Ended);
        assert_eq!((story.last().recovery.route, open(&story)), (Some(Route::Dismissed), 0));
        assert_eq!(story.events.last().unwrap().0, EventKind::Dismissed);
        let needed = needed(&mut story, AFTER + 360);
        (needed, story)
    };
    let (as_before, duplicate) = again(Dismissal::Duplicate);
    let (more, mut spam) = again(Dismissal::Spam);
    assert!(more > as_before, "{more} after {as_before}");
    let (before, now) = (duplicate.last().evidence.clone(), spam.last().evidence.clone());
    assert_eq!((before.stricter.times, now.stricter.times), (0, 1), "a duplicate was an incident");
    assert!(now.stricter.factor >= 10.0 - 1e-9, "{now:?}");
    assert!((now.threshold * now.stricter.factor / before.threshold - 1.0).abs() < 1e-9, "{now:?}");
    assert!(now.expected_per_month.unwrap() <= now.threshold);
    // A confirmation undoes it.
    let candidate = spam.last().id.clone();
    say(&mut spam, Feedback::Confirm { candidate, affected: None });
    assert_eq!(spam.engine.stricter(spam.now, &feature("checkout")).times, 0);
}

#[test]
fn reports_of_what_was_no_incident_teach_and_those_of_spam_do_not() {
    let level = |reason| {
        let mut story = with_baseline();
        report(&mut story, "checkout", AFTER, 0..8);
        assert_eq!(open(&story), 1);
        dismiss(&mut story, reason);
        story.until(m(AFTER + 600));
        story.report("later", 500, m(AFTER + 600), "basket");
        story.engine.baselines.of(&feature("checkout")).counted(&None)
    };
    let [ordinary, spam] = [Dismissal::NotAnIncident, Dismissal::Spam].map(level);
    assert!(ordinary > spam + 5.0, "{ordinary} {spam}");
    assert!((level(Dismissal::Known) - ordinary).abs() < 1e-9);
}

#[test]
fn a_candidate_that_went_over_has_not_ended() {
    let mut story = Story::new();
    report(&mut story, "checkout", 0, 0..3);
    let checkout = story.last().id.clone();
    report(&mut story, "login", 3, 2..5);
    let login = story.last().id.clone();
    let merge = |a: &CandidateId, b: &CandidateId| Feedback::Merge { candidate: a.clone(), into: b.clone() };
    assert_eq!(say(&mut story, merge(&login, &login)), Taken::Itself);
    // A report of the one that goes waits for its end.
    story.at(m(40));
    story.apply(Input::Signal(Box::new(signal("waits", 9, m(40), "login"))));
    assert_eq!(story.verdicts.last(), Some(&Reason::Waiting));
    assert_eq!(say(&mut story, merge(&login, &checkout)), Taken::Yes);
    assert_eq!(say(&mut story, merge(&login, &checkout)), Taken::Ended);
    let kinds: Vec<EventKind> = story.events.iter().rev().take(2).map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, [EventKind::Updated, EventKind::Merged]);
    let c = story.last();
    assert_eq!((c.id.clone(), c.customers, c.messages, open(&story)), (checkout.clone(), 5, 6, 1));
    assert_eq!(c.merged, [feature("login")]);
    // Read late, written while both were open: no late report of a resolved one.
    story.apply(Input::Signal(Box::new(signal("late", 8, m(5), "login"))));
    assert_eq!((story.last().customers, story.last().late_messages), (6, 0));
    story.heard(m(90));
    assert_eq!((story.last().id.clone(), story.last().recovery.route), (checkout, Some(Route::Quiet)));
    assert!(story.verdicts.contains(&Reason::AfterResolved), "what waited was written after the end of both");
    // Nothing of the alarm of either is left.
    assert!(!story.engine.baselines.features[&feature("login")].in_alarm(m(500).hour()));
}

#[test]
fn what_reporters_said_goes_over_with_them() {
    let mut story = Story::new();
    report(&mut story, "checkout", 0, 0..3);
    let checkout = story.last().id.clone();
    report(&mut story, "login", 3, 3..6);
    let login = story.last().id.clone();
    story.until(m(7));
    say(&mut story, answer(0, true));
    say(&mut story, answer(4, false));
    say(&mut story, Feedback::Merge { candidate: login, into: checkout });
    let answers = &story.last().recovery.answers;
    assert_eq!((answers.confirmed, answers.still_broken), (1, 1));
    story.until(m(9));
    say(&mut story, answer(4, true));
    assert_eq!(story.last().recovery.route, Some(Route::Confirmed));
}
