//! Reads files and environment into validated settings: strict, layered, with spans.
//!
//! Every file is read into a tree that knows where everything stands ([`tree`], [`json`]), each value
//! is checked as it is laid over the ones before ([`layers`]), catalogue and probes are held against
//! each other ([`check`]); all problems come back at once. [`Loaded::settle`] then makes the one
//! settled form, [`run::RunSettings`], or gives the problems that stand against it.
//!
//! It must never reach the pure rooms, and nothing after it can fail on configuration.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub mod catalogue;
pub mod check;
pub mod fields;
pub mod folder;
mod forms;
pub mod json;
pub mod key;
pub mod layers;
pub mod origin;
pub mod probes;
pub mod problem;
pub mod properties;
pub mod run;
pub mod settings;
pub mod tiers;
pub mod tree;

#[cfg(test)]
mod tests;

use crate::config::settings::TenantSettings;
use crate::config::{Catalogue, Probes, Understanding};
use crate::ids::{IdentityKey, TenantId, Tier};
use crate::pipeline::understand::Adapter;
use crate::signal::identity::account_key;
use catalogue::FeatureAt;
use folder::TenantPaths;
use key::MissingKey;
use layers::{Layered, SettingsFile};
use probes::ProbeAt;
use problem::{Problem, Severity, Sink, SourceText};
use run::{RunSettings, Source, TenantFiles};
use tree::{Entry, Node, Value};

/// What the outside says: files, environment and flags, the later over the earlier.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Settings files, or folders that hold one, in the order given.
    pub configs: Vec<PathBuf>,
    /// Environment variables; those without the prefix are not looked at.
    pub environment: Vec<(String, String)>,
    /// Flags that set a setting: its name, the text, the flag as it was written.
    pub flags: Vec<(String, String, String)>,
}

/// A configuration as read, with everything that is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The settings and who set them.
    pub layered: Layered,
    /// The tenants that have files.
    pub tenants: BTreeMap<TenantId, TenantLoaded>,
    /// What is wrong, or worth knowing, in the order of reading.
    pub problems: Vec<Problem>,
}

/// What one tenant's files say.
#[derive(Clone, Debug, Default)]
pub struct TenantLoaded {
    /// Its features.
    pub features: Vec<FeatureAt>,
    /// Its probes.
    pub probes: Vec<ProbeAt>,
    /// Probes too wrong to be kept: what they cover is not known.
    pub probes_lost: usize,
    /// Its accounts, in the clear, and their tiers.
    pub accounts: BTreeMap<String, Tier>,
    /// Its settings over those of the installation, where it has a file of its own.
    pub own: Option<Layered>,
    /// The text of its catalogue.
    pub catalogue_source: Option<SourceText>,
    /// The text of its probes.
    pub probes_source: Option<SourceText>,
}

/// Reads a configuration. A tenant's own settings lie over everything else: they are the most exact.
#[must_use]
pub fn load(given: &Given) -> Loaded {
    let mut loaded = Loaded::default();
    for config in &given.configs {
        loaded.lay_config(config);
    }
    loaded.layered.lay_environment(&given.environment, &mut loaded.problems);
    loaded.layered.lay_flags(&given.flags, &mut loaded.problems);
    for config in given.configs.iter().filter(|config| config.is_dir()) {
        loaded.read_tenants(config);
    }
    loaded.problems.extend(check::installation(&loaded.layered));
    for files in loaded.tenants.values() {
        loaded.problems.extend(check::tenant(files));
    }
    loaded
}

impl Loaded {
    fn lay_config(&mut self, config: &Path) {
        let path = if config.is_dir() { config.join(folder::SETTINGS_FILE) } else { config.to_path_buf() };
        // A folder may hold a catalogue alone; a file that was named has to be there.
        if config.is_dir() && !path.exists() {
            return;
        }
        let (layered, problems) = lay_file(self.layered.clone(), &path, |_| true);
        self.layered = layered;
        self.problems.extend(problems);
    }

