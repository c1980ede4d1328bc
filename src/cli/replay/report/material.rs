//! What a page is made of.

use std::collections::BTreeMap;

use super::{Watched, Written};
use crate::candidate::Candidate;
use crate::cli::score::belongs_to;
use crate::wire::backtest::{Incident, ReplayDoc, Replayed, Truth};

/// Everything a page is made of.
pub(in crate::cli::replay) struct Material<'a> {
    /// The replay as it is printed.
    pub(in crate::cli::replay) doc: &'a ReplayDoc<'a>,
    /// Its candidates, in the order in which they opened.
    pub(in crate::cli::replay) found: &'a [Replayed],
    /// What was kept of it on the way.
    pub(in crate::cli::replay) watched: &'a Watched,
    /// Who wrote each message.
    pub(in crate::cli::replay) written: &'a BTreeMap<String, Written>,
    /// What really happened.
    pub(in crate::cli::replay) truth: Option<&'a Truth>,
}

impl<'a> Material<'a> {
    /// The incident a candidate belongs to.
    pub(super) fn incident_of(&self, c: &Candidate) -> Option<&'a Incident> {
        self.truth.and_then(|truth| belongs_to(truth, c))
    }
}
