//! A maker of garden robots and its customers, invented. Stems are the words themselves.

use super::dense::dot;
use super::terms::content;
use super::*;
use crate::cluster::feature::{FeatureIndex, Hashes, How, Lexicon};
use crate::cluster::told::told;
use crate::config::{Catalogue, Feature};
use crate::ids::{CustomerKey, FeatureId};
use crate::signal::{ProblemScore, Signal, Word};
use crate::time::Timestamp;

fn plain(word: &str) -> Word {
    Word { text: word.into(), stem: word.into() }
}

fn signal(text: &str) -> Signal {
    let problem = ProblemScore { score: -1.0, ..ProblemScore::default() };
    Signal { language: "en".into(), problem, ..told(text.split_whitespace().map(plain).collect()) }
}

fn past(text: &str, id: u64) -> Past {
    Past::of(&signal(text), id)
}

fn feature(name: &str) -> FeatureId {
    FeatureId::new(name).unwrap()
}

fn index(features: &[(&str, &[&str])]) -> FeatureIndex {
    let one = |(name, aliases): &(&str, &[&str])| {
        let aliases = aliases.iter().map(|a| (*a).to_owned()).collect();
        (feature(name), Feature::plain(feature(name), *name, aliases))
    };
    let catalogue = Catalogue { features: features.iter().map(one).collect() };
    FeatureIndex::new(&catalogue, &|alias| vec![alias.split(' ').map(plain).collect()])
}

fn labels(texts: &[(&str, &str)]) -> Labels {
    let mut labels = Labels::default();
    for (n, (text, name)) in (0..).zip(texts) {
        labels.add(Labelled { message: past(text, n), feature: Some(feature(name)), problem: None });
    }
    labels
}

fn assigned(model: &Model, index: &FeatureIndex, text: &str) -> (Option<String>, How) {
    let (signal, lexicon) = (signal(text), Lexicon::default());
    let hashes = Hashes::of(&signal);
    let read = Read::of(&signal, &hashes, &lexicon);
    let asked = Asked { signal: &signal, read: &read, hashes: &hashes, lexicon: &lexicon, cut: 0.35 };
    let found = model.assign((index, &model.aliases(index)), &asked);
    assert!(found.rivals.is_sorted_by(|a, b| a.1 >= b.1) && found.rivals.iter().all(|r| (0.0..=1.0).contains(&r.1)));
    (found.best.map(|f| f.to_string()), found.how)
}

const MOWER: [(&str, &str); 6] = [
    ("blades turn slowly on wet grass", "mower"),
    ("grass stays long behind it and blades squeak", "mower"),
    ("blades hit a stone in grass", "mower"),
    ("leak under valve and hose drips", "watering"),
    ("valve stuck and hose dry", "watering"),
    ("hose drips all night near valve", "watering"),
];

#[test]
fn labels_teach_words_that_no_alias_holds() {
    let index = index(&[("mower", &["lawn robot"]), ("watering", &["sprinkler"]), ("shed", &["shed light"])]);
    let unlabelled = train(&Corpus::default(), &Labels::default());
    assert_eq!(assigned(&unlabelled, &index, "blades squeak in grass"), (None, How::None));
    assert_eq!(assigned(&unlabelled, &index, "my sprinkler is dry").0.as_deref(), Some("watering"));
    let model = train(&Corpus::default(), &labels(&MOWER));
    assert_eq!(assigned(&model, &index, "blades squeak in grass"), (Some("mower".into()), How::Learnt));
    assert_eq!(assigned(&model, &index, "valve leak at hose"), (Some("watering".into()), How::Learnt));
    assert_eq!(model.feature_labels(), 6);
}

#[test]
fn a_feature_without_labels_is_not_silenced_by_those_with_some() {
    let index = index(&[("mower", &["lawn robot"]), ("watering", &["sprinkler"]), ("shed", &["shed light"])]);
    let model = train(&Corpus::default(), &labels(&MOWER));
    let (found, how) = assigned(&model, &index, "the shed light is off");
    assert_eq!((found.as_deref(), how), (Some("shed"), How::Phrase));
}

#[test]
fn what_is_like_nothing_labelled_and_names_no_feature_is_refused() {
    let index = index(&[("mower", &["lawn robot"]), ("watering", &["sprinkler"])]);
    let model = train(&Corpus::default(), &labels(&MOWER));
    for foreign in ["invoice address outdated", "", "qqq"] {
        assert_eq!(assigned(&model, &index, foreign), (None, How::None), "{foreign}");
    }
}

