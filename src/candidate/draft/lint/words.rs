//! A text cut into words and sentences, and phrases found in it.

/// Most words that `~` in a phrase stands for.
const MAX_BETWEEN: usize = 6;

/// One word in lower case, where it stands, and in which sentence.
#[derive(Clone, Debug)]
struct Word {
    from: usize,
    until: usize,
    sentence: usize,
    lower: String,
}

/// A text, ready to be searched.
#[derive(Debug)]
pub(super) struct Text<'a> {
    original: &'a str,
    /// The same bytes, with what is not judged struck out.
    masked: String,
    words: Vec<Word>,
    has_area: bool,
}

impl<'a> Text<'a> {
    /// Cuts a text. The words of `area` become one word that no rule knows; with `quotes` what is quoted goes.
    pub(super) fn new(original: &'a str, area: &str, quotes: bool) -> Self {
        let (mut masked, has_area) = without_area(original, area);
        if quotes {
            masked = without_quotes(&masked);
        }
        let words = words(&masked);
        Self { original, masked, words, has_area }
    }

    pub(super) fn original(&self) -> &'a str {
        self.original
    }

    pub(super) fn masked(&self) -> &str {
        &self.masked
    }

    /// Whether the area's own words stand in it.
    pub(super) fn has_area(&self) -> bool {
        self.has_area
    }

    /// Line and column of a byte, from 1, in characters.
    pub(super) fn place(&self, byte: usize) -> (usize, usize) {
        let before = self.original.get(..byte).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) + 1;
        (line, column)
    }

    /// Pieces between white space without the punctuation around them, and where each begins.
    pub(super) fn raw_words(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut at = 0;
        self.masked.split(char::is_whitespace).filter_map(move |piece| {
            let from = at;
            at += piece.len() + self.masked.get(from + piece.len()..)?.chars().next().map_or(0, char::len_utf8);
            let is_around = |c: char| !c.is_alphanumeric() && c != '/' && c != '_';
            let inner = piece.trim_start_matches(is_around);
            let word = inner.trim_end_matches(|c: char| !c.is_alphanumeric());
            (!word.is_empty()).then_some((from + piece.len() - inner.len(), word))
        })
    }

    /// The words of the sentence in which that byte stands, and where each begins.
    pub(super) fn sentence_of(&self, byte: usize) -> impl Iterator<Item = (usize, &str)> {
        let sentence = self.words.iter().rev().find(|w| w.from <= byte).map_or(0, |w| w.sentence);
        self.words.iter().filter(move |w| w.sentence == sentence).map(|w| (w.from, w.lower.as_str()))
    }

    /// Whether that sentence says how many customers.
    pub(super) fn counts_customers(&self, byte: usize) -> bool {
        let words: Vec<&str> = self.sentence_of(byte).map(|(_, word)| word).collect();
        let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit()) && !word.contains(':');
        let is_who = |word: &&str| ["customer", "user", "account", "percent"].iter().any(|who| word.starts_with(who));
        words.iter().enumerate().any(|(i, word)| {
            is_number(word) && (word.ends_with('%') || words.iter().skip(i + 1).take(3).any(|w| is_who(w) || *w == "%"))
        })
    }
}

/// Where a phrase stands, from its first byte to behind its last: words as `probe` or `probe*`, and `~` for
/// up to six words between, all in one sentence.
pub(super) fn find(text: &Text<'_>, phrase: &str) -> Vec<(usize, usize)> {
    let pattern: Vec<&str> = phrase.split(' ').collect();
    let starts = 0..text.words.len();
    let found = starts.filter_map(|start| {
        let end = matched(text.words.get(start..)?, &pattern)?;
        let (first, last) = (text.words.get(start)?, text.words.get(start + end - 1)?);
        Some((first.from, last.until))
    });
    found.collect()
}

/// How many words the pattern takes from the beginning of `words`; none where it does not fit there.
fn matched(words: &[Word], pattern: &[&str]) -> Option<usize> {
    let sentence = words.first()?.sentence;
    let mut at = 0;
    let mut between = 0;
    for part in pattern {
        if *part == "~" {
            between = MAX_BETWEEN;
            continue;
        }
        let ahead = words.get(at..)?.iter().take(between + 1);
        at += ahead.take_while(|w| w.sentence == sentence).position(|w| is(&w.lower, part))? + 1;
        between = 0;
    }
    Some(at)
}

fn is(word: &str, part: &str) -> bool {
    part.strip_suffix('*').map_or(word == part, |stem| word.starts_with(stem))
}

/// Strikes out the area's own words, so that they make one word that no rule knows.
fn without_area(text: &str, area: &str) -> (String, bool) {
    if area.is_empty() {
        return (text.to_owned(), false);
    }
    let (mut out, mut rest, mut any) = (String::with_capacity(text.len()), text, false);
    while let Some(c) = rest.chars().next() {
        let here = rest.get(..area.len()).filter(|start| start.eq_ignore_ascii_case(area));
        match here.filter(|_| is_whole(&out, area, rest.get(area.len()..).unwrap_or_default())) {
            Some(found) => {
                out.extend(std::iter::repeat_n('a', found.len()));
                rest = rest.get(found.len()..).unwrap_or_default();
                any = true;
            }
            None => {
                out.push(c);
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
            }
        }
    }
    (out, any)
}

/// Whether an area begins and ends where words do.
fn is_whole(before: &str, area: &str, behind: &str) -> bool {
    let joins =
        |a: Option<char>, b: Option<char>| a.is_some_and(char::is_alphanumeric) && b.is_some_and(char::is_alphanumeric);
    !joins(before.chars().next_back(), area.chars().next()) && !joins(area.chars().next_back(), behind.chars().next())
}

/// Strikes out quoted lines and what stands in quotation marks within a line.
fn without_quotes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let mut inside = line.trim_start().starts_with('>');
        let whole = inside;
        for c in line.chars() {
            let closes = inside && !whole && matches!(c, '"' | '\u{201d}');
            let opens = !inside && matches!(c, '"' | '\u{201c}');
            if inside && !closes && c != '\n' {
                out.extend(std::iter::repeat_n(' ', c.len_utf8()));
            } else {
                out.push(c);
            }
            inside = (inside || opens) && !closes;
        }
    }
    out
}

fn words(text: &str) -> Vec<Word> {
    let (mut words, mut sentence, mut from) = (Vec::new(), 0, None);
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    for (i, (at, c)) in chars.iter().enumerate() {
        let next = chars.get(i + 1).map(|(_, c)| *c);
        let within = from.is_some() && next.is_some_and(char::is_alphanumeric);
        let is_part = c.is_alphanumeric() || (within && matches!(c, '\'' | '\u{2019}' | '_' | '/' | '.' | ':'));
        if is_part || (*c == '%' && from.is_some()) {
            from.get_or_insert(*at);
            continue;
        }
        if let Some(from) = from.take() {
            words.push(word(text, (from, *at), sentence));
        }
        let blank_line = *c == '\n' && next.is_none_or(|c| c == '\n' || !c.is_alphanumeric());
        if matches!(c, '.' | '!' | '?' | ';') || blank_line {
            sentence += 1;
        }
    }
    if let Some(from) = from {
        words.push(word(text, (from, text.len()), sentence));
    }
    words
}

fn word(text: &str, (from, until): (usize, usize), sentence: usize) -> Word {
    let lower = text.get(from..until).unwrap_or_default().to_lowercase().replace('\u{2019}', "'");
    Word { from, until, sentence, lower }
}
