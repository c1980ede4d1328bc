//! What the parts of an engine owe each other: members, names and what is forgotten.

use std::collections::BTreeMap;

use super::causes::STORY;
use super::topic::{BEGINS, settled, spoken};
use super::*;
use crate::candidate::Rule;
use crate::engine::input::Feedback;
use crate::engine::parts::Part;
use crate::engine::snapshot::PartName;
use crate::engine::tests::may_mean::guest;
use crate::ids::CandidateId;
use crate::signal::identity::{Kind, Known};
use crate::signal::{StatedOnset, Word};

/// Stores what changed.
fn store(stored: &mut BTreeMap<PartName, Vec<u8>>, engine: &mut Engine) {
    for (name, bytes) in engine.take_dirty() {
        match bytes {
            Some(bytes) => stored.insert(name, bytes),
            None => stored.remove(&name),
        };
    }
}

fn of(story: &Story, message: &str) -> Option<CandidateId> {
    let id = MessageId::new(message).unwrap().fingerprint(&story.engine.tenant);
    story.engine.topics.find(id).unwrap().of().cloned()
}

#[test]
fn who_only_wrote_behind_the_end_is_forgotten_where_it_is_stored_too() {
    let mut story = Story::new();
    story.report("far", 9, m(40), "checkout");
    story.three_reports();
    let mut stored = BTreeMap::new();
    store(&mut stored, &mut story.engine);
    story.apply(Input::Forget(Forget::Customer(CustomerKey(9))));
    store(&mut stored, &mut story.engine);
    let restored = Engine::restore(TenantId::new("acme").unwrap(), &stored).unwrap();
    assert!(!format!("{:?}", restored.episodes).contains("CustomerKey(9)"));
}

#[test]
fn who_answered_and_is_no_member_any_more_is_forgotten_where_it_is_stored_too() {
    let mut story = Story::new();
    story.three_reports();
    story.report("d", 4, m(14), "checkout");
    story.apply(Input::Feedback(super::feedback::answer(4, true)));
    let id = story.last().id.clone();
    // As where a report that was read out of order shows that it began later.
    story.engine.episodes.get_mut(&id).unwrap().restart(None);
    story.engine.mark(Part::Episode(id));
    let mut stored = BTreeMap::new();
    store(&mut stored, &mut story.engine);
    story.apply(Input::Forget(Forget::Customer(CustomerKey(4))));
    store(&mut stored, &mut story.engine);
    let restored = Engine::restore(TenantId::new("acme").unwrap(), &stored).unwrap();
    assert!(!format!("{:?}", restored.episodes).contains("CustomerKey(4)"));
}

#[test]
fn what_a_forgotten_customer_said_is_compared_with_nothing_and_tells_no_onset() {
    let mut story = Story::new();
    let campaign = |id: &str, customer, minute| {
        let mut signal = signal(id, customer, m(minute), "checkout");
        let word = |w: &str| Word { text: w.into(), stem: w.into() };
        signal.words = "lamp door chair table plant stone water paper".split(' ').map(word).collect();
        signal.stated_onset = (customer == 4).then(|| StatedOnset {
            at: m(-30),
            words: "since lunch".into(),
            read_in: None,
            rough: false,
        });
        Input::Signal(Box::new(signal))
    };
    story.three_reports();
    story.apply(campaign("d", 4, 14));
    story.apply(campaign("e", 5, 14));
    assert_eq!((story.last().customers, story.last().onset.moment()), (4, m(-30)));
    story.apply(Input::Forget(Forget::Customer(CustomerKey(4))));
    let held = format!("{:?}", story.engine.episodes);
    assert!(!held.contains("CustomerKey(4)") && !held.contains("since lunch"), "{held}");
    assert_eq!(story.last().copied_texts, 1, "the fifth sent it as well");
    story.apply(Input::Forget(Forget::Customer(CustomerKey(5))));
    story.apply(campaign("f", 6, 16));
    assert_eq!((story.last().copied_texts, story.last().copies), (0, 0));
}

#[test]
fn a_report_written_before_its_candidate_began_is_not_remembered_as_a_member() {
    let mut story = Story::new();
    story.three_reports();
    assert_eq!(story.report("early", 9, m(-10), "checkout"), Reason::NotEnough);
    assert_eq!(of(&story, "early"), None);
    assert_eq!(of(&story, "b"), Some(story.last().id.clone()));
}

