mod customers;
mod sentences;
mod symptoms;

use super::*;
use crate::signal::problem::Rules;
use crate::signal::recovery::Recovery;
use sentences::ALL;

#[test]
fn every_pattern_compiles() {
    for language in LANGUAGES {
        let bank = Bank::new(language);
        let (code, lists) = (language.code, [language.recoveries, language.relapses, language.denials]);
        assert!(lists.iter().all(|l| !l.is_empty()) && !language.afterwards.is_empty(), "{code}");
        for regex in [&bank.patterns, &bank.doubts, &bank.recoveries, &bank.relapses, &bank.denials] {
            assert!(regex.is_some(), "{code}");
        }
        for regex in [&bank.afterwards, &bank.questions, &bank.courtesies, &bank.reasons] {
            assert!(regex.is_some(), "{code}");
        }
        assert!(bank.far.iter().all(|(regex, _)| regex.is_some()), "{code}");
    }
    assert!(Bank::without_language().patterns.is_some());
}

fn names(bank: &Bank, text: &str) -> Vec<&'static str> {
    bank.find(text, true, &mut bank.room()).0.names().collect()
}

#[test]
fn what_would_need_look_around_is_told_apart() {
    let bank = Bank::new(LANGUAGES[0]);
    for (text, unable) in [
        ("can not find my card", false),
        ("can not find the key", false),
        ("can not find the keyboard", false),
        ("can not find the kettle", true),
        ("can not find the", true),
        ("can not find mine", true),
        ("can not find m", true),
        ("can not really find invoices", true),
    ] {
        assert_eq!(names(&bank, text).contains(&"unable"), unable, "{text}");
    }
    for (text, declined) in [
        ("it came back to normal", false),
        ("it came back up", false),
        ("it is back online", false),
        ("it came back to me", true),
        ("the payment came back again", true),
        ("it came back on", true),
    ] {
        assert_eq!(names(&bank, text).contains(&"declined"), declined, "{text}");
    }
}

#[test]
fn the_words_of_programs_are_problems_or_nothing() {
    let bank = Bank::without_language();
    assert!(names(&bank, "is this a good app? love it, works great, no problem at all").is_empty());
    assert_eq!(names(&bank, "wyswietla sie: connection timed out, error 500"), ["error"]);
}

/// As shipped: messages without cues stay, and all that says less is dropped.
const CUT: f64 = -1.05;

fn rules() -> Rules {
    Rules::new(&LANGUAGES.map(|l| l.code.to_owned()))
}

/// Every sentence that does not read as it should, in the words of its language and where that is unknown.
fn misread(
    of: impl Fn(&str, f64, Recovery) -> bool,
    list: impl Fn(&sentences::Sentences) -> Vec<&'static str>,
) -> Vec<String> {
    let rules = rules();
    let mut wrong = Vec::new();
    for language in &ALL {
        for text in list(language) {
            for code in [language.code, ""] {
                let scored = rules.score(text, code);
                if !of(code, scored.score, scored.recovery) {
                    wrong.push(format!("{} as {code:?}: {text}: {scored:?}", language.code));
                }
            }
        }
    }
    wrong
}

