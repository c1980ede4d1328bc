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