#[test]
fn a_merge_loses_no_customer() {
    let mut story = Story::new();
    story.three_reports();
    guest(&mut story, ("guest", 20, 14), "login", "checkout");
    assert_eq!(story.last().customers, 4);
    for customer in std::iter::once(3).chain(30..42) {
        story.report(&format!("basket-{customer}"), customer, m(14), "basket");
    }
    let c = story.last();
    assert_eq!((c.feature.as_str(), c.merged.len(), c.customers, c.messages), ("basket", 1, 16, 17));
}

/// Three features that have a report an hour each, three weeks on.
pub(super) fn three_weeks() -> (Story, i64) {
    let mut story = Story::new();
    let begins = 21 * 24 * 60;
    for n in 0..begins / 20 {
        let about = ["checkout", "basket", "login"][n as usize % 3];
        story.until(m(20 * n));
        story.report(&format!("past-{n}"), 1_000 + n as u64, m(20 * n), about);
    }
    story.events.clear();
    (story, begins)
}

#[test]
fn the_members_of_everything_at_once_are_remembered_as_such() {
    let (mut story, begins) = three_weeks();
    for n in 0..12 {
        let at = m(begins) + Span::from_secs(n * 50);
        story.until(at);
        story.report(&format!("x{n}"), n as u64, at, ["checkout", "basket", "login"][n as usize % 3]);
    }
    let c = story.last().clone();
    assert_eq!((c.evidence.rule, c.merged.len()), (Rule::Everything, 2), "{}", c.title);
    for n in 0..12 {
        assert_eq!(of(&story, &format!("x{n}")), Some(c.id.clone()), "x{n}");
    }
    story.engine.episodes.get_mut(&c.id).unwrap().candidate.merged.push(FeatureId::topic("gift card"));
    story.engine.explain(&c.id);
    let title = &story.engine.episodes.get(&c.id).unwrap().candidate.title;
    assert!(title.contains("gift card") && !title.contains("topic:"), "{title}");
}

#[test]
fn at_the_limit_of_open_candidates_everything_at_once_says_so() {
    let (mut story, begins) = three_weeks();
    story.engine.settings.limits.open_candidates = 0;
    let mut became = Vec::new();
    for n in 0..12 {
        let at = m(begins) + Span::from_secs(n * 50);
        story.until(at);
        let about = ["checkout", "basket", "login"][n as usize % 3];
        became.push(story.report(&format!("x{n}"), n as u64, at, about));
    }
    assert_eq!((became.last(), story.events.len()), (Some(&Reason::TooManyOpen), 0), "{became:?}");
}

#[test]
fn at_the_limit_of_open_candidates_what_belongs_to_an_open_one_still_joins_it() {
    let mut story = Story::new();
    story.three_reports();
    story.engine.settings.limits.open_candidates = 1;
    for (id, customer, minute) in [("d", 1, 15), ("e", 2, 16), ("f", 3, 17)] {
        story.until(m(minute));
        story.report(id, customer, m(minute), "basket");
    }
    assert_eq!(story.last().merged, [feature("basket")]);
    let mut became = Vec::new();
    for (id, customer, minute) in [("g", 11, 18), ("h", 12, 19), ("i", 13, 20)] {
        story.until(m(minute));
        became.push(story.report(id, customer, m(minute), "login"));
    }
    assert_eq!(became.last(), Some(&Reason::TooManyOpen));
}

/// A topic of five customers.
fn gift_cards() -> Story {
    let mut story = settled();
    let texts = ["the gift card I bought is not accepted", "gift card refused, error", "gift card broken"];
    for (customer, minute) in [(10, 2), (11, 5), (12, 9), (13, 13), (14, 17)] {
        let at = m(BEGINS + minute);
        story.until(at);
        let text = texts[customer as usize % 3];
        story.apply(Input::Signal(Box::new(spoken(&format!("g{customer}"), customer, at, (text, 1.0)))));
    }
    assert!(story.last().feature.is_topic());
    story
}

#[test]
fn a_confirmed_topic_teaches_what_a_problem_is_and_no_feature() {
    let mut story = gift_cards();
    story.apply(Input::Feedback(Feedback::Confirm { candidate: story.last().id.clone(), affected: None }));
    let (labels, _) = story.engine.studies.stored();
    assert_eq!(labels.len(), 5);
    assert!(labels.iter().all(|l| l.problem == Some(true) && l.feature.is_none()));
}

