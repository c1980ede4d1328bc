//! Reports that a person splits off, and what becomes of the two candidates.

use super::causes::{STORY, both, told, write};
use super::feedback::{answer, open, report, say};
use super::topic::{BEGINS, settled};
use super::*;
use crate::candidate::{Route, Rule};
use crate::engine::input::Feedback;
use crate::ids::CandidateId;

pub(super) fn split(candidate: &CandidateId, messages: &[&str]) -> Feedback {
    let messages = messages.iter().map(|id| MessageId::new(*id).unwrap()).collect();
    Feedback::Split { candidate: candidate.clone(), messages }
}

/// Six customers report checkout, a minute apart; those of odd minutes are split off at minute 7.
fn parted() -> (Story, CandidateId) {
    let mut story = Story::new();
    report(&mut story, "checkout", 0, 0..6);
    story.until(m(7));
    let first = story.last().id.clone();
    assert_eq!(say(&mut story, split(&first, &["checkout-0-1", "checkout-0-3", "checkout-0-5"])), Taken::Yes);
    (story, first)
}

#[test]
fn the_reports_that_are_named_become_a_candidate_of_their_own() {
    let (story, id) = parted();
    let (first, second) = both(&story);
    assert_eq!((first.id.clone(), first.customers, first.messages), (id.clone(), 3, 3));
    assert_eq!((second.customers, second.messages, second.rank, second.onset.observed), (3, 3, first.rank, m(1)));
    let shown = |c: &Candidate| c.reports.iter().map(|r| r.id.to_string()).collect::<Vec<_>>();
    assert_eq!(shown(&first), ["checkout-0-0", "checkout-0-2", "checkout-0-4"]);
    assert_eq!(shown(&second), ["checkout-0-1", "checkout-0-3", "checkout-0-5"]);
    assert!(second.feature.is_topic() && second.opened_at == m(7), "{}", second.feature);
    let beside = second.beside.as_ref().unwrap();
    assert_eq!((beside.feature.as_str(), &beside.candidate), ("checkout", &id));
    let told: Vec<(EventKind, bool)> =
        story.events.iter().rev().take(2).map(|(kind, c)| (*kind, c.beside.is_some())).collect();
    assert_eq!(told, [(EventKind::Opened, true), (EventKind::Updated, false)]);
}

#[test]
fn nothing_is_made_up_of_how_likely_it_is() {
    let (story, _) = parted();
    let e = both(&story).1.evidence;
    assert_eq!(
        (e.rule, e.observed, e.window, e.window_end),
        (Rule::Split, 3, m(5) - m(1) + Span::from_millis(1), m(5))
    );
    assert_eq!((e.expected, e.expected_per_month), (None, None));
}

#[test]
fn what_cannot_be_split_off_is_refused_and_changes_nothing() {
    let mut story = Story::new();
    report(&mut story, "checkout", 0, 0..4);
    story.report("again", 0, m(4), "checkout");
    let id = story.last().id.clone();
    let before = story.events.len();
    for (messages, taken) in [
        (&["checkout-0-0", "elsewhere"][..], Taken::NoReport),
        (&["checkout-0-0"], Taken::TooFew),
        // Two messages of one customer.
        (&["checkout-0-0", "again"], Taken::TooFew),
        // One customer would stay.
        (&["checkout-0-0", "checkout-0-1", "checkout-0-2"], Taken::Yes),
    ] {
        let said = split(&id, messages);
        assert_eq!(say(&mut story, said), taken, "{messages:?}");
        assert_eq!(story.events.len() > before, taken == Taken::Yes);
    }
    let ended = both(&story).1.id;
    assert_eq!(say(&mut story, split(&CandidateId::new("c").unwrap(), &["again"])), Taken::UnknownCandidate);
    story.until(m(60));
    assert_eq!((open(&story), say(&mut story, split(&ended, &["checkout-0-0"]))), (0, Taken::Ended));
}

#[test]
fn a_text_that_is_passed_around_is_one_customer_s() {
    let mut story = Story::new();
    report(&mut story, "checkout", 0, 0..3);
    for customer in 5..8 {
        let mut copy = signal(&format!("copy-{customer}"), customer, m(customer as i64), "checkout");
        copy.words =
            crate::signal::words("dear friends send this on about the checkout being broken everywhere", "en", 64);
        story.until(m(customer as i64));
        story.apply(Input::Signal(Box::new(copy)));
    }
    let id = story.last().id.clone();
    assert_eq!((story.last().customers, story.last().copies), (4, 2));
    assert_eq!(say(&mut story, split(&id, &["copy-5", "copy-6", "copy-7"])), Taken::TooFew);
}

