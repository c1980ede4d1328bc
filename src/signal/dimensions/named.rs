//! What words name: a browser, a device, a country the customer writes from.

use std::collections::BTreeMap;

use crate::signal::Word;
use crate::signal::lexicon::{Lexicon, Marks};
use crate::signal::places::{self, COUNTRY_WORDS};

/// Words that name something by themselves: word, key, value.
const NAMED: [(&str, &str, &str); 42] = [
    ("chrome", "browser", "chrome"),
    ("chromium", "browser", "chromium"),
    ("firefox", "browser", "firefox"),
    ("safari", "browser", "safari"),
    ("opera", "browser", "opera"),
    ("brave", "browser", "brave"),
    ("vivaldi", "browser", "vivaldi"),
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
    ("xiaomi", "device", "xiaomi"),
    ("oneplus", "device", "oneplus"),
    ("huawei", "device", "huawei"),
    ("smartphone", "platform", "mobile"),
    ("desktop", "platform", "desktop"),
    ("adblock", "plugin", "adblock"),
    ("adblocker", "plugin", "ad blocker"),
    ("ublock", "plugin", "ublock"),
    ("ghostery", "plugin", "ghostery"),
    ("noscript", "plugin", "noscript"),
    ("lastpass", "plugin", "lastpass"),
    ("1password", "plugin", "1password"),
    ("bitwarden", "plugin", "bitwarden"),
    ("dashlane", "plugin", "dashlane"),
    ("grammarly", "plugin", "grammarly"),
    ("tampermonkey", "plugin", "tampermonkey"),
    ("greasemonkey", "plugin", "greasemonkey"),
    ("iphones", "device", "iphone"),
    ("ipads", "device", "ipad"),
    ("macbooks", "device", "macbook"),
    ("androids", "os", "android"),
    ("chromebooks", "device", "chromebook"),
    ("chromeos", "os", "chromeos"),
    ("ipados", "os", "ios"),
];
/// What a device or system says of the others.
const IMPLIED: [(&str, &str, &str); 14] = [
    ("iphone", "os", "ios"),
    ("ipad", "os", "ios"),
    ("macbook", "os", "macos"),
    ("imac", "os", "macos"),
    ("xiaomi", "os", "android"),
    ("oneplus", "os", "android"),
    ("iphone", "platform", "mobile"),
    ("ipad", "platform", "mobile"),
    ("xiaomi", "platform", "mobile"),
    ("oneplus", "platform", "mobile"),
    ("ios", "platform", "mobile"),
    ("android", "platform", "mobile"),
    ("macbook", "platform", "desktop"),
    ("macos", "platform", "desktop"),
];

/// Words that say something together with those beside them.
const BESIDE: &[&str] = &[
    "edge",
    "windows",
    "mac",
    "pixel",
    "galaxy",
    "internet",
    "mobile",
    "app",
    "blocker",
    "plugin",
    "plug",
    "extension",
    "addon",
    "erweiterung",
    "extensión",
    "complemento",
    "estensione",
    "extensão",
    "extensie",
    "vpn",
    "wifi",
    "wlan",
    "fi",
    "4g",
    "5g",
    "lte",
    "data",
    "proxy",
    "firewall",
];
/// Phones and computers, as customers call them: they count where they write from one.
const PHONES: &[&str] = &[
    "phone",
    "phones",
    "cellphone",
    "handy",
    "téléphone",
    "telephone",
    "portable",
    "móvil",
    "movil",
    "celular",
    "telemóvel",
    "telemovel",
    "teléfono",
    "telefono",
    "telefone",
    "telefoon",
    "mobiel",
    "mobieltje",
    "cellulare",
    "tablet",
    "mobil",
];
const COMPUTERS: &[&str] =
    &["laptop", "computer", "pc", "notebook", "ordinateur", "rechner", "ordenador", "portátil", "computador"];
