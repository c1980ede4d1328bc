//! Plays a page through the real pipeline: messages are understood from their JSON, journal records
//! go through one partition, progress records let the time pass that has been read.

use std::collections::BTreeMap;

use groundswell::candidate::scorecard::MonthCard;
use groundswell::candidate::{Candidate, EventKind};
use groundswell::cli::show;
use groundswell::config::Understanding;
use groundswell::engine::deploy::AfterDeploy;
use groundswell::engine::input::Input;
use groundswell::engine::output::{ClusterState, Output};
use groundswell::ids::{IdentityKey, TenantId};
use groundswell::pipeline::partition::Partition;
use groundswell::pipeline::understand::{Adapter, SourceRecord, Understander};
use groundswell::time::{Span, Timestamp};
use groundswell::wire::journal::{Body, JournalRecord, Origin, PartitionProgress, Progress, Sources};
use serde_json::Value;

use crate::expect::{Expect, Happened, Kind};
use crate::page::{Line, Page, Reading};
use crate::plan::{Event, TENANT, plan};
use crate::said::{differences, of_candidate, of_cluster, of_deploy, of_scorecard};
use crate::texts::{self, What};

const TOPIC: &str = "messages";
/// How often progress is reported while nothing else happens. The result does not depend on it.
const BEAT: Span = Span::from_mins(1);

/// Plays a page.
///
/// # Errors
/// The whole time line with what happened beside what was expected, where the two differ.
pub(crate) fn play(page: &Page) -> Result<(), String> {
    let mut stage = Stage::new(page)?;
    let mut events = plan(page).into_iter().peekable();
    let (mut notes, mut failed) = (BTreeMap::<usize, Vec<String>>::new(), false);
    for (place, line) in page.lines.iter().enumerate() {
        // Of the line's own moment only what stands above it or in it.
        while let Some((at, _, event)) = events.next_if(|(at, of, _)| (*at, *of) <= (line.until, place)) {
            stage.pass_until(at);
            stage.take(at, event)?;
        }
        stage.pass_until(line.until);
        // A moment is read when its last line is.
        if page.lines.get(place + 1).is_none_or(|next| next.until > line.until) {
            stage.progress(line.until);
        }
        let told = stage.check(line);
        failed |= told.iter().any(|(_, note)| note.starts_with('!'));
        for (number, note) in told {
            notes.entry(number).or_default().push(note);
        }
    }
    if !failed {
        return Ok(());
    }
    let mut out = String::new();
    for (number, text) in page.source.iter().enumerate().map(|(n, text)| (n + 1, text)) {
        out.push_str(&format!("{number:4} | {text}\n"));
        for note in notes.get(&number).into_iter().flatten() {
            out.push_str(&format!("     {note}\n"));
        }
    }
    Err(out)
}

struct Stage {
    tenant: TenantId,
    partition: Partition,
    understander: Understander,
    offset: i64,
    now: Timestamp,
    read_until: Timestamp,
    /// Whether understand runs, and whether it reads messages.
    running: bool,
    messages_read: bool,
    /// Whether it is known that all messages are read.
    heard: bool,
    waiting: Vec<(Timestamp, Event)>,
    happened: Vec<Happened>,
    newest: BTreeMap<String, Candidate>,
    clusters: BTreeMap<String, ClusterState>,
    deploys: BTreeMap<String, AfterDeploy>,
    cards: BTreeMap<String, MonthCard>,
    verdicts: BTreeMap<String, u32>,
    answer: Option<&'static str>,
}

