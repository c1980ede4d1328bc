//! Plays the files of a replay and gathers what the engines say.

use std::collections::{BTreeMap, BTreeSet};

use super::TENANT;
use super::inputs::{Inputs, ReplayError, say};
use crate::candidate::EventKind;
use crate::config::Understanding;
use crate::engine::output::{Output, Reason};
use crate::ids::{FeatureId, IdentityKey, TenantId};
use crate::load::settings::Settings;
use crate::pipeline::partition::TenantOutput;
use crate::pipeline::replay::{Replay, What, merge};
use crate::pipeline::understand::Understander;
use crate::signal::{Message, Signal, Trace};
use crate::wire::backtest::Replayed;
use crate::wire::scorecard::ScorecardDoc;
use crate::wire::watch::WatchDoc;

/// Identifiers are hashed under this key: they meet nothing outside one replay.
const KEY: &[u8] = b"identifiers of one replay";

/// The key of a replay.
pub(in crate::cli) fn identity_key() -> Result<IdentityKey, ReplayError> {
    Ok(IdentityKey::new(KEY)?)
}

/// What reads the messages of a replay.
fn understander(settings: &Settings) -> Result<Understander, ReplayError> {
    Ok(Understander::new(reading(settings)?))
}

/// How the messages of a replay are read.
pub(in crate::cli) fn reading(settings: &Settings) -> Result<Understanding, ReplayError> {
    Ok(Understanding {
        identity_key: identity_key()?,
        max_text_bytes: settings.max_text_bytes,
        max_tokens: settings.max_tokens,
        languages: settings.languages.clone(),
        message_topics: vec![TENANT.to_owned()],
        time_zones: settings.zones_by_tenant(),
    })
}

/// The messages that are `wanted` as they are understood, in order of arrival. Playing them tells where
/// one cannot be understood.
pub(in crate::cli) fn signals(
    inputs: Inputs,
    settings: &Settings,
    mut wanted: impl FnMut(&Message) -> bool,
) -> Result<impl Iterator<Item = Signal>, ReplayError> {
    let reads = understander(settings)?;
    Ok(merge(inputs.files).into_iter().filter_map(move |event| {
        let What::Message(message) = event.what else { return None };
        if wanted(&message) { reads.signal(&message, event.at).ok() } else { None }
    }))
}

/// The first message that is `wanted` as it is understood, and how its problem score came about.
pub(in crate::cli) fn traced(
    inputs: Inputs,
    settings: &Settings,
    wanted: impl Fn(&Message) -> bool,
) -> Result<Option<(Signal, Trace)>, ReplayError> {
    let reads = understander(settings)?;
    let all = merge(inputs.files).into_iter().filter_map(|event| {
        let What::Message(message) = event.what else { return None };
        if wanted(&message) { Some((message, event.at)) } else { None }
    });
    let mut read = all.filter_map(|(m, at)| Some((reads.signal(&m, at).ok()?, reads.trace(&m).ok()?)));
    Ok(read.next())
}

/// Plays everything.
pub(in crate::cli) fn play(inputs: Inputs, settings: &Settings) -> Result<Gathered, ReplayError> {
    play_seen(inputs, settings, &mut |_, _| {})
}

/// Plays everything; `see` is shown each thing said, and the replay as it stood then.
pub(in crate::cli) fn play_seen(
    inputs: Inputs,
    settings: &Settings,
    see: &mut dyn FnMut(&Replay, &TenantOutput),
) -> Result<Gathered, ReplayError> {
    let mut replay = Replay::new(understander(settings)?);
    let (mut gathered, mut said) = (Gathered::default(), Vec::new());
    for event in merge(inputs.files) {
        if let Err(dead) = replay.play(event, &mut said) {
            say(&dead.detail);
        }
        for output in said.drain(..) {
            see(&replay, &output);
            gathered.take(output);
        }
    }
    Ok(gathered)
}

/// What the engines said, by candidate.
#[derive(Default)]
pub(in crate::cli) struct Gathered {
    order: Vec<String>,
    candidates: BTreeMap<String, Replayed>,
    watched: BTreeSet<(TenantId, FeatureId)>,
    pub(in crate::cli) watch: u64,
    pub(in crate::cli) verdicts: BTreeMap<&'static str, u64>,
    /// What was said of each deploy last, in the order in which they came.
    pub(in crate::cli) deploys: Vec<WatchDoc>,
    /// The figures of each tenant and month.
    pub(in crate::cli) scorecard: BTreeMap<(String, String), ScorecardDoc>,
}

impl Gathered {
    fn take(&mut self, said: TenantOutput) {
        match said.output {
            Output::Candidate(event) => {
                let id = event.candidate.id.as_str().to_owned();
                if event.kind == EventKind::Opened {
                    self.order.push(id.clone());
                }
                let known = self.candidates.remove(&id);
                let (mut messages, late) = known.map(|k| (k.messages, k.late)).unwrap_or_default();
                if messages.is_empty() {
                    messages = event.candidate.opened_with.iter().map(|m| m.as_str().to_owned()).collect();
                }
                self.candidates.insert(id, Replayed { candidate: event.candidate, messages, late });
            }
            Output::Cluster(state) => {
                let key = (said.tenant, state.feature.clone());
                if state.candidate.is_some() {
                    self.watched.remove(&key);
                } else if self.watched.insert(key) {
                    self.watch += 1;
                }
            }
            Output::Watch(told) => {
                let doc = WatchDoc::new(&said.tenant, said.at, &told);
                let same = |d: &&mut WatchDoc| d.tenant == doc.tenant && d.change.id == doc.change.id;
                // Those of the last hour stand at the end.
                match self.deploys.iter_mut().rev().find(same) {
                    Some(known) => *known = doc,
                    None => self.deploys.push(doc),
                }
            }
            // A replay has none of these.
            Output::Feedback(_) | Output::WatchGone(_) | Output::Moved(_) => {}
            Output::Scorecard(card) => {
                let doc = ScorecardDoc::new(&said.tenant, said.at, &card);
                self.scorecard.insert((doc.tenant.clone(), doc.month.clone()), doc);
            }
            Output::ScorecardGone(month) => {
                self.scorecard.remove(&(said.tenant.to_string(), month.to_string()));
            }
            Output::ClusterGone(feature) => {
                self.watched.remove(&(said.tenant, feature));
            }
            Output::Verdict(verdict) => {
                *self.verdicts.entry(verdict.reason.name()).or_insert(0) += 1;
                let Some(of) = verdict.candidate.and_then(|id| self.candidates.get_mut(id.as_str())) else { return };
                let list = match verdict.reason {
                    Reason::Joined => &mut of.messages,
                    Reason::LateForResolved => &mut of.late,
                    Reason::Opened
                    | Reason::NotEnough
                    | Reason::NoFeature
                    | Reason::NotAProblem
                    | Reason::Internal
                    | Reason::Duplicate
                    | Reason::Late
                    | Reason::AfterResolved
                    | Reason::TooManyOpen
                    | Reason::Waiting => return,
                };
                let id = verdict.message.as_str().to_owned();
                list.push(id);
            }
        }
    }

    /// The candidates in the order in which they opened, every message of one once.
    pub(in crate::cli) fn in_order(&self) -> Vec<Replayed> {
        let mut all: Vec<Replayed> = self.order.iter().filter_map(|id| self.candidates.get(id)).cloned().collect();
        for list in all.iter_mut().flat_map(|r| [&mut r.messages, &mut r.late]) {
            let mut seen = BTreeSet::new();
            list.retain(|id| seen.insert(id.clone()));
        }
        all
    }
}