#[test]
fn what_is_like_messages_of_a_feature_that_the_catalogue_lost_is_refused() {
    let index = index(&[("shed", &["shed light"]), ("watering", &["sprinkler"])]);
    let shed = [("lamp flickers at the door", "shed"), ("door jams and lamp is dark", "shed")];
    let model = train(&Corpus::default(), &labels(&[&MOWER[..], &shed[..]].concat()));
    assert_eq!(assigned(&model, &index, "blades squeak in grass"), (None, How::None));
    assert_eq!(assigned(&model, &index, "valve leak at hose").0.as_deref(), Some("watering"));
}

#[test]
fn one_label_of_a_feature_or_one_feature_is_not_enough() {
    assert_eq!(train(&Corpus::default(), &labels(&MOWER[..3])).feature_labels(), 0);
    assert_eq!(train(&Corpus::default(), &labels(&MOWER[2..5])).feature_labels(), 0);
    assert_eq!(train(&Corpus::default(), &labels(&MOWER[1..5])).feature_labels(), 4);
}

fn problems(n: usize, every: usize) -> Labels {
    let mut labels = Labels::default();
    for i in 0..n {
        let problem = i % every == 0;
        let text = if problem { format!("robot not moving unit{i}") } else { format!("robot moving when unit{i}") };
        labels.add(Labelled { message: past(&text, i as u64), feature: None, problem: Some(problem) });
    }
    labels
}

#[test]
fn problems_are_told_by_what_is_negated() {
    let model = train(&Corpus::default(), &problems(MIN_PROBLEM_LABELS, 2));
    let odds = |text: &str| model.problem(&past(text, 1)).unwrap();
    assert!(odds("robot not moving") > 2.0 && odds("robot moving when") < -2.0);
    let asked = |score: f64| {
        let signal = Signal { problem: ProblemScore { score, ..ProblemScore::default() }, ..signal("x") };
        model.problem(&Past::of(&signal, 1)).unwrap()
    };
    // All labels had one score, so that it says nothing; what is beyond the limits says no more.
    assert_eq!((asked(4.0), asked(-4.0)), (asked(9.0), asked(-9.0)));
}

#[test]
fn a_negation_reaches_three_words_and_only_those_behind_it() {
    let mut labels = Labels::default();
    for i in 0..MIN_PROBLEM_LABELS as u64 {
        let problem = i % 2 == 0;
        let text =
            if problem { format!("robot not at all moving unit{i}") } else { format!("robot moving not unit{i}") };
        labels.add(Labelled { message: past(&text, i), feature: None, problem: Some(problem) });
    }
    let model = train(&Corpus::default(), &labels);
    let odds = |text: &str| model.problem(&past(text, 1)).unwrap();
    // The same words, none of them beside one that it was seen with.
    assert!(odds("gate not yet moving") > odds("gate moving yet not") + 1.0);
    assert!(odds("gate not yet now moving") > odds("gate not yet now just moving") + 1.0);
}

#[test]
fn rare_problems_weigh_as_much_as_common_others() {
    let model = train(&Corpus::default(), &problems(MIN_PROBLEM_LABELS, 10));
    assert!(model.problem(&past("robot not moving", 1)).unwrap() > 0.0);
}

#[test]
fn too_few_labels_say_nothing_of_problems() {
    assert!(train(&Corpus::default(), &problems(MIN_PROBLEM_LABELS - 1, 2)).problem(&past("x", 1)).is_none());
    assert!(train(&Corpus::default(), &problems(MIN_PROBLEM_LABELS, 11)).problem(&past("x", 1)).is_some());
    assert!(train(&Corpus::default(), &problems(MIN_PROBLEM_LABELS, 12)).problem(&past("x", 1)).is_none());
}

