//! Holds the pages, the container files and the program against each other: every command that is
//! shown exists with its flags, every link leads somewhere, every setting that is set is one.

mod commands;
mod containers;
mod held;

use std::fs;
use std::path::Path;
use std::process::Command;

use commands::Shown;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the project.
///
/// # Panics
/// Where it is not there.
fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// README.md and everything in docs/.
fn pages() -> Vec<(String, String)> {
    let docs = fs::read_dir(root().join("docs")).unwrap_or_else(|e| panic!("docs: {e}"));
    let names = docs.flatten().map(|d| format!("docs/{}", d.file_name().to_string_lossy()));
    let mut pages: Vec<_> = names.filter(|n| n.ends_with(".md")).chain(["README.md".to_owned()]).collect();
    pages.sort();
    pages.into_iter().map(|p| (p.clone(), text(&p))).collect()
}

/// What the program says to `--help` behind these words.
///
/// # Errors
/// Where there is no such command.
fn help(words: &[&str]) -> Result<String, String> {
    let run = Command::new(env!("CARGO_BIN_EXE_groundswell")).args(words).arg("--help").output();
    let run = run.unwrap_or_else(|e| panic!("the program cannot be started: {e}"));
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    if run.status.success() && !said.is_empty() { Ok(said) } else { Err(format!("no command {}", words.join(" "))) }
}

fn hold(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{} complaint(s):\n  {}\n", complaints.len(), complaints.join("\n  "));
}

#[test]
fn every_command_of_the_pages_exists() {
    let mut complaints = Vec::new();
    let mut seen = 0;
    for (page, text) in pages() {
        for shown in commands::in_blocks(&text).into_iter().chain(commands::in_words(&text)) {
            seen += 1;
            complaints.extend(commands::check(&shown, &help).into_iter().map(|c| format!("{page}: {c}")));
        }
    }
    assert!(seen > 10, "only {seen} commands were found");
    hold(&complaints);
}

#[test]
fn every_link_leads_somewhere() {
    let mut complaints = Vec::new();
    for (page, text) in pages() {
        let folder = root().join(&page).parent().unwrap_or(root()).to_owned();
        let dead = commands::links(&text).into_iter().filter(|l| !folder.join(l).exists());
        complaints.extend(dead.map(|l| format!("{page}: {l} leads nowhere")));
    }
    hold(&complaints);
}

#[test]
fn the_readme_has_its_two_commands() {
    let blocks = commands::in_blocks(&text("README.md"));
    let lines: Vec<&str> = blocks.iter().map(|s| s.line.as_str()).collect();
    assert!(lines.contains(&"cargo run --release -- demo"), "{lines:?}");
    assert!(lines.contains(&"scripts/test"), "{lines:?}");
    assert!(text(".ci/run").contains("scripts/test"), "continuous integration runs the second one");
}

#[test]
fn the_example_passes_the_commands_shown_for_it() {
    for words in [&["validate", "--config"][..], &["config", "show", "--origin", "--config"]] {
        let folder = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(root().join("config/example")).unwrap().flatten() {
            fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
        }
        fs::write(folder.path().join("groundswell.key"), [7; 32]).unwrap();
        let run = Command::new(env!("CARGO_BIN_EXE_groundswell")).args(words).arg(folder.path()).output().unwrap();
        // A finding (1) is no mistake: the example has a feature that no probe covers.
        let good = run.status.code().is_some_and(|c| c <= 1) && !run.stdout.is_empty();
        assert!(good, "{words:?}: {}\n{}", run.status, String::from_utf8_lossy(&run.stderr));
    }
}

#[test]
fn the_examples_fit_their_schemas() {
    let examples = commands::examples(&text("docs/integrate.md"));
    assert_eq!(
        examples.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["message.v1", "observation.v1", "change.v1", "feedback.v1"]
    );
    for (name, example) in examples {
        hold(&commands::misfits(&example, &text(&format!("schemas/{name}.json"))));
    }
}

