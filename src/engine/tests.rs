//! The engine under short stories: who reports, what monitoring says, what has been heard.

use std::collections::BTreeMap;

use super::deploy::AfterDeploy;
use super::input::{Input, Moment};
use super::output::{Moved, Output, Reason, Taken};
use super::{Engine, Forget};
use crate::candidate::scorecard::MonthCard;
use crate::candidate::{Candidate, EventKind};
use crate::config::settings::TenantSettings;
use crate::config::{Catalogue, Feature, Probe, ProbeKind, Probes};
use crate::ids::{CustomerKey, FeatureId, MessageId, ProbeId, TenantId, Tier};
use crate::monitor::{Health, Observation, ProbeState, Slice};
use crate::rank::Rank;
use crate::signal::{Channel, Label, ProblemScore, Recovery, Signal, Tried};
use crate::time::{Span, Timestamp};

pub(crate) mod after_deploy;
mod causes;
mod early;
mod ends;
mod feedback;
mod gathering;
mod growth;
mod health;
mod inside;
mod interplay;
mod may_mean;
mod people;
mod properties;
mod rest;
mod scorecard;
mod splitting;
mod steps;
mod study;
mod told;
mod topic;

pub(crate) fn s(secs: i64) -> Timestamp {
    Timestamp::parse("2026-03-10T14:00:00Z").unwrap() + Span::from_secs(secs)
}

pub(crate) fn m(minutes: i64) -> Timestamp {
    s(minutes * 60)
}

pub(crate) fn feature(name: &str) -> FeatureId {
    FeatureId::new(name).unwrap()
}

pub(crate) fn signal(id: &str, customer: u64, at: Timestamp, about: &str) -> Signal {
    Signal {
        id: MessageId::new(id).unwrap(),
        channel: Channel::Chat,
        occurred_at: at,
        arrived: at,
        customer: CustomerKey(customer),
        known_as: Vec::new(),
        account: None,
        tier: Some(Tier::new(["free", "pro"][customer as usize % 2]).unwrap()),
        revenue: None,
        language: "en".into(),
        text: format!("{about} is broken"),
        words: Vec::new(),
        problem: ProblemScore { score: 2.0, ..ProblemScore::default() },
        specificity: 0.2,
        stated_onset: None,
        tried: Tried::default(),
        picked_area: None,
        dimensions: BTreeMap::new(),
        url: None,
        label: Some(Label { problem: true, feature: Some(feature(about)) }),
    }
}

pub(crate) fn catalogue() -> Input {
    let mut features = BTreeMap::new();
    for (name, area) in [("checkout", "shop"), ("basket", "shop"), ("login", "account")] {
        let mut f = Feature::plain(feature(name), name, Vec::new());
        f.area = Some(area.into());
        f.depends_on = ["shop-api", "edge"].map(str::to_owned).to_vec();
        features.insert(f.id.clone(), f);
    }
    Input::Catalogue(Box::new(Catalogue { features }))
}

pub(crate) fn probes() -> Input {
    let probe = Probe {
        id: ProbeId::new("shop-up").unwrap(),
        kind: ProbeKind::SyntheticEndToEnd,
        features: vec![feature("checkout")],
        service: Some("edge".into()),
        tiers: None,
        region: None,
        authenticated: true,
        interval: Span::from_mins(5),
        ttl: Span::from_mins(10),
        url: None,
    };
    Input::Probes(Box::new(Probes { probes: BTreeMap::from([(probe.id.clone(), probe)]) }))
}

pub(crate) fn said(state: ProbeState, at: Timestamp) -> Input {
    Input::Observation(Box::new(Observation::plain(ProbeId::new("shop-up").unwrap(), state, at, Span::from_mins(10))))
}

/// An engine whose two clocks run together unless a story holds one of them.
struct Story {
    engine: Engine,
    now: Moment,
    events: Vec<(EventKind, Candidate)>,
    verdicts: Vec<Reason>,
    taken: Vec<Taken>,
    moved: Vec<Moved>,
    watches: Vec<AfterDeploy>,
    watches_gone: Vec<String>,
    cards: Vec<MonthCard>,
    cards_gone: Vec<String>,
}

impl Engine {
    fn monitoring_of(&self, of: &str, at: Timestamp) -> Health {
        self.monitoring.health(&self.probes, &feature(of), &Slice::default(), at)
    }
}

impl Story {
    fn new() -> Self {
        let engine = Engine::new(TenantId::new("acme").unwrap(), TenantSettings::default());
        let now = Moment { at: m(0), heard_until: Some(m(0)) };
        let mut story = Self {
            engine,
            now,
            events: Vec::new(),
            verdicts: Vec::new(),
            taken: Vec::new(),
            moved: Vec::new(),
            watches: Vec::new(),
            watches_gone: Vec::new(),
            cards: Vec::new(),
            cards_gone: Vec::new(),
        };
        story.apply(catalogue());
        story.apply(probes());
        story
    }

