use proptest::prelude::*;

use super::*;
use crate::config::Understanding;
use crate::ids::IdentityKey;

const MAX_TEXT_BYTES: usize = 8_192;
const MAX_TOKENS: usize = 512;

fn reader() -> Reader {
    Reader::new(&Understanding {
        identity_key: IdentityKey::new(b"0123456789abcdef").unwrap(),
        max_text_bytes: MAX_TEXT_BYTES,
        max_tokens: MAX_TOKENS,
        languages: vec!["en".to_owned(), "fr".to_owned()],
        message_topics: Vec::new(),
        time_zones: BTreeMap::new(),
    })
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

pub(super) fn message(text: &str) -> Message {
    Message {
        id: MessageId::new("m-1").unwrap(),
        tenant: TenantId::new("acme").unwrap(),
        channel: Channel::Email,
        occurred_at: at("2026-03-10T14:16:00Z"),
        author: Author { id: Some("c-1".to_owned()), ..Author::default() },
        tier: None,
        revenue: None,
        language: None,
        subject: None,
        text: text.to_owned(),
        picked_area: None,
        dimensions: BTreeMap::new(),
        time_zone: None,
        url: None,
        label: None,
    }
}

fn read(message: &Message) -> Signal {
    reader().read(message, at("2026-03-10T14:17:00Z"))
}

#[test]
fn a_whole_message_is_understood() {
    let mut m = message(
        "<p>Pay now does nothing in Chrome, 500 on /api/orders since ten to two.</p><blockquote>old</blockquote>",
    );
    m.subject = Some("Cannot pay".to_owned());
    m.picked_area = Some(" Billing ".to_owned());
    let s = read(&m);
    assert_eq!(s.text, "Cannot pay\nPay now does nothing in Chrome, 500 on /api/orders since ten to two.");
    assert_eq!(s.language, "en");
    assert!(s.problem.score > 0.0 && s.problem.recovery == Recovery::None, "{:?}", s.problem);
    assert_eq!(s.stated_onset.unwrap().at, at("2026-03-10T13:50:00Z"));
    assert_eq!(s.dimensions["browser"], "chrome");
    assert_eq!(s.picked_area.as_deref(), Some("Billing"));
    assert_eq!(s.tried.action, Some(Action::Pay));
    assert!(s.specificity > 0.6, "{}", s.specificity);
    let words: Vec<(&str, &str)> = s.words.iter().take(3).map(|w| (&*w.text, &*w.stem)).collect();
    assert_eq!(words, [("can", "can"), ("not", "not"), ("pay", "pay")]);
}

#[test]
fn a_stated_time_is_the_customers_then_the_tenants_then_utc() {
    let settings = |zones: &[(&str, &str)]| Understanding {
        identity_key: IdentityKey::new(b"0123456789abcdef").unwrap(),
        max_text_bytes: MAX_TEXT_BYTES,
        max_tokens: MAX_TOKENS,
        languages: vec!["en".to_owned()],
        message_topics: Vec::new(),
        time_zones: zones.iter().map(|(tenant, zone)| ((*tenant).to_owned(), (*zone).to_owned())).collect(),
    };
    let mut m = message("Checkout is broken since 9 this morning");
    let onset = |m: &Message, zones: &[(&str, &str)]| {
        let onset = Reader::new(&settings(zones)).read(m, at("2026-03-10T14:17:00Z")).stated_onset.unwrap();
        (onset.at.clock_text(), onset.read_in.unwrap().source)
    };
    assert_eq!(onset(&m, &[]), ("09:00".to_owned(), ZoneSource::Assumed));
    assert_eq!(onset(&m, &[("*", "Europe/Paris")]), ("08:00".to_owned(), ZoneSource::Settings));
    assert_eq!(
        onset(&m, &[("*", "Europe/Paris"), ("acme", "Asia/Kolkata")]),
        ("03:30".to_owned(), ZoneSource::Settings)
    );
    m.dimensions.insert("Time_Zone".to_owned(), "+02:00".to_owned());
    assert_eq!(onset(&m, &[("*", "Europe/Paris")]), ("07:00".to_owned(), ZoneSource::Message));
    m.time_zone = Some("UTC".to_owned());
    assert_eq!(onset(&m, &[("*", "Europe/Paris")]), ("09:00".to_owned(), ZoneSource::Message));
}

#[test]
fn a_subject_that_heads_the_text_is_not_said_twice() {
    let mut m = message("Cannot pay with my card since noon");
    m.subject = Some("cannot pay with...".to_owned());
    assert_eq!(read(&m).text, "Cannot pay with my card since noon");
    m.text = String::new();
    assert_eq!(read(&m).text, "cannot pay with...");
}

#[test]
fn a_message_from_the_future_was_written_when_it_arrived() {
    let m = message("broken");
    let early = at("2026-03-10T14:00:00Z");
    assert_eq!(reader().read(&m, early).occurred_at, early);
    let late = at("2026-03-10T15:00:00Z");
    let s = reader().read(&m, late);
    assert_eq!((s.occurred_at, s.arrived), (m.occurred_at, late));
}

#[test]
fn seeded_secrets_never_show() {
    const CANARIES: &[&str] = &[
        "canary.person@mail.example",
        "4111 1111 1111 1111",
        "5500005555555559",
        "DE89 3704 0044 0532 0130 00",
        "sk_live_51H8xQ2eZvKYlo2C0abcd",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
        "+44 20 7946 0958",
        "Zebediah",
    ];
    let all = CANARIES.join(" , ");
    let mut m = message(&format!("<p>{all}</p> down since yesterday {all} {}", all.replace(' ', "\u{a0}")));
    m.subject = Some(all.clone());
    m.picked_area = Some(all.clone());
    m.author.names = vec!["Zebediah Quince".to_owned()];
    m.author.email = Some("canary.person@mail.example".to_owned());
    m.author.phone = Some("+44 20 7946 0958".to_owned());
    m.author.account = Some("canary-account".to_owned());
    for (i, canary) in CANARIES.iter().enumerate() {
        m.dimensions.insert(format!("k{i}"), (*canary).to_owned());
    }
    let shown = format!("{:?}", read(&m)).to_lowercase();
    let pieces =
        CANARIES.iter().flat_map(|c| c.split([' ', '@', '.'])).filter(|p| p.len() >= 4 && *p != "mail" && *p != "+44");
    for piece in pieces.chain(["canary"]) {
        assert!(!shown.contains(&piece.to_lowercase()), "{piece} in {shown}");
    }
}

#[test]
fn a_secret_astride_the_limit_is_not_halved() {
    for back in 0..40 {
        let m = message(&format!(
            "{}4111 1111 1111 1111 and more {}",
            "word ".repeat((MAX_TEXT_BYTES - back) / 5),
            "x ".repeat(500)
        ));
        let s = read(&m);
        assert!(!s.text.contains("4111"), "{back}: {}", &s.text[s.text.len() - 40..]);
    }
}

#[test]
fn text_stops_at_its_limit() {
    let r = reader();
    let whole = r.read(&message(&"é".repeat(MAX_TEXT_BYTES / 2)), at("2026-03-10T15:00:00Z"));
    assert_eq!((whole.text.len(), r.cut().texts), (MAX_TEXT_BYTES, 0));
    let cut = r.read(&message(&"é ".repeat(MAX_TEXT_BYTES)), at("2026-03-10T15:00:00Z"));
    assert!(cut.text.len() <= MAX_TEXT_BYTES && cut.text.len() > MAX_TEXT_BYTES - 3);
    assert_eq!(r.cut().texts, 1);
}

#[test]
fn tokens_stop_at_their_limit() {
    let r = reader();
    assert_eq!(r.read(&message(&"ab ".repeat(MAX_TOKENS)), at("2026-03-10T15:00:00Z")).words.len(), MAX_TOKENS);
    assert_eq!(r.cut().tokens, 0);
    assert_eq!(r.read(&message(&"ab ".repeat(MAX_TOKENS + 1)), at("2026-03-10T15:00:00Z")).words.len(), MAX_TOKENS);
    assert_eq!(r.cut().tokens, 1);
}

#[test]
fn greek_is_read_as_it_stands() {
    let mut m = message("Η πληρωμή δεν λειτουργεί");
    m.language = Some("el".to_owned());
    let s = read(&m);
    assert_eq!((s.language.as_str(), s.problem.score), ("el", -1.0));
    assert!(s.words.iter().all(|w| w.text == w.stem));
    m.language = None;
    assert_eq!(read(&m).words.len(), 4);
}

#[test]
fn a_language_without_cues_passes_whole_and_says_so() {
    let mut m = message("czy to działa? love it, no problem, works great");
    m.language = Some("pl".to_owned());
    let s = read(&m);
    assert_eq!((s.problem.score, s.problem.cues.len(), s.problem.recovery), (-1.0, 0, Recovery::None));
    assert!(!knows_cues(&s.language) && !knows_cues("el"));
    m.text = "płatność: connection timed out, error 500".to_owned();
    assert_eq!(read(&m).problem.cues, ["error"]);
    for known in ["en", "fr", "de", "es", "it", "nl", "pt", ""] {
        assert!(knows_cues(known), "{known}");
    }
}

#[test]
fn cues_are_looked_for_in_their_own_language_only() {
    let mut m = message("lag im paket, still und best");
    m.language = Some("de".to_owned());
    assert_eq!(read(&m).problem.cues.len(), 0, "slow and praise in English");
    m.text = "geht nicht".to_owned();
    assert_eq!(read(&m).problem.cues, ["not_work"]);
    m.language = Some("en".to_owned());
    assert_eq!(read(&m).problem.cues.len(), 0);
}

#[test]
fn a_confirmation_and_a_denial_are_carried() {
    assert_eq!(read(&message("Checkout works again, thanks a lot")).problem.recovery, Recovery::Recovered);
    assert_eq!(read(&message("Checkout is still not working for us")).problem.recovery, Recovery::StillBroken);
    assert_eq!(read(&message("Checkout shows error 500 to all of us")).problem.recovery, Recovery::None);
}

#[test]
fn emoji_blank_and_deep_texts_are_understood() {
    assert_eq!(read(&message("😀😀👩‍👩‍👧")).words, []);
    assert_eq!(read(&message(" \u{200b}\n ")).text, "");
    let nested = format!("{}checkout broken{}", "<div>".repeat(10_000), "</div>".repeat(10_000));
    assert_eq!(read(&message(&nested)).text, "checkout broken");
}

#[test]
fn a_reader_is_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&reader());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_understood_within_bounds_and_the_same_twice(
        text in prop_oneof![
            "\\PC{0,400}",
            "[a-zé<>/&;@.'’ \\n0-9+-]{0,400}",
            "((since|for|depuis|last|ago|[0-9]{1,5}|h|:|to|two|hours|am|half|past) ?){0,40}",
            "(<|</|>|div|script|&|#|;|--|!|x){0,200}",
        ],
        subject in proptest::option::of("\\PC{0,80}"),
        language in proptest::option::of("[a-z]{0,4}"),
        names in proptest::collection::vec("\\PC{0,20}", 0..4),
    ) {
        let mut m = message(&text);
        m.subject = subject;
        m.language = language;
        m.author.names = names;
        let r = reader();
        let s = r.read(&m, m.occurred_at);
        prop_assert!(s.text.len() <= MAX_TEXT_BYTES && s.words.len() <= MAX_TOKENS);
        prop_assert!(s.words.iter().all(|w| w.text.chars().count() <= MAX_TOKEN_CHARS && !w.text.is_empty()));
        prop_assert!((0.0..=1.0).contains(&s.specificity) && s.problem.score.is_finite());
        if let Some(onset) = &s.stated_onset {
            prop_assert!(onset.at <= m.occurred_at && s.text.contains(&onset.words));
        }
        prop_assert_eq!(&s, &r.read(&m, m.occurred_at));
        prop_assert_eq!(&s, &reader().read(&m, m.occurred_at));
    }

    #[test]
    fn an_address_anywhere_is_gone(before in "[a-z .,<(]{0,30}", local in "[a-z]{3,12}", after in "[ .,;>)]{1,2}[a-z ]{0,20}") {
        let s = read(&message(&format!("{before} {local}@mail.example.org{after}")));
        prop_assert!(!s.text.contains("@mail"), "{}", s.text);
    }
}
