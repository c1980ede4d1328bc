//! Problem or not, by rules (detection.md section 4): the best sentence, plus what holds for the
//! whole message, minus one.

use std::sync::OnceLock;

use super::ProblemScore;
use super::cues::{Bank, Cue, Found, Kind, LANGUAGES};
use super::normal::{normal, sentences};
use super::recovery::{Recovery, of_sentence, takes_back};
use super::trace::{CueWeight, SentenceTrace, Trace};

/// Sentences weighed; a longer message says it in the first ones.
const MAX_SENTENCES: usize = 25;
/// From this much evidence of a problem on, a question is a report in the form of a question.
const STRONG: f64 = 1.8;
/// What is left of question, wish and praise then.
const DISCOUNT: f64 = 0.35;
/// What is left of a global cue beside "still", "but", "again".
const DOUBTFUL: f64 = 0.35;
/// A confirmation scores no more than this, whatever trouble it recalls: it is no report.
const RECOVERED_AT_MOST: f64 = -2.0;

/// The cues of every language that has some. A language is compiled when its first message comes.
#[derive(Debug)]
pub(super) struct Rules {
    banks: [OnceLock<Bank>; LANGUAGES.len()],
    without_language: OnceLock<Bank>,
    /// Places in [`LANGUAGES`] of those configured: where the language is unknown it may be any of them.
    configured: Vec<usize>,
}

/// What the sentences of a text say.
struct Read {
    whole: Found,
    best: f64,
    recovery: Recovery,
}

/// What a sentence weighs, by kinds of cues.
struct Weighed {
    problem: f64,
    /// Question, wish and praise, before the discount.
    question: f64,
    /// What is left of them.
    left: f64,
    hypothetical: f64,
}

/// What a text weighs.
struct Summed {
    whole: Found,
    /// That of the sentence that weighs most.
    best: f64,
    /// What is left of the global cues.
    left: f64,
    /// Before the score is bounded.
    sum: f64,
    score: f64,
    recovery: Recovery,
}

impl Rules {
    /// Rules for texts of any language; one whose language is unknown is read in all those configured.
    pub(super) fn new(configured: &[String]) -> Self {
        let is_configured = |place: &usize| configured.iter().any(|c| c == LANGUAGES[*place].code);
        Self {
            banks: [const { OnceLock::new() }; LANGUAGES.len()],
            without_language: OnceLock::new(),
            configured: (0..LANGUAGES.len()).filter(is_configured).collect(),
        }
    }

    /// Scores a text by the cues of its language.
    pub(super) fn score(&self, text: &str, language: &str) -> ProblemScore {
        let text = normal(text, matches!(language, "en" | ""));
        let Summed { whole, score, recovery, .. } = sum(&self.banks(language), &text, |_, _, _| {});
        ProblemScore { score, cues: whole.names().map(str::to_owned).collect(), recovery }
    }

    /// The same score, with how it came about.
    pub(super) fn trace(&self, text: &str, language: &str) -> Trace {
        let text = normal(text, matches!(language, "en" | ""));
        let banks = self.banks(language);
        let mut sentences = Vec::new();
        let summed = sum(&banks, &text, |n, sentence, found| {
            if found != Found::default() || !is_courtesy(&banks, sentence) {
                sentences.push(traced(&banks, (n, sentence), found));
            }
        });
        let said = |sentence: &SentenceTrace, name: &str| sentence.cues().any(|c| c.cue == name);
        let weightless = summed.whole.names().filter(|name| {
            !summed.whole.weights(Kind::Global).any(|(_, global, _)| global == *name)
                && !sentences.iter().any(|s| said(s, name))
        });
        Trace {
            weightless: weightless.map(str::to_owned).collect(),
            best: sentences
                .iter()
                .position(|s| s.value >= summed.best)
                .filter(|_| summed.whole.names().next().is_some()),
            global: cue_weights(&banks, &text, summed.whole, Kind::Global),
            left_of_global: summed.left,
            doubt: if summed.left < 1.0 { banks.iter().find_map(|b| b.doubt(&text)).map(str::to_owned) } else { None },
            sum: summed.sum,
            score: summed.score,
            sentences,
        }
    }

