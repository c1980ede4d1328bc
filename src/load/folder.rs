//! Which files a configuration consists of, and their bytes.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::problem::{Problem, Severity, SourceText};
use crate::ids::TenantId;
use crate::wire::nearest;

/// Largest file of settings, features or probes: a full catalogue of 1,000 features with 200 aliases
/// each is about 5 MB.
pub const MAX_FILE_BYTES: u64 = 8 * 1024 * 1024;
/// Largest table of accounts: a million rows of thirty bytes.
pub const MAX_TABLE_BYTES: u64 = 32 * 1024 * 1024;
/// Most tenants with a folder of their own.
pub const MAX_TENANTS: usize = 10_000;

/// The settings file of a folder.
pub const SETTINGS_FILE: &str = "groundswell.toml";
/// The folder that holds one folder a tenant.
pub const TENANTS_FOLDER: &str = "tenants";
const TENANT_SETTINGS_FILE: &str = "settings.toml";
const CATALOGUE_FILES: [&str; 2] = ["catalogue.toml", "catalogue.json"];
const PROBES_FILES: [&str; 2] = ["probes.toml", "probes.json"];
const TIERS_FILE: &str = "tiers.csv";

/// The files of one tenant; none where there is none of a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TenantPaths {
    /// Its features.
    pub catalogue: Option<PathBuf>,
    /// Its probes.
    pub probes: Option<PathBuf>,
    /// Its accounts and their tiers.
    pub tiers: Option<PathBuf>,
    /// Its own settings, over those of the installation.
    pub settings: Option<PathBuf>,
}

impl TenantPaths {
    /// The first of its files, where there is one at all.
    #[must_use]
    pub fn any(&self) -> Option<&Path> {
        [&self.catalogue, &self.probes, &self.tiers, &self.settings].into_iter().find_map(|path| path.as_deref())
    }

    /// Finds them in a folder; two files of one kind, and files that nobody reads, are reported.
    pub fn find(folder: &Path, top: bool, problems: &mut Vec<Problem>) -> Self {
        let mut one_of = |names: &[&str]| {
            let found: Vec<PathBuf> =
                names.iter().map(|name| folder.join(name)).filter(|path| path.is_file()).collect();
            if let [first, second, ..] = found.as_slice() {
                let title = format!("{} and {} say the same thing twice", first.display(), second.display());
                problems.push(Problem::nowhere(Severity::Form, title).help("keep one of them"));
            }
            found.into_iter().next()
        };
        let paths = Self {
            catalogue: one_of(&CATALOGUE_FILES),
            probes: one_of(&PROBES_FILES),
            tiers: one_of(&[TIERS_FILE]),
            settings: if top { None } else { one_of(&[TENANT_SETTINGS_FILE]) },
        };
        let own = if top { SETTINGS_FILE } else { TENANT_SETTINGS_FILE };
        let known: Vec<&str> = [CATALOGUE_FILES.as_slice(), &PROBES_FILES, &[TIERS_FILE, own]].concat();
        problems.extend(strangers(folder, &known));
        paths
    }
}

/// Notes the files of a folder that look like configuration and are not read: `catalog.toml`.
fn strangers(folder: &Path, known: &[&str]) -> Vec<Problem> {
    let names = entries(folder).into_iter().filter(|path| path.is_file());
    let looks_like_ours =
        |path: &Path| path.extension().is_some_and(|e| ["toml", "json", "csv"].iter().any(|ours| e == *ours));
    names
        .filter(|path| looks_like_ours(path))
        .filter_map(|path| {
            let name = path.file_name()?.to_string_lossy().into_owned();
            if known.contains(&name.as_str()) {
                return None;
            }
            let problem = Problem::nowhere(Severity::Note, format!("{} is not read", path.display()));
            Some(match nearest(&name, known.iter().copied()) {
                Some(near) => problem.help(format!("did you mean {near}?")),
                None => problem.help(format!("files that are read: {}", known.join(", "))),
            })
        })
        .collect()
}

/// What stands in a folder, in order of name; nothing where it cannot be listed.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(listing) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = listing.filter_map(|entry| entry.ok().map(|e| e.path())).collect();
    paths.sort();
    paths
}

