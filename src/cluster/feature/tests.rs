//! Small catalogues of invented companies. Stems are made by cutting a few endings, so that these
//! tests do not depend on a stemmer.

use proptest::prelude::*;

use super::evidence::MAX_WORDS;
use super::*;
use crate::cluster::told::told;
use crate::config::Feature;

const CUT: f64 = 0.3;

fn words(text: &str, endings: &[&str]) -> Vec<Word> {
    let stem = |word: &str| {
        endings.iter().find_map(|e| word.strip_suffix(e).filter(|rest| rest.len() > 1)).unwrap_or(word).into()
    };
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| Word { text: word.into(), stem: stem(word) })
        .collect()
}

fn english(text: &str) -> Vec<Word> {
    words(text, &["ization", "ments", "ment", "ing", "ed", "s"])
}

fn french(text: &str) -> Vec<Word> {
    words(text, &["ements", "ement", "ées", "ée", "er", "es", "s", "e"])
}

fn index(features: &[(&str, &[&str])]) -> FeatureIndex {
    FeatureIndex::new(&catalogue(features), &|alias| vec![english(alias), french(alias)])
}

fn catalogue(features: &[(&str, &[&str])]) -> Catalogue {
    let plain = |(name, aliases): &(&str, &[&str])| {
        let id = FeatureId::new(name).unwrap();
        let aliases = aliases.iter().map(|a| (*a).to_owned()).collect();
        (id.clone(), Feature::plain(id, *name, aliases))
    };
    Catalogue { features: features.iter().map(plain).collect() }
}

fn held(index: &FeatureIndex, signal: &Signal, lexicon: &Lexicon, cut: f64) -> Assignment {
    let once = index.assign(signal, &Hashes::of(signal), lexicon, cut);
    assert_eq!(once, index.assign(signal, &Hashes::of(signal), lexicon, cut), "what is remembered changes nothing");
    once
}

fn learn(lexicon: &mut Lexicon, signal: &Signal) {
    lexicon.learn(signal, &Hashes::of(signal));
}

fn assign(index: &FeatureIndex, text: &str) -> Assignment {
    held(index, &told(english(text)), &Lexicon::default(), CUT)
}

#[test]
fn the_one_alias_of_the_one_feature_is_found() {
    let one = index(&[("login", &["log in"])]);
    for text in
        ["I can not log in since this morning", "The log in button is grey", "Login keeps spinning for all of us"]
    {
        let found = held(&one, &told(english(text)), &Lexicon::default(), 0.35);
        assert_eq!(found.best.map(|id| id.to_string()).as_deref(), Some("login"), "{text}: {:?}", found.rivals);
    }
    assert_eq!(best(&one, "The invoice of March is wrong"), None);
}

fn best(index: &FeatureIndex, text: &str) -> Option<String> {
    assign(index, text).best.map(|id| id.to_string())
}

fn bakery() -> FeatureIndex {
    index(&[
        ("oven", &["oven", "baking tray"]),
        ("oven timer", &["timer", "oven clock"]),
        ("gift basket", &["basket", "gift box", "corbeille à pain"]),
        ("click and collect", &["pick-up order", "collection slot"]),
        ("sign-in", &["login", "log in", "password"]),
    ])
}

#[test]
fn an_alias_is_found_as_a_phrase_as_stems_and_misspelt() {
    let bakery = bakery();
    for (text, feature, how) in [
        ("the collection slot is gone", "click and collect", How::Phrase),
        ("all collections slots are gone", "click and collect", How::Stems),
        ("the slot for my collection is gone", "click and collect", How::Stems),
        ("i forgot my pasword", "sign-in", How::Misspelt),
        ("my psasword does nothing", "sign-in", How::Misspelt),
    ] {
        let found = assign(&bakery, text);
        assert_eq!(found.best.as_ref().map(FeatureId::as_str), Some(feature), "{text}");
        assert_eq!(found.how, how, "{text}");
        assert_eq!(found.best.as_ref(), Some(&found.rivals[0].0), "{text}");
        assert!((CUT..1.0).contains(&found.rivals[0].1), "{text}");
    }
}

