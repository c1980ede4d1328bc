//! What a report that names nothing new is part of: the burst around it, how rare that is, and which feature its
//! customers mean.

use std::collections::{BTreeMap, BTreeSet};

use crate::cluster::emergent::{Burst, COUNTED, LEAST, Surge, Topics, Words, read_as_problems};
use crate::cluster::live::Live;
use crate::cluster::surge::Judged;
use crate::engine::Engine;
use crate::engine::input::Moment;
use crate::engine::output::{Alike, Held};
use crate::ids::{CandidateId, CustomerKey, FeatureId};
use crate::time::Timestamp;

/// The burst around a report, and what it is part of.
pub(in crate::engine) struct Found {
    pub(super) burst: Burst,
    /// Nothing where the burst is not rare.
    pub(super) surge: Surge,
    /// The feature of the catalogue that more than half of the customers mean.
    pub(super) means: Option<FeatureId>,
    /// What `per_month` has to stay under.
    pub(super) threshold: f64,
}

impl Found {
    pub(super) fn as_alike(&self, held: Option<Held>) -> Alike {
        let Self { burst, surge, threshold, .. } = self;
        Alike {
            window: burst.window,
            observed: burst.observed,
            problems: surge.problems,
            readable: surge.readable,
            expected: burst.expected,
            expected_per_month: burst.per_month,
            threshold: *threshold,
            held,
        }
    }
}

impl Engine {
    /// The burst around a report, and what it is part of where that is rare.
    pub(super) fn found(&self, now: Moment, words: &Words, when: (Timestamp, Option<Timestamp>)) -> Option<Found> {
        let threshold = self.topic_threshold();
        let burst = self.topics.judge(words, when, &|_, _, _| 1.0)?;
        if burst.per_month > COUNTED {
            return Some(Found { burst, surge: Surge::default(), means: None, threshold });
        }
        let against_peaks =
            |burst: Burst| if burst.per_month <= threshold { self.topics.after_peaks(burst) } else { burst };
        let surge = self.topics.gather(&burst);
        let Some(feature) = self.meant_by_most(&burst, &surge) else {
            return Some(Found { burst: against_peaks(burst), surge, means: None, threshold });
        };
        // What most take to be of one feature has that feature's hours and weekly peaks.
        let judge = self.judge(now, &feature, &None);
        let busier = |window, begin, end| judge.as_ref().and_then(|j| j.busier(window, begin, end)).unwrap_or(1.0);
        let burst = against_peaks(self.topics.judge(words, when, &busier)?);
        Some(Found { burst, surge, means: Some(feature), threshold })
    }

    /// The feature that more than half of the customers mean.
    fn meant_by_most(&self, burst: &Burst, surge: &Surge) -> Option<FeatureId> {
        let wanted = self.written(&surge.members, burst.begin);
        let customers = |live: &Live| {
            let within =
                live.all_within(burst.begin, burst.end).filter(|r| wanted.contains(&(r.occurred_at, r.customer)));
            within.map(|r| r.customer).collect::<BTreeSet<_>>().len()
        };
        let mut features = self.live.iter().filter(|(f, _)| !f.is_topic());
        features.find(|(_, live)| customers(live) * 2 > surge.customers as usize).map(|(f, _)| f.clone())
    }

    /// Why a burst opens no topic, where something holds it back; and the open candidate that its report joins,
    /// since most of its customers belong to that.
    pub(super) fn held(
        &self,
        found: &Found,
        members: &BTreeMap<CandidateId, usize>,
    ) -> (Option<Held>, Option<CandidateId>) {
        let Found { burst, surge, threshold, .. } = found;
        let mut known: BTreeMap<&CandidateId, BTreeSet<CustomerKey>> = BTreeMap::new();
        for said in self.topics.of_ids(&burst.members, burst.begin) {
            if let Some(id) = said.of().filter(|id| self.episodes.get(id).is_some_and(|e| e.is_open())) {
                known.entry(id).or_default().insert(said.customer);
            }
        }
        let most = known.into_iter().max_by(|(a, of_a), (b, of_b)| of_a.len().cmp(&of_b.len()).then(b.cmp(a)));
        if let Some((id, of)) = most.filter(|(_, of)| of.len() * 2 >= burst.observed as usize) {
            // While a large incident is told, whatever is said has most of its neighbours in it.
            let members = members.get(id).copied().unwrap_or_default();
            return (Some(Held::OfOpen), (of.len() >= Topics::least_of(members)).then(|| id.clone()));
        }
        if burst.per_month > *threshold {
            return (Some(Held::Usual), None);
        }
        if !read_as_problems(surge.problems, surge.readable) {
            return (Some(Held::FewProblems), None);
        }
        let reports = self.reports_of((burst.begin, burst.end), &burst.members);
        let distinct = |copies| {
            let of = reports.iter().filter(|r| copies || !r.copy).map(|r| r.customer);
            of.collect::<BTreeSet<CustomerKey>>().len()
        };
        let (all, own) = (distinct(true), distinct(false));
        let passed_around = own < LEAST as usize || own * 2 < all;
        (passed_around.then_some(Held::Copies), None)
    }
}

/// A burst of reports alike, as the judgement of a key.
pub(in crate::engine) fn judged_as(burst: &Burst, threshold: f64) -> Judged {
    Judged {
        alarm: true,
        window: burst.window,
        begin: burst.begin,
        end: burst.end,
        observed: burst.observed.max(LEAST),
        expected: Some(burst.expected),
        per_month: Some(burst.per_month),
        threshold,
        overdispersion: burst.overdispersion,
        copies: 0,
        questions: false,
    }
}