#[test]
fn it_stays_open_for_a_while_though_its_reports_are_old_and_the_first_ends_when_it_was_quiet() {
    let mut story = Story::new();
    report(&mut story, "checkout", 0, 0..3);
    report(&mut story, "checkout", 12, 10..12);
    report(&mut story, "checkout", 26, 12..14);
    let first = story.last().id.clone();
    story.until(m(40));
    assert_eq!(open(&story), 1);
    let late = ["checkout-12-10", "checkout-12-11", "checkout-26-12", "checkout-26-13"];
    say(&mut story, split(&first, &late));
    let (_, second) = both(&story);
    story.until(m(41));
    let ended = story.engine.episodes.get(&first).unwrap().candidate.recovery.clone();
    assert_eq!((ended.route, ended.resolved_at), (Some(Route::Quiet), Some(m(22))));
    assert!(second.recovery.deadline >= m(60), "{:?}", second.recovery);
    // Quiet until long before anybody told it apart: it ends no earlier than 20 minutes after that.
    let (mut story, _) = parted();
    assert_eq!(both(&story).1.recovery.deadline, m(27));
    story.until(m(26));
    assert_eq!(story.engine.open_candidates().map(|c| c.beside.is_some()).collect::<Vec<_>>(), [true]);
}

#[test]
fn what_its_customers_said_of_the_end_goes_with_them() {
    let mut story = Story::new();
    report(&mut story, "checkout", 0, 0..6);
    story.until(m(7));
    say(&mut story, answer(0, true));
    say(&mut story, answer(1, false));
    say(&mut story, answer(2, true));
    assert_eq!(open(&story), 1, "one says that it is still broken");
    let id = story.last().id.clone();
    say(&mut story, split(&id, &["checkout-0-1", "checkout-0-3", "checkout-0-5"]));
    let first = story.engine.episodes.get(&id).unwrap().candidate.recovery.clone();
    assert_eq!((first.route, first.resolved_at), (Some(Route::Confirmed), Some(m(7))));
    let second: Vec<&Candidate> = story.engine.open_candidates().collect();
    assert_eq!((second.len(), second[0].recovery.answers.still_broken), (1, 1));
}

#[test]
fn what_is_merged_back_is_whole_again_and_can_be_split_again() {
    let (mut story, id) = parted();
    for _ in 0..2 {
        let (first, second) = both(&story);
        assert_eq!((first.customers, second.customers), (3, 3));
        let back = Feedback::Merge { candidate: second.id, into: id.clone() };
        assert_eq!(say(&mut story, back), Taken::Yes);
        assert_eq!((open(&story), story.last().customers, story.last().messages), (1, 6, 6));
        say(&mut story, split(&id, &["checkout-0-1", "checkout-0-3", "checkout-0-5"]));
    }
    // What left the first is not taken along with it into a third.
    report(&mut story, "login", 8, 20..23);
    let login = story.last().id.clone();
    let over = Feedback::Merge { candidate: id, into: login.clone() };
    assert_eq!(say(&mut story, over), Taken::Yes);
    let merged = &story.engine.episodes.get(&login).unwrap().candidate;
    assert_eq!((merged.customers, merged.messages), (6, 6));
}

#[test]
fn a_part_of_a_topic_and_of_what_was_merged_can_be_split_off() {
    let mut story = Story::new();
    report(&mut story, "checkout", 0, 0..6);
    let first = story.last().id.clone();
    say(&mut story, split(&first, &["checkout-0-0", "checkout-0-1", "checkout-0-2", "checkout-0-3"]));
    let second = both(&story).1.id;
    assert_eq!(say(&mut story, split(&second, &["checkout-0-0", "checkout-0-2"])), Taken::Yes);
    let of = |id: &CandidateId| story.engine.episodes.get(id).unwrap().candidate.clone();
    let third = story.last().clone();
    let named = [&of(&first), &of(&second), &third].map(|c| (c.feature.as_str().to_owned(), c.customers));
    let other = |name: &str| (name.to_owned(), 2);
    assert_eq!(named, ["checkout", "topic:other-reports", "topic:other-reports-2"].map(other));
    let beside = third.beside.unwrap();
    assert_eq!((beside.feature.as_str(), beside.candidate), ("checkout", second));
    let mut story = Story::new();
    report(&mut story, "checkout", 0, 0..3);
    let checkout = story.last().id.clone();
    report(&mut story, "login", 3, 3..6);
    let login = story.last().id.clone();
    say(&mut story, Feedback::Merge { candidate: login, into: checkout.clone() });
    assert_eq!(story.last().customers, 6);
    assert_eq!(say(&mut story, split(&checkout, &["login-3-3", "login-3-4", "login-3-5"])), Taken::Yes);
    let (first, second) = both(&story);
    assert_eq!((first.customers, second.customers, second.beside.unwrap().feature.as_str()), (3, 3, "checkout"));
}

