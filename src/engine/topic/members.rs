//! Whose member a report of a topic is, and what a topic shares with features.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::COMPARED_FOR;
use crate::candidate::Evidence;
use crate::candidate::episode::Episode;
use crate::cluster::emergent::{Said, Told, Topics, name, says_trouble};
use crate::cluster::live::LiveReport;
use crate::engine::Engine;
use crate::engine::input::Moment;
use crate::engine::opening::Alarm;
use crate::engine::parts::Part;
use crate::ids::{CandidateId, CustomerKey, FeatureId};
use crate::signal::words;
use crate::time::Timestamp;

/// Most words of a topic's name that are looked at: it has at most three.
const MAX_CALLED: usize = 16;

/// The candidates whose late members these reports are, which are all alike one, and how many of each; only those of
/// which so many are enough to be of the same, out of as many late members as `members` says.
pub(in crate::engine) fn enough_of<'a>(
    alike: impl IntoIterator<Item = &'a Said>,
    members: impl Fn(&CandidateId) -> usize,
) -> BTreeMap<&'a CandidateId, usize> {
    let mut counted = BTreeMap::new();
    for id in alike.into_iter().filter_map(Said::of) {
        *counted.entry(id).or_insert(0) += 1;
    }
    counted.retain(|id, n| *n >= Topics::joins_from(members(id)));
    counted
}

impl Engine {
    /// The live reports of these fingerprints in (begin, end], whatever feature they mean, oldest first.
    pub(in crate::engine) fn reports_of(
        &self,
        (begin, end): (Timestamp, Timestamp),
        ids: &BTreeSet<u64>,
    ) -> Vec<Arc<LiveReport>> {
        let wanted = self.written(ids, begin);
        let all = self.live.values().flat_map(|l| l.all_within(begin, end));
        let mut found: Vec<Arc<LiveReport>> =
            all.filter(|r| wanted.contains(&(r.occurred_at, r.customer))).map(Arc::clone).collect();
        found.sort_by(|a, b| (a.occurred_at, &a.id).cmp(&(b.occurred_at, &b.id)));
        found.dedup_by(|a, b| a.id == b.id);
        found
    }

    /// When and by whom reports were written.
    pub(super) fn written(&self, ids: &BTreeSet<u64>, since: Timestamp) -> BTreeSet<(Timestamp, CustomerKey)> {
        self.topics.of_ids(ids, since).map(|s| (s.occurred_at, s.customer)).collect()
    }

    /// A report has become a member of a candidate.
    pub(in crate::engine) fn note_member(&mut self, id: &CandidateId, report: &LiveReport) {
        self.mark_members(id, &BTreeSet::from([report.id.fingerprint(&self.tenant)]));
    }

    /// So have those of the last hours.
    pub(in crate::engine) fn note_members(&mut self, id: &CandidateId, members: &[Arc<LiveReport>]) {
        let newest = members.iter().map(|r| r.occurred_at).max();
        let late = members.iter().filter(|r| newest.is_some_and(|n| n - r.occurred_at <= COMPARED_FOR));
        self.mark_members(id, &late.map(|r| r.id.fingerprint(&self.tenant)).collect());
    }

    fn mark_members(&mut self, id: &CandidateId, ids: &BTreeSet<u64>) {
        self.dirty.extend(self.topics.mark(ids, id).into_iter().map(Part::Topics));
    }

    /// The open topic that shares half of the customers of a feature's surge, or whose own half are in it.
    pub(in crate::engine) fn topic_of(&self, feature: &FeatureId, members: &[Arc<LiveReport>]) -> Option<CandidateId> {
        if feature.is_topic() {
            return None;
        }
        let customers: BTreeSet<CustomerKey> = members.iter().map(|r| r.customer).collect();
        let shares = |e: &&Episode| {
            let shared = customers.iter().filter(|c| e.has_customer(**c)).count();
            shared > 0 && shared * 2 >= customers.len().min(e.candidate.customers as usize)
        };
        self.open().filter(|e| e.candidate.feature.is_topic()).find(shares).map(|e| e.candidate.id.clone())
    }

    /// A feature is merged into a topic: the candidate is named after the feature where the topic's words say no more
    /// than that, or the feature's own alarm is of what is ordinarily rarer.
    pub(in crate::engine) fn more_specific(
        &mut self,
        now: Moment,
        id: &CandidateId,
        (feature, alarm): (&FeatureId, &Alarm),
        members: &[Arc<LiveReport>],
    ) {
        let evidence = self.evidence(now, feature, alarm);
        let Some(c) = self.episodes.get(id).map(|e| &e.candidate) else { return };
        let per_hour = |e: &Evidence| e.expected.map(|n| n / e.window.as_hours().max(f64::MIN_POSITIVE));
        let rarer = per_hour(&evidence).zip(per_hour(&c.evidence)).is_some_and(|(feature, topic)| feature <= topic);
        let languages = members.iter().map(|r| r.language.as_str());
        let has_own_alarm = alarm.means.is_none();
        let named = (has_own_alarm && rarer) || self.says_no_more(&c.feature, feature, languages);
        if !named {
            return;
        }
        // One that opens under this name is counted with the feature's.
        let number = (!has_own_alarm).then(|| self.next_episode(feature));
        let Some(episode) = self.episodes.get_mut(id) else { return };
        episode.rename_to(feature.clone());
        match number {
            Some(number) => episode.candidate.episode = number,
            None => episode.candidate.evidence = evidence,
        }
    }

    /// Whether what a topic is called says no more than what the catalogue calls a feature, in one of these
    /// languages, and that something is wrong with it.
    pub(in crate::engine) fn says_no_more<'a>(
        &self,
        topic: &FeatureId,
        feature: &FeatureId,
        languages: impl Iterator<Item = &'a str>,
    ) -> bool {
        let Some(called) = topic.words().filter(|_| self.catalogue.get(feature).is_some()) else { return false };
        languages.collect::<BTreeSet<_>>().into_iter().any(|language| {
            let words = words(&called, language, MAX_CALLED);
            let naming = words.iter().filter(|w| !says_trouble(&w.text));
            !words.is_empty() && self.index.calls(feature, naming)
        })
    }

    /// The topic of these reports, called by words that these others do not use; where they have none in common
    /// by the first of these fingerprints.
    pub(in crate::engine) fn called(
        &self,
        (reports, others): (&[Arc<LiveReport>], &[Arc<LiveReport>]),
        ids: &BTreeSet<u64>,
    ) -> FeatureId {
        let words = self.shared_words(reports, others);
        let unnamed = || format!("{:08x}", ids.first().copied().unwrap_or_default() >> 32);
        FeatureId::topic(&words.unwrap_or_else(unnamed))
    }

    /// The phrase that most of these customers share and others do not; none where no two of them share any.
    pub(in crate::engine) fn shared_words(
        &self,
        reports: &[Arc<LiveReport>],
        others: &[Arc<LiveReport>],
    ) -> Option<String> {
        name(&told(reports), &told(others), &self.lexicon)
    }
}

fn told(reports: &[Arc<LiveReport>]) -> Vec<Told<'_>> {
    reports.iter().map(|r| Told { customer: r.customer, text: &r.text, language: &r.language }).collect()
}
