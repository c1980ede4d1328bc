//! Every setting, once: its name, what is expected of it, how it is set and how it is shown.
//!
//! The names, the messages, `config show` and the test that `config/groundswell.toml` is complete
//! all follow from the one table [`SETTINGS`].

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::forms::{decimal, is_host_port, is_language, list, path, quoted};
use super::run::KafkaSettings;
use super::tree::{Node, Value};
use crate::config::settings::TenantSettings;
use crate::ids::TenantId;
use crate::signal::{EVERY_TENANT, is_zone};
use crate::time::Span;

/// Longest name of a topic, as Kafka limits it.
const MAX_TOPIC_CHARS: usize = 249;
/// Most topics a list of sources may name: each costs a subscription and a progress entry a second.
const MAX_TOPICS: usize = 100;
/// Most languages told apart: every further one makes the guess slower and worse.
const MAX_LANGUAGES: usize = 16;
/// Most tenants of whom a time zone may be said.
const MAX_ZONES: usize = 10_000;

/// All settings of one installation but the kafka properties, layered and checked one by one.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The tenant whose files stand beside the settings.
    pub tenant: Option<TenantId>,
    /// How to reach Kafka; its properties are kept apart (see [`super::properties`]).
    pub kafka: KafkaSettings,
    /// Source topics that carry canonical messages.
    pub messages: Vec<String>,
    /// Source topics that carry observations.
    pub observations: Vec<String>,
    /// Source topics that carry changes.
    pub changes: Vec<String>,
    /// Source topics that carry what people say of messages and candidates.
    pub feedback: Vec<String>,
    /// Bytes of a message's text considered.
    pub max_text_bytes: usize,
    /// Tokens of it considered.
    pub max_tokens: usize,
    /// Languages told apart, ISO 639-1.
    pub languages: Vec<String>,
    /// `TENANT=ZONE`: the time zone of a tenant's customers where their messages name none; `*` for all others.
    pub time_zones: Vec<String>,
    /// Where the key stands under which identifiers are hashed.
    pub key_file: Option<PathBuf>,
    /// Where metrics and health listen; none: nowhere.
    pub listen: Option<SocketAddr>,
    /// Put bodies into dead letters, unredacted.
    pub dead_letter_bodies: bool,
    /// Settings of tenants that have none of their own; the tiers stand in files of their own.
    pub defaults: TenantSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            tenant: None,
            kafka: KafkaSettings::default(),
            messages: vec!["groundswell.messages.v1".to_owned()],
            observations: vec!["groundswell.observations.v1".to_owned()],
            changes: vec!["groundswell.changes.v1".to_owned()],
            feedback: vec!["groundswell.feedback.v1".to_owned()],
            max_text_bytes: 8 * 1024,
            max_tokens: 512,
            languages: ["en", "fr", "de", "es", "it", "nl", "pt"].map(str::to_owned).to_vec(),
            time_zones: Vec::new(),
            key_file: None,
            listen: Some(SocketAddr::from(([127, 0, 0, 1], 8090))),
            dead_letter_bodies: false,
            defaults: TenantSettings::default(),
        }
    }
}

impl Settings {
    /// The time zone of customers whose messages name none, by tenant, `*` for all others.
    #[must_use]
    pub fn zones_by_tenant(&self) -> BTreeMap<String, String> {
        self.time_zones.iter().filter_map(|entry| zone_of(entry)).collect()
    }
}

/// One setting.
pub struct Setting {
    /// `section.key`, as in files.
    pub name: &'static str,
    /// What a good value is, for a message.
    pub expected: &'static str,
    /// Takes a value; none where it is not what is expected. Paths are meant from the folder given.
    pub set: fn(&mut Settings, &Value, &Path) -> Option<()>,
    /// The value as TOML.
    pub show: fn(&Settings) -> String,
}

impl std::fmt::Debug for Setting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// The setting of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}

