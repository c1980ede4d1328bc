//! `watch`: waits for what customers' reports say of a deploy, so that a pipeline can.

use std::time::{Duration, Instant};

use clap::Args;

use super::replay::inputs::say;
use super::{ConfigArguments, Exit, errors};
use crate::kafka::{RunError, Tail, Topics};
use crate::load::key::MissingKey;
use crate::load::run::KafkaSettings;
use crate::wire::backtest::to_json;
use crate::wire::watch::WatchDoc;

mod view;

pub(super) use view::{line, told, verdict_of};

/// How long what is there already may take to be read, where the wait itself is shorter.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long one look at the topic waits for a record.
const LOOK: Duration = Duration::from_millis(200);

/// Arguments of `watch`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct WatchArgs {
    /// The deploy's id, as it stands among the changes
    #[arg(value_name = "CHANGE_ID")]
    change: String,
    /// Whose customers write, where several tenants have a deploy of that id
    #[arg(long, value_name = "TENANT")]
    tenant: Option<String>,
    /// Decide by this one of its features
    #[arg(long, value_name = "FEATURE")]
    feature: Option<String>,
    /// Longest wait, as 90s, 60m or 2h; 0s asks what is known now
    #[arg(long = "for", value_name = "TIME", default_value = "75m", value_parser = length)]
    wait: Duration,
    #[command(flatten)]
    config: ConfigArguments,
    /// Print each verdict as one JSON object a line (watch.v1); the last line is the one decided by
    #[arg(long)]
    json: bool,
}

const AFTER: &str = "\
Waits for the hour behind a deploy to production to be over, as told in the topic of watches; it may be
started before the deploy is published. A failing verdict ends it at once. Where the wait runs out first,
the verdict so far decides.
Exit codes: 0 no_evidence_of_failure, 1 failing, 2 usage, 3 configuration, 4 no connection,
5 too_few_to_say (silence proves nothing), 6 no such deploy was seen in time.";

/// `90s`, `60m`, `2h`.
fn length(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is no length of time (90s, 60m, 2h)");
    let units = [('s', 1), ('m', 60), ('h', 3_600)];
    let (number, seconds) =
        units.into_iter().find_map(|(unit, s)| Some((text.trim().strip_suffix(unit)?, s))).ok_or_else(wrong)?;
    let number: u32 = number.parse().map_err(|_| wrong())?;
    Ok(Duration::from_secs(u64::from(number) * seconds))
}

/// Why no verdict came about.
enum Failed {
    Run(RunError),
    Usage(String),
}

/// Waits, prints each verdict, and ends by the last.
#[must_use]
pub fn run(arguments: &WatchArgs) -> Exit {
    // No message is read here: a key for this run alone does.
    let settings = match arguments.config.load().settle(MissingKey::Make) {
        Ok(settings) => settings,
        Err(problems) => return errors::refuse(&problems),
    };
    match wait(arguments, &settings.kafka) {
        Ok(last) => end(arguments, last.as_ref()),
        Err(Failed::Run(error)) => super::run::failed(&error),
        Err(Failed::Usage(why)) => errors::usage(&why),
    }
}

/// The last that was said of the deploy; none where nothing was.
fn wait(arguments: &WatchArgs, kafka: &KafkaSettings) -> Result<Option<WatchDoc>, Failed> {
    let mut tail = Tail::new(kafka, &Topics::new(&kafka.prefix).watches).map_err(Failed::Run)?;
    let (started, mut last) = (Instant::now(), None::<WatchDoc>);
    let suffix = format!(":{}", arguments.change);
    loop {
        let (passed, at_end) = (started.elapsed(), tail.is_at_end());
        let over = passed >= arguments.wait && (at_end || passed >= arguments.wait + PATIENCE);
        let decided = last.as_ref().is_some_and(|doc| doc.ended || (at_end && is_failing(arguments, doc)));
        if over || decided {
            return Ok(last);
        }
        let Some(record) = tail.next(LOOK) else { continue };
        if !record.key.ends_with(&suffix) {
            continue;
        }
        let doc = record.payload.as_deref().and_then(|bytes| WatchDoc::read(bytes).ok());
        let meant =
            |d: &WatchDoc| d.change.id == arguments.change && arguments.tenant.as_ref().is_none_or(|t| *t == d.tenant);
        let Some(doc) = doc.filter(meant) else { continue };
        if let Some(other) = last.as_ref().filter(|known| known.tenant != doc.tenant) {
            let (one, two, id) = (&other.tenant, &doc.tenant, &arguments.change);
            return Err(Failed::Usage(format!("{one} and {two} have a deploy {id}: name one with --tenant")));
        }
        errors::print(&if arguments.json { to_json(&doc) + "\n" } else { told(&doc) });
        last = Some(doc);
    }
}

/// What is said of the deploy, or of the one feature asked for; none where it is none of its features.
fn decided_by<'a>(arguments: &WatchArgs, doc: &'a WatchDoc) -> Option<&'a str> {
    match &arguments.feature {
        None => Some(&doc.verdict),
        Some(asked) => doc.features.iter().find(|f| f.feature == *asked).map(|f| f.verdict.as_str()),
    }
}

fn is_failing(arguments: &WatchArgs, doc: &WatchDoc) -> bool {
    decided_by(arguments, doc) == Some("failing")
}

fn end(arguments: &WatchArgs, last: Option<&WatchDoc>) -> Exit {
    let Some(doc) = last else {
        let id = &arguments.change;
        say(&format!("no deploy {id} was seen: it is not published, no change of kind deploy, or not to production"));
        return Exit::NotSeen;
    };
    let Some(verdict) = decided_by(arguments, doc) else {
        let asked = arguments.feature.as_deref().unwrap_or_default();
        let known: Vec<&str> = doc.features.iter().map(|f| f.feature.as_str()).collect();
        say(&format!("nothing is said of {asked}: the features of {} are {}", doc.change.id, known.join(", ")));
        return Exit::TooFew;
    };
    if !doc.ended && verdict != "failing" {
        say(&format!("the hour is not over: heard until {} of {}", doc.heard_until.0, doc.ends.0));
    }
    exit_of(verdict)
}

fn exit_of(verdict: &str) -> Exit {
    match verdict {
        "failing" => Exit::Finding,
        "no_evidence_of_failure" => Exit::Good,
        // What a later version may add is no reason to go on.
        _ => Exit::TooFew,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_has_a_unit() {
        for (text, seconds) in [("90s", 90), ("60m", 3_600), ("2h", 7_200), ("0s", 0)] {
            assert_eq!(length(text).unwrap().as_secs(), seconds);
        }
        for text in ["", "m", "60", "1.5h", "-5m", "60 minutes", "5µ"] {
            assert!(length(text).is_err(), "{text}");
        }
    }

    #[test]
    fn every_verdict_has_an_exit_code_of_its_own() {
        use crate::engine::deploy::DeployVerdict::{Failing, NoEvidenceOfFailure, TooFewToSay};
        let codes = [NoEvidenceOfFailure, Failing, TooFewToSay].map(|v| exit_of(v.name()) as u8);
        assert_eq!((codes, Exit::NotSeen as u8), ([0, 1, 5], 6));
    }
}
