//! Browser, operating system, platform, version, device, plug-in, script, country, network: from the
//! message's fields, else from its words.
//!
//! Where the words name two of a kind ("in Firefox it works, in Chrome it does not") nobody can say by rules
//! which of them is meant: then it is not known.

mod agent;
mod named;

use std::collections::BTreeMap;

use self::named::named;
use super::Word;
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

/// The dimensions of a message. What its fields say stands; words fill the rest.
pub(super) fn of(
    stated: &BTreeMap<String, String>,
    words: &[Word],
    text: &str,
    redaction: &Redaction,
) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let agent = stated.iter().find(|(key, _)| is_agent(key)).map(|(_, value)| agent::read(value)).unwrap_or_default();
    for (key, value) in stated.iter().filter(|(key, _)| !is_agent(key)) {
        let key = canonical(key.trim().to_lowercase());
        let short = (1..=MAX_KEY_CHARS).contains(&key.chars().count());
        let value = redaction.safe(head(value.trim(), MAX_VALUE_CHARS * 8));
        let value = value.char_indices().nth(MAX_VALUE_CHARS).map_or(&*value, |(end, _)| &value[..end]).to_owned();
        if short && !value.is_empty() && out.len() < MAX_DIMENSIONS {
            out.insert(key, value);
        }
    }
    let text = head(text, MAX_VERSION_TEXT_BYTES);
    let mut found = named(words);
    found.extend(version(text).map(|version| ("app_version", version)));
    found.extend(script(text).map(|script| ("script", script)));
    for (key, value) in agent.into_iter().chain(found) {
        if out.len() < MAX_DIMENSIONS && !out.contains_key(key) {
            out.insert(key.to_owned(), value);
        }
    }
    out
}

/// Whether a field holds what a browser says of itself.
fn is_agent(key: &str) -> bool {
    ["user_agent", "user-agent", "useragent"].iter().any(|name| key.trim().eq_ignore_ascii_case(name))
}

/// One name for what sources call differently.
fn canonical(key: String) -> String {
    match key.as_str() {
        "operating_system" | "operating system" => "os".to_owned(),
        "version" | "app version" => "app_version".to_owned(),
        "plug-in" | "plug_in" | "extension" | "add-on" | "addon" => "plugin".to_owned(),
        _ => key,
    }
}

/// `checkout.js`: the script that an error names.
fn script(text: &str) -> Option<String> {
    let end = |at: usize| text[at..].starts_with(|c: char| c.is_alphanumeric());
    text.match_indices(".js").filter(|(at, mark)| !end(at + mark.len())).find_map(|(at, mark)| {
        let name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let start =
            text[..at].rfind(|c: char| !name(c)).map_or(0, |p| p + text[p..].chars().next().map_or(1, char::len_utf8));
        let found = &text[start..at + mark.len()];
        (found.len() > mark.len() && found.len() <= MAX_VALUE_CHARS).then(|| found.to_lowercase())
    })
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
        assert_eq!(found("Windows 11, Microsoft Edge", &[]), ["browser=edge", "os=windows 11", "platform=desktop"]);
        assert_eq!(found("an edge case behind the windows, very 1.2", &[]), [""; 0]);
        assert_eq!(found("Pixel 7, v2.1", &[]), ["app_version=2.1", "device=pixel 7", "os=android", "platform=mobile"]);
    }

    #[test]
    fn fields_stand_before_words() {
        assert_eq!(
            found("in Chrome", &[("Browser", " Firefox 130 "), ("region", "eu-west")]),
            ["browser=Firefox 130", "region=eu-west"]
        );
    }

    #[test]
    fn each_kind_is_read_from_words() {
        for (text, expected) in [
            ("It hangs in Chrome 141", "browser=chrome 141"),
            ("In Samsung Internet nothing loads", "browser=samsung internet"),
            ("on macOS 14 it crashes", "os=macos 14,platform=desktop"),
            ("my Xiaomi shows nothing", "device=xiaomi,os=android,platform=mobile"),
            ("it fails on my phone", "platform=mobile"),
            ("the mobile app is blank", "platform=mobile"),
            ("auf meinem Handy geht es nicht", "platform=mobile"),
            ("impossible de payer sur mon téléphone", "platform=mobile"),
            ("no puedo entrar desde mi móvil", "platform=mobile"),
            ("non si apre dal mio telefono", "platform=mobile"),
            ("what is your phone number", ""),
            ("I was on the phone with support", ""),
            ("Nothing loads, we write from Brazil", "country=brazil"),
            ("rien ne marche au Brésil", "country=brazil"),
            ("ship it to Germany", ""),
            ("we are in the United Kingdom", "country=united kingdom"),
            ("it only fails behind our VPN", "network=vpn"),
            ("blank page on 4G", "network=mobile data"),
            ("do you sell a vpn", ""),
            ("the Grammarly extension breaks the form", "plugin=grammarly"),
            ("since I installed the Loyalty plug-in", "plugin=loyalty"),
            ("with my ad blocker on", "plugin=ad blocker"),
            ("a browser extension", ""),
            ("Error at checkout.min.js:120", "script=checkout.min.js"),
            ("we use node.json and .js files", ""),
        ] {
            assert_eq!(found(text, &[]).join(","), expected, "{text}");
        }
    }

    #[test]
    fn of_two_of_a_kind_neither_is_known() {
        assert_eq!(found("It works in Firefox, not in Chrome", &[]), [""; 0]);
        assert_eq!(found("fine on my laptop, broken on my phone", &[]), [""; 0]);
        assert_eq!(found("It works in Firefox, not in Chrome", &[("browser", "Chrome 141")]), ["browser=Chrome 141"]);
        assert_eq!(found("Chrome 141, I said Chrome", &[]), ["browser=chrome 141"]);
    }

    #[test]
    fn what_a_browser_says_of_itself_is_read_and_not_kept() {
        for (agent, expected) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
                "browser=edge 141,os=windows,platform=desktop",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
                "browser=safari 17,device=iphone,os=ios,platform=mobile",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
                "browser=chrome 141,os=android,platform=mobile",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "browser=firefox 140,os=linux,platform=desktop",
            ),
            ("curl/8.0", ""),
        ] {
            assert_eq!(
                found("in Opera", &[("User_Agent", agent), ("browser", "")])
                    .into_iter()
                    .filter(|d| !expected.is_empty() || d != "browser=opera")
                    .collect::<Vec<_>>()
                    .join(","),
                expected,
                "{agent}"
            );
        }
        assert_eq!(
            found("", &[("operating_system", "Linux"), ("version", "2.1"), ("extension", "Loyalty")]),
            ["app_version=2.1", "os=Linux", "plugin=Loyalty"]
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
