//! What is told of messages that are played from files: by replay, explain and suggest.

use super::{folder, groundswell, said};

/// Lines of messages: who wrote, and at which minute of a day of March.
fn messages(of: &[(&str, u32, u32)]) -> String {
    let line = |(i, (who, day, minute)): (usize, &(&str, u32, u32))| {
        format!(
            r#"{{"id":"m{i}","ts":"2026-03-{day:02}T10:{minute:02}:00Z","customer_id":"{who}","lang":"en","text":"pay now does nothing, error 500"}}"#
        )
    };
    of.iter().enumerate().map(|(i, m)| line((i, m)) + "\n").collect()
}

/// What a replay of these messages prints, and what it says beside it without its speed.
fn replayed(messages: &str) -> (String, String) {
    let features = r#"[{"feature":"checkout","name":"Checkout","aliases":["pay now"]}]"#;
    let folder = folder(&[("m.jsonl", messages), ("f.json", features)]);
    let files = ["replay", "--messages", "conf/m.jsonl", "--features", "conf/f.json", "--json"];
    let output = groundswell(folder.path(), &files, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let told = String::from_utf8(output.stderr).unwrap();
    let told = told.lines().filter(|l| !l.contains(" a second")).map(|l| format!("{l}\n")).collect();
    (String::from_utf8(output.stdout).unwrap(), told)
}

const IN_ORDER: [(&str, u32, u32); 5] = [("ann", 9, 0), ("ben", 9, 1), ("eve", 9, 2), ("joe", 9, 3), ("kim", 9, 4)];

#[test]
fn a_message_dated_ahead_makes_no_other_late_and_is_told() {
    let (right, nothing) = replayed(&messages(&IN_ORDER));
    assert_eq!((right.contains("\"opened_at\":\"2026-03-09T10:02:00Z\""), nothing.as_str()), (true, ""), "{right}");
    let lines = messages(&IN_ORDER);
    let wrong = lines.replace("2026-03-09T10:01:00Z", "2031-03-09T10:01:00Z");
    let (found, told) = replayed(&wrong);
    // It arrived with the one before it, a minute earlier than it says in the right file.
    assert_eq!(found, right);
    let expected = "conf/m.jsonl:2: dated 2031-03-09T10:01:00Z, more than a day ahead of messages below it: it counts as \
                    written at 2026-03-09T10:00:00Z, when it arrived\n";
    assert_eq!(told, expected);
}

#[test]
fn a_file_in_another_order_than_messages_arrived_in_is_told() {
    let mut newest_first: Vec<_> = (1..=9).map(|day| ("ann", day, 0)).collect();
    newest_first.reverse();
    let (found, told) = replayed(&messages(&newest_first));
    assert!(found.contains("\"late\":8"), "{found}");
    let expected = "conf/m.jsonl: 8 of 9 messages are late: each stands below one that was written more than 60 min \
                    after it. The first is on line 2, dated 2026-03-08T10:00:00Z, below line 1, dated \
                    2026-03-09T10:00:00Z. Are they in the order in which they arrived?\n";
    assert_eq!(told, expected);
}

#[test]
fn the_earlier_peak_by_which_more_is_expected_is_told_of_a_message() {
    const HOUR: usize = 3_600;
    const WEEK: usize = 168 * HOUR;
    // Two weeks with a report every three hours, and a peak of nine in the same hour of both: 2026-03-16 and the 23rd.
    let start = 1_773_046_800;
    let quiet = (0..2 * WEEK + HOUR).step_by(3 * HOUR);
    let peak = |week: usize| (0..9).map(move |n| week * WEEK + 20 * 60 + n * 6 * 60);
    let mut moments: Vec<usize> = quiet.chain(peak(1)).chain(peak(2)).collect();
    moments.sort_unstable();
    let line = |(i, at): (usize, &usize)| {
        format!(
            "{{\"id\":\"m{i}\",\"ts\":{},\"customer_id\":\"c{i}\",\"lang\":\"en\",\"text\":\"pay now fails, error 500\"}}\n",
            start + at
        )
    };
    let lines: String = moments.iter().enumerate().map(line).collect();
    let features = r#"[{"feature":"checkout","name":"Checkout","aliases":["pay now"]}]"#;
    let folder = folder(&[("m.jsonl", &lines), ("f.json", features)]);
    let last = format!("m{}", moments.len() - 1);
    let explain = |more: &[&str]| {
        let files = ["explain", &last, "--messages", "conf/m.jsonl", "--features", "conf/f.json"];
        groundswell(folder.path(), &[&files, more].concat(), &[])
    };
    let told = said(&explain(&[]));
    assert!(told.contains("Too few customers for a candidate: "), "{told}");
    let since = "needed, since 9.3 are expected: 9 customers wrote within 60 min around this time a week earlier";
    assert!(told.contains(since), "{told}");
    let json: serde_json::Value = serde_json::from_slice(&explain(&["--json"]).stdout).unwrap();
    let earlier = &json["verdict"]["nearest"]["precedent"];
    assert_eq!(*earlier, serde_json::json!({"customers": 9, "window_min": 60.0, "weeks": 1}), "{json}");
}

/// Three weeks of a shop's messages, two an hour by day, and then these, at minutes of the day after.
fn after_three_weeks(then: &[(&str, u32, &str, &str)]) -> tempfile::TempDir {
    let usual = [
        "the checkout is slow today",
        "my invoice does not load, error 500",
        "where do I find the invoice of last month?",
        "pay now does nothing on my phone",
        "can you change the address on my invoice?",
        "I was asked for a password again",
        "how long does delivery take?",
        "the parcel arrived late and was damaged",
        "thank you, that was quick",
    ];
    let start = 1_773_014_400;
    let line = |id: &str, (minute, who, language, text): (u32, &str, &str, &str)| {
        let at = start + 60 * i64::from(minute);
        format!(
            "{{\"id\":\"{id}\",\"ts\":{at},\"customer_id\":\"{who}\",\"lang\":\"{language}\",\"text\":\"{text}\"}}\n"
        )
    };
    let hours = (0..21).flat_map(|day| (8..20).map(move |hour| (day * 24 + hour) * 60));
    let moments = hours.flat_map(|at| [at, at + 30]).enumerate();
    let before = moments.map(|(i, at)| line(&format!("u{i}"), (at, &format!("c{i}"), "en", usual[i % usual.len()])));
    let last = |(who, minute, language, text): &(&str, u32, &str, &str)| {
        line(&format!("m-{who}"), (21 * 1_440 + minute, who, language, text))
    };
    let messages: String = before.chain(then.iter().map(last)).collect();
    let features = r#"[{"feature":"checkout","name":"Checkout","aliases":["pay now"]},{"feature":"invoices","name":"Invoices","aliases":["invoice"]}]"#;
    folder(&[("m.jsonl", &messages), ("f.json", features)])
}

#[test]
fn the_members_of_a_topic_that_opened_are_suggested_with_the_reports_before_it() {
    let folder = after_three_weeks(&[
        ("ann", 842, "en", "The gift card I bought is not accepted, I get an error"),
        ("ben", 846, "en", "My gift card does not work any more"),
        ("eve", 851, "en", "gift card declined, the balance is wrong"),
        ("kim", 855, "en", "I can not redeem my gift card, it fails every time"),
        ("joe", 859, "en", "Is something broken? I get an error when I redeem the gift card"),
    ]);
    let files = ["--messages", "conf/m.jsonl", "--features", "conf/f.json", "--json"];
    let told = |command: &str| -> serde_json::Value {
        let output = groundswell(folder.path(), &[&[command], &files[..]].concat(), &[]);
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let topic = &told("replay")["candidates"][0];
    assert_eq!((&topic["feature"], &topic["customers"]), (&"topic:gift-card".into(), &5.into()), "{topic}");
    let suggested = told("suggest");
    let first = &suggested["suggestions"][0];
    // Two wrote before it opened, one opened it and two joined.
    assert_eq!((&first["phrase"], &first["customers"]), (&"gift card".into(), &5.into()), "{suggested}");
}

#[test]
fn of_a_burst_in_a_language_without_cues_it_is_said_that_nothing_tells_problems_from_others() {
    let folder = after_three_weeks(&[
        ("ann", 842, "pl", "karta podarunkowa nie jest przyjmowana"),
        ("ben", 846, "pl", "czy moja karta podarunkowa działa?"),
        ("eve", 851, "pl", "czy karta podarunkowa działa?"),
        ("kim", 855, "pl", "karta podarunkowa znowu odrzucona"),
    ]);
    let of = |asked: &[&str]| {
        let files = ["--messages", "conf/m.jsonl", "--features", "conf/f.json"];
        groundswell(folder.path(), &[asked, &files].concat(), &[])
    };
    let told = said(&of(&["explain", "m-kim"]));
    let held = "4 customers said the same within ";
    let nothing_tells = ", but in their language nothing tells which of them report a problem: questions and praise come \
                         in waves too.";
    assert!(told.contains(held) && told.contains(nothing_tells), "{told}");
    assert!(told.contains("No problem cues are known for Polish"), "{told}");
    // So all of them are looked at for what a catalogue lacks, what asks by its question mark too.
    let suggested: serde_json::Value = serde_json::from_slice(&of(&["suggest", "--json"]).stdout).unwrap();
    assert_eq!(suggested["without_feature"], 4, "{suggested}");
}
