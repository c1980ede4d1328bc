//! What the order of a file of messages says of their times: it is the order in which they arrived, and the only sign
//! of when. Kafka's records bring a time of their arrival, by which a message from the future is held; in a file one
//! such message would move the clock, and make late whatever stands below it.

use crate::time::{Span, Timestamp};

/// How far a message has to lie ahead to be taken for one of the future: no time zone is further off, and less is hardly
/// told from a gap.
const AHEAD: Span = Span::from_days(1);
/// So many times as many below it have to lie further back than that as do not.
const AGAINST: usize = 3;
/// With so many that stand with it, time has moved on.
const WITH: usize = 100;
/// One message in so many may lie ahead; where more do, the file is in another order, and says nothing of times.
const ONE_IN: usize = 20;

/// The messages of the future, by their place in the file, and when each arrived: with those around it.
#[must_use]
pub fn ahead(times: &[Timestamp]) -> Vec<(usize, Timestamp)> {
    let (mut clock, mut ahead): (Option<Timestamp>, Vec<usize>) = (None, Vec::new());
    let mut arrived = Vec::new();
    for (i, &time) in times.iter().enumerate() {
        if clock.is_none_or(|c| time - c > AHEAD) && is_ahead(&times[i..]) {
            ahead.push(i);
            arrived.push(clock);
        } else {
            clock = Some(clock.map_or(time, |c| c.max(time)));
        }
    }
    if ahead.len() > (times.len() / ONE_IN).max(1) {
        return Vec::new();
    }
    // What stands above all others arrived with the first of them.
    let first = (0..).zip(times).find(|(i, _)| !ahead.contains(i)).map_or_else(Timestamp::default, |(_, t)| *t);
    ahead.into_iter().zip(arrived).map(|(i, at)| (i, at.unwrap_or(first))).collect()
}

/// Whether the first of these is refuted by those below it, before enough stand with it.
fn is_ahead(times: &[Timestamp]) -> bool {
    let (mut with, mut against) = (0, 0);
    for &time in times {
        if times[0] - time > AHEAD {
            against += 1;
        } else {
            with += 1;
        }
        if with >= WITH || against >= AGAINST * with {
            break;
        }
    }
    against >= AGAINST * with
}

/// The messages of a file that are late by their place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Late {
    /// How many.
    pub count: usize,
    /// The place of the first.
    pub first: usize,
    /// The place of the one above it that was written too long after it.
    pub below: usize,
}

/// What is late in a file; none where nothing is.
#[must_use]
pub fn late(times: &[Timestamp], lateness: Span) -> Option<Late> {
    let (mut newest, mut found): (usize, Option<Late>) = (0, None);
    for (i, &time) in times.iter().enumerate() {
        if times[newest] - time > lateness {
            let late = found.get_or_insert(Late { count: 0, first: i, below: newest });
            late.count += 1;
        } else if time > times[newest] {
            newest = i;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: impl IntoIterator<Item = i64>) -> Vec<Timestamp> {
        hours.into_iter().map(|h| Timestamp::from_hour(490_000 + h)).collect()
    }

    /// The places of those ahead and the hours at which they arrived.
    fn found(hours: &[i64]) -> Vec<(usize, i64)> {
        let hour = |t: Timestamp| (t - Timestamp::from_hour(490_000)).as_hours() as i64;
        ahead(&at(hours.iter().copied())).into_iter().map(|(i, t)| (i, hour(t))).collect()
    }

    #[test]
    fn a_message_of_the_future_arrived_with_those_above_it() {
        assert_eq!(found(&[1, 2, 90_000, 3, 4, 5]), [(2, 2)]);
        assert_eq!(found(&[90_000, 2, 3, 4, 5]), [(0, 2)], "nothing stands above it");
        // Time catches up with what was dated three weeks ahead.
        let caught_up: Vec<i64> = (0..20).chain([500]).chain(20..600).collect();
        assert_eq!(found(&caught_up), [(20, 19)]);
        // One customer whose clock is wrong writes twice.
        let twice: Vec<i64> = (0..40).chain([9_000, 9_001]).chain(40..80).collect();
        assert_eq!(found(&twice), [(40, 39), (41, 39)]);
    }

    #[test]
    fn what_is_late_or_comes_after_a_gap_is_not_ahead() {
        for right in [
            &[1, 2, 3, 40, 41, 42, 2, 43][..],
            &[1, 100, 2, 3, 101],
            &[1, 25, 0, 0, 0],
            // The last: time has moved on, as far as is known.
            &[1, 2, 90_000],
            &[],
        ] {
            assert_eq!(found(right), [], "{right:?}");
        }
        // A week's messages come a second time, below the others.
        let again: Vec<i64> = (0..168).chain(0..168).collect();
        assert_eq!(found(&again), []);
        // A hundred were written after a gap before thousands of older ones came.
        let moved_on = |n: usize| -> Vec<i64> {
            (0..10).chain(std::iter::repeat_n(500, n)).chain((0..3_000).map(|i| 10 + i / 10)).collect()
        };
        assert_eq!(found(&moved_on(WITH)), []);
        assert_eq!(found(&moved_on(WITH - 1)).len(), WITH - 1);
    }

    #[test]
    fn one_in_twenty_may_lie_ahead() {
        let wrong =
            |ahead: i64, right: i64| -> Vec<i64> { (0..ahead).map(|i| 90_000 - 50 * i).chain(0..right).collect() };
        assert_eq!(found(&wrong(2, 38)).len(), 2);
        assert_eq!(found(&wrong(3, 57)).len(), 3);
        assert_eq!(found(&wrong(3, 56)), []);
        // The newest first.
        assert_eq!(found(&[1_000, 900, 800, 700, 600, 500, 400]), []);
    }

    #[test]
    fn what_is_late_is_counted_with_the_first_and_what_made_it_so() {
        let late = |hours: &[i64]| late(&at(hours.iter().copied()), Span::from_hours(1));
        assert_eq!(late(&[1, 3, 2, 4]), None);
        assert_eq!(late(&[1, 5, 2, 3, 4, 6, 4]), Some(Late { count: 3, first: 2, below: 1 }));
    }
}
