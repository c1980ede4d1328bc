//! What a topic is called: the shortest phrase of the customers' own words that most of them share and
//! the history does not.

use std::collections::{BTreeMap, BTreeSet};

use crate::cluster::feature::Lexicon;
use crate::cluster::learn::is_stop;
use crate::cluster::spelling::hash;
use crate::ids::CustomerKey;
use crate::signal::{Word, is_function_word, words};

/// Longest phrase, in words.
const MAX_WORDS: usize = 3;
/// Shortest word that stands alone or at an end, in characters.
const MIN_CHARS: usize = 3;
/// Most words of a report that are looked at, and most reports.
const MAX_TOKENS: usize = 128;
const MAX_REPORTS: usize = 50;
/// The history does not share a phrase that is here this many times as frequent.
const MIN_RATIO: f64 = 5.0;
/// One customer's words are a way of speaking.
const MIN_CUSTOMERS: usize = 2;
/// Words that deny and are neither stop words nor function words; no name ends with one.
const DENIALS: [&str; 2] = ["cannot", "never"];

/// Words that say that something is wrong, since when, or what one does with anything, by language: a name of nothing
/// else is taken where there is no other.
const TROUBLE: [&str; 7] = [
    "broken broke stopped stops failed fails failing refused rejected declined lost gone missing wrong stuck blank empty \
     crashed crashes frozen freezes hangs expired impossible unable error errors problem problems issue issues trouble \
     bug fault working works work worked used using tried trying fix fixed help still again since update updated \
     now today yesterday tonight morning afternoon evening night noon hour hours minute minutes day days week \
     weeks monday tuesday wednesday thursday friday saturday sunday open opens opened opening close closes load \
     loads loading show shows showing click clicked press pressed see get gets getting",
    "impossible marche fonctionne fonctionnait bloqué bloquée erreur erreurs problème problèmes souci soucis panne plante \
     refusé refusée perdu perdue disparu vide essayé réparer aide depuis encore toujours \
     maintenant aujourd hui hier matin midi soir nuit heure heures minute minutes jour jours semaine semaines \
     lundi mardi mercredi jeudi vendredi samedi dimanche ouvre ouvrir charge charger affiche afficher clique",
    "kaputt defekt geht funktioniert abgelehnt verloren weg fehlt falsch leer hängt abgestürzt unmöglich fehler problem \
     probleme störung versucht hilfe wieder immer seit \
     jetzt heute gestern morgen vormittag mittag nachmittag abend nacht stunde stunden minuten tag tage tagen \
     woche wochen montag dienstag mittwoch donnerstag freitag samstag sonntag öffnet öffnen lädt laden zeigt klicke",
    "roto rota funciona falla fallan rechazado rechazada perdido vacío error errores problema problemas imposible \
     bloqueado intentado ayuda sigue desde otra vez \
     ahora hoy ayer mañana tarde noche hora horas minutos día días semana semanas lunes martes miércoles jueves \
     viernes sábado domingo abre abrir carga cargar muestra pulso",
    "quebrado quebrada funciona falha falhou recusado recusada perdido vazio erro erros problema problemas impossível \
     travado tentei ajuda ainda desde outra vez \
     agora hoje ontem manhã tarde noite hora horas minutos dia dias semana semanas segunda terça quarta quinta \
     sexta sábado domingo abre abrir carrega carregar mostra clico",
    "kapot stuk werkt doet mislukt geweigerd kwijt weg leeg hangt fout fouten probleem problemen storing onmogelijk \
     geprobeerd hulp weer nog sinds \
     nu vandaag gisteren ochtend middag avond nacht uur uren minuten dag dagen week weken maandag dinsdag \
     woensdag donderdag vrijdag zaterdag zondag opent openen laadt laden toont klik",
    "rotto rotta funziona fallisce rifiutato rifiutata perso vuoto errore errori problema problemi impossibile \
     bloccato provato aiuto ancora da \
     adesso oggi ieri mattina stamattina pomeriggio sera notte ora ore minuti giorno giorni settimana settimane \
     lunedì martedì mercoledì giovedì venerdì sabato domenica apre aprire carica mostra clicco",
];

/// A report as it is read for its phrases.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// Who wrote.
    pub customer: CustomerKey,
    /// The text, redacted.
    pub text: &'a str,
    /// ISO 639-1; empty where unknown.
    pub language: &'a str,
}

/// Phrases of the same stems.
#[derive(Default)]
struct Phrase {
    /// As written, by how many customers.
    forms: BTreeMap<String, u32>,
    customers: BTreeSet<CustomerKey>,
    /// How many times as frequent as in the history, per customer who uses it.
    rarity: f64,
}

impl Phrase {
    /// Whether it says more than that something is wrong.
    fn names_something(&self) -> bool {
        let form = as_most_write(&self.forms);
        !form.split(' ').all(says_trouble)
    }
}

/// Whether a word in lower case, of any language, says no more than that something is wrong, or since when.
#[must_use]
pub fn says_trouble(word: &str) -> bool {
    TROUBLE.iter().any(|of| of.split_whitespace().any(|w| w == word))
}

