//! The cue lists, compiled: one matcher a language finds all of its cues in one pass.
//!
//! It must never look at more than one sentence's words: what they add up to is decided in problem.rs.

mod english;
mod french;

use regex_automata::meta::{self, Regex};
use regex_automata::util::syntax;
use regex_automata::{Input, MatchKind, PatternSet};

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
    /// Position in `cues` by pattern.
    by_pattern: Vec<usize>,
    cue_patterns: Option<Regex>,
    doubts: Option<Regex>,
    recoveries: Option<Regex>,
    denials: Option<Regex>,
    asking: Option<Regex>,
}

impl Bank {
    pub(super) fn english() -> Self {
        Self::new(english::CUES, english::DOUBTS, [english::RECOVERIES, english::DENIALS, english::ASKING])
    }

    pub(super) fn french() -> Self {
        Self::new(french::CUES, french::DOUBTS, [french::RECOVERIES, french::DENIALS, french::ASKING])
    }

    fn new(list: &[Cue], doubts: &str, [recoveries, denials, asking]: [&[&str]; 3]) -> Self {
        let mut cues: Vec<Cue> = Vec::new();
        let mut by_pattern = Vec::with_capacity(list.len());
        for one in list {
            let known = cues.iter().position(|c| c.name == one.name);
            by_pattern.push(known.unwrap_or(cues.len()));
            if known.is_none() {
                cues.push(*one);
            }
        }
        let patterns: Vec<&str> = list.iter().map(|c| c.pattern).collect();
        Self {
            cues,
            by_pattern,
            cue_patterns: compile(&patterns),
            doubts: compile(&[doubts]),
            recoveries: compile(recoveries),
            denials: compile(denials),
            asking: compile(asking),
        }
    }

    /// The cues in a normal form, as bits by position in `cues`.
    pub(super) fn find(&self, text: &str) -> u64 {
        let Some(regex) = &self.cue_patterns else { return 0 };
        let mut set = PatternSet::new(regex.pattern_len());
        regex.which_overlapping_matches(&Input::new(text), &mut set);
        set.iter().fold(0, |bits, p| bits | 1 << self.by_pattern[p.as_usize()])
    }

    /// Whether a word takes back most of what a global cue says.
    pub(super) fn doubts(&self, text: &str) -> bool {
        matches(&self.doubts, text)
    }

    /// Whether it says that something works again, denied or not.
    pub(super) fn recovers(&self, text: &str) -> bool {
        matches(&self.recoveries, text)
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
            assert!(bank.cue_patterns.is_some() && bank.doubts.is_some());
            assert!(bank.recoveries.is_some() && bank.denials.is_some() && bank.asking.is_some());
            assert!(bank.cues.len() <= 64);
        }
    }

    fn names(bank: &Bank, text: &str) -> Vec<&'static str> {
        let bits = bank.find(text);
        bank.cues.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1).map(|(_, c)| c.name).collect()
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