macro_rules! setting {
    ($name:literal, $expected:literal, |$s:ident, $v:ident, $base:ident| $set:expr, $show:expr) => {
        Setting {
            name: $name,
            expected: $expected,
            set: |$s, $v, $base| {
                let _ = $base;
                $set;
                Some(())
            },
            show: |$s| $show,
        }
    };
}

/// Every setting, in the order of `config/groundswell.toml`.
pub const SETTINGS: &[Setting] = &[
    setting!(
        "tenant",
        "1 to 64 letters, digits, '.', '_' or '-'; empty for none",
        |s, v, b| s.tenant = optional(v, |t| TenantId::new(t).ok())?,
        quoted(s.tenant.as_ref().map_or("", TenantId::as_str))
    ),
    setting!(
        "kafka.bootstrap",
        "host:port, several separated by commas",
        |s, v, b| s.kafka.bootstrap = text(v, |t| t.split(',').all(is_host_port))?,
        quoted(&s.kafka.bootstrap)
    ),
    setting!(
        "kafka.instance",
        "1 to 64 letters, digits, '.', '_' or '-'; empty for the host's name",
        |s, v, b| s.kafka.instance = text(v, |t| t.is_empty() || TenantId::new(t).is_ok())?,
        quoted(&s.kafka.instance)
    ),
    setting!(
        "kafka.prefix",
        "1 to 64 letters, digits, '.', '_' or '-'",
        |s, v, b| s.kafka.prefix = text(v, |t| TenantId::new(t).is_ok())?,
        quoted(&s.kafka.prefix)
    ),
    setting!(
        "kafka.understand_workers",
        "a whole number from 1 to 64",
        |s, v, b| s.kafka.understand_workers = count(v, 1, 64)?,
        s.kafka.understand_workers.to_string()
    ),
    setting!(
        "kafka.correlate_workers",
        "a whole number from 1 to 64",
        |s, v, b| s.kafka.correlate_workers = count(v, 1, 64)?,
        s.kafka.correlate_workers.to_string()
    ),
    setting!(
        "kafka.journal_partitions",
        "a whole number from 1 to 1000",
        |s, v, b| s.kafka.journal_partitions = count(v, 1, 1_000)?,
        s.kafka.journal_partitions.to_string()
    ),
    setting!(
        "kafka.replication",
        "a whole number from 1 to 9",
        |s, v, b| s.kafka.replication = count(v, 1, 9)?,
        s.kafka.replication.to_string()
    ),
    setting!(
        "kafka.min_insync",
        "a whole number from 1 to 9",
        |s, v, b| s.kafka.min_insync = count(v, 1, 9)?,
        s.kafka.min_insync.to_string()
    ),
    setting!(
        "kafka.understand_batch_ms",
        "whole milliseconds from 1 to 5000",
        |s, v, b| s.kafka.understand_batch = Duration::from_millis(count(v, 1, 5_000)?),
        s.kafka.understand_batch.as_millis().to_string()
    ),
    setting!(
        "kafka.correlate_batch_ms",
        "whole milliseconds from 1 to 5000",
        |s, v, b| s.kafka.correlate_batch = Duration::from_millis(count(v, 1, 5_000)?),
        s.kafka.correlate_batch.as_millis().to_string()
    ),
    setting!(
        "kafka.state_every_s",
        "whole seconds from 1 to 3600",
        |s, v, b| s.kafka.state_every = Duration::from_secs(count(v, 1, 3_600)?),
        s.kafka.state_every.as_secs().to_string()
    ),
    setting!(
        "kafka.folder",
        "a folder; empty for none",
        |s, v, b| s.kafka.folder = optional(v, |t| Some(b.join(t)))?,
        path(s.kafka.folder.as_ref())
    ),
    setting!("sources.messages", "a list of 1 to 100 topics", |s, v, b| s.messages = topics(v, 1)?, list(&s.messages)),
    setting!(
        "sources.observations",
        "a list of up to 100 topics",
        |s, v, b| s.observations = topics(v, 0)?,
        list(&s.observations)
    ),
    setting!("sources.changes", "a list of up to 100 topics", |s, v, b| s.changes = topics(v, 0)?, list(&s.changes)),
    setting!("sources.feedback", "a list of up to 100 topics", |s, v, b| s.feedback = topics(v, 0)?, list(&s.feedback)),
    setting!(
        "understanding.max_text_bytes",
        "whole bytes from 256 to 65536",
        |s, v, b| s.max_text_bytes = count(v, 256, 65_536)?,
        s.max_text_bytes.to_string()
    ),
    setting!(
        "understanding.max_tokens",
        "a whole number from 16 to 4096",
        |s, v, b| s.max_tokens = count(v, 16, 4_096)?,
        s.max_tokens.to_string()
    ),
    setting!(
        "understanding.languages",
        "a list of 1 to 16 languages in two letters, such as \"en\"",
        |s, v, b| s.languages = texts(v, 1, MAX_LANGUAGES, is_language)?,
        list(&s.languages)
    ),
    setting!(
        "understanding.time_zones",
        "a list of up to 10000 entries such as \"acme=Europe/Paris\", or \"*=Europe/Paris\" for all others",
        |s, v, b| s.time_zones = texts(v, 0, MAX_ZONES, |entry| zone_of(entry).is_some())?,
        list(&s.time_zones)
    ),
    setting!(
        "identity.key_file",
        "a file; empty for none",
        |s, v, b| s.key_file = optional(v, |t| Some(b.join(t)))?,
        path(s.key_file.as_ref())
    ),
    setting!(
        "http.listen",
        "an address and a port such as \"127.0.0.1:8090\"; empty for nowhere",
        |s, v, b| s.listen = optional(v, |t| t.parse().ok())?,
        quoted(&s.listen.map(|a| a.to_string()).unwrap_or_default())
    ),
    setting!(
        "dead_letters.body",
        "true or false",
        |s, v, b| s.dead_letter_bodies = flag(v)?,
        s.dead_letter_bodies.to_string()
    ),
    setting!(
        "detection.false_candidates_per_month",
        "a number from 0.01 to 1000",
        |s, v, b| s.defaults.detection.false_candidates_per_month = number(v, 0.01, 1_000.0)?,
        decimal(s.defaults.detection.false_candidates_per_month)
    ),
    setting!(
        "detection.lateness_s",
        "whole seconds from 60 to 86400",
        |s, v, b| s.defaults.detection.lateness = Span::from_secs(count(v, 60, 86_400)?),
        (s.defaults.detection.lateness.as_millis() / 1_000).to_string()
    ),
    setting!(
        "detection.problem_cut",
        "a number from -10 to 10",
        |s, v, b| s.defaults.detection.problem_cut = number(v, -10.0, 10.0)?,
        decimal(s.defaults.detection.problem_cut)
    ),
    setting!(
        "detection.feature_cut",
        "a number from 0 to 1",
        |s, v, b| s.defaults.detection.feature_cut = number(v, 0.0, 1.0)?,
        decimal(s.defaults.detection.feature_cut)
    ),
    setting!(
        "detection.watch_for_s",
        "whole seconds from 60 to 604800",
        |s, v, b| s.defaults.detection.watch_for = Span::from_secs(count(v, 60, 604_800)?),
        (s.defaults.detection.watch_for.as_millis() / 1_000).to_string()
    ),
    setting!(
        "limits.seen_ids",
        "a whole number from 1000 to 10000000",
        |s, v, b| s.defaults.limits.seen_ids = count(v, 1_000, 10_000_000)?,
        s.defaults.limits.seen_ids.to_string()
    ),
    setting!(
        "limits.seen_for_s",
        "whole seconds from 3600 to 604800",
        |s, v, b| s.defaults.limits.seen_for = Span::from_secs(count(v, 3_600, 604_800)?),
        (s.defaults.limits.seen_for.as_millis() / 1_000).to_string()
    ),
    setting!(
        "limits.reports_per_feature",
        "a whole number from 100 to 1000000",
        |s, v, b| s.defaults.limits.reports_per_feature = count(v, 100, 1_000_000)?,
        s.defaults.limits.reports_per_feature.to_string()
    ),
    setting!(
        "limits.messages_per_candidate",
        "a whole number from 100 to 1000000",
        |s, v, b| s.defaults.limits.messages_per_candidate = count(v, 100, 1_000_000)?,
        s.defaults.limits.messages_per_candidate.to_string()
    ),
    setting!(
        "limits.open_candidates",
        "a whole number from 1 to 1000",
        |s, v, b| s.defaults.limits.open_candidates = count(v, 1, 1_000)?,
        s.defaults.limits.open_candidates.to_string()
    ),
    setting!(
        "limits.observations",
        "a whole number from 100 to 1000000",
        |s, v, b| s.defaults.limits.observations = count(v, 100, 1_000_000)?,
        s.defaults.limits.observations.to_string()
    ),
    setting!(
        "limits.changes",
        "a whole number from 10 to 100000",
        |s, v, b| s.defaults.limits.changes = count(v, 10, 100_000)?,
        s.defaults.limits.changes.to_string()
    ),
    setting!(
        "limits.accounts",
        "a whole number from 0 to 1000000",
        |s, v, b| s.defaults.limits.accounts = count(v, 0, 1_000_000)?,
        s.defaults.limits.accounts.to_string()
    ),
];