#[test]
fn of_a_topic_that_was_renamed_nothing_is_left_in_the_end() {
    let mut story = gift_cards();
    let id = story.last().id.clone();
    story.engine.episodes.get_mut(&id).unwrap().rename_to(feature("checkout"));
    story.engine.episodes.note(&id);
    story.until(m(BEGINS) + Span::from_days(9));
    story.report("later", 20, m(BEGINS) + Span::from_days(9), "login");
    assert!(story.engine.episodes.get(&id).is_none());
    assert_eq!(story.engine.episodes_of.keys().filter(|f| f.is_topic()).count(), 0);
}

/// How a customer stands in what is stored.
fn stored_as(customer: u64) -> Vec<u8> {
    postcard::to_stdvec(&CustomerKey(customer)).unwrap()
}

/// The parts that hold these bytes.
fn holding(story: &mut Story, what: &[u8]) -> Vec<String> {
    story.engine.dirty.extend(Part::fixed());
    let known: Vec<Part> = story.engine.pieces.keys().cloned().collect();
    story.engine.dirty.extend(known);
    let parts = story.engine.take_dirty().into_iter();
    let holding = parts.filter(|(_, bytes)| bytes.as_ref().is_some_and(|b| b.windows(what.len()).any(|w| w == what)));
    holding.map(|(name, _)| name.0).collect()
}

fn holds(story: &mut Story, customer: u64) -> Vec<String> {
    holding(story, &stored_as(customer))
}

fn kinds(names: &[String]) -> std::collections::BTreeSet<String> {
    names.iter().map(|n| n.split('/').next().unwrap().to_owned()).collect()
}

/// Whoever left the first of two causes, wrote from inside the company, said that it works again, waits behind the
/// deadline, and shares a device, under three names.
#[test]
fn no_part_holds_a_person_under_any_of_its_names() {
    let (id, mail, device) = (0xDEAD_BEEF_CAFE_F00D_u64, 0xFEED_FACE_0BAD_F00D_u64, 0xC0FF_EE00_DEAD_10CC_u64);
    let known = |kind, key| Known { kind, key: CustomerKey(key) };
    let person = [known(Kind::Customer, id), known(Kind::Email, mail)];
    let mut story = settled();
    for (n, text) in STORY.iter().enumerate() {
        let at = m(BEGINS + 2 + n as i64);
        story.until(at);
        let customer = if n == 1 { mail } else { 10 + n as u64 };
        let mut said = spoken(&format!("told-{n}"), customer, at, (text, 1.0));
        if n == 1 {
            said.text = format!("{text}, says zanzibar");
        }
        story.apply(Input::Signal(Box::new(said)));
    }
    assert_eq!(story.engine.open_candidates().filter(|c| c.beside.is_some()).count(), 1);
    assert!(story.engine.episodes.iter().any(|(_, e)| e.has_left(&MessageId::new("told-1").unwrap())));
    let at = m(BEGINS + 13);
    let mut by_person = |id: &str, at: Timestamp, change: &dyn Fn(&mut Signal)| {
        let mut said = signal(id, person[0].key.0, at, "checkout");
        (said.known_as, said.text) = (person.to_vec(), "zanzibar".into());
        change(&mut said);
        story.apply(Input::Signal(Box::new(said)));
    };
    by_person("inside", at, &|s| s.channel = Channel::Internal);
    by_person("before", at, &|s| {
        s.channel = Channel::Internal;
        s.label = Some(Label { problem: true, feature: Some(feature("login")) });
    });
    by_person("works", at, &|s| {
        s.problem.recovery = Recovery::Recovered;
        s.label = Some(Label { problem: false, feature: Some(feature("checkout")) });
    });
    by_person("at-device", at, &|s| s.known_as.push(known(Kind::Device, device)));
    by_person("far", at + Span::from_hours(2), &|_| {});
    let mut other = signal("shares", 77, at, "login");
    other.known_as = vec![known(Kind::Customer, 77), known(Kind::Device, device)];
    story.apply(Input::Signal(Box::new(other)));
    story.apply(super::after_deploy::deploy("d-1", at, "shop-api", &["checkout"]));
    let two = Feedback::People { one: person[0], other: known(Kind::Customer, 78), same: false };
    story.apply(Input::Feedback(two));

    let before = kinds(&holds(&mut story, id));
    let all = ["episode", "history", "lexicon", "live", "overheard", "people", "topics", "waiting"];
    assert!(all.iter().all(|k| before.contains(*k)), "{before:?}");
    assert!(kinds(&holds(&mut story, mail)).contains("corpus"));
    assert_eq!(kinds(&holds(&mut story, device)), std::collections::BTreeSet::from(["people".to_owned()]));
    assert!(kinds(&holding(&mut story, b"zanzibar")).contains("episode"));
    story.apply(Input::Forget(Forget::Customer(CustomerKey(mail))));
    for name in [id, mail, device] {
        assert_eq!(holds(&mut story, name), Vec::<String>::new());
    }
    assert_eq!(holding(&mut story, b"zanzibar"), Vec::<String>::new());
    assert!(story.events.last().is_some_and(|(_, c)| !format!("{c:?}").contains("zanzibar")));
    let parts = story.engine.take_dirty().len();
    assert_eq!(parts, 0, "all of it is stored");
}

