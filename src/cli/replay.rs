//! `replay`: recorded messages through the same pipeline, without Kafka.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::score::score;
use super::{ConfigArguments, Exit, errors};
use crate::candidate::EventKind;
use crate::config::Understanding;
use crate::engine::output::{Output, Reason};
use crate::ids::{FeatureId, IdentityKey, TenantId};
use crate::load::settings::Settings;
use crate::pipeline::partition::TenantOutput;
use crate::pipeline::replay::{Replay, merge};
use crate::pipeline::understand::Understander;
use crate::wire;
use crate::wire::backtest::{ReplayDoc, Replayed, ReplayedDoc, to_json};

mod inputs;
mod summary;

use inputs::{Inputs, ReplayError, say, whole};
use summary::summary;

/// Whose files these are where they name no tenant.
const TENANT: &str = "replay";
/// Identifiers are hashed under this key: they meet nothing outside one replay.
const KEY: &[u8] = b"identifiers of one replay";

/// Arguments of `replay`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct ReplayArgs {
    /// Messages, one JSON object a line, in the order in which they arrived; `-` reads standard input
    #[arg(long, required = true, num_args = 1.., value_name = "FILE.jsonl")]
    messages: Vec<PathBuf>,
    /// The catalogue
    #[arg(long, value_name = "FILE.json")]
    features: Option<PathBuf>,
    /// The probe inventory
    #[arg(long, value_name = "FILE.json")]
    probes: Option<PathBuf>,
    /// What monitoring said, one observation a line
    #[arg(long, value_name = "FILE.jsonl")]
    monitoring: Option<PathBuf>,
    /// Deploys, flags, migrations, one change a line
    #[arg(long, value_name = "FILE.jsonl")]
    changes: Option<PathBuf>,
    /// Class and feature of each message, known beforehand: they stand in for what its text says; with --truth, its faults name the feature
    #[arg(long, value_name = "FILE.jsonl")]
    labels: Option<PathBuf>,
    /// What really happened: adds a score
    #[arg(long, value_name = "FILE.json")]
    truth: Option<PathBuf>,
    /// What stood around the incidents: adds rank, cause and gap to the score
    #[arg(long, value_name = "FILE.json", requires = "truth")]
    context: Option<PathBuf>,
    #[command(flatten)]
    config: ConfigArguments,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

const AFTER: &str = "\
Messages are canonical (message.v1), or have `ts`, `customer_id` and `lang` and no tenant. Lines that
cannot be read are named on standard error and left out. The same files give the same bytes.
Of --config and --set the settings count; catalogue and probes are the files named here.
Exit codes: 0 good, 3 a file that cannot be read.";

/// Replays and prints.
#[must_use]
pub fn run(arguments: &ReplayArgs) -> Exit {
    let loaded = arguments.config.load();
    let problems: Vec<_> = loaded.errors().cloned().collect();
    if !problems.is_empty() {
        return errors::refuse(&problems);
    }
    match replay(arguments, loaded.layered.settings) {
        Ok(text) => {
            errors::print(&text);
            Exit::Good
        }
        Err(error) => {
            say(&format!("{error}"));
            Exit::Configuration
        }
    }
}

fn replay(arguments: &ReplayArgs, settings: Settings) -> Result<String, ReplayError> {
    let started = Instant::now();
    let truth = arguments.truth.as_deref().map(|p| whole(p, wire::backtest::truth)).transpose()?;
    let inputs = Inputs::read(arguments, &settings.defaults, truth.as_ref())?;
    let context = arguments.context.as_deref().map(|p| whole(p, wire::backtest::context)).transpose()?;
    let read = started.elapsed();
    let (messages, written) = (inputs.messages, inputs.written);
    let mut replay = Replay::new(Understander::new(Understanding {
        identity_key: IdentityKey::new(KEY)?,
        max_text_bytes: settings.max_text_bytes,
        max_tokens: settings.max_tokens,
        languages: settings.languages,
        message_topics: vec![TENANT.to_owned()],
    }));
    let mut gathered = Gathered::default();
    let mut said = Vec::new();
    for event in merge(inputs.files) {
        if let Err(dead) = replay.play(event, &mut said) {
            say(&dead.detail);
        }
        said.drain(..).for_each(|output| gathered.take(output));
    }
    let played = started.elapsed().saturating_sub(read);
    say(&format!(
        "{messages} messages: read in {:.2} s, played in {:.2} s, {:.0} a second",
        read.as_secs_f64(),
        played.as_secs_f64(),
        messages as f64 / played.as_secs_f64().max(f64::MIN_POSITIVE)
    ));
    let found = gathered.in_order();
    let score = truth.map(|truth| score(&truth, &context.unwrap_or_default(), &found, &written));
    let doc = ReplayDoc {
        messages,
        candidates: found.iter().map(ReplayedDoc::new).collect(),
        watch: gathered.watch,
        verdicts: &gathered.verdicts,
        score: score.as_ref(),
    };
    Ok(if arguments.json { to_json(&doc) + "\n" } else { summary(&doc) })
}

/// What the engines said, by candidate.
#[derive(Default)]
struct Gathered {
    order: Vec<String>,
    candidates: BTreeMap<String, Replayed>,
    watched: BTreeSet<(TenantId, FeatureId)>,
    watch: u64,
    verdicts: BTreeMap<&'static str, u64>,
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
    fn in_order(&self) -> Vec<Replayed> {
        let mut all: Vec<Replayed> = self.order.iter().filter_map(|id| self.candidates.get(id)).cloned().collect();
        for list in all.iter_mut().flat_map(|r| [&mut r.messages, &mut r.late]) {
            let mut seen = BTreeSet::new();
            list.retain(|id| seen.insert(id.clone()));
        }
        all
    }
}
