//! The records of the state topic: a tenant's parts and head, a partition's meta record.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::error::RunError;
use super::transaction::Record;
use crate::engine::snapshot::PartName;
use crate::ids::TenantId;
use crate::pipeline::partition::Context;

/// Version of these records; another is refused.
const VERSION: u16 = 2;
/// Key of the meta record: no tenant's key begins with a slash.
const META_KEY: &str = "/meta";
const HEAD: &str = "head";
const PART: &str = "part/";

/// What a tenant's parts stand for: all records below `offset`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Head {
    v: u16,
    /// First journal offset that is not in the parts.
    pub(crate) offset: i64,
    /// All parts of the tenant.
    pub(crate) parts: Vec<PartName>,
}

impl Head {
    /// A head of this version.
    pub(crate) fn new(offset: i64, parts: Vec<PartName>) -> Self {
        Self { v: VERSION, offset, parts }
    }
}

/// Where a restore begins, and what stood there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Meta {
    v: u16,
    /// The journal offset to read from.
    pub(crate) from: i64,
    /// What belongs to no tenant, as of all records below `from`.
    pub(crate) context: Context,
    /// Offsets at or above `from` that are never applied: applying one panicked.
    pub(crate) skips: Vec<i64>,
}

impl Meta {
    /// A meta record of this version.
    pub(crate) fn new(from: i64, context: Context, skips: Vec<i64>) -> Self {
        Self { v: VERSION, from, context, skips }
    }
}

/// Writes records of the state topic, all to one partition.
pub(crate) struct Writer<'a> {
    /// The topic.
    pub(crate) topic: &'a str,
    /// The journal partition, which is the state's.
    pub(crate) partition: i32,
}

impl Writer<'_> {
    /// A part; none deletes it.
    pub(crate) fn part(&self, tenant: &TenantId, name: &PartName, bytes: Option<Vec<u8>>) -> Record {
        self.record(format!("{tenant}/{PART}{name}"), bytes)
    }

    /// A head; none deletes it.
    ///
    /// # Errors
    /// A defect: a head always has a form.
    pub(crate) fn head(&self, tenant: &TenantId, head: Option<&Head>) -> Result<Record, RunError> {
        let bytes = head.map(bytes).transpose()?;
        Ok(self.record(format!("{tenant}/{HEAD}"), bytes))
    }

    /// The meta record.
    ///
    /// # Errors
    /// A defect: a context always has a form.
    pub(crate) fn meta(&self, meta: &Meta) -> Result<Record, RunError> {
        Ok(self.record(META_KEY.to_owned(), Some(bytes(meta)?)))
    }

    fn record(&self, key: String, payload: Option<Vec<u8>>) -> Record {
        Record {
            topic: self.topic.to_owned(),
            partition: Some(self.partition),
            key: Some(key.into_bytes()),
            payload,
            ..Record::default()
        }
    }
}

/// A tenant's parts as stored, and the offset they stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct StoredTenant {
    /// First journal offset that is not in them.
    pub(crate) offset: i64,
    /// The parts.
    pub(crate) parts: BTreeMap<PartName, Vec<u8>>,
}

/// What a partition of the state topic holds.
#[derive(Debug, Default)]
pub(crate) struct Stored {
    /// The meta record, or why it cannot be read.
    pub(crate) meta: Option<Result<Meta, String>>,
    /// The tenants with a head, each with exactly the parts it lists.
    pub(crate) tenants: BTreeMap<TenantId, StoredTenant>,
    /// Tenants whose head or parts cannot be had, and why not.
    pub(crate) broken: BTreeMap<TenantId, String>,
    /// Every name under which something of a tenant is stored.
    pub(crate) names: BTreeMap<TenantId, BTreeSet<PartName>>,
}

/// Reads a partition of the state topic; the last record of a key counts.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    meta: Option<Result<Meta, String>>,
    heads: BTreeMap<TenantId, Result<Head, String>>,
    parts: BTreeMap<TenantId, BTreeMap<PartName, Vec<u8>>>,
}

impl Reader {
    /// Takes the next record.
    pub(crate) fn take(&mut self, key: &[u8], payload: Option<&[u8]>) -> Result<(), String> {
        let key = std::str::from_utf8(key).map_err(|_| "a key of the state topic is not UTF-8".to_owned())?;
        if key == META_KEY {
            self.meta = payload.map(|bytes| parse(key, bytes));
            return Ok(());
        }
        let (tenant, rest) = key.split_once('/').ok_or_else(|| format!("unknown key {key:?} in the state topic"))?;
        let tenant = TenantId::new(tenant).map_err(|e| format!("key {key:?} of the state topic: {e}"))?;
        if rest == HEAD {
            match payload {
                Some(bytes) => self.heads.insert(tenant, parse(key, bytes)),
                None => self.heads.remove(&tenant),
            };
        } else if let Some(name) = rest.strip_prefix(PART) {
            let parts = self.parts.entry(tenant).or_default();
            match payload {
                Some(bytes) => parts.insert(PartName(name.to_owned()), bytes.to_vec()),
                None => parts.remove(&PartName(name.to_owned())),
            };
        } else {
            return Err(format!("unknown key {key:?} in the state topic"));
        }
        Ok(())
    }

