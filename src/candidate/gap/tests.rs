use super::*;
use crate::config::Limits;
use crate::ids::{FeatureId, ProbeId, Tier};
use crate::monitor::{Monitoring, Observation, ProbeState};

const NOW: Timestamp = Timestamp::from_millis(100 * 86_400_000);

fn feature(marks: &str) -> Feature {
    let mut f = Feature::plain(FeatureId::new("export").unwrap(), "Export", vec![]);
    for mark in marks.split_whitespace() {
        match mark {
            "authentication" => f.authentication = true,
            "external" => f.external = true,
            "asynchronous" => f.asynchronous = true,
            "mobile" => f.mobile = true,
            "regional" => f.regional = true,
            "new" => f.shipped_at = Some(NOW - Span::from_days(3)),
            other => panic!("no mark of a feature: {other}"),
        }
    }
    f
}

/// `e2e login as free in us; uptime; vendor red`: the probes of the feature, all ok unless said.
fn monitored(page: &str) -> (Probes, Monitoring) {
    let (mut probes, mut monitoring) = (Probes::default(), Monitoring::new(&Limits::default()));
    for (place, line) in page.split(';').map(str::trim).filter(|l| !l.is_empty()).enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let after = |mark: &str| words.iter().position(|w| *w == mark).map(|at| words[at + 1]);
        let kind = match words[0] {
            "e2e" => ProbeKind::SyntheticEndToEnd,
            "rum" => ProbeKind::Rum,
            "metric" => ProbeKind::MetricAlert,
            "uptime" => ProbeKind::Uptime,
            "vendor" => ProbeKind::VendorStatus,
            other => panic!("no kind of probe: {other}"),
        };
        let id = ProbeId::new(format!("{}-{place}", words[0])).unwrap();
        let probe = Probe {
            id: id.clone(),
            kind,
            features: vec![FeatureId::new("export").unwrap()],
            service: None,
            tiers: after("as").map(|t| vec![Tier::new(t).unwrap()]),
            region: after("in").map(str::to_owned),
            authenticated: words.contains(&"login"),
            interval: Span::from_mins(5),
            ttl: Span::from_mins(10),
            url: None,
        };
        let state = if words.contains(&"red") { ProbeState::Failing } else { ProbeState::Ok };
        let ttl = Span::from_mins(if words.contains(&"silent") { 1 } else { 10 });
        monitoring.observe(Observation::plain(id.clone(), state, NOW - Span::from_mins(2), ttl));
        probes.probes.insert(id, probe);
    }
    (probes, monitoring)
}

/// `3 pro, 1 free`.
fn counts(text: &str) -> BTreeMap<String, u32> {
    let one = |part: &str| part.trim().split_once(' ').map(|(n, value)| (value.to_owned(), n.parse().unwrap()));
    text.split(',').filter_map(one).collect()
}

struct Case {
    feature: &'static str,
    probes: &'static str,
    tiers: &'static str,
    regions: &'static str,
    languages: &'static str,
    /// `3 platform=mobile, 2 auth`: what so many of the reporters say.
    words: &'static str,
    /// How long ago it was first deployed.
    deployed: Option<Span>,
}

const PLAIN: Case = Case {
    feature: "",
    probes: "e2e login",
    tiers: "3 pro, 2 free",
    regions: "5 unknown",
    languages: "5 en",
    words: "",
    deployed: None,
};

fn found(case: &Case) -> (Vec<Gap>, bool) {
    let (probes, monitoring) = monitored(case.probes);
    let feature = feature(case.feature);
    let health = monitoring.health(&probes, &feature.id, &Slice::default(), NOW);
    let (by_tier, by_region, by_language) = (counts(case.tiers), counts(case.regions), counts(case.languages));
    let (mut by_value, mut auth_flows) = (ByValue::new(), 0);
    for (said, n) in counts(case.words) {
        match said.split_once('=') {
            Some((dimension, value)) => drop(by_value.entry(dimension.into()).or_default().insert(value.into(), n)),
            None => auth_flows = n,
        }
    }
    let reporters = Reporters {
        by_tier: &by_tier,
        by_region: &by_region,
        by_language: &by_language,
        by_value: &by_value,
        auth_flows,
        all: by_tier.values().sum(),
    };
    gaps(&feature, &probes, &health, reporters, Ages { at: NOW, first_deployed: case.deployed.map(|age| NOW - age) })
}

