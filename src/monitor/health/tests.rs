//! Each row is read as: given these probes of one feature, and what each said how long ago, health
//! is this. Time to live is 10 minutes everywhere. `as T` logs in as tier T only, `in R` stands in
//! region R only, `from R` is said from region R, `by S` comes from monitoring source S, `other`
//! looks at another feature.

use super::*;
use crate::config::Limits;
use crate::ids::{ProbeId, Tier};
use crate::monitor::{Observation, ProbeState};
use crate::time::Span;

const NOW: Timestamp = Timestamp::from_millis(100 * 60_000);

fn kind(word: &str) -> ProbeKind {
    match word {
        "e2e" => ProbeKind::SyntheticEndToEnd,
        "http" => ProbeKind::SyntheticHttp,
        "rum" => ProbeKind::Rum,
        "conversion" => ProbeKind::Conversion,
        "metric" => ProbeKind::MetricAlert,
        "uptime" => ProbeKind::Uptime,
        "vendor" => ProbeKind::VendorStatus,
        other => panic!("no kind of probe: {other}"),
    }
}

fn feature() -> FeatureId {
    FeatureId::new("checkout").unwrap()
}

fn put(probes: &mut Probes, monitoring: &mut Monitoring, line: &str, place: usize) {
    let words: Vec<&str> = line.split_whitespace().collect();
    let after = |mark: &str| words.iter().position(|w| *w == mark).map(|at| words[at + 1].to_owned());
    // The same kind twice in a row means one probe seen from two regions.
    let id = if words.contains(&"from") { words[0].to_owned() } else { format!("{}-{place}", words[0]) };
    let id = ProbeId::new(id).unwrap();
    let of = if words.contains(&"other") { FeatureId::new("search").unwrap() } else { feature() };
    probes.probes.insert(
        id.clone(),
        Probe {
            id: id.clone(),
            kind: kind(words[0]),
            features: vec![of],
            service: None,
            tiers: after("as").map(|t| vec![Tier::new(t).unwrap()]),
            region: after("in"),
            authenticated: false,
            interval: Span::from_mins(5),
            ttl: Span::from_mins(10),
            url: None,
        },
    );
    let state = match words[1] {
        "never" => return,
        "ok" => ProbeState::Ok,
        "degraded" => ProbeState::Degraded,
        "failing" => ProbeState::Failing,
        "no-data" => ProbeState::NoData,
        other => panic!("no state: {other}"),
    };
    let ago_min: i64 = words[2].trim_end_matches('m').parse().unwrap();
    monitoring.observe(Observation {
        region: after("from"),
        silenced: words.contains(&"silenced"),
        source: after("by"),
        ..Observation::plain(id, state, NOW - Span::from_mins(ago_min), Span::from_mins(10))
    });
}

fn health_of(page: &str, slice: &Slice) -> Health {
    let (mut probes, mut monitoring) = (Probes::default(), Monitoring::new(&Limits::default()));
    for (place, line) in page.split(';').map(str::trim).filter(|l| !l.is_empty()).enumerate() {
        put(&mut probes, &mut monitoring, line, place);
    }
    monitoring.health(&probes, &feature(), slice, NOW)
}

fn slice(text: &str) -> Slice {
    match text.split_once(' ') {
        Some(("as", tier)) => Slice { tier: Some(Tier::new(tier).unwrap()), region: None },
        Some(("in", region)) => Slice { tier: None, region: Some(region.into()) },
        _ => Slice::default(),
    }
}

