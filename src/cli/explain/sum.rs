//! The problem score as a sum that a support lead can add up.

use crate::cli::show::words::plain;
use crate::signal::{CueWeight, SentenceTrace, Trace};

/// Characters of a sentence that are shown.
const SENTENCE_CHARS: usize = 90;
/// Characters of the words behind a cue that are shown.
const WORDS_CHARS: usize = 40;
/// Width of a number in a line of the sum.
const NUMBER: usize = 7;
/// Further sentences shown, those that weigh most first.
const MAX_OTHERS: usize = 4;

/// The sum, a term a line: the sentence that weighs most, the whole message, the one that is always taken
/// off.
pub(super) fn lines(trace: &Trace) -> Vec<String> {
    let mut out = Vec::new();
    match trace.best.and_then(|best| trace.sentences.get(best)) {
        Some(sentence) => {
            let most = if trace.sentences.len() > 1 { ", which weighs most" } else { "" };
            out.push(term(sentence.value, &format!("sentence {}{most}: {}", sentence.number, quoted(sentence))));
            out.extend(parts(sentence).into_iter().map(|part| format!("{:>NUMBER$}  {part}", "")));
        }
        None => out.push(term(0.0, "no words that speak for a problem or against one")),
    }
    if !trace.global.is_empty() {
        let text = format!("of the whole message: {}", counted(&trace.global, trace.left_of_global, doubt(trace)));
        out.push(term(weight(&trace.global) * trace.left_of_global, &text));
    }
    out.push(term(-1.0, "always taken off"));
    if trace.score < trace.sum {
        out.push(term(trace.sum, "the sum"));
        out.push(term(trace.score, "at most, since it says that something works again"));
    } else {
        out.push(term(trace.score, "the score"));
    }
    out.extend(others(trace));
    if !trace.weightless.is_empty() {
        out.push(format!("Named without weight, over several sentences: {}", trace.weightless.join(", ")));
    }
    out
}

/// The other sentences that weigh anything: one alone counts.
fn others(trace: &Trace) -> Vec<String> {
    let all = trace.sentences.iter().enumerate().filter(|(at, s)| trace.best != Some(*at) && s.cues().next().is_some());
    let mut all: Vec<&SentenceTrace> = all.map(|(_, s)| s).collect();
    all.sort_by(|a, b| b.value.total_cmp(&a.value));
    let line = |s: &&SentenceTrace| {
        let cues: Vec<String> = s.cues().map(cue).collect();
        format!("Not added: sentence {} with {}: {}: {}", s.number, exact(s.value), quoted(s), cues.join(", "))
    };
    let mut lines: Vec<String> = all.iter().take(MAX_OTHERS).map(line).collect();
    if all.len() > MAX_OTHERS {
        lines.push(format!("Not added: {} more sentences, each with less", all.len() - MAX_OTHERS));
    }
    lines
}

/// What a sentence is made up of.
fn parts(sentence: &SentenceTrace) -> Vec<String> {
    let left = sentence.left_of_question;
    let beside = "beside so clear a problem".to_owned();
    let kinds = [
        ("speaks for a problem", &sentence.problem, 1.0, None),
        ("asks, wishes or praises", &sentence.question, left, Some(beside)),
        ("supposes, or asks for something new", &sentence.hypothetical, 1.0, None),
    ];
    let some = kinds.into_iter().filter(|(_, cues, ..)| !cues.is_empty());
    some.map(|(what, cues, left, why)| term(weight(cues) * left, &format!("{what}: {}", counted(cues, left, why))))
        .collect()
}

fn doubt(trace: &Trace) -> Option<String> {
    trace.doubt.as_ref().map(|word| format!("beside \"{word}\""))
}

/// The cues, and what is left of them where that is not all.
fn counted(cues: &[CueWeight], left: f64, why: Option<String>) -> String {
    let cues: Vec<String> = cues.iter().map(cue).collect();
    let left = why.filter(|_| left < 1.0).map(|why| format!(", times {} {why}", exact(left))).unwrap_or_default();
    format!("{}{left}", cues.join(", "))
}

fn cue(c: &CueWeight) -> String {
    let words = if c.words.is_empty() { String::new() } else { format!(" \"{}\"", short(&c.words, WORDS_CHARS)) };
    format!("{} {}{words}", c.cue, exact(c.weight))
}

