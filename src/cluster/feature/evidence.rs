//! How strongly a message speaks for each feature.

use super::How;
use super::index::{Alias, Layout, area_key, pieces};
use super::lexicon::Lexicon;
use super::stop::is_stop;
use crate::cluster::spelling::{hash, hash_on, is_correctable};
use crate::signal::{Signal, Word};

/// Most words of a message that are looked at.
const MAX_WORDS: usize = 512;

#[derive(Clone, Debug)]
pub struct Tune {
    pub pow: f64,
    pub big: f64,
    pub cover: f64,
    pub phrase: f64,
    pub exact: f64,
    pub gram: f64,
    pub gram_min: f64,
    pub miss: f64,
    pub icf: f64,
    pub area: f64,
    pub scale: f64,
    pub second: f64,
    pub known: u32,
    pub near: f64,
    pub pos: f64,
}
impl Default for Tune {
    fn default() -> Self {
        Self {
            pow: 0.8,
            big: 0.5,
            cover: 0.08,
            phrase: 0.0,
            exact: 0.0,
            gram: 0.35,
            gram_min: 0.4,
            miss: 0.9,
            icf: 0.0,
            area: 0.15,
            scale: 1.0,
            second: 0.0,
            known: 1,
            near: 0.0,
            pos: 0.0,
        }
    }
}

/// What a message says for one feature.
#[derive(Clone, Debug)]
pub(super) struct Evidence {
    pub feature: u32,
    pub score: f64,
    pub how: How,
}

/// A word of the message, held against the units of the aliases.
#[derive(Clone, Copy, Debug)]
struct Token {
    unit: Option<u32>,
    text: u64,
    weight: f64,
    stop: bool,
    misspelt: bool,
}

/// What one message says, unit by unit.
struct Reading<'a> {
    layout: &'a Layout,
    lexicon: &'a Lexicon,
    t: &'a Tune,
    tokens: Vec<Token>,
    /// By unit: how surely the message holds it, 0 to 1.
    strength: Vec<f64>,
    /// By unit: idf, once it was asked for.
    idf: Vec<f64>,
    misspelt: Vec<bool>,
    touched: Vec<u32>,
    norm: f64,
}

pub(super) fn weigh(layout: &Layout, signal: &Signal, lexicon: &Lexicon, t: &Tune) -> Vec<Evidence> {
    let n = layout.units.len();
    let mut reading = Reading {
        layout,
        lexicon,
        t,
        tokens: Vec::with_capacity(signal.words.len() + 4),
        strength: vec![0.0; n],
        idf: vec![f64::NAN; n],
        misspelt: vec![false; n],
        touched: Vec::new(),
        norm: 0.0,
    };
    reading.read(&signal.words[..signal.words.len().min(MAX_WORDS)]);
    let mut best: Vec<Option<(f64, f64, How)>> = vec![None; layout.features.len()];
    let mut aliases: Vec<u32> =
        reading.touched.clone().iter().flat_map(|u| layout.postings[*u as usize].iter().copied()).collect();
    aliases.sort_unstable();
    aliases.dedup();
    for alias in aliases {
        let alias = &layout.aliases[alias as usize];
        let (value, how) = reading.value(alias);
        let slot = &mut best[alias.feature as usize];
        match slot {
            Some((b, s, h)) => {
                if value > *b {
                    *s = *b;
                    *b = value;
                    *h = how;
                } else if value > *s {
                    *s = value;
                }
            }
            None => *slot = Some((value, 0.0, how)),
        }
    }
    let area = signal.picked_area.as_deref().map(area_key);
    let area_of = |f: usize| area.is_some() && layout.features[f].area == area;
    let in_area = (0..layout.features.len()).filter(|f| area_of(*f)).count();
    let mut out = Vec::new();
    for (f, b) in best.into_iter().enumerate() {
        let inside = area_of(f);
        let (a, how) = match b {
            Some((b, s, how)) => (b + t.second * s + if inside { t.area } else { 0.0 }, how),
            None if inside && in_area == 1 => (t.area * 2.0, How::Area),
            None => continue,
        };
        out.push(Evidence { feature: f as u32, score: 1.0 - libm::exp(-a / t.scale), how });
    }
    out
}

