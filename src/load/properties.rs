//! Further properties of the Kafka client: security and the like.
//!
//! Only those listed are taken: what exactly-once rests on is set by the program and by nobody else,
//! and a misspelt property is found here rather than when the first client is made. A secret comes
//! from a file (`"sasl.password_file" = "..."`) or from the environment, never from the settings.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::origin::Origin;
use super::problem::{Problem, Severity, is_secret, shortened};
use super::tree::Value;
use crate::wire::nearest;

/// Largest file a property is read from: a chain of certificates is a few kilobytes.
pub const MAX_PROPERTY_BYTES: u64 = 64 * 1024;

/// The properties that may be set, as librdkafka names them.
pub const ALLOWED: &[&str] = &[
    "broker.address.family",
    "broker.address.ttl",
    "client.dns.lookup",
    "client.rack",
    "compression.type",
    "connections.max.idle.ms",
    "debug",
    "enable.sasl.oauthbearer.unsecure.jwt",
    "enable.ssl.certificate.verification",
    "fetch.max.bytes",
    "fetch.wait.max.ms",
    "linger.ms",
    "message.max.bytes",
    "metadata.max.age.ms",
    "queue.buffering.max.kbytes",
    "queued.max.messages.kbytes",
    "receive.message.max.bytes",
    "reconnect.backoff.max.ms",
    "reconnect.backoff.ms",
    "sasl.kerberos.keytab",
    "sasl.kerberos.kinit.cmd",
    "sasl.kerberos.min.time.before.relogin",
    "sasl.kerberos.principal",
    "sasl.kerberos.service.name",
    "sasl.mechanism",
    "sasl.mechanisms",
    "sasl.oauthbearer.client.id",
    "sasl.oauthbearer.client.secret",
    "sasl.oauthbearer.config",
    "sasl.oauthbearer.extensions",
    "sasl.oauthbearer.method",
    "sasl.oauthbearer.scope",
    "sasl.oauthbearer.token.endpoint.url",
    "sasl.password",
    "sasl.username",
    "security.protocol",
    "session.timeout.ms",
    "socket.connection.setup.timeout.ms",
    "socket.keepalive.enable",
    "socket.nagle.disable",
    "socket.timeout.ms",
    "ssl.ca.location",
    "ssl.ca.pem",
    "ssl.certificate.location",
    "ssl.certificate.pem",
    "ssl.cipher.suites",
    "ssl.crl.location",
    "ssl.endpoint.identification.algorithm",
    "ssl.key.location",
    "ssl.key.password",
    "ssl.key.pem",
    "ssl.keystore.location",
    "ssl.keystore.password",
];

/// Where the value of a property is.
#[derive(Clone, PartialEq, Eq)]
pub enum PropertyValue {
    /// Given as it is.
    Given(String),
    /// In a file, read when the settings are settled.
    InFile(PathBuf),
}

/// A property that was set, and where.
#[derive(Clone, PartialEq, Eq)]
pub struct Property {
    /// Its value.
    pub value: PropertyValue,
    /// Who set it.
    pub origin: Origin,
}

impl Property {
    /// The value as it may be printed, as TOML.
    #[must_use]
    pub fn shown(&self, name: &str) -> String {
        match &self.value {
            PropertyValue::Given(_) if is_secret(name) => "\"(set)\"".to_owned(),
            PropertyValue::Given(text) => toml::Value::String(text.clone()).to_string(),
            PropertyValue::InFile(path) => toml::Value::String(format!("(from {})", path.display())).to_string(),
        }
    }
}

impl std::fmt::Debug for Property {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Property(not shown)")
    }
}

/// Why a property is refused: a title and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// One line for a person; never the value.
    pub title: String,
    /// What was expected.
    pub expected: String,
}

