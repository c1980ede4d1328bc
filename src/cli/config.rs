//! `config show`: every setting as it stands after all layers, and who set it.

use std::fmt::Write as _;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{ConfigArguments, Exit, errors};
use crate::load::Loaded;
use crate::load::layers::Layered;
use crate::load::settings::SETTINGS;

/// What can be done with the settings.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print every setting as it stands after files, environment and flags
    Show(ShowArguments),
}

/// Arguments of `config show`.
#[derive(Debug, Args)]
pub struct ShowArguments {
    #[command(flatten)]
    config: ConfigArguments,
    /// Say where each value came from: default, file and line, environment variable or flag
    #[arg(long)]
    origin: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Runs the command.
#[must_use]
pub fn run(command: &Command) -> Exit {
    let Command::Show(arguments) = command;
    let loaded = arguments.config.load();
    let lines = lines(&loaded);
    errors::print(&if arguments.json { as_json(&lines, arguments.origin) } else { as_toml(&lines, arguments.origin) });
    // The catalogue's findings are no matter of the settings; `validate` names them.
    let wrong: Vec<_> = loaded.errors().cloned().collect();
    if wrong.is_empty() { Exit::Good } else { errors::refuse(&wrong) }
}

/// One setting.
struct Line {
    section: String,
    key: String,
    /// As TOML; a secret says only that it is set.
    value: String,
    origin: String,
}

fn lines(loaded: &Loaded) -> Vec<Line> {
    let mut lines: Vec<Line> =
        SETTINGS.iter().map(|s| line(&loaded.layered, "", s.name, (s.show)(&loaded.layered.settings))).collect();
    // The properties are part of their section: after its last line.
    let at = lines.iter().rposition(|line| line.section == "kafka").map_or(lines.len(), |at| at + 1);
    let properties = loaded.layered.properties.iter().map(|(name, property)| Line {
        section: "kafka.properties".to_owned(),
        key: format!("{name:?}"),
        value: property.shown(name),
        origin: property.origin.to_string(),
    });
    lines.splice(at..at, properties);
    for (tenant, own) in loaded.tenants.iter().filter_map(|(tenant, files)| Some((tenant, files.own.as_ref()?))) {
        // Only what differs in origin: the rest is the installation's, shown above.
        let set = SETTINGS.iter().filter(|s| own.origin(s.name) != loaded.layered.origin(s.name));
        lines.extend(set.map(|s| line(own, &format!("tenants.{tenant}."), s.name, (s.show)(&own.settings))));
    }
    lines
}

fn line(layered: &Layered, prefix: &str, name: &str, value: String) -> Line {
    let (section, key) = name.split_once('.').unwrap_or(("", name));
    let (section, key) = (format!("{prefix}{section}"), key.to_owned());
    Line { section, key, value, origin: layered.origin(name).to_string() }
}

fn as_toml(lines: &[Line], origin: bool) -> String {
    let mut out = String::new();
    let mut section = "";
    for line in lines {
        if line.section != section {
            section = &line.section;
            let _ = write!(out, "\n[{section}]\n");
        }
        let setting = format!("{} = {}", line.key, line.value);
        let _ = if origin { writeln!(out, "{setting:<50}  # {}", line.origin) } else { writeln!(out, "{setting}") };
    }
    out
}

fn as_json(lines: &[Line], origin: bool) -> String {
    let mut all = serde_json::Map::new();
    for line in lines {
        // What is shown as TOML is JSON too, save for a text that TOML writes in single quotes.
        let value = serde_json::from_str(&line.value).unwrap_or_else(|_| json!(line.value.trim_matches('\'')));
        let name = if line.section.is_empty() {
            line.key.clone()
        } else {
            format!("{}.{}", line.section, line.key.trim_matches('"'))
        };
        all.insert(name, if origin { json!({"value": value, "origin": line.origin}) } else { value });
    }
    format!("{:#}\n", serde_json::Value::Object(all))
}
