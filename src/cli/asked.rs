//! What several commands ask of an installation or of a replay: the records of a topic, one candidate.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;

use super::replay::Around;
use super::replay::inputs::{Inputs, ReplayError, say};
use super::replay::play::play_seen;
use super::{ConfigArguments, Exit, errors};
use crate::candidate::postmortem::Facts;
use crate::engine::output::Output;
use crate::kafka::{Clock, RunError, Tail, TailRecord, Topics};
use crate::load::key::MissingKey;
use crate::load::problem::Problem;
use crate::time::Timestamp;
use crate::wire;
use crate::wire::candidate::facts;
use crate::wire::outgoing;

/// How long a topic may take to be read to its end.
const PATIENCE: Duration = Duration::from_secs(300);

/// Why there is no answer.
pub(super) enum Failed {
    Replay(ReplayError),
    Run(RunError),
    Settings(Vec<Problem>),
    /// There is nothing of that id, with what may help.
    Unknown(String),
}

impl Failed {
    /// As [`Self::told`], by a command that plays files too.
    pub(super) fn told_beside_files(&self) -> Exit {
        let exit = self.told();
        if matches!(self, Self::Run(RunError::Connection { .. })) {
            say("Without an installation, recorded messages can be played: --messages FILE.jsonl");
        }
        exit
    }

    /// Says why, and how the program ends.
    pub(super) fn told(&self) -> Exit {
        match self {
            Self::Replay(error) => {
                say(&error.to_string());
                Exit::Configuration
            }
            Self::Run(error) => super::run::failed(error),
            Self::Settings(problems) => errors::refuse(problems),
            Self::Unknown(why) => {
                say(why);
                Exit::Finding
            }
        }
    }
}

/// Shows each record that a topic of the installation holds; returns the topic's name.
pub(super) fn each_record(
    config: &ConfigArguments,
    topic: impl Fn(&Topics) -> &str,
    see: &mut dyn FnMut(TailRecord),
) -> Result<String, Failed> {
    // No message is read here: a key for this run alone does.
    let settings = config.load().settle(MissingKey::Make).map_err(Failed::Settings)?;
    let topics = Topics::new(&settings.kafka.prefix);
    let topic = topic(&topics).to_owned();
    let mut tail = Tail::new(&settings.kafka, &topic).map_err(Failed::Run)?;
    let since = Instant::now();
    while !tail.is_at_end() {
        if since.elapsed() > PATIENCE {
            let why = format!("{topic} was not read to its end within {} s", PATIENCE.as_secs());
            return Err(Failed::Run(RunError::Connection { at: settings.kafka.bootstrap, why }));
        }
        if let Some(record) = tail.next(Duration::from_millis(200)) {
            see(record);
        }
    }
    Ok(topic)
}

/// `; did you mean X?` where an id comes near to one of these.
pub(super) fn did_you_mean(id: &str, ids: &[String]) -> String {
    let near = wire::nearest(id, ids.iter().map(String::as_str));
    near.map(|other| format!("; did you mean {other}?")).unwrap_or_default()
}

/// Which candidate, and where it is to be found.
#[derive(Debug, Args)]
pub(super) struct Asked {
    /// The candidate's id, as alerts and `replay --json` name it
    #[arg(value_name = "CANDIDATE_ID")]
    candidate: String,
    /// Play these messages, one JSON object a line, instead of asking the installation
    #[arg(long, num_args = 1.., value_name = "FILE.jsonl")]
    messages: Vec<PathBuf>,
    #[command(flatten)]
    around: Around,
    #[command(flatten)]
    config: ConfigArguments,
}

/// A candidate as it was published last.
pub(super) struct Found {
    /// What was published.
    pub(super) facts: Facts,
    /// From when a next update is promised: now; in a replay when it was published.
    pub(super) at: Timestamp,
}

impl Asked {
    /// Looks it up.
    pub(super) fn find(&self) -> Result<Found, Failed> {
        if self.messages.is_empty() { self.on_topic() } else { self.in_replay() }
    }

    fn in_replay(&self) -> Result<Found, Failed> {
        let loaded = self.config.load();
        let problems: Vec<_> = loaded.errors().cloned().collect();
        if !problems.is_empty() {
            return Err(Failed::Settings(problems));
        }
        let settings = &loaded.layered.settings;
        let inputs = Inputs::read(&self.messages, &self.around, &settings.defaults, None).map_err(Failed::Replay)?;
        let mut kept: Option<(Vec<u8>, Timestamp)> = None;
        let gathered = play_seen(inputs, settings, &mut |_, said| {
            let Output::Candidate(event) = &said.output else { return };
            if event.candidate.id.as_str() == self.candidate {
                let record = outgoing(&said.tenant, said.at, &said.output).and_then(|record| record.payload);
                kept = record.map(|payload| (payload, said.at));
            }
        });
        let gathered = gathered.map_err(Failed::Replay)?;
        if let Some((payload, at)) = kept {
            return self.read(&payload, at);
        }
        let ids: Vec<String> = gathered.in_order().iter().map(|r| r.candidate.id.to_string()).collect();
        let near = did_you_mean(&self.candidate, &ids);
        Err(Failed::Unknown(format!("none of the {} candidates is called {}{near}", ids.len(), self.candidate)))
    }

    fn on_topic(&self) -> Result<Found, Failed> {
        let (mut kept, mut ids) = (None, Vec::new());
        let suffix = format!(":{}", self.candidate);
        let topic = each_record(&self.config, |topics| &topics.candidates, &mut |record| {
            if record.key.ends_with(&suffix) {
                // A tombstone: it was erased.
                kept = record.payload;
            } else if let Some((_, id)) = record.key.split_once(':') {
                ids.push(id.to_owned());
            }
        })?;
        if let Some(payload) = kept {
            return self.read(&payload, Clock::System.now());
        }
        let near = did_you_mean(&self.candidate, &ids);
        Err(Failed::Unknown(format!("{topic} holds no candidate {}{near}", self.candidate)))
    }

    fn read(&self, payload: &[u8], at: Timestamp) -> Result<Found, Failed> {
        let unreadable = |error| Failed::Unknown(format!("the record of {} cannot be read: {error}", self.candidate));
        Ok(Found { facts: facts(payload).map_err(unreadable)?, at })
    }
}
