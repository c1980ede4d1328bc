//! The table of rooms: who stands on which floor, who is pure, who may use which crate. The page
//! docs/architecture.md shows this very table.

/// One room.
pub(crate) struct Room {
    /// Its folder or file below src/, and the first part of its module path.
    pub(crate) name: &'static str,
    /// It uses only rooms on lower floors.
    pub(crate) floor: u8,
    /// No clock, file, environment, randomness, thread or network.
    pub(crate) pure: bool,
    /// What lives there.
    pub(crate) holds: &'static str,
    /// Crates it may use beside those of every room.
    pub(crate) crates: &'static [&'static str],
}

const fn pure(floor: u8, name: &'static str, holds: &'static str, crates: &'static [&'static str]) -> Room {
    Room { name, floor, pure: true, holds, crates }
}

const fn shell(floor: u8, name: &'static str, holds: &'static str, crates: &'static [&'static str]) -> Room {
    Room { name, floor, pure: false, holds, crates }
}

/// From the top down.
pub(crate) const ROOMS: &[Room] = &[
    shell(12, "main", "arguments to settled settings to one command", &["clap", "mimalloc"]),
    shell(
        11,
        "cli",
        "one file a command; what a person reads in the terminal",
        &["clap", "miette", "serde_json", "tokio", "tracing_subscriber"],
    ),
    shell(10, "http", "metrics, health, canonical records over HTTP", &["axum", "prometheus", "serde_json", "tokio"]),
    shell(
        9,
        "kafka",
        "moves bytes and commits: workers, transactions, restore",
        &["rdkafka", "prometheus", "postcard"],
    ),
    shell(8, "load", "files and environment into validated settings", &["toml", "miette", "serde_json"]),
    pure(7, "pipeline", "source record to journal record, journal record to outputs", &["serde_json"]),
    pure(
        6,
        "wire",
        "the serialized form of every topic",
        &["compact_str", "memchr", "postcard", "schemars", "serde_json", "strsim"],
    ),
    pure(5, "engine", "one tenant: apply, wakeups, limits, snapshot", &["brotli", "foldhash", "postcard"]),
    pure(4, "candidate", "an episode: evidence, gap, recovery, drafts, postmortem", &[]),
    pure(3, "cluster", "which feature, windows, baseline, surge", &["compact_str", "strsim"]),
    pure(3, "rank", "the signal hierarchy", &[]),
    pure(
        2,
        "signal",
        "a message understood: text, problem, onset, identity, redaction",
        &["compact_str", "dashmap", "memchr", "regex_automata", "rust_stemmers", "unicode_normalization", "whatlang"],
    ),
    pure(2, "monitor", "observations, coverage, health", &[]),
    pure(2, "change", "what changed, ranked from the onset", &[]),
    pure(1, "config", "settings, catalogue, probes as validated values", &[]),
    pure(0, "time", "moments and lengths of time", &[]),
    pure(0, "ids", "names and keyed hashes", &["compact_str", "hmac", "sha2"]),
];

/// Crates every room may use.
pub(crate) const EVERYWHERE: &[&str] = &["std", "serde", "libm", "thiserror", "jiff"];

/// The floor from which `tracing` may be used.
pub(crate) const TRACING_FROM: u8 = 8;

/// What a pure room must not name, whatever it is called there.
pub(crate) const IMPURE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::thread",
    "std::process",
    "std::io",
    "std::os",
    "std::time::Instant",
    "std::time::SystemTime",
    "std::hash::RandomState",
    "std::collections::hash_map::RandomState",
    "jiff::Timestamp::now",
    "jiff::Zoned::now",
    "jiff::tz::TimeZone::system",
];

/// The room of that name.
pub(crate) fn room(name: &str) -> Option<&'static Room> {
    ROOMS.iter().find(|r| r.name == name)
}

/// Whether a room may use a crate outside std's bans.
pub(crate) fn may_use(room: &Room, krate: &str) -> bool {
    EVERYWHERE.contains(&krate) || room.crates.contains(&krate) || (krate == "tracing" && room.floor >= TRACING_FROM)
}

/// The table as docs/architecture.md shows it.
pub(crate) fn markdown() -> String {
    let mut page =
        String::from("| floor | room | pure | what lives there | crates it may use |\n|---|---|---|---|---|\n");
    for r in ROOMS {
        let pure = if r.pure { "yes" } else { "no" };
        page += &format!("| {} | {} | {pure} | {} | {} |\n", r.floor, r.name, r.holds, r.crates.join(", "));
    }
    page
}

#[test]
fn floors_fall_and_names_are_unique() {
    assert!(ROOMS.windows(2).all(|w| w[0].floor >= w[1].floor));
    let names: std::collections::BTreeSet<_> = ROOMS.iter().map(|r| r.name).collect();
    assert_eq!(names.len(), ROOMS.len());
    assert!(ROOMS.iter().all(|r| r.pure == (r.floor < TRACING_FROM)), "the shell lies above everything that decides");
}
