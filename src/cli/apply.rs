//! `apply`: publishes catalogue, probes, tiers and settings to the config topic.

use clap::Args;

use super::{ConfigArguments, Exit, errors};
use crate::kafka::publish_files;
use crate::load::key::MissingKey;

/// Arguments of `apply`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    #[command(flatten)]
    config: ConfigArguments,
}

const AFTER: &str = "\
Only what differs from what was published before is published. A running installation takes it over
within a second; nothing has to be restarted.
Exit codes: 0 published or nothing to do, 3 configuration, 4 no connection.";

/// Publishes and prints what changed.
#[must_use]
pub fn run(arguments: &Arguments) -> Exit {
    if arguments.config.configs.is_empty() {
        return errors::usage("apply what? Name a folder or a file: groundswell apply --config DIR");
    }
    // Accounts are hashed under the installation's key: another would make the tiers meaningless.
    let settings = match arguments.config.load().settle(MissingKey::Refuse) {
        Ok(settings) => settings,
        Err(problems) => return errors::refuse(&problems),
    };
    match publish_files(&settings) {
        Ok(published) => {
            errors::print(&format!("{} published, {} unchanged\n", published.changed, published.unchanged));
            Exit::Good
        }
        Err(error) => super::run::failed(&error),
    }
}
