//! What the customer tried, at which step, and whether something that was to follow did not.
//!
//! The action is one of a closed list of verb phrases ([`Action`]), found by a table of words for each
//! language whose problem cues are known; a language without a table has none, and nothing is guessed. Of
//! several the first is meant that stands behind a word of trying or failing ("cannot pay"), else the first. What
//! fails by itself was done by nobody: in "checkout hangs" the word is a thing, and no action.
//! The step is in the customer's own words: "when I click pay now".

mod subject;
mod table;
mod words;

use std::collections::BTreeMap;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use self::subject::fails_by_itself;
use self::table::TABLES;
use self::words::{ARRIVALS, NEGATIONS, STEPS, TRYING, begins_step};
use super::Word;
use super::lexicon::Marks;
use super::text::head;

/// Longest step kept, in bytes.
const MAX_STEP_BYTES: usize = 80;
/// Words between a word of trying and the action: "I am trying to use my card to pay".
const NEAR: usize = 5;
/// Words between "not" and "arrived".
const NEGATED_WITHIN: usize = 4;

/// What a customer tried to do: a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Log in.
    LogIn,
    /// Sign up.
    SignUp,
    /// Log in through the company's own directory.
    SingleSignOn,
    /// Reset a password.
    ResetPassword,
    /// Confirm who one is: an address or a sign-in by a code or a link, or an identity.
    Verify,
    /// Pay.
    Pay,
    /// Check out.
    CheckOut,
    /// Order something.
    Order,
    /// Book or reserve.
    Book,
    /// Cancel something.
    Cancel,
    /// Get money back.
    Refund,
    /// Transfer money.
    Transfer,
    /// Withdraw money.
    Withdraw,
    /// Add money.
    TopUp,
    /// Upload.
    Upload,
    /// Download.
    Download,
    /// Export.
    Export,
    /// Import.
    Import,
    /// Send.
    Send,
    /// Save.
    Save,
    /// Search.
    Search,
    /// Print.
    Print,
    /// Connect or pair a device.
    Connect,
    /// Synchronise.
    Sync,
    /// Install.
    Install,
    /// Open.
    Open,
    /// Delete.
    Delete,
    /// Change.
    Edit,
    /// Share.
    Share,
    /// Invite somebody.
    Invite,
    /// Scan.
    Scan,
}

impl Action {
    /// The verb phrase: `log in`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LogIn => "log in",
            Self::SignUp => "sign up",
            Self::SingleSignOn => "log in by single sign-on",
            Self::ResetPassword => "reset a password",
            Self::Verify => "verify",
            Self::Pay => "pay",
            Self::CheckOut => "check out",
            Self::Order => "order",
            Self::Book => "book",
            Self::Cancel => "cancel",
            Self::Refund => "get a refund",
            Self::Transfer => "transfer money",
            Self::Withdraw => "withdraw money",
            Self::TopUp => "top up",
            Self::Upload => "upload",
            Self::Download => "download",
            Self::Export => "export",
            Self::Import => "import",
            Self::Send => "send",
            Self::Save => "save",
            Self::Search => "search",
            Self::Print => "print",
            Self::Connect => "connect",
            Self::Sync => "synchronise",
            Self::Install => "install",
            Self::Open => "open",
            Self::Delete => "delete",
            Self::Edit => "change",
            Self::Share => "share",
            Self::Invite => "invite",
            Self::Scan => "scan",
        }
    }

    /// Whether it is a way into an account that goes through mails, codes or another company's page.
    #[must_use]
    pub const fn is_auth_flow(self) -> bool {
        matches!(self, Self::SignUp | Self::SingleSignOn | Self::ResetPassword | Self::Verify)
    }
}

/// What a message says of what its customer did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// What the customer tried.
    pub action: Option<Action>,
    /// At which step, in the customer's words; at most 80 bytes.
    pub step: Option<CompactString>,
    /// Something that was to follow did not: a mail that never comes, an order that does not arrive.
    pub nothing_followed: bool,
}

/// What customers of one language call what they do.
#[derive(Debug)]
struct Table {
    /// Of the first words of its phrases.
    marks: Marks,
    /// Of these, of what comes to a customer and of steps: most words are none of them.
    any: Marks,
    /// By the first word of a phrase: the second one (empty where there is none) and what it means, those with
    /// a second word first.
    phrases: BTreeMap<&'static str, Vec<(&'static str, Action)>>,
}

