//! Labelled messages from JSON lines, read as messages are read.

use std::fs;
use std::path::Path;

use groundswell::cluster::corpus::{Corpus, Past};
use groundswell::cluster::feature::{Hashes, Lexicon};
use groundswell::config::Understanding;
use groundswell::ids::{IdentityKey, MessageId, TenantId};
use groundswell::signal::{Author, Channel, Message, Reader, Signal};
use groundswell::time::Timestamp;
use serde_json::Value;

use crate::arguments::Arguments;

/// A message and what it is.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) text: String,
    pub(crate) label: String,
}

/// The rows of a file, without those whose label is to be skipped.
pub(crate) fn rows(file: &Path, arguments: &Arguments) -> Result<Vec<Row>, String> {
    let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let mut rows = Vec::new();
    for (n, line) in (1..).zip(text.lines()) {
        let at = |why: &str| format!("{}:{n}: {why}", file.display());
        let object: Value = serde_json::from_str(line).map_err(|e| at(&e.to_string()))?;
        let field = |name: &str| match object.get(name) {
            Some(Value::String(text)) => Ok(text.trim().to_owned()),
            Some(other) => Err(at(&format!("`{name}` is no text: {other}"))),
            None => Err(at(&format!("no field `{name}`"))),
        };
        let row = Row { text: field(&arguments.text_field)?, label: field(&arguments.label_field)? };
        if !arguments.skip_labels.contains(&row.label) {
            rows.push(row);
        }
    }
    if rows.is_empty() {
        return Err(format!("{}: no messages", file.display()));
    }
    Ok(rows)
}

/// Reads texts as understand does with the shipped settings.
pub(crate) struct Reading {
    reader: Reader,
    tenant: TenantId,
}

impl Reading {
    pub(crate) fn new() -> Result<Self, String> {
        let shipped = Understanding {
            identity_key: IdentityKey::new(&[7; 32]).map_err(|e| e.to_string())?,
            max_text_bytes: 8_192,
            max_tokens: 512,
            languages: vec!["en".into(), "fr".into()],
            message_topics: Vec::new(),
            time_zones: std::collections::BTreeMap::new(),
        };
        Ok(Self { reader: Reader::new(&shipped), tenant: TenantId::new("bench").map_err(|e| e.to_string())? })
    }

    /// A signal, each text a message of its own customer.
    pub(crate) fn signal(&self, text: &str, id: &str) -> Result<Signal, String> {
        let now = Timestamp::from_hour(490_000);
        let message = Message {
            id: MessageId::new(id).map_err(|e| e.to_string())?,
            tenant: self.tenant.clone(),
            channel: Channel::Ticket,
            occurred_at: now,
            author: Author { id: Some(id.into()), ..Author::default() },
            tier: None,
            revenue: None,
            language: Some("en".into()),
            subject: None,
            text: text.into(),
            picked_area: None,
            dimensions: std::collections::BTreeMap::new(),
            time_zone: None,
            url: None,
            label: None,
        };
        Ok(self.reader.read(&message, now))
    }

    pub(crate) fn signals(&self, rows: &[Row], name: &str) -> Result<Vec<Signal>, String> {
        rows.iter().enumerate().map(|(i, row)| self.signal(&row.text, &format!("{name}-{i}"))).collect()
    }

    pub(crate) fn id(&self, signal: &Signal) -> u64 {
        signal.id.fingerprint(&self.tenant)
    }

    /// The words and messages of a history, without its labels.
    pub(crate) fn history(&self, signals: &[Signal]) -> (Lexicon, Corpus) {
        let (mut lexicon, mut corpus) = (Lexicon::default(), Corpus::default());
        for signal in signals {
            lexicon.learn(signal, &Hashes::of(signal));
            corpus.add(Past::of(signal, self.id(signal)));
        }
        (lexicon, corpus)
    }
}
