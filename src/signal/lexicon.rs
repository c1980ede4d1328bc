//! Short word lists that every word of a message is held against: nearly all are told apart by their
//! first byte and their length, before anything is compared.

/// A list of words.
#[derive(Debug)]
pub(super) struct Lexicon {
    words: &'static [&'static str],
    /// By first byte: the lengths of the words that begin with it, as bits.
    lengths: [u32; 256],
}

impl Lexicon {
    /// Words of 1 to 31 bytes.
    pub(super) const fn new(words: &'static [&'static str]) -> Self {
        let mut lengths = [0; 256];
        let mut i = 0;
        while i < words.len() {
            let word = words[i].as_bytes();
            lengths[word[0] as usize] |= 1 << word.len();
            i += 1;
        }
        Self { words, lengths }
    }

    pub(super) fn contains(&self, word: &str) -> bool {
        let Some(&first) = word.as_bytes().first() else { return false };
        self.has(first, word.len()) && self.words.contains(&word)
    }

    /// The same, whatever the case of ASCII letters; the list itself is lower case.
    pub(super) fn contains_any_case(&self, word: &str) -> bool {
        let Some(first) = word.as_bytes().first().map(u8::to_ascii_lowercase) else { return false };
        self.has(first, word.len()) && self.words.iter().any(|w| w.eq_ignore_ascii_case(word))
    }

    fn has(&self, first: u8, length: usize) -> bool {
        length < 32 && self.lengths[usize::from(first)] >> length & 1 == 1
    }
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