fn weight(cues: &[CueWeight]) -> f64 {
    cues.iter().fold(0.0, |sum, c| sum + c.weight)
}

fn quoted(sentence: &SentenceTrace) -> String {
    format!("\"{}\"", short(&sentence.text, SENTENCE_CHARS))
}

fn short(text: &str, most: usize) -> String {
    let text = plain(text);
    if text.chars().count() <= most {
        return text;
    }
    text.chars().take(most.saturating_sub(3)).chain("...".chars()).collect()
}

fn term(value: f64, what: &str) -> String {
    format!("{:>NUMBER$}  {what}", exact(value))
}

/// Two decimals, three where they are needed: weights have one, what is left of them two.
pub(super) fn exact(value: f64) -> String {
    let text = format!("{value:.3}");
    let text = text.strip_suffix('0').unwrap_or(&text);
    if text == "-0.00" { "0.00".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Understanding;
    use crate::ids::{IdentityKey, MessageId, TenantId};
    use crate::signal::{Author, Channel, Message, Reader};
    use crate::time::Timestamp;

    fn trace(text: &str, language: &str) -> Trace {
        let reader = Reader::new(&Understanding {
            identity_key: IdentityKey::new(b"0123456789abcdef").unwrap(),
            max_text_bytes: 8_192,
            max_tokens: 512,
            languages: ["en", "fr"].map(str::to_owned).to_vec(),
            message_topics: Vec::new(),
            time_zones: std::collections::BTreeMap::new(),
        });
        let message = Message {
            id: MessageId::new("m").unwrap(),
            tenant: TenantId::new("t").unwrap(),
            channel: Channel::Chat,
            occurred_at: Timestamp::default(),
            author: Author::default(),
            tier: None,
            revenue: None,
            language: Some(language.to_owned()).filter(|l| !l.is_empty()),
            subject: None,
            text: text.to_owned(),
            picked_area: None,
            dimensions: std::collections::BTreeMap::new(),
            time_zone: None,
            url: None,
            label: None,
        };
        let trace = reader.trace(&message);
        assert!((trace.score - reader.read(&message, Timestamp::default()).problem.score).abs() < 1e-12, "{text}");
        trace
    }

    #[test]
    fn the_sum_is_told_term_by_term() {
        let told = |text: &str, language: &str| format!("{text}\n{}", lines(&trace(text, language)).join("\n"));
        insta::assert_snapshot!(
            [
                told("Why did the upload fail?", "en"),
                told(
                    "Hello there. Great app, I love it! The export shows error 500 and nothing loads. Any news?",
                    "en"
                ),
                told("No problem with checkout, but the map crashes", "en"),
                told("The crash is gone, it works again", "en"),
                told("Good morning", "en"),
                told("Could you add a dark theme? It would be nice to have", "en"),
                told("Pourquoi mon virement est refusé ?", "fr"),
                told("Pourquoi mon virement est refusé ?", ""),
                told("Wysyłka nie działa, error 500", "pl"),
            ]
            .join("\n\n")
        );
    }

    /// The numbers at the head of the lines of a sum.
    fn numbers(lines: &[String]) -> Vec<f64> {
        let tops = lines.iter().filter(|l| !l.starts_with("         "));
        tops.filter_map(|l| l.split_whitespace().next()?.parse().ok()).collect()
    }

    #[test]
    fn the_numbers_add_up_to_the_score() {
        for text in [
            "Why did the upload fail?",
            "Error on the map. No problem otherwise, but odd",
            "Great app, I love it, how do I change my address?",
            "What if the payment fails? I need help to set it up, would be nice. It crashed. Thanks",
            "Good morning",
        ] {
            let trace = trace(text, "en");
            let shown = numbers(&lines(&trace));
            let (score, terms) = shown.split_last().unwrap();
            assert!((terms.iter().sum::<f64>() - score).abs() < 1e-9, "{text}: {shown:?}");
            assert!((score - trace.score).abs() < 1e-9, "{text}");
        }
    }

    #[test]
    fn three_decimals_stand_where_two_would_not_add_up() {
        assert_eq!([1.3, -0.315, -1.045, 3.0, -0.0004].map(exact), ["1.30", "-0.315", "-1.045", "3.00", "0.00"]);
    }
}
