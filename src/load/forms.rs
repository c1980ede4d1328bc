//! Forms of values in settings, and values as TOML.

use std::path::PathBuf;

pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

pub(super) fn list(items: &[String]) -> String {
    format!("[{}]", items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", "))
}

pub(super) fn path(path: Option<&PathBuf>) -> String {
    quoted(&path.map(|p| p.display().to_string()).unwrap_or_default())
}

/// With a point, so that TOML reads a number that is not whole in kind.
pub(super) fn decimal(n: f64) -> String {
    format!("{n:?}")
}

pub(super) fn is_host_port(text: &str) -> bool {
    let Some((host, port)) = text.trim().rsplit_once(':') else { return false };
    !host.is_empty() && !host.contains(char::is_whitespace) && port.parse::<u16>().is_ok_and(|p| p > 0)
}

pub(super) fn is_language(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_lowercase())
}
