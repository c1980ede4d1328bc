//! Two causes at once in one feature: two candidates, whatever happens in between.

use super::after_deploy::deploy;
use super::topic::{BEGINS, settled, spoken};
use super::*;
use crate::engine::deploy::DeployVerdict;
use crate::engine::input::Feedback;
use crate::engine::output::Verdict;
use crate::ids::CandidateId;

/// What they say, each a customer and a minute: the spinner from the even ones, the voucher from the odd ones.
pub(super) const STORY: [&str; 10] = [
    "checkout hangs at the spinner after the card number",
    "checkout rejects my voucher code as expired",
    "the spinner at checkout never ends after the card number",
    "voucher code expired, says the checkout",
    "endless spinner behind the card number in the checkout",
    "my voucher code is refused at checkout, expired",
    "checkout: card number entered, then the spinner turns",
    "checkout refuses each voucher code, not expired at all",
    "the checkout spinner turns after my card number",
    "expired voucher code? checkout is wrong",
];

pub(super) fn write(story: &mut Story, n: i64, text: &str) -> Verdict {
    let at = m(BEGINS + 2 + n);
    story.until(at);
    let said = spoken(&format!("told-{n}"), 10 + n as u64, at, (text, 1.0));
    let outputs = story.engine.apply(story.now, Input::Signal(Box::new(said)));
    let verdict = outputs.iter().find_map(Output::verdict).cloned();
    story.take(outputs);
    verdict.unwrap()
}

pub(super) fn told(story: &mut Story, from: usize, to: usize) -> Vec<Verdict> {
    (from..to).map(|n| write(story, n as i64, STORY[n])).collect()
}

/// The two as they are now: the feature's, and the second cause's.
pub(super) fn both(story: &Story) -> (Candidate, Candidate) {
    let now = |second: bool| {
        let mut of = story.engine.open_candidates().filter(|c| c.beside.is_some() == second);
        of.next().cloned().expect("it is open")
    };
    (now(false), now(true))
}

#[test]
fn what_is_told_in_clearly_other_words_is_a_candidate_of_its_own_beside_the_first() {
    let mut story = settled();
    let verdicts = told(&mut story, 0, STORY.len());
    let (first, second) = both(&story);
    assert_eq!((first.feature.as_str(), first.customers, first.messages), ("checkout", 5, 5));
    assert_eq!((second.feature.as_str(), second.customers, second.messages), ("topic:voucher-code", 5, 5));
    let beside = second.beside.as_ref().unwrap();
    assert_eq!((beside.feature.as_str(), &beside.candidate), ("checkout", &first.id));
    assert!(first.reports.iter().all(|r| r.text.contains("spinner")), "{:?}", first.reports);
    assert!(second.reports.iter().all(|r| r.text.contains("voucher")), "{:?}", second.reports);
    assert!(second.title.starts_with("checkout, voucher code: \""), "{}", second.title);
    assert_eq!(second.monitoring, story.engine.monitoring_of("checkout", story.now.at));
    let opened: Vec<_> = verdicts.iter().filter(|v| v.reason == Reason::Opened).collect();
    assert_eq!(opened.last().map(|v| v.candidate.as_ref()), Some(Some(&second.id)));
    assert_eq!(opened.last().and_then(|v| v.topic.clone()), Some(second.feature.clone()));
}

#[test]
fn later_reports_join_the_one_they_speak_of_and_each_ends_by_itself() {
    let mut story = settled();
    told(&mut story, 0, STORY.len());
    let (first, second) = both(&story);
    let spinner = write(&mut story, 12, "card number, then only the spinner at the checkout");
    let voucher = write(&mut story, 20, "voucher code expired at checkout, error");
    assert_eq!((spinner.reason, spinner.candidate.as_ref()), (Reason::Joined, Some(&first.id)));
    assert_eq!((voucher.reason, voucher.candidate.as_ref()), (Reason::Joined, Some(&second.id)));
    story.until(m(BEGINS + 2 + 33));
    assert_eq!(story.last().id, first.id);
    assert_eq!(story.last().recovery.resolved_at, Some(m(BEGINS + 2 + 32)));
    let late = write(&mut story, 34, "the voucher code is expired at checkout again");
    assert_eq!((late.reason, late.candidate), (Reason::Joined, Some(second.id)));
}

#[test]
fn one_cause_in_two_languages_is_one() {
    const IN_FRENCH: [&str; 5] = [
        "checkout : le code promo est refuse comme expire",
        "le code promo expire au checkout, dit la page",
        "mon code promo est refuse au checkout",
        "checkout refuse chaque code promo, pas expire du tout",
        "code promo expire ? erreur au checkout",
    ];
    let opened = |language: &str| {
        let mut story = settled();
        for (n, french) in IN_FRENCH.iter().enumerate() {
            told(&mut story, 2 * n, 2 * n + 1);
            let at = m(BEGINS + 3 + 2 * n as i64);
            story.until(at);
            let mut said = spoken(&format!("dit-{n}"), 60 + n as u64, at, (french, 1.0));
            said.language = language.into();
            story.apply(Input::Signal(Box::new(said)));
        }
        story.engine.open_candidates().count()
    };
    assert_eq!((opened("fr"), opened("en")), (1, 2), "were it the same language it would be two");
}

