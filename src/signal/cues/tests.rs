use super::*;

#[test]
fn every_pattern_compiles() {
    for language in LANGUAGES {
        let bank = Bank::new(language);
        let (code, lists) = (language.code, [language.recoveries, language.relapses, language.denials]);
        assert!(lists.iter().all(|l| !l.is_empty()) && !language.afterwards.is_empty(), "{code}");
        for regex in [&bank.patterns, &bank.doubts, &bank.recoveries, &bank.relapses, &bank.denials] {
            assert!(regex.is_some(), "{code}");
        }
        for regex in [&bank.afterwards, &bank.questions, &bank.reasons] {
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
