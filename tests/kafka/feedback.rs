//! What people say of messages and candidates reaches the engine, and outlives a restart.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use groundswell::http::{Receiver, Served, serve};
use groundswell::kafka::{Clock, Health, Publisher, Topics};
use groundswell::load::run::RunSettings;

use crate::helper::*;

#[test]
fn a_confirmed_candidate_says_so_and_labels_are_counted_also_after_a_restart() {
    let settings = installation("feedback");
    let process = Process::start(&settings, &BOTH);
    let customers = Customers::of(&settings);
    customers.three_report("acme");
    let opened = wait_for("a candidate", || candidates(&settings).first().cloned());
    let candidate = opened.1["id"].as_str().unwrap().to_owned();
    assert_eq!(opened.1.get("confirmed_at"), None);
    let publisher = Publisher::new(&settings.kafka).unwrap();
    let say = |record: String| publish(&publisher, "feedback-feedback", "acme", &record);
    say(format!(r#"{{"tenant":"acme","kind":"confirm","candidate":"{candidate}"}}"#));
    say(r#"{"tenant":"acme","kind":"label","message":"acme-ann-0","problem":true,"feature":"checkout"}"#.to_owned());
    say(r#"{"tenant":"acme","kind":"label","message":"nobody-wrote-this","problem":false}"#.to_owned());
    say(r#"{"tenant":"acme","kind":"bless","candidate":"c"}"#.to_owned());
    let confirmed = |n: usize| {
        let all: Vec<_> = candidates(&settings).into_iter().filter(|(_, c)| c.get("confirmed_at").is_some()).collect();
        (all.len() >= n).then_some(all)
    };
    let told = wait_for("the confirmation", || confirmed(1));
    assert_eq!((told[0].0.as_str(), &told[0].1["id"]), ("updated", &candidate.as_str().into()));
    let shown = |process: &Process, line: &str| metric(&process.registry, &format!("groundswell_{line}"));
    let of = |process: &Process, outcome: &str| shown(process, &format!("feedback_total{{outcome=\"{outcome}\"}}"));
    wait_for("what became of it", || (of(&process, "taken") == 2.0).then_some(()));
    wait_for("what was of nobody", || (of(&process, "unknown_message") == 1.0).then_some(()));
    let dead = |process: &Process| shown(process, "dead_letters_total{reason=\"bad_value\"}") == 1.0;
    wait_for("the dead letter", || dead(&process).then_some(()));
    process.stop().unwrap();
    let process = Process::start(&settings, &BOTH);
    // It joins the candidate that was restored, which still says that it is confirmed.
    customers.write("acme", "kim", 12, "pay now fails for me as well");
    let told = wait_for("a fourth customer", || confirmed(2));
    assert_eq!((&told[1].1["customers"], &told[1].1["confirmed_at"]), (&4.into(), &told[0].1["confirmed_at"]));
    process.stop().unwrap();
}

/// Posts to the receiver that stands beside an embedded broker, here beside a real one.
fn post(at: SocketAddr, body: &str) -> String {
    let mut stream = TcpStream::connect(at).unwrap();
    let head = "POST /v1/feedback HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json";
    write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Says it as a person at a terminal does.
fn typed(settings: &RunSettings, words: &str) {
    let prefix = &settings.kafka.prefix;
    let run = Command::new(env!("CARGO_BIN_EXE_groundswell"))
        .arg("feedback")
        .args(words.split(' '))
        .args(["--tenant", "acme", "--json", "--set", &format!("kafka.bootstrap={}", settings.kafka.bootstrap)])
        .args(["--set", &format!("kafka.prefix={prefix}"), "--set", &format!("sources.feedback={prefix}-feedback")])
        .output()
        .unwrap();
    assert!(run.status.success(), "{words}: {}", String::from_utf8_lossy(&run.stderr));
    let said: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(said["topic"], format!("{prefix}-feedback"));
}

#[test]
fn what_people_say_by_each_route_changes_a_candidate_within_a_second_and_outlives_a_restart() {
    let settings = installation("said");
    let process = Process::start(&settings, &BOTH);
    let customers = Customers::of(&settings);
    customers.three_report("acme");
    let opened = wait_for("a candidate", || candidates(&settings).first().cloned());
    let candidate = opened.1["id"].as_str().unwrap().to_owned();
    let newest = || candidates(&settings).last().cloned().unwrap();
    let publisher = Publisher::new(&settings.kafka).unwrap();
    let topic = |rest: &str| {
        publish(&publisher, "said-feedback", "acme", &format!(r#"{{"tenant":"acme",{rest}}}"#));
    };
    let receiver = Receiver::new(Publisher::new(&settings.kafka).unwrap(), settings.sources.clone(), Clock::System);
    let served = Served { registry: Default::default(), health: Health::default(), receiver: Some(Arc::new(receiver)) };
    let http = serve("127.0.0.1:0".parse().unwrap(), served).unwrap();
    let mut took = Vec::new();
    let mut then = |what: &str, say: &dyn Fn(), done: &dyn Fn(&serde_json::Value) -> bool| {
        let since = Instant::now();
        say();
        wait_for(what, || Some(newest()).filter(|(_, c)| done(c)));
        took.push(since.elapsed());
    };
    let posted = format!(r#""kind":"posted","candidate":"{candidate}""#);
    then("that it is posted", &|| topic(&posted), &|c| c.get("posted_at").is_some());
    let fixed = format!(r#"{{"tenant":"acme","kind":"fixed","candidate":"{candidate}","by":"engineering"}}"#);
    let by_http = || assert!(post(http, &fixed).starts_with("HTTP/1.1 202"));
    then("that it is fixed", &by_http, &|c| c["recovery"]["state"] == "monitoring_fix");
    let by_hand = || typed(&settings, "still-broken --customer eve");
    then("that it is still broken", &by_hand, &|c| c["recovery"]["still_broken"] == 1);
    let works = |who: &str| format!(r#""kind":"working_again","customer":{{"id":"{who}"}}"#);
    then("one confirmation", &|| topic(&works("ann")), &|c| c["recovery"]["confirmed"] == 1);
    // A busy machine may be slow now and then; the topic is read from its beginning each time.
    println!("told after {took:?}");
    assert!(took.iter().any(|t| *t < Duration::from_secs(1)), "{took:?}");
    // What has no form is refused at once, what cannot be done is told to whoever looks.
    let nameless = post(http, r#"{"tenant":"acme","kind":"dismiss","candidate":"c"}"#);
    assert!(nameless.starts_with("HTTP/1.1 400") && nameless.contains("reason"), "{nameless}");
    topic(r#""kind":"dismiss","candidate":"nobody","reason":"spam""#);
    let dead = || {
        let all = read_all(&settings, &Topics::new("said").dead_letters);
        all.into_iter().find(|r| header(r, "__connect.errors.exception.class.name") == "refused")
    };
    let letter = wait_for("the refusal", dead);
    let why = header(&letter, "__connect.errors.exception.message");
    assert!(why.contains("the candidate is not known") && why.contains("said-feedback["), "{why}");
    assert_eq!(letter.key, "acme");
    process.stop().unwrap();
    let process = Process::start(&settings, &BOTH);
    // The word of the one that it is still broken was kept, as was that of the other.
    topic(&works("ben"));
    wait_for("two confirmations", || Some(newest()).filter(|(_, c)| c["recovery"]["confirmed"] == 2));
    assert_eq!((newest().1["recovery"]["state"].as_str(), newest().0.as_str()), (Some("monitoring_fix"), "updated"));
    topic(&works("eve"));
    let (event, c) = wait_for("the end", || Some(newest()).filter(|(_, c)| c["recovery"]["state"] == "resolved"));
    assert_eq!((event.as_str(), c["recovery"]["route"].as_str()), ("resolved", Some("confirmed")));
    assert_eq!((c["id"].as_str(), &c["recovery"]["confirmed"]), (Some(candidate.as_str()), &3.into()));
    process.stop().unwrap();
}

#[test]
fn a_dismissed_candidate_ends_and_one_goes_over_into_another() {
    let mut settings = settings("ends", 2);
    with_catalogue(&mut settings, "acme", &[("checkout", "pay now"), ("login", "sign in")]);
    make_topics(&settings, 1);
    groundswell::kafka::publish_files(&settings).unwrap();
    let process = Process::start(&settings, &BOTH);
    let customers = Customers::of(&settings);
    let publisher = Publisher::new(&settings.kafka).unwrap();
    let say = |record: &str| publish(&publisher, "ends-feedback", "acme", record);
    customers.three_report("acme");
    let of = |feature: &'static str| {
        move |all: Vec<(String, serde_json::Value)>| all.into_iter().rev().find(|(_, c)| c["feature"] == feature)
    };
    let checkout = wait_for("a candidate", || of("checkout")(candidates(&settings)));
    for (minute, customer) in ["kim", "lea", "max"].into_iter().enumerate() {
        customers.write("acme", customer, minute as i64, "the sign in does not work, error 500");
    }
    let login = wait_for("another", || of("login")(candidates(&settings)));
    let id = |c: &(String, serde_json::Value)| c.1["id"].as_str().unwrap().to_owned();
    let (from, into) = (id(&login), id(&checkout));
    say(&format!(r#"{{"tenant":"acme","kind":"merge","candidate":"{from}","into":"{into}"}}"#));
    let merged = wait_for("the merging", || of("login")(candidates(&settings)).filter(|(event, _)| event == "merged"));
    assert_eq!(merged.1["recovery"]["merged_into"], into.as_str());
    wait_for("six customers", || of("checkout")(candidates(&settings)).filter(|(_, c)| c["customers"] == 6));
    let dismiss = format!(
        r#"{{"tenant":"acme","kind":"dismiss","candidate":"{into}","reason":"known","note":"ann@shop.example"}}"#
    );
    say(&dismiss);
    let ended = wait_for("the end", || of("checkout")(candidates(&settings)).filter(|(event, _)| event == "dismissed"));
    let why = serde_json::json!({"reason": "known", "note": "[email]"});
    assert_eq!((&ended.1["recovery"]["dismissed"], ended.1["recovery"]["route"].as_str()), (&why, Some("dismissed")));
    process.stop().unwrap();
}

#[test]
fn reports_split_off_and_people_who_are_one_or_two_change_a_candidate_and_outlive_a_restart() {
    let settings = installation("apart");
    let process = Process::start(&settings, &BOTH);
    let customers = Customers::of(&settings);
    customers.three_report("acme");
    customers.write("acme", "kim", 12, "after pay now the receipt page stays empty");
    customers.write("acme", "lea", 12, "my receipt is an empty page, pay now took the money, it fails");
    let all = wait_for("five customers", || candidates(&settings).into_iter().find(|(_, c)| c["customers"] == 5));
    let first = all.1["id"].as_str().unwrap().to_owned();
    let of = |id: &str| candidates(&settings).into_iter().rev().find(|(_, c)| c["id"] == id);
    let receiver = Receiver::new(Publisher::new(&settings.kafka).unwrap(), settings.sources.clone(), Clock::System);
    let served = Served { registry: Default::default(), health: Health::default(), receiver: Some(Arc::new(receiver)) };
    let http = serve("127.0.0.1:0".parse().unwrap(), served).unwrap();
    let since = Instant::now();
    let split =
        format!(r#"{{"tenant":"acme","kind":"split","candidate":"{first}","messages":["acme-kim-12","acme-lea-12"]}}"#);
    assert!(post(http, &split).starts_with("HTTP/1.1 202"));
    let (event, other) =
        wait_for("the other candidate", || candidates(&settings).into_iter().find(|(_, c)| c["id"] != first.as_str()));
    println!("split after {:?}", since.elapsed());
    assert_eq!((event.as_str(), &other["customers"], &other["messages"]), ("opened", &2.into(), &2.into()));
    assert_eq!((&other["beside"]["candidate"], &other["evidence"]["rule"]), (&first.as_str().into(), &"split".into()));
    let other = other["id"].as_str().unwrap().to_owned();
    wait_for("three who stay", || of(&first).filter(|(_, c)| c["customers"] == 3 && c["messages"] == 3));
    let since = Instant::now();
    typed(&settings, "same-person --customer ben --other eve");
    wait_for("two of them being one", || of(&first).filter(|(_, c)| c["customers"] == 2 && c["messages"] == 3));
    println!("same person after {:?}", since.elapsed());
    process.stop().unwrap();

    let process = Process::start(&settings, &BOTH);
    let publisher = Publisher::new(&settings.kafka).unwrap();
    let say = |rest: &str| publish(&publisher, "apart-feedback", "acme", &format!(r#"{{"tenant":"acme",{rest}}}"#));
    customers.write("acme", "eve", 13, "pay now still fails with an error");
    customers.write("acme", "nina", 13, "pay now does not work, error 500");
    // Eve is Ben after the restart as well; Kim and Lea have left.
    let joined = |customers: u32, messages: u32| {
        of(&first).filter(|(_, c)| c["customers"] == customers && c["messages"] == messages)
    };
    wait_for("a third customer", || joined(3, 5));
    say(&format!(r#""kind":"confirm","candidate":"{other}""#));
    let confirmed = wait_for("the confirmation", || of(&other).filter(|(_, c)| c.get("confirmed_at").is_some()));
    assert_eq!((&confirmed.1["customers"], confirmed.0.as_str()), (&2.into(), "updated"));
    say(r#""kind":"two_people","customer":{"id":"ben"},"other":{"id":"eve"}"#);
    let taken = || metric(&process.registry, "groundswell_feedback_total{outcome=\"taken\"}");
    wait_for("that they are two", || (taken() == 2.0).then_some(()));
    customers.write("acme", "eve", 11, "pay now fails, third time that I write, error 500");
    wait_for("Eve as somebody of her own", || joined(4, 6));
    process.stop().unwrap();
}