    fn take(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Candidate(e) => self.events.push((e.kind, e.candidate)),
                Output::Verdict(v) => self.verdicts.push(v.reason),
                Output::Feedback(taken) => self.taken.push(taken),
                Output::Watch(said) => self.watches.push(*said),
                Output::WatchGone(id) => self.watches_gone.push(id.to_string()),
                Output::Scorecard(card) => self.cards.push(*card),
                Output::ScorecardGone(month) => self.cards_gone.push(month.to_string()),
                Output::Moved(moved) => self.moved.push(*moved),
                Output::Cluster(_) | Output::ClusterGone(_) => {}
            }
        }
    }

    fn apply(&mut self, input: Input) {
        let outputs = self.engine.apply(self.now, input);
        self.take(outputs);
    }

    fn until(&mut self, t: Timestamp) {
        self.heard(t);
        self.at(t);
    }

    fn heard(&mut self, t: Timestamp) {
        while let Some((due, why)) = self.engine.next_wakeups().heard.filter(|(due, _)| *due <= t) {
            let outputs = self.engine.wake(Moment { heard_until: Some(due), ..self.now }, why);
            self.take(outputs);
        }
        self.now.heard_until = Some(t);
    }

    fn at(&mut self, t: Timestamp) {
        while let Some((due, why)) = self.engine.next_wakeups().at.filter(|(due, _)| *due <= t) {
            let outputs = self.engine.wake(Moment { at: due, ..self.now }, why);
            self.take(outputs);
        }
        self.now.at = t;
    }

    fn report(&mut self, id: &str, customer: u64, at: Timestamp, about: &str) -> Reason {
        self.apply(Input::Signal(Box::new(signal(id, customer, at, about))));
        *self.verdicts.last().unwrap()
    }

    fn kinds(&self) -> Vec<EventKind> {
        self.events.iter().map(|(k, _)| *k).filter(|k| *k != EventKind::Updated).collect()
    }

    fn last(&self) -> &Candidate {
        &self.events.last().unwrap().1
    }

    fn three_reports(&mut self) {
        for (id, customer, minute) in [("a", 1, 2), ("b", 2, 8), ("c", 3, 14)] {
            self.until(m(minute));
            self.report(id, customer, m(minute), "checkout");
        }
    }
}

#[test]
fn three_customers_in_twelve_minutes_open_rank_2_while_every_probe_is_green() {
    let mut story = Story::new();
    story.apply(said(ProbeState::Ok, m(0)));
    story.apply(said(ProbeState::Ok, m(10)));
    story.three_reports();
    assert_eq!(story.kinds(), [EventKind::Opened]);
    let c = story.last();
    assert_eq!((c.rank, c.customers, c.messages), (Rank::CustomersOnly, 3, 3));
    assert_eq!(c.reports.len(), 3);
}

#[test]
fn three_messages_of_one_customer_open_nothing() {
    let mut story = Story::new();
    for (i, minute) in [2, 8, 14].into_iter().enumerate() {
        story.until(m(minute));
        assert_eq!(story.report(&format!("m{i}"), 1, m(minute), "checkout"), Reason::NotEnough);
    }
    assert!(story.events.is_empty());
}

#[test]
fn two_suffice_where_monitoring_is_red_and_the_rank_is_1() {
    let mut story = Story::new();
    story.apply(said(ProbeState::Failing, m(0)));
    story.until(m(2));
    story.report("a", 1, m(2), "checkout");
    story.report("b", 2, m(2), "checkout");
    assert_eq!(story.last().rank, Rank::Confirmed);
}

#[test]
fn nineteen_minutes_fifty_nine_do_not_resolve_and_twenty_do() {
    let mut story = Story::new();
    story.three_reports();
    story.until(s(34 * 60 - 1));
    assert_eq!(story.kinds(), [EventKind::Opened]);
    story.until(m(34));
    assert_eq!(story.kinds(), [EventKind::Opened, EventKind::Resolved]);
    assert_eq!(story.last().recovery.resolved_at, Some(m(34)));
}

#[test]
fn what_has_not_been_heard_is_not_quiet() {
    let mut story = Story::new();
    story.three_reports();
    story.at(m(600));
    assert_eq!(story.kinds(), [EventKind::Opened]);
}

#[test]
fn red_later_raises_the_same_candidate() {
    let mut story = Story::new();
    story.three_reports();
    story.apply(said(ProbeState::Failing, m(14)));
    let c = story.last();
    assert_eq!((story.kinds().len(), c.rank, c.ranks.len()), (1, Rank::Confirmed, 2));
    story.apply(said(ProbeState::Ok, m(15)));
    assert_eq!(story.last().rank, Rank::Confirmed, "the rank only rises");
}

