//! What is wrong with a configuration, and where: file, line, column, excerpt, what was expected.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

/// Most problems reported of one file: beyond it the first ones explain the rest.
pub const MAX_PROBLEMS: usize = 100;
/// Longest value repeated in a message, in characters.
const SHOWN_CHARS: usize = 60;

/// How bad a problem is; the worst comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The form is wrong: no such key, a value that cannot be. Nothing starts.
    Form,
    /// Each part is well formed, but together they cannot be meant. Nothing starts.
    Meaning,
    /// Worth knowing; nothing is refused for it.
    Note,
}

impl Severity {
    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Form => "error",
            Self::Meaning => "finding",
            Self::Note => "note",
        }
    }
}

/// A configuration file as read, with secrets masked: excerpts of it may be printed.
#[derive(Clone, Debug)]
pub struct SourceText {
    name: String,
    shown: Arc<NamedSource<String>>,
}

impl SourceText {
    /// Keeps a file's text for excerpts.
    #[must_use]
    pub fn new(name: impl Into<String>, text: &str) -> Self {
        let name = name.into();
        let shown = Arc::new(NamedSource::new(name.clone(), mask_secrets(text)));
        Self { name, shown }
    }

    /// The file's path as it was given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Line and column of a byte, both from 1; the column counts characters.
    #[must_use]
    pub fn line_column(&self, byte: usize) -> (usize, usize) {
        let text = self.shown.inner();
        let before = text.get(..byte).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

/// Whether a key holds a secret: never printed, never accepted in clear in a file.
#[must_use]
pub fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    !key.ends_with("_file")
        && !key.ends_with(".location")
        && ["password", "secret", ".pem", "oauthbearer.config", "token"].iter().any(|part| key.contains(part))
}

/// Replaces the values of secret keys by stars of the same length in bytes, so that spans still hold.
fn mask_secrets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut until: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        if let Some(end) = until {
            if line.contains(end) {
                until = None;
            }
            out.push_str(&stars(line));
            continue;
        }
        let Some((key, value)) =
            line.split_once('=').filter(|(key, _)| is_secret(key.trim().trim_matches(['"', '\''])))
        else {
            out.push_str(line);
            continue;
        };
        until = ["\"\"\"", "'''"].into_iter().find(|q| value.matches(q).count() == 1);
        out.push_str(key);
        out.push('=');
        out.push_str(&stars(value));
    }
    out
}

fn stars(text: &str) -> String {
    text.chars().flat_map(|c| std::iter::repeat_n(if c == '\n' { '\n' } else { '*' }, c.len_utf8())).collect()
}

/// A span of a file with what is to be said of it.
#[derive(Clone, Debug)]
pub struct Mark {
    /// The bytes meant.
    pub span: Range<usize>,
    /// What is said of them.
    pub text: String,
}

/// One thing wrong, or worth knowing.
#[derive(Clone, Debug)]
pub struct Problem {
    /// How bad.
    pub severity: Severity,
    /// One line for a person.
    pub title: String,
    /// The file, where one is to blame.
    pub source: Option<SourceText>,
    /// Where in it; the first mark is the place.
    pub marks: Vec<Mark>,
    /// What to do, or what would be right.
    pub help: Option<String>,
}

impl Problem {
    /// A problem at a place of a file.
    #[must_use]
    pub fn at(severity: Severity, source: &SourceText, span: Range<usize>, title: impl Into<String>) -> Self {
        let title = title.into();
        let marks = vec![Mark { span, text: "here".to_owned() }];
        Self { severity, title, source: Some(source.clone()), marks, help: None }
    }

    /// A problem of no place in a file: the environment, a flag, a missing file.
    #[must_use]
    pub fn nowhere(severity: Severity, title: impl Into<String>) -> Self {
        Self { severity, title: title.into(), source: None, marks: Vec::new(), help: None }
    }

