//! Short word lists that every word of a message is held against: nearly all are told apart by their
//! first, middle and last byte and their length, before anything is compared.

/// Places in the table of marks: many more than any list has words.
const MARKS: usize = 4_096;

/// What tells most words apart from those of a list.
#[derive(Clone, Debug)]
pub(super) struct Marks([u64; MARKS / 64]);

impl Marks {
    /// Of no words.
    pub(super) const fn none() -> Self {
        Self([0; MARKS / 64])
    }

    /// Adds a word of at least one byte.
    pub(super) const fn add(&mut self, word: &str) {
        let place = place(word.as_bytes());
        self.0[place / 64] |= 1 << (place % 64);
    }

    /// False where the word is surely none of them.
    pub(super) fn may_hold(&self, word: &str) -> bool {
        if word.is_empty() {
            return false;
        }
        let place = place(word.as_bytes());
        self.0[place / 64] >> (place % 64) & 1 == 1
    }
}

/// A list of words.
#[derive(Debug)]
pub(super) struct Lexicon {
    words: &'static [&'static str],
    marks: Marks,
}

impl Lexicon {
    /// Words of at least one byte.
    pub(super) const fn new(words: &'static [&'static str]) -> Self {
        let mut marks = Marks::none();
        let mut i = 0;
        while i < words.len() {
            marks.add(words[i]);
            i += 1;
        }
        Self { words, marks }
    }

    pub(super) const fn words(&self) -> &'static [&'static str] {
        self.words
    }

    pub(super) fn contains(&self, word: &str) -> bool {
        self.marks.may_hold(word) && self.words.contains(&word)
    }

    /// The same, whatever the case of ASCII letters; the list itself is lower case.
    pub(super) fn contains_any_case(&self, word: &str) -> bool {
        self.marks.may_hold(word) && self.words.iter().any(|w| w.eq_ignore_ascii_case(word))
    }
}

/// The place of a word, the same for any case of its ASCII letters.
const fn place(word: &[u8]) -> usize {
    let first = word[0].to_ascii_lowercase() as usize;
    let middle = word[word.len() / 2].to_ascii_lowercase() as usize;
    let last = word[word.len() - 1].to_ascii_lowercase() as usize;
    (first * 1_103 + middle * 269 + last * 31 + word.len() * 331) % MARKS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_holds_its_words_and_no_others() {
        static LIST: Lexicon = Lexicon::new(&["a", "when", "wha", "\u{e9}t\u{e9}", "abcdefghijklmnopqrstuvwxyz01234"]);
        for word in LIST.words {
            assert!(LIST.contains(word) && LIST.contains_any_case(&word.to_ascii_uppercase()), "{word}");
        }
        for other in ["", "b", "whe", "whom", "When", "ete", &"a".repeat(32), &"a".repeat(33)] {
            assert!(!LIST.contains(other), "{other}");
        }
    }
}
