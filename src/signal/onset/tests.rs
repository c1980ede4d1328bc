use super::*;

/// A Tuesday.
fn written() -> Timestamp {
    Timestamp::parse("2026-03-10T14:16:00Z").unwrap()
}

fn stated_at(text: &str) -> Option<(String, String)> {
    let utc = || Zone::utc(ZoneSource::Assumed);
    find(text, &crate::signal::words(text, "", 512), (written(), &utc)).map(|o| (o.at.to_string(), o.words))
}

fn holds(cases: &[(&str, &str, &str)]) {
    for (text, at, words) in cases {
        let expected = Some((format!("2026-03-{at}:00Z"), (*words).to_owned()));
        assert_eq!(stated_at(text), expected, "{text}");
    }
}

#[test]
fn english_times_of_day() {
    holds(&[
        ("Down since 9 this morning, please help", "10T09:00", "since 9 this morning"),
        ("Our buyers cannot order since ten to two.", "10T13:50", "since ten to two"),
        ("broken since half past three", "10T03:30", "since half past three"),
        ("since 9:30am nothing loads", "10T09:30", "since 9:30am"),
        ("since about 1 pm today", "10T13:00", "since about 1 pm today"),
        ("since 13:52 UTC", "10T13:52", "since 13:52 UTC"),
        ("since 22:10 we see errors", "09T22:10", "since 22:10"),
        ("since 2.", "10T14:00", "since 2"),
        ("It started around noon", "10T12:00", "started around noon"),
        ("since yesterday at 5pm", "09T17:00", "since yesterday at 5pm"),
        ("since 5 yesterday", "09T17:00", "since 5 yesterday"),
    ]);
}

#[test]
fn english_days_and_lengths() {
    holds(&[
        ("not working since yesterday", "09T00:00", "since yesterday"),
        ("since yesterday evening it hangs", "09T18:00", "since yesterday evening"),
        ("since this morning", "10T06:00", "since this morning"),
        ("since last night", "09T20:00", "since last night"),
        ("since Monday morning", "09T06:00", "since Monday morning"),
        ("since last Friday", "06T00:00", "since last Friday"),
        ("has been down for two hours now", "10T12:16", "for two hours"),
        ("for the last 20 minutes", "10T13:56", "for the last 20 minutes"),
        ("nothing in the past hour", "10T13:16", "past hour"),
        ("hanging for over half an hour", "10T13:46", "for over half an hour"),
        ("for an hour and a half", "10T12:46", "for an hour and a half"),
        ("it started 45 min ago", "10T13:31", "45 min ago"),
        ("for a couple of days", "08T14:16", "for a couple of days"),
        ("since 3 hours", "10T11:16", "since 3 hours"),
    ]);
}

#[test]
fn french_times_days_and_lengths() {
    holds(&[
        ("Plus rien ne marche depuis ce matin", "10T06:00", "depuis ce matin"),
        ("En panne depuis 2 heures", "10T12:16", "depuis 2 heures"),
        ("depuis 9h30 impossible de payer", "10T09:30", "depuis 9h30"),
        ("depuis 9h", "10T09:00", "depuis 9h"),
        ("depuis 9 heures ce matin", "10T09:00", "depuis 9 heures ce matin"),
        ("depuis 2h", "10T12:16", "depuis 2h"),
        ("depuis environ une demi-heure", "10T13:46", "depuis environ une demi-heure"),
        ("depuis hier soir", "09T18:00", "depuis hier soir"),
        ("depuis lundi", "09T00:00", "depuis lundi"),
        ("depuis aujourd'hui", "10T00:00", "depuis aujourd'hui"),
        ("Ça fait 20 minutes que ça plante", "10T13:56", "Ça fait 20 minutes que"),
        ("ça a commencé il y a 10 minutes", "10T14:06", "il y a 10 minutes"),
    ]);
}

#[test]
fn a_time_of_day_is_read_on_the_customers_clock() {
    let read = |text: &str, zone: &str| {
        let mut message = crate::signal::tests::message(text);
        message.time_zone = Some(zone.to_owned());
        let zones = crate::signal::zone::Zones::new(&std::collections::BTreeMap::new());
        let words = crate::signal::words(text, "en", 512);
        let onset = find(text, &words, (written(), &|| zones.of(&message))).unwrap();
        let read_in = onset.read_in.map_or("".to_owned(), |r| format!("{} {}", r.zone, r.source.name()));
        (onset.at.to_string(), read_in)
    };
    let is = |at: &str, read_in: &str| (format!("2026-03-{at}:00Z"), read_in.to_owned());
    // 14:16 UTC is 15:16 in Paris, 07:16 in Los Angeles, 23:16 in Tokyo.
    assert_eq!(read("broken since 9 this morning", "Europe/Paris"), is("10T08:00", "Europe/Paris message"));
    assert_eq!(
        read("broken since 7 this morning", "America/Los_Angeles"),
        is("10T14:00", "America/Los_Angeles message")
    );
    assert_eq!(read("broken since this afternoon", "Asia/Tokyo"), is("10T03:00", "Asia/Tokyo message"));
    assert_eq!(read("broken since yesterday", "Asia/Tokyo"), is("08T15:00", "Asia/Tokyo message"));
    // It is the next day there already.
    assert_eq!(read("broken since 1 this morning", "Pacific/Auckland"), is("10T12:00", "Pacific/Auckland message"));
    assert_eq!(read("broken since 13:52 UTC", "Europe/Paris"), is("10T13:52", "UTC words"));
    assert_eq!(read("broken since 13:52 CET", "Asia/Tokyo"), is("10T12:52", "CET words"));
    assert_eq!(read("broken since 14:00", "+02:00"), is("10T12:00", "+02:00 message"));
    // An unknown zone says nothing; a length of time needs none.
    assert_eq!(read("broken since 14:00", "Mars/Base"), is("10T14:00", "UTC assumed"));
    assert_eq!(read("broken for two hours", "Europe/Paris"), is("10T12:16", ""));
}

#[test]
fn what_states_no_onset() {
    for text in [
        "since the update it crashes",
        "a customer since 2019",
        "I have been a customer for two years",
        "it works for a minute then fails",
        "I bought it 3 days ago",
        "since 9 people share the account",
        "for hours",
        "depuis la mise à jour",
        "since",
        "for",
        "ago",
        "since 25:99",
        "",
    ] {
        assert_eq!(stated_at(text), None, "{text}");
    }
}

#[test]
fn seven_days_back_is_the_furthest() {
    assert!(stated_at("down for 7 days").is_some());
    assert_eq!(stated_at("down for 8 days"), None);
    assert_eq!(stated_at("down for 9999 weeks"), None);
}

#[test]
fn a_later_mention_stands_in_for_an_implausible_first() {
    assert_eq!(stated_at("customer for 10 weeks, down for 2 hours").unwrap().1, "for 2 hours");
}
