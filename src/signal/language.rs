//! Which language a text is in, where the source does not say.

use whatlang::{Detector, Lang};

use super::function_words::FunctionWords;
use super::text::head;

/// Bytes of a text looked at: telling languages apart is dear and the first lines suffice.
const MAX_BYTES: usize = 512;
/// Fewer letters than this say nothing about a language.
const MIN_LETTERS: usize = 12;

const CODES: [(&str, Lang); 22] = [
    ("en", Lang::Eng),
    ("fr", Lang::Fra),
    ("de", Lang::Deu),
    ("es", Lang::Spa),
    ("it", Lang::Ita),
    ("nl", Lang::Nld),
    ("pt", Lang::Por),
    ("ar", Lang::Ara),
    ("cs", Lang::Ces),
    ("da", Lang::Dan),
    ("el", Lang::Ell),
    ("fi", Lang::Fin),
    ("hu", Lang::Hun),
    ("ja", Lang::Jpn),
    ("no", Lang::Nob),
    ("pl", Lang::Pol),
    ("ro", Lang::Ron),
    ("ru", Lang::Rus),
    ("sv", Lang::Swe),
    ("tr", Lang::Tur),
    ("uk", Lang::Ukr),
    ("zh", Lang::Cmn),
];

/// What languages are called in English, by their code (ISO 639-1): those told apart, and those at home where probes
/// stand.
const NAMES: [(&str, &str); 35] = [
    ("ar", "Arabic"),
    ("bg", "Bulgarian"),
    ("ca", "Catalan"),
    ("cs", "Czech"),
    ("da", "Danish"),
    ("de", "German"),
    ("el", "Greek"),
    ("en", "English"),
    ("es", "Spanish"),
    ("et", "Estonian"),
    ("fi", "Finnish"),
    ("fr", "French"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("hr", "Croatian"),
    ("hu", "Hungarian"),
    ("id", "Indonesian"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("lt", "Lithuanian"),
    ("lv", "Latvian"),
    ("nl", "Dutch"),
    ("no", "Norwegian"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("sk", "Slovak"),
    ("sl", "Slovenian"),
    ("sv", "Swedish"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("vi", "Vietnamese"),
    ("zh", "Chinese"),
];

/// What a language is called in English; its code where that is not known.
#[must_use]
pub fn language_name(code: &str) -> &str {
    NAMES.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| name)
}

/// Tells the configured languages apart.
#[derive(Debug)]
pub(super) struct Languages {
    /// Asked first: a tenth of the detector's time.
    function_words: Option<FunctionWords>,
    detector: Option<Detector>,
    first: String,
}

impl Languages {
    pub(super) fn new(configured: &[String]) -> Self {
        let first = configured.first().map_or_else(String::new, |l| code(l));
        let (codes, allowed): (Vec<&str>, Vec<Lang>) =
            CODES.iter().filter(|(c, _)| configured.iter().any(|l| code(l) == *c)).copied().unzip();
        let function_words = FunctionWords::new(&codes);
        let detector = (allowed.len() > 1).then(|| Detector::with_allowlist(allowed));
        Self { function_words, detector, first }
    }

    /// The language, ISO 639-1: what the source says, else what the text looks like; empty where
    /// neither tells.
    pub(super) fn of(&self, stated: Option<&str>, text: &str) -> String {
        let stated = stated.map(code).unwrap_or_default();
        if !stated.is_empty() {
            return stated;
        }
        let Some(detector) = &self.detector else { return self.first.clone() };
        let text = head(text, MAX_BYTES);
        if text.chars().filter(|c| c.is_alphabetic()).take(MIN_LETTERS).count() < MIN_LETTERS {
            return String::new();
        }
        if let Some(clear) = self.function_words.as_ref().and_then(|w| w.language(text)) {
            return clear.to_owned();
        }
        // An unsure guess is none: taken for another language, a text loses its stems and its cues, while
        // an unknown one keeps the stems of the first language and is read with the cues of every one.
        let found = detector.detect(text).filter(whatlang::Info::is_reliable).map(|i| i.lang());
        let known = found.and_then(|lang| CODES.iter().find(|(_, l)| *l == lang));
        known.map_or_else(String::new, |(c, _)| (*c).to_owned())
    }

    /// The language whose stemmer reads a text of unknown language: the first one configured.
    pub(super) fn first(&self) -> &str {
        &self.first
    }
}

/// `fr-FR`, `FR`, `fra` are `fr`; empty where the text names no language.
fn code(stated: &str) -> String {
    let primary: String = stated.trim().chars().take_while(char::is_ascii_alphabetic).take(4).collect();
    let primary = primary.to_ascii_lowercase();
    match primary.len() {
        2 => {
            if primary == "nb" || primary == "nn" {
                "no".to_owned()
            } else {
                primary
            }
        }
        3 => CODES.iter().find(|(_, l)| l.code() == primary).map_or_else(String::new, |(c, _)| (*c).to_owned()),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_that_can_be_told_has_a_name() {
        assert_eq!([language_name("fr"), language_name("no"), language_name("xx")], ["French", "Norwegian", "xx"]);
        assert!(CODES.iter().all(|(code, _)| language_name(code) != *code));
        assert!(NAMES.is_sorted());
    }

    fn both() -> Languages {
        Languages::new(&["en".to_owned(), "fr".to_owned()])
    }

    #[test]
    fn what_the_source_says_stands() {
        for (said, code) in [("fr", "fr"), ("FR-fr", "fr"), ("en_GB", "en"), ("deu", "de"), ("nb", "no")] {
            assert_eq!(both().of(Some(said), "whatever it reads like in any case"), code);
        }
    }

    #[test]
    fn else_the_text_says_it() {
        assert_eq!(both().of(None, "The payment page does not open since this morning, please help"), "en");
        assert_eq!(both().of(Some("klingon"), "La page de paiement ne s'ouvre plus depuis ce matin"), "fr");
        assert_eq!(both().of(None, "ok"), "");
        assert_eq!(both().of(None, ""), "");
    }

    #[test]
    fn one_configured_language_is_the_answer() {
        assert_eq!(Languages::new(&["de".to_owned()]).of(None, "hallo"), "de");
        assert_eq!(Languages::new(&[]).of(None, "hello there, how are you"), "");
    }
}
