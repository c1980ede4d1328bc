use std::collections::BTreeSet;
use std::fs;

use super::*;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn load_folder(files: &[(&str, &str)]) -> (tempfile::TempDir, Loaded) {
    let folder = folder(files);
    let loaded = load(&Given { configs: vec![folder.path().to_owned()], ..Given::default() });
    (folder, loaded)
}

fn found(loaded: &Loaded) -> Vec<(Severity, String, usize, usize)> {
    let place = |p: &Problem| {
        p.place().map_or((String::new(), 0, 0), |(f, l, c)| (f.rsplit('/').next().unwrap().to_owned(), l, c))
    };
    loaded.problems.iter().map(|p| (p.severity, place(p))).map(|(s, (f, l, c))| (s, f, l, c)).collect()
}

const TENANT: (&str, &str) = ("groundswell.toml", "tenant = \"acme\"\n");

#[test]
fn the_settings_file_holds_every_setting_at_its_default() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/groundswell.toml");
    let given = Given { configs: vec![path], ..Given::default() };
    let loaded = load(&given);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    let set: BTreeSet<_> = loaded.layered.origins.keys().copied().collect();
    let all: BTreeSet<_> = settings::SETTINGS.iter().map(|s| s.name).collect();
    assert_eq!(set, all, "config/groundswell.toml does not name every setting");
    let default = settings::Settings::default();
    for setting in settings::SETTINGS {
        assert_eq!((setting.show)(&loaded.layered.settings), (setting.show)(&default), "{}", setting.name);
    }
    assert_eq!(loaded.layered.settings.defaults, default.defaults);
}

#[test]
fn what_is_shown_of_a_setting_sets_it_again() {
    for setting in settings::SETTINGS {
        let (section, key) = setting.name.split_once('.').unwrap_or(("", setting.name));
        let header = if section.is_empty() { String::new() } else { format!("[{section}]\n") };
        let text = format!("{header}{key} = {}\n", (setting.show)(&settings::Settings::default()));
        let (_, loaded) = load_folder(&[("groundswell.toml", &text)]);
        assert!(loaded.problems.is_empty(), "{text}: {:?}", loaded.problems);
    }
}

#[test]
fn the_example_is_good_and_covers_every_kind() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/example");
    let loaded = load(&Given { configs: vec![path], ..Given::default() });
    let notes: Vec<_> = loaded.problems.iter().map(|p| (p.severity, p.title.as_str())).collect();
    let uncovered = |f: &str| format!("no probe covers the feature `{f}`");
    let (labels, gifts) = (uncovered("shipping-labels"), uncovered("gift-cards"));
    assert_eq!(notes, [(Severity::Note, labels.as_str()), (Severity::Note, gifts.as_str())]);
    let files = &loaded.tenants[&TenantId::new("acme").unwrap()];
    assert_eq!((files.features.len(), files.accounts.len()), (10, 9));
    let kinds: BTreeSet<_> = files.probes.iter().map(|p| p.probe.kind).collect();
    assert_eq!(kinds.len(), crate::config::ProbeKind::ALL.len());
    assert!(files.features.iter().any(|f| f.feature.asynchronous && f.feature.tiers.is_some()));
}

#[test]
fn three_mistakes_are_all_named_with_file_line_and_column() {
    let catalogue = r#"
[[feature]]
feature = "checkout"
name = "Checkout"
alliases = ["pay now"]

[[feature]]
feature = "invoices"
name = "Invoices"
aliases = ["Bill  PDF"]

[[feature]]
feature = "billing"
name = "Billing"
aliases = ["bill pdf", "billing"]
"#;
    let probes = "[[probe]]\nprobe = \"up\"\nkind = \"uptime\"\nfeatures = [\"checkout\", \"invoicing\", \"billing\"]\ninterval_s = 60\nttl_s = 120\n";
    let (_folder, loaded) = load_folder(&[TENANT, ("catalogue.toml", catalogue), ("probes.toml", probes)]);
    assert_eq!(
        found(&loaded),
        [
            (Severity::Form, "catalogue.toml".to_owned(), 5, 1),
            (Severity::Note, "catalogue.toml".to_owned(), 3, 11),
            (Severity::Note, "catalogue.toml".to_owned(), 8, 11),
            (Severity::Meaning, "catalogue.toml".to_owned(), 15, 12),
            (Severity::Meaning, "probes.toml".to_owned(), 4, 25),
        ]
    );
    assert_eq!(loaded.problems[0].marks[0].text, "no such key; did you mean `aliases`?");
    assert_eq!(loaded.problems[4].marks[0].text, "no such feature; did you mean `invoices`?");
    assert_eq!(loaded.settle(MissingKey::Make).unwrap_err().len(), 3);
}