/// Takes one property.
///
/// # Errors
/// [`Refused`] where it may not be set, is a secret in clear in a file, or is no text.
pub fn take(key: &str, value: &Value, base: &Path, origin: Origin) -> Result<(String, Property), Refused> {
    let (name, in_file) = match key.strip_suffix("_file") {
        Some(name) => (name, true),
        None => (key, false),
    };
    if !ALLOWED.contains(&name) {
        let expected = match nearest(name, ALLOWED.iter().copied()) {
            Some(near) => format!("no property that may be set; did you mean `{near}`?"),
            None => "no property that may be set".to_owned(),
        };
        return Err(Refused { title: format!("`{}` is not taken as a property", shortened(name)), expected });
    }
    let text = match value {
        Value::Text(text) => text.clone(),
        Value::Int(n) => n.to_string(),
        Value::Bool(b) => b.to_string(),
        Value::Table(_) | Value::List(_) | Value::Float(_) | Value::Time(_) | Value::Null => {
            return Err(Refused {
                title: format!("`{name}` cannot be {}", value.kind()),
                expected: "expected text".to_owned(),
            });
        }
    };
    if in_file {
        let value = PropertyValue::InFile(base.join(text));
        return Ok((name.to_owned(), Property { value, origin }));
    }
    if is_secret(name) && matches!(origin, Origin::File { .. } | Origin::Flag(_)) {
        let variable = format!("GROUNDSWELL__KAFKA__PROPERTIES__{}", name.to_uppercase().replace('.', "_"));
        return Err(Refused {
            title: format!("`{name}` is a secret and may not stand here"),
            expected: format!("set `{name}_file` to a file that holds it, or the variable {variable}"),
        });
    }
    Ok((name.to_owned(), Property { value: PropertyValue::Given(text), origin }))
}

/// The properties with their values, read from files where they stand there.
///
/// # Errors
/// One problem for each file that cannot be read.
pub fn settle(properties: &BTreeMap<String, Property>) -> Result<BTreeMap<String, String>, Vec<Problem>> {
    let (mut settled, mut problems) = (BTreeMap::new(), Vec::new());
    for (name, property) in properties {
        match &property.value {
            PropertyValue::Given(text) => {
                settled.insert(name.clone(), text.clone());
            }
            PropertyValue::InFile(path) => match super::folder::read_bounded(path, MAX_PROPERTY_BYTES) {
                // An editor ends a file with a line break that no password has.
                Ok(text) => {
                    settled.insert(name.clone(), text.trim_end_matches(['\r', '\n']).to_owned());
                }
                Err(why) => {
                    let title = format!("kafka.properties: `{name}_file` ({}): {why}", property.origin);
                    problems.push(Problem::nowhere(Severity::Form, title));
                }
            },
        }
    }
    if problems.is_empty() { Ok(settled) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn try_take(key: &str, origin: Origin) -> Result<(String, Property), Refused> {
        take(key, &Value::Text("hunter2".to_owned()), Path::new("/conf"), origin)
    }

    #[test]
    fn a_secret_comes_from_the_environment_or_a_file_only() {
        let file = Origin::File { name: "f".to_owned(), line: 1 };
        let refused = try_take("sasl.password", file.clone()).unwrap_err();
        assert!(refused.expected.contains("GROUNDSWELL__KAFKA__PROPERTIES__SASL_PASSWORD"), "{refused:?}");
        assert!(!format!("{refused:?}").contains("hunter2"));
        let (name, property) = try_take("sasl.password", Origin::Environment("V".to_owned())).unwrap();
        assert_eq!(
            (property.shown(&name), format!("{property:?}")),
            ("\"(set)\"".into(), "Property(not shown)".into())
        );
        let (name, property) = try_take("sasl.password_file", file).unwrap();
        assert_eq!(property.shown(&name), "\"(from /conf/hunter2)\"");
    }

    #[test]
    fn what_exactly_once_rests_on_cannot_be_set() {
        for key in ["transactional.id", "enable.auto.commit", "isolation.level", "group.id", "bootstrap.servers"] {
            assert!(try_take(key, Origin::Environment("V".to_owned())).is_err(), "{key}");
        }
        let refused = try_take("sasl.pasword_file", Origin::Default).unwrap_err();
        assert!(refused.expected.contains("`sasl.password`"), "{refused:?}");
    }

    #[test]
    fn a_secret_file_loses_its_last_line_break_and_a_missing_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        std::fs::write(&path, "hunter2\n").unwrap();
        let property = |path: PathBuf| Property { value: PropertyValue::InFile(path), origin: Origin::Default };
        let good = BTreeMap::from([("sasl.password".to_owned(), property(path))]);
        assert_eq!(settle(&good).unwrap()["sasl.password"], "hunter2");
        let bad = BTreeMap::from([("sasl.password".to_owned(), property(folder.path().join("none")))]);
        assert!(settle(&bad).unwrap_err()[0].title.contains("sasl.password_file"));
    }
}