    /// The whole.
    pub(crate) fn finish(mut self) -> Stored {
        let names = self.parts.iter().map(|(tenant, parts)| (tenant.clone(), parts.keys().cloned().collect()));
        let mut stored = Stored { meta: self.meta, names: names.collect(), ..Stored::default() };
        for (tenant, head) in self.heads {
            let parts = self.parts.remove(&tenant).unwrap_or_default();
            match head.and_then(|head| listed(&tenant, head, parts)) {
                Ok(whole) => {
                    stored.tenants.insert(tenant, whole);
                }
                Err(why) => {
                    stored.broken.insert(tenant, why);
                }
            }
        }
        stored
    }
}

/// A tenant with exactly the parts its head lists.
fn listed(tenant: &TenantId, head: Head, mut stored: BTreeMap<PartName, Vec<u8>>) -> Result<StoredTenant, String> {
    let mut parts = BTreeMap::new();
    for name in head.parts {
        let bytes = stored.remove(&name).ok_or_else(|| format!("part {name} of tenant {tenant} is missing"))?;
        parts.insert(name, bytes);
    }
    Ok(StoredTenant { offset: head.offset, parts })
}

fn bytes<T: Serialize>(value: &T) -> Result<Vec<u8>, RunError> {
    postcard::to_stdvec(value).map_err(|e| RunError::Defect(format!("state that has no form: {e}")))
}

/// Reads a record of ours. The version stands first, so that another one is told apart whatever follows.
fn parse<T: for<'de> Deserialize<'de>>(key: &str, bytes: &[u8]) -> Result<T, String> {
    let unreadable = |e: postcard::Error| format!("record {key:?} of the state topic: {e}");
    let (version, _) = postcard::take_from_bytes::<u16>(bytes).map_err(unreadable)?;
    if version != VERSION {
        return Err(format!("record {key:?} of the state topic has version {version}, this program reads {VERSION}"));
    }
    postcard::from_bytes(bytes).map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;
    use crate::wire::journal::{PartitionProgress, Progress, Sources};

    const WRITER: Writer<'_> = Writer { topic: "state", partition: 3 };

    fn read(records: &[Record]) -> Stored {
        let mut reader = Reader::default();
        for record in records {
            assert_eq!(record.partition, Some(3));
            reader.take(record.key.as_deref().unwrap(), record.payload.as_deref()).unwrap();
        }
        reader.finish()
    }

    fn part(name: &str) -> PartName {
        PartName(name.to_owned())
    }

    #[test]
    fn what_is_written_is_read() {
        let acme = TenantId::new("acme").unwrap();
        let mut context = Context::default();
        // What JSON could not hold: keys that are no text.
        context.sources.take(&Sources { version: 1, message_topics: vec!["m".to_owned()] });
        let read_until = Timestamp::from_millis(5);
        let told = PartitionProgress { topic: "m".to_owned(), partition: 0, partitions: 1, version: 1, read_until };
        context.sources.progress(&Progress { read: vec![told] });
        let meta = Meta::new(7, context, vec![9]);
        let stored = read(&[
            WRITER.part(&acme, &part("history/1"), Some(vec![1])),
            WRITER.part(&acme, &part("history/1"), Some(vec![2])),
            WRITER.part(&acme, &part("gone"), Some(vec![3])),
            WRITER.part(&acme, &part("gone"), None),
            WRITER.head(&acme, Some(&Head::new(12, vec![part("history/1")]))).unwrap(),
            WRITER.meta(&meta).unwrap(),
        ]);
        assert_eq!(stored.meta, Some(Ok(meta)));
        assert_eq!(stored.tenants[&acme].offset, 12);
        assert_eq!(stored.tenants[&acme].parts, BTreeMap::from([(part("history/1"), vec![2])]));
    }

    #[test]
    fn a_tenant_without_a_head_is_none() {
        let acme = TenantId::new("acme").unwrap();
        let head = Head::new(1, vec![]);
        let stored = read(&[WRITER.head(&acme, Some(&head)).unwrap(), WRITER.head(&acme, None).unwrap()]);
        assert!(stored.tenants.is_empty() && stored.broken.is_empty());
    }

    #[test]
    fn a_missing_part_and_another_version_are_told_by_tenant() {
        let acme = TenantId::new("acme").unwrap();
        let missing = read(&[WRITER.head(&acme, Some(&Head::new(1, vec![part("baselines")]))).unwrap()]);
        assert_eq!(missing.broken[&acme], "part baselines of tenant acme is missing");
        let other = Head { v: VERSION + 1, offset: 1, parts: vec![] };
        let other = read(&[
            WRITER.part(&acme, &part("head"), Some(vec![1])),
            WRITER.head(&acme, Some(&other)).unwrap(),
            WRITER.meta(&Meta { v: VERSION + 1, ..Meta::new(7, Context::default(), vec![]) }).unwrap(),
        ]);
        assert!(other.broken[&acme].contains(&format!("has version {}", VERSION + 1)), "{other:?}");
        assert!(other.meta.unwrap().unwrap_err().contains(&format!("has version {}", VERSION + 1)));
        assert_eq!(other.names[&acme], BTreeSet::from([part("head")]), "so that it can be taken back");
    }
}