#[test]
fn one_note_says_which_features_the_status_page_has_no_name_for() {
    let notes = |features: &[(&str, &str)]| {
        let entry = |(name, more): &(&str, &str)| format!("[[feature]]\nname = \"{name}\"\n{more}\n");
        let catalogue: String = features.iter().map(entry).collect();
        let (_folder, loaded) = load_folder(&[TENANT, ("catalogue.toml", &catalogue)]);
        let told = loaded.problems.iter().filter(|p| p.title.contains("status_page_area"));
        told.map(|p| (p.severity, p.title.clone(), p.place().unwrap().1)).collect::<Vec<_>>()
    };
    let named = ("Basket", "status_page_area = \"Ordering\"");
    assert_eq!(notes(&[named]), []);
    let title = "the feature `checkout` has no `status_page_area`".to_owned();
    assert_eq!(notes(&[named, ("Checkout", "")]), [(Severity::Note, title, 5)]);
    let all: Vec<(&str, &str)> = ["Alpha", "Beta", "Gamma", "Delta", "Eta", "Theta"].map(|name| (name, "")).to_vec();
    let five = "the features `alpha`, `beta`, `gamma`, `delta` and `eta` have no `status_page_area`".to_owned();
    assert_eq!(notes(&all[..5]), [(Severity::Note, five, 2)]);
    let six = "the features `alpha`, `beta`, `gamma`, `delta`, `eta` and 1 more have no `status_page_area`".to_owned();
    assert_eq!(notes(&all), [(Severity::Note, six, 2)]);
}

#[test]
fn a_probe_that_tells_of_nothing_anybody_depends_on_is_named() {
    let catalogue = "[[feature]]\nname = \"Checkout\"\ndepends_on = [\"orders-api\", \"edge-cdn\"]\n";
    let probe = |service: &str| {
        format!("[[probe]]\nprobe = \"edge\"\nkind = \"uptime\"\nservice = \"{service}\"\ninterval_s = 60\n")
    };
    let problems = |service: &str| {
        let (_folder, loaded) = load_folder(&[TENANT, ("catalogue.toml", catalogue), ("probes.toml", &probe(service))]);
        let told = loaded.problems.iter().filter(|p| p.severity == Severity::Meaning);
        told.map(|p| format!("{}: {}", p.title, p.marks[0].text)).collect::<Vec<_>>()
    };
    assert_eq!(problems("Edge-CDN"), [""; 0]);
    assert_eq!(
        problems("edge-cnd"),
        ["the probe `edge` tells of `edge-cnd`, which no feature depends on: no such name in `depends_on`; did you \
          mean `edge-cdn`?"]
    );
}

#[test]
fn time_zones_are_checked_where_they_are_written() {
    let problems = |entry: &str| {
        let text = format!("[understanding]\ntime_zones = [\"{entry}\"]\n");
        let (_folder, loaded) = load_folder(&[("groundswell.toml", &text)]);
        (loaded.problems.len(), loaded.layered.settings.zones_by_tenant().len())
    };
    for good in ["acme=Europe/Paris", "*=UTC", "acme=+05:30"] {
        assert_eq!(problems(good), (0, 1), "{good}");
    }
    for bad in ["Europe/Paris", "acme=Mars/Base", "../x=UTC", "acme="] {
        assert_eq!(problems(bad), (1, 0), "{bad}");
    }
}

