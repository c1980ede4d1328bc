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
    for c in text.chars() {
        fold_char(c, &mut out);
    }
    out
}

fn fold_char(c: char, out: &mut String) {
    match c {
        '`' | '\u{2019}' => out.push('\''),
        c if c.is_whitespace() => out.push(' '),
        c if c.is_ascii() => out.push(c.to_ascii_lowercase()),
        'œ' | 'Œ' => out.push_str("oe"),
        'æ' | 'Æ' => out.push_str("ae"),
        'ß' => out.push_str("ss"),
        // A combining mark belongs to the letter before it.
        '\u{300}'..='\u{36f}' => {}
        c => {
            let base = std::iter::once(c).nfd().next().unwrap_or(c);
            out.push(match base {
                b if b.is_ascii_alphanumeric() => b.to_ascii_lowercase(),
                b if b.is_alphanumeric() => '_',
                _ => '~',
            });
        }
    }
}

/// The normal form of a text. `english` is false where the language is another: then only what an
/// apostrophe marks is spelt out, since French `dont` is no `do not`.
pub(super) fn normal(text: &str, english: bool) -> String {
    let folded = fold(text);
    let mut out = space(&spell_out(&folded, english));
    // All ASCII: every byte is a boundary.
    out.truncate(MAX_BYTES);
    out
}

/// No space before `. ? ! ,`, one after them, one between words, none at the ends.
fn space(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut gap = false;
    for c in text.chars() {
        let mark = matches!(c, '.' | '?' | '!' | ',');
        if c == ' ' || c.is_ascii_whitespace() {
            gap = true;
            continue;
        }
        if !mark && gap && !out.is_empty() {
            out.push(' ');
        }
        out.push(c);
        gap = mark;
    }
    out
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

/// `can't`, `dont`, `is n't` become `can not`, `do not`, `is not`; `it's` becomes `it is`.
fn spell_out(text: &str, english: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len() + 16);
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'\''
            && let Some((long, length)) = short_form(word_at(text, at + 1))
        {
            out.push_str(long);
            at += 1 + length;
            continue;
        }
        let word = word_at(text, at);
        if word.is_empty() {
            out.push(char::from(bytes[at]));
            at += 1;
            continue;
        }
        let end = at + word.len();
        if let Some((verb, length)) = negated(text, word, end).filter(|(_, length)| english || *length > 0) {
            out.push_str(verb);
            out.push_str(" not");
            at = end + length;
        } else {
            out.push_str(word);
            at = end;
        }
    }
    out
}

fn short_form(word: &str) -> Option<(&'static str, usize)> {
    Some(match word {
        "s" => (" is", 1),
        "re" => (" are", 2),
        "ve" => (" have", 2),
        "ll" => (" will", 2),
        "d" => (" would", 1),
        "m" => (" am", 1),
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