#[test]
fn every_kind_of_feedback_is_shown_as_it_is_read() {
    let page = text("docs/integrate.md");
    let lines = page.lines().filter(|line| line.starts_with("{ ") && line.contains("\"kind\""));
    let mut kinds = std::collections::BTreeSet::new();
    for line in lines {
        let read = groundswell::wire::feedback::read(line.as_bytes(), &groundswell::wire::feedback::anybody);
        read.unwrap_or_else(|e| panic!("{line}: {e}"));
        let doc: serde_json::Value = serde_json::from_str(line).unwrap();
        kinds.insert(doc["kind"].as_str().unwrap().to_owned());
    }
    assert_eq!(kinds, groundswell::wire::feedback::KINDS.map(str::to_owned).into());
}

#[test]
fn metrics_of_the_pages_and_of_the_program_are_the_same() {
    let mut sources = Vec::new();
    for room in ["kafka", "http"] {
        commands::files(&root().join("src").join(room), &mut sources);
    }
    let code: String = sources.iter().map(|p| fs::read_to_string(p).unwrap_or_default()).collect();
    let made = commands::metrics(&code, '"');
    assert!(made.len() > 5, "{made:?}");
    assert_eq!(commands::metrics(&text("docs/operate.md"), ' '), made);
}

#[test]
fn the_compose_file_fits_the_program() {
    let file = text("docker-compose.yml");
    hold(&containers::compose(&file, &text("config/groundswell.toml")));
    let commands: Vec<Shown> = containers::commands(&file);
    assert!(commands.len() >= 2, "{commands:?}");
    hold(&commands.iter().flat_map(|c| commands::check(c, &help)).collect::<Vec<_>>());
}

#[test]
fn the_dockerfile_fits_the_program() {
    let file = text("Dockerfile");
    hold(&containers::dockerfile(&file, &text("rust-toolchain.toml"), &text("Cargo.toml"), &|p| {
        root().join(p).exists()
    }));
    let commands = containers::commands(&file);
    assert_eq!(commands.len(), 1, "{commands:?}");
    hold(&commands.iter().flat_map(|c| commands::check(c, &help)).collect::<Vec<_>>());
}

#[test]
fn the_candidates_of_the_page_are_those_that_the_program_prints() {
    let page = text("docs/candidate.md");
    let blocks = commands::in_blocks(&page);
    let [shown] = blocks.as_slice() else { panic!("{blocks:?}") };
    let run = Command::new(env!("CARGO_BIN_EXE_groundswell"))
        .current_dir(root())
        .env_clear()
        .args(shown.line.split_whitespace().skip(1))
        .output()
        .unwrap();
    let (printed, outputs) = (String::from_utf8_lossy(&run.stdout).into_owned(), held::outputs(&page));
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(held::lines(&outputs.concat()), held::lines(&printed), "docs/candidate.md shows\n\n{printed}");
    for rank in ["RANK 1", "RANK 2", "RANK 3", "RANK 4"] {
        assert!(outputs.iter().any(|o| o.contains(rank)), "{rank}");
    }
    let labels: Vec<String> = outputs.iter().flat_map(|o| held::labels(o)).collect();
    assert!(labels.len() > 20, "{labels:?}");
    let unsaid = labels.into_iter().filter(|label| !page.contains(&format!("- **{label}")));
    hold(&unsaid.map(|label| format!("docs/candidate.md: {label} is not explained")).collect::<Vec<_>>());
}

#[test]
fn every_requirement_names_where_it_lives_and_what_tests_it() {
    let pages = fs::read_dir(root().join("tests/timelines")).unwrap().flatten();
    let mut pages: Vec<String> = pages.map(|p| p.file_name().to_string_lossy().into_owned()).collect();
    pages.retain(|name| name.ends_with(".txt"));
    pages.sort();
    hold(&held::requirements(&text("docs/requirements.md"), &pages, &|p| root().join(p).is_file()));
}
