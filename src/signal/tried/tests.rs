use super::*;
use crate::signal::words;

fn tried(language: &str, text: &str) -> Tried {
    Tables::new().find(text, &words(text, language, 512), language)
}

fn action(language: &str, text: &str) -> &'static str {
    tried(language, text).action.map_or("", Action::name)
}

#[test]
fn actions_in_english() {
    for (text, expected) in [
        ("I can't log in", "log in"),
        ("Signing in fails", "log in"),
        ("our SSO login loops", "log in by single sign-on"),
        ("I am trying to register", "sign up"),
        ("the password reset link is dead", "reset a password"),
        ("The confirmation email never comes", "verify"),
        ("Unable to pay for my order", "pay"),
        ("I paid for my order and now I cannot export the invoice", "export"),
        ("the checkout hangs whenever I try to pay", "pay"),
        ("uploading a photo crashes", "upload"),
        ("I sync every morning, nothing comes", "synchronise"),
        ("everything is broken", ""),
        ("the blog is down", ""),
        ("", ""),
    ] {
        assert_eq!(action("en", text), expected, "{text}");
    }
}

#[test]
fn actions_in_the_other_languages() {
    for (language, text, expected) in [
        ("fr", "Impossible de me connecter", "log in"),
        ("fr", "je n'arrive pas à payer", "pay"),
        ("fr", "je lance le téléchargement de la facture", "download"),
        ("de", "Ich kann mich nicht anmelden", "log in"),
        ("de", "Ich kann die Überweisung nicht abschicken", "transfer money"),
        ("de", "Beim Hochladen kommt ein Fehler", "upload"),
        ("es", "no puedo iniciar sesión", "log in"),
        ("es", "intento pagar y falla", "pay"),
        ("pt", "não consigo entrar", "log in"),
        ("pt", "tento fazer o pagamento", "pay"),
        ("nl", "ik kan niet inloggen", "log in"),
        ("nl", "betalen lukt niet", "pay"),
        ("it", "non riesco ad accedere", "log in"),
        ("it", "provo a fare il pagamento", "pay"),
        // No table, nothing guessed.
        ("pl", "login", ""),
        ("", "I cannot pay", "pay"),
    ] {
        assert_eq!(action(language, text), expected, "{text}");
    }
}

#[test]
fn a_thing_that_fails_by_itself_is_nothing_that_somebody_did() {
    for (language, text) in [
        ("en", "checkout hangs"),
        ("en", "The checkout page is blank"),
        ("en", "sync stopped"),
        ("en", "My payment was declined"),
        ("en", "login does not work"),
        ("en", "the payment of my invoice failed"),
        ("en", "orders can not be placed"),
        ("en", "my booking is gone"),
        ("en", "none of it works, Garmin Pay crashes"),
        ("fr", "le paiement ne fonctionne pas"),
        ("fr", "le téléchargement de la facture échoue"),
        ("de", "Die Überweisung geht nicht"),
        ("es", "el pago falla"),
        ("pt", "o pagamento falha"),
        ("nl", "de betaling mislukt"),
        ("it", "il pagamento non va"),
    ] {
        assert_eq!(action(language, text), "", "{text}");
    }
    for (language, text, expected) in [
        ("en", "I cannot checkout, it hangs", "check out"),
        ("en", "when I search nothing comes", "search"),
        ("en", "I order is what I said", "order"),
        ("en", "uploading a photo crashes", "upload"),
        ("en", "Signing in fails", "log in"),
        ("en", "Booking fails after I choose a fare", "book"),
        ("en", "the registration fails", "sign up"),
        ("en", "checkout hangs and I cannot pay", "pay"),
        ("en", "an error at checkout", "check out"),
        ("fr", "impossible de payer", "pay"),
        ("de", "Bezahlen geht nicht", "pay"),
        ("nl", "betalen lukt niet", "pay"),
    ] {
        assert_eq!(action(language, text), expected, "{text}");
    }
}

#[test]
fn the_step_is_in_the_customers_words() {
    for (language, text, expected) in [
        ("en", "It hangs when I click pay now, every time.", "when I click pay now"),
        ("en", "After entering my card it stops. Help", "After entering my card it stops"),
        ("en", "When will my card arrive?", ""),
        ("en", "It fails when I press pay and, well, nothing", "when I press pay"),
        ("en", "It broke after the update", ""),
        ("en", "when I", ""),
        ("fr", "Erreur quand je valide le panier", "quand je valide le panier"),
        ("de", "Fehler, wenn ich auf Kaufen klicke!", "wenn ich auf Kaufen klicke"),
        ("es", "Falla cuando pulso el botón", "cuando pulso el botón"),
        ("pt", "Erro quando clico em pagar", "quando clico em pagar"),
        ("nl", "Het stopt als ik op betalen klik", "als ik op betalen klik"),
        ("it", "Si blocca quando clicco su paga", "quando clicco su paga"),
        ("pl", "when I click", ""),
    ] {
        assert_eq!(tried(language, text).step.unwrap_or_default(), expected, "{text}");
    }
    let long = format!("It fails when I {}", "press it ".repeat(40));
    let step = tried("en", &long).step.unwrap();
    assert!(step.len() <= MAX_STEP_BYTES && step.ends_with("press") || step.ends_with("it"), "{step}");
}

#[test]
fn what_was_to_follow_and_did_not() {
    for (language, text, expected) in [
        ("en", "I paid and the order never arrived", true),
        ("en", "the confirmation email does not come", true),
        ("en", "We haven't received any code", true),
        ("en", "my order arrived, thank you", false),
        ("en", "pay now does not work", false),
        ("fr", "je n'ai rien reçu", true),
        ("de", "Die Mail ist nicht angekommen", true),
        ("es", "el correo no llega", true),
        ("pt", "o e-mail não chegou", true),
        ("nl", "ik heb niets ontvangen", true),
        ("it", "la mail non è arrivata", true),
    ] {
        assert_eq!(tried(language, text).nothing_followed, expected, "{text}");
    }
}

#[test]
fn no_phrase_of_a_table_is_out_of_reach() {
    for (language, rows) in TABLES {
        for (wanted, list) in rows {
            for phrase in list.split(", ") {
                assert_eq!(action(language, phrase), wanted.name(), "{language} {phrase}");
            }
        }
    }
}
