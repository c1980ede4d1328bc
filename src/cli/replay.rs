//! `replay`: recorded messages through the same pipeline, without Kafka.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::score::score;
use super::{ConfigArguments, Exit, errors};
use crate::load::settings::Settings;
use crate::wire;
use crate::wire::backtest::{ReplayDoc, ReplayedDoc, to_json};

pub(super) mod inputs;
pub(super) mod play;
mod report;
mod summary;
mod sweep;
mod whole;

use inputs::{Inputs, ReplayError, say, whole};
use play::{identity_key, play_seen};
use report::{Material, Watched};
use summary::summary;
use whole::Whole;

/// Whose files these are where they name no tenant.
const TENANT: &str = "replay";

/// The files around the messages of a replay; the same flags for every command that plays one.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Around {
    /// The catalogue
    #[arg(long, value_name = "FILE.json")]
    pub(super) features: Option<PathBuf>,
    /// The probe inventory
    #[arg(long, value_name = "FILE.json")]
    pub(super) probes: Option<PathBuf>,
    /// What monitoring said, one observation a line
    #[arg(long, value_name = "FILE.jsonl")]
    pub(super) monitoring: Option<PathBuf>,
    /// Deploys, flags, migrations, one change a line
    #[arg(long, value_name = "FILE.jsonl")]
    pub(super) changes: Option<PathBuf>,
    /// Class and feature of each message, known beforehand: they stand in for what its text says
    #[arg(long, value_name = "FILE.jsonl")]
    pub(super) labels: Option<PathBuf>,
}

/// Arguments of `replay`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct ReplayArgs {
    /// Messages, one JSON object a line, in the order in which they arrived; `-` reads standard input
    #[arg(long, required = true, num_args = 1.., value_name = "FILE.jsonl")]
    messages: Vec<PathBuf>,
    #[command(flatten)]
    around: Around,
    /// What really happened: adds a score
    #[arg(long, value_name = "FILE.json")]
    truth: Option<PathBuf>,
    /// What stood around the incidents: adds rank, cause and gap to the score
    #[arg(long, value_name = "FILE.json", requires = "truth")]
    context: Option<PathBuf>,
    #[command(flatten)]
    config: ConfigArguments,
    /// Play it once for each of these budgets too, false candidates a month, and say what each would give
    #[arg(long, value_name = "BUDGETS", requires = "truth", num_args = 0..=1, default_missing_value = sweep::BUDGETS, value_delimiter = ',', value_parser = sweep::budget)]
    sweep: Vec<f64>,
    /// Write one page that shows it all: time line, charts, reports, and with --truth why what was missed
    #[arg(long, value_name = "FILE.html")]
    report: Option<PathBuf>,
    /// Print each candidate whole, as it opened and as its rank rose, and the watch list at the end
    #[arg(long, conflicts_with = "json")]
    whole: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

const AFTER: &str = "\
Messages are canonical (message.v1), or have `ts`, `customer_id` and `lang` and no tenant. Lines that
cannot be read are named on standard error and left out. The same files give the same bytes.
A message dated more than a day ahead of those below it counts as written when it arrived, and is named.
Where a label names no feature, the faults of --truth do: without it such messages mean none.
Of --config and --set the settings count; catalogue and probes are the files named here.
Exit codes: 0 good, 3 a file that cannot be read or written.";

/// Replays and prints.
#[must_use]
pub fn run(arguments: &ReplayArgs) -> Exit {
    let loaded = arguments.config.load();
    let problems: Vec<_> = loaded.errors().cloned().collect();
    if !problems.is_empty() {
        return errors::refuse(&problems);
    }
    match replay(arguments, &loaded.layered.settings) {
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

fn replay(arguments: &ReplayArgs, settings: &Settings) -> Result<String, ReplayError> {
    let started = Instant::now();
    let truth = arguments.truth.as_deref().map(|p| whole(p, wire::backtest::truth)).transpose()?;
    let inputs = Inputs::read(&arguments.messages, &arguments.around, &settings.defaults, truth.as_ref())?;
    let context = arguments.context.as_deref().map(|p| whole(p, wire::backtest::context)).transpose()?;
    let (context, read) = (context.unwrap_or_default(), started.elapsed());
    let messages = inputs.messages;
    let (mut watched, mut seen) = (Watched::default(), Whole::default());
    let gathered = play_seen(inputs.clone(), settings, &mut |replay, said| {
        if arguments.report.is_some() {
            watched.see(replay, said);
        }
        if arguments.whole {
            seen.see(said);
        }
    })?;
    let played = started.elapsed().saturating_sub(read);
    say(&format!(
        "{messages} messages: read in {:.2} s, played in {:.2} s, {:.0} a second",
        read.as_secs_f64(),
        played.as_secs_f64(),
        messages as f64 / played.as_secs_f64().max(f64::MIN_POSITIVE)
    ));
    let found = gathered.in_order();
    let score = truth.as_ref().map(|truth| score(truth, &context, &found, &inputs.written));
    let rows = match &truth {
        Some(truth) => sweep::sweep(&arguments.sweep, (&inputs, settings), (truth, &context))?,
        None => Vec::new(),
    };
    let doc = ReplayDoc {
        messages,
        candidates: found.iter().map(ReplayedDoc::new).collect(),
        watch: gathered.watch,
        verdicts: &gathered.verdicts,
        deploys: &gathered.deploys,
        scorecard: gathered.scorecard.values().collect(),
        score: score.as_ref(),
        sweep: rows,
    };
    if let Some(path) = &arguments.report {
        let written = report::written(&inputs, &identity_key()?);
        let (found, truth) = (&found, truth.as_ref());
        report::write(
            path,
            &report::page(&Material { doc: &doc, found, watched: &watched, written: &written, truth }),
        )?;
    }
    Ok(match (arguments.json, arguments.whole) {
        (true, _) => to_json(&doc) + "\n",
        (false, true) => seen.text(),
        (false, false) => summary(&doc),
    })
}
