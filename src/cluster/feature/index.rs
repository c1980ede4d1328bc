//! The catalogue's aliases, laid out so that a message touches only those it shares a word with.

use std::collections::{BTreeMap, BTreeSet};

use compact_str::CompactString;

use super::stop::is_stop_word;
use crate::cluster::spelling::{ByHash, Spelling, hash, hash_on};
use crate::config::Catalogue;
use crate::ids::FeatureId;
use crate::signal::Word;

/// Most words of an alias; what follows is left out. Customers do not name a feature with more.
pub const MAX_ALIAS_WORDS: usize = 12;

/// With fewer aliases words weigh as if there were so many.
const FEWEST: usize = 30;

/// One word of an alias.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct AliasWord {
    /// As written, lower case.
    text: CompactString,
    /// Its stems, one a language where they differ.
    stems: Vec<CompactString>,
}

/// What the words of aliases have in common: all words of one stem are one unit.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// Its stems, hashed, one a language where they differ.
    pub stems: Vec<u64>,
    /// It says nothing by itself.
    pub stop: bool,
    /// In how many aliases it stands.
    pub aliases: u32,
    /// How many four-letter pieces its stems have.
    pub pieces: u32,
}

/// One alias of one feature.
#[derive(Clone, Debug)]
pub(super) struct Alias {
    /// Index into the features.
    pub feature: u32,
    /// Its words in order.
    pub words: Vec<PlacedWord>,
}

/// A word where it stands in an alias.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlacedWord {
    /// Its unit.
    pub unit: u32,
    /// Hash of the word as written.
    pub text: u64,
    /// The unit stands in the alias before.
    pub repeated: bool,
}

/// One feature as far as assignment goes.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub id: FeatureId,
    /// Area, lower case.
    pub area: Option<Box<str>>,
}

/// Immutable: built once from a catalogue.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub features: Vec<Entry>,
    pub aliases: Vec<Alias>,
    pub units: Vec<Unit>,
    /// Unit by hash of a word or a stem.
    pub unit_of: ByHash<u32>,
    /// Aliases in which a unit that is no stop word stands.
    pub postings: Vec<Vec<u32>>,
    /// Two words that an alias writes apart and a customer together: `topup` is `top up`.
    pub splits: ByHash<[u32; 2]>,
    /// Unit by hash of its four-letter pieces.
    pub pieces: ByHash<Vec<u32>>,
    /// The words of aliases, for misspelt ones.
    pub spelling: Spelling,
    /// The words of aliases and their stems, in alphabetical order.
    written: Vec<CompactString>,
}

/// An alias as read, before its words have units.
type Read = (u32, Vec<AliasWord>);

impl Layout {
    pub(super) fn new(catalogue: &Catalogue, readings: &dyn Fn(&str) -> Vec<Vec<Word>>) -> Self {
        let features: Vec<Entry> = catalogue
            .features
            .values()
            .map(|f| Entry { id: f.id.clone(), area: f.area.as_deref().map(area_key) })
            .collect();
        let aliases = split_glued(read_aliases(catalogue, readings));
        let (unit_of, unit_count) = units_of(&aliases);
        let mut layout = Self {
            features,
            aliases: Vec::with_capacity(aliases.len()),
            units: vec![Unit { stems: Vec::new(), stop: false, aliases: 0, pieces: 0 }; unit_count],
            unit_of,
            postings: vec![Vec::new(); unit_count],
            splits: ByHash::default(),
            pieces: ByHash::default(),
            spelling: Spelling::default(),
            written: written(&aliases),
        };
        layout.describe_units(&aliases);
        for (feature, words) in &aliases {
            layout.place(*feature, words);
        }
        layout
    }

    fn unit(&self, word: &str) -> u32 {
        // Every alias word has a unit: units_of has seen them all.
        self.unit_of.get(&hash(word)).copied().unwrap_or(0)
    }