/// The tables of all languages that have one.
#[derive(Debug)]
pub(super) struct Tables(BTreeMap<&'static str, Table>);

impl Tables {
    /// Lays them out: make them once, not once a message.
    pub(super) fn new() -> Self {
        let table = |rows: &[(Action, &'static str)]| {
            let (mut marks, mut phrases) = (Marks::none(), BTreeMap::<_, Vec<_>>::new());
            for (action, list) in rows {
                for phrase in list.split(", ") {
                    let (first, second) = phrase.split_once(' ').unwrap_or((phrase, ""));
                    marks.add(first);
                    phrases.entry(first).or_default().push((second, *action));
                }
            }
            phrases
                .values_mut()
                .for_each(|of: &mut Vec<(&str, Action)>| of.sort_by_key(|(second, _)| second.is_empty()));
            let mut any = marks.clone();
            ARRIVALS.words().iter().chain(STEPS.words()).for_each(|word| any.add(word));
            Table { marks, any, phrases }
        };
        Self(TABLES.iter().map(|(language, rows)| (*language, table(rows))).collect())
    }

    /// What a text with these words says of what its customer did. Where the language is not known English
    /// is tried.
    pub(super) fn find(&self, text: &str, words: &[Word], language: &str) -> Tried {
        let language = if language.is_empty() { "en" } else { language };
        let Some(table) = self.0.get(language) else { return Tried::default() };
        let (mut tried, mut behind_trying, mut asks_step) = (Tried::default(), false, false);
        for (i, word) in words.iter().enumerate().filter(|(_, w)| table.any.may_hold(&w.text)) {
            if !behind_trying
                && table.marks.may_hold(&word.text)
                && let Some((action, length)) = table.action(words, i)
                && (action.is_auth_flow() || !fails_by_itself(words, (i, i + length), language))
            {
                behind_trying = words[i.saturating_sub(NEAR)..i].iter().any(|w| TRYING.contains(&w.text));
                if behind_trying || tried.action.is_none() {
                    tried.action = Some(action);
                }
            }
            if !tried.nothing_followed && ARRIVALS.contains(&word.text) {
                let before = &words[i.saturating_sub(NEGATED_WITHIN)..i];
                tried.nothing_followed = before.iter().any(|w| NEGATIONS.contains(&w.text));
            }
            asks_step |= STEPS.contains(&word.text);
        }
        if asks_step {
            tried.step = step(text, language).map(CompactString::from);
        }
        tried
    }
}

impl Table {
    /// What the word at `i` says that somebody does, with the next one where the phrase has two; and how many it has.
    fn action(&self, words: &[Word], i: usize) -> Option<(Action, usize)> {
        let next = words.get(i + 1).map_or("", |w| &*w.text);
        let of = self.phrases.get(&*words[i].text)?;
        let found = of.iter().find(|(second, _)| second.is_empty() || *second == next);
        found.map(|(second, action)| (*action, if second.is_empty() { 1 } else { 2 }))
    }
}

/// The first clause that tells a step and is no question: from its first word to the next mark.
fn step<'a>(text: &'a str, language: &str) -> Option<&'a str> {
    let mut from = 0;
    for sentence in text.split_inclusive(['.', '!', '?', '\n']) {
        let asks = sentence.trim_end().ends_with('?');
        let found = if asks { None } else { clause(sentence, language) };
        if let Some((begin, end)) = found {
            let clause = head(&text[from + begin..from + end], MAX_STEP_BYTES);
            // Whole words only.
            let whole = if end - begin > MAX_STEP_BYTES {
                clause.rfind(' ').map_or(clause, |at| &clause[..at])
            } else {
                clause
            };
            return Some(without_link(whole.trim()));
        }
        from += sentence.len();
    }
    None
}

/// A clause that was cut may end with a word that leads on: "when I pay and".
fn without_link(clause: &str) -> &str {
    const LINKS: [&str; 14] =
        ["and", "but", "or", "then", "et", "mais", "und", "aber", "y", "pero", "e", "mas", "en", "maar"];
    match clause.rsplit_once(' ') {
        Some((before, last)) if LINKS.contains(&last) => before.trim_end(),
        _ => clause,
    }
}

fn clause(sentence: &str, language: &str) -> Option<(usize, usize)> {
    let (mut words, mut behind) = (sentence.split_whitespace().peekable(), 0);
    while let Some(word) = words.next() {
        let next = words.peek().copied().unwrap_or_default();
        let at = behind + sentence[behind..].find(word)?;
        behind = at + word.len();
        // Most words are none of these: they are not worth a copy in lower case.
        if !STEPS.contains_any_case(word.trim_matches(|c: char| !c.is_alphanumeric()))
            || !begins_step(&bare(word), &bare(next), language)
        {
            continue;
        }
        let begin = behind - word.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let end = sentence[begin..].find([',', ';', ':', '(', '.', '!', '\n']).map_or(sentence.len(), |at| begin + at);
        // One word more than "when I" says nothing.
        let enough = sentence[begin..end].split_whitespace().count() >= 3;
        return enough.then_some((begin, end));
    }
    None
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

#[cfg(test)]
mod tests;