#[test]
fn json_is_read_like_toml_with_its_places() {
    let catalogue = "[\n{\"feature\": \"a\", \"name\": \"Alpha\", \"tiers\": null, \"shipped_at\": \"2026-03-02\"},\n{\"feature\": \"b\", \"nmae\": \"Beta\"},\n{\"owner\": \"x\"}\n]";
    let probes = "[{\"probe\": \"p\", \"kind\": \"up\", \"features\": [\"a\"], \"tiers\": [\"pro\"], \"interval_s\": 0, \"ttl_s\": \"1.5\"}]";
    let (_folder, loaded) = load_folder(&[TENANT, ("catalogue.json", catalogue), ("probes.json", probes)]);
    let places: Vec<_> = loaded.problems.iter().map(|p| p.title.as_str()).collect();
    assert_eq!(
        places,
        [
            "no key is called `nmae`",
            "feature: nothing",
            "`kind` of a probe cannot be \"up\"",
            "`interval_s` of a probe cannot be 0",
            "`ttl_s` of a probe cannot be \"1.5\"",
            "the features `a` and `b` have no `status_page_area`",
        ]
    );
    assert_eq!(loaded.problems[0].place().map(|(_, line, column)| (line, column)), Some((3, 18)));
    let feature = &loaded.tenants[&TenantId::new("acme").unwrap()].features[0].feature;
    assert_eq!(feature.shipped_at.unwrap().to_string(), "2026-03-02T00:00:00Z");
    let (_folder, loaded) = load_folder(&[TENANT, ("catalogue.json", "{}")]);
    assert_eq!(loaded.problems[0].marks[0].text, "expected a list, one feature an object");
}

#[test]
fn a_tier_nobody_has_is_found_where_tiers_are_known() {
    let catalogue = "[[feature]]\nfeature = \"a\"\nname = \"Alpha\"\nstatus_page_area = \"Alpha\"\n";
    let probes = "[[probe]]\nprobe = \"p\"\nkind = \"uptime\"\nfeatures = [\"a\"]\ntiers = [\"pr0\"]\ninterval_s = 1\nttl_s = 1\n";
    let (_folder, loaded) = load_folder(&[TENANT, ("catalogue.toml", catalogue), ("probes.toml", probes)]);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    let tiers = ("tiers.csv", "account,tier\nx,pro\n");
    let (_folder, loaded) = load_folder(&[TENANT, ("catalogue.toml", catalogue), ("probes.toml", probes), tiers]);
    assert_eq!(found(&loaded), [(Severity::Meaning, "probes.toml".to_owned(), 5, 10)]);
}

#[test]
fn duplicates_and_lists_too_long_are_refused() {
    let aliases = |n: usize| (0..n).map(|i| format!("\"a{i}\"")).collect::<Vec<_>>().join(", ");
    let feature =
        |id: &str, n| format!("[[feature]]\nfeature = \"{id}\"\nname = \"{id}\"\naliases = [{}]\n", aliases(n));
    let most = crate::config::catalogue::MAX_ALIASES;
    let at = |n| load_folder(&[TENANT, ("catalogue.toml", &feature("x", n))]).1.errors().count();
    assert_eq!((at(most), at(most + 1)), (0, 1));
    let twice = format!("{}{}", feature("x", 1), feature("x", 1));
    let (_folder, loaded) = load_folder(&[TENANT, ("catalogue.toml", &twice)]);
    assert_eq!(loaded.errors().map(|p| p.title.as_str()).collect::<Vec<_>>(), ["the feature `x` stands here twice"]);
    let many: String = (0..=crate::config::catalogue::MAX_FEATURES).map(|i| feature(&format!("f{i}"), 0)).collect();
    let (_folder, loaded) = load_folder(&[TENANT, ("catalogue.toml", &many)]);
    assert_eq!(loaded.errors().map(|p| p.title.as_str()).collect::<Vec<_>>(), ["1001 features are too many"]);
}

#[test]
fn tenants_have_folders_and_settings_of_their_own() {
    let files = [
        ("groundswell.toml", "[detection]\nlateness_s = 1800\nfeature_cut = 0.5\n"),
        ("tenants/acme/settings.toml", "[detection]\nfeature_cut = 0.7\n"),
        ("tenants/acme/tiers.csv", "account,tier\nx,pro\n"),
        ("tenants/other/catalogue.toml", "[[feature]]\nfeature = \"a\"\nname = \"Alpha\"\n"),
    ];
    let (_folder, loaded) = load_folder(&files);
    let run = loaded.settle(MissingKey::Make).unwrap();
    let tenant = |name: &str| TenantId::new(name).unwrap();
    let (acme, other) = (&run.tenants[&tenant("acme")], &run.tenants[&tenant("other")]);
    assert!((acme.settings.detection.feature_cut - 0.7).abs() < 1e-9);
    assert_eq!(acme.settings.detection.lateness, crate::time::Span::from_mins(30));
    assert_eq!(other.settings, run.defaults);
    let hash = run.understanding.identity_key.hash(&tenant("acme"), "account", "x");
    assert_eq!(acme.settings.tiers, BTreeMap::from([(hash, crate::ids::Tier::new("pro").unwrap())]));
    assert_eq!(other.catalogue.features.len(), 1);
    let (_folder, loaded) = load_folder(&[("tenants/acme/settings.toml", "[kafka]\nprefix = \"x\"\n")]);
    assert_eq!(found(&loaded), [(Severity::Form, "settings.toml".to_owned(), 2, 1)]);
}