#[test]
fn a_part_of_everything_at_once_can_be_split_off() {
    let (mut story, begins) = super::interplay::three_weeks();
    for n in 0..12 {
        let at = m(begins) + Span::from_secs(n * 50);
        story.until(at);
        story.report(&format!("x{n}"), n as u64, at, ["checkout", "basket", "login"][n as usize % 3]);
    }
    let all = story.last().clone();
    assert_eq!((all.evidence.rule, all.customers), (Rule::Everything, 12));
    assert_eq!(say(&mut story, split(&all.id, &["x2", "x5", "x8", "x11"])), Taken::Yes);
    let (first, second) = both(&story);
    assert_eq!((first.id, first.customers, second.customers), (all.id.clone(), 8, 4));
    let joins = story.report("x12", 12, story.now.at, "login");
    let members = |id| story.engine.episodes.get(id).unwrap().candidate.customers;
    assert_eq!((joins, members(&all.id), members(&second.id)), (Reason::Joined, 9, 4));
}

#[test]
fn it_is_told_to_whoever_is_told_of_the_first() {
    // Split more than an hour after the newest report arrived; the first was told at once, or read too late for that.
    for (read, old) in [(6, false), (100, true)] {
        let mut story = Story::new();
        story.at(m(read));
        for n in 0..6 {
            story.report(&format!("m{n}"), n, m(n as i64), "checkout");
        }
        let first = story.last().clone();
        assert_eq!((first.historic, first.customers), (old, 6));
        story.at(m(read + 90));
        assert_eq!(say(&mut story, split(&first.id, &["m1", "m3"])), Taken::Yes);
        assert_eq!((story.last().historic, story.last().customers), (old, 2));
    }
}

#[test]
fn at_the_limit_of_open_candidates_nothing_is_split_off() {
    let mut story = Story::new();
    let mut settings = TenantSettings::default();
    settings.limits.open_candidates = 1;
    story.apply(Input::Settings(Box::new(settings)));
    report(&mut story, "checkout", 0, 0..4);
    let id = story.last().id.clone();
    assert_eq!(say(&mut story, split(&id, &["checkout-0-0", "checkout-0-1"])), Taken::TooManyOpen);
    assert_eq!(story.last().customers, 4);
}

/// The spinner and the voucher as long as they are one candidate, then told apart by a person.
pub(super) fn by_words() -> (Story, Candidate, Candidate) {
    let mut story = settled();
    told(&mut story, 0, 5);
    let id = story.last().id.clone();
    assert_eq!(open(&story), 1);
    assert_eq!(say(&mut story, split(&id, &["told-1", "told-3"])), Taken::Yes);
    let (first, second) = both(&story);
    (story, first, second)
}

#[test]
fn it_is_called_by_its_customers_words_and_later_reports_join_the_one_whose_words_they_share() {
    let (mut story, first, second) = by_words();
    assert_eq!(second.feature.as_str(), "topic:voucher-code");
    let joined: Vec<_> = told(&mut story, 5, STORY.len()).into_iter().map(|v| v.candidate.unwrap()).collect();
    assert_eq!(joined, [&second.id, &first.id, &second.id, &first.id, &second.id].map(Clone::clone));
    let (first, second) = both(&story);
    assert_eq!((first.customers, second.customers), (5, 5));
}

#[test]
fn where_they_share_no_words_of_their_own_the_status_page_calls_it_as_the_feature() {
    let mut story = settled();
    let texts = ["checkout hangs at the spinner", "checkout is broken", "the checkout fails", "checkout: blank page"];
    for (n, text) in texts.into_iter().enumerate() {
        write(&mut story, n as i64, text);
    }
    let id = story.last().id.clone();
    assert_eq!(say(&mut story, split(&id, &["told-1", "told-3"])), Taken::Yes);
    let (first, second) = both(&story);
    assert_eq!((second.feature.as_str(), &second.area), ("topic:other-reports", &first.area));
    assert!(second.title.starts_with("checkout, other reports: "), "{}", second.title);
}

