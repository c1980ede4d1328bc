//! The answer: what labels say, what the catalogue's words say, and what is like its words.

use super::dense::dot;
use super::vectors::DIMENSIONS;
use super::which::Said;
use super::{Model, Read};
use crate::cluster::feature::{
    Assignment, CLOSE, FeatureIndex, Hashes, How, Lexicon, MAX_RIVALS, NEAR, NEAREST, Spoken, score,
};
use crate::signal::Signal;

/// Keeps the logarithm of what labels exclude in reach of what words say.
const LEAST: f64 = 1e-6;
/// What being like an alias counts beside holding its words. The formula has 1; at .75 what is won is
/// the same, and less is lost where features share their words (docs/quality.md).
const LIKE: f64 = 0.75;
/// Most that words weigh against labels.
const MAX_SHARE: f64 = 4.0;
/// Labels in all at which what words say counts once: with more it counts for less.
const LABELS_OF_ONE: f64 = 700.0;

/// The aliases of a catalogue as vectors of a model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AliasVectors {
    /// By alias, whose it is.
    features: Vec<usize>,
    /// By alias, [`DIMENSIONS`] each, of length 1.
    rows: Vec<f32>,
}

/// One message, to be assigned.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The message.
    pub signal: &'a Signal,
    /// As it is judged.
    pub read: &'a Read<'a>,
    /// Of its words.
    pub hashes: &'a Hashes,
    /// The words the tenant's customers use.
    pub lexicon: &'a Lexicon,
    /// Lowest score, 0 to 1, at which the catalogue's words alone name a feature.
    pub cut: f64,
}

impl Model {
    /// The aliases of a catalogue as vectors: anew with every catalogue and every model.
    #[must_use]
    pub fn aliases(&self, index: &FeatureIndex) -> AliasVectors {
        let Some(vectors) = &self.vectors else { return AliasVectors::default() };
        let mut aliases = AliasVectors::default();
        for (feature, stems) in index.alias_stems() {
            let vector = vectors.of_stems(stems.into_iter());
            if vector.iter().any(|x| *x != 0.0) {
                aliases.features.push(feature);
                aliases.rows.extend(vector);
            }
        }
        aliases
    }

    /// The feature a message means. Without labels it is the one that the catalogue's words, and words
    /// like them, speak for most, where the words alone reach the cut. With labels it is the most
    /// probable one, unless the message is unlike all that was labelled and names no feature in the
    /// catalogue's words either: then it is about something else, and the nearest is no answer.
    #[must_use]
    pub fn assign(&self, (index, aliases): (&FeatureIndex, &AliasVectors), asked: &Asked<'_>) -> Assignment {
        let spoken = index.spoken(asked.signal, asked.hashes, asked.lexicon);
        let vector = self.vectors.as_ref().map(|v| v.of_stems(asked.read.content().into_iter().map(|(hash, _)| hash)));
        let mut strengths = vec![0.0_f64; spoken.len()];
        if let Some(vector) = &vector {
            for (feature, alias) in aliases.features.iter().zip(aliases.rows.as_chunks::<DIMENSIONS>().0) {
                strengths[*feature] = strengths[*feature].max(f64::from(dot(vector, alias)));
            }
        }
        strengths.iter_mut().zip(&spoken).for_each(|(s, spoken)| *s = spoken.text + spoken.area + LIKE * *s);
        let said = self.which.as_ref().map(|which| {
            let places: Vec<Option<usize>> =
                (0..strengths.len()).map(|f| which.features.binary_search(index.id(f)).ok()).collect();
            let said = which.said(&self.frequencies.vector(asked.read.past()), vector, &places);
            weigh_labels(&places, &said, which.labels(), &mut strengths);
            said
        });
        answer(index, &spoken, &strengths, (said.map(|s| s.familiar), asked.cut))
    }
}

/// ln(p + 1e-6) + w * A. A feature without labels is as probable as one of all features is by chance,
/// and those with labels share what is left: the first labels of one feature must not silence the
/// others. `places` says where among the labelled features each feature of the catalogue stands.
fn weigh_labels(places: &[Option<usize>], said: &Said, labels: u32, strengths: &mut [f64]) {
    let share = (LABELS_OF_ONE / f64::from(labels)).min(MAX_SHARE);
    let all = strengths.len() as f64;
    let labelled = places.iter().flatten().count() as f64;
    for (place, strength) in places.iter().zip(strengths) {
        let p = place.map_or(1.0 / all, |n| said.probabilities[n] * labelled / all);
        *strength = libm::log(p + LEAST) + share * *strength;
    }
}

/// The strongest features of those that count, as many as are named; of equal ones the first.
fn strongest(strengths: &[f64], counts: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::with_capacity(MAX_RIVALS + 1);
    for feature in (0..strengths.len()).filter(|f| counts(*f)) {
        // Most are weaker than all that are named.
        let weakest = order.last().filter(|_| order.len() == MAX_RIVALS).map(|f| strengths[*f]);
        if weakest.is_some_and(|weakest| strengths[feature].total_cmp(&weakest).is_le()) {
            continue;
        }
        let stronger = order.iter().rposition(|f| strengths[*f].total_cmp(&strengths[feature]).is_ge());
        let at = stronger.map_or(0, |i| i + 1);
        order.insert(at, feature);
        order.truncate(MAX_RIVALS);
    }
    order
}

fn answer(
    index: &FeatureIndex,
    spoken: &[Spoken],
    strengths: &[f64],
    (familiar, cut): (Option<bool>, f64),
) -> Assignment {
    let order = strongest(strengths, |f| familiar.is_some() || strengths[f] > 0.0);
    let most = order.first().map_or(0.0, |f| strengths[*f]);
    let total: Option<f64> = familiar.map(|_| strengths.iter().map(|s| libm::exp(s - most)).sum());
    let scored = |feature: usize| match total {
        Some(total) => libm::exp(strengths[feature] - most) / total,
        None => score(strengths[feature]),
    };
    let in_words = |feature: usize| score(spoken[feature].text + spoken[feature].area) >= cut;
    let rivals = order.iter().map(|f| (index.id(*f).clone(), scored(*f))).collect();
    let known = |f: &usize| familiar == Some(true) || in_words(*f);
    let Some(best) = order.first().copied().filter(known) else {
        let spoke = |f: &usize| score(spoken[*f].text + spoken[*f].area) >= NEAREST * cut;
        let near = order.first().filter(|f| spoke(f)).map(|f| index.id(*f).clone());
        return Assignment { best: None, second: None, near, rivals, how: How::None };
    };
    let next = order.get(1).copied().filter(known);
    let near = next.filter(|f| scored(*f) >= NEAR * scored(best));
    let second = near.filter(|f| familiar.is_some() || strengths[*f] >= CLOSE * strengths[best]);
    let named = |f: Option<usize>| f.map(|f| index.id(f).clone());
    let (second, near) = (named(second), named(near));
    let how = match (score(spoken[best].text) >= cut, in_words(best)) {
        (true, _) => spoken[best].how,
        (false, true) => How::Area,
        (false, false) => How::Learnt,
    };
    Assignment { best: Some(index.id(best).clone()), second, near, rivals, how }
}
