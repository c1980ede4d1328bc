//! `replay`: recorded messages through the same pipeline, without Kafka.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::score::score;
use super::{Exit, errors};
use crate::candidate::EventKind;
use crate::config::Understanding;
use crate::engine::output::{Output, Reason};
use crate::ids::{BadName, FeatureId, IdentityKey, MessageId, TenantId};
use crate::pipeline::partition::TenantOutput;
use crate::pipeline::replay::{Replay, What, merge};
use crate::pipeline::understand::Understander;
use crate::signal::Label;
use crate::time::Timestamp;
use crate::wire::backtest::{ReplayDoc, Replayed, ReplayedDoc, Score, Truth, to_json};
use crate::wire::replay::Labelled;
use crate::wire::{self, WireError};

/// Whose files these are where they name no tenant.
const TENANT: &str = "replay";
/// Identifiers are hashed under this key: they meet nothing outside one replay.
const KEY: &[u8] = b"identifiers of one replay";
/// Broken lines named one by one; more are only counted.
const SHOWN_BROKEN: u64 = 5;
/// Text considered, in bytes, and tokens: the shipped settings.
const TEXT_BYTES: usize = 8 * 1024;
const TOKENS: usize = 512;

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
    /// Class and feature of each message, known beforehand: they stand in for what its text says
    #[arg(long, value_name = "FILE.jsonl")]
    labels: Option<PathBuf>,
    /// What really happened: adds a score
    #[arg(long, value_name = "FILE.json")]
    truth: Option<PathBuf>,
    /// What stood around the incidents: adds rank, cause and gap to the score
    #[arg(long, value_name = "FILE.json", requires = "truth")]
    context: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

const AFTER: &str = "\
Messages are canonical (message.v1), or have `ts`, `customer_id` and `lang` and no tenant. Lines that
cannot be read are named on standard error and left out. The same files give the same bytes.
Exit codes: 0 good, 3 a file that cannot be read.";

/// What keeps a replay from running.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// A file that is not there, or not to be read.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A file that says something else than it should.
    #[error("{path}: {source}")]
    Content {
        /// Which file.
        path: String,
        /// Where and what.
        source: WireError,
    },
    /// The names a replay gives itself.
    #[error(transparent)]
    Name(#[from] BadName),
}

