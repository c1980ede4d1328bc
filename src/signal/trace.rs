//! How a problem score came about, for a person who asks: [`super::problem`] fills it in by the steps that
//! the score itself takes.
//!
//! It must never be part of a signal: journal and verdicts carry the names of cues alone.

use serde::Serialize;

/// A cue, what it weighs, and the words that say it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CueWeight {
    /// Its name.
    pub cue: String,
    /// More than 0 speaks for a problem, less against one; -3 to 3.
    pub weight: f64,
    /// The words of the text that are it: lower case, without accents, short forms spelt out.
    pub words: String,
}

/// What one sentence weighs: `problem + left_of_question * question + hypothetical`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SentenceTrace {
    /// Which sentence of the message, from 1.
    pub number: usize,
    /// As it is read: lower case, without accents, short forms spelt out.
    pub text: String,
    /// What speaks for a problem.
    pub problem: Vec<CueWeight>,
    /// Questions, wishes, praise.
    pub question: Vec<CueWeight>,
    /// What is left of those, 0 to 1: little where a problem is named as well.
    pub left_of_question: f64,
    /// Suppositions, requests for something new.
    pub hypothetical: Vec<CueWeight>,
    /// The sum.
    pub value: f64,
}

impl SentenceTrace {
    /// All of its cues.
    pub fn cues(&self) -> impl Iterator<Item = &CueWeight> {
        self.problem.iter().chain(&self.question).chain(&self.hypothetical)
    }
}

/// How a problem score came about: the sentence that weighs most, what holds for the whole message, minus
/// one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trace {
    /// The sentences weighed, in order: what only greets or thanks is none of them.
    pub sentences: Vec<SentenceTrace>,
    /// Which of them weighs most: it alone counts. None where the message has no cue.
    pub best: Option<usize>,
    /// What holds for the whole message: that nothing is wrong, that it works again.
    pub global: Vec<CueWeight>,
    /// What is left of that, 0 to 1: little beside a word of doubt.
    pub left_of_global: f64,
    /// The word of doubt, where there is one.
    pub doubt: Option<String>,
    /// Cues that are named and weigh nothing: they reach from one sentence into another.
    pub weightless: Vec<String>,
    /// Best sentence plus what is left of the global cues, minus one.
    pub sum: f64,
    /// The score: the sum, bounded from above where it reads as a recovery.
    pub score: f64,
}
