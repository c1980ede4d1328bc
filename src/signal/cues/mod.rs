//! The cue lists, compiled: one matcher a language finds all of its cues in one pass, sentence by
//! sentence. Every pattern but those with `.*` and those anchored at the head says of the sentences of
//! a text, taken together, what it says of the whole.
//!
//! A language is one file. It must never look at more than one sentence's words: what they add up to is
//! decided in problem.rs and recovery.rs.

mod dutch;
mod english;
mod evidence;
mod french;
mod german;
mod italian;
mod portuguese;
mod programs;
mod spanish;
#[cfg(test)]
mod tests;

use regex_automata::meta::{self, Regex};
use regex_automata::util::syntax;
use regex_automata::{Input, MatchKind, PatternSet};

pub(super) use evidence::{Cue, Found, Kind};

/// Memory a lazily built automaton may take on one thread, in bytes: beyond it states are forgotten
/// and built again.
const AUTOMATON_BYTES: usize = 16 << 20;

/// Longest sentence that may be nothing but courtesy.
const MAX_COURTESY_BYTES: usize = 60;

/// What a language says problems and recoveries with. Patterns are matched against the normal form of a
/// text (see [`super::normal`]): ASCII, lower case, no accents. The matcher has no look-around.
#[derive(Debug)]
pub(super) struct Language {
    /// ISO 639-1.
    pub(super) code: &'static str,
    /// Patterns and what they are evidence of; several may be of one cue.
    cues: &'static [(Cue, &'static str)],
    /// Words that take back most of what a global cue says.
    doubts: &'static str,
    /// Something works again.
    recoveries: &'static [&'static str],
    /// Something is still, or again, not right.
    relapses: &'static [&'static str],
    /// Anywhere in its sentence these make a recovery none: negations, conditions, wishes, hearsay.
    denials: &'static [&'static str],
    /// Behind a recovery these make it none: "but", "then", "until".
    afterwards: &'static [&'static str],
    /// A sentence that begins so asks whether something works, or still does not.
    questions: &'static str,
    /// Words that ask for the reason of what they take for granted: "why is it still broken?".
    reasons: &'static str,
    /// What a sentence says that only greets, thanks or takes leave: it is not weighed, or a question with a
    /// "thanks" behind it would weigh no less than no question at all.
    courtesies: &'static str,
    /// With what the patterns begin that have `.*` in them, and so may reach into another sentence.
    far_beginnings: &'static [&'static str],
}

/// Languages whose cues are known.
pub(super) const LANGUAGES: [&Language; 7] = [
    &english::ENGLISH,
    &french::FRENCH,
    &german::GERMAN,
    &spanish::SPANISH,
    &italian::ITALIAN,
    &dutch::DUTCH,
    &portuguese::PORTUGUESE,
];

/// The cues of one language, compiled.
#[derive(Debug)]
pub(super) struct Bank {
    /// By pattern: what it is of in a sentence, and in a text where it is not the first one.
    found: Vec<(Found, Found)>,
    /// The same patterns as they are written.
    written: Vec<&'static str>,
    patterns: Option<Regex>,
    /// Patterns that reach from one sentence into another.
    far: Vec<(Option<Regex>, Found)>,
    doubts: Option<Regex>,
    recoveries: Option<Regex>,
    relapses: Option<Regex>,
    denials: Option<Regex>,
    afterwards: Option<Regex>,
    questions: Option<Regex>,
    courtesies: Option<Regex>,
    reasons: Option<Regex>,
}

impl Bank {
    /// The cues of a language, and of what programs say in English to whoever uses them.
    pub(super) fn new(language: &Language) -> Self {
        let programs = if language.code == english::ENGLISH.code { &[] } else { programs::CUES };
        Self::of(language, language.cues.iter().chain(programs))
    }

    /// What is left for a language whose cues are not known: the words of programs. None of them says
    /// that there is no problem, so that a message scores -1 or more.
    pub(super) fn without_language() -> Self {
        Self::of(&programs::NO_LANGUAGE, programs::PROBLEMS.iter().chain([]))
    }