    fn describe_units(&mut self, aliases: &[Read]) {
        let words: BTreeMap<&str, &AliasWord> =
            aliases.iter().flat_map(|(_, words)| words).map(|w| (&*w.text, w)).collect();
        for (text, word) in words {
            let id = self.unit(text);
            self.spelling.add(text);
            let stop = is_stop_word(hash(text));
            let unit = &mut self.units[id as usize];
            unit.stop |= stop;
            for stem in &word.stems {
                let key = hash(stem);
                if unit.stems.contains(&key) {
                    continue;
                }
                unit.stems.push(key);
                each_piece(stem, |piece| {
                    let holders = self.pieces.entry(piece).or_default();
                    if !holders.contains(&id) {
                        holders.push(id);
                        unit.pieces += 1;
                    }
                });
            }
        }
        let units = &self.units;
        // Looked up, never walked through in order: what stays does not depend on the order.
        self.pieces.retain(|_, holders| {
            holders.retain(|id| !units[*id as usize].stop);
            !holders.is_empty()
        });
    }

    fn place(&mut self, feature: u32, words: &[AliasWord]) {
        let mut placed: Vec<PlacedWord> = Vec::with_capacity(words.len());
        for word in words {
            let unit = self.unit(&word.text);
            let repeated = placed.iter().any(|w| w.unit == unit);
            placed.push(PlacedWord { unit, text: hash(&word.text), repeated });
        }
        let Ok(id) = u32::try_from(self.aliases.len()) else { return };
        if placed.iter().all(|w| self.units[w.unit as usize].stop) {
            // Nothing but stop words: it would be found in every message.
            return;
        }
        for word in placed.iter().filter(|w| !w.repeated) {
            let unit = &mut self.units[word.unit as usize];
            unit.aliases += 1;
            if !unit.stop {
                self.postings[word.unit as usize].push(id);
            }
        }
        for pair in words.windows(2).filter(|pair| pair.iter().all(|w| w.text.len() > 1)) {
            let both = [self.unit(&pair[0].text), self.unit(&pair[1].text)];
            each_glued(&pair[0], &pair[1], |key| {
                self.splits.entry(key).or_insert(both);
            });
        }
        self.aliases.push(Alias { feature, words: placed });
    }

    /// The unit of a word by its text, else by its stem, both hashed.
    pub(super) fn find(&self, text: u64, stem: u64) -> Option<u32> {
        self.unit_of.get(&text).or_else(|| self.unit_of.get(&stem)).copied()
    }

    /// Whether any word of an alias, or its stem, goes on after this.
    pub(super) fn begins(&self, text: &str) -> bool {
        let after = self.written.partition_point(|w| &**w <= text);
        self.written.get(after).is_some_and(|w| w.starts_with(text))
    }

    /// idf among the aliases, where the tenant has no frequencies of its own yet. A handful of aliases does not tell how
    /// rare a word is: the one alias of the one feature would weigh next to nothing.
    pub(super) fn alias_idf(&self, df: u32) -> f64 {
        libm::log(1.0 + self.aliases.len().max(FEWEST) as f64 / (f64::from(df) + 0.5))
    }
}

/// How areas are compared: without case and outer space.
pub(super) fn area_key(area: &str) -> Box<str> {
    area.trim().to_lowercase().into()
}

/// Every alias of every feature, its name among them, in alphabetical order: their order in the
/// catalogue must not show.
fn read_aliases(catalogue: &Catalogue, readings: &dyn Fn(&str) -> Vec<Vec<Word>>) -> Vec<Read> {
    let mut all = Vec::new();
    for (at, feature) in (0_u32..).zip(catalogue.features.values()) {
        let names = std::iter::once(&feature.name).chain(&feature.aliases);
        all.extend(names.flat_map(|name| merged(readings(name))).map(|words| (at, words)));
    }
    all.sort();
    all
}