static NAMES: Lexicon = Lexicon::new(&NAME_WORDS);
const NAME_WORDS: [&str; NAMED.len()] = {
    let mut words = [""; NAMED.len()];
    let mut i = 0;
    while i < NAMED.len() {
        words[i] = NAMED[i].0;
        i += 1;
    }
    words
};
static BESIDES: Lexicon = Lexicon::new(BESIDE);
static PHONE: Lexicon = Lexicon::new(PHONES);
static COMPUTER: Lexicon = Lexicon::new(COMPUTERS);
static COUNTRY: Lexicon = Lexicon::new(COUNTRY_WORDS);
/// All of these: most words are none of them.
static ANY: Marks = {
    let mut marks = Marks::none();
    let lists = [&NAME_WORDS as &[&str], BESIDE, PHONES, COMPUTERS, COUNTRY_WORDS];
    let mut list = 0;
    while list < lists.len() {
        let mut i = 0;
        while i < lists[list].len() {
            marks.add(lists[list][i]);
            i += 1;
        }
        list += 1;
    }
    marks
};
/// Behind one of these stands where, or over what, a customer does something.
static AT: Lexicon = Lexicon::new(&[
    "on",
    "from",
    "in",
    "over",
    "behind",
    "through",
    "via",
    "using",
    "with",
    "sur",
    "depuis",
    "dans",
    "en",
    "au",
    "aux",
    "avec",
    "derrière",
    "auf",
    "am",
    "aus",
    "im",
    "über",
    "mit",
    "vom",
    "hinter",
    "desde",
    "con",
    "pelo",
    "pela",
    "com",
    "op",
    "vanaf",
    "uit",
    "met",
    "sul",
    "dal",
    "dalla",
    "nel",
    "col",
]);
/// The same in Portuguese, where the words are others in English: they count before words that are not English.
const AT_PORTUGUESE: [&str; 4] = ["no", "na", "do", "da"];
const ENGLISH: [&str; 13] = [
    "phone",
    "phones",
    "cellphone",
    "tablet",
    "laptop",
    "computer",
    "pc",
    "notebook",
    "vpn",
    "wifi",
    "proxy",
    "firewall",
    "4g",
];
/// A phone that is talked on.
const TALK: [&str; 6] = ["with", "number", "numbers", "call", "calls", "support"];
/// What stands before "plug-in" without naming one.
static NO_NAMES: Lexicon = Lexicon::new(&[
    "a", "an", "the", "my", "your", "our", "this", "that", "any", "some", "browser", "of", "and", "or", "une", "un",
    "le", "la", "l", "mon", "ma", "votre", "cette", "die", "der", "das", "eine", "ein", "meine", "el", "mi", "o",
    "uma", "um", "de", "het", "een", "mijn", "il", "lo", "una", "mia", "new", "no", "every", "each", "with", "without",
    "file",
]);
/// Words between "on" and "phone": "on my old phone".
const NEAR: usize = 2;

/// What the words name; a kind of which they name two is left out.
pub(super) fn named(words: &[Word]) -> BTreeMap<&'static str, String> {
    let mut found: BTreeMap<&'static str, Option<String>> = BTreeMap::new();
    for (i, word) in words.iter().enumerate().filter(|(_, w)| ANY.may_hold(&w.text)) {
        let text = &*word.text;
        if NAMES.contains(text) {
            of_name(words, i, text).for_each(|(key, value)| put(&mut found, key, value));
        } else if BESIDES.contains(text) {
            beside(words, i, text).into_iter().for_each(|(key, value)| put(&mut found, key, value));
        } else if PHONE.contains(text) && is_at(words, i) && !TALK.contains(&next(words, i)) {
            put(&mut found, "platform", "mobile".to_owned());
        } else if COMPUTER.contains(text) && is_at(words, i) {
            put(&mut found, "platform", "desktop".to_owned());
        } else if COUNTRY.contains(text) && is_at(words, i) {
            let country = places::country(text, next(words, i));
            country.into_iter().for_each(|name| put(&mut found, "country", name.to_owned()));
        }
    }
    found.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

/// The longer of two names of one thing stands; two things of one kind are none.
fn put(found: &mut BTreeMap<&'static str, Option<String>>, key: &'static str, value: String) {
    let known = found.entry(key).or_insert_with(|| Some(value.clone()));
    let Some(before) = known else { return };
    if value.starts_with(before.as_str()) {
        *known = Some(value);
    } else if !before.starts_with(value.as_str()) {
        *known = None;
    }
}

fn next(words: &[Word], i: usize) -> &str {
    words.get(i + 1).map_or("", |w| &*w.text)
}

fn before(words: &[Word], i: usize) -> &str {
    i.checked_sub(1).map_or("", |b| &*words[b].text)
}

