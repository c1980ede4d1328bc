//! One page of a whole replay, for people who were not there: complete in itself, no network, no
//! script. The same files give the same bytes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

mod chart;
mod html;
mod material;
mod page;
mod reasons;
mod style;
#[cfg(test)]
mod tests;
mod time_line;

use super::inputs::{Inputs, ReplayError};
use crate::candidate::EventKind;
use crate::engine::output::{Output, Reason, Verdict};
use crate::ids::{CustomerKey, IdentityKey, Tier};
use crate::pipeline::partition::TenantOutput;
use crate::pipeline::replay::{Replay, What};
use crate::signal::identity::customer_key;
use crate::time::Timestamp;
pub(super) use material::Material;
pub(super) use page::page;

/// Who wrote a message, and when.
pub(super) struct Written {
    at: Timestamp,
    customer: CustomerKey,
    tier: Option<Tier>,
}

/// Who wrote each message of a replay.
pub(super) fn written(inputs: &Inputs, key: &IdentityKey) -> BTreeMap<String, Written> {
    let mut all = BTreeMap::new();
    for (tenant, what) in inputs.files.iter().flatten() {
        if let What::Message(m) = what {
            let customer = customer_key(key, tenant, &m.author, &m.id);
            let one = Written { at: m.occurred_at, customer, tier: m.tier.clone() };
            all.entry(m.id.as_str().to_owned()).or_insert(one);
        }
    }
    all
}

/// What is kept of a replay for its page, beside its candidates.
#[derive(Default)]
pub(super) struct Watched {
    /// The last verdict of each message.
    verdicts: BTreeMap<String, Verdict>,
    /// What was usual around each candidate when it opened, as its chart wants it.
    usual: BTreeMap<String, Vec<Option<f64>>>,
}

impl Watched {
    /// Looks at one thing said, and at the replay as it stood then.
    pub(super) fn see(&mut self, replay: &Replay, said: &TenantOutput) {
        match &said.output {
            Output::Candidate(event) if event.kind == EventKind::Opened => {
                let c = &event.candidate;
                let key = (&c.feature, &c.evidence.key_tier);
                let usual = |begin, end| replay.usual_between(&said.tenant, key, (begin, end));
                self.usual.insert(c.id.as_str().to_owned(), chart::expected(c, &usual));
            }
            // Of a message read twice the first fate counts.
            Output::Verdict(verdict) if verdict.reason != Reason::Duplicate => {
                self.verdicts.insert(verdict.message.as_str().to_owned(), (**verdict).clone());
            }
            Output::Candidate(_)
            | Output::Verdict(_)
            | Output::Moved(_)
            | Output::Cluster(_)
            | Output::ClusterGone(_)
            | Output::Watch(_)
            | Output::WatchGone(_)
            | Output::Scorecard(_)
            | Output::ScorecardGone(_)
            | Output::Feedback(_) => {}
        }
    }
}

/// Writes the page.
pub(super) fn write(path: &Path, page: &str) -> Result<(), ReplayError> {
    fs::write(path, page).map_err(|source| ReplayError::File { path: path.display().to_string(), source })
}
