//! Hashes with a number each, found quickly and stored in order.

use serde::{Deserialize, Serialize};

use crate::cluster::spelling::ByHash;

/// Distinct hashes, numbered in their order.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Vec<u64>", into = "Vec<u64>")]
pub(super) struct Table {
    hashes: Vec<u64>,
    /// Follows from `hashes`.
    number: ByHash<u32>,
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.hashes == other.hashes
    }
}

impl From<Vec<u64>> for Table {
    fn from(mut hashes: Vec<u64>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        let number = hashes.iter().copied().zip(0..).collect();
        Self { hashes, number }
    }
}

impl From<Table> for Vec<u64> {
    fn from(table: Table) -> Self {
        table.hashes
    }
}

impl Table {
    pub(super) fn find(&self, hash: u64) -> Option<usize> {
        self.number.get(&hash).map(|n| *n as usize)
    }

    pub(super) fn len(&self) -> usize {
        self.hashes.len()
    }
}

/// How often each hash occurs, in order of the hashes; those that come at least `least` times, and of
/// these the `most` commonest, ties by hash.
pub(super) fn common(mut counted: Vec<(u64, f64)>, least: f64, most: usize) -> Vec<(u64, f64)> {
    counted.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let runs = counted.chunk_by(|a, b| a.0 == b.0);
    let mut summed: Vec<(u64, f64)> = runs.map(|run| (run[0].0, run.iter().map(|(_, n)| n).sum())).collect();
    summed.retain(|(_, n)| *n >= least);
    if summed.len() > most {
        summed.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        summed.truncate(most);
        summed.sort_unstable_by_key(|(hash, _)| *hash);
    }
    summed
}
