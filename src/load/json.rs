//! JSON into the tree of [`super::tree`], strictly and with places.
//!
//! The usual reader of JSON gives no place for a value of the right form and the wrong meaning, so
//! this small one stands in. It stops at the first error of syntax: what follows one is guesswork.

use std::ops::Range;

use super::tree::{Entry, Node, Value};

/// Deepest nesting read: a catalogue needs three levels, and the reader calls itself.
pub const MAX_DEPTH: usize = 32;

/// Where the text stops being JSON, and what was expected there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotJson {
    /// The bytes.
    pub span: Range<usize>,
    /// What was expected.
    pub expected: &'static str,
}

/// Reads a whole JSON text.
///
/// # Errors
/// [`NotJson`] at the first place that is none.
pub fn from_json(text: &str) -> Result<Node, NotJson> {
    let mut reader = Reader { text, at: 0 };
    let node = reader.node(0)?;
    reader.skip_space();
    if reader.at < text.len() { Err(reader.not("the end of the file")) } else { Ok(node) }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn not(&self, expected: &'static str) -> NotJson {
        let len = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        NotJson { span: self.at..self.at + len, expected }
    }

    fn eat(&mut self, byte: u8, expected: &'static str) -> Result<(), NotJson> {
        self.skip_space();
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.not(expected))
        }
    }

    fn node(&mut self, depth: usize) -> Result<Node, NotJson> {
        self.skip_space();
        if depth > MAX_DEPTH {
            return Err(self.not("at most 32 levels of nesting"));
        }
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.table(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node { span: start..self.at, value })
    }

    fn table(&mut self, depth: usize) -> Result<Value, NotJson> {
        self.at += 1;
        let mut entries: Vec<Entry> = Vec::new();
        self.skip_space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Table(entries));
        }
        loop {
            self.skip_space();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.not("a key in double quotes"));
            }
            let key = self.string()?;
            let span = start..self.at;
            if entries.iter().any(|e| e.key == key) {
                return Err(NotJson { span, expected: "each key once" });
            }
            self.eat(b':', "`:`")?;
            let node = self.node(depth + 1)?;
            entries.push(Entry { key, span, node });
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                _ => return self.eat(b'}', "`,` or `}`").map(|()| Value::Table(entries)),
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, NotJson> {
        self.at += 1;
        let mut items = Vec::new();
        self.skip_space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.node(depth + 1)?);
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                _ => return self.eat(b']', "`,` or `]`").map(|()| Value::List(items)),
            }
        }
    }

    fn word(&mut self) -> Result<Value, NotJson> {
        for (word, value) in [("true", Value::Bool(true)), ("false", Value::Bool(false)), ("null", Value::Null)] {
            if self.text[self.at..].starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.not("a value"))
    }

    fn number(&mut self) -> Result<Value, NotJson> {
        let rest = &self.text[self.at..];
        let len = rest.find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E')).unwrap_or(rest.len());
        let digits = &rest[..len];
        let leading_zero = digits
            .trim_start_matches('-')
            .strip_prefix('0')
            .is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()));
        let value = match (digits.parse::<i64>(), digits.parse::<f64>()) {
            (Ok(n), _) if !leading_zero => Value::Int(n),
            (_, Ok(n)) if n.is_finite() && !leading_zero && !digits.ends_with('.') => Value::Float(n),
            _ => return Err(NotJson { span: self.at..self.at + len, expected: "a number" }),
        };
        self.at += len;
        Ok(value)
    }

    fn string(&mut self) -> Result<String, NotJson> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let Some(c) = self.text[self.at..].chars().next() else { return Err(self.not("a closing double quote")) };
            match c {
                '"' => {
                    self.at += 1;
                    return Ok(out);
                }
                '\\' => out.push(self.escape()?),
                c if c < ' ' => return Err(self.not("no control character in text")),
                c => {
                    out.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, NotJson> {
        self.at += 1;
        let c = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.code_point();
            }
            _ => return Err(self.not("one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")),
        };
        self.at += 1;
        Ok(c)
    }

    fn code_point(&mut self) -> Result<char, NotJson> {
        const EXPECTED: &str = "four hexadecimal digits of a character, or a pair of surrogates";
        let high = self.four_digits(EXPECTED)?;
        let code = if (0xd800..0xdc00).contains(&high) && self.text[self.at..].starts_with("\\u") {
            self.at += 2;
            let low = self.four_digits(EXPECTED)?;
            if !(0xdc00..0xe000).contains(&low) {
                return Err(self.not(EXPECTED));
            }
            0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00)
        } else {
            high
        };
        char::from_u32(code).ok_or_else(|| self.not(EXPECTED))
    }

    fn four_digits(&mut self, expected: &'static str) -> Result<u32, NotJson> {
        let digits = self.text.get(self.at..self.at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = digits.and_then(|d| u32::from_str_radix(d, 16).ok()).ok_or_else(|| self.not(expected))?;
        self.at += 4;
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_kind_of_value_with_its_place() {
        let text = r#"[{"a": "x\n\u00e9\ud83d\ude00", "b": [1, -2.5, 1e3, true, null]}, {}]"#;
        let Value::List(items) = from_json(text).unwrap().value else { panic!() };
        let Value::Table(entries) = &items[0].value else { panic!() };
        assert_eq!(entries[0].node.value, Value::Text("x\né😀".to_owned()));
        assert_eq!(&text[entries[1].span.clone()], "\"b\"");
        let Value::List(numbers) = &entries[1].node.value else { panic!() };
        let values: Vec<_> = numbers.iter().map(|n| n.value.clone()).collect();
        assert_eq!(values, [Value::Int(1), Value::Float(-2.5), Value::Float(1000.0), Value::Bool(true), Value::Null]);
    }

    #[test]
    fn refuses_what_is_no_json_and_says_where() {
        let bad = [
            ("", 0),
            ("[1,]", 3),
            ("{\"a\" 1}", 5),
            ("[1] x", 4),
            ("\"\\q\"", 2),
            ("[01]", 1),
            ("[1.]", 1),
            ("\"\\ud800x\"", 7),
            ("\"a\nb\"", 2),
            ("{\"a\":1,\"a\":2}", 7),
            ("\"open", 5),
            ("[nul]", 1),
        ];
        for (text, at) in bad {
            assert_eq!(from_json(text).unwrap_err().span.start, at, "{text}");
        }
    }

    #[test]
    fn nesting_stops_at_its_limit() {
        let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert!(from_json(&nested(MAX_DEPTH + 1)).is_ok());
        assert!(from_json(&nested(MAX_DEPTH + 2)).is_err());
        assert!(from_json(&"[".repeat(100_000)).is_err());
    }
}
