//! The cue lists, compiled: one matcher a language finds all of its cues in one pass, sentence by
//! sentence. Every pattern but those with `.*` and those anchored at the head says of the sentences of
//! a text, taken together, what it says of the whole.
//!
//! It must never look at more than one sentence's words: what they add up to is decided in problem.rs.

mod english;
mod french;

use regex_automata::meta::{self, Regex};
use regex_automata::util::syntax;
use regex_automata::{Input, MatchKind, PatternSet};

/// The bit of a found cue's place that says that something works again.
const RECOVERS: u64 = 1 << 63;
/// The bit that says that a pattern with `.*` may begin here.
const FAR_BEGINS: u64 = 1 << 62;
/// The bits of cues.
const CUES: u64 = FAR_BEGINS - 1;

/// Memory a lazily built automaton may take on one thread, in bytes: beyond it states are forgotten
/// and built again.
const AUTOMATON_BYTES: usize = 16 << 20;

/// What a cue is evidence of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A problem.
    Problem,
    /// A question, a wish, praise: discounted where a problem is named as well.
    Interrogative,
    /// A supposition or a request for something new: never discounted.
    Hypothetical,
    /// The whole message says that nothing is wrong.
    Global,
}

/// One cue: several patterns may bear its name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cue {
    pub(super) name: &'static str,
    pub(super) weight: f64,
    pub(super) kind: Kind,
    pattern: &'static str,
}

const fn cue(name: &'static str, weight: f64, kind: Kind, pattern: &'static str) -> Cue {
    Cue { name, weight, kind, pattern }
}

/// The cues of one language, compiled.
#[derive(Debug)]
pub(super) struct Bank {
    /// One entry a name, in the order of the list.
    pub(super) cues: Vec<Cue>,
    /// By pattern: its bit in a sentence, and in a text where it is not the first one.
    bits: Vec<(u64, u64)>,
    patterns: Option<Regex>,
    /// Patterns that reach from one sentence into another, with their bits.
    far: Vec<(Option<Regex>, u64)>,
    doubts: Option<Regex>,
    denials: Option<Regex>,
    asking: Option<Regex>,
}

impl Bank {
    pub(super) fn english() -> Self {
        let rest = [english::RECOVERIES, english::DENIALS, english::ASKING, english::FAR_BEGINNINGS];
        Self::new(english::CUES, english::DOUBTS, rest)
    }

    pub(super) fn french() -> Self {
        Self::new(french::CUES, french::DOUBTS, [french::RECOVERIES, french::DENIALS, french::ASKING, &[]])
    }

