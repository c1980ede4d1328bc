//! Takes the keys of one table, one by one, and reports every one that is wrong, missing or unknown.

use std::ops::Range;

use super::problem::{Problem, Severity, Sink};
use super::tree::{Entry, Node, Value};
use crate::wire::nearest;

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

/// The keys of one table that have not been asked for yet.
#[derive(Debug)]
pub struct Fields<'a> {
    /// "a feature", "a probe": whose keys these are.
    what: &'static str,
    span: Range<usize>,
    entries: Vec<&'a Entry>,
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// The keys of `node`; none where it is no table, which is reported.
    pub fn of(what: &'static str, node: &'a Node, sink: &mut Sink) -> Option<Self> {
        let Value::Table(entries) = &node.value else {
            let title = format!("{what} is a table, found {}", node.value.kind());
            sink.form(node.span.clone(), title, "expected a table");
            return None;
        };
        // A table under a TOML header spans its header; a place to point at, never the whole body.
        let span = node.span.start..node.span.end.min(node.span.start + 80);
        Some(Self { what, span, entries: entries.iter().collect(), known: Vec::new() })
    }

    fn take(&mut self, key: &'static str) -> Option<&'a Node> {
        self.known.push(key);
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        let node = &self.entries.swap_remove(at).node;
        // Null is how JSON says that there is none.
        (node.value != Value::Null).then_some(node)
    }

    fn read<T>(
        &mut self,
        key: &'static str,
        expected: &str,
        sink: &mut Sink,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Option<At<T>> {
        let node = self.take(key)?;
        let value = read(&node.value);
        if value.is_none() {
            let title = format!("`{key}` of {} cannot be {}", self.what, node.value.shown());
            sink.form(node.span.clone(), title, format!("expected {expected}"));
        }
        value.map(|value| At { value, span: node.span.clone() })
    }

    /// A text; `convert` says whether it is a good one.
    pub fn text<T>(
        &mut self,
        key: &'static str,
        expected: &str,
        sink: &mut Sink,
        convert: impl Fn(&str) -> Option<T>,
    ) -> Option<At<T>> {
        self.read(key, expected, sink, |value| match value {
            Value::Text(text) | Value::Time(text) => convert(text),
            Value::Table(_) | Value::List(_) | Value::Int(_) | Value::Float(_) | Value::Bool(_) | Value::Null => None,
        })
    }

    /// A text that has to be there.
    pub fn required<T>(
        &mut self,
        key: &'static str,
        expected: &str,
        sink: &mut Sink,
        convert: impl Fn(&str) -> Option<T>,
    ) -> Option<At<T>> {
        self.require(key, expected, sink);
        self.text(key, expected, sink, convert)
    }

    /// A number, whole or not.
    pub fn number(
        &mut self,
        key: &'static str,
        expected: &str,
        sink: &mut Sink,
        good: impl Fn(f64) -> bool,
    ) -> Option<At<f64>> {
        self.read(key, expected, sink, |value| {
            let n = if let Value::Float(n) = value {
                Some(*n)
            } else if let Value::Int(n) = value {
                Some(*n as f64)
            } else {
                None
            };
            n.filter(|n| good(*n))
        })
    }

    fn require(&self, key: &str, expected: &str, sink: &mut Sink) {
        if !self.entries.iter().any(|entry| entry.key == key && entry.node.value != Value::Null) {
            let title = format!("{} without `{key}`", self.what);
            sink.form(self.span.clone(), title, format!("`{key}` is missing: expected {expected}"));
        }
    }

    /// A list of texts, each with its place; what is wrong in it is reported and left out.
    pub fn texts<T>(
        &mut self,
        key: &'static str,
        expected: &str,
        sink: &mut Sink,
        convert: impl Fn(&str) -> Option<T>,
    ) -> Option<Vec<At<T>>> {
        let node = self.take(key)?;
        let Value::List(items) = &node.value else {
            let title = format!("`{key}` of {} cannot be {}", self.what, node.value.shown());
            sink.form(node.span.clone(), title, format!("expected a list, each {expected}"));
            return None;
        };
        let mut good = Vec::with_capacity(items.len());
        for item in items {
            match if let Value::Text(text) = &item.value { convert(text) } else { None } {
                Some(value) => good.push(At { value, span: item.span.clone() }),
                None => {
                    let title = format!("`{key}` of {} cannot hold {}", self.what, item.value.shown());
                    sink.form(item.span.clone(), title, format!("expected {expected}"));
                }
            }
        }
        Some(good)
    }

    /// True or false.
    pub fn flag(&mut self, key: &'static str, sink: &mut Sink) -> Option<bool> {
        let read = |value: &Value| if let Value::Bool(b) = value { Some(*b) } else { None };
        self.read(key, "true or false", sink, read).map(|at| at.value)
    }

    /// Reports the keys that nobody asked for, each with the nearest one that there is; gives the
    /// place of the table.
    pub fn finish(self, sink: &mut Sink) -> Range<usize> {
        let help = format!("keys of {}: {}", self.what, self.known.join(", "));
        for entry in self.entries {
            sink.push(no_such_key(sink, entry, &self.known, &help));
        }
        self.span
    }
}

/// The error of a key that does not exist.
#[must_use]
pub fn no_such_key(sink: &Sink, entry: &Entry, known: &[&str], help: &str) -> Problem {
    let label = match nearest(&entry.key, known.iter().copied()) {
        Some(near) => format!("no such key; did you mean `{near}`?"),
        None => "no such key".to_owned(),
    };
    let title = format!("no key is called `{}`", super::problem::shortened(&entry.key));
    Problem::at(Severity::Form, &sink.source, entry.span.clone(), title).label(label).help(help)
}
