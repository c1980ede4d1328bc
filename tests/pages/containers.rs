//! The container files, read line by line: what in them names something of this project.

use crate::commands::Shown;

/// Command lines for the program, as JSON lists behind `command:` or `CMD`.
pub(crate) fn commands(file: &str) -> Vec<Shown> {
    let lists = file.lines().map(str::trim).filter_map(|l| l.strip_prefix("command:").or(l.strip_prefix("CMD")));
    let words = lists.filter_map(|l| serde_json::from_str::<Vec<String>>(l.trim()).ok());
    words.map(|w| Shown { line: format!("groundswell {}", w.join(" ")) }).collect()
}

/// What is wrong with the compose file: its form, names that are not declared, settings that are none.
pub(crate) fn compose(file: &str, settings: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    for (i, line) in file.lines().enumerate() {
        let indent = line.len() - line.trim_start().len();
        if line.contains('\t') || indent % 2 != 0 {
            complaints.push(format!("docker-compose.yml:{}: indented by {indent}", i + 1));
        }
    }
    let services = children(file, "services:");
    let volumes = children(file, "volumes:");
    for line in file.lines().map(str::trim) {
        if let Some((service, _)) = line.split_once(": {condition:")
            && !services.iter().any(|s| s == service)
        {
            complaints.push(format!("docker-compose.yml: waits for {service}, which is no service"));
        }
        if let Some(list) = line.strip_prefix("volumes: [")
            && let Some((volume, _)) = list.trim_start_matches('"').split_once(':')
            && !volumes.iter().any(|v| v == volume)
        {
            complaints.push(format!("docker-compose.yml: volume {volume} is not declared"));
        }
        if let Some(name) = line.split(':').next().and_then(|k| k.strip_prefix("GROUNDSWELL__"))
            && !is_setting(settings, name)
        {
            complaints.push(format!("docker-compose.yml: GROUNDSWELL__{name} is no setting"));
        }
    }
    complaints
}

/// Names one level below a key of the top level.
fn children(file: &str, key: &str) -> Vec<String> {
    let inside = file.lines().skip_while(|l| *l != key).skip(1);
    let block = inside.take_while(|l| l.is_empty() || l.starts_with(' ') || l.starts_with('#'));
    let named = block.filter_map(|l| l.strip_prefix("  ").filter(|l| l.starts_with(|c: char| c.is_ascii_lowercase())));
    named.filter_map(|l| l.split_once(':')).map(|(name, _)| name.to_owned()).collect()
}

/// Whether `SECTION__KEY` stands in the file of all settings.
fn is_setting(settings: &str, name: &str) -> bool {
    let Some((section, key)) = name.split_once("__") else { return false };
    let (section, key) = (section.to_lowercase(), key.to_lowercase());
    let table: Result<toml::Table, _> = settings.parse();
    table.is_ok_and(|t| t.get(&section).and_then(|s| s.get(&key)).is_some())
}

/// What is wrong with the Dockerfile: what it copies, builds with and runs as.
pub(crate) fn dockerfile(file: &str, toolchain: &str, cargo: &str, exists: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut complaints = Vec::new();
    let field = |text: &str, table: &str, key: &str| -> Option<String> {
        let parsed: toml::Table = text.parse().ok()?;
        Some(parsed.get(table)?.get(key)?.as_str()?.to_owned())
    };
    let version = field(toolchain, "toolchain", "channel").unwrap_or_default();
    if !file.contains(&format!("FROM rust:{version}-")) || !file.contains(&format!("RUSTUP_TOOLCHAIN={version}\n")) {
        complaints.push(format!("Dockerfile: does not build with {version} of rust-toolchain.toml"));
    }
    let features: Option<toml::Table> = cargo.parse().ok();
    for line in file.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["COPY", "--from=build", source, _] => {
                let binary = source.strip_prefix("/src/target/release/");
                let kept = source.strip_prefix("/src/").is_some_and(exists);
                if binary != field(cargo, "package", "name").as_deref() && !kept {
                    complaints.push(format!("Dockerfile: {source} is neither the program nor in the project"));
                }
            }
            [.., "--features", feature] => {
                let known = features.as_ref().and_then(|c| c.get("features")?.get(*feature)).is_some();
                if !known {
                    complaints.push(format!("Dockerfile: there is no feature {feature}"));
                }
            }
            _ => {}
        }
    }
    let last_user = file.lines().filter_map(|l| l.strip_prefix("USER ")).next_back().unwrap_or("root");
    if last_user.starts_with("root") || last_user.starts_with('0') {
        complaints.push("Dockerfile: runs as root".to_owned());
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPOSE: &str = "services:\n  a:\n    command: [\"run\", \"--x\"]\n    depends_on:\n      a: {condition: service_started}\n    \
                           volumes: [\"v:/v:ro\"]\n    environment:\n      GROUNDSWELL__HTTP__LISTEN: x\n\nvolumes:\n  v: {}\n";

    #[test]
    fn what_does_not_fit_in_the_compose_file_is_found() {
        let settings = "[http]\nlisten = \"x\"\n";
        assert_eq!(compose(COMPOSE, settings), Vec::<String>::new());
        assert_eq!(commands(COMPOSE), [Shown { line: "groundswell run --x".to_owned() }]);
        for (from, to) in [
            ("      a: {", "      b: {"),
            ("\"v:/v", "\"w:/v"),
            ("HTTP__LISTEN", "HTTP__LISTENS"),
            ("HTTP__LISTEN", "HTTPS__LISTEN"),
            ("    command", "     command"),
        ] {
            assert_eq!(compose(&COMPOSE.replace(from, to), settings).len(), 1, "{to}");
        }
    }

    #[test]
    fn what_does_not_fit_in_the_dockerfile_is_found() {
        let file = "FROM rust:1.2.3-x AS build\nENV RUSTUP_TOOLCHAIN=1.2.3\nRUN cargo build --features tls\nFROM y\n\
                    COPY --from=build /src/target/release/prog /bin/prog\nCOPY --from=build /src/config /etc/prog\n\
                    USER 10001:10001\nCMD [\"run\"]\n";
        let check = |file: &str| {
            let cargo = "[package]\nname = \"prog\"\n[features]\ntls = []\n";
            dockerfile(file, "[toolchain]\nchannel = \"1.2.3\"\n", cargo, &|p| p == "config").len()
        };
        assert_eq!(check(file), 0);
        for (from, to) in [
            ("rust:1.2.3", "rust:1.2.4"),
            ("TOOLCHAIN=1.2.3", "TOOLCHAIN=1.2.4"),
            ("features tls", "features ssl"),
            ("release/prog", "release/grog"),
            ("src/config", "src/confit"),
            ("USER 10001:10001", "USER root"),
            ("USER 10001:10001\n", ""),
        ] {
            assert_eq!(check(&file.replace(from, to)), 1, "{to}");
        }
    }
}