#[test]
fn problems_are_reports_in_every_language() {
    let wrong = misread(|_, score, recovery| score > 0.0 && recovery != Recovery::Recovered, |l| l.problems.to_vec());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn questions_wishes_and_praise_are_none() {
    // Where the language is unknown the words of the others may weigh too: they are only no reports.
    let wrong = misread(|code, score, _| score < if code.is_empty() { 0.0 } else { CUT }, |l| l.others.to_vec());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn messages_of_every_day_are_told_apart_in_every_language() {
    let rules = rules();
    let mut wrong = Vec::new();
    for (language, problems, others) in customers::MESSAGES.into_iter().chain(symptoms::MESSAGES) {
        let all = problems.iter().map(|text| (text, true)).chain(others.iter().map(|text| (text, false)));
        for (text, is_problem) in all {
            // Where the language is unknown the words of the others weigh too: then it is only no report.
            for (code, most) in [(language, CUT), ("", 0.0)] {
                let scored = rules.score(text, code);
                let right = if is_problem { scored.score > 0.0 } else { scored.score < most };
                if !right || is_problem && scored.recovery == Recovery::Recovered {
                    wrong.push(format!("{language} as {code:?}: {text}: {scored:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_only_sounds_like_a_symptom_says_nothing() {
    let rules = rules();
    let all = symptoms::OTHERS.into_iter().flat_map(|(code, texts)| texts.iter().map(move |text| (code, *text)));
    let wrong: Vec<String> = all
        .map(|(code, text)| (code, text, rules.score(text, code)))
        .filter(|(.., scored)| scored.score > 0.0)
        .map(|(code, text, scored)| format!("{code:?}: {text}: {scored:?}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_said_behind_a_confirmation_leaves_it_one() {
    let rules = rules();
    for (code, text) in [
        ("en", "It works again, thanks! Although I just restarted my phone."),
        ("it", "Ora funziona di nuovo, grazie! Anche se ho appena riavviato."),
        ("pt", "Já funciona, obrigado. Embora tenha acabado de reiniciar."),
        ("fr", "Ça remarche merci. Alors que je viens de redémarrer simplement."),
    ] {
        let scored = rules.score(text, code);
        assert!(scored.recovery == Recovery::Recovered && scored.score < CUT, "{code}: {text}: {scored:?}");
    }
}

#[test]
fn thanks_behind_a_question_do_not_make_it_weigh_more() {
    let rules = rules();
    for (code, question, thanks) in [
        (
            "en",
            "Hi there, can I pay by invoice?",
            "Hi there. Can I pay by invoice? Thanks so much for your help, cheers.",
        ),
        ("fr", "Puis-je payer par facture ?", "Bonjour. Puis-je payer par facture ? Merci d'avance, cordialement"),
        ("de", "Kann ich auf Rechnung zahlen?", "Guten Tag. Kann ich auf Rechnung zahlen? Vielen Dank im Voraus, mfg"),
        (
            "es",
            "¿Se puede pagar a plazos?",
            "Buenas tardes. ¿Se puede pagar a plazos? Muchas gracias de antemano, saludos",
        ),
        ("it", "Posso pagare a rate?", "Buongiorno. Posso pagare a rate? Grazie mille, cordiali saluti"),
        ("nl", "Kan ik in termijnen betalen?", "Goedemiddag. Kan ik in termijnen betalen? Alvast bedankt, groetjes"),
        ("pt", "Posso pagar em parcelas?", "Bom dia. Posso pagar em parcelas? Muito obrigada desde já, abraços"),
    ] {
        let (alone, within) = (rules.score(question, code).score, rules.score(thanks, code).score);
        assert!((alone - within).abs() < 1e-9 && alone < CUT, "{code}: {alone} {within}");
    }
    // Words beside the courtesy are weighed as ever.
    for (code, text) in
        [("en", "Can I pay by invoice? Thanks, my name is Bell"), ("de", "Geht auch PayPal? Danke, Kasse 4")]
    {
        assert!((rules.score(text, code).score + 1.0).abs() < 1e-9, "{text}");
    }
}

#[test]
fn a_confirmation_is_one_and_no_report() {
    // Where the language is unknown, what another one denies with the same words is none: "se", "si".
    let confirms = |score, recovery| recovery == Recovery::Recovered && score < CUT;
    let wrong = misread(
        |code, score, recovery| confirms(score, recovery) || (code.is_empty() && recovery == Recovery::None),
        |l| l.recovered.to_vec(),
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_denial_is_one_and_a_report() {
    let wrong =
        misread(|_, score, recovery| recovery == Recovery::StillBroken && score > 0.0, |l| l.still_broken.to_vec());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_asked_wished_or_heard_confirms_nothing() {
    let wrong = misread(|_, _, recovery| recovery != Recovery::Recovered, |l| l.neither.to_vec());
    assert!(wrong.is_empty(), "{wrong:#?}");
}