#[test]
fn a_red_probe_of_the_feature_raises_both() {
    let mut story = settled();
    told(&mut story, 0, STORY.len());
    story.apply(said(ProbeState::Failing, story.now.at));
    let (first, second) = both(&story);
    assert_eq!((first.rank, second.rank), (Rank::Confirmed, Rank::Confirmed));
}

#[test]
fn a_restore_between_them_changes_nothing() {
    let (mut one, mut other) = (settled(), settled());
    let mut stored = BTreeMap::new();
    for n in 0..STORY.len() {
        told(&mut one, n, n + 1);
        told(&mut other, n, n + 1);
        for (name, bytes) in other.engine.take_dirty() {
            match bytes {
                Some(bytes) => stored.insert(name, bytes),
                None => stored.remove(&name),
            };
        }
        other.engine = Engine::restore(TenantId::new("acme").unwrap(), &stored).unwrap();
    }
    assert_eq!(one.events, other.events);
    assert_eq!(both(&one), both(&other));
}

#[test]
fn whoever_left_the_first_is_forgotten_in_both() {
    let mut story = settled();
    told(&mut story, 0, STORY.len());
    story.apply(Input::Forget(Forget::Customer(CustomerKey(11))));
    let kept = format!("{:?}", story.engine.episodes);
    assert!(!kept.contains("CustomerKey(11)") && !kept.contains("told-1\""), "{kept}");
}

fn merge(story: &mut Story, candidate: &CandidateId, into: &CandidateId) -> Candidate {
    let merge = Feedback::Merge { candidate: candidate.clone(), into: into.clone() };
    story.apply(Input::Feedback(merge));
    assert_eq!(story.taken.last(), Some(&Taken::Yes));
    story.engine.episodes.get(into).unwrap().candidate.clone()
}

#[test]
fn merged_either_way_no_customer_is_lost() {
    for back in [true, false] {
        let mut story = settled();
        told(&mut story, 0, STORY.len());
        let (first, second) = both(&story);
        let (gone, into) = if back { (second.id, first.id) } else { (first.id, second.id) };
        let c = merge(&mut story, &gone, &into);
        assert_eq!((c.customers, c.messages, c.merged.len()), (10, 10, 1), "{c:?}");
        assert_eq!(c.beside, None, "nothing is beside itself");
        assert_eq!(story.engine.episodes.beside(&feature("checkout")).filter(|e| e.is_open()).count(), 0);
        let later = write(&mut story, 12, "voucher code expired at checkout, error");
        assert_eq!((later.reason, later.candidate), (Reason::Joined, Some(into)));
    }
}

#[test]
fn a_second_cause_is_beside_whatever_the_first_was_merged_into() {
    let mut story = settled();
    told(&mut story, 0, STORY.len());
    let (first, second) = both(&story);
    for customer in 50..53 {
        story.report(&format!("login-{customer}"), customer, story.now.at, "login");
    }
    let login = story.last().id.clone();
    assert_eq!(story.last().feature, feature("login"));
    let c = merge(&mut story, &first.id, &login);
    assert_eq!((c.customers, c.messages), (8, 8), "those of the second cause stay with it");
    let (_, beside) = both(&story);
    assert_eq!((&beside.id, beside.beside.map(|b| b.candidate)), (&second.id, Some(login)));
    assert_eq!(beside.customers, 5);
}

#[test]
fn at_the_limit_of_reports_that_left_no_further_ones_do() {
    let mut story = settled();
    told(&mut story, 0, 4);
    let id = story.last().id.clone();
    let one = story.engine.live[&feature("checkout")].newest().unwrap().clone();
    let others = (0..1_000).map(|n| {
        let mut other = one.clone();
        other.id = MessageId::new(format!("left-{n}")).unwrap();
        other
    });
    story.engine.episodes.get_mut(&id).unwrap().leave(others.collect::<Vec<_>>().iter());
    told(&mut story, 4, STORY.len());
    assert_eq!(story.engine.open_candidates().map(|c| c.customers).collect::<Vec<_>>(), [10]);
}

#[test]
fn at_the_limit_of_open_candidates_both_stay_one() {
    let mut story = settled();
    let mut settings = TenantSettings::default();
    settings.limits.open_candidates = 1;
    story.apply(Input::Settings(Box::new(settings)));
    told(&mut story, 0, STORY.len());
    assert_eq!(story.engine.open_candidates().map(|c| c.customers).collect::<Vec<_>>(), [10]);
}

#[test]
fn a_deploy_behind_which_a_second_cause_begins_fails_by_that() {
    let mut story = settled();
    for (n, even) in [0, 2, 4, 6].into_iter().enumerate() {
        write(&mut story, n as i64, STORY[even]);
    }
    let first = story.last().id.clone();
    story.apply(deploy("d-418", m(BEGINS + 2 + 4), "shop-api", &["checkout"]));
    assert_eq!(story.watches.last().unwrap().verdict, DeployVerdict::TooFewToSay);
    for (n, odd) in [1, 3, 5, 7, 9].into_iter().enumerate() {
        write(&mut story, 6 + n as i64, STORY[odd]);
    }
    let (own, second) = both(&story);
    assert_eq!(own.id, first);
    let said = story.watches.last().unwrap();
    assert_eq!((said.verdict, said.features[0].candidate.as_ref()), (DeployVerdict::Failing, Some(&second.id)));
}