/// Replays and prints.
#[must_use]
pub fn run(arguments: &ReplayArgs) -> Exit {
    match replay(arguments) {
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

fn replay(arguments: &ReplayArgs) -> Result<String, ReplayError> {
    let started = Instant::now();
    let truth = arguments.truth.as_deref().map(|p| whole(p, wire::backtest::truth)).transpose()?;
    let inputs = Inputs::read(arguments, truth.as_ref())?;
    let context = arguments.context.as_deref().map(|p| whole(p, wire::backtest::context)).transpose()?;
    let read = started.elapsed();
    let (messages, written) = (inputs.messages, inputs.written);
    let mut replay = Replay::new(Understander::new(Understanding {
        identity_key: IdentityKey::new(KEY)?,
        max_text_bytes: TEXT_BYTES,
        max_tokens: TOKENS,
        languages: ["en", "fr"].map(str::to_owned).into(),
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

/// Everything the files say.
struct Inputs {
    files: Vec<Vec<(TenantId, What)>>,
    messages: u64,
    /// When each message was written.
    written: BTreeMap<String, Timestamp>,
}

/// Labels by message; where the truth names a fault for what a message is about, that is its feature.
fn labels(labels: Vec<Labelled>, truth: Option<&Truth>) -> BTreeMap<MessageId, Label> {
    let faults = truth.map(|t| t.feature_by_intent(&labels)).unwrap_or_default();
    let settle = |mut l: Labelled| {
        if let Some(fault) = l.intent.as_ref().and_then(|intent| faults.get(intent)) {
            l.label.feature = Some(fault.clone());
        }
        (l.id, l.label)
    };
    labels.into_iter().map(settle).collect()
}

impl Inputs {
    fn read(arguments: &ReplayArgs, truth: Option<&Truth>) -> Result<Self, ReplayError> {
        let tenant = TenantId::new(TENANT)?;
        let labels = match &arguments.labels {
            Some(path) => labels(lines(path, wire::replay::label)?, truth),
            None => BTreeMap::new(),
        };
        let mut files = Vec::new();
        let (mut messages, mut written) = (0, BTreeMap::new());
        let mut tenants = BTreeSet::new();
        for path in &arguments.messages {
            let mut file = Vec::new();
            for mut message in lines(path, |line| wire::replay::message(line, &tenant))? {
                messages += 1;
                written.insert(message.id.as_str().to_owned(), message.occurred_at);
                message.label = labels.get(&message.id).cloned();
                tenants.insert(message.tenant.clone());
                file.push((message.tenant.clone(), What::Message(Box::new(message))));
            }
            files.push(file);
        }
        if let Some(path) = &arguments.monitoring {
            let all = lines(path, |line| wire::replay::observation(line, &tenant))?;
            files.push(all.into_iter().map(|(t, o)| (t, What::Observation(Box::new(o)))).collect());
        }
        if let Some(path) = &arguments.changes {
            let all = lines(path, |line| wire::replay::change(line, &tenant))?;
            files.push(all.into_iter().map(|(t, c)| (t, What::Change(Box::new(c)))).collect());
        }
        // One catalogue and one inventory for all: a backtest is of one product.
        if let Some(path) = &arguments.features {
            let catalogue = whole(path, wire::catalogue::read)?;
            let each = tenants.iter().map(|t| (t.clone(), What::Catalogue(Box::new(catalogue.clone()))));
            files.push(each.collect());
        }
        if let Some(path) = &arguments.probes {
            let probes = whole(path, wire::probes::read)?;
            files.push(tenants.iter().map(|t| (t.clone(), What::Probes(Box::new(probes.clone())))).collect());
        }
        Ok(Self { files, messages, written })
    }
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

/// A file whole.
fn whole<T>(path: &Path, read: impl FnOnce(&[u8]) -> Result<T, WireError>) -> Result<T, ReplayError> {
    read(&bytes(path)?).map_err(|source| ReplayError::Content { path: path.display().to_string(), source })
}

/// A file line by line; what cannot be read is named and left out.
fn lines<T>(path: &Path, read: impl Fn(&[u8]) -> Result<T, WireError>) -> Result<Vec<T>, ReplayError> {
    let bytes = bytes(path)?;
    let (mut all, mut broken) = (Vec::new(), 0);
    for (i, line) in bytes.split(|b| *b == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        match read(line) {
            Ok(item) => all.push(item),
            Err(error) => {
                broken += 1;
                if broken <= SHOWN_BROKEN {
                    say(&format!("{}:{}: {error}", path.display(), i + 1));
                }
            }
        }
    }
    if broken > 0 {
        say(&format!("{}: {broken} lines left out", path.display()));
    }
    Ok(all)
}

fn bytes(path: &Path) -> Result<Vec<u8>, ReplayError> {
    let read = if path == Path::new("-") {
        let mut all = Vec::new();
        io::stdin().lock().read_to_end(&mut all).map(|_| all)
    } else {
        fs::read(path)
    };
    read.map_err(|source| ReplayError::File { path: path.display().to_string(), source })
}

/// To standard error; nobody is left to tell where it is closed.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// The replay as a person reads it.
fn summary(doc: &ReplayDoc<'_>) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "{} messages, {} candidates, {} on the watch list",
        doc.messages,
        doc.candidates.len(),
        doc.watch
    );
    for c in &doc.candidates {
        let end = c.resolved_at.map_or("open".to_owned(), |t| format!("until {}", t.0));
        let _ = writeln!(
            out,
            "\n{}  rank {}  {}  {} customers  {end}",
            c.opened_at.0, c.rank_at_open, c.feature, c.customers
        );
        let _ = writeln!(out, "  {}", c.title);
        let usual =
            c.expected_once_per.as_ref().map_or("no baseline yet".to_owned(), |p| format!("once in {p} by chance"));
        let _ = writeln!(out, "  {} customers in {} min: {usual}", c.observed, c.window_min);
        if let Some(change) = c.likely_change {
            let _ = writeln!(out, "  changed before: {change}");
        }
        if let Some(gap) = c.gap_kind {
            let _ = writeln!(out, "  monitoring's gap: {gap}");
        }
    }
    let _ = writeln!(out, "\nWhat became of the messages");
    for (reason, n) in doc.verdicts {
        let _ = writeln!(out, "  {n:>7}  {reason}");
    }
    if let Some(score) = doc.score {
        let _ = write!(out, "\n{}", scored(score));
    }
    out
}

fn scored(s: &Score) -> String {
    let minutes = |m: Option<f64>| m.map_or("none".to_owned(), |m| format!("{m} min"));
    format!(
        "Against the truth\n  found {} of {}, false {}, excused {}, duplicates {}, linked {}\n  after the third customer: median {}, nine of ten {}\n  rank at open right {} of {}, cause first {} of {}, gap right {} of {}, resolved early {}\n",
        s.found,
        s.incidents,
        s.false_alerts,
        s.excused,
        s.duplicates,
        s.linked_episodes,
        minutes(s.median_minutes_after_third_reporter),
        minutes(s.p90_minutes_after_third_reporter),
        s.rank_at_open_right,
        s.rank_at_open_of,
        s.cause_first,
        s.cause_of,
        s.gap_kind_right,
        s.gap_kind_of,
        s.resolved_early,
    )
}
