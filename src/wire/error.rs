//! Why something could not be read.

use std::fmt;

/// Longest value repeated in an error: enough to find it, too short to carry a letter.
const MAX_FOUND_CHARS: usize = 80;

/// What kind of fault it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// Larger than the limit.
    TooLarge,
    /// Not UTF-8 or not JSON, nested too deep, a lone surrogate.
    NotJson,
    /// A field is missing, unknown or of the wrong type.
    Shape,
    /// A field's value cannot be.
    Value,
}

/// Something that could not be read: where, what stood there, what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireError {
    /// What kind of fault.
    pub fault: Fault,
    /// The field, nested ones with a dot; empty where it is the whole.
    pub field: String,
    /// What was found, at most 80 characters.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// What was probably meant; none where nothing comes near.
    pub hint: Option<Box<str>>,
}

/// What is found where a field is missing.
const NOTHING: &str = "nothing";

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        write!(f, "expected {}, found {}", self.expected, self.found)?;
        self.hint.as_ref().map_or(Ok(()), |hint| write!(f, "; {hint}"))
    }
}

impl std::error::Error for WireError {}

impl WireError {
    pub(crate) fn new(fault: Fault, field: &str, found: &str, expected: impl Into<String>) -> Self {
        let (field, found, expected) = (field.to_owned(), shorten(found), expected.into());
        Self { fault, field, found, expected, hint: None }
    }

    /// A required field that is not there.
    pub(crate) fn missing(field: &str, expected: &str) -> Self {
        Self::new(Fault::Shape, field, NOTHING, expected)
    }

    /// Whether a required field is not there.
    pub(crate) fn is_missing(&self) -> bool {
        self.fault == Fault::Shape && self.found == NOTHING
    }

    /// The same error, with what was probably meant.
    pub(crate) fn hint(mut self, hint: String) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A value that cannot be; it is repeated in quotes.
    pub(crate) fn value(field: &str, found: &str, expected: impl Into<String>) -> Self {
        Self::new(Fault::Value, field, &format!("{:?}", shorten(found)), expected)
    }

    /// More of something than may be.
    pub(crate) fn too_many(field: &str, found: usize, most: usize) -> Self {
        Self::new(Fault::Value, field, &found.to_string(), format!("at most {most}"))
    }

    /// The same error, one level further out.
    pub(crate) fn under(mut self, outer: &str) -> Self {
        self.field = if self.field.is_empty() { outer.to_owned() } else { format!("{outer}.{}", self.field) };
        self
    }
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= MAX_FOUND_CHARS {
        return text.to_owned();
    }
    text.chars().take(MAX_FOUND_CHARS - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_shortened_to_80_characters() {
        assert_eq!(shorten(&"é".repeat(80)), "é".repeat(80));
        let cut = shorten(&"é".repeat(81));
        assert_eq!((cut.chars().count(), cut.ends_with('…')), (80, true));
    }
}
