//! Lays the settings over each other: defaults, files in the order given, environment, flags.
//!
//! The `config` crate is not used for it: it turns `true` into 1 and `2.9` into 3 without a word,
//! lower-cases keys and forgets where a value stood. Here each value is checked as it is laid down,
//! by the one table of settings, and keeps its origin.

use std::collections::BTreeMap;
use std::path::Path;

use super::fields::no_such_key;
use super::origin::Origin;
use super::problem::{Problem, Severity, Sink, shortened};
use super::properties::{self, Property};
use super::settings::{SETTINGS, Setting, Settings, find};
use super::tree::{Entry, Node, Value};
use crate::wire::nearest;

/// What the names of environment variables begin with.
pub const PREFIX: &str = "GROUNDSWELL__";
const PROPERTIES: &str = "kafka.properties";

/// A settings file that is being laid down.
#[derive(Debug)]
pub struct SettingsFile<'a> {
    /// The folder from which its paths are meant.
    pub base: &'a Path,
    /// Which settings it may hold, by name.
    pub allowed: fn(&str) -> bool,
    /// What is wrong with it.
    pub sink: Sink,
}

impl SettingsFile<'_> {
    fn origin(&self, entry: &Entry) -> Origin {
        let (line, _) = self.sink.source.line_column(entry.span.start);
        Origin::File { name: self.sink.source.name().to_owned(), line }
    }
}

/// Settings, and who set what.
#[derive(Clone, Debug, Default)]
pub struct Layered {
    /// The values.
    pub settings: Settings,
    /// Who set them, by name; a name that is absent has its default.
    pub origins: BTreeMap<&'static str, Origin>,
    /// The properties of the Kafka client.
    pub properties: BTreeMap<String, Property>,
}

impl Layered {
    /// Who set a setting.
    #[must_use]
    pub fn origin(&self, name: &str) -> Origin {
        self.origins.get(name).cloned().unwrap_or(Origin::Default)
    }

    fn set(&mut self, setting: &'static Setting, value: &Value, base: &Path, origin: Origin) -> Option<()> {
        (setting.set)(&mut self.settings, value, base)?;
        self.origins.insert(setting.name, origin);
        Some(())
    }

    /// Lays the keys of a settings file on top.
    pub fn lay_file(&mut self, entries: &[Entry], file: &mut SettingsFile<'_>) {
        for entry in entries {
            let section = entry.key.as_str();
            match &entry.node.value {
                Value::Table(inner) => {
                    for key in inner {
                        self.lay_key(&format!("{section}.{}", key.key), key, file);
                    }
                    if inner.is_empty() && !SETTINGS.iter().any(|s| s.name.starts_with(&format!("{section}."))) {
                        self.lay_key(section, entry, file);
                    }
                }
                Value::List(_)
                | Value::Text(_)
                | Value::Int(_)
                | Value::Float(_)
                | Value::Bool(_)
                | Value::Time(_)
                | Value::Null => self.lay_key(section, entry, file),
            }
        }
    }

    fn lay_key(&mut self, name: &str, entry: &Entry, file: &mut SettingsFile<'_>) {
        if name == PROPERTIES && (file.allowed)(name) {
            return self.lay_properties("", &entry.node, file);
        }
        let Some(setting) = find(name).filter(|s| (file.allowed)(s.name)) else {
            let problem = unknown_setting(name, entry, file);
            file.sink.push(problem);
            return;
        };
        let origin = file.origin(entry);
        if self.set(setting, &entry.node.value, file.base, origin).is_none() {
            let title = format!("`{name}` cannot be {}", entry.node.value.shown());
            file.sink.form(entry.node.span.clone(), title, format!("expected {}", setting.expected));
        }
    }

    /// `"sasl.username" = ...` and `sasl.username = ...` are one: TOML reads the second as a table.
    fn lay_properties(&mut self, prefix: &str, node: &Node, file: &mut SettingsFile<'_>) {
        let Value::Table(entries) = &node.value else {
            file.sink.form(
                node.span.clone(),
                format!("`{PROPERTIES}` cannot be {}", node.value.shown()),
                "expected a table",
            );
            return;
        };
        for entry in entries {
            let name = if prefix.is_empty() { entry.key.clone() } else { format!("{prefix}.{}", entry.key) };
            if let Value::Table(_) = entry.node.value {
                self.lay_properties(&name, &entry.node, file);
                continue;
            }
            match properties::take(&name, &entry.node.value, file.base, file.origin(entry)) {
                Ok((name, property)) => {
                    self.properties.insert(name, property);
                }
                Err(refused) => file.sink.form(entry.span.clone(), refused.title, refused.expected),
            }
        }
    }