impl Stage {
    fn new(page: &Page) -> Result<Self, String> {
        let identity_key = IdentityKey::new(b"a secret for the tests alone").map_err(|e| e.to_string())?;
        let understander = Understander::new(Understanding {
            identity_key,
            max_text_bytes: 8 * 1024,
            max_tokens: 512,
            languages: vec!["en".into(), "fr".into()],
            message_topics: vec![TOPIC.into()],
            time_zones: page.zones.clone(),
        });
        let mut stage = Self {
            tenant: TenantId::new(TENANT).map_err(|e| e.to_string())?,
            partition: Partition::default(),
            understander,
            offset: 0,
            now: page.begins,
            read_until: page.begins,
            running: true,
            messages_read: true,
            heard: true,
            waiting: Vec::new(),
            happened: Vec::new(),
            newest: BTreeMap::new(),
            clusters: BTreeMap::new(),
            deploys: BTreeMap::new(),
            cards: BTreeMap::new(),
            verdicts: BTreeMap::new(),
            answer: None,
        };
        stage.apply(Body::Sources(Sources { version: 1, message_topics: vec![TOPIC.into()] }));
        stage.progress(page.begins);
        stage.input(Input::Settings(Box::default()));
        stage.input(Input::Catalogue(Box::new(page.catalogue.clone())));
        stage.input(Input::Probes(Box::new(page.probes.clone())));
        Ok(stage)
    }

    /// Lets the time before `until` pass, beat by beat.
    fn pass_until(&mut self, until: Timestamp) {
        while self.now + BEAT < until {
            self.progress(self.now + BEAT);
        }
        self.now = until.max(self.now);
    }

    /// Everything up to `at` is read and said to be.
    fn progress(&mut self, at: Timestamp) {
        self.now = at.max(self.now);
        if !self.running {
            return;
        }
        if self.messages_read && self.heard {
            self.read_until = self.now;
        }
        let read_until = self.read_until;
        let one = PartitionProgress { topic: TOPIC.into(), partition: 0, partitions: 1, version: 1, read_until };
        self.apply(Body::Progress(Progress { read: vec![one] }));
    }

    fn take(&mut self, at: Timestamp, event: Event) -> Result<(), String> {
        self.now = at.max(self.now);
        if let Event::Reading { what, on } = event {
            match what {
                Reading::All => self.running = on,
                Reading::Messages => self.messages_read = on,
                Reading::ToTheEnd => self.heard = on,
            }
            let waiting = std::mem::take(&mut self.waiting);
            return waiting.into_iter().try_for_each(|(arrived, event)| self.take_arrived(arrived, event));
        }
        self.take_arrived(at, event)
    }

    fn take_arrived(&mut self, arrived: Timestamp, event: Event) -> Result<(), String> {
        let is_message = matches!(event, Event::Message(_));
        if !self.running || (is_message && !self.messages_read) {
            self.waiting.push((arrived, event));
            return Ok(());
        }
        match event {
            Event::Observation(observation) => self.input(Input::Observation(Box::new(observation))),
            Event::Inventory(probes) => self.input(Input::Probes(Box::new(probes))),
            Event::Change(change) => self.input(Input::Change(Box::new(change))),
            Event::Reading { .. } => {}
            Event::Message(message) => self.understand(Adapter::Message, arrived, &message)?,
            Event::Feedback(mut said) => {
                said["tenant"] = TENANT.into();
                for field in ["candidate", "into"] {
                    let newest =
                        said[field].as_str().map(|f| self.newest.get(f).map_or(f, |c| c.id.as_str()).to_owned());
                    if let Some(id) = newest {
                        said[field] = id.into();
                    }
                }
                self.understand(Adapter::Feedback, arrived, &said)?;
            }
        }
        Ok(())
    }

    fn understand(&mut self, adapter: Adapter, arrived: Timestamp, said: &Value) -> Result<(), String> {
        let payload = said.to_string();
        let origin = Origin { topic: TOPIC.into(), partition: 0, offset: self.offset };
        let record = SourceRecord { adapter, origin, timestamp: arrived, payload: payload.as_bytes() };
        let records = self.understander.understand(&record, self.now);
        let records = records.map_err(|dead| format!("{payload}\n  is a dead letter: {}", dead.detail))?;
        records.records.iter().for_each(|record| self.journal(record));
        Ok(())
    }

    fn input(&mut self, input: Input) {
        self.apply(Body::Tenant { tenant: self.tenant.clone(), input });
    }

    fn apply(&mut self, body: Body) {
        let record = JournalRecord::new(self.now, None, body);
        self.journal(&record);
    }

