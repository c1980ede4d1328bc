//! What reports say of a deploy, as a person reads it in the terminal.

use crate::cli::show::words::{date, plain, wrap};
use crate::wire::watch::{WatchDoc, WatchedFeatureDoc};

/// Columns of the view.
const WIDTH: usize = 100;
/// Features told one by one; the failing ones come first.
const MAX_FEATURES: usize = 10;

/// A verdict in words.
pub(in crate::cli) fn verdict_of(name: &str) -> String {
    name.replace('_', " ")
}

/// One line: when, what, and the verdict.
pub(in crate::cli) fn line(doc: &WatchDoc) -> String {
    let so_far = if doc.ended { "" } else { ", so far" };
    let features: Vec<String> = doc.features.iter().take(MAX_FEATURES).map(|f| plain(&f.feature)).collect();
    let features = if features.is_empty() { "no known feature".to_owned() } else { features.join(", ") };
    let (id, service, verdict) = (plain(&doc.change.id), plain(&doc.change.service), verdict_of(&doc.verdict));
    format!("{}  {id}  {service}: {verdict}{so_far} ({features})\n", doc.change.time.0)
}

/// All of it.
pub(in crate::cli) fn told(doc: &WatchDoc) -> String {
    let mut out = String::new();
    let (heard, whole) = (doc.heard_until.0 - doc.begins.0, doc.ends.0 - doc.begins.0);
    let over = if doc.ended { "final".to_owned() } else { format!("so far: heard {heard} of {whole}") };
    let verdict = verdict_of(&doc.verdict).to_uppercase();
    out.push_str(&format!("{verdict}, {over}   {} / {}\n", plain(&doc.tenant), plain(&doc.change.id)));
    let by = doc.change.actor.as_deref().map(|who| format!(", by {}", plain(who))).unwrap_or_default();
    let (service, summary) = (plain(&doc.change.service), plain(&doc.change.summary));
    let about = if summary.is_empty() { service } else { format!("{service}: {summary}") };
    let time = doc.change.time.0;
    out.push_str(&format!("  deploy  {about}   {} {} UTC{by}\n", date(time), time.clock_text()));
    hanging(&mut out, &plain(&doc.why));
    let mut features: Vec<&WatchedFeatureDoc> = doc.features.iter().collect();
    features.sort_by_key(|f| f.verdict != "failing");
    for feature in features.iter().take(MAX_FEATURES) {
        hanging(&mut out, &format!("{}: {}", verdict_of(&feature.verdict), plain(&feature.why)));
    }
    if let Some(more) = features.len().checked_sub(MAX_FEATURES).filter(|more| *more > 0) {
        out.push_str(&format!("  {more} further features\n"));
    }
    out.push('\n');
    out
}

/// A paragraph, two columns in; its further lines four.
fn hanging(out: &mut String, text: &str) {
    for (i, line) in wrap(text, WIDTH - 4).iter().enumerate() {
        out.push_str(&format!("{}{line}\n", if i == 0 { "  " } else { "    " }));
    }
}

#[cfg(test)]
mod tests;