#[test]
fn files_of_no_tenant_and_missing_files_are_refused() {
    let (_folder, loaded) = load_folder(&[("catalogue.toml", "")]);
    assert!(loaded.problems[0].title.ends_with("belongs to no tenant"), "{:?}", loaded.problems);
    let loaded = load(&Given { configs: vec![PathBuf::from("/nowhere/g.toml")], ..Given::default() });
    assert!(loaded.problems[0].title.starts_with("/nowhere/g.toml cannot be read"), "{:?}", loaded.problems);
}

#[test]
fn settled_settings_name_all_sources_and_the_instance() {
    let run = load(&Given::default()).settle(MissingKey::Make).unwrap();
    let adapters: Vec<_> = run.sources.iter().map(|s| (s.topic.as_str(), s.adapter)).collect();
    assert_eq!(adapters[3], ("groundswell.feedback.v1", Adapter::Feedback));
    assert_eq!(adapters[4], ("groundswell.config.v1", Adapter::Config));
    assert_eq!(run.understanding.message_topics, ["groundswell.messages.v1"]);
    assert!(!run.kafka.instance.is_empty());
    let refused = load(&Given::default()).settle(MissingKey::Refuse).unwrap_err();
    assert!(refused[0].title.contains("identity.key_file"), "{refused:?}");
}

#[test]
fn settings_that_contradict_each_other_are_found() {
    let text =
        "[kafka]\nmin_insync = 4\n[sources]\nmessages = [\"a\", \"b\"]\nchanges = [\"b\", \"groundswell.config.v1\"]\n";
    let (_folder, loaded) = load_folder(&[("groundswell.toml", text)]);
    let titles: Vec<_> = loaded.problems.iter().map(|p| p.title.as_str()).collect();
    assert_eq!(titles.len(), 3, "{titles:?}");
    assert!(titles[0].contains("kafka.min_insync") && titles[0].contains("groundswell.toml:2"), "{titles:?}");
}

#[test]
fn too_many_probes_are_refused_and_one_fewer_is_not() {
    let probe = |i: usize| {
        format!("[[probe]]\nprobe = \"p{i}\"\nkind = \"uptime\"\nfeatures = [\"a\"]\ninterval_s = 60\nttl_s = 120\n")
    };
    let most = crate::config::probes::MAX_PROBES;
    let catalogue = ("catalogue.toml", "[[feature]]\nfeature = \"a\"\nname = \"Alpha\"\n");
    let mut probes: String = (0..most).map(probe).collect();
    let (_folder, loaded) = load_folder(&[TENANT, catalogue, ("probes.toml", &probes)]);
    assert_eq!(loaded.errors().count(), 0);
    probes += &probe(most);
    let (_folder, loaded) = load_folder(&[TENANT, catalogue, ("probes.toml", &probes)]);
    assert_eq!(loaded.errors().map(|p| p.title.as_str()).collect::<Vec<_>>(), ["10001 probes are too many"]);
    assert_eq!(found(&loaded)[0].2, most * 6 + 1, "at the line of the first one too many");
}

#[test]
fn a_configuration_file_too_large_is_refused_and_one_byte_less_is_not() {
    let most = folder::MAX_FILE_BYTES as usize;
    let mut text = "[[feature]]\nfeature = \"a\"\nname = \"Alpha\"\n#".to_owned();
    text += &"x".repeat(most - text.len());
    let (_folder, loaded) = load_folder(&[TENANT, ("catalogue.toml", &text)]);
    assert_eq!(loaded.errors().count(), 0);
    text.push('x');
    let (_folder, loaded) = load_folder(&[TENANT, ("catalogue.toml", &text)]);
    let title = &loaded.errors().next().unwrap().title;
    assert!(title.contains("catalogue.toml cannot be read: larger than 8388608 bytes"), "{title}");
}
