//! Problem or not, by rules (detection.md section 4): the best sentence, plus what holds for the
//! whole message, minus one.

use super::ProblemScore;
use super::cues::{Bank, Cue, Kind};
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
    /// By position of a French cue: the bit of the English one of the same name.
    twins: Vec<u64>,
}

/// What was found with each bank, in a sentence or in a whole text.
type Found = [u64; 2];

impl Rules {
    pub(super) fn new() -> Self {
        let (english, french) = (Bank::english(), Bank::french());
        let twin = |name| english.cues.iter().position(|c| c.name == name).map_or(0, |i| 1 << i);
        Self { twins: french.cues.iter().map(|c| twin(c.name)).collect(), english, french }
    }

    /// Scores a text. English cues are looked for in every language (its words travel), French ones
    /// in French and where the language is unknown.
    pub(super) fn score(&self, text: &str, language: &str) -> ProblemScore {
        let other = !matches!(language, "en" | "");
        let text = normal(text, !other);
        let both = [&self.english, &self.french];
        let banks = if matches!(language, "fr" | "") { &both[..] } else { &both[..1] };

        let (whole, best) = self.sentences(banks, &text);
        let cues: Vec<String> = self.counted(whole).map(|cue| cue.name.to_owned()).collect();
        let best = if cues.is_empty() { 0.0 } else { best };
        let mut global = self.weigh(whole, Kind::Global);
        if global < 0.0 && banks.iter().any(|b| b.doubts(&text)) {
            global *= DOUBTFUL;
        }
        let recovered = best < STRONGEST_RECOVERED
            && whole.iter().any(|found| Bank::recovers(*found))
            && !banks.iter().any(|b| b.denies_recovery(&text));
        ProblemScore { score: best + global - 1.0, cues, recovered }
    }

    /// What the text holds, and the score of its best sentence.
    fn sentences(&self, banks: &[&Bank], text: &str) -> (Found, f64) {
        let (mut whole, mut best) = (Found::default(), None);
        let mut rooms: [_; 2] = [&self.english, &self.french].map(Bank::room);
        for (n, sentence) in sentences(text).enumerate() {
            let mut found = Found::default();
            for (i, (bank, room)) in banks.iter().zip(&mut rooms).enumerate() {
                let (alone, within) = bank.find(sentence, n == 0, room);
                found[i] = alone;
                whole[i] |= within;
            }
            if n < MAX_SENTENCES {
                let score = self.sentence(found);
                best = Some(best.map_or(score, |b: f64| b.max(score)));
            }
        }
        for (found, bank) in whole.iter_mut().zip(banks) {
            *found |= bank.find_far(text, *found);
        }
        (whole, best.unwrap_or(0.0))
    }

    fn sentence(&self, found: Found) -> f64 {
        let problem = self.weigh(found, Kind::Problem);
        let mut question = self.weigh(found, Kind::Interrogative);
        if problem >= STRONG {
            question *= DISCOUNT;
        }
        problem + question + self.weigh(found, Kind::Hypothetical)
    }

    /// The cues found. One counts once, whichever language it was found in.
    fn counted(&self, [english, french]: Found) -> impl Iterator<Item = &Cue> {
        let first = self.english.found(english).map(|(_, cue)| cue);
        let second = self.french.found(french).filter(move |(i, _)| self.twins[*i] & english == 0);
        first.chain(second.map(|(_, cue)| cue))
    }

    /// The sum of weights of one kind.
    fn weigh(&self, found: Found, kind: Kind) -> f64 {
        self.counted(found).filter(|cue| cue.kind == kind).fold(0.0, |sum, cue| sum + cue.weight)
    }
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

    proptest::proptest! {
        #[test]
        fn the_sentences_of_a_text_say_together_what_it_says(text in crate::signal::obvious::text()) {
            static RULES: std::sync::LazyLock<Rules> = std::sync::LazyLock::new(Rules::new);
            let (rules, text) = (&*RULES, normal(&text, true));
            let banks = [&rules.english, &rules.french];
            let (whole, _) = rules.sentences(&banks, &text);
            proptest::prop_assert_eq!(whole, banks.map(|b| b.find(&text, true, &mut b.room()).0), "{}", text);
        }
    }
}
