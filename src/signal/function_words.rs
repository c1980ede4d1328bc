//! The small words that sentences are built with, which tell languages apart sooner and surer than the
//! letters do: where they speak with one voice, nothing dearer need be asked.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Letters of the longest one.
const MAX_LETTERS: u32 = u64::BITS / 8;
/// Words of a text that are looked at: where these are not clear, more seldom are.
const MAX_WORDS: u32 = 32;
/// Fewest votes a language is known by.
const MIN_VOTES: u32 = 3;
/// A language has so many votes more than the next one, or twice as many.
const LEAD: u32 = 3;
/// One word of so many is a function word of the language: a quotation has fewer.
const ONE_IN: u32 = 5;
/// From here on letters are of other scripts, or of languages that are not listed.
const FIRST_FOREIGN: char = '\u{100}';
/// Languages that are not written in Latin letters: their being configured changes nothing for those
/// that are.
const OTHER_SCRIPTS: [&str; 6] = ["ar", "el", "ja", "ru", "uk", "zh"];

/// By language, ISO 639-1. Words of several languages stand in each of them; at most eight letters.
const WORDS: [(&str, &str); 7] = [
    (
        "en",
        "the and is are was were be been to of in it its you your my me we our they them their this that \
         these with for from not have has had do does did can could would should will what when where how \
         why which who there on at by or but if so an am any all after before just i im dont cant get no as \
         about into than then she he her his now out up more only some over a plus non",
    ),
    (
        "fr",
        "le la les un une des du de et est sont je tu il elle nous vous ils mon ma mes votre vos ne pas \
         plus que qui quoi dans sur pour par avec sans ce cette ces mais ou où au aux en se ai avez été \
         suis depuis très bien comment quand si me fait tout on son sa leur peux j l qu ça \
         toujours rien aussi être était ont même moi lors",
    ),
    (
        "de",
        "der die das den dem des ein eine einen einer und oder ist sind war ich sie wir ihr er es mein \
         meine meinen meiner nicht kein keine mit von zu im in auf für aus bei nach seit wenn wie was warum wo \
         wird kann habe hat haben auch noch mehr aber an am mir mich bitte dass zum zur nur sich immer so \
         man wurde werden ob um über vor durch uns",
    ),
    (
        "es",
        "el la los las un una de del y o que en es son no mi mis su sus con por para se lo al me te le como \
         cómo pero más muy ya está están qué cuando desde hay puedo puede fue ha he han sin sobre esta este \
         esto todo nada yo a porque si sí tengo nos",
    ),
    (
        "it",
        "il lo la i gli le un una di del della dei delle e è che in non mi si con per da dal dalla sono ho ha \
         ma come più anche quando mia mio nel nella al alla su questo questa dopo perché molto posso può \
         cosa ci se o a tutto ancora l sul sulla hanno era ogni",
    ),
    (
        "nl",
        "de het een en van ik je is niet op te in dat die met voor aan er maar om mijn als ook dan nog wel \
         naar bij uit geen wat hoe waarom wanneer kan heb heeft hebben zijn was wordt wij we u uw ze dit \
         deze of al meer sinds over door zo mij me kunt worden moet had werd waar",
    ),
    (
        "pt",
        "o a os as um uma de do da dos das no na nos nas e é que em não com por para se ao à mais mas meu \
         minha como está foi ser tem eu ele ela você isso este esta já muito quando sem pelo pela até são ou \
         tudo ainda também estou posso só onde depois nem me sua seu há",
    ),
];

/// Those of all languages, packed, in order.
static ALL: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let words = WORDS.iter().flat_map(|(_, list)| list.split_whitespace());
    words.map(|word| word.chars().fold(0, packed)).collect::<BTreeSet<_>>().into_iter().collect()
});

/// Whether a word, in lower case, is one of them in any of these languages.
#[must_use]
pub fn is_function_word(word: &str) -> bool {
    let may_be = word.chars().count() <= MAX_LETTERS as usize && word.chars().all(|c| c < FIRST_FOREIGN);
    may_be && ALL.binary_search(&word.chars().fold(0, packed)).is_ok()
}

/// The function words of the configured languages.
#[derive(Debug)]
pub(super) struct FunctionWords {
    /// Packed, in order, with the languages they vote for as bits.
    words: Vec<(u64, u8)>,
}

impl FunctionWords {
    /// None where a configured language has no list here: its texts would be given to another.
    pub(super) fn new(configured: &[&str]) -> Option<Self> {
        let listed = |code: &&str| WORDS.iter().any(|(c, _)| c == code);
        if !configured.iter().all(|c| listed(c) || OTHER_SCRIPTS.contains(c)) {
            return None;
        }
        let mut words: Vec<(u64, u8)> = Vec::new();
        for (n, (_, list)) in WORDS.iter().enumerate().filter(|(_, (code, _))| configured.contains(code)) {
            for key in list.split_whitespace().map(|word| word.chars().fold(0, packed)) {
                match words.iter_mut().find(|(k, _)| *k == key) {
                    Some((_, languages)) => *languages |= 1 << n,
                    None => words.push((key, 1 << n)),
                }
            }
        }
        words.sort_unstable();
        Some(Self { words })
    }

