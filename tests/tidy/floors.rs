//! Who uses whom: rooms only what lies below them, modules of a room without circles, crates as the
//! table says.

use std::collections::{BTreeMap, BTreeSet};

use crate::Source;
use crate::paths::{self, Named};
use crate::table::{self, IMPURE, Room};

/// Holds every use of a room, a crate or a part of std against the table.
pub(crate) fn check(sources: &[Source]) -> Vec<String> {
    let crates = dependencies();
    let tests = test_modules(sources);
    let mut complaints = Vec::new();
    for source in sources {
        if source.room() == "lib" {
            complaints.extend(only_modules(source));
            continue;
        }
        let Some(room) = table::room(source.room()) else {
            complaints.push(format!("{}: no room of the table", source.path));
            continue;
        };
        let in_test_file = tests.iter().any(|t| source.module.starts_with(t));
        for named in paths::named(source) {
            let test = named.test || in_test_file;
            if let Some(why) = judge(room, &named, test, &crates) {
                complaints.push(format!("{}:{}: {} {why}", source.path, named.line, named.text()));
            }
        }
    }
    complaints
}

/// Why a room must not name that, if it must not.
fn judge(room: &Room, named: &Named, test: bool, crates: &BTreeSet<String>) -> Option<String> {
    let first = named.path.first()?.as_str();
    if first == "crate" {
        let target = named.path.get(1)?;
        return match table::room(target) {
            None => Some("is no room of the table".to_owned()),
            Some(t) if t.name == room.name || t.floor < room.floor => None,
            Some(t) => Some(format!(
                "stands on floor {}: {} on floor {} uses only lower floors",
                t.floor, room.name, room.floor
            )),
        };
    }
    if test {
        return None;
    }
    if room.pure && impure(&named.text()) {
        return Some(format!("touches the world: {} is pure", room.name));
    }
    let krate = if matches!(first, "core" | "alloc") { "std" } else { first };
    let outside = krate == "std" || crates.contains(krate);
    (outside && !table::may_use(room, krate)).then(|| format!("is not among the crates of {}", room.name))
}

/// Whether a path names, or by a glob could name, what a pure room must not touch.
fn impure(path: &str) -> bool {
    let path = path.replacen("core::", "std::", usize::from(path.starts_with("core::")));
    let glob = path.strip_suffix('*');
    IMPURE.iter().any(|ban| {
        let names = path.strip_prefix(ban).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
        names || glob.is_some_and(|before| ban.starts_with(before))
    })
}

/// lib.rs declares the rooms and nothing else.
fn only_modules(source: &Source) -> Vec<String> {
    let complain = |item: &syn::Item| {
        let syn::Item::Mod(m) = item else { return Some(format!("{}: holds more than the rooms", source.path)) };
        let known = table::room(&m.ident.to_string()).is_some();
        (!known).then(|| format!("{}: module {} is no room of the table", source.path, m.ident))
    };
    source.tree.items.iter().filter_map(complain).collect()
}

/// Crates named in Cargo.toml, as Rust writes them.
fn dependencies() -> BTreeSet<String> {
    let text = std::fs::read_to_string(crate::root().join("Cargo.toml")).unwrap_or_default();
    let manifest: toml::Table = text.parse().unwrap_or_else(|e| panic!("Cargo.toml: {e}"));
    let names = ["dependencies", "dev-dependencies"].into_iter().filter_map(|s| manifest.get(s)?.as_table());
    names.flat_map(|t| t.keys().map(|k| k.replace('-', "_"))).collect()
}

/// Module paths of the files declared as `#[cfg(test)] mod x;`.
fn test_modules(sources: &[Source]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for source in sources {
        for item in &source.tree.items {
            if let syn::Item::Mod(m) = item
                && m.content.is_none()
                && paths::is_test(&m.attrs)
            {
                found.push([source.module.clone(), vec![m.ident.to_string()]].concat());
            }
        }
    }
    found
}

/// Circles among the files of a room. A parent and its child may name each other; siblings may not.
pub(crate) fn circles(sources: &[Source]) -> Vec<String> {
    let tests = test_modules(sources);
    let files: BTreeSet<Vec<String>> = sources.iter().map(|s| s.module.clone()).filter(|m| !m.is_empty()).collect();
    let passed_on = reexports(sources);
    let mut edges: BTreeMap<Vec<String>, BTreeSet<Vec<String>>> = BTreeMap::new();
    for source in sources.iter().filter(|s| !tests.iter().any(|t| s.module.starts_with(t))) {
        for named in paths::named(source).into_iter().filter(|n| !n.test) {
            let path = passed_on.get(&named.path).unwrap_or(&named.path);
            let target = (1..path.len()).rev().map(|n| path[1..=n].to_vec()).find(|m| files.contains(m));
            let Some(target) = target else { continue };
            let kin = target.starts_with(&source.module) || source.module.starts_with(&target);
            if !kin && target[0] == source.module.first().cloned().unwrap_or_default() {
                edges.entry(source.module.clone()).or_default().insert(target);
            }
        }
    }
    let mut complaints = Vec::new();
    for (from, uses) in &edges {
        for to in uses.iter().filter(|to| reaches(&edges, to, from)) {
            complaints.push(format!("{} uses {}, which leads back to it", from.join("::"), to.join("::")));
        }
    }
    complaints
}

/// Whether `to` can be reached from `from` in one step or more.
fn reaches(edges: &BTreeMap<Vec<String>, BTreeSet<Vec<String>>>, from: &Vec<String>, to: &Vec<String>) -> bool {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&Vec<String>> = edges.get(from).into_iter().flatten().collect();
    while let Some(next) = open.pop() {
        if next == to {
            return true;
        }
        if seen.insert(next) {
            open.extend(edges.get(next).into_iter().flatten());
        }
    }
    false
}

