//! The key under which customers are hashed: read from its file, or made where that is asked for.

use std::fs::OpenOptions;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use super::problem::{Problem, Severity};
use crate::ids::IdentityKey;

/// Bytes of a key that is made: what SHA-256 can use.
const MADE_BYTES: usize = 32;
/// Largest key file read: more than 64 bytes add nothing to SHA-256.
const MAX_KEY_BYTES: u64 = 4_096;

/// What to do where there is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingKey {
    /// Refuse: customers of before would not be recognised again.
    Refuse,
    /// Make one; without a file to keep it in, for this run only.
    Make,
}

/// The identity key.
///
/// # Errors
/// A problem that says how to make one, where there is none, it cannot be read or is too short.
pub fn identity_key(file: Option<&Path>, missing: MissingKey) -> Result<IdentityKey, Problem> {
    match (file, missing) {
        (Some(path), MissingKey::Make) if !path.exists() => make(path),
        (Some(path), _) => read(path),
        (None, MissingKey::Make) => random().and_then(|secret| taken(&secret, "/dev/urandom")),
        (None, MissingKey::Refuse) => {
            let title = "`identity.key_file` is not set: there is no key to hash customers with";
            Err(Problem::nowhere(Severity::Form, title).help(how_to(Path::new("groundswell.key"))))
        }
    }
}

fn how_to(path: &Path) -> String {
    let path = path.display();
    format!(
        "make one with (umask 077; head -c 32 /dev/urandom > {path}), set identity.key_file to it, and keep it: under another key no customer is recognised again"
    )
}

fn failed(what: &str, path: &Path, why: &std::io::Error) -> Problem {
    Problem::nowhere(Severity::Form, format!("the identity key {} cannot be {what}: {why}", path.display()))
        .help(how_to(path))
}

fn read(path: &Path) -> Result<IdentityKey, Problem> {
    let mut secret = Vec::new();
    let file = std::fs::File::open(path).map_err(|why| failed("read", path, &why))?;
    file.take(MAX_KEY_BYTES).read_to_end(&mut secret).map_err(|why| failed("read", path, &why))?;
    taken(&secret, &path.display().to_string())
}

fn taken(secret: &[u8], from: &str) -> Result<IdentityKey, Problem> {
    IdentityKey::new(secret).map_err(|why| Problem::nowhere(Severity::Form, format!("the identity key {from}: {why}")))
}

fn random() -> Result<[u8; MADE_BYTES], Problem> {
    let source = Path::new("/dev/urandom");
    let mut secret = [0; MADE_BYTES];
    let read = std::fs::File::open(source).and_then(|mut file| file.read_exact(&mut secret));
    read.map(|()| secret).map_err(|why| failed("made", source, &why))
}

/// Makes the file, readable by its owner alone. Another process that was quicker keeps its key.
fn make(path: &Path) -> Result<IdentityKey, Problem> {
    let secret = random()?;
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(mut file) => {
            file.write_all(&secret).and_then(|()| file.sync_all()).map_err(|why| failed("written", path, &why))?;
            taken(&secret, &path.display().to_string())
        }
        Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => read(path),
        Err(why) => Err(failed("made", path, &why)),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::ids::TenantId;

    #[test]
    fn a_key_is_made_once_for_its_owner_alone_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let hash = |key: IdentityKey| key.hash(&TenantId::new("acme").unwrap(), "id", "ann");
        let made = hash(identity_key(Some(&path), MissingKey::Make).unwrap());
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::metadata(&path).unwrap().len(), 32);
        assert_eq!(hash(identity_key(Some(&path), MissingKey::Make).unwrap()), made);
        assert_eq!(hash(identity_key(Some(&path), MissingKey::Refuse).unwrap()), made);
        assert_ne!(hash(identity_key(None, MissingKey::Make).unwrap()), made);
    }

    #[test]
    fn without_a_key_the_error_says_how_to_make_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        for file in [None, Some(path.as_path())] {
            let problem = identity_key(file, MissingKey::Refuse).unwrap_err();
            assert!(problem.help.unwrap().contains("head -c 32 /dev/urandom"), "{}", problem.title);
        }
        std::fs::write(&path, "short").unwrap();
        assert!(identity_key(Some(&path), MissingKey::Make).unwrap_err().title.contains("16 bytes"));
    }
}