    /// Says something of the place itself.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(mark) = self.marks.first_mut() {
            mark.text = text.into();
        }
        self
    }

    /// Marks a further place of the same file.
    #[must_use]
    pub fn and_at(mut self, span: Range<usize>, text: impl Into<String>) -> Self {
        self.marks.push(Mark { span, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// File, line and column, where it has a place.
    #[must_use]
    pub fn place(&self) -> Option<(&str, usize, usize)> {
        let (source, mark) = (self.source.as_ref()?, self.marks.first()?);
        let (line, column) = source.line_column(mark.span.start);
        Some((source.name(), line, column))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}

impl std::error::Error for Problem {}

impl Diagnostic for Problem {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Form => miette::Severity::Error,
            Severity::Meaning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|text| Box::new(text) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| &source.shown as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.marks.iter().enumerate().map(|(i, mark)| {
            let (text, span) = (Some(mark.text.clone()), mark.span.clone());
            if i == 0 { LabeledSpan::new_primary_with_span(text, span) } else { LabeledSpan::new_with_span(text, span) }
        });
        Some(Box::new(labels))
    }
}

/// Where the problems of one file are collected.
#[derive(Debug)]
pub struct Sink {
    /// The file.
    pub source: SourceText,
    /// What was found in it, at most [`MAX_PROBLEMS`].
    pub problems: Vec<Problem>,
    /// How many were left out, and the severity of the worst of them.
    left_out: Option<(usize, Severity)>,
}

impl Sink {
    /// Nothing found yet.
    #[must_use]
    pub fn new(source: SourceText) -> Self {
        Self { source, problems: Vec::new(), left_out: None }
    }

    /// Adds a problem; what is above the limit is counted.
    pub fn push(&mut self, problem: Problem) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
            return;
        }
        let (count, worst) = self.left_out.unwrap_or((0, Severity::Note));
        self.left_out = Some((count + 1, worst.min(problem.severity)));
    }

    /// Adds an error of form.
    pub fn form(&mut self, span: Range<usize>, title: impl Into<String>, label: impl Into<String>) {
        let problem = Problem::at(Severity::Form, &self.source, span, title).label(label);
        self.push(problem);
    }

    /// Everything found, in the order of the file.
    #[must_use]
    pub fn finish(mut self) -> Vec<Problem> {
        self.problems.sort_by_key(|p| p.marks.first().map_or(0, |m| m.span.start));
        if let Some((count, worst)) = self.left_out {
            let text = format!("{}: {count} further problems are not shown", self.source.name());
            self.problems.push(Problem::nowhere(worst, text));
        }
        self.problems
    }
}

/// A value as a message may repeat it: bounded, without control characters.
#[must_use]
pub fn shortened(value: &str) -> String {
    let mut out: String =
        value.chars().take(SHOWN_CHARS).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if value.chars().count() > SHOWN_CHARS {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_never_stand_in_an_excerpt() {
        let text =
            "a = 1\n\"sasl.password\" = \"hünter2\"\nssl_key_pem = 2\n\"ssl.key.pem\" = \"\"\"\nMII\n\"\"\"\nb = 2\n";
        let source = SourceText::new("f", text);
        let shown = source.shown.inner();
        assert!(!shown.contains("nter2") && !shown.contains("MII"), "{shown}");
        assert_eq!(shown.len(), text.len());
        assert!(shown.ends_with("b = 2\n") && shown.contains("ssl_key_pem = 2"));
    }

    #[test]
    fn places_count_lines_and_characters_from_one() {
        let source = SourceText::new("f", "é = 1\nxé = 2\n");
        assert_eq!(source.line_column(0), (1, 1));
        assert_eq!(source.line_column("é = 1\nxé".len()), (2, 3));
    }

    #[test]
    fn problems_stop_at_their_limit_and_say_so() {
        let mut sink = Sink::new(SourceText::new("f", "x"));
        for _ in 0..=MAX_PROBLEMS {
            sink.form(0..1, "t", "l");
        }
        let found = sink.finish();
        assert_eq!(found.len(), MAX_PROBLEMS + 1);
        assert_eq!(found[MAX_PROBLEMS].title, "f: 1 further problems are not shown");
        assert_eq!(found[MAX_PROBLEMS].severity, Severity::Form);
    }

    #[test]
    fn notes_left_out_are_no_errors() {
        let mut sink = Sink::new(SourceText::new("f", "x"));
        for _ in 0..=MAX_PROBLEMS {
            let note = Problem::at(Severity::Note, &sink.source, 0..1, "n");
            sink.push(note);
        }
        assert!(sink.finish().iter().all(|p| p.severity == Severity::Note));
    }
}
