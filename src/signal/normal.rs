//! The form of a text that cues are looked for in: ASCII, lower case, negations and short forms spelt
//! out, one space between words, punctuation after its word. Plain bytes keep the matcher fast.

use unicode_normalization::UnicodeNormalization;

use super::text::AUXILIARIES;

/// Bytes of normalised text that cues are looked for in.
const MAX_BYTES: usize = 3_000;

/// Lower case without accents. Other letters become `_`, other marks `~`, so that words keep their
/// bounds.
pub(super) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let plain = rest.bytes().position(|b| !matches!(b, b' '..=b'~') || b == b'`').unwrap_or(rest.len());
        out.push_str(&rest[..plain]);
        let mut chars = rest[plain..].chars();
        let Some(c) = chars.next() else { break };
        fold_char(c, &mut out);
        rest = chars.as_str();
    }
    // Nothing but ASCII is left.
    out.make_ascii_lowercase();
    out
}

/// What the letters from U+00C0 to U+00FF are without their marks; those of two letters are told apart
/// before.
const LATIN_1: &[u8; 64] = b"aaaaaa_ceeeeiiii_nooooo~_uuuuy__aaaaaa_ceeeeiiii_nooooo~_uuuuy_y";

fn fold_char(c: char, out: &mut String) {
    match c {
        '`' | '\u{2019}' => out.push('\''),
        c if c.is_whitespace() => out.push(' '),
        c if c.is_ascii() => out.push(c),
        'œ' | 'Œ' => out.push_str("oe"),
        'æ' | 'Æ' => out.push_str("ae"),
        'ß' => out.push_str("ss"),
        '\u{c0}'..='\u{ff}' => out.push(char::from(LATIN_1[c as usize - 0xc0])),
        // A combining mark belongs to the letter before it.
        '\u{300}'..='\u{36f}' => {}
        c => out.push(base(c)),
    }
}

/// The letter without its marks, `_` where it is none of ASCII.
fn base(c: char) -> char {
    match std::iter::once(c).nfd().next().unwrap_or(c) {
        b if b.is_ascii_alphanumeric() => b.to_ascii_lowercase(),
        b if b.is_alphanumeric() => '_',
        _ => '~',
    }
}

/// The normal form of a text. `english` is false where the language is another: then only what an
/// apostrophe marks is spelt out, since French `dont` is no `do not`.
pub(super) fn normal(text: &str, english: bool) -> String {
    let mut out = spell_out(&fold(text), english);
    // All ASCII: every byte is a boundary.
    out.truncate(MAX_BYTES);
    out
}

/// Words and marks with their spaces: none before `. ? ! ,`, one after them, one between words, none at
/// the ends.
struct Spaced {
    text: String,
    gap: bool,
}

impl Spaced {
    fn space(&mut self) {
        if self.gap && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.gap = false;
    }

    fn word(&mut self, word: &str) {
        self.space();
        self.text.push_str(word);
    }

    fn mark(&mut self, mark: u8) {
        if mark.is_ascii_whitespace() {
            self.gap = true;
        } else if matches!(mark, b'.' | b'?' | b'!' | b',') {
            self.text.push(char::from(mark));
            self.gap = true;
        } else {
            self.space();
            self.text.push(char::from(mark));
        }
    }
}

fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

/// The word that begins at `at`; empty where none does.
fn word_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or("");
    let end = rest.bytes().position(|b| !is_word(b)).unwrap_or(rest.len());
    &rest[..end]
}

/// Whether `'t` follows at `at`, as a word end.
fn has_t(text: &str, at: usize) -> bool {
    text.as_bytes().get(at) == Some(&b'\'') && word_at(text, at + 1) == "t"
}

/// `can't`, `dont`, `is n't` become `can not`, `do not`, `is not`; `it's` becomes `it is`. What lies
/// behind the limit may be left out.
fn spell_out(text: &str, english: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = Spaced { text: String::with_capacity(text.len() + 16), gap: false };
    let mut at = 0;
    while at < bytes.len() && out.text.len() < MAX_BYTES {
        let word = word_at(text, at);
        if word.is_empty() {
            let short = if english && bytes[at] == b'\'' { short_form(word_at(text, at + 1)) } else { None };
            if let Some((long, length)) = short {
                out.gap = true;
                out.word(long);
                at += 1 + length;
            } else {
                out.mark(bytes[at]);
                at += 1;
            }
            continue;
        }
        let end = at + word.len();
        let negated = if may_be_negated(word, &bytes[end..]) { negated(text, word, end) } else { None };
        if let Some((verb, length)) = negated.filter(|(_, length)| english || *length > 0) {
            out.word(verb);
            out.gap = true;
            out.word("not");
            at = end + length;
        } else {
            out.word(word);
            at = end;
        }
    }
    out.text
}

