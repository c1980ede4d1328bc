//! What a replay says of the times in its files.

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
