//! Keys of messages that are ignored and look as if they were meant to be others: each is said once, so that a source
//! that calls its customers `custmer` does not lose them without a word.

use std::collections::{BTreeMap, BTreeSet};

use crate::wire::Misspelt;
use crate::wire::message::misspelt;

/// Messages of a topic that are looked at, to begin with: each is parsed once more.
const FIRST: u64 = 100;
/// Of those that follow one in so many is.
const THEN_ONE_IN: u64 = 1_000;
/// Keys said of a topic, at most: what has more of them is no slip.
const MOST: usize = 20;

/// The keys of one worker's messages, by topic.
#[derive(Debug, Default)]
pub(super) struct IgnoredKeys(BTreeMap<String, OfTopic>);

#[derive(Debug, Default)]
struct OfTopic {
    read: u64,
    said: BTreeSet<Misspelt>,
}

impl IgnoredKeys {
    /// Looks at a message that could be read, where it is one of those that are looked at: what has not been said yet.
    pub(super) fn look(&mut self, topic: &str, payload: &[u8]) -> Vec<Misspelt> {
        if !self.0.contains_key(topic) {
            self.0.insert(topic.to_owned(), OfTopic::default());
        }
        let Some(OfTopic { read, said }) = self.0.get_mut(topic) else { return Vec::new() };
        *read += 1;
        if *read > FIRST && !read.is_multiple_of(THEN_ONE_IN) {
            return Vec::new();
        }
        let mut new = misspelt(payload);
        new.retain(|key| said.len() < MOST && said.insert(key.clone()));
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(key: &str) -> String {
        format!(r#"{{"id":"1","tenant":"acme","occurred_at":1773064920,"text":"","{key}":{{"id":"c-1"}}}}"#)
    }

    #[test]
    fn a_key_is_said_once_a_topic() {
        let mut keys = IgnoredKeys::default();
        let mut said = |topic: &str, key: &str| {
            let new = keys.look(topic, message(key).as_bytes());
            new.into_iter().map(|m| format!("{} {}", m.key, m.meant)).collect::<Vec<_>>()
        };
        assert_eq!(said("a", "custmer"), ["custmer customer"]);
        assert_eq!(said("a", "custmer"), [""; 0]);
        assert_eq!(said("b", "custmer"), ["custmer customer"]);
        assert_eq!(said("a", "customer"), [""; 0]);
    }

    #[test]
    fn the_first_messages_are_looked_at_then_one_in_many() {
        let mut keys = IgnoredKeys::default();
        let good = message("customer");
        for _ in 0..FIRST - 1 {
            keys.look("a", good.as_bytes());
        }
        assert_eq!(keys.look("a", message("custmer").as_bytes()).len(), 1, "the last of the first");
        for _ in FIRST..THEN_ONE_IN - 1 {
            assert!(keys.look("a", message("custoner").as_bytes()).is_empty());
            keys.look("b", good.as_bytes());
        }
        assert_eq!(keys.look("a", message("custoner").as_bytes()).len(), 1, "the thousandth");
    }

    #[test]
    fn only_so_many_are_said() {
        let mut keys = IgnoredKeys::default();
        let slips: Vec<String> = ('a'..='z').map(|letter| format!("customer{letter}")).collect();
        let said = slips.iter().map(|key| keys.look("a", message(key).as_bytes()).len());
        assert_eq!(said.sum::<usize>(), MOST);
    }
}
