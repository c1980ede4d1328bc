//! Words that name a thing and what is done with it alike: "checkout hangs" says that something hangs, "I cannot
//! check out" what somebody tried. The thing is told by the verb behind it that says how it does.

use crate::signal::Word;
use crate::signal::lexicon::Lexicon;

/// How one language tells a thing that fails.
struct Grammar {
    language: &'static str,
    /// Words that name a thing, each also what is done with it.
    things: Lexicon,
    /// Verbs behind it that say how it does.
    verbs: Lexicon,
    /// Words before it that make it a verb: "I order".
    doers: Lexicon,
    /// Words that may stand between: "the checkout page hangs", "the payment of my bill fails".
    between: Lexicon,
}

/// Before an English word in -ing these make it a thing: "my booking fails", while "booking fails" says what was done.
static OWNERS: Lexicon = Lexicon::new(&[
    "my", "our", "your", "his", "her", "their", "the", "a", "this", "that", "these", "those", "no", "any", "every",
]);
/// Words between the thing and its verb, at most.
const MAX_BETWEEN: usize = 3;

static GRAMMARS: [Grammar; 7] = [
    Grammar {
        language: "en",
        things: Lexicon::new(&[
            "checkout",
            "payment",
            "payments",
            "login",
            "logins",
            "signin",
            "deposit",
            "order",
            "orders",
            "booking",
            "bookings",
            "reservation",
            "cancellation",
            "refund",
            "refunds",
            "transfer",
            "transfers",
            "withdrawal",
            "withdrawals",
            "upload",
            "uploads",
            "download",
            "downloads",
            "export",
            "exports",
            "import",
            "imports",
            "search",
            "searches",
            "sync",
            "syncs",
            "synchronisation",
            "synchronization",
            "installation",
            "pairing",
            "invitation",
            "print",
            "scan",
            "pay",
        ]),
        verbs: Lexicon::new(&[
            "is", "are", "was", "were", "has", "have", "had", "does", "do", "did", "will", "would", "hang", "hangs",
            "hung", "fail", "fails", "failed", "crash", "crashes", "crashed", "stop", "stops", "stopped", "freeze",
            "freezes", "froze", "break", "breaks", "broke", "loop", "loops", "keeps", "times", "spins", "gives",
            "gave", "shows", "showed", "throws", "returns", "takes", "took", "works", "worked", "seems", "never",
            "went", "goes", "ends", "errors", "not", "cannot", "can",
        ]),
        doers: Lexicon::new(&[
            "to", "i", "we", "you", "they", "he", "she", "who", "can", "could", "not", "cannot", "please", "let", "and",
        ]),
        between: Lexicon::new(&[
            "page", "button", "screen", "form", "process", "service", "function", "feature", "flow", "of", "my", "our",
            "the", "for", "bill", "bills", "invoice", "invoices", "data", "file", "files",
        ]),
    },
    Grammar {
        language: "fr",
        things: Lexicon::new(&[
            "connexion",
            "login",
            "paiement",
            "paiements",
            "règlement",
            "commande",
            "réservation",
            "annulation",
            "remboursement",
            "virement",
            "virements",
            "retrait",
            "recharge",
            "téléchargement",
            "export",
            "import",
            "envoi",
            "sauvegarde",
            "recherche",
            "impression",
            "appairage",
            "jumelage",
            "synchronisation",
            "synchro",
            "installation",
        ]),
        verbs: Lexicon::new(&[
            "ne",
            "n",
            "est",
            "sont",
            "a",
            "ont",
            "reste",
            "restent",
            "échoue",
            "échouent",
            "plante",
            "bloque",
            "tourne",
            "refuse",
            "disparaît",
            "marche",
            "fonctionne",
            "affiche",
            "met",
            "impossible",
            "bloqué",
            "bloquée",
            "refusé",
            "refusée",
        ]),
        doers: Lexicon::new(&["je", "on", "nous", "vous", "j"]),
        between: Lexicon::new(&[
            "de", "du", "des", "d", "la", "le", "les", "l", "ma", "mon", "mes", "facture", "montre",
        ]),
    },
    Grammar {
        language: "de",
        things: Lexicon::new(&[
            "login",
            "anmeldung",
            "zahlung",
            "bezahlung",
            "bestellung",
            "buchung",
            "stornierung",
            "erstattung",
            "rückerstattung",
            "überweisung",
            "überweisungen",
            "download",
            "export",
            "import",
            "suche",
            "kopplung",
            "synchronisierung",
            "synchronisation",
        ]),
        verbs: Lexicon::new(&[
            "ist",
            "sind",
            "war",
            "wird",
            "wurde",
            "hat",
            "geht",
            "gehen",
            "funktioniert",
            "klappt",
            "hängt",
            "schlägt",
            "stürzt",
            "bricht",
            "bleibt",
            "lädt",
            "dauert",
            "scheitert",
            "kommt",
            "zeigt",
            "gibt",
        ]),
        doers: Lexicon::new(&["ich", "wir", "man"]),
        between: Lexicon::new(&["der", "des", "von", "meiner", "rechnung", "seite", "bei"]),
    },
    Grammar {
        language: "es",
        things: Lexicon::new(&[
            "login",
            "registro",
            "pago",
            "pagos",
            "pedido",
            "reserva",
            "reembolso",
            "devolución",
            "transferencia",
            "transferencias",
            "descarga",
            "búsqueda",
            "sincronización",
        ]),
        verbs: Lexicon::new(&[
            "es", "está", "están", "no", "ha", "han", "falla", "fallan", "falló", "da", "dan", "queda", "funciona",
            "va", "tarda", "sale",
        ]),
        doers: Lexicon::new(&["yo"]),
        between: Lexicon::new(&["de", "del", "la", "el", "mi", "con", "factura"]),
    },
    Grammar {
        language: "pt",
        things: Lexicon::new(&[
            "login",
            "cadastro",
            "pagamento",
            "pagamentos",
            "encomenda",
            "pedido",
            "reserva",
            "reembolso",
            "transferência",
            "transferências",
            "pesquisa",
            "sincronização",
        ]),
        verbs: Lexicon::new(&[
            "é", "está", "estão", "não", "falha", "falham", "falhou", "dá", "fica", "funciona", "trava", "demora",
            "sai",
        ]),
        doers: Lexicon::new(&["eu"]),
        between: Lexicon::new(&["de", "do", "da", "o", "a", "meu", "minha", "com", "fatura"]),
    },
    Grammar {
        language: "nl",
        things: Lexicon::new(&[
            "login",
            "registratie",
            "betaling",
            "betalingen",
            "bestelling",
            "boeking",
            "terugbetaling",
            "overboeking",
            "export",
            "synchronisatie",
        ]),
        verbs: Lexicon::new(&[
            "is", "zijn", "was", "werkt", "werken", "lukt", "faalt", "mislukt", "hangt", "blijft", "doet", "gaat",
            "duurt", "wordt", "heeft", "geeft", "stopt", "crasht",
        ]),
        doers: Lexicon::new(&["ik", "we", "wij"]),
        between: Lexicon::new(&["van", "mijn", "de", "het", "met", "factuur", "pagina"]),
    },
    Grammar {
        language: "it",
        things: Lexicon::new(&[
            "login",
            "accesso",
            "registrazione",
            "pagamento",
            "pagamenti",
            "ordine",
            "prenotazione",
            "rimborso",
            "bonifico",
            "bonifici",
            "ricarica",
            "ricerca",
            "sincronizzazione",
        ]),
        verbs: Lexicon::new(&[
            "è", "sono", "non", "ha", "hanno", "fallisce", "fallito", "dà", "va", "funziona", "resta", "rimane", "si",
        ]),
        doers: Lexicon::new(&["io"]),
        between: Lexicon::new(&["di", "del", "della", "il", "la", "mio", "mia", "con", "fattura"]),
    },
];

/// Whether what stands from `from` to `until` is a thing of which the next verb says how it does.
pub(super) fn fails_by_itself(words: &[Word], (from, until): (usize, usize), language: &str) -> bool {
    let Some(grammar) = GRAMMARS.iter().find(|g| g.language == language) else { return false };
    let is = |list: &Lexicon, i: usize| words.get(i).is_some_and(|w| list.contains(&w.text));
    if until != from + 1 || !is(&grammar.things, from) || from.checked_sub(1).is_some_and(|i| is(&grammar.doers, i)) {
        return false;
    }
    if language == "en"
        && words.get(from).is_some_and(|w| w.text.ends_with("ing"))
        && !from.checked_sub(1).is_some_and(|i| is(&OWNERS, i))
    {
        return false;
    }
    let mut next = until;
    while next < until + MAX_BETWEEN && !is(&grammar.verbs, next) && is(&grammar.between, next) {
        next += 1;
    }
    is(&grammar.verbs, next)
}