impl Reading<'_> {
    fn idf_unit(&mut self, unit: u32) -> f64 {
        let at = unit as usize;
        if self.idf[at].is_nan() {
            let u = &self.layout.units[at];
            let idf = if self.lexicon.is_settled() {
                let df = u.stems.iter().map(|s| self.lexicon.df_of(*s)).max().unwrap_or(0);
                self.lexicon.idf_at(df)
            } else if u.stop {
                0.1
            } else {
                self.alias_idf(u.aliases)
            };
            self.idf[at] = idf;
        }
        self.idf[at]
    }

    fn alias_idf(&self, df: u32) -> f64 {
        libm::log(1.0 + self.layout.aliases.len() as f64 / (f64::from(df) + 0.5))
    }

    fn pow(&self, idf: f64) -> f64 {
        libm::pow(idf, self.t.pow)
    }

    fn weight_unit(&mut self, unit: u32) -> f64 {
        let icf = libm::pow(
            libm::log(
                1.0 + self.layout.features.len() as f64 / f64::from(self.layout.units[unit as usize].features.max(1)),
            ),
            self.t.icf,
        );
        let idf = self.idf_unit(unit);
        self.pow(idf) * icf
    }

    fn see(&mut self, unit: u32, strength: f64) {
        let at = unit as usize;
        if self.strength[at] == 0.0 && !self.layout.units[at].stop {
            self.touched.push(unit);
        }
        if strength > self.strength[at] {
            self.strength[at] = strength;
        }
    }

    fn read(&mut self, words: &[Word]) {
        for word in words {
            let (text, stem) = (hash(&word.text), hash(&word.stem));
            if let Some(two) = self.layout.splits.get(&text).or_else(|| self.layout.splits.get(&stem)) {
                for unit in *two {
                    let weight = self.weight_unit(unit);
                    self.tokens.push(Token {
                        unit: Some(unit),
                        text: 0,
                        weight,
                        stop: self.layout.units[unit as usize].stop,
                        misspelt: false,
                    });
                    self.see(unit, 1.0);
                }
                continue;
            }
            let mut unit = self.layout.unit_of.get(&text).or_else(|| self.layout.unit_of.get(&stem)).copied();
            let stop = is_stop(&word.text);
            let mut misspelt = false;
            if unit.is_none() && !stop {
                unit = self.correct(&word.text);
                misspelt = unit.is_some();
            }
            let weight = match unit {
                Some(u) => {
                    let strength = if misspelt { self.t.miss } else { 1.0 };
                    self.see(u, strength);
                    if misspelt {
                        self.misspelt[u as usize] = true;
                    }
                    self.weight_unit(u)
                }
                None if stop => 0.0,
                None => {
                    self.resemble(&word.stem);
                    let idf = if self.lexicon.is_settled() {
                        self.lexicon.idf_at(self.lexicon.df_of(stem))
                    } else {
                        self.alias_idf(0)
                    };
                    self.pow(idf)
                }
            };
            self.tokens.push(Token { unit, text, weight, stop, misspelt });
        }
        for pair in words.windows(2) {
            if pair[0].text.len() < 2 || pair[1].text.len() < 2 {
                continue;
            }
            let key = hash_on(hash(&pair[0].text), &pair[1].stem);
            if let Some(u) = self.layout.unit_of.get(&key).copied() {
                self.see(u, 1.0);
            }
        }
        let mut sum = 0.0;
        let mut last = None::<f64>;
        for token in self.tokens.iter().filter(|t| !t.stop) {
            sum += token.weight * token.weight;
            if let Some(l) = last {
                let b = self.t.big * 0.5 * (l + token.weight);
                sum += b * b;
            }
            last = Some(token.weight);
        }
        self.norm = libm::sqrt(sum).max(1e-9);
    }

    fn correct(&self, word: &str) -> Option<u32> {
        if !is_correctable(word) || self.lexicon.count(word) >= self.t.known {
            return None;
        }
        let near = self.layout.spelling.near(word);
        let mut best: Option<(u32, &str)> = None;
        for w in near {
            let c = self.lexicon.count(w);
            if best.is_none_or(|(b, _)| c > b) {
                best = Some((c, w));
            }
        }
        let (count, w) = best?;
        if let Some(other) = self.lexicon.correct(word)
            && self.lexicon.count(other) > count
        {
            return None;
        }
        self.layout.unit_of.get(&hash(w)).copied()
    }

    fn resemble(&mut self, stem: &str) {
        if self.t.gram == 0.0 {
            return;
        }
        let own = pieces(stem);
        let mut hits: Vec<u32> = Vec::new();
        for p in &own {
            if let Some(us) = self.layout.pieces.get(p) {
                hits.extend_from_slice(us);
            }
        }
        hits.sort_unstable();
        for run in hits.chunk_by(|a, b| a == b) {
            let u = run[0];
            let sim = run.len() as f64 / libm::sqrt(own.len() as f64 * f64::from(self.layout.piece_count[u as usize]));
            if sim >= self.t.gram_min {
                self.see(u, self.t.gram * sim);
            }
        }
    }

    fn value(&mut self, alias: &Alias) -> (f64, How) {
        let (mut dot, mut na, mut cover, mut all, mut miss) = (0.0, 0.0, 0.0, true, false);
        let mut last: Option<(u32, f64)> = None;
        for (i, word) in alias.words.iter().enumerate() {
            let u = word.unit;
            let repeated = alias.words[..i].iter().any(|w| w.unit == u);
            let s = self.strength[u as usize];
            let idf = self.idf_unit(u);
            if s < 0.5 {
                all = false;
            } else {
                miss |= self.misspelt[u as usize];
            }
            if !repeated {
                cover += idf;
            }
            if self.layout.units[u as usize].stop {
                continue;
            }
            let w = self.weight_unit(u);
            if !repeated {
                dot += s * w * w;
                na += w * w;
            }
            if let Some((lu, lw)) = last {
                let b = self.t.big * 0.5 * (lw + w);
                na += b * b;
                if self.adjacent(lu, u) {
                    dot += b * b;
                }
            }
            last = Some((u, w));
        }
        let mut value = dot / (libm::sqrt(na).max(1e-9) * self.norm);
        let mut how = How::Stems;
        if all {
            value += self.t.cover * cover;
            let (phrase, exact) = self.phrase(alias);
            if phrase {
                value += self.t.phrase * cover;
            }
            if exact {
                value += self.t.exact * cover;
                how = How::Phrase;
            }
        }
        if miss {
            how = How::Misspelt;
        }
        (value, how)
    }

    fn adjacent(&self, a: u32, b: u32) -> bool {
        let mut last = None;
        for t in self.tokens.iter().filter(|t| !t.stop) {
            if last == Some(a) && t.unit == Some(b) {
                return true;
            }
            last = t.unit;
        }
        false
    }

    fn phrase(&self, alias: &Alias) -> (bool, bool) {
        let n = alias.words.len();
        let mut phrase = false;
        for run in self.tokens.windows(n) {
            if run.iter().zip(&alias.words).all(|(t, w)| t.unit == Some(w.unit)) {
                phrase = true;
                if run.iter().zip(&alias.words).all(|(t, w)| t.text == w.text || t.text == 0) {
                    return (true, true);
                }
            }
        }
        (phrase, false)
    }
}