    fn read_tenants(&mut self, folder: &Path) {
        let beside = TenantPaths::find(folder, true, &mut self.problems);
        match (&self.layered.settings.tenant, beside.any()) {
            (Some(tenant), Some(_)) => self.read_tenant(tenant.clone(), &beside),
            (None, Some(path)) => {
                let title = format!("{} belongs to no tenant", path.display());
                let help = format!(
                    "say whose it is: tenant = \"...\" in {}, or put it into tenants/NAME/",
                    folder::SETTINGS_FILE
                );
                self.problems.push(Problem::nowhere(Severity::Form, title).help(help));
            }
            (_, None) => {}
        }
        for (tenant, path) in folder::tenants(folder, &mut self.problems) {
            let paths = TenantPaths::find(&path, false, &mut self.problems);
            self.read_tenant(tenant, &paths);
        }
    }

    fn read_tenant(&mut self, tenant: TenantId, paths: &TenantPaths) {
        if self.tenants.contains_key(&tenant) {
            let title = format!("the tenant `{tenant}` has files in two places");
            self.problems.push(Problem::nowhere(Severity::Form, title).help("keep one of them"));
            return;
        }
        let mut files = TenantLoaded::default();
        if let Some(path) = &paths.settings {
            let own_keys: fn(&str) -> bool = |name| name.starts_with("detection.") || name.starts_with("limits.");
            let (own, problems) = lay_file(self.layered.clone(), path, own_keys);
            self.problems.extend(problems);
            files.own = Some(own);
        }
        if let Some(path) = &paths.catalogue {
            files.catalogue_source =
                self.read_items(path, "feature", |items, sink| files.features = catalogue::read(items, sink));
        }
        if let Some(path) = &paths.probes {
            files.probes_source = self.read_items(path, "probe", |items, sink| {
                files.probes = probes::read(items, sink);
                files.probes_lost = items.len() - files.probes.len();
            });
        }
        if let Some(path) = &paths.tiers {
            match folder::open(path, folder::MAX_TABLE_BYTES) {
                Ok((source, text)) => {
                    let most = files.own.as_ref().unwrap_or(&self.layered).settings.defaults.limits.accounts;
                    let mut sink = Sink::new(source);
                    files.accounts = tiers::read(&text, most as usize, &mut sink);
                    self.problems.extend(sink.finish());
                }
                Err(problem) => self.problems.push(problem),
            }
        }
        self.tenants.insert(tenant, files);
    }

    /// Reads a file of features or probes, TOML or JSON by its name.
    fn read_items(
        &mut self,
        path: &Path,
        key: &'static str,
        read: impl FnOnce(&[Node], &mut Sink),
    ) -> Option<SourceText> {
        let (source, text) = match folder::open(path, folder::MAX_FILE_BYTES) {
            Ok(opened) => opened,
            Err(problem) => {
                self.problems.push(problem);
                return None;
            }
        };
        let mut sink = Sink::new(source.clone());
        if path.extension().is_some_and(|e| e == "json") {
            match json::from_json(&text) {
                Ok(Node { value: Value::List(items), .. }) => read(&items, &mut sink),
                Ok(node) => {
                    let title = format!("the file holds {}", node.value.kind());
                    sink.form(
                        node.span.start..node.span.start + 1,
                        title,
                        format!("expected a list, one {key} an object"),
                    );
                }
                Err(why) => sink.form(why.span, "this is not JSON", format!("expected {}", why.expected)),
            }
        } else {
            let entries: Vec<Entry> = tree::from_toml(&text, &mut sink);
            let items = catalogue::items(&entries, key, &mut sink);
            read(items, &mut sink);
        }
        self.problems.extend(sink.finish());
        Some(source)
    }

    /// The problems for which nothing starts.
    pub fn errors(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(|problem| problem.severity != Severity::Note)
    }

