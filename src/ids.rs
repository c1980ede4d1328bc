//! Names of things: text that was checked once, and keyed hashes of what identifies a person.

use std::fmt;

use compact_str::CompactString;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A text that cannot name what it should.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}, found {found:?}")]
pub struct BadName {
    /// What a good name looks like.
    pub expected: &'static str,
    /// What was found, shortened to 64 characters.
    pub found: String,
}

/// Longest id of a message, feature, probe, change: what a key on Kafka may sensibly hold.
pub const MAX_ID_CHARS: usize = 256;

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $expected:literal, $good:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "CompactString", into = "CompactString")]
        pub struct $name(CompactString);

        impl $name {
            /// Checks and takes a name.
            ///
            /// # Errors
            /// [`BadName`] with what was expected.
            pub fn new(text: impl AsRef<str>) -> Result<Self, BadName> {
                let text = text.as_ref();
                let good: fn(&str) -> bool = $good;
                if good(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(BadName { expected: $expected, found: text.chars().take(64).collect() })
                }
            }

            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<CompactString> for $name {
            type Error = BadName;
            fn try_from(text: CompactString) -> Result<Self, BadName> {
                Self::new(text)
            }
        }

        impl From<$name> for CompactString {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

fn is_id(text: &str) -> bool {
    // Most ids are plain: none of their bytes is a space, a control character or a part of a longer one.
    if text.len() <= MAX_ID_CHARS && !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic()) {
        return true;
    }
    !text.trim().is_empty() && text.chars().count() <= MAX_ID_CHARS && !text.chars().any(char::is_control)
}

fn is_tenant(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

name!(
    /// One company whose customers write; everything is kept apart by tenant.
    TenantId, "a tenant of 1 to 64 letters, digits, '.', '_' or '-'", is_tenant
);
name!(
    /// What the support platform calls a message.
    MessageId, "an id of 1 to 256 printable characters", is_id
);
name!(
    /// A part of the product, as the catalogue names it.
    FeatureId, "a feature of 1 to 256 printable characters", is_id
);
name!(
    /// One automated check, as the probe inventory names it.
    ProbeId, "a probe of 1 to 256 printable characters", is_id
);
name!(
    /// A deploy, flag, configuration, migration or vendor event.
    ChangeId, "an id of 1 to 256 printable characters", is_id
);
name!(
    /// A customer tier such as `pro`.
    Tier, "a tier of 1 to 256 printable characters", is_id
);
name!(
    /// An incident candidate: a hash of tenant, feature and first report, in hexadecimal.
    CandidateId, "an id of 1 to 256 printable characters", is_id
);

impl FeatureId {
    /// The name that stands for all features together.
    #[must_use]
    pub const fn star() -> Self {
        Self(CompactString::const_new("*"))
    }
}

impl MessageId {
    /// 64 bits of SHA-256 over tenant and id: enough to tell whether it was read before.
    #[must_use]
    pub fn fingerprint(&self, tenant: &TenantId) -> u64 {
        let mut hash = Sha256::new();
        hash.update((tenant.as_str().len() as u64).to_le_bytes());
        hash.update(tenant.as_str().as_bytes());
        hash.update(self.as_str().as_bytes());
        let digest = hash.finalize();
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        u64::from_le_bytes(first)
    }

    /// Sorts before every message id; itself none.
    #[must_use]
    pub fn lowest() -> Self {
        Self(CompactString::const_new(""))
    }
}

/// How ids of topics begin, which no feature of a catalogue may.
pub const TOPIC_PREFIX: &str = "topic:";
/// Characters of a topic's words that its id holds.
const MAX_TOPIC_CHARS: usize = 80;

impl FeatureId {
    /// The id of a topic that no catalogue names, after the words it is called by.
    #[must_use]
    pub fn topic(words: &str) -> Self {
        let kept = words.chars().take(MAX_TOPIC_CHARS).map(|c| if c.is_alphanumeric() { c } else { '-' });
        Self(TOPIC_PREFIX.chars().chain(kept).collect())
    }

    /// What stands for the feature of a report that names none.
    #[must_use]
    pub fn unnamed() -> Self {
        Self(CompactString::const_new(TOPIC_PREFIX))
    }

    /// Whether it is a topic and no feature of a catalogue.
    #[must_use]
    pub fn is_topic(&self) -> bool {
        self.0.starts_with(TOPIC_PREFIX)
    }

    /// The words a topic is called by; none where it is a feature.
    #[must_use]
    pub fn words(&self) -> Option<String> {
        self.0.strip_prefix(TOPIC_PREFIX).map(|words| words.replace('-', " "))
    }
}

impl CandidateId {
    /// The id that follows from what a candidate is made of: the same journal gives the same id.
    #[must_use]
    pub fn derive(tenant: &TenantId, feature: &FeatureId, first_report: &MessageId, episode: u32) -> Self {
        let mut hash = Sha256::new();
        for part in [tenant.as_str(), feature.as_str(), first_report.as_str()] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        hash.update(episode.to_le_bytes());
        let digest = hash.finalize();
        Self(hex(&digest[..8]).into())
    }
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        use fmt::Write as _;
        // Writing to a String cannot fail.
        let _ = write!(out, "{b:02x}");
        out
    })
}