/// Probes and what they said, whose view, health.
#[rustfmt::skip]
const TABLE: &[(&str, &str, &str)] = &[
    // probes and what they said                      reporters  health
    // 1. uncovered
    ("",                                               "",        "uncovered"),
    ("e2e ok 1m other",                                "",        "uncovered"),
    ("e2e ok 1m as free",                              "as pro",  "uncovered"),
    ("e2e failing 1m as free",                         "as pro",  "uncovered"),
    ("e2e ok 1m in us",                                "in fr",   "uncovered"),
    ("e2e ok 1m as pro",                               "as pro",  "green(synthetic_end_to_end)"),
    ("e2e ok 1m as free",                              "",        "green(synthetic_end_to_end)"),
    ("e2e ok 1m",                                      "as pro",  "green(synthetic_end_to_end)"),
    ("e2e ok 1m in us",                                "in us",   "green(synthetic_end_to_end)"),
    ("e2e ok 1m in us",                                "",        "green(synthetic_end_to_end)"),
    ("e2e ok 1m",                                      "in fr",   "green(synthetic_end_to_end)"),
    ("e2e ok 1m as free; uptime ok 1m",                "as pro",  "green(uptime)"),
    // 2. nothing fresh
    ("e2e ok 9m",                                      "",        "green(synthetic_end_to_end)"),
    ("e2e ok 10m",                                     "",        "unknown"),
    ("e2e never",                                      "",        "unknown"),
    ("e2e no-data 1m",                                 "",        "unknown"),
    ("e2e ok 10m; http ok 1m other",                   "",        "stale"),
    ("e2e never; http ok 1m other",                    "",        "stale"),
    ("e2e failing 30m; http ok 1m other",              "",        "stale"),
    ("e2e no-data 1m; http ok 1m other",               "",        "stale"),
    ("e2e no-data 1m; http no-data 1m other",          "",        "unknown"),
    ("e2e ok 1m as free; uptime ok 10m",               "as pro",  "stale"),
    // unknown goes by the monitoring source of the feature's own probes
    ("e2e ok 10m by pingr; http ok 1m other by pingr", "",        "stale"),
    ("e2e ok 10m by pingr; http ok 1m other by vera",  "",        "unknown"),
    ("e2e ok 10m by pingr; http ok 1m other",          "",        "unknown"),
    ("e2e ok 10m; http ok 1m other by vera",           "",        "unknown"),
    ("e2e ok 10m by pingr; rum ok 10m by vera; http ok 1m other by vera", "", "stale"),
    // 3. red and partial
    ("e2e failing 1m",                                 "",        "red"),
    ("e2e degraded 1m",                                "",        "red"),
    ("e2e failing 1m silenced",                        "",        "red"),
    ("e2e failing 10m; uptime ok 1m",                  "",        "green(uptime)"),
    ("metric failing 1m; e2e ok 10m",                  "",        "red"),
    ("metric failing 1m; e2e no-data 1m",              "",        "red"),
    ("e2e failing 1m; uptime ok 1m",                   "",        "red"),
    ("e2e failing 1m; vendor ok 1m",                   "",        "red"),
    ("uptime failing 1m",                              "",        "red"),
    ("uptime failing 1m; uptime ok 1m",                "",        "red"),
    ("vendor failing 1m",                              "",        "red"),
    ("vendor failing 1m; uptime ok 1m",                "",        "red"),
    ("e2e failing 1m; metric ok 1m",                   "",        "partial"),
    ("metric degraded 1m; conversion ok 1m",           "",        "partial"),
    ("rum failing 1m; http ok 1m",                     "",        "partial"),
    ("uptime failing 1m; e2e ok 1m",                   "",        "partial"),
    ("uptime failing 1m silenced; e2e ok 1m",          "",        "partial"),
    ("e2e ok 1m from us; e2e failing 1m from fr",      "",        "partial"),
    ("e2e failing 1m as free; http ok 1m",             "as pro",  "green(synthetic_http)"),
    ("e2e failing 1m in us; http ok 1m",               "in fr",   "green(synthetic_http)"),
    // a vendor's trouble beside a strong ok is the dependency's
    ("vendor failing 1m; e2e ok 1m",                   "",        "green(synthetic_end_to_end)"),
    ("vendor degraded 1m; metric ok 1m; uptime ok 1m", "",        "green(metric_alert)"),
    ("vendor failing 1m; rum failing 1m; e2e ok 1m",   "",        "partial"),
    // 4. green of a kind: the strongest fresh one
    ("http ok 1m; e2e ok 1m",                          "",        "green(synthetic_end_to_end)"),
    ("http ok 1m; rum ok 1m",                          "",        "green(synthetic_http)"),
    ("rum ok 1m; conversion ok 1m",                    "",        "green(rum)"),
    ("metric ok 1m; conversion ok 1m",                 "",        "green(conversion)"),
    ("metric ok 1m; uptime ok 1m",                     "",        "green(metric_alert)"),
    ("uptime ok 1m; vendor ok 1m",                     "",        "green(uptime)"),
    ("vendor ok 1m",                                   "",        "green(vendor_status)"),
    ("e2e ok 10m; rum no-data 1m; uptime ok 1m",       "",        "green(uptime)"),
];

#[test]
fn health_is_the_first_of_the_list_that_holds() {
    for (page, reporters, expected) in TABLE {
        let health = health_of(page, &slice(reporters));
        assert_eq!(health.state.to_string(), *expected, "[{page}] seen by [{reporters}]");
    }
}

#[test]
fn only_red_and_partial_count_as_red_and_only_uptime_and_vendor_as_weak_green() {
    for (page, red, weak) in [
        ("", false, false),
        ("e2e never", false, false),
        ("e2e never; http ok 1m other", false, false),
        ("e2e failing 1m", true, false),
        ("e2e failing 1m; http ok 1m", true, false),
        ("metric ok 1m", false, false),
        ("uptime ok 1m", false, true),
        ("vendor ok 1m", false, true),
    ] {
        let health = health_of(page, &Slice::default());
        assert_eq!((health.is_red(), health.state.is_uptime_only()), (red, weak), "[{page}]");
        let reading = health.state.under_reports();
        assert_eq!(reading.starts_with("a gap in monitoring"), !red, "[{page}] {reading}");
    }
}

#[test]
fn it_tells_what_each_probe_said_strongest_first() {
    let health = health_of("uptime ok 2m; rum never; e2e failing 3m silenced; http ok 10m", &Slice::default());
    let told: Vec<_> = health
        .probes
        .iter()
        .map(|p| (p.probe.as_str(), p.state, p.observed_at.map(|t| (NOW - t).as_mins()), p.fresh, p.silenced))
        .collect();
    assert_eq!(
        told,
        [
            ("e2e-2", Some(ProbeState::Failing), Some(3.0), true, true),
            ("http-3", Some(ProbeState::Ok), Some(10.0), false, false),
            ("rum-1", None, None, false, false),
            ("uptime-0", Some(ProbeState::Ok), Some(2.0), true, false),
        ]
    );
    assert_eq!(health.state, HealthState::Red);
}

#[test]
fn of_very_many_probes_the_red_ones_are_shown() {
    let mut page = "e2e ok 1m;".repeat(MAX_PROBES_SHOWN);
    page.push_str("metric failing 1m");
    let health = health_of(&page, &Slice::default());
    assert_eq!(health.state, HealthState::Partial);
    assert_eq!(health.probes.len(), MAX_PROBES_SHOWN);
    assert_eq!(health.probes.last().map(|p| p.kind), Some(ProbeKind::MetricAlert));
    assert!(health.probes[..MAX_PROBES_SHOWN - 1].iter().all(|p| p.kind == ProbeKind::SyntheticEndToEnd));
}
