//! Browser, operating system, platform, version, device: from the message's fields, else from its words.

use std::collections::BTreeMap;

use super::Word;
use super::lexicon::Lexicon;
use super::normal::fold;
use super::redact::Redaction;
use super::text::head;

/// Dimensions kept of one message: those with the first keys in order.
pub const MAX_DIMENSIONS: usize = 16;
/// Longest key kept, in characters; a longer one is left out.
pub const MAX_KEY_CHARS: usize = 32;
/// Longest value kept, in characters; a longer one is cut.
pub const MAX_VALUE_CHARS: usize = 64;
/// Bytes of text in which a version is looked for.
const MAX_VERSION_TEXT_BYTES: usize = 2_048;

/// Words that name something by themselves: word, key, value.
const NAMED: [(&str, &str, &str); 17] = [
    ("chrome", "browser", "chrome"),
    ("chromium", "browser", "chromium"),
    ("firefox", "browser", "firefox"),
    ("safari", "browser", "safari"),
    ("opera", "browser", "opera"),
    ("brave", "browser", "brave"),
    ("ios", "os", "ios"),
    ("android", "os", "android"),
    ("macos", "os", "macos"),
    ("osx", "os", "macos"),
    ("linux", "os", "linux"),
    ("ubuntu", "os", "linux"),
    ("iphone", "device", "iphone"),
    ("ipad", "device", "ipad"),
    ("macbook", "device", "macbook"),
    ("imac", "device", "imac"),
    ("chromebook", "device", "chromebook"),
];
/// What a device or system says of the others.
const IMPLIED: &[(&str, &str, &str)] = &[
    ("iphone", "os", "ios"),
    ("ipad", "os", "ios"),
    ("macbook", "os", "macos"),
    ("imac", "os", "macos"),
    ("iphone", "platform", "mobile"),
    ("ipad", "platform", "mobile"),
    ("ios", "platform", "mobile"),
    ("android", "platform", "mobile"),
];

/// Words that [`named`] has something to say of.
static NAMING: Lexicon = Lexicon::new(&NAMING_WORDS);
const NAMING_WORDS: [&str; NAMED.len() + 5] = {
    let mut words = ["edge"; NAMED.len() + 5];
    [words[1], words[2], words[3], words[4]] = ["windows", "mac", "pixel", "galaxy"];
    let mut i = 0;
    while i < NAMED.len() {
        words[5 + i] = NAMED[i].0;
        i += 1;
    }
    words
};

/// The dimensions of a message. What its fields say stands; words fill the rest.
pub(super) fn of(
    stated: &BTreeMap<String, String>,
    words: &[Word],
    text: &str,
    redaction: &Redaction,
) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for (key, value) in stated {
        let key = key.trim().to_lowercase();
        let short = (1..=MAX_KEY_CHARS).contains(&key.chars().count());
        let value = redaction.safe(head(value.trim(), MAX_VALUE_CHARS * 8));
        let value = value.char_indices().nth(MAX_VALUE_CHARS).map_or(&*value, |(end, _)| &value[..end]).to_owned();
        if short && !value.is_empty() && out.len() < MAX_DIMENSIONS {
            out.insert(key, value);
        }
    }
    let mut found: BTreeMap<&str, String> = BTreeMap::new();
    for (i, word) in words.iter().enumerate().filter(|(_, w)| NAMING.contains(&w.text)) {
        for (key, value) in named(words, i, &word.text) {
            found.entry(key).or_insert(value);
        }
    }
    if let Some(version) = version(head(text, MAX_VERSION_TEXT_BYTES)) {
        found.insert("app_version", version);
    }
    for (key, value) in found {
        if out.len() < MAX_DIMENSIONS && !out.contains_key(key) {
            out.insert(key.to_owned(), value);
        }
    }
    out
}

