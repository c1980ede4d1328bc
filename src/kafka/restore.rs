//! Where a partition continues: what is stored, and whether it fits together.
//!
//! The order is: committed offset of the group, then the end of the state topic, then the state up to
//! there, then (by the worker) the journal from the meta record's offset.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{Receiver, channel};

use super::close_open::{Anew, ways_out};
use super::error::RunError;
use super::standing::Standing;
use super::state::{Meta, Reader, Stored, StoredTenant};
use super::topics::Topics;
use crate::engine::Engine;
use crate::ids::TenantId;
use crate::load::run::KafkaSettings;
use crate::pipeline::partition::Context;

/// Where a partition continues and with what.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Start {
    /// The journal offset to read from.
    pub(crate) from: i64,
    /// Outputs of records below were published.
    pub(crate) committed: i64,
    /// What belongs to no tenant, as of `from`.
    pub(crate) context: Context,
    /// Offsets that are never applied.
    pub(crate) skips: BTreeSet<i64>,
    /// The tenants' stored parts.
    pub(crate) tenants: BTreeMap<TenantId, StoredTenant>,
    /// What begins anew because it cannot be read, as `--close-open` asks for.
    pub(crate) anew: Option<Anew>,
}

/// What was found of one partition.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The group's offset.
    pub(crate) committed: Option<i64>,
    /// The first offset the journal keeps.
    pub(crate) low: i64,
    /// What is stored.
    pub(crate) state: Stored,
}

/// Whether what was found fits together. Nothing is ever reset silently: where it does not fit, the
/// text says what to do.
pub(crate) fn decide(found: Found, group: &str, topics: &Topics) -> Result<Start, String> {
    let (state, journal) = (&topics.state, &topics.journal);
    let Found { committed, low, state: Stored { meta, tenants, broken, .. } } = found;
    if let Some(why) = broken.into_values().next() {
        return Err(ways_out(&why));
    }
    match (committed, meta.transpose().map_err(|why| ways_out(&why))?) {
        (None, None) if tenants.is_empty() => Ok(Start { from: low, committed: low, ..Start::default() }),
        (None, _) => Err(format!(
            "{state} holds state but group {group} has no offset (it expired or was deleted). Restore the group's \
             offset, or delete the records of {state} to begin anew at the start of {journal}"
        )),
        (Some(offset), None) => Err(format!(
            "group {group} stands at {offset} but {state} holds no meta record (it was emptied or is another \
             installation's). Bring {state} back, or delete the group's offsets to begin anew"
        )),
        (Some(offset), Some(meta)) if offset < low || meta.from < low => Err(format!(
            "{journal} begins at {low}, but reading has to continue at {} (offset {offset}): retention has deleted \
             records that were never read. Lengthen retention.ms; to go on with the gap delete the group's offsets \
             and the records of {state}",
            meta.from
        )),
        (Some(offset), Some(meta)) => Ok(Start {
            from: meta.from,
            committed: offset,
            context: meta.context,
            skips: meta.skips.into_iter().collect(),
            tenants,
            anew: None,
        }),
    }
}

/// Takes out what cannot be read: tenants, or all of them where the meta record cannot.
fn take_unreadable(found: &mut Found) -> Option<Anew> {
    let Stored { meta, tenants, broken, names } = &mut found.state;
    let mut gone: BTreeSet<TenantId> = std::mem::take(broken).into_keys().collect();
    gone.extend(
        tenants.iter().filter(|(t, s)| Engine::restore((*t).clone(), &s.parts).is_err()).map(|(t, _)| t.clone()),
    );
    let context_is_lost = matches!(meta, Some(Err(_)));
    if let (true, Some(committed)) = (context_is_lost, found.committed) {
        gone.extend(tenants.keys().cloned());
        // Nothing is replayed: what would be is not known.
        *meta = Some(Ok(Meta::new(committed, Context::default(), Vec::new())));
    }
    if gone.is_empty() && !context_is_lost {
        return None;
    }
    tenants.retain(|tenant, _| !gone.contains(tenant));
    let tenants = gone.into_iter().map(|tenant| {
        let stored = names.remove(&tenant).unwrap_or_default();
        (tenant, stored)
    });
    Some(Anew::of(tenants.collect(), context_is_lost))
}

/// A partition's answer: where it continues, or why not.
pub(crate) type Answer = (i32, Result<Start, RunError>);

