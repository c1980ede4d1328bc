//! What was committed, as it happens, on the terminal of the process that committed it.

use std::io::{IsTerminal as _, Write as _};

use super::show;
use super::show::words::plain;
use super::watch::verdict_of;
use crate::candidate::{Candidate, CandidateEvent, EventKind, Route};
use crate::engine::deploy::DeployVerdict;
use crate::engine::output::Output;
use crate::pipeline::partition::TenantOutput;

/// Columns of a candidate on a terminal: what fits beside a log on a laptop.
const WIDTH: usize = 100;

/// Prints a candidate that opened in full, and a line for whatever happens to it later; a line for a deploy
/// that is failing, or whose hour is over.
pub fn said(said: &TenantOutput) {
    let text = match &said.output {
        Output::Candidate(event) => happened(event, said),
        // That there is nothing to say yet is no news.
        Output::Watch(told) if told.ended || told.verdict == DeployVerdict::Failing => {
            let (id, why) = (&told.change.id, plain(&told.why));
            format!("{}  deploy {id}: {}. {why}\n", said.at.clock_text(), verdict_of(told.verdict.name()))
        }
        Output::Watch(_)
        | Output::WatchGone(_)
        | Output::Scorecard(_)
        | Output::ScorecardGone(_)
        | Output::Cluster(_)
        | Output::ClusterGone(_)
        | Output::Verdict(_)
        | Output::Moved(_)
        | Output::Feedback(_) => return,
    };
    // Where standard output is closed nobody reads.
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn happened(event: &CandidateEvent, said: &TenantOutput) -> String {
    let c = &event.candidate;
    match event.kind {
        EventKind::Opened if std::io::stdout().is_terminal() => {
            format!("\n{}\n", show::candidate_in_colour(c, said.at, WIDTH))
        }
        EventKind::Opened => format!("\n{}\n", show::candidate(c, said.at, WIDTH)),
        EventKind::Updated => format!("{}  {}\n", said.at.clock_text(), update(c)),
        EventKind::Resolved => format!("{}  resolved: {} ({})\n", said.at.clock_text(), c.feature, why(c)),
        EventKind::Dismissed => format!("{}  dismissed: {}\n", said.at.clock_text(), c.feature),
        EventKind::Merged => format!("{}  merged into another: {}\n", said.at.clock_text(), c.feature),
        EventKind::Forgotten => format!("{}  forgotten: {}\n", said.at.clock_text(), c.id),
    }
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