/// What the word at `i` names, with the number after it for a device or Windows.
fn named<'a>(words: &[Word], i: usize, word: &str) -> Vec<(&'a str, String)> {
    let next = words.get(i + 1).map_or("", |w| &*w.text);
    let before = i.checked_sub(1).map_or("", |b| &*words[b].text);
    let counted = |name: &str| {
        let number = !next.is_empty() && next.len() <= 3 && next.starts_with(|c: char| c.is_ascii_digit());
        if number { format!("{name} {next}") } else { name.to_owned() }
    };
    let mut out = Vec::new();
    if let Some((_, key, value)) = NAMED.iter().find(|(w, ..)| *w == word) {
        out.push((*key, if *key == "device" { counted(value) } else { (*value).to_owned() }));
    }
    out.extend(IMPLIED.iter().filter(|(w, ..)| *w == word).map(|(_, key, value)| (*key, (*value).to_owned())));
    match word {
        // "edge", "windows" and "pixel" are ordinary words as well.
        "edge" if before == "microsoft" || before == "ms" || next == "browser" => {
            out.push(("browser", "edge".to_owned()))
        }
        "windows" if matches!(next, "7" | "8" | "10" | "11" | "pc" | "laptop") => {
            out.push(("os", "windows".to_owned()))
        }
        "mac" if next == "os" || matches!(before, "my" | "a" | "on" | "the") => out.push(("os", "macos".to_owned())),
        "pixel" if next.starts_with(|c: char| c.is_ascii_digit()) => out.push(("device", counted("pixel"))),
        "galaxy" if !next.is_empty() && next.len() <= 4 => out.push(("device", format!("galaxy {next}"))),
        _ => {}
    }
    out
}

/// `version 4.18.2`, `v4.18`: two or more numbers with dots after the word.
fn version(text: &str) -> Option<String> {
    // Most texts hold none, and no other byte folds to these.
    if !text.as_bytes().windows(3).any(|w| w[1] == b'.' && w[0].is_ascii_digit() && w[2].is_ascii_digit()) {
        return None;
    }
    let folded = fold(text);
    let bytes = folded.as_bytes();
    let starts = |at: usize| at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
    folded.match_indices('v').filter(|(at, _)| starts(*at)).find_map(|(at, _)| {
        let rest = folded[at..].strip_prefix("version").or_else(|| folded[at..].strip_prefix('v'))?;
        let rest = rest.trim_start_matches([' ', ':', '.']);
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let number = rest[..end].trim_end_matches('.');
        let good = number.contains('.') && number.split('.').all(|p| (1..=5).contains(&p.len())) && number.len() <= 20;
        good.then(|| number.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::words;

    fn found(text: &str, stated: &[(&str, &str)]) -> Vec<String> {
        let stated = stated.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let out = of(&stated, &words(text, "en", 512), text, &Redaction::default());
        out.into_iter().map(|(k, v)| format!("{k}={v}")).collect()
    }

    #[test]
    fn words_name_them() {
        assert_eq!(
            found("Hangs in Chrome on my iPhone 14, app version 4.18.2.", &[]),
            ["app_version=4.18.2", "browser=chrome", "device=iphone 14", "os=ios", "platform=mobile"]
        );
        assert_eq!(found("Windows 11, Microsoft Edge", &[]), ["browser=edge", "os=windows"]);
        assert_eq!(found("an edge case behind the windows, very 1.2", &[]), [""; 0]);
        assert_eq!(found("Pixel 7, v2.1", &[]), ["app_version=2.1", "device=pixel 7"]);
    }

    #[test]
    fn fields_stand_before_words() {
        assert_eq!(
            found("in Chrome", &[("Browser", " Firefox 130 "), ("region", "eu-west")]),
            ["browser=Firefox 130", "region=eu-west"]
        );
    }

    #[test]
    fn number_and_length_are_bounded() {
        let many: Vec<(String, String)> = (0..40).map(|i| (format!("k{i:02}"), "v".repeat(200))).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let out = found("chrome", &many);
        assert_eq!(out.len(), MAX_DIMENSIONS);
        assert_eq!(out[0].len(), "k00=".len() + MAX_VALUE_CHARS);
        let long = "k".repeat(MAX_KEY_CHARS + 1);
        assert_eq!(found("", &[(&long, "v"), ("", "v"), ("k", "")]), [""; 0]);
        assert_eq!(found("", &[(&long[1..], "v")]).len(), 1);
    }
}
