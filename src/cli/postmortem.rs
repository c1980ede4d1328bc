//! `postmortem`: the story told afterwards, as a draft in Markdown.

use clap::Args;

use super::asked::Asked;
use super::{Exit, errors};
use crate::candidate::postmortem::postmortem;

/// Arguments of `postmortem`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct PostmortemArgs {
    #[command(flatten)]
    asked: Asked,
}

const AFTER: &str = "\
Markdown on standard output: what customers wrote, the time line, what monitoring said and which gap stands
closest, the failing path as far as reports name it, how to reproduce it, the time to detection, and one probe.
The cause is a person's to write. `groundswell lint --kind postmortem` reads the finished text.
Exit codes: 0 good, 1 no such candidate, 3 configuration or a file that cannot be read, 4 no connection.";

/// Prints a draft.
#[must_use]
pub fn run(arguments: &PostmortemArgs) -> Exit {
    match arguments.asked.find() {
        Ok(found) => {
            errors::print(&postmortem(&found.facts));
            Exit::Good
        }
        Err(failed) => failed.told_beside_files(),
    }
}
