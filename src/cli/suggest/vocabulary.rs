//! Which words tell what a report is about, and which every report is written with.

use std::collections::{BTreeMap, BTreeSet};

use crate::cluster::feature::stop_words;

/// Shortest word that tells something, in characters.
const MIN_CHARS: usize = 3;

/// Words that name no part of a product in any report: troubles, times, amounts, and verbs of every day. All
/// languages in one list: a word that is so in one of them seldom names anything in another.
const EVERYDAY: &str = "\
    not non cannot never issue issues problem problems trouble troubles option options stop stops products help question questions answer complaint thing things something \
    anything everything nothing someone anyone everyone way ways time times day days week weeks month months \
    year years hour hours minute minutes second seconds today yesterday tomorrow tonight morning afternoon \
    evening night noon midnight monday tuesday wednesday thursday friday saturday sunday january february \
    march april june july august september october november december first last next previous once twice \
    again because since before past later soon already long ago until while sure able unable possible please thanks \
    thank hello dear sorry reason case lot bit kind one two three four five six seven eight nine ten many few \
    half whole more most less least very really quite too also even ever yet app apps application website site \
    page product company service system use used using get gets getting got make makes making made keep keeps \
    take takes taking took give gives gave put need needs needed want wants wanted know knows say says said \
    tell told see sees seen show shows showing look looks looking try tries tried trying find found come comes \
    came going went gone done doing happen happens happened seem seems work works working let good bad better \
    new old same other another different right \
    probleme probleme souci soucis aide chose choses fois jour jours semaine semaines mois annee année heure \
    heures minutes hier demain matin soir nuit midi lundi mardi mercredi jeudi vendredi samedi dimanche depuis \
    exemple example beispiel ejemplo esempio voorbeeld exemplo till creer créer devrait devraient voire \
     merci bonjour trop impossible toujours jamais encore dernier derniere dernière nouveau nouvelle appli \
    logiciel faire peut veux veut faut voir mettre même meme rien \
    problem frage hilfe sache tag tage woche wochen monat jahr stunde stunden minuten gestern morgen abend \
    nacht montag dienstag mittwoch donnerstag freitag samstag sonntag danke hallo immer wieder schon noch neue \
    neuen letzte letzten geht kein keine nicht nichts fehler \
    problema problemas ayuda cosa cosas vez veces dia dias semana semanas mes meses hora horas minutos ayer \
    manana mañana tarde noche lunes martes miercoles jueves viernes sabado domingo gracias hola siempre nunca \
    nuevo nueva ultima última error fallo \
    problemi aiuto volta volte giorno giorni settimana settimane mese ora ore minuti ieri oggi domani mattina \
    sera notte lunedi martedi mercoledi giovedi venerdi grazie ciao sempre mai nuovo nuova ultimo ultima errore \
    probleem problemen hulp vraag ding keer dag dagen week weken maand uur gisteren vandaag ochtend avond \
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag bedankt hallo altijd nooit niet nieuwe laatste \
    fout ajuda coisa vezes dias ontem hoje amanha amanhã noite segunda terca quarta quinta sexta obrigado \
    obrigada sempre novo nova ultimo último erro não nao";

/// Words that may stand within a name: "export of reports", "carte de fidélité".
const JOINTS: [&str; 14] = ["of", "de", "du", "des", "d", "da", "do", "dos", "das", "di", "del", "della", "van", "von"];

/// By language, ISO 639-1: articles, possessives and prepositions, which lead a name. What leads an infinitive as
/// well is left out: French "de", Italian "per".
const LEADERS: [(&str, &str); 7] = [
    (
        "en",
        "the a an my our your his her their its this that these those any some no every each of for with in on about from by at",
    ),
    ("fr", "le la les l un une des du mon ma mes notre nos votre vos son sa ses ce cet cette ces au aux sur avec dans"),
    (
        "de",
        "der die das den dem des ein eine einen einer einem mein meine meinen meiner meinem unser unsere unseren ihr ihre ihren \
         euer eure kein keine keinen diese dieser dieses diesen im am zum zur beim vom mit für auf in von",
    ),
    ("es", "el la los las un una unos unas mi mis su sus nuestro nuestra este esta ese esa del con en"),
    (
        "it",
        "il lo la i gli le l un una uno mio mia miei mie nostro nostra suo sua del della dello dei delle al alla nel nella sul sulla \
         questo questa con",
    ),
    ("nl", "de het een mijn mn ons onze jullie uw je dit dat deze die geen met van voor op in bij"),
    (
        "pt",
        "o a os as um uma meu minha meus minhas nosso nossa seu sua este esta esse essa do da dos das no na nos nas com em \
         pelo pela",
    ),
];

/// Tells words apart; what it was told of cues it remembers.
pub(super) struct Vocabulary<'a> {
    plain: BTreeSet<&'static str>,
    /// Whether a word is a cue in a language.
    is_cue: &'a dyn Fn(&str, &str) -> bool,
    cues: BTreeMap<(String, String), bool>,
}

impl<'a> Vocabulary<'a> {
    /// `is_cue` says whether a word by itself is a cue in a language.
    pub(super) fn new(is_cue: &'a dyn Fn(&str, &str) -> bool) -> Self {
        let leaders = LEADERS.iter().flat_map(|(_, words)| words.split_whitespace());
        let plain = stop_words().chain(EVERYDAY.split_whitespace()).chain(leaders).collect();
        Self { plain, is_cue, cues: BTreeMap::new() }
    }

    /// Whether the word, lower case, tells what a report in this language is about.
    pub(super) fn tells(&mut self, word: &str, language: &str) -> bool {
        let is_word = word.chars().count() >= MIN_CHARS && word.chars().all(char::is_alphabetic);
        if !is_word || self.plain.contains(word) {
            return false;
        }
        let is_cue = self.cues.entry((language.to_owned(), word.to_owned()));
        !*is_cue.or_insert_with(|| (self.is_cue)(word, language))
    }
}

/// Whether the word may stand within a name.
pub(super) fn is_joint(word: &str) -> bool {
    JOINTS.contains(&word)
}

/// Whether a name follows the word in this language; in one that is not listed, none is known to.
pub(super) fn leads_a_name(word: &str, language: &str) -> bool {
    LEADERS.iter().any(|(code, words)| *code == language && words.split_whitespace().any(|w| w == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_report_is_written_with_tells_nothing() {
        let mut words = Vocabulary::new(&|word, language| (word, language) == ("kaputt", "de"));
        for word in ["parcel", "loyalty", "gutschein"] {
            assert!(words.tells(word, "en"), "{word}");
        }
        for word in ["the", "yesterday", "because", "everything", "not", "42", "ok", "pin2", "lundi", "gracias"] {
            assert!(!words.tells(word, "en"), "{word}");
        }
        assert!(!words.tells("kaputt", "de") && words.tells("kaputt", "nl"), "a cue of its own language");
        assert!(!words.tells("kaputt", "de"), "remembered");
    }

    #[test]
    fn names_are_led_by_the_words_of_their_language() {
        assert!(leads_a_name("my", "en") && leads_a_name("mon", "fr") && leads_a_name("beim", "de"));
        assert!(!leads_a_name("my", "fr") && !leads_a_name("to", "en") && !leads_a_name("the", "pl"));
        assert!(is_joint("of") && !is_joint("the"));
    }
}