#[test]
fn two_edits_are_too_many() {
    assert_ne!(assign(&bakery(), "i forgot my psaswrod").how, How::Misspelt);
}

#[test]
fn no_feature_is_an_answer() {
    for index in [bakery(), index(&[])] {
        for text in ["", "hello, are you there?", "what is it with you and the and the"] {
            let found = assign(&index, text);
            assert_eq!((found.best, found.second, found.how), (None, None, How::None), "{text}");
        }
    }
    assert!(assign(&index(&[]), "the oven").rivals.is_empty());
}

#[test]
fn the_cut_decides_what_is_an_answer_and_leaves_the_rivals_in_sight() {
    let signal = told(english("my oven"));
    let bakery = bakery();
    let score = held(&bakery, &signal, &Lexicon::default(), 0.0).rivals[0].1;
    assert!(held(&bakery, &signal, &Lexicon::default(), score).best.is_some());
    let above = held(&bakery, &signal, &Lexicon::default(), score + 1e-9);
    assert_eq!((above.best, above.how), (None, How::None));
    assert_eq!(above.rivals[0].1, score);
}

#[test]
fn the_more_specific_alias_wins() {
    let bakery = bakery();
    assert_eq!(best(&bakery, "the oven is cold").as_deref(), Some("oven"));
    assert_eq!(best(&bakery, "the oven timer is cold").as_deref(), Some("oven timer"));
    assert_eq!(best(&bakery, "the timer of the oven").as_deref(), Some("oven timer"));
}

#[test]
fn the_word_as_written_beats_its_stem() {
    let index = index(&[("organ", &["organ"]), ("organization", &["organization"])]);
    assert_eq!(best(&index, "my organization").as_deref(), Some("organization"));
    assert_eq!(best(&index, "my organ").as_deref(), Some("organ"));
}

#[test]
fn words_apart_joined_or_hyphenated_are_the_same() {
    for index in [
        index(&[("wallet", &["top up"]), ("map", &["route"])]),
        index(&[("wallet", &["topup"]), ("map", &["route"])]),
        index(&[("wallet", &["top-up"]), ("map", &["route"])]),
        index(&[("wallet", &["top up failed", "topup"]), ("map", &["route"])]),
    ] {
        for text in ["my top up is gone", "my topup is gone", "my top-up is gone", "two topups are gone", "TOP UPS!"] {
            assert_eq!(best(&index, text).as_deref(), Some("wallet"), "{text}");
        }
    }
}

#[test]
fn an_alias_written_in_two_ways_has_one_voice() {
    let one = index(&[("wallet", &["top up"]), ("map", &["route"])]);
    let two = index(&[("wallet", &["top up", "topup", "Top-up", "top up"]), ("map", &["route"])]);
    for text in ["top up", "my topup is gone"] {
        assert_eq!(assign(&one, text), assign(&two, text));
    }
}

#[test]
fn words_of_an_alias_count_for_more_the_closer_they_stand() {
    let bakery = bakery();
    let score = |text: &str| assign(&bakery, text).rivals[0].1;
    let near = score("gone slot red collection green blue white");
    let far = score("gone slot red green blue collection white");
    assert!(near > far && far > score("gone slot red green blue white black"), "{near} {far}");
}

#[test]
fn an_alias_is_found_in_the_language_of_the_message() {
    let bakery = index(&[("gift basket", &["corbeilles à pain"]), ("oven", &["four"])]);
    let found = held(&bakery, &told(french("ma corbeille à pain est vide")), &Lexicon::default(), CUT);
    assert_eq!(found.best.unwrap().as_str(), "gift basket");
    assert_eq!(found.how, How::Stems);
}

#[test]
fn an_alias_of_stop_words_alone_says_nothing() {
    let index = index(&[("for you", &["what is it"]), ("oven", &[])]);
    assert_eq!(assign(&index, "what is it for you?").best, None);
    assert_eq!(best(&index, "what is it for you with the oven?").as_deref(), Some("oven"));
}