/// The kinds in their order, with `!` behind where the first stands out.
fn kinds(case: &Case) -> String {
    let (gaps, stands_out) = found(case);
    let names: Vec<&str> = gaps.iter().map(|gap| gap.kind.name()).collect();
    format!("{}{}", names.join(" "), if stands_out { "!" } else { "" })
}

#[test]
fn each_kind_follows_from_catalogue_and_probes() {
    #[rustfmt::skip]
    let table = [
        // feature                 probes                             gaps, closest first; ! stands out
        ("",                       "e2e login",                       ""),
        ("new",                    "",                                "recently_shipped behind_login!"),
        ("new",                    "e2e login",                       ""),
        ("",                       "",                                "behind_login!"),
        ("",                       "uptime",                          "behind_login!"),
        ("",                       "uptime; e2e",                     "behind_login!"),
        ("authentication",         "e2e login",                       "auth_flow!"),
        ("authentication",         "uptime",                          "auth_flow behind_login"),
        ("external",               "e2e login",                       "third_party!"),
        ("external",               "e2e login; vendor",               ""),
        ("external",               "e2e login; vendor red",           "third_party!"),
        ("external asynchronous",  "e2e login; vendor red",           "third_party async_scheduled!"),
        ("asynchronous",           "e2e login",                       "async_scheduled!"),
        ("asynchronous",           "e2e login; metric",               ""),
        ("mobile",                 "e2e login",                       "mobile!"),
        ("mobile",                 "e2e login; rum",                  ""),
        ("mobile asynchronous",    "uptime",                          "async_scheduled mobile behind_login"),
        ("regional",               "e2e login in us",                 "geographic!"),
        ("regional",               "e2e login in us; rum in fr",      ""),
        ("regional",               "e2e login in us; rum",            ""),
        ("regional",               "e2e login in us; uptime",         "geographic!"),
        ("regional",               "uptime in us",                    "behind_login!"),
        ("regional mobile",        "e2e login in us",                 "geographic mobile"),
    ];
    for (feature, probes, expected) in table {
        assert_eq!(kinds(&Case { feature, probes, ..PLAIN }), expected, "[{feature}] probed by [{probes}]");
    }
}

#[test]
fn tier_gated_where_nearly_all_are_of_a_tier_no_probe_logs_in_as() {
    #[rustfmt::skip]
    let table = [
        ("e2e login as free",                    "3 pro",            "tier_gated!"),
        ("e2e login as free",                    "4 pro, 1 free",    "tier_gated!"),
        ("e2e login as free",                    "2 pro, 2 enterprise", "tier_gated!"),
        ("e2e login as free",                    "3 pro, 1 free",    ""),
        ("e2e login as free",                    "2 pro, 2 unknown", ""),
        ("e2e login as free",                    "1 pro",            ""),
        ("e2e login as free",                    "3 free",           ""),
        ("e2e login as free",                    "3 unknown",        ""),
        ("e2e login as free",                    "",                 ""),
        ("e2e login as free; rum login as pro",  "3 pro",            ""),
        ("e2e login as free; rum login",         "3 pro",            ""),
        ("e2e as free",                          "3 pro",            "behind_login!"),
    ];
    for (probes, tiers, expected) in table {
        assert_eq!(kinds(&Case { probes, tiers, ..PLAIN }), expected, "{tiers} probed by [{probes}]");
    }
}

