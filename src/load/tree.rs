//! A configuration file as a tree whose every key and value knows where it stands.
//!
//! TOML and JSON become the same tree, so that what reads catalogue and probes is written once. No
//! value changes its type on the way: `true` stays no number, `2.9` no whole one.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::Sink;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its bytes in the file.
    pub span: Range<usize>,
    /// The value.
    pub value: Value,
}

/// A key, where it stands, and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Its bytes in the file.
    pub span: Range<usize>,
    /// The value.
    pub node: Node,
}

/// What a file may hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Keys with values, in the order of the file or of the keys.
    Table(Vec<Entry>),
    /// Values in order.
    List(Vec<Node>),
    /// Text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// Another number.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// A TOML date or time, as written.
    Time(String),
    /// JSON null: the key counts as absent.
    Null,
}

impl Value {
    /// What it is, for a message.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Table(_) => "a table",
            Self::List(_) => "a list",
            Self::Text(_) => "text",
            Self::Int(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Bool(_) => "true or false",
            Self::Time(_) => "a time",
            Self::Null => "null",
        }
    }

    /// The value as a message may repeat it.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => format!("{:?}", super::problem::shortened(text)),
            Self::Int(n) => n.to_string(),
            Self::Float(n) => n.to_string(),
            Self::Bool(b) => b.to_string(),
            Self::Time(t) => t.clone(),
            Self::Table(_) | Self::List(_) | Self::Null => self.kind().to_owned(),
        }
    }
}

/// Reads TOML, reporting every error of syntax; what could be read comes back beside them.
pub fn from_toml(text: &str, sink: &mut Sink) -> Vec<Entry> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        sink.form(span, format!("this is not TOML: {}", error.message()), error.message());
    }
    entries(table.get_ref(), sink)
}

fn entries(table: &DeTable<'_>, sink: &mut Sink) -> Vec<Entry> {
    let entry = |(key, node): (&Spanned<std::borrow::Cow<'_, str>>, &Spanned<DeValue<'_>>)| Entry {
        key: key.get_ref().to_string(),
        span: key.span(),
        node: convert(node, sink),
    };
    table.iter().map(entry).collect()
}

fn convert(node: &Spanned<DeValue<'_>>, sink: &mut Sink) -> Node {
    let span = node.span();
    let value = match node.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(n) => match i64::from_str_radix(n.as_str(), n.radix()) {
            Ok(n) => Value::Int(n),
            Err(_) => {
                sink.form(span.clone(), "this number is too large", "expected at most 9223372036854775807");
                Value::Null
            }
        },
        DeValue::Float(n) => Value::Float(n.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(b) => Value::Bool(*b),
        DeValue::Datetime(t) => Value::Time(t.to_string()),
        DeValue::Array(list) => Value::List(list.iter().map(|node| convert(node, sink)).collect()),
        DeValue::Table(table) => Value::Table(entries(table, sink)),
    };
    Node { span, value }
}

#[cfg(test)]
mod tests {
    use super::super::problem::SourceText;
    use super::*;

    fn read(text: &str) -> (Vec<Entry>, Vec<String>) {
        let mut sink = Sink::new(SourceText::new("f.toml", text));
        let tree = from_toml(text, &mut sink);
        (tree, sink.finish().into_iter().map(|p| p.title).collect())
    }

    #[test]
    fn keys_and_values_know_where_they_stand() {
        let (tree, problems) = read("[kafka]\nworkers = 2\n");
        assert!(problems.is_empty(), "{problems:?}");
        let Value::Table(inner) = &tree[0].node.value else { panic!("{tree:?}") };
        assert_eq!((inner[0].span.clone(), inner[0].node.span.clone()), (8..15, 18..19));
        assert_eq!(inner[0].node.value, Value::Int(2));
    }

    #[test]
    fn types_are_kept() {
        let (tree, _) = read("a = 0x1F\nb = 2.9\nc = true\nd = 2026-03-09T14:00:00Z\ne = 1_000\n");
        let values: Vec<_> = tree.iter().map(|e| e.node.value.clone()).collect();
        let time = Value::Time("2026-03-09T14:00:00Z".to_owned());
        assert_eq!(values, [Value::Int(31), Value::Float(2.9), Value::Bool(true), time, Value::Int(1000)]);
    }

    #[test]
    fn every_error_of_syntax_is_reported_and_the_rest_is_read() {
        let (tree, problems) = read("a = \nb = 2\nb = 3\nc = 99999999999999999999\n");
        assert!(problems.len() >= 3, "{problems:?}");
        assert!(tree.iter().any(|e| e.key == "b"));
    }
}
