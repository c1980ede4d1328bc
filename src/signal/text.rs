//! From a raw text to the one that is read: NFKC, HTML gone, quoted replies and signatures cut,
//! bounded; and from there to tokens.

use std::borrow::Cow;

use memchr::memchr;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use super::html;

/// Longest token kept, in characters; the rest of a longer one is cut.
pub const MAX_TOKEN_CHARS: usize = 64;
/// Bytes of a raw text looked at: what a message may hold on its way here.
pub(super) const MAX_RAW_BYTES: usize = 1 << 20;
/// Longest line that can be the head of a quoted reply, in characters ("On Tue, ... wrote:").
const MAX_QUOTE_HEAD_CHARS: usize = 200;
/// A closing line such as "Kind regards," is one only if this many lines or fewer follow it.
const MAX_SIGNATURE_LINES: usize = 8;
/// Longest closing line, in characters.
const MAX_CLOSING_CHARS: usize = 30;

/// Lines from which on everything was written by somebody else, lower case.
const REPLY_HEADS: &[&str] =
    &["-----original message", "----- original message", "-----message d'origine", "________________________________"];
/// Lines that a phone adds, lower case.
const PHONE_LINES: &[&str] =
    &["sent from my ", "sent from outlook", "get outlook for ", "envoyé de mon ", "envoyé depuis mon "];
/// Words that close a letter, lower case.
const CLOSINGS: &[&str] = &[
    "best",
    "best regards",
    "kind regards",
    "warm regards",
    "regards",
    "sincerely",
    "yours sincerely",
    "cheers",
    "best wishes",
    "cordialement",
    "bien cordialement",
    "bien à vous",
    "salutations",
    "sincères salutations",
];

/// The longest head of `text` that is at most `max` bytes long.
#[must_use]
pub(super) fn head(text: &str, max: usize) -> &str {
    if text.len() <= max {
        return text;
    }
    let mut end = max;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Text as it is read: NFKC, tags and entities gone, quotes and signatures cut, white space tidied.
/// One line break stands between lines.
///
/// A text that is so already, as most are, comes back as it is.
pub(super) fn clean(raw: &str) -> Cow<'_, str> {
    let text = html::to_text(head(raw, MAX_RAW_BYTES));
    let normal = if text.is_ascii() || matches!(is_nfkc_quick(text.chars()), IsNormalized::Yes) {
        text
    } else {
        Cow::Owned(text.nfkc().collect())
    };
    // A message that is nothing but a quote says what it quotes.
    match own_words(&normal).filter(|own| !own.trim().is_empty()) {
        Some(own) => Cow::Owned(tidy(&own).unwrap_or(own)),
        None => tidy(&normal).map_or(normal, Cow::Owned),
    }
}

/// The end of the run from `at` on that is tidy: visible ASCII, letters of Latin-1, single spaces
/// between them.
fn tidy_end(bytes: &[u8], mut at: usize) -> usize {
    let visible = |b: u8| matches!(b, 0x21..0x7f | 0xc3);
    while at < bytes.len() {
        match bytes[at] {
            0x21..0x7f => at += 1,
            // The lead byte of U+00C0 to U+00FF.
            0xc3 => at += 2,
            b' ' if at > 0 && bytes.get(at + 1).is_some_and(|b| visible(*b)) => at += 1,
            _ => break,
        }
    }
    at
}

/// Without invisible characters; runs of white space become one space or one line break. None where the
/// text is so already.
pub(super) fn tidy(text: &str) -> Option<String> {
    let mut at = tidy_end(text.as_bytes(), 0);
    if at == text.len() {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..at]);
    let mut gap = None;
    while let Some(c) = text[at..].chars().next() {
        // A space after what is dropped may still belong to a longer gap.
        let end = if c == ' ' { at } else { tidy_end(text.as_bytes(), at) };
        if end > at {
            if let Some(g) = gap.take()
                && !out.is_empty()
            {
                out.push(g);
            }
            out.push_str(&text[at..end]);
            at = end;
            continue;
        }
        at += c.len_utf8();
        if matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
        {
            continue;
        }
        if c.is_whitespace() || c.is_control() {
            gap = Some(if c == '\n' || c == '\r' || gap == Some('\n') { '\n' } else { ' ' });
            continue;
        }
        if let Some(g) = gap.take()
            && !out.is_empty()
        {
            out.push(g);
        }
        out.push(if c == '\u{2019}' { '\'' } else { c });
    }
    Some(out)
}