    /// Lays `GROUNDSWELL__SECTION__KEY` on top; other variables are not looked at.
    pub fn lay_environment(&mut self, variables: &[(String, String)], problems: &mut Vec<Problem>) {
        for (variable, text) in variables {
            let Some(rest) = variable.strip_prefix(PREFIX) else { continue };
            let name = rest.to_ascii_lowercase().replace("__", ".");
            let origin = Origin::Environment(variable.clone());
            self.lay_text(&name, text, origin, problems);
        }
    }

    /// Lays flags on top: `section.key` and the text given.
    pub fn lay_flags(&mut self, flags: &[(String, String, String)], problems: &mut Vec<Problem>) {
        for (name, text, flag) in flags {
            self.lay_text(name, text, Origin::Flag(flag.clone()), problems);
        }
    }

    fn lay_text(&mut self, name: &str, text: &str, origin: Origin, problems: &mut Vec<Problem>) {
        let here = Path::new("");
        if let Some(property) = name.strip_prefix(PROPERTIES).and_then(|rest| rest.strip_prefix('.')) {
            let value = Value::Text(text.to_owned());
            match properties::take(&property_name(property), &value, here, origin.clone()) {
                Ok((name, property)) => {
                    self.properties.insert(name, property);
                }
                Err(refused) => {
                    let problem = Problem::nowhere(Severity::Form, format!("{origin}: {}", refused.title));
                    problems.push(problem.help(refused.expected));
                }
            }
            return;
        }
        let Some(setting) = find(name) else {
            let problem =
                Problem::nowhere(Severity::Form, format!("{origin}: there is no setting `{}`", shortened(name)));
            problems.push(match nearest(name, SETTINGS.iter().map(|s| s.name)) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem,
            });
            return;
        };
        let set = readings(text).iter().any(|value| self.set(setting, value, here, origin.clone()).is_some());
        if !set {
            let title = format!("{origin}: `{name}` cannot be {:?}", shortened(text));
            problems.push(Problem::nowhere(Severity::Form, title).help(format!("expected {}", setting.expected)));
        }
    }
}

/// What a bare text may mean. Each setting takes one kind only, so at most one of them fits.
fn readings(text: &str) -> Vec<Value> {
    let node = |item: &str| Node { span: 0..0, value: Value::Text(item.trim().to_owned()) };
    let items = text.split(',').filter(|item| !item.trim().is_empty()).map(node).collect();
    let mut all = vec![Value::Text(text.to_owned()), Value::List(items)];
    all.extend(text.parse().ok().map(Value::Int));
    all.extend(text.parse().ok().map(Value::Float));
    all.extend(text.parse().ok().map(Value::Bool));
    all
}

/// `sasl_password` of a variable is `sasl.password`, `sasl_password_file` is `sasl.password_file`.
fn property_name(name: &str) -> String {
    let dotted = name.replace('_', ".");
    match dotted.strip_suffix(".file") {
        Some(rest) if properties::ALLOWED.contains(&rest) => format!("{rest}_file"),
        _ => dotted,
    }
}

fn unknown_setting(name: &str, entry: &Entry, file: &SettingsFile<'_>) -> Problem {
    let section = name.split_once('.').map_or("", |(section, _)| section);
    let all: Vec<&str> = SETTINGS.iter().map(|s| s.name).filter(|n| (file.allowed)(n)).collect();
    let keys: Vec<&str> = all
        .iter()
        .filter_map(|n| if section.is_empty() { Some(*n) } else { n.strip_prefix(section)?.strip_prefix('.') })
        .collect();
    if keys.is_empty() {
        let near = nearest(name, all.iter().copied())
            .or_else(|| nearest(section, all.iter().map(|n| n.split('.').next().unwrap_or(n))));
        let label =
            near.map_or("no such setting".to_owned(), |near| format!("no such setting; did you mean `{near}`?"));
        let title = format!("there is no setting `{}`", shortened(name));
        return Problem::at(Severity::Form, &file.sink.source, entry.span.clone(), title).label(label);
    }
    let of = if section.is_empty() { "settings".to_owned() } else { format!("keys of {section}") };
    no_such_key(&file.sink, entry, &keys, &format!("{of}: {}", keys.join(", ")))
}

#[cfg(test)]
mod tests;
