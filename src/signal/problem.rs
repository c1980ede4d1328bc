//! Problem or not, by rules (detection.md section 4): the best sentence, plus what holds for the
//! whole message, minus one.

use super::ProblemScore;
use super::cues::{Bank, Kind};
use super::normal::{normal, sentences};

/// Sentences weighed; a longer message says it in the first ones.
const MAX_SENTENCES: usize = 25;
/// From this much evidence of a problem on, a question is a report in the form of a question.
const STRONG: f64 = 1.8;
/// What is left of question, wish and praise then.
const DISCOUNT: f64 = 0.35;
/// A message that reports this much beside a recovery is no confirmation: "fixed the map, now search
/// crashes".
const STRONGEST_RECOVERED: f64 = 2.3;
/// What is left of a global cue beside "still", "but", "again".
const DOUBTFUL: f64 = 0.35;

/// The cues of every language that has some.
#[derive(Debug)]
pub(super) struct Rules {
    english: Bank,
    french: Bank,
}

impl Rules {
    pub(super) fn new() -> Self {
        Self { english: Bank::english(), french: Bank::french() }
    }

    /// Scores a text. English cues are looked for in every language (its words travel), French ones
    /// in French and where the language is unknown.
    pub(super) fn score(&self, text: &str, language: &str) -> ProblemScore {
        let other = !matches!(language, "en" | "");
        let text = normal(text, !other);
        let both = [&self.english, &self.french];
        let banks = if matches!(language, "fr" | "") { &both[..] } else { &both[..1] };

        let whole: Vec<u64> = banks.iter().map(|b| b.find(&text)).collect();
        let mut cues: Vec<String> = Vec::new();
        let found = banks
            .iter()
            .zip(&whole)
            .flat_map(|(b, bits)| b.cues.iter().enumerate().filter(move |(i, _)| bits >> i & 1 == 1));
        for (_, cue) in found {
            if !cues.iter().any(|c| c == cue.name) {
                cues.push(cue.name.to_owned());
            }
        }
        let best = if cues.is_empty() { 0.0 } else { best_sentence(banks, &text, &whole) };
        let mut global = weigh(banks, &whole, Kind::Global);
        if global < 0.0 && banks.iter().any(|b| b.doubts(&text)) {
            global *= DOUBTFUL;
        }
        let recovered = best < STRONGEST_RECOVERED
            && banks.iter().any(|b| b.recovers(&text))
            && !banks.iter().any(|b| b.denies_recovery(&text));
        ProblemScore { score: best + global - 1.0, cues, recovered }
    }
}

fn best_sentence(banks: &[&Bank], text: &str, whole: &[u64]) -> f64 {
    let score = |found: &[u64]| {
        let problem = weigh(banks, found, Kind::Problem);
        let mut question = weigh(banks, found, Kind::Interrogative);
        if problem >= STRONG {
            question *= DISCOUNT;
        }
        problem + question + weigh(banks, found, Kind::Hypothetical)
    };
    // Most messages are one sentence, and its cues have been found already.
    if sentences(text).nth(1).is_none() {
        return score(whole);
    }
    let scores = sentences(text).take(MAX_SENTENCES).map(|sentence| {
        let found: Vec<u64> = banks.iter().map(|b| b.find(sentence)).collect();
        score(&found)
    });
    scores.reduce(f64::max).unwrap_or(0.0)
}

/// The sum of weights of one kind. A cue counts once, whichever language it was found in.
fn weigh(banks: &[&Bank], found: &[u64], kind: Kind) -> f64 {
    let mut sum = 0.0;
    for (n, (bank, bits)) in banks.iter().zip(found).enumerate() {
        for (i, cue) in bank.cues.iter().enumerate() {
            let counted =
                n > 0 && banks[0].cues.iter().enumerate().any(|(j, c)| c.name == cue.name && found[0] >> j & 1 == 1);
            if cue.kind == kind && bits >> i & 1 == 1 && !counted {
                sum += cue.weight;
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(text: &str, language: &str) -> ProblemScore {
        Rules::new().score(text, language)
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
        assert_eq!((plain.score, plain.cues.len(), plain.recovered), (-1.0, 0, false));
        assert_eq!(score("", "").score, -1.0);
    }

    #[test]
    fn the_formula_by_hand() {
        // fail 2.5; why_neg 1.6; question mark -.4 x .35; minus one.
        let asked = score("Why did the upload fail?", "en");
        assert_eq!(asked.cues, ["fail", "why_neg", "question_mark"]);
        assert!((asked.score - (2.5 + 1.6 - 0.4 * 0.35 - 1.0)).abs() < 1e-9);
        // error 2.3 + again: the global cue of the second sentence counts a third.
        let back = score("Error on the map. Works now, but again slowly", "en");
        assert!((back.score - (2.3 - 3.0 * 0.35 - 1.0)).abs() < 1e-9, "{back:?}");
    }

    #[test]
    fn french_reports_and_questions() {
        for report in [
            "La page de paiement ne s'ouvre plus",
            "Impossible de me connecter",
            "l'appli plante des l'ouverture",
            "Ça ne marche pas du tout",
            "Toujours pas reçu mon colis",
            "Mon compte est bloqué, message d'erreur",
        ] {
            assert!(score(report, "fr").score > 0.0, "{report} {:?}", score(report, "fr"));
        }
        for other in ["Comment puis-je changer mon adresse ?", "Super appli, très pratique, bravo !"] {
            assert!(score(other, "fr").score < -1.05, "{other}");
        }
    }

    #[test]
    fn a_recovery_is_one_only_undenied() {
        for good in ["It works again, thanks", "Seems to be fixed, it is fixed now", "It's working now"] {
            assert!(score(good, "en").recovered, "{good}");
        }
        for bad in [
            "It is not fixed",
            "It works now for a minute then fails",
            "It works again but still slow",
            "Will it be fixed today?",
            "Please let me know when it is fixed",
        ] {
            assert!(!score(bad, "en").recovered, "{bad}");
        }
        assert!(score("C'est réglé, merci", "fr").recovered);
        assert!(score("Ça remarche depuis midi", "fr").recovered);
        assert!(!score("Ce n'est toujours pas réglé", "fr").recovered);
    }
}
