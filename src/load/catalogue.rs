//! A catalogue file: features with the place of everything that may turn out to be wrong.

use std::collections::BTreeMap;
use std::ops::Range;

use super::fields::{At, Fields};
use super::problem::{Problem, Severity, Sink};
use super::tree::{Entry, Node, Value};
use crate::config::Feature;
use crate::config::catalogue::{MAX_ALIASES, MAX_FEATURES};
use crate::ids::{FeatureId, Tier};
use crate::time::Timestamp;
use crate::wire::catalogue::{FeatureDoc, MAX_LIST};
use crate::wire::{TimeDoc, WireError};

/// Longest name, alias, area, owner or service, in characters: longer is a sentence, and no customer
/// writes one word for word.
pub const MAX_PHRASE_CHARS: usize = 120;

/// A feature, and where its parts stand.
#[derive(Clone, Debug)]
pub struct FeatureAt {
    /// The feature.
    pub feature: Feature,
    /// Where its id stands.
    pub span: Range<usize>,
    /// Its name and its aliases, each with its place.
    pub phrases: Vec<At<String>>,
}

/// A text of 1 to [`MAX_PHRASE_CHARS`] printable characters, spaces at its ends cut.
pub(super) fn phrase(text: &str) -> Option<String> {
    let text = text.trim();
    let good = !text.is_empty() && text.chars().count() <= MAX_PHRASE_CHARS && !text.chars().any(char::is_control);
    good.then(|| text.to_owned())
}

/// What [`phrase`] takes, for a message.
pub(super) const PHRASE: &str = "text of 1 to 120 printable characters";

/// The items of a file: `[[feature]]` in TOML, a list at the top in JSON.
pub(super) fn items<'a>(entries: &'a [Entry], key: &'static str, sink: &mut Sink) -> &'a [Node] {
    let mut found: &[Node] = &[];
    for entry in entries {
        if let (Value::List(items), true) = (&entry.node.value, entry.key == key) {
            found = items;
        } else {
            let help = format!("the file holds one [[{key}]] after the other");
            sink.push(super::fields::no_such_key(sink, entry, &[key], &help));
        }
    }
    found
}

/// Reads all features; what is wrong is reported, the rest comes back.
pub fn read(items: &[Node], sink: &mut Sink) -> Vec<FeatureAt> {
    if let Some(over) = items.get(MAX_FEATURES) {
        let title = format!("{} features are too many", items.len());
        sink.form(over.span.clone(), title, format!("expected at most {MAX_FEATURES} features"));
    }
    let mut features: Vec<FeatureAt> = Vec::new();
    let mut seen: BTreeMap<FeatureId, Range<usize>> = BTreeMap::new();
    for item in items.iter().take(MAX_FEATURES) {
        let Some(found) = feature(item, sink) else { continue };
        if let Some(first) = seen.insert(found.feature.id.clone(), found.span.clone()) {
            let title = format!("the feature `{}` stands here twice", found.feature.id);
            let problem = Problem::at(Severity::Form, &sink.source, found.span.clone(), title);
            sink.push(problem.label("each feature once").and_at(first, "first here"));
            continue;
        }
        features.push(found);
    }
    features
}

fn feature(item: &Node, sink: &mut Sink) -> Option<FeatureAt> {
    let mut fields = Fields::of("a feature", item, sink)?;
    let id = fields.text("feature", "an id of 1 to 256 printable characters", sink, |t| FeatureId::new(t).ok());
    let name = fields.text("name", PHRASE, sink, phrase);
    let aliases = fields.texts("aliases", PHRASE, sink, phrase).unwrap_or_default();
    at_most(&aliases, MAX_ALIASES, "aliases", sink);
    let tiers = tiers(&mut fields, sink);
    let owner = fields.text("owner", PHRASE, sink, phrase);
    let shipped_at = fields.text("shipped_at", "a time such as 2026-03-09T14:02:00Z, or a day", sink, moment);
    let area = fields.text("area", PHRASE, sink, phrase);
    let depends_on = fields.texts("depends_on", PHRASE, sink, phrase).unwrap_or_default();
    at_most(&depends_on, MAX_LIST, "depends_on", sink);
    let status_page_area = fields.text("status_page_area", PHRASE, sink, phrase);
    let [asynchronous, external, mobile, regional, authentication] =
        ["asynchronous", "external", "mobile", "regional", "authentication"].map(|key| fields.flag(key, sink));
    let whole = fields.finish(sink);
    let doc = FeatureDoc {
        feature: id.as_ref().map(|at| at.value.to_string()),
        name: value(&name),
        aliases: Some(aliases.iter().take(MAX_ALIASES).map(|at| at.value.clone()).collect()),
        area: value(&area),
        tiers: tiers.map(|list| list.iter().take(MAX_LIST).map(|at| at.value.to_string()).collect()),
        owner: value(&owner),
        shipped_at: value(&shipped_at).map(TimeDoc::Text),
        depends_on: Some(depends_on.iter().take(MAX_LIST).map(|at| at.value.clone()).collect()),
        status_page_area: value(&status_page_area),
        asynchronous,
        external,
        mobile,
        regional,
        authentication,
    };
    let span = id.map(|at| at.span).or_else(|| name.as_ref().map(|at| at.span.clone())).unwrap_or(whole);
    let feature = converted(Feature::try_from(doc), &span, sink)?;
    let phrases = name.into_iter().chain(aliases).collect();
    Some(FeatureAt { feature, span, phrases })
}

/// What the value at a place is, without the place.
pub(super) fn value<T: Clone>(at: &Option<At<T>>) -> Option<T> {
    at.as_ref().map(|at| at.value.clone())
}

/// The last word is the conversion's that the config topic has, so that both take the same.
pub(super) fn converted<T>(result: Result<T, WireError>, span: &Range<usize>, sink: &mut Sink) -> Option<T> {
    result
        .map_err(|why| {
            sink.form(span.clone(), format!("{}: {}", why.field, why.found), format!("expected {}", why.expected))
        })
        .ok()
}

/// `tiers`: absent for all; an empty list would be a feature that nobody has.
pub(super) fn tiers(fields: &mut Fields<'_>, sink: &mut Sink) -> Option<Vec<At<Tier>>> {
    let tiers = fields.texts("tiers", "a tier of 1 to 256 printable characters", sink, |t| Tier::new(t).ok())?;
    at_most(&tiers, MAX_LIST, "tiers", sink);
    (!tiers.is_empty()).then_some(tiers)
}

/// Reports a list that is too long, at the first item too many.
pub(super) fn at_most<T>(list: &[At<T>], most: usize, key: &str, sink: &mut Sink) {
    if let Some(over) = list.get(most) {
        sink.form(over.span.clone(), format!("`{key}` has {} items", list.len()), format!("expected at most {most}"));
    }
}

/// A time, or a day; which moment that is, the conversion says.
fn moment(text: &str) -> Option<String> {
    let text = text.trim();
    let good = Timestamp::parse(text).is_ok() || Timestamp::parse(&format!("{text}T00:00:00Z")).is_ok();
    good.then(|| text.to_owned())
}
