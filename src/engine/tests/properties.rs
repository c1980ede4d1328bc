//! What holds for any story.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use proptest::prelude::*;

use super::steps::{Step, play, step, worded};
use super::{Story, m, signal, topic};
use crate::candidate::episode::Began;
use crate::candidate::{Candidate, EventKind};
use crate::config::settings::TenantSettings;
use crate::engine::Engine;
use crate::engine::deploy::{AfterDeploy, DeployVerdict};
use crate::engine::input::Input;
use crate::engine::snapshot::PartName;
use crate::ids::{CandidateId, FeatureId, TenantId};
use crate::time::{Span, Timestamp};

/// So many stories; where `PROPTEST_CASES` asks for more than is usual, as many times more.
pub(super) fn cases(n: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: (u64::from(n) * u64::from(usual.cases) / 256).max(1) as u32, ..usual }
}

type Stored = BTreeMap<PartName, Vec<u8>>;

/// Writes what changed, and puts the engine back from what is stored.
pub(super) fn restart(story: &mut Story, stored: &mut Stored) {
    for (name, bytes) in story.engine.take_dirty() {
        match bytes {
            Some(bytes) => stored.insert(name, bytes),
            None => stored.remove(&name),
        };
    }
    story.engine = Engine::restore(TenantId::new("acme").unwrap(), stored).unwrap();
}

/// All that is stored of a story.
pub(super) fn whole(story: &mut Story) -> Stored {
    story.engine.take_dirty();
    let names: Vec<_> = story.engine.pieces.keys().cloned().collect();
    story.engine.dirty.extend(names);
    story.engine.take_dirty().into_iter().filter_map(|(name, bytes)| Some((name, bytes?))).collect()
}

/// The parts in which two stories differ as stored.
fn differing(one: &mut Story, other: &mut Story) -> Vec<String> {
    let (one, other) = (whole(one), whole(other));
    let names: BTreeSet<&PartName> = one.keys().chain(other.keys()).collect();
    names.into_iter().filter(|n| one.get(n) != other.get(n)).map(PartName::to_string).collect()
}

/// A story whose customers have written for a day and more, and what is stored of it.
fn settled() -> (Story, Stored) {
    static SETTLED: OnceLock<(Stored, Timestamp)> = OnceLock::new();
    let (stored, at) = SETTLED.get_or_init(|| {
        let mut story = topic::settled();
        (whole(&mut story), story.now.at)
    });
    let mut story = Story::new();
    story.engine = Engine::restore(TenantId::new("acme").unwrap(), stored).unwrap();
    story.until(*at);
    (story, stored.clone())
}

/// What became of every episode.
fn ends(story: &Story) -> Vec<(String, u8, Option<Timestamp>, u32)> {
    let end = |c: &Candidate| (c.id.to_string(), c.rank.number(), c.recovery.resolved_at, c.customers);
    story.engine.episodes.iter().map(|(_, e)| end(&e.candidate)).collect()
}

/// Moves the one story by what is heard and then by the journal's clock, the other the other way round: what is
/// known is the same.
fn until_on_either(one: &mut Story, other: &mut Story, t: Timestamp) -> Result<(), TestCaseError> {
    one.heard(t);
    one.at(t);
    other.at(t);
    other.heard(t);
    prop_assert_eq!(ends(one), ends(other));
    prop_assert_eq!(&one.engine.watch, &other.engine.watch);
    Ok(())
}

/// The episodes and what their members make of them.
pub(super) fn members_of(story: &Story) -> Vec<String> {
    let of = |c: &Candidate| {
        let (onset, deadline) = (c.onset.observed, c.recovery.deadline);
        format!("{} {} {} {onset} {deadline} {:?}", c.feature, c.customers, c.messages, c.by_tier)
    };
    let mut all: Vec<_> = story.engine.episodes.iter().map(|(_, e)| of(&e.candidate)).collect();
    all.sort();
    all
}

/// Counts of customers never exceed customers, ranks only rise, and a revision never comes twice.
fn holds(c: &Candidate, before: Option<&Candidate>) -> Result<(), TestCaseError> {
    prop_assert!(c.customers <= c.messages);
    prop_assert_eq!(c.by_tier.values().sum::<u32>(), c.customers);
    if let Some(before) = before {
        prop_assert!(c.revision > before.revision && c.rank <= before.rank);
    }
    Ok(())
}