    /// The language, ISO 639-1, where the first words are clear about it.
    pub(super) fn language(&self, text: &str) -> Option<&'static str> {
        let mut votes = [0; WORDS.len()];
        let (mut seen, mut letters, mut key) = (0, 0, 0);
        for c in text.chars().chain([' ']) {
            if c.is_alphabetic() {
                if c >= FIRST_FOREIGN {
                    return None;
                }
                (letters, key) = (letters + 1, packed(key, c));
                continue;
            }
            if letters > 0 {
                seen += 1;
                self.vote(letters, key, &mut votes);
                (letters, key) = (0, 0);
            }
            if seen == MAX_WORDS {
                break;
            }
        }
        let most = (0..votes.len()).max_by_key(|i| votes[*i])?;
        let next = (0..votes.len()).filter(|i| *i != most).map(|i| votes[i]).max()?;
        let leads = votes[most] >= next + LEAD || votes[most] >= next * 2;
        let clear = leads && votes[most] >= MIN_VOTES && votes[most] * ONE_IN >= seen;
        clear.then_some(WORDS[most].0)
    }

    fn vote(&self, letters: u32, key: u64, votes: &mut [u32; WORDS.len()]) {
        if letters > MAX_LETTERS {
            return;
        }
        let Ok(at) = self.words.binary_search_by_key(&key, |(k, _)| *k) else { return };
        for (n, votes) in votes.iter_mut().enumerate() {
            *votes += u32::from(self.words[at].1 >> n & 1);
        }
    }
}