    fn of<'a>(language: &Language, cues: impl Iterator<Item = &'a (Cue, &'static str)>) -> Self {
        let mut patterns: Vec<(&'static str, Found)> = cues.map(|(cue, pattern)| (*pattern, Found::of(*cue))).collect();
        let far = patterns.iter().filter(|(p, _)| p.contains(".*")).map(|(p, of)| (compile(&[p]), *of)).collect();
        let relapse = Found::RELAPSES.or(Found::of(Cue::NotFixed));
        patterns.extend(language.recoveries.iter().map(|p| (*p, Found::RECOVERS)));
        patterns.extend(language.relapses.iter().map(|p| (*p, relapse)));
        patterns.extend(language.far_beginnings.iter().map(|p| (*p, Found::FAR_BEGINS)));
        let within = |p: &str, of| if p.starts_with('^') { Found::default() } else { of };
        Self {
            found: patterns.iter().map(|(p, of)| (*of, within(p, *of))).collect(),
            patterns: compile(&patterns.iter().map(|(p, _)| *p).collect::<Vec<_>>()),
            written: patterns.iter().map(|(p, _)| *p).collect(),
            far,
            doubts: compile(&[language.doubts]),
            recoveries: compile(language.recoveries),
            relapses: compile(language.relapses),
            denials: compile(language.denials),
            afterwards: compile(language.afterwards),
            questions: compile(&[language.questions]),
            courtesies: compile(&[language.courtesies]),
            reasons: compile(&[language.reasons]),
        }
    }

    /// Room for what one sentence holds.
    pub(super) fn room(&self) -> PatternSet {
        PatternSet::new(self.found.len())
    }

    /// What a sentence of a normal form holds, by itself and as part of its text.
    pub(super) fn find(&self, sentence: &str, first: bool, room: &mut PatternSet) -> (Found, Found) {
        let Some(regex) = &self.patterns else { return <(Found, Found)>::default() };
        room.clear();
        regex.which_overlapping_matches(&Input::new(sentence), room);
        let found = room.iter().map(|p| self.found[p.as_usize()]);
        let (alone, within) =
            found.fold(<(Found, Found)>::default(), |(a, w), (alone, within)| (a.or(alone), w.or(within)));
        (alone, if first { alone } else { within })
    }

    /// What reaches from one sentence of a text into another, where all of its sentences hold `found`.
    pub(super) fn find_far(&self, text: &str, found: Found) -> Found {
        if !found.has(Found::FAR_BEGINS) {
            return Found::default();
        }
        let far = self.far.iter().filter(|(regex, of)| !found.has(*of) && matches(regex, text));
        far.fold(Found::default(), |all, (_, of)| all.or(*of))
    }

    /// The words of a text that are evidence of a cue. Every pattern of the cue is compiled anew: for a
    /// person who asks, not for every message.
    pub(super) fn words_of(&self, text: &str, cue: Cue) -> Option<String> {
        let of_cue = self.written.iter().zip(&self.found).filter(|(_, (of, _))| of.has(Found::of(cue)));
        let words = |(pattern, _): (&&str, _)| {
            // The first of what may be meant, not the last.
            let found = compile_for(&[pattern], MatchKind::LeftmostFirst)?.find(text)?;
            // What stands in for a look-around may reach into the next word.
            let (words, rest) = (&text[found.range()], &text[found.end()..]);
            let whole = !words.ends_with(|c: char| c.is_ascii_alphanumeric())
                || !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
            let words = if whole { words } else { words.rsplit_once(' ').map_or(words, |(whole, _)| whole) };
            Some(words.trim().to_owned())
        };
        of_cue.filter_map(words).next()
    }

    /// A word that takes back most of what a global cue says.
    pub(super) fn doubt<'a>(&self, text: &'a str) -> Option<&'a str> {
        self.doubts.as_ref()?.find(text).map(|found| &text[found.range()])
    }

    /// Where these words say that something works again, denied or not.
    pub(super) fn recovery_at(&self, words: &str) -> Option<usize> {
        self.recoveries.as_ref()?.find(words).map(|found| found.start())
    }

    /// Whether these words say that something is still, or again, not right.
    pub(super) fn relapses(&self, words: &str) -> bool {
        matches(&self.relapses, words)
    }

    /// Whether a recovery in these words is none.
    pub(super) fn denies(&self, words: &str) -> bool {
        matches(&self.denials, words)
    }

    /// Whether these words, behind a recovery, take it back.
    pub(super) fn takes_back(&self, words: &str) -> bool {
        matches(&self.afterwards, words)
    }

    /// Whether a sentence does no more than greet, thank or take leave.
    pub(super) fn is_courtesy(&self, sentence: &str) -> bool {
        sentence.len() <= MAX_COURTESY_BYTES && matches(&self.courtesies, sentence)
    }

    /// What a sentence says, without what it asks: all of it where it asks for a reason, else what
    /// stands before the question.
    pub(super) fn statement<'a>(&self, sentence: &'a str) -> &'a str {
        let asked = sentence.trim_end().ends_with('?');
        let said = if asked && !matches(&self.reasons, sentence) {
            sentence.rfind(',').map_or("", |comma| &sentence[..comma])
        } else {
            sentence
        };
        if matches(&self.questions, said) { "" } else { said }
    }
}

fn matches(regex: &Option<Regex>, text: &str) -> bool {
    regex.as_ref().is_some_and(|r| r.is_match(text))
}

/// Patterns over ASCII text; none where the list is empty. A list that does not compile gives none: a
/// test holds that all do.
pub(super) fn compile(patterns: &[&str]) -> Option<Regex> {
    compile_for(patterns, MatchKind::All)
}

fn compile_for(patterns: &[&str], kind: MatchKind) -> Option<Regex> {
    if patterns.iter().all(|p| p.is_empty()) {
        return None;
    }
    let config = meta::Config::new().match_kind(kind).hybrid_cache_capacity(AUTOMATON_BYTES).utf8_empty(false);
    let syntax = syntax::Config::new().unicode(false).utf8(false);
    Regex::builder().configure(config).syntax(syntax).build_many(patterns).ok()
}