/// Whether [`negated`] can say yes: all that it takes for a negation ends in `t`, or has its `n` or its
/// apostrophe behind.
fn may_be_negated(word: &str, after: &[u8]) -> bool {
    word.ends_with('t') || matches!(after, [b'\'', ..] | [b' ', b'n', ..])
}

fn short_form(word: &str) -> Option<(&'static str, usize)> {
    Some(match word {
        "s" => ("is", 1),
        "re" => ("are", 2),
        "ve" => ("have", 2),
        "ll" => ("will", 2),
        "d" => ("would", 1),
        "m" => ("am", 1),
        _ => return None,
    })
}

/// The verb of a negated one, and how many bytes after the word belong to it.
fn negated<'a>(text: &str, word: &'a str, end: usize) -> Option<(&'a str, usize)> {
    let apart = match (text.as_bytes().get(end), word_at(text, end + 1)) {
        (Some(b' '), "nt") => Some(3),
        (Some(b' '), "n") if has_t(text, end + 2) => Some(4),
        _ => None,
    };
    let joined = has_t(text, end).then_some(2);
    match (word, joined, apart) {
        ("cannot" | "cant", ..) | ("can", Some(_), _) => {
            return Some(("can", joined.filter(|_| word == "can").unwrap_or(0)));
        }
        ("ca", _, Some(n)) => return Some(("can", n)),
        ("wont", ..) => return Some(("will", 0)),
        ("won", Some(n), _) | ("wo", _, Some(n)) => return Some(("will", n)),
        _ => {}
    }
    let verb = |v: &'a str, n| AUXILIARIES.contains(&v).then_some((v, n));
    let short = word.strip_suffix("nt").and_then(|v| verb(v, 0));
    let mark = joined.and_then(|n| word.strip_suffix('n').and_then(|v| verb(v, n)));
    short.or(mark).or_else(|| apart.and_then(|n| verb(word, n)))
}

/// The sentences of a normal form.
pub(super) fn sentences(normal: &str) -> impl Iterator<Item = &str> {
    let bytes = normal.as_bytes();
    let mut from = 0;
    let mut ended = false;
    std::iter::from_fn(move || {
        while !ended {
            let next =
                (from..bytes.len()).find(|&i| bytes[i] == b' ' && i > 0 && matches!(bytes[i - 1], b'.' | b'?' | b'!'));
            let end = next.unwrap_or(bytes.len());
            let sentence = &normal[from..end];
            ended = next.is_none();
            from = end + 1;
            if !sentence.trim().is_empty() {
                return Some(sentence);
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negations_and_short_forms_are_spelt_out() {
        for (text, normal_form) in [
            ("I can't, cannot, cant, ca n't log in", "i can not, can not, can not, can not log in"),
            ("It won\u{2019}t; wont; wo n't", "it will not; will not; will not"),
            ("It doesn't, isnt, is nt, has n't", "it does not, is not, is not, has not"),
            ("I want an int, important", "i want an int, important"),
            ("It's down, we're stuck, I've paid, I'd, I'm", "it is down, we are stuck, i have paid, i would, i am"),
            ("ain't n't nt", "ain't n't nt"),
        ] {
            assert_eq!(normal(text, true), normal_form, "{text}");
        }
        assert_eq!(normal("La facture dont je parle, don't", false), "la facture dont je parle, do not");
    }

    #[test]
    fn spaces_stand_after_marks_not_before() {
        assert_eq!(normal(" a ...b ?c\n\nd , e ", true), "a... b? c d, e");
        assert_eq!(normal(". x", true), ". x");
        assert_eq!(normal("", true), "");
    }

    #[test]
    fn letters_of_any_script_stay_word_letters() {
        assert_eq!(normal("Déjà bloqué — œuvre πλ 😀", false), "deja bloque ~ oeuvre __ ~");
    }

    #[test]
    fn letters_of_latin_1_are_as_the_tables_of_unicode_have_them() {
        for c in ('\u{c0}'..='\u{ff}').filter(|c| !"æÆß".contains(*c)) {
            assert_eq!(fold(&c.to_string()), base(c).to_string(), "{c}");
        }
    }

    #[test]
    fn sentences_end_after_marks() {
        let s: Vec<_> = sentences("it is down. help! why? 4. 18").collect();
        assert_eq!(s, ["it is down.", "help!", "why?", "4.", "18"]);
        assert_eq!(sentences("").count(), 0);
    }

    #[test]
    fn the_normal_form_is_bounded() {
        assert_eq!(normal(&"ab ".repeat(2_000), true).len(), MAX_BYTES);
    }
}
