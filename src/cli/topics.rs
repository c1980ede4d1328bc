//! `topics`: checks the topics of an installation, and makes the missing ones where asked to.

use clap::Args;

use super::{ConfigArguments, Exit, errors};
use crate::kafka::settle_topics;
use crate::load::key::MissingKey;

/// Arguments of `topics`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    #[command(flatten)]
    config: ConfigArguments,
    /// Make the topics that are missing
    #[arg(long)]
    create: bool,
}

const AFTER: &str = "\
A topic that is there is never changed: a tenant's place in the journal depends on the number of
partitions, and changing one setting of a topic resets its others.
Exit codes: 0 all is as it should be, 1 something is missing or wrong, 4 no connection.";

/// Checks and prints.
#[must_use]
pub fn run(arguments: &Arguments) -> Exit {
    // No message is read here: a key for this run alone does.
    let settings = match arguments.config.load().settle(MissingKey::Make) {
        Ok(settings) => settings,
        Err(problems) => return errors::refuse(&problems),
    };
    match settle_topics(&settings.kafka, arguments.create) {
        Ok(findings) => {
            let text: String = findings.iter().map(|finding| format!("{finding}\n")).collect();
            errors::print(&text);
            if findings.iter().all(crate::kafka::Finding::is_good) { Exit::Good } else { Exit::Finding }
        }
        Err(error) => super::run::failed(&error),
    }
}
