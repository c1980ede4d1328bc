//! `groundswell watch` in a shell script, as a pipeline runs it, by each of its exit codes.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use groundswell::kafka::{Clock, Publisher};
use groundswell::load::run::RunSettings;
use groundswell::time::{Span, Timestamp};

use crate::helper::*;

/// Whole days of ordinary reports before the deploys.
const DAYS: i64 = 8;
/// One of them comes every so many minutes.
const EVERY_MIN: i64 = 20;

/// The step of a pipeline, begun; it waits so long.
fn begin(config: &Path, folder: &Path, (change, time): (&str, &str)) -> Child {
    Command::new("sh")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kafka/after_deploy.sh"))
        .args([change, time, "--tenant", "acme", "--config"])
        .arg(config)
        .env("GROUNDSWELL", env!("CARGO_BIN_EXE_groundswell"))
        .env("VERDICTS", folder.join(change))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// How it ended: the exit code, what the script said, what the program said last.
fn end(step: Child, folder: &Path, change: &str) -> (Option<i32>, String, serde_json::Value) {
    let output = step.wait_with_output().unwrap();
    let verdicts = std::fs::read_to_string(folder.join(change)).unwrap();
    let last = verdicts.lines().last().map_or(serde_json::Value::Null, |l| serde_json::from_str(l).unwrap());
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    println!("{change}: {said}\n{}{last:#}", String::from_utf8_lossy(&output.stderr));
    (output.status.code(), said, last)
}

/// Tells of ordinary days, and of twenty customers within half an hour that begins `burst` ago.
fn tell(settings: &RunSettings, now: Timestamp, burst: Span) -> usize {
    let began = now - Span::from_days(DAYS);
    let ordinary = (0..DAYS * 24 * 60 / EVERY_MIN).map(|i| began + Span::from_mins(i * EVERY_MIN));
    let bursting = (0..20).map(|i| now - burst + Span::from_secs(i * 90));
    let mut all: Vec<Timestamp> = ordinary.chain(bursting).collect();
    all.sort();
    let publisher = Publisher::new(&settings.kafka).unwrap();
    let send = |(i, at): (usize, &Timestamp)| {
        let text = "pay now does nothing, I get an error 500";
        let body = message(&format!("m{i}"), "acme", &format!("c{i}"), *at, text);
        publisher.send(&settings.sources[0].topic, "acme", Some(body.as_bytes()), Some(*at)).unwrap()
    };
    let sent: Vec<_> = all.iter().enumerate().map(send).collect();
    sent.into_iter().for_each(|s| s.wait().unwrap());
    all.len()
}

#[test]
fn a_pipeline_goes_by_what_customers_report_after_its_deploy() {
    let settings = installation("watch");
    let process = Process::start(&settings, &BOTH);
    let (now, folder) = (Clock::System.now(), tempfile::tempdir().unwrap());
    let config = crate::story::config_file(folder.path(), &settings);
    let messages = tell(&settings, now, Span::from_hours(5));
    let mut read = crate::story::verdicts(&settings);
    let mut seen = 0;
    wait_for("a verdict for each message", || {
        seen = read();
        (seen >= messages).then_some(())
    });
    // Begun before anybody knows of the deploys.
    let waits = [("calm", "100s"), ("broken", "100s"), ("quiet", "100s"), ("never", "3s")];
    let steps = waits.map(|wait| (wait.0, begin(&config, folder.path(), wait)));
    let publisher = Publisher::new(&settings.kafka).unwrap();
    let deploy = |id: &str, ago: Span, features: &str| {
        let time = now - ago;
        let body = format!(
            r#"{{"tenant":"acme","id":"{id}","time":"{time}","kind":"deploy","service":"web","features":[{features}],"summary":"web 4.18"}}"#
        );
        publish(&publisher, "watch-changes", "acme", &body);
    };
    deploy("calm", Span::from_hours(9), r#""checkout""#);
    deploy("broken", Span::from_hours(5), r#""checkout""#);
    deploy("quiet", Span::from_hours(9), r#""invoices""#);
    let ended: Vec<_> = steps.into_iter().map(|(change, step)| end(step, folder.path(), change)).collect();
    let codes: Vec<_> = ended.iter().map(|(code, said, _)| (code.unwrap(), said.split(':').next().unwrap())).collect();
    assert_eq!(codes, [(0, "no evidence of failure"), (1, "failing"), (5, "too few to say"), (6, "not seen")]);
    let [calm, broken, quiet, never] = [0, 1, 2, 3].map(|i| &ended[i].2);
    for (doc, verdict) in [(calm, "no_evidence_of_failure"), (broken, "failing"), (quiet, "too_few_to_say")] {
        assert_eq!((&doc["verdict"], &doc["final"]), (&verdict.into(), &true.into()));
    }
    assert!(calm["features"][0]["power"].as_f64().unwrap() > 0.8);
    assert!(broken["features"][0]["customers"].as_u64().unwrap() >= 20);
    assert!(never.is_null(), "nothing is printed of what nobody knows");
    let shown =
        |verdict: &str| metric(&process.registry, &format!("groundswell_watches_total{{verdict=\"{verdict}\"}}"));
    wait_for("the metric", || (shown("failing") == 1.0 && shown("too_few_to_say") == 1.0).then_some(()));
    process.stop().unwrap();
}
