//! Words around what customers do: of trying, of what was to follow, of a step.

use crate::signal::lexicon::Lexicon;

/// Words of trying and failing, in any language: the action behind them is the one that matters.
pub(super) static TRYING: Lexicon = Lexicon::new(&[
    "not",
    "unable",
    "try",
    "tries",
    "trying",
    "tried",
    "when",
    "while",
    "want",
    "wanted",
    "let",
    "lets",
    "allow",
    "impossible",
    "pas",
    "plus",
    "essaie",
    "essaye",
    "essayé",
    "quand",
    "lorsque",
    "veux",
    "nicht",
    "kann",
    "versuche",
    "versucht",
    "wenn",
    "beim",
    "no",
    "puedo",
    "intento",
    "intentar",
    "cuando",
    "não",
    "consigo",
    "tento",
    "quando",
    "niet",
    "kan",
    "probeer",
    "als",
    "wanneer",
    "bij",
    "non",
    "riesco",
    "provo",
]);

/// Words of what comes to a customer, in any language.
pub(super) static ARRIVALS: Lexicon = Lexicon::new(&[
    "arrive",
    "arrived",
    "arrives",
    "arriving",
    "came",
    "come",
    "comes",
    "receive",
    "received",
    "receiving",
    "got",
    "get",
    "getting",
    "appear",
    "appeared",
    "appears",
    "delivered",
    "reçu",
    "recu",
    "reçois",
    "reçoit",
    "arrivé",
    "arrivée",
    "parvenu",
    "angekommen",
    "erhalten",
    "bekommen",
    "kommt",
    "kam",
    "gekommen",
    "llega",
    "llegó",
    "llegado",
    "recibido",
    "recibo",
    "recibí",
    "aparece",
    "chegou",
    "chega",
    "recebi",
    "recebido",
    "recebo",
    "aangekomen",
    "ontvangen",
    "gekregen",
    "binnengekomen",
    "komt",
    "arrivato",
    "arrivata",
    "arriva",
    "ricevuto",
    "ricevuta",
]);

/// Words that deny, in any language.
pub(super) static NEGATIONS: Lexicon = Lexicon::new(&[
    "not", "never", "no", "nothing", "pas", "jamais", "rien", "aucun", "aucune", "nicht", "nie", "kein", "keine",
    "keinen", "nichts", "nunca", "nada", "não", "niet", "nooit", "geen", "niets", "non", "mai", "niente", "nessun",
    "nessuna",
]);

/// Words with which a step may begin, in any language.
pub(super) static STEPS: Lexicon = Lexicon::new(&[
    "when", "after", "while", "quand", "lorsque", "après", "wenn", "nachdem", "sobald", "beim", "cuando", "quando",
    "als", "wanneer", "nadat", "zodra", "bij", "dopo",
]);

/// Whether a clause that tells a step begins with these two words.
pub(super) fn begins_step(word: &str, next: &str, language: &str) -> bool {
    let doing = next.len() > 5 && next.ends_with("ing");
    match (language, word) {
        ("en", "when" | "while" | "after") => matches!(next, "i" | "we" | "you") || doing,
        ("fr", "quand" | "lorsque" | "après") => {
            matches!(next, "je" | "on" | "nous" | "avoir") || next.starts_with("j'") || next.starts_with("j\u{2019}")
        }
        ("de", "wenn" | "nachdem" | "sobald") => matches!(next, "ich" | "wir" | "man"),
        ("nl", "als" | "wanneer" | "nadat" | "zodra") => matches!(next, "ik" | "we" | "wij" | "je"),
        ("de", "beim") | ("nl", "bij") | ("es", "cuando") | ("pt" | "it", "quando") => !next.is_empty(),
        ("it", "dopo") => matches!(next, "aver" | "avere" | "che"),
        _ => false,
    }
}