    /// Those of the language; of all configured ones where it is unknown.
    fn banks(&self, language: &str) -> Vec<&Bank> {
        let bank = |place: usize| self.banks[place].get_or_init(|| Bank::new(LANGUAGES[place]));
        if let Some(place) = LANGUAGES.iter().position(|l| l.code == language) {
            return vec![bank(place)];
        }
        if language.is_empty() && !self.configured.is_empty() {
            return self.configured.iter().map(|place| bank(*place)).collect();
        }
        vec![self.without_language.get_or_init(Bank::without_language)]
    }
}

/// Whether the cues of a language, ISO 639-1, are known. Where they are not, nearly every message of it
/// passes as a possible report: nobody can tell its questions from its problems.
#[must_use]
pub fn knows_cues(language: &str) -> bool {
    language.is_empty() || LANGUAGES.iter().any(|l| l.code == language)
}

/// Adds up what a normal form says; `each` is shown every sentence that is weighed, its number from 1 and
/// what it holds.
fn sum(banks: &[&Bank], text: &str, each: impl FnMut(usize, &str, Found)) -> Summed {
    let Read { whole, best, recovery } = read(banks, text, each);
    let best = if whole.names().next().is_none() { 0.0 } else { best };
    let global = whole.weigh(Kind::Global);
    let left = if global < 0.0 && banks.iter().any(|b| b.doubt(text).is_some()) { DOUBTFUL } else { 1.0 };
    let sum = best + global * left - 1.0;
    let score = if recovery == Recovery::Recovered { sum.min(RECOVERED_AT_MOST) } else { sum };
    Summed { whole, best, left, sum, score, recovery }
}

fn read(banks: &[&Bank], text: &str, mut each: impl FnMut(usize, &str, Found)) -> Read {
    let (mut whole, mut best, mut recovery) = (Found::default(), None, Recovery::None);
    // The sentences without a cue, as bits.
    let mut plain = 0_u32;
    let mut rooms: Vec<_> = banks.iter().map(|b| b.room()).collect();
    for (n, sentence) in sentences(text).enumerate() {
        let (mut found, mut held, mut says) = (Found::default(), Found::default(), Recovery::None);
        for (bank, room) in banks.iter().zip(&mut rooms) {
            let (alone, mut within) = bank.find(sentence, n == 0, room);
            says = says.then(of_sentence(bank, sentence, &mut within), false);
            found = found.or(alone);
            held = held.or(within);
        }
        // Words of two languages may be the same: what one of them denies is no confirmation.
        if banks.len() > 1 && says == Recovery::Recovered && banks.iter().any(|b| b.denies(b.statement(sentence))) {
            (says, held) = (Recovery::None, held.without(Cue::Recovered));
        }
        whole = whole.or(held);
        let back = || banks.iter().any(|b| takes_back(b, sentence, found.weigh(Kind::Problem)));
        recovery = recovery.then(says, recovery == Recovery::Recovered && back());
        if n < MAX_SENTENCES {
            each(n + 1, sentence, found);
            let score = Weighed::of(found).value();
            if found == Found::default() {
                plain |= 1 << n;
            } else {
                best = Some(best.map_or(score, |b: f64| b.max(score)));
            }
        }
    }
    // What holds no cue weighs 0, unless it is courtesy alone: looked at only where that changes anything.
    if plain != 0 && best.is_some_and(|b| b < 0.0) {
        let mut without_cue = sentences(text).enumerate().filter(|(n, _)| *n < MAX_SENTENCES && plain >> n & 1 == 1);
        if without_cue.any(|(_, sentence)| !is_courtesy(banks, sentence)) {
            best = Some(0.0);
        }
    }
    let far = banks.iter().map(|bank| bank.find_far(text, whole));
    let whole = far.fold(whole, Found::or);
    Read { whole, best: best.unwrap_or(0.0), recovery }
}

fn is_courtesy(banks: &[&Bank], sentence: &str) -> bool {
    banks.iter().any(|b| b.is_courtesy(sentence))
}

impl Weighed {
    fn of(found: Found) -> Self {
        let problem = found.weigh(Kind::Problem);
        let left = if problem >= STRONG { DISCOUNT } else { 1.0 };
        let (question, hypothetical) = (found.weigh(Kind::Interrogative), found.weigh(Kind::Hypothetical));
        Self { problem, question, left, hypothetical }
    }

