//! The files of a replay, read.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::{Around, TENANT};
use crate::config::settings::TenantSettings;
use crate::ids::{BadName, MessageId, TenantId};
use crate::pipeline::replay::What;
use crate::pipeline::replay::order::{self, Late};
use crate::signal::{Label, Message};
use crate::time::{Span, Timestamp};
use crate::wire::backtest::Truth;
use crate::wire::replay::Labelled;
use crate::wire::{self, Misspelt, WireError};

/// Broken lines named one by one; more are only counted.
const SHOWN_BROKEN: u64 = 5;
/// Where more than one message in so many is late by its place, the file is probably in another order.
const MANY_LATE_ONE_IN: usize = 10;

/// What keeps a replay from running.
#[derive(Debug, thiserror::Error)]
pub(in crate::cli) enum ReplayError {
    /// A file that is not there, or not to be read.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A file that says something else than it should.
    #[error("{path}: {source}")]
    Content {
        /// Which file.
        path: String,
        /// Where and what.
        source: WireError,
    },
    /// The names a replay gives itself.
    #[error(transparent)]
    Name(#[from] BadName),
}

/// Everything the files say.
#[derive(Clone)]
pub(in crate::cli) struct Inputs {
    pub(in crate::cli) files: Vec<Vec<(TenantId, What)>>,
    pub(in crate::cli) messages: u64,
    /// When each message was written.
    pub(in crate::cli) written: BTreeMap<String, Timestamp>,
}

/// Labels by message; where the truth names a fault for what a message is about, that is its feature.
fn labels(labels: Vec<Labelled>, truth: Option<&Truth>) -> BTreeMap<MessageId, Label> {
    let faults = truth.map(|t| t.feature_by_intent(&labels)).unwrap_or_default();
    let settle = |mut l: Labelled| {
        if let Some(fault) = l.intent.as_ref().and_then(|intent| faults.get(intent)) {
            l.label.feature = Some(fault.clone());
        }
        (l.id, l.label)
    };
    labels.into_iter().map(settle).collect()
}

impl Inputs {
    /// Reads every file of the arguments, with the settings of each tenant.
    pub(in crate::cli) fn read(
        messages: &[PathBuf],
        arguments: &Around,
        settings: &TenantSettings,
        truth: Option<&Truth>,
    ) -> Result<Self, ReplayError> {
        let tenant = TenantId::new(TENANT)?;
        let labels = match &arguments.labels {
            Some(path) => labels(lines(path, wire::replay::label)?, truth),
            None => BTreeMap::new(),
        };
        let mut files = Vec::new();
        let (mut count, mut written) = (0, BTreeMap::new());
        let mut tenants = BTreeSet::new();
        for path in messages {
            let mut file = Vec::new();
            for mut message in in_order(path, &tenant, settings.detection.lateness)? {
                count += 1;
                written.insert(message.id.as_str().to_owned(), message.occurred_at);
                message.label = labels.get(&message.id).cloned();
                tenants.insert(message.tenant.clone());
                file.push((message.tenant.clone(), What::Message(Box::new(message))));
            }
            files.push(file);
        }
        if let Some(path) = &arguments.monitoring {
            let all = lines(path, |line| wire::replay::observation(line, &tenant))?;
            files.push(all.into_iter().map(|(t, o)| (t, What::Observation(Box::new(o)))).collect());
        }
        if let Some(path) = &arguments.changes {
            let all = lines(path, |line| wire::replay::change(line, &tenant))?;
            files.push(all.into_iter().map(|(t, c)| (t, What::Change(Box::new(c)))).collect());
        }
        // One catalogue and one inventory for all: a backtest is of one product.
        if let Some(path) = &arguments.features {
            let catalogue = whole(path, wire::catalogue::read)?;
            let each = tenants.iter().map(|t| (t.clone(), What::Catalogue(Box::new(catalogue.clone()))));
            files.push(each.collect());
        }
        if let Some(path) = &arguments.probes {
            let probes = whole(path, wire::probes::read)?;
            files.push(tenants.iter().map(|t| (t.clone(), What::Probes(Box::new(probes.clone())))).collect());
        }
        files.push(tenants.iter().map(|t| (t.clone(), What::Settings(Box::new(settings.clone())))).collect());
        Ok(Self { files, messages: count, written })
    }
}

/// A file whole.
pub(in crate::cli) fn whole<T>(
    path: &Path,
    read: impl FnOnce(&[u8]) -> Result<T, WireError>,
) -> Result<T, ReplayError> {
    read(&bytes(path)?).map_err(|source| ReplayError::Content { path: path.display().to_string(), source })
}

/// The messages of a file. What was dated ahead counts as written when it arrived, as it would in Kafka.
fn in_order(path: &Path, tenant: &TenantId, lateness: Span) -> Result<Vec<Message>, ReplayError> {
    let ignored: RefCell<BTreeMap<Misspelt, u64>> = RefCell::default();
    let read = |line: &[u8]| {
        let (message, slips) = wire::replay::message_and_slips(line, tenant)?;
        for key in slips {
            *ignored.borrow_mut().entry(key).or_default() += 1;
        }
        Ok(message)
    };
    let (places, mut messages): (Vec<_>, Vec<_>) = numbered(path, read)?.into_iter().unzip();
    for (Misspelt { key, meant }, n) in ignored.into_inner() {
        say(&format!("{}: the key {key} of {n} messages is ignored: is {meant} meant?", path.display()));
    }
    let times = |messages: &[Message]| messages.iter().map(|m| m.occurred_at).collect::<Vec<_>>();
    let (ahead, file) = (order::ahead(&times(&messages)), path.display());
    for (n, (i, arrived)) in (1..).zip(&ahead) {
        let dated = std::mem::replace(&mut messages[*i].occurred_at, *arrived);
        if n <= SHOWN_BROKEN {
            say(&format!(
                "{file}:{}: dated {dated}, more than a day ahead of messages below it: it counts as written at {arrived}, \
                 when it arrived",
                places[*i]
            ));
        }
    }
    if ahead.len() as u64 > SHOWN_BROKEN {
        say(&format!("{file}: {} messages are dated ahead", ahead.len()));
    }
    let times = times(&messages);
    let many = |late: &Late| late.count * MANY_LATE_ONE_IN > times.len();
    if let Some(late) = order::late(&times, lateness).filter(many) {
        say(&format!(
            "{file}: {} of {} messages are late: each stands below one that was written more than {} min after it. The \
             first is on line {}, dated {}, below line {}, dated {}. Are they in the order in which they arrived?",
            late.count,
            times.len(),
            lateness.as_mins(),
            places[late.first],
            times[late.first],
            places[late.below],
            times[late.below]
        ));
    }
    Ok(messages)
}

/// A file line by line; what cannot be read is named and left out.
fn lines<T>(path: &Path, read: impl Fn(&[u8]) -> Result<T, WireError>) -> Result<Vec<T>, ReplayError> {
    Ok(numbered(path, read)?.into_iter().map(|(_, item)| item).collect())
}

/// The same with the number of each line.
fn numbered<T>(path: &Path, read: impl Fn(&[u8]) -> Result<T, WireError>) -> Result<Vec<(usize, T)>, ReplayError> {
    let bytes = bytes(path)?;
    let (mut all, mut broken) = (Vec::new(), 0);
    for (i, line) in bytes.split(|b| *b == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        match read(line) {
            Ok(item) => all.push((i + 1, item)),
            Err(error) => {
                broken += 1;
                if broken <= SHOWN_BROKEN {
                    say(&format!("{}:{}: {error}", path.display(), i + 1));
                }
            }
        }
    }
    if broken > 0 {
        say(&format!("{}: {broken} lines left out", path.display()));
    }
    Ok(all)
}

fn bytes(path: &Path) -> Result<Vec<u8>, ReplayError> {
    let read = if path == Path::new("-") {
        let mut all = Vec::new();
        io::stdin().lock().read_to_end(&mut all).map(|_| all)
    } else {
        fs::read(path)
    };
    read.map_err(|source| ReplayError::File { path: path.display().to_string(), source })
}

/// To standard error; nobody is left to tell where it is closed.
pub(in crate::cli) fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
