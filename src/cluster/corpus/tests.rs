use super::*;
use crate::cluster::told::told;
use crate::signal::ProblemScore;
use proptest::prelude::*;

const DAY: i64 = 20_000;

fn signal(day: i64, text: &str, cues: &[&str]) -> Signal {
    let word = |w: &str| Word { text: w.into(), stem: w.trim_end_matches('s').into() };
    let cues = cues.iter().map(|c| (*c).to_owned()).collect();
    Signal {
        occurred_at: Timestamp::from_hour(day * 24),
        language: "en".into(),
        problem: ProblemScore { score: 1.5, cues, ..ProblemScore::default() },
        ..told(text.split(' ').map(word).collect())
    }
}

fn past(day: i64, id: u64) -> Past {
    Past { id, customer: CustomerKey(id), ..Past::of(&signal(day, "lamps flicker", &["fail"]), id) }
}

/// Ids as a hash spreads them.
fn spread(n: u64) -> u64 {
    n.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29).wrapping_mul(0xbf58_476d_1ce4_e5b9) ^ n
}

#[test]
fn a_message_is_its_stems_and_what_rules_said() {
    let past = Past::of(&signal(DAY, "the lamps flicker", &["fail", "why_neg"]), 7);
    assert_eq!(past.stems().collect::<Vec<_>>(), ["the", "lamp", "flicker"]);
    assert_eq!(past.cues().collect::<Vec<_>>(), ["fail", "why_neg"]);
    assert_eq!((past.score, past.language()), (1.5, "en"));
    let unknown = Signal { language: String::new(), ..signal(DAY, "lamp", &[]) };
    let plain = Past::of(&unknown, 7);
    assert_eq!((plain.cues().count(), plain.stems().count(), plain.language()), (0, 1, ""));
}

#[test]
fn a_long_message_is_cut_at_a_word() {
    let words = |n: usize| vec!["lamp"; n].join(" ");
    let kept = |n: usize| Past::of(&signal(DAY, &words(n), &["fail"]), 7).stems().count();
    let fit = (MAX_STEM_BYTES - 1) / 5;
    assert_eq!((kept(fit), kept(fit + 1), kept(10 * fit)), (fit, fit, fit));
}

#[test]
fn a_message_costs_little_more_than_its_words() {
    assert!(size_of::<Past>() <= 56, "{}", size_of::<Past>());
}

#[test]
fn up_to_the_limit_all_are_kept_and_beyond_the_old_ones_are_sampled_first() {
    let mut corpus = Corpus::default();
    let old = MAX_MESSAGES as u64 / 2;
    for n in 0..old {
        corpus.add(past(DAY - 31, spread(n)));
    }
    for n in old..MAX_MESSAGES as u64 {
        assert_eq!(corpus.add(past(DAY, spread(n))), BTreeSet::from([DAY]));
    }
    assert_eq!((corpus.len(), corpus.shed), (MAX_MESSAGES, 0));
    let touched = corpus.add(past(DAY, spread(u64::MAX / 3)));
    assert_eq!(touched, BTreeSet::from([DAY - 31, DAY]));
    assert!(corpus.messages().all(|(weight, m)| weight == if m.occurred_at.day() < DAY { 2.0 } else { 1.0 }));
    assert_eq!(corpus.since(DAY).count(), MAX_MESSAGES / 2 + 1);
    let stands_for: f64 = corpus.messages().map(|(weight, _)| weight).sum();
    assert!((stands_for / MAX_MESSAGES as f64 - 1.0).abs() < 0.05, "{stands_for}");
}

#[test]
fn where_none_is_old_all_are_sampled_and_new_days_likewise_until_there_is_room() {
    let mut corpus = Corpus::default();
    for n in 0..=MAX_MESSAGES as u64 {
        corpus.add(past(DAY, spread(n)));
    }
    assert!(corpus.len() < MAX_MESSAGES * 6 / 10 && corpus.messages().all(|(weight, _)| weight == 2.0));
    let of_even_id = (0..).map(spread).find(|id| id.trailing_zeros() == 3).unwrap();
    corpus.add(past(DAY + 1, of_even_id));
    assert_eq!(corpus.since(DAY + 1).map(|(weight, _)| weight).collect::<Vec<_>>(), [2.0]);
    let mut small = Corpus::default();
    small.put(DAY, Day { level: 2, messages: vec![past(DAY, of_even_id)] });
    small.add(past(DAY + 1, of_even_id));
    assert_eq!(small.since(DAY + 1).map(|(weight, _)| weight).collect::<Vec<_>>(), [2.0]);
}

#[test]
fn a_year_is_kept_and_not_a_day_more() {
    let mut corpus = Corpus::default();
    corpus.add(past(DAY, 1));
    corpus.add(past(DAY + 365, 2));
    assert_eq!(corpus.len(), 2);
    assert_eq!(corpus.add(past(DAY + 366, 3)), BTreeSet::from([DAY, DAY + 366]));
    assert_eq!((corpus.len(), corpus.shed), (2, 1));
    assert!(corpus.add(past(DAY, 4)).is_empty());
    assert_eq!((corpus.len(), corpus.shed), (2, 2));
}

#[test]
fn a_customer_is_forgotten_and_a_copy_keeps_what_it_had() {
    let mut corpus = Corpus::default();
    corpus.add(past(DAY, 1));
    corpus.add(past(DAY + 1, 2));
    let frozen = corpus.clone();
    assert_eq!(corpus.forget(CustomerKey(2)), BTreeSet::from([DAY + 1]));
    assert_eq!((corpus.len(), corpus.day(DAY + 1), frozen.len()), (1, None, 2));
    assert!(Arc::ptr_eq(&corpus.days[&DAY], &frozen.days[&DAY]));
    assert!(corpus.forget(CustomerKey(2)).is_empty());
}

#[test]
fn a_day_of_which_nothing_was_kept_is_stored_with_its_level() {
    let mut corpus = Corpus::default();
    corpus.put(DAY, Day { level: 2, messages: Vec::new() });
    let odd = |n: u64| (0..).map(spread).filter(|id| !past(DAY, *id).stays_at(1)).nth(n as usize).unwrap();
    assert_eq!(corpus.add(past(DAY + 1, odd(0))), BTreeSet::from([DAY + 1]));
    assert_eq!(corpus.day(DAY + 1).map(|d| (d.level, d.messages.len())), Some((1, 0)));
    assert!(corpus.add(past(DAY + 1, odd(1))).is_empty(), "it is stored already");
}

proptest! {
    #[test]
    fn stored_days_put_back_go_on_as_if_never_stored(ids in prop::collection::vec((0i64..40, 0u64..64), 1..60), at in 0usize..60) {
        let (mut one, mut other) = (Corpus::default(), Corpus::default());
        for (n, (day, id)) in ids.iter().enumerate() {
            if n == at {
                let mut back = Corpus { shed: other.shed, ..Corpus::default() };
                for (day, messages) in &other.days {
                    let bytes = postcard::to_stdvec(&**messages).unwrap();
                    back.put(*day, postcard::from_bytes(&bytes).unwrap());
                }
                other = back;
            }
            let message = past(DAY + day, *id);
            prop_assert_eq!(one.add(message.clone()), other.add(message));
            prop_assert_eq!(&one, &other);
        }
    }
}