    /// The settled form of everything: secrets are read now, accounts hashed, and nothing fails on
    /// configuration any more.
    ///
    /// # Errors
    /// Every problem that stands against it.
    pub fn settle(self, missing: MissingKey) -> Result<RunSettings, Vec<Problem>> {
        let mut problems: Vec<Problem> = self.errors().cloned().collect();
        let properties = properties::settle(&self.layered.properties).unwrap_or_else(|bad| {
            problems.extend(bad);
            BTreeMap::new()
        });
        if !problems.is_empty() {
            return Err(problems);
        }
        let settings = self.layered.settings;
        // Last, so that a key is made only for a configuration that is otherwise good.
        let key = key::identity_key(settings.key_file.as_deref(), missing).map_err(|problem| vec![problem])?;
        let tenants = self.tenants.into_iter().map(|(tenant, files)| {
            let files = files.settle(&tenant, &key, &settings.defaults);
            (tenant, files)
        });
        let tenants = tenants.collect();
        let time_zones = settings.zones_by_tenant();
        let mut kafka = settings.kafka;
        kafka.properties = properties;
        if kafka.instance.is_empty() {
            kafka.instance = host_name();
        }
        let of = |topics: &[String], adapter| {
            topics.iter().map(|t| Source { topic: t.clone(), adapter }).collect::<Vec<_>>()
        };
        let sources = [
            of(&settings.messages, Adapter::Message),
            of(&settings.observations, Adapter::Observation),
            of(&settings.changes, Adapter::Change),
            of(&settings.feedback, Adapter::Feedback),
            of(&[format!("{}.config.v1", kafka.prefix)], Adapter::Config),
        ];
        Ok(RunSettings {
            kafka,
            sources: sources.concat(),
            understanding: Understanding {
                identity_key: key,
                max_text_bytes: settings.max_text_bytes,
                max_tokens: settings.max_tokens,
                time_zones,
                languages: settings.languages,
                message_topics: settings.messages,
            },
            http: settings.listen,
            dead_letter_bodies: settings.dead_letter_bodies,
            defaults: settings.defaults,
            tenants,
        })
    }
}

impl TenantLoaded {
    fn settle(self, tenant: &TenantId, key: &IdentityKey, defaults: &TenantSettings) -> TenantFiles {
        let mut settings = self.own.map_or_else(|| defaults.clone(), |own| own.settings.defaults);
        let hashed = |(account, tier): (String, Tier)| Some((account_key(key, tenant, &account)?.0, tier));
        settings.tiers = self.accounts.into_iter().filter_map(hashed).collect();
        TenantFiles {
            catalogue: Catalogue {
                features: self.features.into_iter().map(|f| (f.feature.id.clone(), f.feature)).collect(),
            },
            probes: Probes { probes: self.probes.into_iter().map(|p| (p.probe.id.clone(), p.probe)).collect() },
            settings,
        }
    }
}

fn lay_file(mut layered: Layered, path: &Path, allowed: fn(&str) -> bool) -> (Layered, Vec<Problem>) {
    match folder::open(path, folder::MAX_FILE_BYTES) {
        Ok((source, text)) => {
            let base = path.parent().unwrap_or(Path::new(""));
            let mut file = SettingsFile { base, allowed, sink: Sink::new(source) };
            let entries = tree::from_toml(&text, &mut file.sink);
            layered.lay_file(&entries, &mut file);
            (layered, file.sink.finish())
        }
        Err(problem) => (layered, vec![problem]),
    }
}

/// The host's name as far as it may stand in ids on Kafka.
fn host_name() -> String {
    let names = ["/proc/sys/kernel/hostname", "/etc/hostname"];
    let name = names.iter().find_map(|path| folder::read_bounded(Path::new(path), 4_096).ok()).unwrap_or_default();
    let good: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || "._-".contains(*c)).take(64).collect();
    if good.is_empty() { "groundswell".to_owned() } else { good }
}