/// SHA-256 in lower-case hexadecimal.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A customer, known only by a keyed hash: two messages of one person carry the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CustomerKey(pub u64);

/// The organisation a customer belongs to, known only by a keyed hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountKey(pub u64);

/// The secret under which identifiers are hashed. Never printed, never serialized.
#[derive(Clone)]
pub struct IdentityKey(Box<[u8]>);

impl fmt::Debug for IdentityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityKey(secret)")
    }
}

impl IdentityKey {
    /// Shortest key accepted from a file, in bytes: half of what SHA-256 can use.
    pub const MIN_BYTES: usize = 16;

    /// Takes the secret as it was read.
    ///
    /// # Errors
    /// [`BadName`] where it is shorter than [`IdentityKey::MIN_BYTES`]; the secret is not repeated in it.
    pub fn new(secret: &[u8]) -> Result<Self, BadName> {
        if secret.len() < Self::MIN_BYTES {
            return Err(BadName { expected: "a secret of 16 bytes or more", found: format!("{} bytes", secret.len()) });
        }
        Ok(Self(secret.into()))
    }

    /// HMAC-SHA-256 of tenant, kind and value, cut to 64 bits: at a million customers a tenant the
    /// chance of any collision is below one in 30 million.
    #[must_use]
    pub fn hash(&self, tenant: &TenantId, kind: &str, value: &str) -> u64 {
        // HMAC takes keys of any length; `new` has refused the short ones.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return 0 };
        for part in [tenant.as_str(), kind, value] {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part.as_bytes());
        }
        let digest = mac.finalize().into_bytes();
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        u64::from_le_bytes(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_cannot_be_a_path() {
        for bad in ["../x", "", "a b", "a/b", &"t".repeat(65)] {
            assert!(TenantId::new(bad).is_err(), "{bad}");
        }
        assert!(TenantId::new("a".repeat(64)).is_ok());
    }

    #[test]
    fn ids_stop_at_their_limit() {
        assert!(MessageId::new("m".repeat(MAX_ID_CHARS)).is_ok());
        assert!(MessageId::new("m".repeat(MAX_ID_CHARS + 1)).is_err());
        assert!(MessageId::new("a\nb").is_err());
    }

    #[test]
    fn a_topic_is_called_by_its_words_and_is_no_feature() {
        let topic = FeatureId::topic("gift card, \u{7}vanished");
        assert_eq!(topic.as_str(), "topic:gift-card---vanished");
        assert_eq!(FeatureId::new(topic.as_str()).as_ref(), Ok(&topic), "stored as any id is");
        assert_eq!(FeatureId::topic("gift card").words().as_deref(), Some("gift card"));
        assert_eq!(FeatureId::topic(&"x".repeat(500)).as_str().len(), TOPIC_PREFIX.len() + MAX_TOPIC_CHARS);
        assert!(topic.is_topic() && FeatureId::unnamed().is_topic());
        let checkout = FeatureId::new("checkout").unwrap();
        assert_eq!((checkout.is_topic(), checkout.words()), (false, None));
    }

    #[test]
    fn hashes_depend_on_key_tenant_kind_and_value() {
        let t = TenantId::new("acme").unwrap();
        let k = IdentityKey::new(b"0123456789abcdef").unwrap();
        assert_eq!(k.hash(&t, "id", "ann"), k.hash(&t, "id", "ann"));
        assert_ne!(k.hash(&t, "id", "ann"), k.hash(&t, "email", "ann"));
        assert_ne!(k.hash(&t, "id", "ann"), k.hash(&TenantId::new("b").unwrap(), "id", "ann"));
        assert_eq!(format!("{k:?}"), "IdentityKey(secret)");
    }
}
