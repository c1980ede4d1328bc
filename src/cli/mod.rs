//! The commands, one file each, and what a person reads in the terminal.
//!
//! It must never decide anything about an incident: it asks the rooms below and prints what they say.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

pub mod apply;
mod asked;
pub mod config;
pub mod demo;
pub mod draft;
pub mod errors;
pub mod explain;
pub mod feedback;
pub mod forget;
pub mod lint;
pub mod postmortem;
pub mod replay;
pub mod run;
pub mod score;
pub mod scorecard;
pub mod show;
mod story;
pub mod suggest;
pub mod tell;
pub mod topics;
pub mod validate;
pub mod watch;

use crate::load::layers::PREFIX;
use crate::load::{self, Given, Loaded};

/// Reads what customers report on Kafka and raises an incident candidate when monitoring does not.
#[derive(Debug, Parser)]
#[command(name = "groundswell", version, arg_required_else_help = true, after_help = EXIT_CODES)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 good, 1 a finding, 2 usage, 3 configuration, 4 connection.";

#[derive(Debug, Subcommand)]
enum Command {
    /// See it work: an invented story at speed, with nothing installed
    Demo(demo::Arguments),
    /// Check settings, catalogue, probes and tiers, and say what is wrong and where
    Validate(validate::Arguments),
    /// Play recorded messages through the pipeline, and score the candidates where the truth is known
    Replay(Box<replay::ReplayArgs>),
    /// Tell what was understood of a message, and why it did or did not open a candidate
    Explain(Box<explain::ExplainArgs>),
    /// Texts for the status page of one candidate, for a person to complete and to post
    Draft(Box<draft::DraftArgs>),
    /// The story of one candidate told afterwards, as a draft in Markdown
    Postmortem(Box<postmortem::PostmortemArgs>),
    /// Say whether a text may go on the status page, or into a postmortem
    Lint(lint::LintArgs),
    /// Wait for what customers' reports say of a deploy; made for pipelines
    Watch(watch::WatchArgs),
    /// What was found, who knew it first, how much of it was right, which blind spots are closed
    Scorecard(scorecard::ScorecardArgs),
    /// Phrases of customers that no feature covers, as catalogue entries
    Suggest(suggest::SuggestArgs),
    /// Read the source topics and publish candidates, until told to stop
    Run(run::Arguments),
    /// Check the topics of an installation, or make them
    Topics(topics::Arguments),
    /// Publish catalogue, probes, tiers and settings
    Apply(apply::Arguments),
    /// Say what a candidate or a message is: confirm, dismiss, merge, fixed, works again
    Feedback(Box<feedback::FeedbackArgs>),
    /// Erase a tenant or one of its customers
    Forget(forget::Arguments),
    /// Look at the settings
    #[command(subcommand)]
    Config(config::Command),
}

/// Runs the command that was asked for.
#[must_use]
pub fn run(arguments: Arguments) -> Exit {
    match arguments.command {
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Validate(arguments) => validate::run(&arguments),
        Command::Replay(arguments) => replay::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Draft(arguments) => draft::run(&arguments),
        Command::Postmortem(arguments) => postmortem::run(&arguments),
        Command::Lint(arguments) => lint::run(&arguments),
        Command::Watch(arguments) => watch::run(&arguments),
        Command::Scorecard(arguments) => scorecard::run(&arguments),
        Command::Suggest(arguments) => suggest::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Topics(arguments) => topics::run(&arguments),
        Command::Apply(arguments) => apply::run(&arguments),
        Command::Feedback(arguments) => feedback::run(&arguments),
        Command::Forget(arguments) => forget::run(&arguments),
        Command::Config(command) => config::run(&command),
    }
}

/// How the program ends; the numbers are a promise to scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It did what was asked.
    Good = 0,
    /// It did, and found something that somebody should look at.
    Finding = 1,
    /// It was not called as it can be.
    Usage = 2,
    /// Files, environment or flags cannot be meant.
    Configuration = 3,
    /// Kafka, or another program, could not be reached.
    Connection = 4,
    /// Too few customers write for silence to say anything of a deploy.
    TooFew = 5,
    /// What was waited for was not seen in time.
    NotSeen = 6,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Where the configuration comes from; the same flags for every command that has one.
#[derive(Clone, Debug, Default, Args)]
pub struct ConfigArguments {
    /// A settings file, or a folder with groundswell.toml, catalogue, probes and tiers.csv; later ones win
    #[arg(long = "config", value_name = "DIR|FILE")]
    pub configs: Vec<PathBuf>,
    /// Set one setting, over files and environment
    #[arg(long = "set", value_name = "SECTION.KEY=VALUE", value_parser = assignment)]
    pub set: Vec<(String, String)>,
}

fn assignment(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
    pair.filter(|(name, _)| !name.is_empty()).ok_or_else(|| "expected SECTION.KEY=VALUE".to_owned())
}

impl ConfigArguments {
    /// Reads everything: the files, this process's environment, the flags.
    #[must_use]
    pub fn load(&self) -> Loaded {
        self.load_with(&[])
    }

    /// The same with settings that a command has flags of its own for: the setting, the text, the flag.
    #[must_use]
    pub fn load_with(&self, own: &[(&str, &str, &str)]) -> Loaded {
        let lossless = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        let mut environment: Vec<_> =
            std::env::vars_os().filter_map(lossless).filter(|(name, _)| name.starts_with(PREFIX)).collect();
        // The order of the environment is the machine's affair; messages should not depend on it.
        environment.sort();
        // A value may be a secret by mistake: an error repeats the name only.
        let flags = self.set.iter().map(|(name, value)| (name.clone(), value.clone(), format!("--set {name}")));
        let own = own.iter().map(|(name, value, flag)| ((*name).to_owned(), (*value).to_owned(), (*flag).to_owned()));
        load::load(&Given { configs: self.configs.clone(), environment, flags: flags.chain(own).collect() })
    }
}
