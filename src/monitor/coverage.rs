//! Which probes look at which feature, as whom and from where.

use super::Slice;
use crate::config::{Probe, Probes};
use crate::ids::{FeatureId, ProbeId};

/// Whether `probe` looks at `feature` as the customers of `slice` see it. One that logs in as other
/// tiers only, or stands in one other region, does not; without a tier or region in the slice every
/// probe of the feature does.
#[must_use]
pub fn names(probe: &Probe, feature: &FeatureId, slice: &Slice) -> bool {
    let tier = match (&probe.tiers, &slice.tier) {
        (Some(as_whom), Some(tier)) => as_whom.contains(tier),
        _ => true,
    };
    let region = match (&probe.region, &slice.region) {
        (Some(stands), Some(region)) => stands.eq_ignore_ascii_case(region),
        _ => true,
    };
    tier && region && probe.features.contains(feature)
}

/// The probes of a feature for a slice, by id.
pub fn covering<'a>(probes: &'a Probes, feature: &'a FeatureId, slice: &'a Slice) -> impl Iterator<Item = &'a Probe> {
    probes.probes.values().filter(move |probe| names(probe, feature, slice))
}

/// The features a probe looks at: those whose health may change with its observations. None for a
/// probe the inventory does not list.
#[must_use]
pub fn features_of<'a>(probes: &'a Probes, probe: &ProbeId) -> &'a [FeatureId] {
    probes.probes.get(probe).map_or(&[], |p| &p.features)
}
