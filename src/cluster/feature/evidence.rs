//! How strongly a message speaks for each feature.
//!
//! For one alias: the cosine of message and alias over idf-weighted words and pairs of neighbours,
//! and, where the message holds every word of it, a share of the sum of their idf, the larger the
//! closer they stand. Several aliases of one feature speak together, the best of them loudest.
//! After detection.md section 3; constants measured on labelled support messages.

use super::index::{Alias, Entry, Layout, Unit, area_key};
use super::lexicon::{Hashed, Hashes, Lexicon, MIN_COUNT};
use super::standing::{AsWhat, Memory, Standing, Strange};
use super::{How, Spoken, background};
use crate::cluster::spelling::{hash, hash_on};
use crate::signal::{Signal, Word};

/// Most words of a message that are looked at: understanding cuts there too (detection.md section 1).
pub(super) const MAX_WORDS: usize = 512;
/// Weight of two neighbours beside that of their words.
const PAIR: f64 = 0.5;
/// Share of the idf of a wholly held alias that counts, where its words stand side by side.
const HELD: f64 = 0.1;
/// The same in addition, where they stand in the alias's order.
const PHRASE: f64 = 0.03;
/// And where they are written as in the alias: `organization` is no `organ`, though their stem is one.
const EXACT: f64 = 0.02;
/// How surely a corrected word is the one meant.
const CORRECTED: f64 = 0.9;
/// How surely a word is meant that only shares four-letter pieces, where it shares all.
const RESEMBLING: f64 = 0.6;
/// How surely a word must be meant for the message to hold it: corrected ones do, resembling ones do not.
const HOLDS: f64 = 0.7;
/// What the picked area adds to a feature that the text speaks for; 15 % pick wrongly.
const AREA: f64 = 0.15;
/// What it gives, shared among the features of the area, where the text names none of them: a single
/// one comes just above the default cut, two do not.
const AREA_ALONE: f64 = 0.3;
/// A stop word's idf while the tenant has no frequencies of its own.
const STOP_IDF: f64 = 0.1;

/// What the message says of one unit.
#[derive(Clone, Copy, Debug, Default)]
struct Heard {
    /// How surely the message holds it, 0 to 1.
    sure: f64,
    misspelt: bool,
    /// Its idf, once it was asked for; 0 before.
    idf: f64,
}

/// A word of the message: the unit it belongs to, if any, and the hash of its text.
#[derive(Clone, Copy, Debug)]
struct Token {
    unit: Option<u32>,
    /// None where it is one word here and two in the alias, or the other way round.
    text: Option<u64>,
}

/// One message, held against a layout.
struct Reading<'a> {
    layout: &'a Layout,
    memory: &'a Memory,
    lexicon: &'a Lexicon,
    /// By unit.
    heard: Vec<Heard>,
    /// Units heard that are no stop words, each once, in the message's order.
    touched: Vec<u32>,
    /// Every word.
    tokens: Vec<Token>,
    /// The units of the words that are no stop words.
    content: Vec<Option<u32>>,
    /// Sum of the squared weights of words and pairs, and the last word's weight.
    square: f64,
    last_weight: f64,
}

/// What the aliases of one feature have said so far.
#[derive(Clone, Copy, Debug)]
struct Chorus {
    /// Sum of the aliases' values to the power 1.5.
    sum: f64,
    best: f64,
    how: How,
}

impl Chorus {
    const SILENT: Self = Self { sum: 0.0, best: 0.0, how: How::None };

    fn take(&mut self, value: f64, how: How) {
        self.sum += value * libm::sqrt(value);
        if self.how == How::None || value > self.best {
            (self.best, self.how) = (value, how);
        }
    }

    /// The root undoes the power: one alias alone counts as it is.
    fn text(&self) -> f64 {
        libm::cbrt(self.sum * self.sum)
    }
}

/// What a message says for every feature, in their order.
pub(super) fn weigh(
    (layout, memory): (&Layout, &Memory),
    signal: &Signal,
    hashes: &Hashes,
    lexicon: &Lexicon,
) -> Vec<Spoken> {
    let words = signal.words.len().min(MAX_WORDS);
    let mut reading = Reading::new((layout, memory), lexicon, words);
    reading.read(&signal.words[..words], &hashes.0);
    let spoken = |c: Chorus| Spoken { text: c.text(), area: 0.0, how: c.how };
    let mut spoken: Vec<Spoken> = reading.chorus().into_iter().map(spoken).collect();
    if let Some(area) = signal.picked_area.as_deref().map(area_key) {
        let within = |f: &Entry| f.area.as_ref() == Some(&area);
        let in_area = layout.features.iter().filter(|f| within(f)).count() as f64;
        for (spoken, _) in spoken.iter_mut().zip(&layout.features).filter(|(_, f)| within(f)) {
            if spoken.how == How::None {
                (spoken.area, spoken.how) = (AREA_ALONE / in_area, How::Area);
            } else {
                spoken.area = AREA;
            }
        }
    }
    spoken
}