/// The open candidates, and from where on the reports of their features are members.
fn open_ones(story: &Story) -> BTreeMap<CandidateId, (Candidate, BTreeMap<FeatureId, Began>)> {
    let of = |c: &Candidate| {
        let began = story.engine.episodes.get(&c.id).unwrap().all_began().clone();
        (c.id.clone(), (c.clone(), began))
    };
    story.engine.open_candidates().map(of).collect()
}

/// Whether a step may link names: who was counted as two is one from then on.
const fn may_link(step: &Step) -> bool {
    match step {
        Step::Report { names: (mail, device, _), .. } | Step::Write { names: (mail, device, _), .. } => {
            mail.is_some() || device.is_some()
        }
        Step::People { same, .. } => *same,
        Step::Aside { .. } | Step::Label { .. } | Step::Feedback { .. } | Step::Forget(_) => false,
        Step::Say(_) | Step::Deploy { .. } | Step::Time(_) => false,
    }
}

/// No number of an open candidate falls but through a split, whose two candidates have at least as many together,
/// through names that are linked, and where a report that was read out of order shows that it began later. Of each
/// feature so few reports are held that most are forgotten.
fn no_number_falls(story: &mut Story, mut minute: i64, steps: &[Step]) -> Result<(), TestCaseError> {
    let mut settings = TenantSettings::default();
    settings.limits.reports_per_feature = 5;
    story.apply(Input::Settings(Box::new(settings)));
    for (i, step) in steps.iter().enumerate() {
        let before = open_ones(story);
        play(story, &mut minute, step);
        let now = open_ones(story);
        let parted = now.values().map(|(c, _)| c).find(|c| !before.contains_key(&c.id));
        for (id, (was, began)) in &before {
            let Some((is, begins)) = now.get(id) else { continue };
            if began.iter().any(|(feature, b)| begins.get(feature).is_some_and(|now| now.begin > b.begin)) {
                continue;
            }
            let other = parted.filter(|c| c.beside.as_ref().is_some_and(|b| b.candidate == *id));
            let both = |of: &dyn Fn(&Candidate) -> u32| of(is) + other.map_or(0, of);
            prop_assert!(both(&|c| c.messages) >= was.messages, "step {}: {:?}", i, is);
            prop_assert!(both(&|c| c.accounts) >= was.accounts, "step {}: {:?}", i, is);
            prop_assert!(both(&|c| c.customers) >= was.customers || may_link(step), "step {}: {:?}", i, is);
        }
    }
    Ok(())
}

/// A story of two days of ordinary reports, one every few hours, or none of them at all.
fn with_past(past: bool) -> Story {
    let mut story = Story::new();
    for i in 0..if past { 24 } else { 0 } {
        story.until(m(i * 120));
        story.report(&format!("past-{i}"), 1_000 + i as u64, m(i * 120), ["checkout", "login"][i as usize % 2]);
    }
    story.until(m(3_000));
    story
}

proptest! {
    #![proptest_config(cases(400))]

    /// Reports of an hour may be read in any order: once all are read, the episodes and their members
    /// are those of the order in which they were written. Of a tenant's first day only one feature is
    /// told: there the others' counts of the moment are what is ordinary.
    #[test]
    fn any_interleaving_within_lateness_gives_the_same_episodes_and_members(
        reports in prop::collection::vec((0i64..59, 0u64..9, 0usize..2), 1..16), past in any::<bool>(),
        order in prop::collection::vec(any::<u32>(), 16),
    ) {
        let mut sorted = reports.clone();
        if !past {
            sorted.iter_mut().for_each(|(_, _, about)| *about = 0);
        }
        sorted.sort();
        let numbered: Vec<_> = sorted.into_iter().enumerate().collect();
        let mut shuffled = numbered.clone();
        shuffled.sort_by_key(|(i, _)| order[*i]);
        let tell = |all: &[(usize, (i64, u64, usize))]| {
            let mut story = with_past(past);
            for (i, (minute, customer, about)) in all {
                // No two in the same moment: those would be one step.
                let at = m(3_001 + minute) + Span::from_millis(*i as i64);
                let mut report = signal(&format!("m{i:02}"), *customer, at, ["checkout", "login"][*about]);
                report.arrived = m(3_060);
                story.apply(Input::Signal(Box::new(report)));
            }
            story
        };
        let (mut one, mut other) = (tell(&numbered), tell(&shuffled));
        let t = m(3_060);
        one.until(t);
        // No resolution in between: what resolved before the last was read is another story.
        prop_assume!(one.events.iter().all(|(kind, _)| *kind != EventKind::Resolved));
        other.until(t);
        prop_assert_eq!(members_of(&one), members_of(&other));
    }
}