    fn value(&self) -> f64 {
        self.problem + self.question * self.left + self.hypothetical
    }
}

fn traced(banks: &[&Bank], (number, sentence): (usize, &str), found: Found) -> SentenceTrace {
    let weighed = Weighed::of(found);
    SentenceTrace {
        number,
        text: sentence.to_owned(),
        problem: cue_weights(banks, sentence, found, Kind::Problem),
        question: cue_weights(banks, sentence, found, Kind::Interrogative),
        left_of_question: weighed.left,
        hypothetical: cue_weights(banks, sentence, found, Kind::Hypothetical),
        value: weighed.value(),
    }
}

/// The cues of one kind with their weights, and the words of the text that say them.
fn cue_weights(banks: &[&Bank], text: &str, found: Found, kind: Kind) -> Vec<CueWeight> {
    let weight = |(cue, name, weight): (Cue, &str, f64)| CueWeight {
        cue: name.to_owned(),
        weight,
        words: banks.iter().find_map(|b| b.words_of(text, cue)).unwrap_or_default(),
    };
    found.weights(kind).map(weight).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::new(&LANGUAGES.map(|l| l.code.to_owned())));

    fn score(text: &str, language: &str) -> ProblemScore {
        RULES.score(text, language)
    }

    #[test]
    fn reports_are_above_the_cut_questions_and_praise_below() {
        for report in
            ["The export button does nothing and shows error 500", "Why is my badge not working?", "I can't log in."]
        {
            assert!(score(report, "en").score > 0.0, "{report}");
        }
        for other in [
            "How do I change my address?",
            "Great app, love it!",
            "Could you add a dark theme? It would be nice to have",
        ] {
            assert!(score(other, "en").score < -1.05, "{other}");
        }
    }

    #[test]
    fn no_cue_at_all_is_minus_one() {
        let plain = score("Bonjour", "en");
        assert_eq!((plain.score, plain.cues.len(), plain.recovery), (-1.0, 0, Recovery::None));
        assert_eq!(score("", "").score, -1.0);
    }

    #[test]
    fn the_formula_by_hand() {
        // fail 2.5; why_neg 1.6; question mark -.4 x .35; minus one.
        let asked = score("Why did the upload fail?", "en");
        assert_eq!(asked.cues, ["fail", "why_neg", "question_mark"]);
        assert!((asked.score - (2.5 + 1.6 - 0.4 * 0.35 - 1.0)).abs() < 1e-9);
        // error 2.3; beside "but" the global cue of the second sentence counts a third.
        let doubtful = score("Error on the map. No problem otherwise, but odd", "en");
        assert!((doubtful.score - (2.3 - 3.0 * 0.35 - 1.0)).abs() < 1e-9, "{doubtful:?}");
        // A recovery that is taken back does not speak for it.
        let back = score("Error on the map. Works now, but not for long", "en");
        assert!((back.score - (2.3 - 1.0)).abs() < 1e-9, "{back:?}");
        // A confirmation is no report, whatever it recalls.
        assert_eq!(score("The crash is gone, it works again", "en").score, RECOVERED_AT_MOST);
    }

    #[test]
    fn a_recovery_is_one_only_undenied() {
        for good in ["It works again, thanks", "Seems to be fixed, it is fixed now", "It's working now"] {
            assert_eq!(score(good, "en").recovery, Recovery::Recovered, "{good}");
        }
        for bad in [
            "It is not fixed",
            "It works now for a minute then fails",
            "It works again but still slow",
            "Will it be fixed today?",
            "Please let me know when it is fixed",
        ] {
            assert_ne!(score(bad, "en").recovery, Recovery::Recovered, "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_sentences_of_a_text_say_together_what_it_says(text in crate::signal::obvious::text()) {
            let text = normal(&text, true);
            let banks = RULES.banks("");
            for bank in banks {
                let mut room = bank.room();
                let one_by_one = sentences(&text).enumerate().fold(Found::default(), |all, (n, sentence)| {
                    all.or(bank.find(sentence, n == 0, &mut room).1)
                });
                let together = bank.find(&text, true, &mut room).0;
                let far = bank.find_far(&text, one_by_one);
                proptest::prop_assert_eq!(one_by_one.or(far), together, "{}", text);
            }
        }
    }
}
