//! From a message to a signal.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

use super::identity::{Wrote, wrote};
use super::language::Languages;
use super::problem::Rules;
use super::redact::Redaction;
use super::stem::Stems;
use super::text::{clean, head, tokens};
use super::tried::Tables;
use super::zone::Zones;
use super::{Message, Signal, Trace, Word, dimensions, onset, specificity};
use crate::config::Understanding;
use crate::ids::IdentityKey;
use crate::time::Timestamp;

/// Bytes of text beyond the limit that redaction still sees, so that a secret astride the limit is
/// seen whole; of a text longer than that, the last [`EDGE_BYTES`] of what was seen are dropped.
const MARGIN_BYTES: usize = 512;
/// Longer than any secret that is known by its whole only: an address, a card, an account.
const EDGE_BYTES: usize = 320;
/// Longest subject, in bytes: RFC 5322's line length.
const MAX_SUBJECT_BYTES: usize = 998;
/// Longest area picked in a form, in bytes.
const MAX_AREA_BYTES: usize = 128;
/// Longest address of the original, in bytes; a longer one is left out, since half of one leads nowhere.
const MAX_URL_BYTES: usize = 2_048;
/// Subjects are cut by platforms with one of these.
const CUT_MARKS: [char; 4] = ['.', '\u{2026}', ' ', '-'];

/// What was cut so far because of the limits on text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// Messages whose text was longer than the limit.
    pub texts: u64,
    /// Tokens beyond the limit.
    pub tokens: u64,
}

/// What is read of a message.
struct Texts {
    /// Subject and body, whole, where there is a subject: cues are looked for in both.
    both: Option<String>,
    /// The two as one text, bounded.
    text: String,
    language: String,
}

/// Reads messages. One serves any number of threads; its caches change how fast an answer comes,
/// never the answer.
#[derive(Debug)]
pub struct Reader {
    identity_key: IdentityKey,
    max_text_bytes: usize,
    max_tokens: usize,
    languages: Languages,
    stems: Stems,
    rules: Rules,
    zones: Zones,
    tried: Tables,
    cut_texts: AtomicU64,
    cut_tokens: AtomicU64,
}

impl Reader {
    /// A reader with these settings. It compiles the cue lists: make one, not one a message.
    #[must_use]
    pub fn new(settings: &Understanding) -> Self {
        Self {
            identity_key: settings.identity_key.clone(),
            max_text_bytes: settings.max_text_bytes,
            max_tokens: settings.max_tokens,
            languages: Languages::new(&settings.languages),
            stems: Stems::new(),
            rules: Rules::new(&settings.languages),
            tried: Tables::new(),
            zones: Zones::new(&settings.time_zones),
            cut_texts: AtomicU64::new(0),
            cut_tokens: AtomicU64::new(0),
        }
    }

    /// Understands a message. `arrived` is the source record's own time; a message written after it
    /// counts as written then. The same message gives the same signal, whatever was read before.
    #[must_use]
    pub fn read(&self, message: &Message, arrived: Timestamp) -> Signal {
        let occurred_at = message.occurred_at.min(arrived);
        let redaction = Redaction::new(&message.author.names, message.author.phone.as_deref());
        let Texts { both, text, language } = self.texts(message, &redaction);
        let Wrote { customer, account, known_as } = wrote(&self.identity_key, message);
        let words = self.words(&text, &language);
        let dimensions = dimensions::of(&message.dimensions, &words, &text, &redaction);
        Signal {
            id: message.id.clone(),
            channel: message.channel,
            occurred_at,
            arrived,
            customer,
            known_as,
            account,
            tier: message.tier.clone(),
            revenue: message.revenue,
            problem: self.rules.score(both.as_deref().unwrap_or(&text), &language),
            specificity: specificity::of(&text, &words, &dimensions),
            stated_onset: onset::find(&text, &words, (occurred_at, &|| self.zones.of(message))),
            tried: self.tried.find(&text, &words, &language),
            picked_area: message
                .picked_area
                .as_deref()
                .map(|a| redaction.safe(head(a.trim(), MAX_AREA_BYTES)).into_owned()),
            dimensions,
            url: message.url.clone().filter(|u| u.len() <= MAX_URL_BYTES),
            label: message.label.clone(),
            language,
            text,
            words,
        }
    }