#[test]
fn ties_go_to_the_first_id_and_the_other_is_kept() {
    let found = assign(&index(&[("b", &["lamp"]), ("a", &["lamp"]), ("c", &["door"])]), "the lamp");
    assert_eq!(found.best.unwrap().as_str(), "a");
    assert_eq!(found.second.unwrap().as_str(), "b");
    assert_eq!(found.rivals.len(), 2);
    assert_eq!(found.rivals[0].1, found.rivals[1].1);
}

#[test]
fn both_features_of_a_sentence_are_kept_and_a_distant_one_is_not() {
    let bakery = bakery();
    let both = assign(&bakery, "neither the timer nor the basket");
    assert!(both.best.is_some() && both.second.is_some());
    let distant = assign(&bakery, "the baking tray of the oven, bought for a basket once");
    assert_eq!((distant.best.unwrap().as_str(), distant.second), ("oven", None));
}

#[test]
fn what_a_message_may_mean_is_more_than_what_it_means() {
    let bank = index(&[
        ("transfer", &["bank transfer", "money transfer"]),
        ("transfer delay", &["transfer has not arrived"]),
        ("checkout", &["pay now"]),
    ]);
    let of = |text: &str| {
        let found = assign(&bank, text);
        [found.best, found.second, found.near].map(|f| f.map(|f| f.to_string()))
    };
    let none = || None::<String>;
    let (transfer, delay) = (|| Some("transfer".to_owned()), || Some("transfer delay".to_owned()));
    assert_eq!(
        of("bank transfer error, what is this delay of a transfer"),
        [transfer(), none(), delay()],
        "near by its score"
    );
    assert_eq!(of("the transfer has not arrived, a bank transfer"), [delay(), transfer(), transfer()], "it means both");
    assert_eq!(of("bank transfer error, the money is gone"), [transfer(), none(), none()], "far below it");
    let voucher = "the voucher field refuses my code, so I pay the full price";
    assert_eq!(of(voucher), [none(), none(), Some("checkout".to_owned())], "more than half way to the cut");
    let furniture =
        "boxes, lamps, chairs, plants, shelves, carpets, curtains, mirrors and kettles, all were transferred overnight";
    assert_eq!(of(furniture), [none(), none(), none()], "less than half way");
}

#[test]
fn rivals_stop_at_their_limit() {
    let names: Vec<String> = (0..=MAX_RIVALS).map(|i| format!("lamp {i}")).collect();
    let aliases: Vec<(&str, &[&str])> = names.iter().map(|n| (n.as_str(), [].as_slice())).collect();
    assert_eq!(assign(&index(&aliases), "a lamp").rivals.len(), MAX_RIVALS);
    assert_eq!(assign(&index(&aliases[1..]), "a lamp").rivals.len(), MAX_RIVALS);
}

#[test]
fn words_beyond_the_limits_are_not_looked_at() {
    let long = vec!["filler"; MAX_WORDS - 1].join(" ");
    assert!(!assign(&bakery(), &format!("{long} oven")).rivals.is_empty());
    assert!(assign(&bakery(), &format!("{long} filler oven")).rivals.is_empty());
    let tail = |n: usize| (0..n).map(|i| format!("part{i} ")).collect::<String>() + "lamp";
    for (before, found) in [(MAX_ALIAS_WORDS - 1, true), (MAX_ALIAS_WORDS, false)] {
        let alias = tail(before);
        let index = index(&[("x", &[&alias])]);
        assert_eq!(!assign(&index, "lamp").rivals.is_empty(), found);
    }
}

fn with_areas() -> FeatureIndex {
    let mut catalogue = catalogue(&[("oven", &["oven"]), ("timer", &["timer"]), ("basket", &["basket"])]);
    for (id, area) in [("oven", "Kitchen"), ("timer", "Kitchen"), ("basket", "Shop")] {
        catalogue.features.get_mut(&FeatureId::new(id).unwrap()).unwrap().area = Some(area.into());
    }
    FeatureIndex::new(&catalogue, &|alias| vec![english(alias)])
}

fn pick(text: &str, area: &str) -> Assignment {
    let signal = Signal { picked_area: Some(area.into()), ..told(english(text)) };
    held(&with_areas(), &signal, &Lexicon::default(), CUT)
}