/// The readings of one alias: those that part it into the same words are one, with the stems of each.
fn merged(readings: Vec<Vec<Word>>) -> Vec<Vec<AliasWord>> {
    let mut out: Vec<Vec<AliasWord>> = Vec::new();
    for mut words in readings {
        words.truncate(MAX_ALIAS_WORDS);
        let same = |known: &&mut Vec<AliasWord>| known.iter().map(|w| &w.text).eq(words.iter().map(|w| &w.text));
        if let Some(known) = out.iter_mut().find(same) {
            for (known, word) in known.iter_mut().zip(words) {
                if !known.stems.contains(&word.stem) {
                    known.stems.push(word.stem);
                }
            }
        } else if !words.is_empty() {
            out.push(words.into_iter().map(|w| AliasWord { text: w.text, stems: vec![w.stem] }).collect());
        }
    }
    out
}

/// Calls back with the hash of every way in which two neighbours may be written as one word.
fn each_glued(a: &AliasWord, b: &AliasWord, mut take: impl FnMut(u64)) {
    let first = hash(&a.text);
    take(hash_on(first, &b.text));
    for stem in &b.stems {
        take(hash_on(first, stem));
    }
}

/// Writes apart what another alias writes apart: beside `top up` the alias `topup failed` becomes
/// `top up failed`.
fn split_glued(mut aliases: Vec<Read>) -> Vec<Read> {
    let mut apart: BTreeMap<u64, [AliasWord; 2]> = BTreeMap::new();
    for (_, words) in &aliases {
        for pair in words.windows(2).filter(|pair| pair.iter().all(|w| w.text.len() > 1)) {
            each_glued(&pair[0], &pair[1], |key| {
                apart.entry(key).or_insert_with(|| [pair[0].clone(), pair[1].clone()]);
            });
        }
    }
    for (_, words) in &mut aliases {
        *words = words
            .drain(..)
            .flat_map(|word| match apart.get(&hash(&word.text)) {
                Some(two) => two.to_vec(),
                None => vec![word],
            })
            .collect();
    }
    aliases.sort();
    aliases.dedup();
    aliases
}

/// Words that share a stem, in any language, are one unit: its number by the hash of word and stem.
fn units_of(aliases: &[Read]) -> (ByHash<u32>, usize) {
    let words: BTreeMap<&str, &AliasWord> =
        aliases.iter().flat_map(|(_, words)| words).map(|w| (&*w.text, w)).collect();
    let mut keys: BTreeMap<u64, usize> = BTreeMap::new();
    let mut parent: Vec<usize> = Vec::new();
    for (text, word) in words {
        let mine = parent.len();
        parent.push(mine);
        for key in std::iter::once(hash(text)).chain(word.stems.iter().map(|s| hash(s))) {
            let other = *keys.entry(key).or_insert(mine);
            let (a, b) = (root(&parent, other), root(&parent, mine));
            parent[a.max(b)] = a.min(b);
        }
    }
    let mut number: BTreeMap<usize, u32> = BTreeMap::new();
    let mut unit_of = ByHash::default();
    for (key, word) in keys {
        let next = u32::try_from(number.len()).unwrap_or(u32::MAX);
        unit_of.insert(key, *number.entry(root(&parent, word)).or_insert(next));
    }
    (unit_of, number.len())
}

fn written(aliases: &[Read]) -> Vec<CompactString> {
    let words = aliases.iter().flat_map(|(_, words)| words);
    let all: BTreeSet<&CompactString> = words.flat_map(|w| std::iter::once(&w.text).chain(&w.stems)).collect();
    all.into_iter().cloned().collect()
}

fn root(parent: &[usize], mut at: usize) -> usize {
    while parent[at] != at {
        at = parent[at];
    }
    at
}

/// Calls back with the hash of every run of four letters of a stem, its ends marked.
pub(in crate::cluster) fn each_piece(stem: &str, mut take: impl FnMut(u64)) {
    let mut run = ['^'; 4];
    for (at, letter) in (2..).zip(stem.chars().chain(std::iter::once('$'))) {
        run.rotate_left(1);
        run[3] = letter;
        if at >= 4 {
            let mut buffer = [0; 4];
            take(run.iter().fold(hash(""), |h, letter| hash_on(h, letter.encode_utf8(&mut buffer))));
        }
    }
}