/// The name, in lower case; none where no two customers share a word that says anything. Most share it
/// and the history does not, where there is such a phrase; else as many share it as can be. A phrase that
/// half as large a part of `others` uses does not tell them apart, and is no name.
#[must_use]
pub fn name(told: &[Told<'_>], others: &[Told<'_>], lexicon: &Lexicon) -> Option<String> {
    let (told, others) = (latest(told), latest(others));
    let (all, all_others) = (customers(told), customers(others));
    let (phrases, elsewhere) = (phrases(told, lexicon), phrases(others, lexicon));
    let shared = |p: &Phrase| p.customers.len() as f64 / all as f64;
    let tells_apart = |key: &Vec<String>, p: &Phrase| {
        let there = elsewhere.get(key).map_or(0.0, |e| e.customers.len() as f64 / all_others as f64);
        there * 2.0 < shared(p)
    };
    let ratio = |p: &Phrase| shared(p) * p.rarity;
    let strength = |p: &Phrase| shared(p) * libm::log(ratio(p).max(1.0));
    let known = phrases.iter().filter(|(key, p)| p.customers.len() >= MIN_CUSTOMERS && tells_apart(key, p));
    let (most, others): (Vec<_>, Vec<_>) = known
        .map(|(key, p)| (p.names_something(), key, p))
        .partition(|(.., p)| p.customers.len() * 2 > all && ratio(p) >= MIN_RATIO);
    let shortest = most.into_iter().max_by(|(a_names, a_key, a), (b_names, b_key, b)| {
        let shorter = a_names.cmp(b_names).then(b_key.len().cmp(&a_key.len()));
        shorter.then(strength(a).total_cmp(&strength(b))).then_with(|| b_key.cmp(a_key))
    });
    let strongest = others.into_iter().max_by(|(a_names, a_key, a), (b_names, b_key, b)| {
        let stronger = a_names.cmp(b_names).then(strength(a).total_cmp(&strength(b)));
        stronger.then(b_key.len().cmp(&a_key.len())).then_with(|| b_key.cmp(a_key))
    });
    let both = [shortest, strongest].map(|best| best.filter(|(.., p)| strength(p) > 0.0));
    // That something is wrong, or since when, is no name where anything else is.
    let &(_, key, phrase) = both.iter().flatten().find(|(names, ..)| *names).or(both.iter().flatten().next())?;
    // "gift card" where everybody who says "gift" says that.
    let fuller = phrases.iter().filter(|(long, p)| {
        long.windows(key.len()).any(|part| part == key.as_slice()) && p.customers.len() == phrase.customers.len()
    });
    let fuller = fuller.max_by(|(a, _), (b, _)| a.len().cmp(&b.len()).then_with(|| b.cmp(a)));
    Some(as_most_write(&fuller.map_or(phrase, |(_, p)| p).forms))
}

fn latest<'a, 't>(told: &'a [Told<'t>]) -> &'a [Told<'t>] {
    &told[told.len().saturating_sub(MAX_REPORTS)..]
}