#[test]
fn a_picked_area_speaks_for_its_only_feature_but_not_for_one_of_two() {
    let shop = pick("it stays grey", " SHOP ");
    assert_eq!((shop.best.unwrap().as_str(), shop.how), ("basket", How::Area));
    let kitchen = pick("it stays grey", "kitchen");
    assert_eq!((kitchen.best, kitchen.how, kitchen.rivals.len()), (None, How::None, 2));
    assert!(pick("it stays grey", "garden").rivals.is_empty());
}

#[test]
fn a_picked_area_tips_the_balance_and_does_not_overrule_the_text() {
    assert_eq!(pick("timer or basket", "shop").best.unwrap().as_str(), "basket");
    assert_eq!(pick("timer or basket", "kitchen").best.unwrap().as_str(), "timer");
    let wrong = pick("the oven is cold", "shop");
    assert_eq!((wrong.best.unwrap().as_str(), wrong.how), ("oven", How::Phrase));
}

#[test]
fn a_word_that_everybody_uses_weighs_less() {
    let index = index(&[("a", &["app menu"]), ("b", &["lamp menu"])]);
    let mut lexicon = Lexicon::default();
    for i in 0..MIN_MESSAGES {
        learn(&mut lexicon, &told(english(if i % 50 == 0 { "the lamp" } else { "the app" })));
    }
    let found = held(&index, &told(english("app lamp")), &lexicon, 0.0);
    assert_eq!(found.rivals[0].0.as_str(), "b");
}

#[test]
fn what_customers_write_often_is_no_misspelling() {
    let index = index(&[("cash", &["cash"]), ("oven", &["oven"])]);
    let mut lexicon = Lexicon::default();
    let assign = |lexicon: &Lexicon, text: &str| held(&index, &told(english(text)), lexicon, CUT).how;
    assert_eq!(assign(&lexicon, "my cahs"), How::Misspelt);
    assert_eq!(assign(&lexicon, "a dash"), How::Misspelt);
    for _ in 0..MIN_COUNT {
        learn(&mut lexicon, &told(english("a dash")));
    }
    assert_ne!(assign(&lexicon, "a dash"), How::Misspelt);
    // A commoner word as near as the alias: "wash" it is, not "cash".
    for _ in 0..MIN_MESSAGES {
        learn(&mut lexicon, &told(english("wash")));
    }
    assert_ne!(assign(&lexicon, "my xash"), How::Misspelt);
    assert_eq!(assign(&lexicon, "my cahs"), How::Misspelt);
}

#[test]
fn a_word_that_two_aliases_part_differently_does_not_depend_on_their_order() {
    let one = index(&[("x", &["car pet", "carp et", "carpet repair"]), ("y", &["repair"])]);
    let other = index(&[("x", &["carpet repair", "carp et", "car pet"]), ("y", &["repair"])]);
    for text in ["the carpet", "repair of a carp", "repair of a pet"] {
        assert_eq!(assign(&one, text), assign(&other, text));
    }
}

proptest! {
    #[test]
    fn the_order_of_aliases_does_not_show(order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle(), text in "(oven|topup|top up|timer|ovne|lamp|my|tray| ){1,8}") {
        let aliases = ["oven", "top up", "oven tray", "topup lamp", "tray lamps", "lamp ovens"];
        let shuffled: Vec<&str> = order.iter().map(|i| aliases[*i]).collect();
        let one = index(&[("x", &aliases), ("y", &["timer", "oven timer"])]);
        let other = index(&[("x", &shuffled), ("y", &["oven timer", "timer"])]);
        prop_assert_eq!(assign(&one, &text), assign(&other, &text));
    }

    #[test]
    fn any_words_give_scores_in_order_between_0_and_1(text in "\\PC{0,80}") {
        let found = assign(&bakery(), &text);
        prop_assert!(found.rivals.iter().all(|(_, score)| (0.0..=1.0).contains(score)));
        prop_assert!(found.rivals.is_sorted_by(|a, b| a.1 >= b.1));
    }
}