    /// How the problem score came about that [`Reader::read`] gives the message: for a person who asks.
    #[must_use]
    pub fn trace(&self, message: &Message) -> Trace {
        let redaction = Redaction::new(&message.author.names, message.author.phone.as_deref());
        let Texts { both, text, language } = self.texts(message, &redaction);
        self.rules.trace(both.as_deref().unwrap_or(&text), &language)
    }

    /// Whether a word by itself is a cue of problems, questions, wishes or praise in a language.
    #[must_use]
    pub fn is_cue(&self, word: &str, language: &str) -> bool {
        !self.rules.score(word, language).cues.is_empty()
    }

    fn texts(&self, message: &Message, redaction: &Redaction) -> Texts {
        let subject = clean(message.subject.as_deref().unwrap_or_default());
        let subject = self.bounded(&subject, MAX_SUBJECT_BYTES, redaction);
        let body = clean(&message.text);
        let body = self.bounded(&body, self.max_text_bytes, redaction);
        // Both, whole: what is beyond the limit, or said twice, has its cues all the same.
        let both = if subject.is_empty() { None } else { Some(format!("{subject}\n{body}")) };
        let text = joined(&subject, body, self.max_text_bytes);
        let language = self.languages.of(message.language.as_deref(), &text);
        Texts { both, text, language }
    }

    /// Tokens and stems of a text, as [`Reader::read`] makes them: for aliases, which must be cut up as
    /// messages are.
    #[must_use]
    pub fn words(&self, text: &str, language: &str) -> Vec<Word> {
        let stemmed_as = if language.is_empty() { self.languages.first() } else { language };
        let (tokens, cut) = tokens(text, self.max_tokens, matches!(language, "en" | ""));
        self.cut_tokens.fetch_add(cut as u64, Ordering::Relaxed);
        let stems = self.stems.of(stemmed_as);
        let word = |text: Cow<'_, str>| Word { stem: stems.stem(&text), text: (&*text).into() };
        tokens.into_iter().map(word).collect()
    }

    /// What was cut since this reader was made: for a counter.
    #[must_use]
    pub fn cut(&self) -> Cut {
        Cut { texts: self.cut_texts.load(Ordering::Relaxed), tokens: self.cut_tokens.load(Ordering::Relaxed) }
    }

    /// Redacts first, cuts then: the other way round half a card's number could stay.
    fn bounded(&self, text: &str, max: usize, redaction: &Redaction) -> String {
        if text.len() <= max {
            return cut(redaction.safe(text), max);
        }
        self.cut_texts.fetch_add(1, Ordering::Relaxed);
        let seen = head(text, max.saturating_add(MARGIN_BYTES));
        let out = redaction.safe(seen);
        let edge = if seen.len() < text.len() { EDGE_BYTES } else { 0 };
        let most = max.min(out.len().saturating_sub(edge));
        cut(out, most)
    }
}

/// At most `max` bytes of a text.
fn cut(text: Cow<'_, str>, max: usize) -> String {
    let mut text = text.into_owned();
    text.truncate(head(&text, max).len());
    text
}

/// The subject above the text, unless the text begins with it.
fn joined(subject: &str, body: String, max: usize) -> String {
    let bare = subject.trim_end_matches(CUT_MARKS);
    let begins = body.get(..bare.len()).is_some_and(|h| h.eq_ignore_ascii_case(bare));
    if bare.is_empty() || begins {
        return body;
    }
    if body.is_empty() {
        return head(subject, max).to_owned();
    }
    let mut out = format!("{subject}\n{body}");
    out.truncate(head(&out, max).len());
    out
}

/// Tokens and stems of a text without a reader's cache: for a catalogue's aliases. At most `max` tokens.
#[must_use]
pub fn words(text: &str, language: &str, max: usize) -> Vec<Word> {
    let text = clean(text);
    let (tokens, _) = tokens(&text, max, matches!(language, "en" | ""));
    tokens.into_iter().map(|t| Word { stem: super::stem::stem(&t, language), text: (&*t).into() }).collect()
}