#[test]
fn no_part_holds_a_forgotten_customer() {
    let (by_day, by_night) = (0xDEAD_BEEF_CAFE_F00D_u64, 0xFEED_FACE_0BAD_F00D_u64);
    let mut story = gift_cards();
    let label = |message: &str| {
        let message = MessageId::new(message).unwrap();
        Input::Feedback(Feedback::Label { message, problem: Some(true), feature: Some(feature("checkout")) })
    };
    let at = m(BEGINS + 18);
    story.until(at);
    story.apply(Input::Signal(Box::new(spoken("day", by_day, at, ("gift card refused again", 1.0)))));
    assert_eq!(story.verdicts.last(), Some(&Reason::Joined));
    story.apply(label("day"));
    story.report("far", by_day, at + Span::from_mins(40), "checkout");
    for customer in 60..68 {
        story.report(&format!("c{customer}"), customer, at, "checkout");
    }
    // A study is under way.
    let at = Timestamp::parse("2026-03-12T03:30:00Z").unwrap();
    story.until(at);
    assert!(story.engine.studies.ends().is_some());
    story.apply(Input::Signal(Box::new(spoken("night", by_night, at, ("the lamp fell down", 1.0)))));
    story.apply(label("night"));
    let before = kinds(&holds(&mut story, by_day));
    assert!(
        ["corpus", "episode", "history", "labels", "lexicon", "live", "topics"].iter().all(|k| before.contains(*k)),
        "{before:?}"
    );
    assert!(kinds(&holds(&mut story, by_night)).contains("studies"));
    for customer in [by_night, by_day] {
        story.apply(Input::Forget(Forget::Customer(CustomerKey(customer))));
        assert_eq!(holds(&mut story, customer), Vec::<String>::new());
    }
}

#[test]
fn who_becomes_a_member_by_a_report_that_is_read_late_is_remembered_as_such() {
    let mut story = Story::new();
    for (id, customer, minute) in [("a", 1, 0), ("b", 2, 10), ("c", 3, 20)] {
        story.until(m(minute));
        story.report(id, customer, m(minute), "checkout");
    }
    assert!(story.events.is_empty());
    // It alarms with the two before and behind it, and the third lies ahead.
    story.report("d", 4, m(5), "checkout");
    let c = story.last().clone();
    assert_eq!((c.customers, c.evidence.window_end), (4, m(10)));
    for id in ["a", "b", "c", "d"] {
        assert_eq!(of(&story, id), Some(c.id.clone()), "{id}");
    }
}

#[test]
fn who_becomes_a_member_since_it_began_earlier_is_remembered_as_such() {
    let mut story = Story::new();
    for (id, customer, minute) in [("a", 1, 0), ("b", 2, 16), ("c", 3, 20), ("d", 4, 24)] {
        story.until(m(minute));
        story.report(id, customer, m(minute), "checkout");
    }
    let c = story.last().clone();
    assert_eq!((c.customers, of(&story, "a")), (3, None));
    story.report("e", 5, m(14), "checkout");
    story.report("f", 6, m(8), "checkout");
    assert_eq!((story.last().id.clone(), story.last().customers), (c.id.clone(), 6));
    assert_eq!(of(&story, "a"), Some(c.id));
}
