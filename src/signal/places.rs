//! Countries, as customers name them in the languages that are read.

/// Word, English name, ISO 3166 code. A name of two words stands under its first; a row has the second
/// after a space.
const COUNTRIES: &[(&str, &str, &str)] = &[
    ("argentina", "argentina", "ar"),
    ("argentinien", "argentina", "ar"),
    ("argentine", "argentina", "ar"),
    ("australia", "australia", "au"),
    ("australien", "australia", "au"),
    ("australie", "australia", "au"),
    ("austria", "austria", "at"),
    ("österreich", "austria", "at"),
    ("autriche", "austria", "at"),
    ("oostenrijk", "austria", "at"),
    ("belgium", "belgium", "be"),
    ("belgique", "belgium", "be"),
    ("belgien", "belgium", "be"),
    ("belgië", "belgium", "be"),
    ("bélgica", "belgium", "be"),
    ("belgio", "belgium", "be"),
    ("brazil", "brazil", "br"),
    ("brasil", "brazil", "br"),
    ("brésil", "brazil", "br"),
    ("brasilien", "brazil", "br"),
    ("brazilië", "brazil", "br"),
    ("brasile", "brazil", "br"),
    ("canada", "canada", "ca"),
    ("kanada", "canada", "ca"),
    ("chile", "chile", "cl"),
    ("china", "china", "cn"),
    ("chine", "china", "cn"),
    ("colombia", "colombia", "co"),
    ("denmark", "denmark", "dk"),
    ("dänemark", "denmark", "dk"),
    ("finland", "finland", "fi"),
    ("finnland", "finland", "fi"),
    ("france", "france", "fr"),
    ("frankreich", "france", "fr"),
    ("francia", "france", "fr"),
    ("frankrijk", "france", "fr"),
    ("frança", "france", "fr"),
    ("germany", "germany", "de"),
    ("deutschland", "germany", "de"),
    ("allemagne", "germany", "de"),
    ("alemania", "germany", "de"),
    ("alemanha", "germany", "de"),
    ("germania", "germany", "de"),
    ("duitsland", "germany", "de"),
    ("india", "india", "in"),
    ("inde", "india", "in"),
    ("indien", "india", "in"),
    ("ireland", "ireland", "ie"),
    ("irland", "ireland", "ie"),
    ("irlande", "ireland", "ie"),
    ("italy", "italy", "it"),
    ("italia", "italy", "it"),
    ("italie", "italy", "it"),
    ("italien", "italy", "it"),
    ("itália", "italy", "it"),
    ("japan", "japan", "jp"),
    ("japon", "japan", "jp"),
    ("japón", "japan", "jp"),
    ("mexico", "mexico", "mx"),
    ("méxico", "mexico", "mx"),
    ("mexique", "mexico", "mx"),
    ("netherlands", "netherlands", "nl"),
    ("nederland", "netherlands", "nl"),
    ("niederlande", "netherlands", "nl"),
    ("norway", "norway", "no"),
    ("norwegen", "norway", "no"),
    ("poland", "poland", "pl"),
    ("polen", "poland", "pl"),
    ("pologne", "poland", "pl"),
    ("portugal", "portugal", "pt"),
    ("singapore", "singapore", "sg"),
    ("singapur", "singapore", "sg"),
    ("spain", "spain", "es"),
    ("españa", "spain", "es"),
    ("espagne", "spain", "es"),
    ("spanien", "spain", "es"),
    ("spagna", "spain", "es"),
    ("spanje", "spain", "es"),
    ("espanha", "spain", "es"),
    ("sweden", "sweden", "se"),
    ("schweden", "sweden", "se"),
    ("switzerland", "switzerland", "ch"),
    ("suisse", "switzerland", "ch"),
    ("schweiz", "switzerland", "ch"),
    ("suiza", "switzerland", "ch"),
    ("svizzera", "switzerland", "ch"),
    ("turkey", "turkey", "tr"),
    ("türkei", "turkey", "tr"),
    ("uk", "united kingdom", "gb"),
    ("united kingdom", "united kingdom", "gb"),
    ("england", "united kingdom", "gb"),
    ("britain", "united kingdom", "gb"),
    ("united states", "united states", "us"),
    ("usa", "united states", "us"),
];

/// Words with which the name of a country begins.
pub(super) const COUNTRY_WORDS: &[&str] = &{
    let mut words = [""; COUNTRIES.len()];
    let mut i = 0;
    while i < COUNTRIES.len() {
        // No name of two words begins otherwise.
        words[i] =
            if COUNTRIES[i].0.len() > 8 && COUNTRIES[i].0.as_bytes()[6] == b' ' { "united" } else { COUNTRIES[i].0 };
        i += 1;
    }
    words
};

/// The English name, in lower case, of the country that a word names together with the next.
pub(super) fn country(word: &str, next: &str) -> Option<&'static str> {
    let is = |name: &str| match name.split_once(' ') {
        Some((first, second)) => first == word && second == next,
        None => name == word,
    };
    COUNTRIES.iter().find(|(name, ..)| is(name)).map(|(_, country, _)| *country)
}

/// The ISO 3166 code, in lower case, of a country that messages name.
#[must_use]
pub fn country_code(name: &str) -> Option<&'static str> {
    COUNTRIES.iter().find(|(_, country, _)| *country == name).map(|(.., code)| *code)
}
