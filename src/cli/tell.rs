//! What was committed, as it happens, on the terminal of the process that committed it.

use std::io::{IsTerminal as _, Write as _};

use super::show;
use crate::candidate::{Candidate, EventKind, Route};
use crate::engine::output::Output;
use crate::pipeline::partition::TenantOutput;

/// Columns of a candidate on a terminal: what fits beside a log on a laptop.
const WIDTH: usize = 100;

/// Prints a candidate that opened in full, and a line for whatever happens to it later.
pub fn said(said: &TenantOutput) {
    let Output::Candidate(event) = &said.output else { return };
    let c = &event.candidate;
    let text = match event.kind {
        EventKind::Opened if std::io::stdout().is_terminal() => {
            format!("\n{}\n", show::candidate_in_colour(c, said.at, WIDTH))
        }
        EventKind::Opened => format!("\n{}\n", show::candidate(c, said.at, WIDTH)),
        EventKind::Updated => format!("{}  {}\n", said.at.clock_text(), update(c)),
        EventKind::Resolved => format!("{}  resolved: {} ({})\n", said.at.clock_text(), c.feature, why(c)),
        EventKind::Dismissed => format!("{}  dismissed: {}\n", said.at.clock_text(), c.feature),
        EventKind::Merged => format!("{}  merged into another: {}\n", said.at.clock_text(), c.feature),
        EventKind::Forgotten => format!("{}  forgotten: {}\n", said.at.clock_text(), c.id),
    };
    // Where standard output is closed nobody reads.
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// How it ended.
fn why(c: &Candidate) -> String {
    let answers = &c.recovery.answers;
    match c.recovery.route {
        Some(Route::Confirmed) => format!("{} reporters said that it works again", answers.confirmed),
        Some(Route::Unheard) => answers.held.map(|h| h.why()).unwrap_or_default(),
        _ => c.recovery.why.clone(),
    }
}

fn update(c: &Candidate) -> String {
    format!("update: {}, rank {}, {} customers, {} messages", c.feature, c.rank.number(), c.customers, c.messages)
}
