//! What no single value shows: catalogue, probes and tiers held against each other.

use std::collections::{BTreeMap, BTreeSet};

use super::TenantLoaded;
use super::layers::Layered;
use super::problem::{Problem, Severity, Sink};
use crate::wire::nearest;

/// Features named in one note; of further ones it says how many.
const NAMED: usize = 5;

/// Findings over the settings of the installation.
#[must_use]
pub fn installation(layered: &Layered) -> Vec<Problem> {
    let mut problems = Vec::new();
    let settings = &layered.settings;
    if settings.kafka.min_insync > settings.kafka.replication {
        let (one, two) = ("kafka.min_insync", "kafka.replication");
        let (min, copies) = (settings.kafka.min_insync, settings.kafka.replication);
        let (from, other) = (layered.origin(one), layered.origin(two));
        let title =
            format!("`{one}` is {min} ({from}), more than `{two}`, {copies} ({other}): nothing could be written");
        problems.push(Problem::nowhere(Severity::Meaning, title));
    }
    let config = [format!("{}.config.v1", settings.kafka.prefix)];
    let lists = [
        ("sources.messages", settings.messages.as_slice()),
        ("sources.observations", &settings.observations),
        ("sources.changes", &settings.changes),
        ("sources.feedback", &settings.feedback),
        ("what `apply` publishes", &config),
    ];
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, topic) in lists.iter().flat_map(|(name, topics)| topics.iter().map(|topic| (*name, topic.as_str()))) {
        if let Some(first) = seen.insert(topic, name) {
            let title = format!("the topic `{topic}` is named twice: {first} and {name}");
            problems.push(Problem::nowhere(Severity::Meaning, title).help("a topic carries one kind of record"));
        }
    }
    problems
}

/// Findings over a tenant's files.
#[must_use]
pub fn tenant(files: &TenantLoaded) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some(source) = &files.catalogue_source {
        let mut sink = Sink::new(source.clone());
        shared_phrases(files, &mut sink);
        uncovered(files, &mut sink);
        unnamed_areas(files, &mut sink);
        problems.extend(sink.finish());
    }
    if let Some(source) = &files.probes_source {
        let mut sink = Sink::new(source.clone());
        unknown_features(files, &mut sink);
        unknown_tiers(files, &mut sink);
        unknown_services(files, &mut sink);
        problems.extend(sink.finish());
    }
    problems
}

/// A phrase of two features names neither.
fn shared_phrases(files: &TenantLoaded, sink: &mut Sink) {
    let mut first: BTreeMap<String, (usize, std::ops::Range<usize>)> = BTreeMap::new();
    for (i, at) in files.features.iter().enumerate() {
        for phrase in &at.phrases {
            // As the text of a message is compared: small letters, single spaces.
            let key = phrase.value.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
            match first.get(&key) {
                Some((other, span)) if *other != i => {
                    let (one, two) = (&files.features[*other].feature.id, &at.feature.id);
                    let title = format!("the features `{one}` and `{two}` share the alias \"{key}\"");
                    let problem = Problem::at(Severity::Meaning, &sink.source, phrase.span.clone(), title);
                    let problem =
                        problem.label(format!("also of `{one}`")).and_at(span.clone(), format!("of `{one}` here"));
                    sink.push(problem.help("give it to the one that customers mean, or make both more exact"));
                }
                Some(_) => {}
                None => {
                    first.insert(key, (i, phrase.span.clone()));
                }
            }
        }
    }
}

/// Where nothing looks, only customers can say that something is wrong: good to know, and no error.
fn uncovered(files: &TenantLoaded, sink: &mut Sink) {
    // A probe that could not be read may well cover it: no note that its repair would take back.
    if files.probes_lost > 0 {
        return;
    }
    let covered: BTreeSet<_> = files.probes.iter().flat_map(|p| &p.probe.features).collect();
    for at in files.features.iter().filter(|at| !covered.contains(&at.feature.id)) {
        let title = format!("no probe covers the feature `{}`", at.feature.id);
        let problem = Problem::at(Severity::Note, &sink.source, at.span.clone(), title).label("not covered");
        sink.push(problem.help("reports of it are ranked without monitoring; the gap says so"));
    }
}