/// The lines the customer wrote: not the quoted ones, not the signature. None where there is one only.
fn own_words(text: &str) -> Option<String> {
    memchr(b'\n', text.as_bytes())?;
    let lines: Vec<&str> = text.lines().collect();
    let mut kept = String::with_capacity(text.len());
    let mut written = false;
    for (i, line) in lines.iter().enumerate() {
        let trimmed = line.trim();
        if trimmed.starts_with('>') {
            continue;
        }
        if *line == "-- " || trimmed == "--" || ends_own_words(trimmed) {
            break;
        }
        if written && lines.len() - i - 1 <= MAX_SIGNATURE_LINES && closes_letter(trimmed) {
            break;
        }
        written |= !trimmed.is_empty();
        kept.push_str(line);
        kept.push('\n');
    }
    Some(kept)
}

/// Whether what follows this line was not written in this message.
fn ends_own_words(line: &str) -> bool {
    // What all the heads below begin with.
    let head = line.bytes().next().is_some_and(|b| b"ol-_sge".contains(&b.to_ascii_lowercase()));
    if !head || line.chars().nth(MAX_QUOTE_HEAD_CHARS).is_some() {
        return false;
    }
    let lower = line.to_lowercase().replace('\u{2019}', "'");
    let wrote = (lower.starts_with("on ") && lower.ends_with("wrote:"))
        || (lower.starts_with("le ") && (lower.ends_with("a écrit :") || lower.ends_with("a écrit:")));
    wrote
        || REPLY_HEADS.iter().any(|h| lower.starts_with(h))
        || (PHONE_LINES.iter().any(|h| lower.starts_with(h)) && lower.split_whitespace().count() <= 6)
}

fn closes_letter(line: &str) -> bool {
    if line.is_empty() || line.chars().nth(MAX_CLOSING_CHARS).is_some() {
        return false;
    }
    let lower = line.to_lowercase();
    CLOSINGS.contains(&lower.trim_end_matches([',', '.', '!', ' ']))
}

/// Bytes a word takes with the space after it, on average: only for how much room is made.
const WORD_BYTES: usize = 5;
/// What follows an apostrophe and is no word of its own: `it's`, `we're`.
const CLITICS: &[&str] = &["s", "re", "ve", "ll", "d", "m", "t"];
/// Verbs whose `n't` is read as `not`.
pub(super) const AUXILIARIES: &[&str] = &[
    "is", "are", "was", "were", "do", "does", "did", "has", "have", "had", "could", "would", "should", "must", "need",
];

/// The tokens of a text, lower case, with negations spelt out: `can't` gives `can`, `not`.
///
/// French elisions are parted (`l'appli` gives `l`, `appli`), an English `'s` falls away. `english`
/// is false where the language is another: French `dont` is no `do not`.
#[must_use]
pub(super) fn tokens(text: &str, max: usize, english: bool) -> (Vec<Cow<'_, str>>, usize) {
    let mut out: Vec<Cow<'_, str>> = Vec::with_capacity((text.len() / WORD_BYTES).min(max) + 1);
    let mut cut = 0;
    let mut at = 0;
    loop {
        let start = next_word(text, at);
        if start == text.len() {
            break;
        }
        // Nothing but the apostrophe stands between the two words.
        let apostrophe = start == at + 1 && text.as_bytes()[at] == b'\'';
        at = word_end(text, start);
        let word = lower(&text[start..at]);
        if apostrophe && !out.is_empty() && CLITICS.contains(&&*word) {
            if word == "t" {
                expand_last(&mut out);
            }
            continue;
        }
        if out.len() >= max {
            cut += 1;
            continue;
        }
        if english && let Some((verb, not)) = negated(&word) {
            out.push(verb.to_owned().into());
            out.push(not.into());
        } else {
            out.push(word);
        }
    }
    let over = out.len().saturating_sub(max);
    out.truncate(max);
    (out, cut + over)
}

/// Combining marks belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Where the next letter or digit stands from `at` on; the end of the text where none does.
fn next_word(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = at;
    while at < bytes.len() && bytes[at].is_ascii() {
        if bytes[at].is_ascii_alphanumeric() {
            return at;
        }
        at += 1;
    }
    text[at..].find(char::is_alphanumeric).map_or(text.len(), |p| at + p)
}

/// Where the run of letters and digits that begins at `at` ends.
fn word_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = at;
    while at < bytes.len() {
        if bytes[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        match text[at..].chars().next() {
            Some(c) if !c.is_ascii() && (c.is_alphanumeric() || is_mark(c)) => at += c.len_utf8(),
            _ => break,
        }
    }
    at
}