/// Reads the stored state of these partitions on a thread of its own, one after the other: the worker
/// goes on polling meanwhile. What cannot be read is refused, or begun anew with `close_open`.
pub(crate) fn begin(
    settings: &KafkaSettings,
    group: &str,
    partitions: Vec<i32>,
    close_open: bool,
) -> Result<Receiver<Answer>, RunError> {
    let standing = Standing::new(settings, group)?;
    let settings = settings.clone();
    let group = group.to_owned();
    let (answer, answers) = channel();
    std::thread::Builder::new()
        .name("restore".to_owned())
        .spawn(move || {
            for partition in partitions {
                let topics = Topics::new(&settings.prefix);
                let start = look(&standing, &topics, partition)
                    .and_then(|mut found| {
                        let anew = if close_open { take_unreadable(&mut found) } else { None };
                        let start = decide(found, &group, &topics)?;
                        begin_anew(start, anew, &standing, &settings, partition)
                    })
                    .map_err(|why| RunError::Refused { partition, why });
                if answer.send((partition, start)).is_err() {
                    return;
                }
            }
        })
        .map_err(|e| RunError::Configuration(format!("no thread can be started: {e}")))?;
    Ok(answers)
}

/// Adds what begins anew.
fn begin_anew(
    mut start: Start,
    anew: Option<Anew>,
    standing: &Standing,
    settings: &KafkaSettings,
    partition: i32,
) -> Result<Start, String> {
    let Some(anew) = anew else { return Ok(start) };
    let known = start.tenants.keys().cloned().collect();
    let anew = anew.look(&known, standing, settings, partition)?;
    if anew.context_is_lost {
        start.context = anew.context();
    }
    let tenants: Vec<&TenantId> = anew.tenants.keys().collect();
    tracing::warn!(partition, ?tenants, "state that cannot be read: begun anew, what was open is closed");
    start.anew = Some(anew);
    Ok(start)
}

fn look(standing: &Standing, topics: &Topics, partition: i32) -> Result<Found, String> {
    let committed = standing.group_offset(&topics.journal, partition);
    let low = standing.begins(&topics.journal, partition);
    let mut reader = Reader::default();
    standing.read(&topics.state, partition, |key, value| reader.take(key, value))?;
    Ok(Found { committed, low, state: reader.finish() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(committed: Option<i64>, low: i64, meta_from: Option<i64>) -> Found {
        let meta = meta_from.map(|from| Ok(Meta::new(from, Context::default(), vec![from + 1])));
        Found { committed, low, state: Stored { meta, ..Stored::default() } }
    }

    fn decided(found: Found) -> Result<(i64, i64), String> {
        decide(found, "groundswell.correlate", &Topics::new("groundswell")).map(|s| (s.from, s.committed))
    }

    #[test]
    fn a_young_partition_begins_at_the_journals_beginning() {
        assert_eq!(decided(found(None, 5, None)), Ok((5, 5)));
    }

    #[test]
    fn a_known_one_replays_from_its_meta_record() {
        assert_eq!(decided(found(Some(90), 5, Some(40))), Ok((40, 90)));
        assert_eq!(decided(found(Some(5), 5, Some(5))), Ok((5, 5)), "at the limit");
    }

    #[test]
    fn nothing_is_reset_silently() {
        for (committed, low, meta) in
            [(None, 0, Some(3)), (Some(3), 0, None), (Some(4), 5, Some(4)), (Some(9), 5, Some(4))]
        {
            let refused = decided(found(committed, low, meta)).unwrap_err();
            assert!(refused.contains("delete") && refused.contains("groundswell.state.v1"), "{refused}");
        }
        let mut orphan = found(None, 0, None);
        orphan.state.tenants.insert(TenantId::new("acme").unwrap(), StoredTenant::default());
        assert!(decided(orphan).is_err());
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_both_ways_out_or_begins_anew() {
        let acme = TenantId::new("acme").unwrap();
        let unreadable = || {
            let mut all = found(Some(90), 5, Some(40));
            all.state.broken.insert(acme.clone(), "part head of tenant acme is missing".to_owned());
            all
        };
        let refused = decided(unreadable()).unwrap_err();
        assert!(refused.starts_with("part head of tenant acme is missing. "), "{refused}");
        assert!(refused.contains("start the version that wrote it") && refused.contains("--close-open"), "{refused}");
        let mut all = unreadable();
        // No part at all is not what an engine needs either.
        all.state.tenants.insert(TenantId::new("globex").unwrap(), StoredTenant::default());
        let anew = take_unreadable(&mut all).unwrap();
        assert_eq!(anew.tenants.keys().map(TenantId::as_str).collect::<Vec<_>>(), ["acme", "globex"]);
        assert_eq!(decided(all), Ok((40, 90)), "the clocks are read up to where reading stood");
        let mut all = unreadable();
        all.state.meta = Some(Err("record \"/meta\" of the state topic has version 2".to_owned()));
        assert!(
            decided(Found {
                state: Stored { meta: all.state.meta.clone(), ..Stored::default() },
                ..found(Some(90), 5, None)
            })
            .unwrap_err()
            .contains("--close-open")
        );
        assert!(take_unreadable(&mut all).unwrap().context_is_lost);
        assert_eq!(decided(all), Ok((90, 90)));
        assert_eq!(take_unreadable(&mut found(Some(90), 5, Some(40))), None, "nothing is begun anew that can be read");
    }
}
