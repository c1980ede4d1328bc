//! A signal for the tests of this room.

use std::collections::BTreeMap;

use crate::ids::{CustomerKey, MessageId};
use crate::signal::{Channel, ProblemScore, Signal, Tried, Word};
use crate::time::Timestamp;

/// A chat message of these words, of which nothing else is known.
pub(super) fn told(words: Vec<Word>) -> Signal {
    let at = Timestamp::from_hour(480_000);
    Signal {
        id: MessageId::new("m").unwrap(),
        channel: Channel::Chat,
        occurred_at: at,
        arrived: at,
        customer: CustomerKey(1),
        known_as: Vec::new(),
        account: None,
        tier: None,
        revenue: None,
        language: String::new(),
        text: String::new(),
        words,
        problem: ProblemScore::default(),
        specificity: 0.0,
        stated_onset: None,
        tried: Tried::default(),
        picked_area: None,
        dimensions: BTreeMap::new(),
        url: None,
        label: None,
    }
}