/// Names a module passes on from elsewhere (`pub use`), by the path under which they are seen.
fn reexports(sources: &[Source]) -> BTreeMap<Vec<String>, Vec<String>> {
    let mut found = BTreeMap::new();
    for source in sources {
        let mut public = Source::new(&source.path, "");
        let passes_on = |i: &&syn::Item| matches!(i, syn::Item::Use(u) if !matches!(u.vis, syn::Visibility::Inherited));
        let modules = |i: &&syn::Item| matches!(i, syn::Item::Mod(_));
        public.tree.items = source.tree.items.iter().filter(|i| passes_on(i) || modules(i)).cloned().collect();
        for named in paths::named(&public) {
            let here = std::iter::once("crate".to_owned()).chain(source.module.iter().cloned());
            let seen: Vec<String> = here.chain(named.path.last().cloned()).collect();
            found.insert(seen, named.path);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{check, circles};
    use crate::Source;

    fn complaints(path: &str, text: &str) -> usize {
        check(&[Source::new(path, text)]).len()
    }

    #[test]
    fn a_room_above_or_beside_is_refused() {
        for text in [
            "use crate::kafka::Worker;",
            "use crate::{ids::TenantId, engine::Engine};",
            "use super::super::pipeline;",
            "fn f() { crate::wire::journal::read(); }",
            "fn f() { vec![crate::wire::VERSION]; }",
            "use crate::cluster::Window;",
            "use crate::nowhere::X;",
            "use crate::*;",
            "#[serde(with = \"crate::wire::x\")] struct S { a: u8 }",
            "#[cfg(test)] mod tests { use crate::engine::Engine; }",
        ] {
            assert!(complaints("src/rank/deep.rs", text) > 0, "{text}");
        }
        assert_eq!(
            complaints("src/rank/deep.rs", "use crate::monitor::Health; use super::Rank; use crate::rank::X;"),
            0
        );
        assert_eq!(complaints("src/elsewhere.rs", ""), 1, "a file outside the rooms");
        assert_eq!(complaints("src/main.rs", "use groundswell::cli::run; fn main() { groundswell::kafka::go(); }"), 0);
        assert_eq!(complaints("src/lib.rs", "pub mod rank; pub mod elsewhere; fn f() {}"), 2);
    }

    #[test]
    fn a_pure_room_touches_nothing() {
        for text in [
            "use std::fs;",
            "use std::time::Instant;",
            "use std::time; fn f() { time::SystemTime::now(); }",
            "use std as s; fn f() { s::env::var(\"X\"); }",
            "use std::time::*;",
            "use std::*;",
            "fn f() { std::thread::sleep(d); }",
            "fn f() { println!(\"{}\", std::process::id()); }",
            "use core::time as t; use std::net::SocketAddr;",
            "fn f() { jiff::Timestamp::now(); }",
            "use jiff::Timestamp as T; fn f() { T::now(); }",
            "use std::{io::Write, fmt};",
            "extern crate tokio;",
            "use tracing::info;",
            "use serde_json::Value;",
            "use tokio::sync::mpsc;",
            "use rdkafka::*;",
        ] {
            assert!(complaints("src/candidate/deep.rs", text) > 0, "{text}");
        }
        for text in [
            "use std::{collections::BTreeMap, fmt, time::Duration};",
            "use jiff::Timestamp;",
            "use serde::Serialize; fn f() { libm::log(1.0); }",
            "#[cfg(test)] mod tests { use std::time::Instant; use proptest::prelude::*; fn f() { std::fs::read(p); } }",
            "fn f() { let tokio = 1; Vec::new(); Self::config::x(); }",
        ] {
            assert_eq!(complaints("src/candidate/deep.rs", text), 0, "{text}");
        }
    }

    #[test]
    fn crates_belong_to_their_rooms() {
        assert_eq!(complaints("src/kafka/worker.rs", "use rdkafka::X; use tracing::info; use std::thread;"), 0);
        assert_eq!(complaints("src/wire/mod.rs", "use serde_json::Value; use schemars::JsonSchema;"), 0);
        assert_eq!(complaints("src/http/mod.rs", "use rdkafka::X;"), 1);
        assert_eq!(complaints("src/wire/mod.rs", "use tracing::info;"), 1);
        assert_eq!(complaints("src/ids.rs", "use hmac::Mac; use sha2::Digest;"), 0);
    }

    #[test]
    fn a_file_declared_for_tests_is_free() {
        let parent = Source::new("src/engine/mod.rs", "#[cfg(test)] mod tests; pub mod apply;");
        let text = "use std::time::Instant; use proptest::prelude::*;";
        let child = Source::new("src/engine/tests.rs", text);
        assert!(check(&[parent, child]).is_empty());
        assert_eq!(check(&[Source::new("src/engine/apply.rs", text)]).len(), 1 + 1);
    }

    #[test]
    fn siblings_in_a_circle_are_found() {
        let file = |path: &str, text: &str| Source::new(path, text);
        let a = || file("src/engine/a.rs", "use super::b::B;");
        let b_back = file("src/engine/b.rs", "use crate::engine::c::C;");
        let c_back = file("src/engine/c.rs", "use super::A;");
        let parent = || file("src/engine/mod.rs", "mod a; mod b; mod c; pub use a::A; pub use b::B;");
        assert_eq!(circles(&[parent(), a(), b_back, c_back]).len(), 3, "one of them through the parent's pub use");
        let b = file("src/engine/b.rs", "use super::Engine;");
        let c = file("src/engine/c.rs", "use super::{A, B};");
        assert!(circles(&[parent(), a(), b, c]).is_empty());
    }
}
