//! The obvious forms of what is written for speed, and that both say the same.

use std::borrow::Cow;

use proptest::prelude::*;

use super::normal::{fold, normal};
use super::specificity::has_code;
use super::text::{MAX_TOKEN_CHARS, negated, tidy, tokens};

/// Letters and marks that the fast forms treat in a way of their own.
const PIECES: &str = "a|B|é|É|ß|œ|İ|ǅ|Σ|e\u{301}|\u{301}|ﬁ|٣|日本|😀|×|Ð| |  |\n|\r\n|\t|\u{a0}|\u{ad}|\u{200b}|\u{85}|\
    \u{2028}|\u{7f}|\u{2019}|'|`|'t|n't|nt|n|can|can't|cannot|wont|is n't|don't|it's|l'|.|?|!|,| .|. |? |-|_|/|\"|\u{201c}|\
    500|E12|0x80070005|ERR_A_B|4.18|v|version |<b>|&amp;|> ";
/// Words that cues and what denies them are made of.
const WORDS: &str = "why |reason |not |fixed |is fixed |resolved |works again |now it works |still |but |probleme |\
    problème |can i |what |came back |to normal |can not find |the |declined |twice |no longer |any more |marche |ne |\
    pas |plus |bloqué |until |fails |all good ";

/// Texts of all that.
pub(super) fn text() -> impl Strategy<Value = String> {
    let one_of = |list: &'static str| proptest::sample::select(list.split('|').collect::<Vec<_>>());
    let piece = prop_oneof![
        4 => one_of(PIECES).prop_map(str::to_owned),
        4 => one_of(WORDS).prop_map(str::to_owned),
        1 => "\\PC",
        1 => "[a-z]{1,9} ",
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|p| p.concat())
}

fn plain_tidy(text: &str) -> String {
    let mut out = String::new();
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

/// Tokens in English, one run of letters and digits after the other.
fn plain_tokens(text: &str) -> Vec<String> {
    let mark = |c: char| matches!(c, '\u{300}'..='\u{36f}');
    let mut out: Vec<String> = Vec::new();
    let mut between = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if !c.is_alphanumeric() {
            between.push(c);
            continue;
        }
        let mut run = String::from(c);
        while let Some(c) = rest.next_if(|c| c.is_alphanumeric() || mark(*c)) {
            run.push(c);
        }
        let word: String = run.chars().flat_map(char::to_lowercase).take(MAX_TOKEN_CHARS).collect();
        let clitic = std::mem::take(&mut between) == "'" && !out.is_empty();
        match (clitic, word.as_str()) {
            (true, "t") => expand(&mut out),
            (true, "s" | "re" | "ve" | "ll" | "d" | "m") => {}
            _ => match negated(&word) {
                Some((verb, not)) => out.extend([verb.to_owned(), not.to_owned()]),
                None => out.push(word),
            },
        }
    }
    out
}

fn expand(out: &mut Vec<String>) {
    let Some(last) = out.last().cloned() else { return };
    let verb = match last.as_str() {
        "can" => "can",
        "won" => "will",
        other => match other.strip_suffix('n') {
            Some(verb) if !verb.is_empty() => verb,
            _ => return,
        },
    };
    out.pop();
    out.extend([verb.to_owned(), "not".to_owned()]);
}

/// Spaces as the normal form has them.
fn plain_space(text: &str) -> String {
    let mut out = String::new();
    let mut gap = false;
    for c in text.chars() {
        let mark = matches!(c, '.' | '?' | '!' | ',');
        if c.is_ascii_whitespace() {
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

fn plain_code(text: &str) -> bool {
    let code = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').any(|r| {
        let status = r.len() == 3 && matches!(r.as_bytes()[0], b'4' | b'5') && r.bytes().all(|b| b.is_ascii_digit());
        let letters = r.bytes().filter(u8::is_ascii_uppercase).count();
        let digits = r.bytes().filter(u8::is_ascii_digit).count();
        let lower = r.bytes().any(|b| b.is_ascii_lowercase());
        let shouted = letters >= 4 && !lower && r.contains('_');
        let mixed = letters >= 1 && digits >= 2 && !lower && r.len() >= 4;
        status || shouted || mixed || (r.len() > 4 && r.starts_with("0x"))
    });
    let mut quotes = text.split(['"', '\u{201c}', '\u{201d}', '\u{ab}', '\u{bb}']).skip(1).step_by(2);
    code || quotes.any(|q| q.split_whitespace().count() >= 2)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_text_is_tidied_the_same_by_runs_and_by_characters(text in text()) {
        prop_assert_eq!(tidy(&text).unwrap_or_else(|| text.clone()), plain_tidy(&text));
    }

    #[test]
    fn tokens_are_the_same_by_bytes_and_by_characters(text in text()) {
        let fast: Vec<String> = tokens(&text, usize::MAX, true).0.into_iter().map(Cow::into_owned).collect();
        prop_assert_eq!(fast, plain_tokens(&text));
    }

    #[test]
    fn the_normal_form_is_spaced_as_it_should_be(text in text()) {
        for english in [true, false] {
            let normal = normal(&text, english);
            prop_assert!(normal.is_ascii() && !normal.bytes().any(|b| b.is_ascii_uppercase()));
            prop_assert_eq!(&plain_space(&normal), &normal);
        }
        let folded: String = text.chars().map(|c| fold(&c.to_string())).collect();
        prop_assert_eq!(fold(&text), folded);
    }

    #[test]
    fn a_code_is_seen_wherever_it_stands(text in text()) {
        prop_assert_eq!(has_code(&text), plain_code(&text));
    }
}