#[test]
fn whoever_is_forgotten_is_forgotten_in_both() {
    let (mut story, ..) = by_words();
    for customer in [10, 11] {
        story.apply(Input::Forget(Forget::Customer(CustomerKey(customer))));
    }
    let kept = format!("{:?}", story.engine.episodes);
    assert!(!kept.contains("CustomerKey(10)") && !kept.contains("told-0\""), "{kept}");
    assert!(!kept.contains("CustomerKey(11)") && !kept.contains("told-1\""), "{kept}");
}

#[test]
fn a_restore_after_it_changes_nothing() {
    let (mut one, ..) = by_words();
    let (mut other, ..) = by_words();
    let stored = other.engine.take_dirty().into_iter().filter_map(|(name, bytes)| Some((name, bytes?))).collect();
    other.engine = Engine::restore(TenantId::new("acme").unwrap(), &stored).unwrap();
    for story in [&mut one, &mut other] {
        told(story, 5, STORY.len());
        story.until(m(BEGINS + 200));
    }
    assert_eq!(one.events, other.events);
}

#[test]
fn a_report_that_was_written_before_the_first_ended_and_is_like_the_second_joins_the_second() {
    // The first ended at minute 26 (20 behind the last of its reports), the second goes on.
    let (mut story, first, second) = by_words();
    for (n, minute) in [10, 18, 24].into_iter().enumerate() {
        write(&mut story, minute, ["voucher code expired at checkout", "the voucher code is refused", STORY[7]][n]);
    }
    story.until(m(BEGINS + 2 + 30));
    assert_eq!(story.engine.open_candidates().map(|c| &c.id).collect::<Vec<_>>(), [&second.id]);
    let late = |story: &mut Story, id: &str, written: i64, text: &str| {
        let mut said = super::topic::spoken(id, 70 + written as u64, m(BEGINS + 2 + written), (text, 1.0));
        said.arrived = story.now.at;
        let outputs = story.engine.apply(story.now, Input::Signal(Box::new(said)));
        let verdict = outputs.iter().find_map(Output::verdict).cloned().unwrap();
        story.take(outputs);
        (verdict.reason, verdict.candidate)
    };
    let voucher = late(&mut story, "late-voucher", 22, "my voucher code is refused at checkout, expired");
    assert_eq!(voucher, (Reason::Joined, Some(second.id.clone())));
    let spinner = late(&mut story, "late-spinner", 21, "the spinner at checkout never ends after the card number");
    assert_eq!(spinner, (Reason::LateForResolved, Some(first.id)));
}

#[test]
fn where_the_second_has_ended_its_reports_are_none_of_the_first_s() {
    let (mut story, first, second) = by_words();
    for (n, minute) in [10, 18, 24].into_iter().enumerate() {
        write(&mut story, minute, ["spinner at the checkout after my card number", STORY[2], STORY[4]][n]);
    }
    story.until(m(BEGINS + 2 + 30));
    assert_eq!(story.engine.open_candidates().map(|c| &c.id).collect::<Vec<_>>(), [&first.id]);
    let ended = story.engine.episodes.get(&second.id).unwrap().candidate.recovery.resolved_at.unwrap();
    assert_eq!(ended, m(BEGINS + 2 + 24));
    let after = write(&mut story, 31, "my voucher code is refused at checkout, expired");
    assert_eq!((after.reason, after.candidate), (Reason::AfterResolved, Some(second.id.clone())));
    let joins = write(&mut story, 32, "checkout: the spinner turns after the card number");
    assert_eq!((joins.reason, joins.candidate), (Reason::Joined, Some(first.id)));
    // As many again are a new candidate, which goes on the second.
    for (n, minute) in (33..40).enumerate() {
        write(&mut story, minute, STORY[[1, 3, 5, 7, 9, 3, 7][n]]);
    }
    let (first, again) = both(&story);
    assert_eq!((first.customers, again.previous_episode), (7, Some(second.id)));
    assert_eq!(again.beside.map(|b| b.candidate), Some(first.id));
}

#[test]
fn a_confirmation_says_nothing_of_reports_that_were_split_off() {
    let (mut story, first) = parted();
    assert_eq!(say(&mut story, Feedback::Confirm { candidate: first, affected: None }), Taken::Yes);
    let (labels, _) = story.engine.studies.stored();
    assert_eq!(labels.len(), 3, "of three that stay");
    assert!(labels.iter().all(|l| l.feature == Some(feature("checkout"))));
}