    fn journal(&mut self, record: &JournalRecord) {
        let said = self.partition.apply(self.offset, record.clone());
        self.offset += 1;
        for said in said {
            self.hear(said.at, said.output);
        }
    }

    fn hear(&mut self, at: Timestamp, output: Output) {
        match output {
            Output::Candidate(event) => {
                let (what, candidate) = (event.kind, event.candidate);
                let feature = candidate.feature.to_string();
                let before = self.newest.get(&feature).filter(|c| c.id == candidate.id).map(|c| c.rank);
                let kind = match what {
                    EventKind::Opened => Some(Kind::Opens),
                    EventKind::Resolved => Some(Kind::Resolves),
                    EventKind::Updated if before.is_some_and(|before| before != candidate.rank) => Some(Kind::Rises),
                    EventKind::Dismissed => Some(Kind::Dismissed),
                    EventKind::Merged => Some(Kind::Merged),
                    EventKind::Updated | EventKind::Forgotten => None,
                };
                self.happened.extend(kind.map(|kind| Happened { at, kind, candidate: candidate.clone() }));
                self.newest.insert(feature, candidate);
            }
            Output::Cluster(cluster) => drop(self.clusters.insert(cluster.feature.to_string(), *cluster)),
            Output::Feedback(taken) => self.answer = Some(taken.name()),
            Output::Watch(said) => drop(self.deploys.insert(said.change.id.to_string(), *said)),
            Output::WatchGone(id) => drop(self.deploys.remove(id.as_str())),
            Output::Scorecard(card) => drop(self.cards.insert(card.month.to_string(), *card)),
            Output::ScorecardGone(month) => drop(self.cards.remove(&month.to_string())),
            Output::ClusterGone(feature) => drop(self.clusters.remove(feature.as_str())),
            Output::Verdict(verdict) => *self.verdicts.entry(verdict.reason.name().to_owned()).or_default() += 1,
            Output::Moved(moved) => *self.verdicts.entry(format!("moved_by_{}", moved.by.name())).or_default() += 1,
        }
    }

    /// Holds a line against what happened since the one before: notes for the page, by line; those
    /// that begin with `!` are failures.
    fn check(&mut self, line: &Line) -> Vec<(usize, String)> {
        let happened = std::mem::take(&mut self.happened);
        let verdicts = std::mem::take(&mut self.verdicts);
        let mut notes: Vec<(usize, String)> =
            happened.iter().map(|h| (line.number, format!("  happened  {}", h.told()))).collect();
        let mut fail = |number: usize, expected: &str, instead: &str| {
            notes.push((number, format!("! expected  {expected}")));
            notes.push((number, format!("! happened  {instead}")));
        };
        let mut next = happened.iter();
        for (number, expect) in &line.expects {
            if let Err((expected, instead)) = self.hold(expect, &mut next, &verdicts) {
                fail(*number, &expected, &instead);
            }
        }
        next.for_each(|h| fail(line.number, "nothing of the kind", &h.told()));
        notes
    }