    fn new(list: &[Cue], doubts: &str, [recoveries, denials, asking, far_begins]: [&[&'static str]; 4]) -> Self {
        let mut cues: Vec<Cue> = Vec::new();
        let mut patterns: Vec<(&str, u64)> = Vec::new();
        for one in list {
            let known = cues.iter().position(|c| c.name == one.name);
            patterns.push((one.pattern, 1 << known.unwrap_or(cues.len())));
            if known.is_none() {
                cues.push(*one);
            }
        }
        let far = patterns.iter().filter(|(p, _)| p.contains(".*")).map(|(p, bit)| (compile(&[p]), *bit)).collect();
        patterns.extend(recoveries.iter().map(|p| (*p, RECOVERS)));
        patterns.extend(far_begins.iter().map(|p| (*p, FAR_BEGINS)));
        Self {
            cues,
            bits: patterns.iter().map(|(p, bit)| (*bit, if p.starts_with('^') { 0 } else { *bit })).collect(),
            patterns: compile(&patterns.iter().map(|(p, _)| *p).collect::<Vec<_>>()),
            far,
            doubts: compile(&[doubts]),
            denials: compile(denials),
            asking: compile(asking),
        }
    }

    /// Room for what one sentence holds.
    pub(super) fn room(&self) -> PatternSet {
        PatternSet::new(self.bits.len())
    }

    /// What a sentence of a normal form holds, by itself and as part of its text: bits by position in
    /// `cues`, and others for this bank alone.
    pub(super) fn find(&self, sentence: &str, first: bool, room: &mut PatternSet) -> (u64, u64) {
        let Some(regex) = &self.patterns else { return (0, 0) };
        room.clear();
        regex.which_overlapping_matches(&Input::new(sentence), room);
        let found = room.iter().map(|p| self.bits[p.as_usize()]);
        let (alone, within) = found.fold((0, 0), |(a, w), (alone, within)| (a | alone, w | within));
        (alone, if first { alone } else { within })
    }

    /// What reaches from one sentence of a text into another, where all of its sentences hold `found`.
    pub(super) fn find_far(&self, text: &str, found: u64) -> u64 {
        if found & FAR_BEGINS == 0 {
            return 0;
        }
        let far = self.far.iter().filter(|(regex, bit)| found & bit == 0 && matches(regex, text));
        far.fold(0, |bits, (_, bit)| bits | bit)
    }

    /// The cues among what was found, by position.
    pub(super) fn found(&self, bits: u64) -> impl Iterator<Item = (usize, &Cue)> {
        let mut left = bits & CUES;
        std::iter::from_fn(move || {
            let at = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            self.cues.get(at).map(|cue| (at, cue))
        })
    }

    /// Whether a word takes back most of what a global cue says.
    pub(super) fn doubts(&self, text: &str) -> bool {
        matches(&self.doubts, text)
    }

    /// Whether it says that something works again, denied or not.
    pub(super) const fn recovers(found: u64) -> bool {
        found & RECOVERS != 0
    }

    /// Whether a recovery is denied, asked about or wished for.
    pub(super) fn denies_recovery(&self, text: &str) -> bool {
        matches(&self.denials, text) || matches(&self.asking, text)
    }
}

fn matches(regex: &Option<Regex>, text: &str) -> bool {
    regex.as_ref().is_some_and(|r| r.is_match(text))
}

/// Patterns over ASCII text. A list that does not compile gives none: a test holds that all do.
pub(super) fn compile(patterns: &[&str]) -> Option<Regex> {
    let config =
        meta::Config::new().match_kind(MatchKind::All).hybrid_cache_capacity(AUTOMATON_BYTES).utf8_empty(false);
    let syntax = syntax::Config::new().unicode(false).utf8(false);
    Regex::builder().configure(config).syntax(syntax).build_many(patterns).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles_and_fits_the_bits() {
        for bank in [Bank::english(), Bank::french()] {
            assert!(bank.patterns.is_some() && bank.doubts.is_some());
            assert!(bank.denials.is_some() && bank.asking.is_some());
            assert!(bank.far.iter().all(|(regex, _)| regex.is_some()));
            assert!(bank.cues.len() <= 62);
        }
    }

    fn names(bank: &Bank, text: &str) -> Vec<&'static str> {
        let (bits, _) = bank.find(text, true, &mut bank.room());
        bank.found(bits).map(|(_, c)| c.name).collect()
    }

    #[test]
    fn what_would_need_look_around_is_told_apart() {
        let bank = Bank::english();
        for (text, unable) in [
            ("can not find my card", false),
            ("can not find the key", false),
            ("can not find the keyboard", false),
            ("can not find the kettle", true),
            ("can not find the", true),
            ("can not find mine", true),
            ("can not find m", true),
            ("can not really find invoices", true),
        ] {
            assert_eq!(names(&bank, text).contains(&"unable"), unable, "{text}");
        }
        for (text, declined) in [
            ("it came back to normal", false),
            ("it came back up", false),
            ("it is back online", false),
            ("it came back to me", true),
            ("the payment came back again", true),
            ("it came back on", true),
        ] {
            assert_eq!(names(&bank, text).contains(&"declined"), declined, "{text}");
        }
        for (text, recovered) in [
            ("it is fixed", true),
            ("is fixed", true),
            ("what not is fixed", false),
            ("not been solved", false),
            ("now it got resolved", true),
        ] {
            assert_eq!(names(&bank, text).contains(&"recovered"), recovered, "{text}");
        }
    }
}