proptest! {
    #![proptest_config(cases(200))]

    /// Whatever happened and whenever the state was written, piece by piece, an engine put back from
    /// it goes on as one that never stopped.
    #[test]
    fn a_restored_engine_goes_on_as_one_that_never_stopped(
        steps in prop::collection::vec(step(), 1..60), stops in prop::collection::vec(0usize..60, 0..4),
    ) {
        let (mut one, mut other) = (Story::new(), Story::new());
        let (mut a, mut b) = (0, 0);
        let mut stored = BTreeMap::new();
        for (i, step) in steps.iter().enumerate() {
            prop_assert_eq!(play(&mut one, &mut a, step), play(&mut other, &mut b, step), "step {}", i);
            prop_assert_eq!(&one.cards, &other.cards, "step {}", i);
            if stops.contains(&i) {
                restart(&mut other, &mut stored);
            }
        }
        prop_assert_eq!(differing(&mut one, &mut other), Vec::<String>::new());
        prop_assert_eq!(one.engine.next_wakeups(), other.engine.next_wakeups());
    }

    /// Counts of customers never exceed customers, ranks only rise, and a revision never comes twice.
    #[test]
    fn what_is_said_of_a_candidate_holds_together(steps in prop::collection::vec(step(), 1..80)) {
        let mut story = Story::new();
        let (mut minute, mut last): (i64, BTreeMap<String, Candidate>) = (0, BTreeMap::new());
        for step in &steps {
            for (_, c) in play(&mut story, &mut minute, step).0 {
                holds(&c, last.insert(c.id.to_string(), c.clone()).as_ref())?;
            }
        }
    }

    /// A message delivered again, at whatever place, changes nothing that is said of a candidate.
    #[test]
    fn duplicates_change_nothing(steps in prop::collection::vec(step(), 1..60), again in any::<u64>()) {
        let (mut one, mut other) = (Story::new(), Story::new());
        let (mut a, mut b) = (0, 0);
        for (i, step) in steps.iter().enumerate() {
            // When it was learnt what is usual shows in the last digits of what is said of a deploy.
            prop_assert_eq!(play(&mut one, &mut a, step).0, play(&mut other, &mut b, step).0, "step {}", i);
            if again >> (i % 64) & 1 == 1 && matches!(step, Step::Report { .. }) {
                prop_assert!(play(&mut other, &mut b, step).0.is_empty());
            }
        }
    }

    /// What once is failing stays so, nothing is said behind the end of an hour, and never more is shown of silence
    /// than the power says.
    #[test]
    fn what_is_said_of_a_deploy_holds_together(steps in prop::collection::vec(step(), 1..80)) {
        let mut story = with_past(true);
        let (mut minute, mut last): (i64, BTreeMap<String, AfterDeploy>) = (3_000, BTreeMap::new());
        for step in &steps {
            for said in play(&mut story, &mut minute, step).1 {
                for f in &said.features {
                    let shows = f.since.against.as_ref().is_some_and(|a| a.power >= crate::cluster::surge::ENOUGH);
                    prop_assert!(f.verdict != DeployVerdict::NoEvidenceOfFailure || shows);
                    prop_assert!(f.since.customers <= 21 + 24);
                }
                if let Some(before) = last.insert(said.change.id.to_string(), said.clone()) {
                    prop_assert!(!before.ended && said.revision == before.revision + 1);
                    prop_assert!(before.verdict != DeployVerdict::Failing || said.verdict == before.verdict);
                }
            }
        }
    }

    /// Whatever happens, no number of an open candidate falls.
    #[test]
    fn no_number_of_an_open_candidate_falls(steps in prop::collection::vec(step(), 1..120), past in any::<bool>()) {
        no_number_falls(&mut with_past(past), 3_000, &steps)?;
    }

    /// What is due on the one clock does not depend on what is due on the other: quiet and the time to
    /// live of an observation may run in either order.
    #[test]
    fn the_two_clocks_commute(steps in prop::collection::vec(step(), 1..60), by in 1i64..3_000) {
        let (mut one, mut other) = (Story::new(), Story::new());
        let (mut a, mut b) = (0, 0);
        for step in &steps {
            play(&mut one, &mut a, step);
            play(&mut other, &mut b, step);
        }
        one.watches.clear();
        other.watches.clear();
        let t = m(a + by);
        until_on_either(&mut one, &mut other, t)?;
        prop_assert_eq!(&one.watches, &other.watches);
        prop_assert_eq!(&one.engine.scorecard, &other.engine.scorecard);
        prop_assert_eq!(one.engine.next_wakeups(), other.engine.next_wakeups());
    }
}