#[test]
fn geographic_where_nearly_all_share_a_place_or_language_no_probe_stands_in() {
    #[rustfmt::skip]
    let table = [
        ("e2e login in us",                "5 unknown",  "5 fr",       "geographic!"),
        ("e2e login in us",                "5 unknown",  "4 fr, 1 en", "geographic!"),
        ("e2e login in us",                "5 unknown",  "3 fr, 1 en", ""),
        ("e2e login in us",                "5 unknown",  "5 en",       ""), // spoken everywhere
        ("e2e login in us; rum in eu-fr-1","5 unknown",  "5 fr",       ""),
        ("e2e login in us; rum in be",     "5 unknown",  "5 fr",       ""),
        ("e2e login",                      "5 unknown",  "5 fr",       ""),
        ("e2e login in us; rum",           "5 unknown",  "5 fr",       ""),
        ("e2e login in us; uptime",        "5 unknown",  "5 fr",       "geographic!"),
        ("e2e login in us",                "5 apac",     "5 en",       "geographic!"),
        ("e2e login in us",                "5 US",       "5 en",       ""),
        ("uptime login in us",             "5 apac",     "5 fr",       ""),
    ];
    for (probes, regions, languages, expected) in table {
        let case = Case { probes, regions, languages, ..PLAIN };
        assert_eq!(kinds(&case), expected, "[{regions}] [{languages}] probed by [{probes}]");
    }
}

#[test]
fn two_particular_ones_and_none_stands_out() {
    let case = Case { probes: "e2e login as free in us", tiers: "3 pro", languages: "3 fr", ..PLAIN };
    assert_eq!(kinds(&case), "tier_gated geographic");
}

#[test]
fn red_or_silent_monitoring_leaves_nothing_to_explain() {
    for probes in ["e2e red", "e2e red; metric", "e2e silent", "uptime silent; e2e silent"] {
        assert_eq!(kinds(&Case { feature: "mobile external", probes, ..PLAIN }), "", "{probes}");
    }
}

#[test]
fn words_of_the_reporters_raise_a_kind_and_what_most_say_makes_one() {
    #[rustfmt::skip]
    let table = [
        // five reporters          probes              what so many of them say       gaps with their confidence
        ("mobile regional",        "e2e login in us",  "",                            "geographic low, mobile low"),
        ("mobile regional",        "e2e login in us",  "2 platform=mobile",           "mobile medium, geographic low!"),
        ("mobile regional",        "e2e login in us",  "4 platform=mobile",           "mobile high, geographic low!"),
        ("",                       "e2e login",        "4 platform=mobile",           "mobile high!"),
        ("",                       "e2e login",        "3 platform=mobile",           ""),
        ("",                       "e2e login; rum",   "5 platform=mobile",           ""),
        ("",                       "e2e login",        "5 platform=desktop",          ""),
        ("",                       "e2e login in us",  "5 country=brazil",            "geographic high!"),
        ("",                       "e2e login in us",  "2 country=brazil",            "geographic medium!"),
        ("",                       "e2e login in us",  "1 country=brazil",            ""),
        ("",                       "e2e login in sa-br-1", "5 country=brazil",        ""),
        ("",                       "e2e login",        "5 country=brazil",            ""),
        ("",                       "e2e login",        "5 network=vpn",               "geographic high!"),
        ("",                       "e2e login in VPN", "5 network=vpn",               ""),
        ("",                       "e2e login",        "3 network=vpn",               ""),
        ("authentication",         "uptime",           "2 auth",                      "auth_flow medium, behind_login low!"),
        ("authentication",         "uptime",           "5 auth",                      "auth_flow high, behind_login low!"),
        ("",                       "e2e login",        "5 auth",                      "auth_flow high!"),
        ("",                       "e2e login",        "3 auth",                      ""),
        ("",                       "e2e login",        "5 auth, 5 platform=mobile",   "auth_flow high, mobile high"),
    ];
    for (feature, probes, words, expected) in table {
        let (gaps, stands_out) = found(&Case { feature, probes, words, ..PLAIN });
        let named: Vec<String> = gaps.iter().map(|g| format!("{} {}", g.kind.name(), g.confidence.name())).collect();
        let is = format!("{}{}", named.join(", "), if stands_out { "!" } else { "" });
        assert_eq!(is, expected, "[{feature}] probed by [{probes}], {words}");
    }
}

