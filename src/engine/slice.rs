//! Whose candidate it is: that of one tier or region which alone surges, or of all (detection.md
//! section 7).

use super::Engine;
use super::input::Moment;
use super::placed::Placed;
use crate::candidate::episode::Episode;
use crate::cluster::isolation::Split;
use crate::ids::{CandidateId, FeatureId, Tier};
use crate::monitor::Slice;

/// Other customers of whom a region must be known before a share of them says anything.
const LEAST_OTHERS: u32 = 20;
/// Pseudo-customers that draw a tier's share of a feature's reports towards its share of all customers.
const SHRINKAGE: f64 = 2.0;

impl Engine {
    /// Sets whose candidate it is after `joined`, or anew after several. A slice that only one tier's
    /// alarm gave is left once the feature's own key alarms and another tier reports.
    pub(super) fn settle_slice(&mut self, now: Moment, id: &CandidateId, joined: Option<&Placed>) {
        let Some(episode) = self.episodes.get(id) else { return };
        let c = &episode.candidate;
        let alarmed_alone = c.merged.is_empty() && c.slice.tier.is_some() && c.slice.tier == c.evidence.key_tier;
        let slice = match self.alone(now, episode) {
            Some(alone) => alone,
            None if alarmed_alone && !joined.is_some_and(|j| self.widens(now, &c.slice, j)) => return,
            None => Slice::default(),
        };
        if let Some(episode) = self.episodes.get_mut(id) {
            episode.candidate.slice = slice;
        }
    }

    /// Whether a report of another tier comes while the feature's own key alarms.
    fn widens(&self, now: Moment, slice: &Slice, joined: &Placed) -> bool {
        let own = || self.judge(now, &joined.feature, &None).and_then(|j| j.judge(joined.report.occurred_at));
        slice.tier != joined.report.tier && own().is_some_and(|j| j.alarm)
    }

    /// The tier or region that alone surges, the less probable of the two.
    fn alone(&self, now: Moment, episode: &Episode) -> Option<Slice> {
        let c = &episode.candidate;
        let begin = c.onset.observed.min(c.evidence.window_end - c.evidence.window);
        let features: Vec<&FeatureId> = std::iter::once(&c.feature).chain(&c.merged).collect();
        let (mut usual, mut r) = (0.0, f64::INFINITY);
        for judge in features.iter().filter_map(|f| self.judge(now, f, &None)) {
            usual += judge.usual_between(begin, c.recovery.quiet_since).unwrap_or_default();
            r = judge.ordinary().map_or(r, |(_, own)| r.min(own));
        }
        let split = |part, usual_share| Split { part, of: c.customers, usual_share, usual, r: r.min(1e6) };
        let of_tier = most(&c.by_tier).and_then(|(tier, n)| {
            let tier = Tier::new(tier).ok()?;
            let p = split(n, self.share_of_tier(episode, &features, &tier)).alone()?;
            Some((p, Slice { tier: Some(tier), region: None }))
        });
        let of_region = most(episode.reporters().by_region).and_then(|(region, n)| {
            let known = episode.by_value().get("region").map_or(0, |by| by.values().sum());
            let value = region.to_lowercase();
            let others = self.values.others(("region", &value), (n, known), c.recovery.quiet_since);
            let share = f64::from(others.with + 1) / f64::from(others.known + 2);
            let p = split(n, share).alone().filter(|_| others.known >= LEAST_OTHERS)?;
            Some((p, Slice { tier: None, region: Some(region.to_owned()) }))
        });
        of_tier.into_iter().chain(of_region).min_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, slice)| slice)
    }

    /// A tier's ordinary share: of the reports of these features, drawn towards that of all customers.
    fn share_of_tier(&self, episode: &Episode, features: &[&FeatureId], tier: &Tier) -> f64 {
        let c = &episode.candidate;
        let (name, n) = (tier.as_str().to_lowercase(), c.by_tier.get(tier.as_str()).copied().unwrap_or_default());
        let others = self.values.others(("tier", &name), (n, c.customers), c.recovery.quiet_since);
        let of_all = f64::from(others.with + 1) / f64::from(others.known + 2);
        let counted = |key| features.iter().map(|f| self.baselines.of(f).counted(key)).sum::<f64>();
        (counted(&Some(tier.clone())) + SHRINKAGE * of_all) / (counted(&None) + SHRINKAGE)
    }
}

/// The part most reporters are of, where that is known.
fn most(by: &std::collections::BTreeMap<String, u32>) -> Option<(&str, u32)> {
    let known = by.iter().filter(|(part, _)| *part != "unknown");
    known.rev().max_by_key(|(_, n)| **n).map(|(part, n)| (part.as_str(), *n))
}