fn customers(told: &[Told<'_>]) -> usize {
    told.iter().map(|t| t.customer).collect::<BTreeSet<_>>().len()
}

fn phrases(told: &[Told<'_>], lexicon: &Lexicon) -> BTreeMap<Vec<String>, Phrase> {
    let messages = f64::from(lexicon.messages()) + 1.0;
    let mut phrases: BTreeMap<Vec<String>, Phrase> = BTreeMap::new();
    for report in told {
        for piece in pieces(report.text) {
            let words = words(piece, report.language, MAX_TOKENS);
            for (n, from) in (1..=MAX_WORDS).flat_map(|n| (0..words.len()).map(move |from| (n, from))) {
                let Some(phrase) = words.get(from..from + n) else { continue };
                if !phrase.first().is_some_and(is_end) || !phrase.last().is_some_and(is_end) {
                    continue;
                }
                let stems = phrase.iter().map(|w| w.stem.to_string()).collect();
                let entry = phrases.entry(stems).or_default();
                if entry.customers.insert(report.customer) {
                    let form: Vec<&str> = phrase.iter().map(|w| w.text.as_str()).collect();
                    *entry.forms.entry(form.join(" ")).or_insert(0) += 1;
                    // A phrase is no commoner than the rarest of its words.
                    let df = phrase.iter().map(|w| lexicon.document_frequency(&w.stem)).min().unwrap_or_default();
                    entry.rarity = messages / (f64::from(df) + 0.5);
                }
            }
        }
    }
    phrases
}

fn is_end(word: &Word) -> bool {
    word.text.chars().count() >= MIN_CHARS
        && word.text.chars().all(char::is_alphabetic)
        && !is_stop(hash(&word.text))
        && !is_function_word(&word.text)
        && !DENIALS.contains(&word.text.as_str())
}

/// A phrase as most write it, by how many do; of equal ones the first by its letters.
#[must_use]
pub fn as_most_write(forms: &BTreeMap<String, u32>) -> String {
    let most = forms.values().max();
    forms.iter().find(|(_, n)| Some(*n) == most).map(|(form, _)| form.clone()).unwrap_or_default()
}

/// Sentences and their parts; what redaction put into brackets is nobody's word.
pub fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let outside = text.split('[').enumerate().map(|(i, part)| match part.split_once(']') {
        Some((_, rest)) if i > 0 => rest,
        _ => part,
    });
    outside.flat_map(|part| part.split(['.', '!', '?', ',', ';', ':', '(', ')', '"', '\n']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::feature::Hashes;
    use crate::cluster::told::told;

    fn named(texts: &[&str], history: &[(&str, usize)]) -> Option<String> {
        named_beside(texts, &[], history)
    }

    fn named_beside(texts: &[&str], others: &[&str], history: &[(&str, usize)]) -> Option<String> {
        let mut lexicon = Lexicon::default();
        for (text, times) in history {
            for _ in 0..*times {
                let signal = told(words(text, "en", 64));
                lexicon.learn(&signal, &Hashes::of(&signal));
            }
        }
        let read = |texts: &[&str]| -> Vec<(u64, String)> {
            texts.iter().enumerate().map(|(i, text)| told_of(i as u64, text)).collect()
        };
        let (texts, others) = (read(texts), read(others));
        name(&as_told(&texts), &as_told(&others), &lexicon)
    }

    fn as_told(texts: &[(u64, String)]) -> Vec<Told<'_>> {
        texts.iter().map(|(c, text)| Told { customer: CustomerKey(*c), text, language: "en" }).collect()
    }

    fn told_of(customer: u64, text: &str) -> (u64, String) {
        match text.split_once('|') {
            Some((who, text)) => (who.parse().unwrap(), text.to_owned()),
            None => (customer, text.to_owned()),
        }
    }

    const HISTORY: [(&str, usize); 2] = [("my card is not working", 300), ("where is the invoice", 300)];

    #[test]
    fn the_shortest_phrase_that_most_share_and_the_history_does_not() {
        let texts = ["My card and the voucher are not working", "voucher not working", "this voucher, a card", "card"];
        assert_eq!(named(&texts, &HISTORY).as_deref(), Some("voucher"));
        let texts = ["The gift card is gone", "gift cards vanished!", "where is my gift card?"];
        assert_eq!(named(&texts, &HISTORY).as_deref(), Some("gift card"), "all who say gift say that");
    }

    #[test]
    fn where_most_share_nothing_new_the_name_is_what_as_many_as_can_be_share() {
        let texts =
            ["the seat map is blank", "cannot choose a seat", "my booking hangs", "booking page white", "no tram"];
        assert_eq!(named(&texts, &HISTORY).as_deref(), Some("booking"));
        assert_eq!(named(&["one thing", "another matter"], &HISTORY), None);
    }

    #[test]
    fn what_those_say_who_are_told_apart_is_no_name() {
        let texts = ["the basket has expired", "my basket was expired", "basket, expired?"];
        assert_eq!(named(&texts, &HISTORY).as_deref(), Some("basket"));
        let others = ["basket page is white", "white page of the basket", "basket hangs"];
        assert_eq!(named_beside(&texts, &others, &HISTORY).as_deref(), Some("expired"));
        assert_eq!(named_beside(&texts, &texts, &HISTORY), None);
        // One of three does not own a word.
        let few = ["basket is white", "white page", "page hangs"];
        assert_eq!(named_beside(&texts, &few, &HISTORY).as_deref(), Some("basket"));
    }

    #[test]
    fn what_is_broken_makes_a_name_sooner_than_that_it_is() {
        let texts = ["my voucher is refused", "voucher refused after the update", "refused: the voucher"];
        assert_eq!(named(&texts, &HISTORY).as_deref(), Some("voucher"));
        let texts = ["export broken since today", "broken since today: my export", "since today no export, broken"];
        assert_eq!(named(&texts, &[("export this, export that", 300)]).as_deref(), Some("export"), "nor since when");
        let texts = ["blank when I open the parcel", "opening the parcel, white page", "a parcel, white page"];
        let history = [("where is the parcel", 300)];
        assert_eq!(named(&texts, &history).as_deref(), Some("white page"), "nor what one does with anything");
        let texts = ["refused after an hour", "it was refused", "refused, refused"];
        assert_eq!(named(&texts, &HISTORY).as_deref(), Some("refused"), "where nothing else is shared");
        assert_eq!(
            named(&["after lunch", "after dinner", "after all"], &HISTORY),
            None,
            "no name is made of small words"
        );
    }

    #[test]
    fn names_are_made_by_customers_and_not_by_messages_and_hold_nothing_redacted() {
        let texts = ["1|zeppelin late", "1|zeppelin late", "1|zeppelin", "2|the tram is late", "3|tram is [name] late"];
        assert_eq!(named(&texts, &HISTORY).as_deref(), Some("late"));
        assert_eq!(named(&["[name] ordered", "[name] paid"], &HISTORY), None);
    }
}