#[test]
fn what_was_first_deployed_lately_counts_as_shipped() {
    let days = |n| Some(Span::from_days(n));
    let case = Case { probes: "", deployed: days(3), ..PLAIN };
    assert_eq!(kinds(&case), "recently_shipped behind_login!");
    let why = "Export was first deployed, as far as changes are known, 3 d ago and no probe looks at it yet.";
    assert_eq!(found(&case).0[0].why, why);
    assert_eq!(kinds(&Case { probes: "", deployed: days(15), ..PLAIN }), "behind_login!");
    assert_eq!(kinds(&Case { probes: "uptime", deployed: days(3), ..PLAIN }), "behind_login!");
}

#[test]
fn recently_means_fourteen_days() {
    for (age, recently) in
        [(Span::ZERO, true), (RECENTLY, true), (RECENTLY + Span::from_millis(1), false), (Span::from_millis(-1), false)]
    {
        let feature = Feature { shipped_at: Some(NOW - age), ..feature("") };
        assert_eq!(
            recently_shipped(&feature, &[], Ages { at: NOW, first_deployed: None }).is_some(),
            recently,
            "{age}"
        );
    }
}

#[test]
fn why_is_one_true_sentence_with_the_numbers() {
    #[rustfmt::skip]
    let table = [
        (Case { feature: "new", probes: "", ..PLAIN }, "Export shipped 3 d ago and no probe looks at it yet."),
        (Case { feature: "authentication", ..PLAIN }, "Export is an authentication flow: probes seldom follow its mails and links."),
        (Case { probes: "e2e login as free", tiers: "4 pro, 1 free", ..PLAIN }, "4 of 5 reporters of Export are pro; the one probe that logs in does so as free."),
        (Case { probes: "e2e login as free", tiers: "2 pro, 1 enterprise", ..PLAIN }, "All 3 reporters of Export are enterprise or pro; the one probe that logs in does so as free."),
        (Case { probes: "e2e login as free; rum login as free", tiers: "3 pro", ..PLAIN }, "All 3 reporters of Export are pro; none of the 2 probes that log in does so as pro."),
        (Case { probes: "e2e login in us", languages: "3 fr", ..PLAIN }, "All 3 reporters write in French, and Export is probed from us only."),
        (Case { probes: "e2e login in us", regions: "3 apac", ..PLAIN }, "All 3 reporters are in apac, and Export is probed from us only."),
        (Case { feature: "regional", probes: "e2e login in us", ..PLAIN }, "Export differs by place and is probed from us only."),
        (Case { feature: "external", ..PLAIN }, "A third party does Export, and no probe of a vendor's status names it."),
        (Case { feature: "external", probes: "e2e login; vendor red", ..PLAIN }, "A third party does Export, and says itself that it has trouble (vendor-1)."),
        (Case { feature: "asynchronous", ..PLAIN }, "Export runs in the background, and no metric alert measures its work."),
        (Case { feature: "mobile", ..PLAIN }, "Export happens on the phone, and no real-user measurement covers it."),
        (Case { probes: "", ..PLAIN }, "No probe looks at Export at all, so none that logs in."),
        (Case { probes: "uptime", ..PLAIN }, "1 probe looks at Export, and it does not log in."),
        (Case { probes: "uptime; e2e", ..PLAIN }, "2 probes look at Export, and none logs in."),
    ];
    let words = [
        (
            Case { feature: "authentication", words: "4 auth", ..PLAIN },
            "4 of 5 reporters of Export speak of signing up, confirming, resetting or single sign-on: probes seldom follow these.",
        ),
        (
            Case { words: "5 platform=mobile", ..PLAIN },
            "All 5 reporters of Export are on the phone, and no real-user measurement covers it.",
        ),
        (
            Case { probes: "e2e login in us", words: "5 country=brazil", ..PLAIN },
            "All 5 reporters say they are in Brazil, and Export is probed from us only.",
        ),
        (Case { words: "5 network=vpn", ..PLAIN }, "All 5 reporters of Export come over vpn, and no probe does."),
    ];
    for (case, expected) in table.into_iter().chain(words) {
        assert_eq!(found(&case).0[0].why, expected);
    }
}
