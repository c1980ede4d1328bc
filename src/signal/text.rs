//! From a raw text to the one that is read: NFKC, HTML gone, quoted replies and signatures cut,
//! bounded; and from there to tokens.

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
pub(super) fn clean(raw: &str) -> String {
    let text = html::to_text(head(raw, MAX_RAW_BYTES));
    let normal = if matches!(is_nfkc_quick(text.chars()), IsNormalized::Yes) {
        text.into_owned()
    } else {
        text.nfkc().collect()
    };
    let kept = own_words(&normal);
    // A message that is nothing but a quote says what it quotes.
    let kept = if kept.trim().is_empty() { normal.as_str() } else { kept.as_str() };
    tidy(kept)
}

/// Without invisible characters; runs of white space become one space or one line break.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = None;
    for c in text.chars() {
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
    out
}

/// The lines the customer wrote: not the quoted ones, not the signature.
fn own_words(text: &str) -> String {
    if !text.contains('\n') {
        return text.to_owned();
    }
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
        if written && closes_letter(trimmed) && lines.len() - i - 1 <= MAX_SIGNATURE_LINES {
            break;
        }
        written |= !trimmed.is_empty();
        kept.push_str(line);
        kept.push('\n');
    }
    kept
}

/// Whether what follows this line was not written in this message.
fn ends_own_words(line: &str) -> bool {
    if line.is_empty() || line.chars().nth(MAX_QUOTE_HEAD_CHARS).is_some() {
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
pub(super) fn tokens(text: &str, max: usize, english: bool) -> (Vec<String>, usize) {
    let mut out: Vec<String> = Vec::new();
    let mut cut = 0;
    let mut before = ' ';
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        if start > 0 {
            before = rest[..start].chars().next_back().unwrap_or(' ');
            // More than the apostrophe itself stands between the two words.
            if start > before.len_utf8() && before == '\'' {
                before = ' ';
            }
        }
        rest = &rest[start..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && !is_mark(c)).unwrap_or(rest.len());
        let (run, tail) = rest.split_at(end);
        rest = tail;
        let word = lower(run);
        if before == '\'' && out.last().is_some() && CLITICS.contains(&word.as_str()) {
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
            out.push(verb.to_owned());
            out.push(not.to_owned());
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

fn lower(run: &str) -> String {
    run.chars().flat_map(char::to_lowercase).take(MAX_TOKEN_CHARS).collect()
}

/// `n` then `'t`: the word before loses its `n` and a `not` follows.
fn expand_last(out: &mut Vec<String>) {
    let Some(last) = out.pop() else { return };
    let verb = match last.as_str() {
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
    out.push(verb.to_owned());
    out.push("not".to_owned());
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
