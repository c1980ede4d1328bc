//! `forget`: asks for an erasure, and takes back what was said of a tenant and no engine remembers.

use std::collections::BTreeSet;

use super::error::RunError;
use super::partitioner::partition_of;
use super::publish::{self, Acknowledgement, Publisher};
use super::topics::Topics;
use crate::engine::input::{Forget, Input};
use crate::ids::TenantId;
use crate::load::run::KafkaSettings;
use crate::wire;
use crate::wire::journal::Body;

/// Publishes that a tenant or one of its customers is to be erased. Of a tenant everything is taken back as well
/// that stands of it on the topics by key: an engine takes back what it remembers, and candidates that ended more
/// than a week ago, or deploys of last month, it does not.
///
/// # Errors
/// [`RunError`] where no broker answers.
pub fn forget(settings: &KafkaSettings, tenant: TenantId, whose: Forget) -> Result<(), RunError> {
    let topics = Topics::new(&settings.prefix);
    let there = publish::read_all(settings, &topics.config)?;
    let version = there.values().filter_map(|doc| doc.version).max().unwrap_or(0) + 1;
    let publisher = Publisher::new(settings)?;
    let mut waiting = Vec::new();
    let all_of_it = whose == Forget::Tenant;
    if all_of_it {
        // Its catalogue, probes and settings must not come back with the next reading of the topic.
        for key in there.keys().filter(|key| is_of(key, &tenant)) {
            waiting.push(publisher.send(&topics.config, key, None, None)?);
        }
    }
    let body = Body::Tenant { tenant: tenant.clone(), input: Input::Forget(whose) };
    if let Some(doc) = wire::config::doc(version, &body) {
        waiting.push(publisher.send(&topics.config, &doc.key(), Some(&publish::bytes(&doc)?), None)?);
    }
    if all_of_it {
        let partition = partition_of(tenant.as_str(), settings.journal_partitions);
        for topic in [&topics.candidates, &topics.clusters, &topics.watches, &topics.scorecard] {
            for key in standing(settings, (topic, partition), &tenant)? {
                waiting.push(publisher.take_back((topic, partition), &key)?);
            }
        }
    }
    waiting.into_iter().try_for_each(Acknowledgement::wait)
}

/// Whether a record of that key is of the tenant: no tenant's name holds a colon.
fn is_of(key: &str, tenant: &TenantId) -> bool {
    key.split(':').next() == Some(tenant.as_str())
}

/// The tenant's keys that were not taken back yet.
fn standing(settings: &KafkaSettings, place: (&str, i32), tenant: &TenantId) -> Result<BTreeSet<String>, RunError> {
    let mut keys = BTreeSet::new();
    publish::each_record(settings, place, &mut |key, payload| {
        if !is_of(&key, tenant) {
            return;
        }
        match payload {
            Some(_) => keys.insert(key),
            None => keys.remove(&key),
        };
    })?;
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_whose_name_begins_alike_is_another() {
        let acme = TenantId::new("acme").unwrap();
        assert!(is_of("acme:36403e2d4207fc43", &acme) && is_of("acme:topic:gift-card", &acme));
        assert!(!is_of("acme-eu:36403e2d4207fc43", &acme) && !is_of(":sources", &acme) && !is_of("", &acme));
    }
}