fn text(value: &Value, good: fn(&str) -> bool) -> Option<String> {
    let Value::Text(text) = value else { return None };
    good(text).then(|| text.clone())
}

/// An empty text is none: TOML has no other word for it.
fn optional<T>(value: &Value, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    let Value::Text(text) = value else { return None };
    if text.is_empty() { Some(None) } else { read(text).map(Some) }
}

fn count<T: TryFrom<i64>>(value: &Value, from: i64, to: i64) -> Option<T> {
    let Value::Int(n) = value else { return None };
    (from..=to).contains(n).then(|| T::try_from(*n).ok()).flatten()
}

fn number(value: &Value, from: f64, to: f64) -> Option<f64> {
    let n = match value {
        Value::Float(n) => *n,
        // 1 for 1.0 loses nothing; the bounds keep it well inside what f64 counts exactly.
        Value::Int(n) => *n as f64,
        Value::Table(_) | Value::List(_) | Value::Text(_) | Value::Bool(_) | Value::Time(_) | Value::Null => {
            return None;
        }
    };
    (from..=to).contains(&n).then_some(n)
}

fn flag(value: &Value) -> Option<bool> {
    let Value::Bool(b) = value else { return None };
    Some(*b)
}

fn texts(value: &Value, least: usize, most: usize, good: fn(&str) -> bool) -> Option<Vec<String>> {
    let Value::List(items) = value else { return None };
    if !(least..=most).contains(&items.len()) {
        return None;
    }
    items.iter().map(|node: &Node| text(&node.value, good)).collect()
}

fn topics(value: &Value, least: usize) -> Option<Vec<String>> {
    texts(value, least, MAX_TOPICS, |topic| {
        (1..=MAX_TOPIC_CHARS).contains(&topic.len())
            && ![".", ".."].contains(&topic)
            && topic.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
    })
}

/// `acme=Europe/Paris`.
fn zone_of(entry: &str) -> Option<(String, String)> {
    let (tenant, zone) = entry.split_once('=')?;
    let good = (tenant == EVERY_TENANT || TenantId::new(tenant).is_ok()) && is_zone(zone);
    good.then(|| (tenant.to_owned(), zone.to_owned()))
}
