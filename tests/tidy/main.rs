//! Holds every source file to the house: which room may use what, what a pure room must not touch,
//! how large things may grow, and that each room says what it is for. Each check is first shown to
//! fail on a small piece of source that breaks it.

mod floors;
mod paths;
mod rules;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

/// One source file, read and parsed.
pub(crate) struct Source {
    /// Path below the project, with forward slashes.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
    /// The same, parsed.
    pub(crate) tree: syn::File,
    /// Its place in the module tree: room first; empty for lib.rs.
    pub(crate) module: Vec<String>,
}

impl Source {
    /// Reads a piece of source as if it stood at `path`.
    ///
    /// # Panics
    /// Where it is no Rust.
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let tree = syn::parse_file(text).unwrap_or_else(|e| panic!("{path}: {e}"));
        Self { path: path.to_owned(), text: text.to_owned(), tree, module: module_of(path) }
    }

    /// The room it belongs to: the first part of its module path, `main` for main.rs, `lib` for lib.rs.
    pub(crate) fn room(&self) -> &str {
        self.module.first().map_or("lib", String::as_str)
    }
}

/// The module path a file below src/ stands for.
fn module_of(path: &str) -> Vec<String> {
    let inner = path.strip_prefix("src/").unwrap_or(path);
    let stem = inner.strip_suffix(".rs").unwrap_or(inner);
    let mut parts: Vec<String> = stem.split('/').map(str::to_owned).collect();
    if parts.last().is_some_and(|p| p == "mod" || p == "lib") {
        parts.pop();
    }
    parts
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn collect(dir: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Every Rust file below these folders, in order of path.
fn sources(dirs: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    for dir in dirs {
        collect(&root().join(dir), &mut found);
    }
    found.sort();
    let read = |path: &PathBuf| {
        let name = path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{name}: {e}"));
        Source::new(&name, &text)
    };
    found.iter().map(read).collect()
}

fn hold(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{} complaint(s):\n  {}\n", complaints.len(), complaints.join("\n  "));
}

#[test]
fn rooms_use_only_what_lies_below_them() {
    let src = sources(&["src"]);
    assert!(src.len() > 20, "the walk found {} files only", src.len());
    hold(&floors::check(&src));
}

#[test]
fn modules_of_a_room_do_not_go_in_circles() {
    hold(&floors::circles(&sources(&["src"])));
}

#[test]
fn files_and_functions_stay_small() {
    hold(&sources(&["src", "tests", "benches"]).iter().flat_map(rules::sizes).collect::<Vec<_>>());
}

#[test]
fn every_room_says_what_it_is_for() {
    hold(&sources(&["src"]).iter().flat_map(rules::docs).collect::<Vec<_>>());
}

#[test]
fn lints_are_expected_with_a_reason_never_allowed() {
    hold(&sources(&["src", "tests", "benches"]).iter().flat_map(rules::attributes).collect::<Vec<_>>());
}

#[test]
fn no_module_is_called_core() {
    hold(&sources(&["src"]).iter().flat_map(rules::module_names).collect::<Vec<_>>());
}

#[test]
fn every_pure_room_denies_clocks_and_std_floats() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    hold(&rules::purity_denied(&Source::new("src/lib.rs", &lib)));
}

#[test]
fn the_table_of_the_docs_is_this_one() {
    let page = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    assert!(page.contains(&table::markdown()), "docs/architecture.md must contain\n\n{}", table::markdown());
}