/// Whether something is said to happen there: "on my phone", "from Brazil".
fn is_at(words: &[Word], i: usize) -> bool {
    let word = words.get(i).map_or("", |w| &*w.text);
    let portuguese = |before: &str| AT_PORTUGUESE.contains(&before) && !ENGLISH.contains(&word);
    words[i.saturating_sub(NEAR)..i].iter().any(|w| AT.contains(&w.text) || portuguese(&w.text))
}

/// A name with the number behind it, where one stands there: `iphone 14`.
fn counted(words: &[Word], i: usize, name: &str) -> String {
    let next = next(words, i);
    let number = !next.is_empty() && next.len() <= 3 && next.bytes().all(|b| b.is_ascii_alphanumeric());
    let number = number && next.starts_with(|c: char| c.is_ascii_digit());
    if number { format!("{name} {next}") } else { name.to_owned() }
}

fn of_name<'a>(words: &'a [Word], i: usize, word: &'a str) -> impl Iterator<Item = (&'static str, String)> + 'a {
    let name = NAMED.iter().find(|(w, ..)| *w == word);
    name.into_iter().flat_map(move |(_, key, value)| {
        let numbered = matches!(*key, "browser" | "os" | "device");
        // "in Chrome 500 on /api" is an answer of a server, "in Safari 3 times" no version.
        let next = next(words, i);
        let no_version = *key == "browser" && (next.len() < 2 || next.starts_with(['4', '5']) && next.len() == 3);
        let own = if numbered && !no_version { counted(words, i, value) } else { (*value).to_owned() };
        let implied =
            IMPLIED.iter().filter(move |(w, ..)| w == value).map(|(_, key, value)| (*key, (*value).to_owned()));
        std::iter::once((*key, own)).chain(implied)
    })
}

/// Ordinary words that name something in their place only.
fn beside(words: &[Word], i: usize, word: &str) -> Vec<(&'static str, String)> {
    let (before, next) = (before(words, i), next(words, i));
    let one = |key, value: &str| vec![(key, value.to_owned())];
    match word {
        "edge" if before == "microsoft" || before == "ms" || next == "browser" => {
            vec![("browser", counted(words, i, "edge"))]
        }
        "internet" if before == "samsung" => one("browser", "samsung internet"),
        "internet" if next == "explorer" => one("browser", "internet explorer"),
        "windows" if matches!(next, "7" | "8" | "10" | "11" | "pc" | "laptop") => {
            vec![("os", counted(words, i, "windows")), ("platform", "desktop".to_owned())]
        }
        "mac" if next == "os" || matches!(before, "my" | "a" | "on" | "the") => {
            vec![("os", "macos".to_owned()), ("platform", "desktop".to_owned())]
        }
        "pixel" if next.starts_with(|c: char| c.is_ascii_digit()) => {
            let implied = [("os", "android".to_owned()), ("platform", "mobile".to_owned())];
            std::iter::once(("device", counted(words, i, "pixel"))).chain(implied).collect()
        }
        "galaxy" if !next.is_empty() && next.len() <= 4 => vec![("device", format!("galaxy {next}"))],
        "mobile" if matches!(next, "app" | "site" | "version" | "browser") => one("platform", "mobile"),
        "mobile" if next != "data" && is_at(words, i) && next.is_empty() => one("platform", "mobile"),
        "app" if matches!(before, "mobile" | "phone") => one("platform", "mobile"),
        "blocker" if before == "ad" => one("plugin", "ad blocker"),
        "plugin" | "extension" | "addon" | "erweiterung" | "complemento" | "estensione" | "extensie" => {
            of_plugin(before)
        }
        "plug" if next == "in" => of_plugin(before),
        "vpn" | "proxy" | "firewall" if is_at(words, i) => one("network", word),
        "wifi" | "wlan" if is_at(words, i) => one("network", "wifi"),
        "fi" if before == "wi" && i > 1 && is_at(words, i - 1) => one("network", "wifi"),
        "4g" | "5g" | "lte" if is_at(words, i) => one("network", "mobile data"),
        "data" if before == "mobile" && i > 1 && is_at(words, i - 1) => one("network", "mobile data"),
        _ => Vec::new(),
    }
}

/// The name before "plug-in", where it is one.
fn of_plugin(name: &str) -> Vec<(&'static str, String)> {
    let named = name.chars().count() > 2 && !NO_NAMES.contains(name) && name.chars().any(char::is_alphabetic);
    if named { vec![("plugin", name.to_owned())] } else { Vec::new() }
}