fn lower(run: &str) -> Cow<'_, str> {
    if run.is_ascii() {
        let short = &run[..run.len().min(MAX_TOKEN_CHARS)];
        let capital = short.bytes().any(|b| b.is_ascii_uppercase());
        return if capital { Cow::Owned(short.to_ascii_lowercase()) } else { Cow::Borrowed(short) };
    }
    let is_lower = |c: char| if c.is_ascii() { !c.is_ascii_uppercase() } else { c.to_lowercase().eq([c]) };
    if run.len() <= MAX_TOKEN_CHARS && run.chars().all(is_lower) {
        return Cow::Borrowed(run);
    }
    Cow::Owned(run.chars().flat_map(char::to_lowercase).take(MAX_TOKEN_CHARS).collect())
}

/// `n` then `'t`: the word before loses its `n` and a `not` follows.
fn expand_last(out: &mut Vec<Cow<'_, str>>) {
    let Some(last) = out.pop() else { return };
    let verb = match &*last {
        "can" => "can",
        "won" => "will",
        other => match other.strip_suffix('n') {
            Some(verb) if !verb.is_empty() => verb,
            _ => {
                out.push(last);
                return;
            }
        },
    };
    let verb = verb.to_owned();
    out.push(verb.into());
    out.push("not".into());
}

/// A negated verb written as one word.
pub(super) fn negated(word: &str) -> Option<(&str, &'static str)> {
    match word {
        "cant" | "cannot" => Some(("can", "not")),
        "wont" => Some(("will", "not")),
        _ => word.strip_suffix("nt").filter(|v| AUXILIARIES.contains(v)).map(|v| (v, "not")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_one_whatever_the_keyboard() {
        assert_eq!(clean("  Ｐａｙ\u{200b} now\u{a0}\tcan\u{2019}t \r\n\r\n be\u{0} done "), "Pay now can't\nbe done");
    }

    #[test]
    fn quoted_replies_and_signatures_are_cut() {
        for (raw, own) in [
            ("It fails.\nOn Tue, 3 Mar 2026 at 10:00, Support wrote:\n> is it on?\n> ok", "It fails."),
            ("> is it on?\nYes it is", "Yes it is"),
            ("Ça plante.\nLe mar. 3 mars 2026, le support a écrit :\n> bonjour", "Ça plante."),
            ("Broken\n-----Original Message-----\nFrom: us", "Broken"),
            ("Broken\n-- \nThe Buyers\n+1", "Broken"),
            ("Broken\nSent from my phone", "Broken"),
            ("Broken\n\nKind regards,\nThe Buyers", "Broken"),
            ("Regards,\nThe Buyers", "Regards,\nThe Buyers"),
            ("> only a quote", "> only a quote"),
            ("On Monday it worked.\nThen it broke", "On Monday it worked.\nThen it broke"),
        ] {
            assert_eq!(clean(raw), own, "{raw}");
        }
    }

    fn toks(text: &str, english: bool) -> String {
        tokens(text, 100, english).0.join(" ")
    }

    #[test]
    fn tokens_spell_negations_out_and_part_elisions() {
        assert_eq!(
            toks("Can't log-in, won't, doesn't, dont; it's ann's", true),
            "can not log in will not does not do not it ann"
        );
        assert_eq!(
            toks("L'appli ne s'ouvre plus, aujourd'hui dont", false),
            "l appli ne s ouvre plus aujourd hui dont"
        );
        assert_eq!(toks("' 's x ' t isn' t", true), "s x t isn t");
        assert_eq!(toks("Ελλάδα 😀 E500", true), "ελλάδα e500");
    }

    #[test]
    fn tokens_are_bounded_in_length_and_number() {
        let long = "x".repeat(MAX_TOKEN_CHARS + 1);
        assert_eq!(tokens(&long, 9, true).0[0].len(), MAX_TOKEN_CHARS);
        let at = "w ".repeat(512);
        assert_eq!(tokens(&at, 512, true).0.len(), 512);
        assert_eq!(tokens(&at, 512, true).1, 0);
        let over = "w ".repeat(511) + "can't";
        let (kept, cut) = tokens(&over, 512, true);
        assert_eq!((kept.len(), cut), (512, 1));
    }

    #[test]
    fn a_head_ends_between_characters() {
        assert_eq!(head("aé", 2), "a");
        assert_eq!(head("aé", 3), "aé");
        assert_eq!(head("", 0), "");
    }
}