/// A word with one more letter behind it: up to eight letters of Latin-1, lower case, one a byte.
fn packed(word: u64, letter: char) -> u64 {
    let small = match letter {
        'A'..='Z' | '\u{c0}'..='\u{de}' => letter as u64 + 0x20,
        _ => letter as u64,
    };
    word << 8 | small & 0xff
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Short texts of each language, as customers write them.
    const TEXTS: [(&str, [&str; 12]); 7] = [
        (
            "en",
            [
                "How do I reset my password?",
                "My card is not working",
                "The payment page does not open since this morning",
                "I was charged twice for the same order",
                "Can you tell me where my parcel is?",
                "Nothing happens when I press pay now",
                "Please cancel my subscription and refund me",
                "I have been waiting for an answer for three days",
                "It says that my session has expired",
                "Why was my transfer declined again?",
                "I want to change the address of my delivery",
                "There is an error 500 on the statement screen",
            ],
        ),
        (
            "fr",
            [
                "Comment changer mon mot de passe ?",
                "Ma carte ne fonctionne plus",
                "La page de paiement ne s'ouvre pas depuis ce matin",
                "J'ai été débité deux fois pour la même commande",
                "Pouvez-vous me dire où est mon colis ?",
                "Rien ne se passe quand j'appuie sur payer",
                "Je voudrais annuler mon abonnement et être remboursé",
                "J'attends une réponse depuis trois jours",
                "On me dit que ma session a expiré",
                "Pourquoi mon virement est-il encore refusé ?",
                "Je veux modifier l'adresse de ma livraison",
                "Il y a une erreur 500 sur la page du relevé",
            ],
        ),
        (
            "de",
            [
                "Wie kann ich mein Passwort ändern?",
                "Meine Karte funktioniert nicht mehr",
                "Die Bezahlseite geht seit heute Morgen nicht auf",
                "Ich wurde für dieselbe Bestellung zweimal belastet",
                "Können Sie mir sagen, wo mein Paket ist?",
                "Es passiert nichts, wenn ich auf bezahlen drücke",
                "Bitte kündigen Sie mein Abo und erstatten Sie das Geld",
                "Ich warte seit drei Tagen auf eine Antwort",
                "Da steht, dass meine Sitzung abgelaufen ist",
                "Warum wurde meine Überweisung wieder abgelehnt?",
                "Ich möchte die Adresse der Lieferung ändern",
                "Auf der Seite mit dem Kontoauszug ist ein Fehler 500",
            ],
        ),
        (
            "es",
            [
                "¿Cómo puedo cambiar mi contraseña?",
                "Mi tarjeta ya no funciona",
                "La página de pago no se abre desde esta mañana",
                "Me han cobrado dos veces por el mismo pedido",
                "¿Me puede decir dónde está mi paquete?",
                "No pasa nada cuando pulso pagar ahora",
                "Quiero cancelar la suscripción y que me devuelvan el dinero",
                "Llevo tres días esperando una respuesta de ustedes",
                "Dice que la sesión ha caducado",
                "¿Por qué han rechazado otra vez mi transferencia?",
                "Quisiera cambiar la dirección de la entrega",
                "Hay un error 500 en la pantalla del extracto",
            ],
        ),
        (
            "it",
            [
                "Come posso cambiare la mia password?",
                "La mia carta non funziona più",
                "La pagina di pagamento non si apre da stamattina",
                "Mi hanno addebitato due volte lo stesso ordine",
                "Mi può dire dove si trova il mio pacco?",
                "Non succede niente quando premo paga ora",
                "Vorrei annullare il mio abbonamento e avere il rimborso",
                "Aspetto una risposta da tre giorni",
                "Dice che la sessione è scaduta",
                "Perché il mio bonifico è stato di nuovo rifiutato?",
                "Vorrei cambiare l'indirizzo della consegna",
                "C'è un errore 500 nella pagina dell'estratto conto",
            ],
        ),
        (
            "nl",
            [
                "Hoe kan ik mijn wachtwoord wijzigen?",
                "Mijn pas werkt niet meer",
                "De betaalpagina gaat sinds vanmorgen niet open",
                "Er is twee keer geld afgeschreven voor dezelfde bestelling",
                "Kunt u me zeggen waar mijn pakket is?",
                "Er gebeurt niets als ik op betalen druk",
                "Ik wil mijn abonnement opzeggen en mijn geld terug",
                "Ik wacht al drie dagen op een antwoord",
                "Er staat dat mijn sessie is verlopen",
                "Waarom is mijn overboeking weer geweigerd?",
                "Ik wil het adres van de levering veranderen",
                "Er is een fout 500 op de pagina met het afschrift",
            ],
        ),
        (
            "pt",
            [
                "Como posso mudar a minha senha?",
                "O meu cartão já não funciona",
                "A página de pagamento não abre desde esta manhã",
                "Fui cobrado duas vezes pelo mesmo pedido",
                "Pode me dizer onde está a minha encomenda?",
                "Não acontece nada quando carrego em pagar",
                "Quero cancelar a assinatura e o meu dinheiro de volta",
                "Estou à espera de uma resposta há três dias",
                "Diz que a minha sessão expirou",
                "Por que a minha transferência foi recusada outra vez?",
                "Queria mudar o endereço da entrega",
                "Há um erro 500 na página do extrato",
            ],
        ),
    ];

    fn all() -> FunctionWords {
        FunctionWords::new(&WORDS.map(|(code, _)| code)).unwrap()
    }

    #[test]
    fn short_texts_are_told_apart_and_none_is_mistaken() {
        let words = all();
        let mut known = 0;
        for (code, texts) in TEXTS {
            for text in texts {
                let said = words.language(text);
                assert!(said.is_none_or(|said| said == code), "{said:?}: {text}");
                known += usize::from(said.is_some());
            }
        }
        // The rest is left to the detector.
        assert!(known >= 60, "{known} of 84");
    }

    #[test]
    fn the_more_a_text_says_the_surer_is_its_language() {
        let words = all();
        for (code, texts) in TEXTS {
            assert_eq!(words.language(&texts.join(". ")), Some(code));
            let clear = texts.chunks(3).filter(|t| words.language(&t.join(". ")) == Some(code)).count();
            assert!(clear >= 2, "{code}: {clear} of 4");
        }
    }

    #[test]
    fn what_is_not_clear_is_not_decided() {
        let words = all();
        for text in [
            "",
            "order tracking",
            "my card",
            "a 7 sided dice roll",
            "Use a cell array in a C program",
            "Не могу войти: it is not possible to log in to the app",
            "Die App sagt: could not connect to the server, was soll ich tun",
            "Błąd logowania, nie mogę wejść do aplikacji, it is not my fault",
        ] {
            assert_eq!(words.language(text), None, "{text}");
        }
        // Enough votes, but too few for so many words.
        let names = "Kowalski Brandt Rossi Olsen Novak Silva Meyer Dubois Jansen Moreau Costa Weber ".repeat(2);
        assert_eq!(words.language(&format!("{names} is not my name")), None);
        assert_eq!(words.language("Olsen is not my name"), Some("en"));
    }

    #[test]
    fn the_lead_ends_with_the_first_words() {
        let words = all();
        let english = "the card is not mine ".repeat(6);
        assert_eq!(words.language(&format!("{english} {}", "der die das ist nicht ".repeat(20))), Some("en"));
    }

    #[test]
    fn a_language_without_a_list_leaves_all_to_the_detector() {
        assert!(FunctionWords::new(&["en", "da"]).is_none());
        assert!(FunctionWords::new(&["en", "el", "ru"]).is_some());
        let two = FunctionWords::new(&["en", "fr"]).unwrap();
        assert_eq!(two.language("Warum wurde meine Karte nicht angenommen, und was kann ich tun?"), None);
    }

    #[test]
    fn lists_are_packed_without_loss() {
        for word in WORDS.iter().flat_map(|(_, list)| list.split_whitespace()) {
            let letters: Vec<char> = word.chars().collect();
            assert!(letters.len() <= 8 && letters.iter().all(|c| c.is_alphabetic() && *c < FIRST_FOREIGN), "{word}");
            assert_eq!(letters.iter().copied().fold(0, packed), word.to_uppercase().chars().fold(0, packed), "{word}");
        }
    }
}