impl<'a> Reading<'a> {
    fn new((layout, memory): (&'a Layout, &'a Memory), lexicon: &'a Lexicon, words: usize) -> Self {
        Self {
            layout,
            memory,
            lexicon,
            heard: vec![Heard::default(); layout.units.len()],
            touched: Vec::new(),
            tokens: Vec::with_capacity(words),
            content: Vec::with_capacity(words),
            square: 0.0,
            last_weight: 0.0,
        }
    }

    fn unit(&self, unit: u32) -> &'a Unit {
        &self.layout.units[unit as usize]
    }

    fn read(&mut self, words: &[Word], hashes: &[Hashed]) {
        let mut at = 0;
        while let (Some(word), Some(&hashed)) = (words.get(at), hashes.get(at)) {
            let Standing { begins, as_what } = self.memory.of(self.layout, word, hashed);
            let next = words.get(at + 1).filter(|_| begins).map(|next| hash_on(hashed.text, &next.stem));
            if let Some(one) = next.and_then(|glued| self.layout.unit_of.get(&glued)) {
                // Two words here, one in the alias. Each may still be a word of another alias.
                for two in &hashes[at..at + 2] {
                    if let Some(unit) = self.layout.find(two.text, two.stem) {
                        self.hear(unit, 1.0);
                    }
                }
                self.take(*one, None);
                at += 2;
                continue;
            }
            match as_what {
                AsWhat::Two(two) => two.into_iter().for_each(|unit| self.take(unit, None)),
                AsWhat::Unit(unit) => self.take(unit, Some(hashed.text)),
                AsWhat::Stop => self.tokens.push(Token { unit: None, text: Some(hashed.text) }),
                AsWhat::Strange(strange) => self.take_strange(word, hashed, strange.as_deref()),
            }
            at += 1;
        }
    }

    /// A word that stands in an alias.
    fn take(&mut self, unit: u32, text: Option<u64>) {
        self.hear(unit, 1.0);
        self.tokens.push(Token { unit: Some(unit), text });
        if !self.unit(unit).stop {
            let idf = self.idf(unit);
            self.weigh_in(Some(unit), idf);
        }
    }

    /// A word that stands in none: misspelt, or like one, or simply another.
    fn take_strange(&mut self, word: &Word, hashed: Hashed, strange: Option<&Strange>) {
        let near = strange.map_or(&[][..], |s| &s.near);
        let unit = self.corrected(&word.text, near).filter(|unit| !self.unit(*unit).stop);
        let idf = match unit {
            Some(unit) => {
                self.hear(unit, CORRECTED);
                self.heard[unit as usize].misspelt = true;
                self.idf(unit)
            }
            None => {
                for (unit, share) in strange.into_iter().flat_map(|s| &s.alike) {
                    self.hear(*unit, RESEMBLING * share);
                }
                if self.lexicon.is_settled() {
                    self.lexicon.idf_at(self.lexicon.df_of(hashed.stem))
                } else {
                    self.layout.alias_idf(0).min(background::idf(hashed.stem))
                }
            }
        };
        self.tokens.push(Token { unit, text: Some(hashed.text) });
        self.weigh_in(unit, idf);
    }

    fn weigh_in(&mut self, unit: Option<u32>, weight: f64) {
        if !self.content.is_empty() {
            let pair = PAIR * 0.5 * (self.last_weight + weight);
            self.square += pair * pair;
        }
        self.square += weight * weight;
        self.last_weight = weight;
        self.content.push(unit);
    }

    fn hear(&mut self, unit: u32, sure: f64) {
        let heard = &mut self.heard[unit as usize];
        if heard.sure == 0.0 && !self.layout.units[unit as usize].stop {
            self.touched.push(unit);
        }
        heard.sure = heard.sure.max(sure);
    }

    fn idf(&mut self, unit: u32) -> f64 {
        let idf = self.heard[unit as usize].idf;
        if idf > 0.0 {
            return idf;
        }
        let known = self.unit(unit);
        let idf = if self.lexicon.is_settled() {
            let df = known.stems.iter().map(|stem| self.lexicon.df_of(*stem)).max().unwrap_or(0);
            self.lexicon.idf_at(df)
        } else if known.stop {
            STOP_IDF
        } else {
            // A word weighs little where many aliases share it, and where everybody uses it.
            let stems = known.stems.iter().map(|stem| background::idf(*stem));
            stems.fold(self.layout.alias_idf(known.aliases), f64::min)
        };
        self.heard[unit as usize].idf = idf;
        idf
    }

    /// The unit of the alias word one edit away, unless the tenant's customers use the word as it is,
    /// or use a commoner word that is as near.
    fn corrected(&self, word: &str, near: &[u32]) -> Option<u32> {
        let near = near.iter().map(|id| self.layout.spelling.word(*id));
        // Of equally common ones the first in the alphabet.
        let best = near.rev().max_by_key(|known| self.lexicon.count(known))?;
        if self.lexicon.count(word) >= MIN_COUNT {
            return None;
        }
        match self.lexicon.correct(word) {
            Some(other) if self.lexicon.count(other) > self.lexicon.count(best) => None,
            _ => self.layout.unit_of.get(&hash(best)).copied(),
        }
    }

    fn chorus(&mut self) -> Vec<Chorus> {
        let mut chorus = vec![Chorus::SILENT; self.layout.features.len()];
        let mut done = vec![false; self.layout.aliases.len()];
        let norm = libm::sqrt(self.square).max(f64::MIN_POSITIVE);
        for unit in std::mem::take(&mut self.touched) {
            for id in &self.layout.postings[unit as usize] {
                if std::mem::replace(&mut done[*id as usize], true) {
                    continue;
                }
                let alias = &self.layout.aliases[*id as usize];
                let (value, how) = self.value(alias, norm);
                chorus[alias.feature as usize].take(value, how);
            }
        }
        chorus
    }

    /// What one alias says; `norm` is the length of the message's vector.
    fn value(&mut self, alias: &Alias, norm: f64) -> (f64, How) {
        let (mut dot, mut square, mut idf_sum) = (0.0, 0.0, 0.0);
        let (mut holds, mut misspelt) = (true, false);
        let mut before: Option<(u32, f64)> = None;
        for word in &alias.words {
            let weight = self.idf(word.unit);
            let heard = self.heard[word.unit as usize];
            holds &= heard.sure >= HOLDS;
            misspelt |= heard.misspelt;
            if !word.repeated {
                idf_sum += weight;
            }
            if self.unit(word.unit).stop {
                continue;
            }
            if !word.repeated {
                dot += heard.sure * weight * weight;
                square += weight * weight;
            }
            if let Some((unit, other)) = before {
                let pair = PAIR * 0.5 * (other + weight);
                square += pair * pair;
                if heard.sure > 0.0 && self.has_pair(unit, word.unit) {
                    dot += pair * pair;
                }
            }
            before = Some((word.unit, weight));
        }
        let cosine = dot / (libm::sqrt(square).max(f64::MIN_POSITIVE) * norm);
        if !holds {
            return (cosine, How::Stems);
        }
        let (in_order, exact) = self.phrase(alias);
        let share =
            HELD * self.closeness(alias) + if in_order { PHRASE } else { 0.0 } + if exact { EXACT } else { 0.0 };
        let how = match (misspelt, exact) {
            (_, true) => How::Phrase,
            (true, false) => How::Misspelt,
            (false, false) => How::Stems,
        };
        (cosine + share * idf_sum, how)
    }

    fn has_pair(&self, first: u32, second: u32) -> bool {
        self.content.windows(2).any(|pair| pair == [Some(first), Some(second)])
    }

    /// Whether the alias stands in the message in its order, and whether written as it is.
    fn phrase(&self, alias: &Alias) -> (bool, bool) {
        let mut in_order = false;
        for run in self.tokens.windows(alias.words.len()) {
            let pairs = || run.iter().zip(&alias.words);
            if pairs().all(|(token, word)| token.unit == Some(word.unit)) {
                in_order = true;
                if pairs().all(|(token, word)| token.text.is_none_or(|text| text == word.text)) {
                    return (true, true);
                }
            }
        }
        (in_order, false)
    }

    /// The alias's words, stop words aside, as a share of the shortest stretch that holds them all.
    fn closeness(&self, alias: &Alias) -> f64 {
        let wanted = |unit: u32| alias.words.iter().position(|w| w.unit == unit && !w.repeated);
        let needed = alias.words.iter().filter(|w| !w.repeated && !self.unit(w.unit).stop).count();
        let mut shortest = usize::MAX;
        for start in 0..self.content.len() {
            if self.content[start].and_then(wanted).is_none() {
                continue;
            }
            let mut found = 0_u64;
            for (length, unit) in (1..).zip(&self.content[start..]).take(shortest - 1) {
                // Aliases are shorter than 64 words.
                found |= unit.and_then(wanted).map_or(0, |place| 1 << place);
                if found.count_ones() as usize == needed {
                    shortest = length;
                    break;
                }
            }
        }
        needed as f64 / shortest as f64
    }
}