    /// One expectation: what was expected and what is instead, where they differ.
    fn hold<'a>(
        &self,
        expect: &Expect,
        next: &mut impl Iterator<Item = &'a Happened>,
        verdicts: &BTreeMap<String, u32>,
    ) -> Result<(), (String, String)> {
        match expect {
            Expect::Nothing => Ok(()),
            Expect::Anything => {
                next.for_each(drop);
                Ok(())
            }
            Expect::Event { kind, feature, attributes } => {
                let wanted = told(&format!("{} {feature}", kind.word()), attributes);
                match next.next() {
                    None => Err((wanted, "nothing".into())),
                    Some(h) if h.kind != *kind || h.candidate.feature.as_str() != feature => Err((wanted, h.told())),
                    Some(h) => held(wanted, attributes, Some(of_candidate(&h.candidate))),
                }
            }
            Expect::Has { feature, attributes } => {
                let is = self.newest.get(feature).map(of_candidate);
                held(told(&format!("{feature} has"), attributes), attributes, is)
            }
            Expect::Watch { feature, attributes } => {
                let is = self.clusters.get(feature).map(of_cluster);
                held(told(&format!("watch {feature}"), attributes), attributes, is)
            }
            Expect::Unwatched { feature } => match self.clusters.get(feature) {
                None => Ok(()),
                Some(cluster) => Err((format!("watch has no {feature}"), format!("{:?}", of_cluster(cluster)))),
            },
            Expect::Deploy { id, attributes } => {
                let is = self.deploys.get(id).map(of_deploy);
                held(told(&format!("deploy {id}"), attributes), attributes, is)
            }
            Expect::Scorecard { month, of, attributes } => {
                let is = self.cards.get(month).and_then(|card| of_scorecard(card, of));
                held(told(&format!("scorecard {month} {of} has"), attributes), attributes, is)
            }
            Expect::NotWatched { id } => match self.deploys.get(id) {
                None => Ok(()),
                Some(said) => Err((format!("deploy {id} is not watched"), format!("{:?}", of_deploy(said)))),
            },
            Expect::Order { first, features: wanted } => {
                let mut clusters: Vec<&ClusterState> = self.clusters.values().collect();
                clusters.sort_by(|a, b| a.by_urgency(b));
                let many = if *first { wanted.len() } else { clusters.len() };
                let is: Vec<String> = clusters.iter().take(many).map(|c| c.feature.to_string()).collect();
                if is == *wanted { Ok(()) } else { Err((wanted.join(", "), is.join(", "))) }
            }
            Expect::Answer(wanted) if self.answer == Some(wanted) => Ok(()),
            Expect::Answer(wanted) => Err((format!("answer {wanted}"), format!("{:?}", self.answer))),
            Expect::Reads { feature, texts } => self.reads(feature, texts),
            Expect::Text { feature, what, says, words } => self.says(feature, *what, (*says, words)),
            Expect::Lint { form, text, refused_by } => {
                let is = texts::refused_by(text, *form);
                if is == *refused_by {
                    Ok(())
                } else {
                    Err((format!("refused by {refused_by:?}"), format!("by {is:?}")))
                }
            }
            Expect::Verdicts(wanted) if wanted == verdicts => Ok(()),
            Expect::Verdicts(wanted) => Err((format!("verdicts {wanted:?}"), format!("{verdicts:?}"))),
        }
    }

    /// Whether the page of a candidate holds these words in this order.
    fn reads(&self, feature: &str, texts: &[String]) -> Result<(), (String, String)> {
        let page = self.newest.get(feature).map(|c| show::candidate(c, self.now, 100)).unwrap_or_default();
        // Words are wrapped wherever the line ends.
        let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut rest = page.as_str();
        for text in texts {
            let Some(at) = rest.find(text.as_str()) else { return Err((text.clone(), page)) };
            rest = &rest[at..];
        }
        Ok(())
    }

    /// Whether a text made of a candidate holds these words, or lacks them.
    fn says(&self, feature: &str, what: What, (says, words): (bool, &str)) -> Result<(), (String, String)> {
        let how = if says { "says" } else { "lacks" };
        let wanted = format!("{feature} {} {how} {words:?}", what.name());
        let Some(candidate) = self.newest.get(feature) else { return Err((wanted, "there is none".into())) };
        let is = what.of(candidate, self.now);
        if is.contains(words) == says { Ok(()) } else { Err((wanted, is)) }
    }
}

fn held(
    wanted: String,
    attributes: &[(String, String)],
    is: Option<BTreeMap<&'static str, String>>,
) -> Result<(), (String, String)> {
    let Some(is) = is else { return Err((wanted, "there is none".into())) };
    let wrong = differences(attributes, &is);
    if wrong.is_empty() { Ok(()) } else { Err((wanted, wrong.join(", "))) }
}

fn told(what: &str, attributes: &[(String, String)]) -> String {
    let said: Vec<String> = attributes.iter().map(|(name, value)| format!("{name} {value}")).collect();
    format!("{what} {}", said.join(", ")).trim().to_owned()
}
