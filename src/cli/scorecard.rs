//! `scorecard`: what was found, who knew it first, how much of it was right, which blind spots are closed.

use std::collections::BTreeMap;

use clap::Args;

use super::asked::{Failed, did_you_mean, each_record};
use super::{ConfigArguments, Exit, errors};
use crate::wire::backtest::to_json;
use crate::wire::scorecard::ScorecardDoc;

mod view;

pub(super) use view::told;

/// Arguments of `scorecard`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct ScorecardArgs {
    /// Of this tenant alone
    #[arg(long, value_name = "TENANT")]
    tenant: Option<String>,
    /// So many of the newest months
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=13))]
    months: u8,
    #[command(flatten)]
    config: ConfigArguments,
    /// Print one JSON object a line and month (scorecard.v1)
    #[arg(long)]
    json: bool,
}

const AFTER: &str = "\
Reads the topic of scorecards to its end. A month is a calendar month (UTC); a candidate belongs to the month
in which it opened, and a month without one has no line. What each figure means: docs/how-it-works.md, Scorecard.
Exit codes: 0 good, 1 nothing is known, 2 usage, 3 configuration, 4 no connection.";

/// Reads and prints.
#[must_use]
pub fn run(arguments: &ScorecardArgs) -> Exit {
    match printed(arguments) {
        Ok(text) => {
            errors::print(&text);
            Exit::Good
        }
        Err(failed) => failed.told(),
    }
}

fn printed(arguments: &ScorecardArgs) -> Result<String, Failed> {
    // Of each key the last record counts; one without payload takes it back.
    let mut standing: BTreeMap<String, ScorecardDoc> = BTreeMap::new();
    let mut unreadable = None;
    let topic = each_record(&arguments.config, |topics| &topics.scorecard, &mut |record| {
        let Some(payload) = record.payload else {
            standing.remove(&record.key);
            return;
        };
        match ScorecardDoc::read(&payload) {
            Ok(doc) => drop(standing.insert(record.key, doc)),
            Err(error) => unreadable = Some(format!("{}: {error}", record.key)),
        }
    })?;
    if let Some(which) = unreadable {
        return Err(Failed::Unknown(format!("a record of {topic} cannot be read: {which}")));
    }
    let mut tenants: Vec<String> = standing.values().map(|doc| doc.tenant.clone()).collect();
    tenants.dedup();
    let docs = newest(standing.into_values(), arguments.tenant.as_deref(), arguments.months.into());
    if docs.is_empty() {
        let near = arguments.tenant.as_deref().map(|t| did_you_mean(t, &tenants)).unwrap_or_default();
        let of = arguments.tenant.as_deref().map(|t| format!(" of {t}")).unwrap_or_default();
        return Err(Failed::Unknown(format!("{topic} holds nothing{of}: no candidate has opened yet{near}")));
    }
    if arguments.json {
        return Ok(docs.iter().map(|doc| to_json(doc) + "\n").collect());
    }
    Ok(told(&docs.iter().collect::<Vec<_>>()))
}

/// By tenant, the newest `months` of each, the oldest of them first.
fn newest(all: impl Iterator<Item = ScorecardDoc>, tenant: Option<&str>, months: usize) -> Vec<ScorecardDoc> {
    let mut by_tenant: BTreeMap<String, BTreeMap<String, ScorecardDoc>> = BTreeMap::new();
    for doc in all.filter(|doc| tenant.is_none_or(|t| t == doc.tenant)) {
        by_tenant.entry(doc.tenant.clone()).or_default().insert(doc.month.clone(), doc);
    }
    let last = |of: BTreeMap<String, ScorecardDoc>| {
        let skipped = of.len().saturating_sub(months);
        of.into_values().skip(skipped)
    };
    by_tenant.into_values().flat_map(last).collect()
}

#[cfg(test)]
mod tests;