#[test]
fn a_report_past_the_deadline_waits_and_counts_as_written_after_the_resolution() {
    let mut story = Story::new();
    story.three_reports();
    assert_eq!(story.report("d", 4, m(40), "checkout"), Reason::Waiting);
    story.heard(m(34));
    assert_eq!(story.kinds(), [EventKind::Opened, EventKind::Resolved]);
    assert_eq!(*story.verdicts.last().unwrap(), Reason::AfterResolved);
    assert_eq!(story.engine.episodes.iter().next().unwrap().1.candidate.messages_after, 1);
}

#[test]
fn a_report_before_the_deadline_moves_it_and_those_that_wait_join() {
    let mut story = Story::new();
    story.three_reports();
    assert_eq!(story.report("d", 4, m(35), "checkout"), Reason::Waiting);
    story.report("e", 5, m(30), "checkout");
    assert!(story.verdicts.ends_with(&[Reason::Joined, Reason::Joined]), "{:?}", story.verdicts);
    story.heard(m(34));
    assert_eq!(story.kinds(), [EventKind::Opened]);
    assert_eq!(story.last().customers, 5);
}

#[test]
fn a_report_written_before_the_resolution_and_read_after_it_is_late_for_it() {
    let mut story = Story::new();
    story.three_reports();
    story.until(m(34));
    assert_eq!(story.report("d", 4, m(20), "checkout"), Reason::LateForResolved);
    assert_eq!(story.last().late_messages, 1);
    story.until(m(36));
    for (id, customer) in [("e", 5), ("f", 6)] {
        assert_eq!(story.report(id, customer, m(36), "checkout"), Reason::AfterResolved, "two are not three");
    }
    assert_eq!(story.report("g", 7, m(36), "checkout"), Reason::Opened);
    let (first, second) = (&story.events[0].1.id, story.last());
    assert_eq!(second.previous_episode.as_ref(), Some(first));
    assert_eq!(second.customers, 3);
}

#[test]
fn neighbours_of_one_area_that_share_a_reporter_are_one_candidate() {
    let mut story = Story::new();
    story.three_reports();
    for (id, customer) in [("d", 3), ("e", 8), ("f", 9)] {
        story.report(id, customer, m(14), "basket");
    }
    assert_eq!(story.kinds(), [EventKind::Opened]);
    assert_eq!(story.last().merged, [feature("basket")]);
    assert_eq!(story.last().customers, 5);
    for (id, customer) in [("g", 11), ("h", 12), ("i", 13)] {
        story.report(id, customer, m(14), "login");
    }
    assert_eq!(story.kinds().len(), 2, "another area is another candidate");
}

#[test]
fn duplicates_filtered_and_unplaced_messages_are_each_told_apart() {
    let mut story = Story::new();
    let mut other = signal("x", 1, m(0), "checkout");
    other.label = None;
    story.apply(Input::Signal(Box::new(other.clone())));
    story.apply(Input::Signal(Box::new(other.clone())));
    other.id = MessageId::new("y").unwrap();
    other.problem.score = -2.0;
    story.apply(Input::Signal(Box::new(other.clone())));
    other.id = MessageId::new("z").unwrap();
    other.channel = Channel::Internal;
    story.apply(Input::Signal(Box::new(other)));
    assert_eq!(story.verdicts, [Reason::NoFeature, Reason::Duplicate, Reason::NotAProblem, Reason::Internal]);
}

#[test]
fn a_late_report_never_opens() {
    let mut story = Story::new();
    for (i, customer) in [1, 2, 3].into_iter().enumerate() {
        let mut late = signal(&format!("m{i}"), customer, m(0), "checkout");
        late.arrived = m(0) + Span::from_hours(1) + Span::from_millis(1);
        story.apply(Input::Signal(Box::new(late)));
    }
    assert_eq!(story.verdicts, [Reason::Late; 3]);
    let mut in_time = signal("m4", 4, m(0), "checkout");
    in_time.arrived = m(60);
    story.apply(Input::Signal(Box::new(in_time)));
    assert_eq!(story.verdicts.last(), Some(&Reason::Opened), "exactly an hour is in time");
}

#[test]
fn a_customer_can_be_forgotten_and_so_can_the_tenant() {
    let mut story = Story::new();
    story.three_reports();
    story.apply(Input::Forget(Forget::Customer(CustomerKey(2))));
    assert!(story.last().reports.iter().all(|r| r.id.as_str() != "b"));
    assert!(!format!("{:?}", story.engine.live).contains("CustomerKey(2)"));
    story.apply(Input::Forget(Forget::Tenant));
    assert_eq!(story.events.last().unwrap().0, EventKind::Forgotten);
    assert!(story.engine.live.is_empty() && story.engine.episodes.iter().next().is_none());
}
