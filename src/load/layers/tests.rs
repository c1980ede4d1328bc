use super::super::problem::SourceText;
use super::super::tree::from_toml;
use super::*;

fn lay(text: &str) -> (Layered, Vec<Problem>) {
    let mut layered = Layered::default();
    let sink = Sink::new(SourceText::new("f.toml", text));
    let mut file = SettingsFile { base: Path::new("/conf"), allowed: |_| true, sink };
    let entries = from_toml(text, &mut file.sink);
    layered.lay_file(&entries, &mut file);
    (layered, file.sink.finish())
}

fn texts(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(|p| format!("{} | {}", p.title, p.marks.first().map_or("", |m| m.text.as_str()))).collect()
}

fn environment(pairs: &[(&str, &str)]) -> (Layered, Vec<Problem>) {
    let (mut layered, mut problems) = (Layered::default(), Vec::new());
    let owned: Vec<_> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    layered.lay_environment(&owned, &mut problems);
    (layered, problems)
}

#[test]
fn later_layers_win_and_say_where_they_come_from() {
    let (mut layered, problems) = lay("[kafka]\nbootstrap = \"a:1\"\nprefix = \"p\"\ninstance = \"i\"\n");
    assert!(problems.is_empty(), "{problems:?}");
    let mut problems = Vec::new();
    let env = [("GROUNDSWELL__KAFKA__BOOTSTRAP", "b:2"), ("GROUNDSWELL__KAFKA__PREFIX", "q"), ("PATH", "x")];
    layered.lay_environment(&env.map(|(k, v)| (k.to_owned(), v.to_owned())), &mut problems);
    let flag = ("kafka.bootstrap".to_owned(), "c:3".to_owned(), "--set kafka.bootstrap=c:3".to_owned());
    layered.lay_flags(&[flag], &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    let kafka = &layered.settings.kafka;
    assert_eq!((kafka.bootstrap.as_str(), kafka.prefix.as_str(), kafka.instance.as_str()), ("c:3", "q", "i"));
    let origin = |name| layered.origin(name).to_string();
    assert_eq!(origin("kafka.bootstrap"), "--set kafka.bootstrap=c:3");
    assert_eq!(origin("kafka.prefix"), "GROUNDSWELL__KAFKA__PREFIX");
    assert_eq!(origin("kafka.instance"), "f.toml:4");
    assert_eq!(origin("kafka.replication"), "default");
}

#[test]
fn nothing_is_coerced() {
    let text = "[kafka]\nreplication = true\nmin_insync = 2.9\nprefix = 3\n[dead_letters]\nbody = 1\n[detection]\nfeature_cut = \"0.5\"\n";
    let (layered, problems) = lay(text);
    assert_eq!(
        texts(&problems),
        [
            "`kafka.replication` cannot be true | expected a whole number from 1 to 9",
            "`kafka.min_insync` cannot be 2.9 | expected a whole number from 1 to 9",
            "`kafka.prefix` cannot be 3 | expected 1 to 64 letters, digits, '.', '_' or '-'",
            "`dead_letters.body` cannot be 1 | expected true or false",
            "`detection.feature_cut` cannot be \"0.5\" | expected a number from 0 to 1",
        ]
    );
    assert!(layered.origins.is_empty());
    let (_, problems) =
        environment(&[("GROUNDSWELL__KAFKA__REPLICATION", "2.9"), ("GROUNDSWELL__DEAD_LETTERS__BODY", "1")]);
    assert_eq!(problems.len(), 2, "{problems:?}");
}

#[test]
fn a_misspelt_key_or_section_names_the_nearest() {
    let (_, problems) = lay("tenent = \"a\"\n[kafka]\nbootstap = \"a:1\"\n[detecion]\nlateness_s = 3\n[zzz]\n");
    let found = texts(&problems);
    assert_eq!(found[0], "no key is called `tenent` | no such key; did you mean `tenant`?");
    assert_eq!(found[1], "no key is called `bootstap` | no such key; did you mean `bootstrap`?");
    assert!(found[2].ends_with("did you mean `detection.lateness_s`?"), "{found:?}");
    assert_eq!(problems.len(), 4, "{found:?}");
    assert_eq!(problems[1].place(), Some(("f.toml", 3, 1)));
    let (_, problems) = environment(&[("GROUNDSWELL__KAFKA__BOOTSTAP", "a:1")]);
    assert_eq!(problems[0].help.as_deref(), Some("did you mean `kafka.bootstrap`?"));
}

#[test]
fn every_kind_of_value_can_come_from_the_environment() {
    let (layered, problems) = environment(&[
        ("GROUNDSWELL__TENANT", "acme"),
        ("GROUNDSWELL__SOURCES__MESSAGES", "a, b"),
        ("GROUNDSWELL__SOURCES__CHANGES", ""),
        ("GROUNDSWELL__DEAD_LETTERS__BODY", "true"),
        ("GROUNDSWELL__DETECTION__FALSE_CANDIDATES_PER_MONTH", "2"),
        ("GROUNDSWELL__HTTP__LISTEN", ""),
        ("GROUNDSWELL__KAFKA__BOOTSTRAP", "a:1,b:2"),
    ]);
    assert!(problems.is_empty(), "{problems:?}");
    let s = &layered.settings;
    assert_eq!((s.tenant.as_ref().unwrap().as_str(), s.messages.len(), s.changes.len()), ("acme", 2, 0));
    assert_eq!((s.dead_letter_bodies, s.listen, s.kafka.bootstrap.as_str()), (true, None, "a:1,b:2"));
    assert!((s.defaults.detection.false_candidates_per_month - 2.0).abs() < f64::EPSILON);
}

#[test]
fn properties_are_taken_in_both_spellings_and_from_the_environment() {
    let (layered, problems) = lay("[kafka.properties]\n\"security.protocol\" = \"SSL\"\nsasl.username = \"u\"\n");
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(layered.properties.keys().collect::<Vec<_>>(), ["sasl.username", "security.protocol"]);
    let (layered, problems) = environment(&[
        ("GROUNDSWELL__KAFKA__PROPERTIES__SASL_PASSWORD", "hunter2"),
        ("GROUNDSWELL__KAFKA__PROPERTIES__SSL_KEY_PASSWORD_FILE", "/p"),
    ]);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(layered.properties.keys().collect::<Vec<_>>(), ["sasl.password", "ssl.key.password"]);
    assert!(!format!("{layered:?}").contains("hunter2"));
}

#[test]
fn a_secret_in_a_file_is_refused_without_repeating_it() {
    let (layered, problems) = lay("[kafka.properties]\n\"sasl.password\" = \"hunter2\"\nx = 1\n");
    assert_eq!((problems.len(), layered.properties.len()), (2, 0));
    assert!(!format!("{problems:?}").contains("hunter2"), "{problems:?}");
}

#[test]
fn bounds_hold_on_both_sides() {
    for (text, good) in [("1", true), ("64", true), ("0", false), ("65", false), ("-1", false)] {
        let (_, problems) = lay(&format!("[kafka]\nunderstand_workers = {text}\n"));
        assert_eq!(problems.is_empty(), good, "{text}");
    }
    let long = format!("[sources]\nmessages = [{}]\n", "\"t\",".repeat(101));
    assert_eq!(lay(&long).1.len(), 1);
    assert_eq!(lay("[sources]\nmessages = []\n").1.len(), 1);
}