/// Two topics whose words never meet, and words that all messages share.
fn corpus(messages: usize) -> Corpus {
    let mut corpus = Corpus::default();
    let mut seed = 1_u64;
    let mut below = |n: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % n
    };
    for id in 0..messages as u64 {
        let topic = if id % 2 == 0 { "grass" } else { "water" };
        let words: Vec<String> = (0..8).map(|_| format!("{topic}{}", below(80))).collect();
        corpus.add(past(&format!("robot {} again", words.join(" ")), id.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    }
    corpus
}

#[test]
fn vectors_come_with_enough_messages_and_tell_topics_apart() {
    assert!(!train(&corpus(MIN_MESSAGES - 1), &Labels::default()).has_vectors());
    let model = train(&corpus(MIN_MESSAGES), &Labels::default());
    let vectors = model.vectors.as_ref().unwrap();
    let like = |a: &str, b: &str| dot(&vectors.of(&past(a, 1)), &vectors.of(&past(b, 2)));
    let (same, other) = (like("grass1 grass2", "grass3 grass4"), like("grass1 grass2", "water3 water4"));
    assert!(same > other + 0.3, "{same} {other}");
    assert!((like("grass1", "grass1") - 1.0).abs() < 1e-6);
    assert_eq!(like("never seen", "grass1"), 0.0);
    // A word that stands beside an alias in the history speaks for its feature, where the words do not decide.
    let index = index(&[("mower", &["grass5"]), ("watering", &["water5"])]);
    let signal = signal("grass7 grass8 grass9");
    let lexicon = Lexicon::default();
    let hashes = Hashes::of(&signal);
    let read = Read::of(&signal, &hashes, &lexicon);
    let asked = Asked { signal: &signal, read: &read, hashes: &hashes, lexicon: &lexicon, cut: 0.35 };
    let found = model.assign((&index, &model.aliases(&index)), &asked);
    assert_eq!((found.rivals[0].0.as_str(), found.best), ("mower", None), "near, but words like it are no evidence");
}

#[test]
fn the_same_input_gives_the_same_bytes_and_they_come_back() {
    let labels = labels(&MOWER);
    let bytes = postcard::to_stdvec(&train(&corpus(MIN_MESSAGES), &labels)).unwrap();
    let again = train(&corpus(MIN_MESSAGES), &labels);
    assert_eq!(bytes, postcard::to_stdvec(&again).unwrap());
    assert_eq!(postcard::from_bytes::<Model>(&bytes).unwrap(), again);
}

#[test]
fn labels_keep_the_newest_and_what_was_known() {
    let mut labels = Labels::default();
    let at = |n: u64| {
        let signal = Signal { occurred_at: Timestamp::from_hour(n as i64), customer: CustomerKey(n), ..signal("x") };
        Labelled { message: Past::of(&signal, n), feature: Some(feature("mower")), problem: None }
    };
    (0..MAX_LABELS as u64).for_each(|n| labels.add(at(n)));
    labels.add(Labelled { feature: None, problem: Some(true), ..at(3) });
    assert_eq!(labels.len(), MAX_LABELS);
    let known = labels.iter().nth(3).unwrap();
    assert_eq!((known.feature.clone(), known.problem), (Some(feature("mower")), Some(true)));
    labels.add(at(MAX_LABELS as u64));
    assert_eq!((labels.len(), labels.iter().next().unwrap().message.id), (MAX_LABELS, 1));
    assert!(labels.forget(CustomerKey(3)) && !labels.forget(CustomerKey(3)));
    assert_eq!(labels.len(), MAX_LABELS - 1);
}

#[test]
fn a_misspelt_word_is_read_as_the_one_meant_once_the_history_is_settled() {
    let mut lexicon = Lexicon::default();
    let known = signal("blades squeak");
    for _ in 0..crate::cluster::feature::MIN_MESSAGES - 1 {
        lexicon.learn(&known, &Hashes::of(&known));
    }
    let read = |lexicon: &Lexicon| {
        let signal = signal("bladse and bladesx and dull");
        let hashes = Hashes::of(&signal);
        let read = Read::of(&signal, &hashes, lexicon);
        assert_eq!(read.content(), content(read.past()), "the same whichever way it is asked");
        read.past().stems().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(read(&lexicon), "bladse and bladesx and dull");
    lexicon.learn(&known, &Hashes::of(&known));
    // Stemmed as English, as the message was.
    assert_eq!(read(&lexicon), "blade and blade and dull");
    lexicon.learn(&signal("bladse"), &Hashes::of(&signal("bladse")));
    assert_eq!(read(&lexicon), "bladse and blade and dull", "a word that the history knows is no mistake");
}

#[test]
fn weights_stay_within_their_limit_however_many_words_and_features() {
    let mut labels = Labels::default();
    let features = 100;
    for n in 0..3_000_u64 {
        let text: Vec<String> = (0..20).map(|k| format!("word{}", n * 20 + k)).collect();
        let name = format!("feature {}", n % features);
        let message = past(&text.join(" "), n);
        labels.add(Labelled { message, feature: Some(feature(&name)), problem: Some(n % 2 == 0) });
    }
    let which = Which::train(&labels, &Frequencies::default(), None).unwrap();
    let bytes = postcard::to_stdvec(&which).unwrap().len();
    assert!(bytes < 2 * 4 * MAX_WEIGHTS + 16 * MAX_WEIGHTS / features as usize, "{bytes}");
    assert!(bytes > 2 * 4 * (MAX_WEIGHTS - 200 * features as usize), "{bytes}: as many as there is room for");
}