proptest! {
    #![proptest_config(cases(150))]

    /// The same where only words tell what a report is about: topics and second causes open, grow, are merged and
    /// end. An engine put back from any state goes on with the same outputs, and with the same bytes.
    #[test]
    fn topics_go_on_after_a_restore_as_if_nothing_had_happened(
        steps in prop::collection::vec(worded(), 10..70), stops in prop::collection::vec(0usize..70, 1..4),
    ) {
        let ((mut one, _), (mut other, mut stored)) = (settled(), settled());
        let (mut a, mut b) = (topic::BEGINS, topic::BEGINS);
        for (i, step) in steps.iter().enumerate() {
            prop_assert_eq!(play(&mut one, &mut a, step), play(&mut other, &mut b, step), "step {}", i);
            if stops.contains(&i) {
                restart(&mut other, &mut stored);
            }
        }
        prop_assert_eq!(&one.verdicts, &other.verdicts);
        prop_assert_eq!(differing(&mut one, &mut other), Vec::<String>::new());
    }

    /// A message delivered again changes nothing there either.
    #[test]
    fn duplicates_change_no_topic(steps in prop::collection::vec(worded(), 10..70), again in any::<u64>()) {
        let ((mut one, _), (mut other, _)) = (settled(), settled());
        let (mut a, mut b) = (topic::BEGINS, topic::BEGINS);
        for (i, step) in steps.iter().enumerate() {
            prop_assert_eq!(play(&mut one, &mut a, step).0, play(&mut other, &mut b, step).0, "step {}", i);
            if again >> (i % 64) & 1 == 1 && matches!(step, Step::Write { .. }) {
                prop_assert!(play(&mut other, &mut b, step).0.is_empty());
            }
        }
    }

    /// What is said of a topic holds together like what is said of a feature.
    #[test]
    fn what_is_said_of_a_topic_holds_together(steps in prop::collection::vec(worded(), 10..90)) {
        let (mut story, _) = settled();
        let (mut minute, mut last): (i64, BTreeMap<String, Candidate>) = (topic::BEGINS, BTreeMap::new());
        for step in &steps {
            for (_, c) in play(&mut story, &mut minute, step).0 {
                holds(&c, last.insert(c.id.to_string(), c.clone()).as_ref())?;
            }
        }
    }

    /// No number of a topic, or of a second cause, falls either.
    #[test]
    fn no_number_of_a_topic_falls(steps in prop::collection::vec(worded(), 10..90)) {
        no_number_falls(&mut settled().0, topic::BEGINS, &steps)?;
    }

    /// What is due on the one clock does not depend on what is due on the other there either.
    #[test]
    fn the_two_clocks_commute_over_topics(steps in prop::collection::vec(worded(), 10..70), by in 1i64..300) {
        let ((mut one, _), (mut other, _)) = (settled(), settled());
        let (mut a, mut b) = (topic::BEGINS, topic::BEGINS);
        for step in &steps {
            play(&mut one, &mut a, step);
            play(&mut other, &mut b, step);
        }
        let t = m(a + by);
        until_on_either(&mut one, &mut other, t)?;
    }
}

/// Found by the property above: a topic's reports are held under its name by the time it is merged, and were taken off
/// what was counted of reports held no more once for each place where they are held.
#[test]
fn a_topic_that_is_merged_takes_nothing_off_what_is_held_no_more() {
    let write = |customer, mail: Option<u64>, own, said, minutes_ago, id| {
        let names = (mail, None, own);
        Step::Write { customer, names, said, minutes_ago, id }
    };
    let mut steps = vec![write(0, None, false, 0, 0, 0), write(10, Some(32), true, 0, 4, 1)];
    steps.extend([
        write(10, None, false, 8, 0, 2),
        write(15, Some(32), false, 0, 0, 0),
        write(0, Some(33), false, 0, 0, 3),
    ]);
    steps.extend([write(0, None, false, 8, 4, 4), write(0, None, false, 0, 0, 5), write(0, None, false, 0, 4, 6)]);
    steps.push(Step::Time(3));
    steps.extend((7..11).map(|id| write(0, None, false, 0, 0, id)));
    steps.push(write(1, None, false, 8, 0, 11));
    no_number_falls(&mut settled().0, topic::BEGINS, &steps).unwrap();
}