/// The tenants with a folder of their own.
pub fn tenants(folder: &Path, problems: &mut Vec<Problem>) -> Vec<(TenantId, PathBuf)> {
    let folders = entries(&folder.join(TENANTS_FOLDER)).into_iter().filter(|path| path.is_dir());
    let mut found = Vec::new();
    for path in folders {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        match TenantId::new(&name) {
            Ok(_) if found.len() >= MAX_TENANTS => {
                let title = format!("{}: more than {MAX_TENANTS} tenants", folder.display());
                problems.push(Problem::nowhere(Severity::Form, title));
                break;
            }
            Ok(tenant) => found.push((tenant, path)),
            Err(why) => problems.push(Problem::nowhere(Severity::Form, format!("{}: {why}", path.display()))),
        }
    }
    found
}

/// A whole text file.
///
/// # Errors
/// Why it cannot be read, in words: missing, too large, not UTF-8.
pub fn read_bounded(path: &Path, most_bytes: u64) -> Result<String, String> {
    let file = std::fs::File::open(path).map_err(|why| why.to_string())?;
    let mut bytes = Vec::new();
    file.take(most_bytes + 1).read_to_end(&mut bytes).map_err(|why| why.to_string())?;
    if bytes.len() as u64 > most_bytes {
        return Err(format!("larger than {most_bytes} bytes"));
    }
    String::from_utf8(bytes).map_err(|why| format!("not UTF-8 at byte {}", why.utf8_error().valid_up_to()))
}

/// A configuration file and its text, or the problem that it cannot be read.
///
/// # Errors
/// A problem that names the file.
pub fn open(path: &Path, most_bytes: u64) -> Result<(SourceText, String), Problem> {
    let name = path.display().to_string();
    match read_bounded(path, most_bytes) {
        Ok(text) => Ok((SourceText::new(name, &text), text)),
        Err(why) => Err(Problem::nowhere(Severity::Form, format!("{name} cannot be read: {why}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        std::fs::write(&path, "1234").unwrap();
        assert_eq!(read_bounded(&path, 4).unwrap(), "1234");
        assert_eq!(read_bounded(&path, 3).unwrap_err(), "larger than 3 bytes");
        std::fs::write(&path, [b'a', 0xff]).unwrap();
        assert_eq!(read_bounded(&path, 4).unwrap_err(), "not UTF-8 at byte 1");
    }

    #[test]
    fn a_misnamed_file_is_noted_and_two_of_a_kind_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["catalog.toml", "probes.toml", "probes.json", "README.md"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let mut problems = Vec::new();
        TenantPaths::find(folder.path(), true, &mut problems);
        let found: Vec<_> = problems.iter().map(|p| (p.severity, p.help.clone().unwrap())).collect();
        assert_eq!(found[0], (Severity::Form, "keep one of them".to_owned()));
        assert_eq!(found[1], (Severity::Note, "did you mean catalogue.toml?".to_owned()));
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn a_tenant_folder_needs_a_tenant_name() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["acme", "a b"] {
            std::fs::create_dir_all(folder.path().join(TENANTS_FOLDER).join(name)).unwrap();
        }
        let mut problems = Vec::new();
        let found = tenants(folder.path(), &mut problems);
        assert_eq!((found.len(), found[0].0.as_str(), problems.len()), (1, "acme", 1));
    }

    #[test]
    fn tenants_stop_at_their_limit() {
        let folder = tempfile::tempdir().unwrap();
        let add = |i: usize| std::fs::create_dir_all(folder.path().join(TENANTS_FOLDER).join(format!("t{i}"))).unwrap();
        (0..MAX_TENANTS).for_each(add);
        let mut problems = Vec::new();
        assert_eq!((tenants(folder.path(), &mut problems).len(), problems.len()), (MAX_TENANTS, 0));
        add(MAX_TENANTS);
        assert_eq!((tenants(folder.path(), &mut problems).len(), problems.len()), (MAX_TENANTS, 1));
        assert!(problems[0].title.ends_with("more than 10000 tenants"), "{}", problems[0].title);
    }
}