/// What a status page calls a feature is often not what it is called inside: one note of all, since a catalogue
/// mostly has the key everywhere or nowhere.
fn unnamed_areas(files: &TenantLoaded, sink: &mut Sink) {
    let unnamed: Vec<_> = files.features.iter().filter(|at| at.feature.status_page_area.is_none()).collect();
    let Some(first) = unnamed.first() else { return };
    let mut names: Vec<String> = unnamed.iter().take(NAMED).map(|at| format!("`{}`", at.feature.id)).collect();
    if unnamed.len() > NAMED {
        names.push(format!("{} more", unnamed.len() - NAMED));
    }
    let last = names.pop().unwrap_or_default();
    let (what, label) = match names.as_slice() {
        [] => (format!("the feature {last} has"), "without"),
        _ => (format!("the features {} and {last} have", names.join(", ")), "the first of them"),
    };
    let title = format!("{what} no `status_page_area`");
    let problem = Problem::at(Severity::Note, &sink.source, first.span.clone(), title).label(label);
    sink.push(problem.help("drafts for the status page use the name, or an alias in quotation marks, instead"));
}

fn unknown_features(files: &TenantLoaded, sink: &mut Sink) {
    let known: BTreeSet<_> = files.features.iter().map(|at| at.feature.id.as_str()).collect();
    for at in &files.probes {
        for feature in at.features.iter().filter(|f| !known.contains(f.value.as_str())) {
            let title = format!(
                "the probe `{}` names the feature `{}`, which is not in the catalogue",
                at.probe.id, feature.value
            );
            let label = match nearest(feature.value.as_str(), known.iter().copied()) {
                Some(near) => format!("no such feature; did you mean `{near}`?"),
                None => "no such feature".to_owned(),
            };
            sink.push(Problem::at(Severity::Meaning, &sink.source, feature.span.clone(), title).label(label));
        }
    }
}

/// A state that no feature depends on is shown nowhere.
fn unknown_services(files: &TenantLoaded, sink: &mut Sink) {
    let known: BTreeSet<_> = files.features.iter().flat_map(|at| &at.feature.depends_on).map(String::as_str).collect();
    for (at, service) in files.probes.iter().filter_map(|at| Some((at, at.service.as_ref()?))) {
        if known.iter().any(|name| name.eq_ignore_ascii_case(&service.value)) {
            continue;
        }
        let title = format!("the probe `{}` tells of `{}`, which no feature depends on", at.probe.id, service.value);
        let label = match nearest(&service.value, known.iter().copied()) {
            Some(near) => format!("no such name in `depends_on`; did you mean `{near}`?"),
            None => "no such name in `depends_on`".to_owned(),
        };
        sink.push(Problem::at(Severity::Meaning, &sink.source, service.span.clone(), title).label(label));
    }
}

/// Only where tiers are known at all: by the catalogue or by the table of accounts.
fn unknown_tiers(files: &TenantLoaded, sink: &mut Sink) {
    let of_features = files.features.iter().filter_map(|at| at.feature.tiers.as_ref()).flatten();
    let known: BTreeSet<&str> = of_features.chain(files.accounts.values()).map(|tier| tier.as_str()).collect();
    if known.is_empty() {
        return;
    }
    for at in &files.probes {
        for tier in at.tiers.iter().filter(|t| !known.contains(t.value.as_str())) {
            let title = format!("the probe `{}` logs in as the tier `{}`, which nobody has", at.probe.id, tier.value);
            let label = match nearest(tier.value.as_str(), known.iter().copied()) {
                Some(near) => format!("no such tier; did you mean `{near}`?"),
                None => "no such tier".to_owned(),
            };
            let problem = Problem::at(Severity::Meaning, &sink.source, tier.span.clone(), title).label(label);
            let known: Vec<&str> = known.iter().copied().collect();
            sink.push(problem.help(format!("tiers of the catalogue and of tiers.csv: {}", known.join(", "))));
        }
    }
}
