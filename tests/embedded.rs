//! A newcomer's first try, as README.md shows it: the embedded broker, three complaints by curl, and
//! the candidate on the terminal. Nothing is installed, nothing is kept.

#![expect(clippy::unwrap_used, reason = "a test fails where it must not go on")]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Longest wait for anything: far above what a busy machine needs.
const PATIENCE: Duration = Duration::from_secs(120);

struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The lines of a stream, as they come.
fn lines(stream: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if tell.send(line).is_err() {
                return;
            }
        }
    });
    told
}

fn wait_for(lines: &Receiver<String>, wanted: &str) -> String {
    loop {
        let line = lines.recv_timeout(PATIENCE).unwrap_or_else(|e| panic!("waited in vain for {wanted:?}: {e}"));
        if line.contains(wanted) {
            return line;
        }
    }
}

fn program(arguments: &[&str]) -> (Program, Receiver<String>, Receiver<String>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_groundswell"))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (out, error) = (lines(child.stdout.take().unwrap()), lines(child.stderr.take().unwrap()));
    (Program(child), out, error)
}

#[test]
fn three_complaints_by_curl_are_one_candidate_on_the_terminal() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    for file in ["groundswell.toml", "catalogue.toml", "probes.toml", "tiers.csv"] {
        std::fs::copy(root.join("config/example").join(file), folder.path().join(file)).unwrap();
    }
    let config = folder.path().to_str().unwrap();
    let arguments = ["run", "--embedded", "--config", config, "--set", "http.listen=127.0.0.1:0"];
    let (_program, out, error) = program(&arguments);
    let listening = wait_for(&error, "http://127.0.0.1:");
    let at = listening.split_whitespace().next().unwrap();
    let posted = Command::new(root.join("scripts/three-complaints")).arg(at).output().unwrap();
    assert!(posted.status.success(), "{posted:?}");
    assert_eq!(String::from_utf8_lossy(&posted.stdout).matches("{\"published\":1}").count(), 3);
    wait_for(&out, "RANK 2  Customers report what monitoring does not");
    wait_for(&out, "3 distinct customers");
    let slip = r#"{"id":"m","tenant":"acme","occurred_at":"2026-03-09T14:02:00Z","text":"hi","custmer":{"id":"c"}}"#;
    let messages = format!("{at}/v1/messages");
    let post = ["--silent", "--header", "content-type: application/json", "--data", slip, &messages];
    assert!(Command::new("curl").args(post).output().unwrap().status.success());
    let told = wait_for(&error, "custmer");
    assert!(told.contains("is customer meant?") && told.contains("WARN"), "{told}");
}

#[test]
fn the_demo_shows_its_candidate_and_how_it_ends() {
    let (mut program, out, _) = program(&["demo", "--speed", "300"]);
    wait_for(&out, "RANK 2  Customers report what monitoring does not");
    wait_for(&out, "resolved: checkout");
    wait_for(&out, "That was the story");
    assert!(program.0.wait().unwrap().success());
}
