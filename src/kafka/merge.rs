//! The source partitions of one understand worker: records in hand, merged by arrival, and how far
//! each has been read.
//!
//! Without the merge, the first partition's twentieth day would meet the second's first.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use crate::pipeline::understand::MAX_AHEAD;
use crate::time::{Span, Timestamp};
use crate::wire::journal::PartitionProgress;

/// How far one partition may run ahead, by arrival, of one that has more but not in hand. Its records
/// are there within milliseconds, and what is out of order costs correlate more than the wait.
const AHEAD: Span = Span::from_secs(10);
/// Records of one partition kept in hand while it waits for a slower one; then it is paused.
const HAND_RECORDS: usize = 10_000;
/// Bytes of the same.
const HAND_BYTES: usize = 8 << 20;
/// A paused partition goes on when its hand holds less than this part of either: what the client had
/// fetched of it is gone, and the others would wait if it came back with nothing in hand.
const RESUMED_AT: usize = 4;
/// A partition whose end nobody could name for this long is not waited for: one without a leader must
/// not hold all the others.
const PATIENCE: Duration = Duration::from_secs(30);

/// One record, copied out of the client's hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    /// Its offset.
    pub(crate) offset: i64,
    /// Its own time stamp.
    pub(crate) timestamp: Timestamp,
    /// Its key.
    pub(crate) key: Option<Vec<u8>>,
    /// Its value.
    pub(crate) payload: Option<Vec<u8>>,
}

impl Held {
    fn size(&self) -> usize {
        self.payload.as_ref().map_or(0, Vec::len) + self.key.as_ref().map_or(0, Vec::len)
    }
}

/// The end of a source partition, as a broker named it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct End {
    /// The first offset that is kept.
    pub(crate) low: i64,
    /// The offset behind the last committed record.
    pub(crate) offset: i64,
    /// The group's offset, where it was asked for and there is one.
    pub(crate) committed: Option<i64>,
    /// Understand's clock when it was asked for.
    pub(crate) asked: Timestamp,
    /// Partitions of the topic.
    pub(crate) partitions: i32,
}

/// A source partition: index of its source, number.
pub(crate) type Place = (usize, i32);

#[derive(Debug)]
struct Lane {
    hand: VecDeque<Held>,
    bytes: usize,
    /// Behind the last record polled, control markers included where the client told.
    polled: i64,
    /// Behind the last record taken.
    taken: Option<i64>,
    /// Running maximum of the arrivals taken.
    read: Option<Timestamp>,
    /// Running maximum of what was ever reported.
    until: Option<Timestamp>,
    end: Option<End>,
    heard: Instant,
    paused: bool,
    /// Settings: they go before everything that waits, however late they were written.
    first: bool,
}

impl Lane {
    fn is_at_end(&self) -> bool {
        self.end.is_some_and(|end| self.hand.is_empty() && self.polled >= end.offset)
    }

    fn is_full(&self) -> bool {
        self.hand.len() >= HAND_RECORDS || self.bytes >= HAND_BYTES
    }

    fn is_low(&self) -> bool {
        self.hand.len() < HAND_RECORDS / RESUMED_AT && self.bytes < HAND_BYTES / RESUMED_AT
    }

    fn until(&mut self) -> Option<Timestamp> {
        let heard = self.end.filter(|_| self.is_at_end()).map(|end| end.asked);
        self.until = self.until.max(self.read).max(heard);
        self.until
    }
}

/// The source partitions a worker owns.
#[derive(Debug, Default)]
pub(crate) struct Lanes {
    lanes: BTreeMap<Place, Lane>,
}

impl Lanes {
    /// A partition came; `first` where its records go before all others, as settings do.
    pub(crate) fn gain(&mut self, place: Place, first: bool, now: Instant) {
        let lane = Lane {
            hand: VecDeque::new(),
            bytes: 0,
            polled: 0,
            taken: None,
            read: None,
            until: None,
            end: None,
            heard: now,
            paused: false,
            first,
        };
        self.lanes.insert(place, lane);
    }

    /// A partition went: what is in hand of it is its next owner's.
    pub(crate) fn lose(&mut self, place: Place) {
        self.lanes.remove(&place);
    }

    /// The partitions owned, each with whether its end was ever named.
    pub(crate) fn places(&self) -> impl Iterator<Item = (Place, bool)> + '_ {
        self.lanes.iter().map(|(place, lane)| (*place, lane.end.is_some()))
    }

    /// Takes a record into hand; one of a partition that is not ours is dropped.
    pub(crate) fn put(&mut self, place: Place, held: Held) {
        if let Some(lane) = self.lanes.get_mut(&place) {
            lane.polled = lane.polled.max(held.offset + 1);
            lane.bytes += held.size();
            lane.hand.push_back(held);
        }
    }

    /// The client's position: it has passed control markers, too.
    pub(crate) fn position(&mut self, place: Place, position: i64) {
        if let Some(lane) = self.lanes.get_mut(&place) {
            lane.polled = lane.polled.max(position);
        }
    }

    /// A broker named the end of a partition.
    pub(crate) fn end(&mut self, place: Place, end: End, now: Instant) {
        if let Some(lane) = self.lanes.get_mut(&place) {
            lane.polled = lane.polled.max(end.low).max(end.committed.unwrap_or(0));
            lane.end = Some(end);
            lane.heard = now;
        }
    }

    /// The next record by arrival, unless a slower partition has to be waited for. Inside a partition
    /// the order stands. `clock` is understand's.
    pub(crate) fn take(&mut self, clock: Timestamp, now: Instant) -> Option<(Place, Held)> {
        let latest = clock + MAX_AHEAD;
        let mut first: Option<(Timestamp, Place)> = None;
        let mut slowest: Option<Option<Timestamp>> = None;
        for (place, lane) in &self.lanes {
            match lane.hand.front() {
                Some(held) => {
                    let arrived = if lane.first { Timestamp::default() } else { held.timestamp.min(latest) };
                    if first.is_none_or(|(earliest, _)| arrived < earliest) {
                        first = Some((arrived, *place));
                    }
                }
                None if lane.is_at_end() || now.duration_since(lane.heard) > PATIENCE => {}
                None if lane.first => slowest = Some(None),
                None => slowest = Some(slowest.map_or(lane.read, |s| s.min(lane.read))),
            }
        }
        let (arrived, place) = first?;
        match slowest {
            Some(None) => return None,
            Some(Some(slowest)) if arrived > slowest + AHEAD => return None,
            _ => {}
        }
        let lane = self.lanes.get_mut(&place)?;
        let held = lane.hand.pop_front()?;
        lane.bytes -= held.size();
        lane.taken = Some(held.offset + 1);
        lane.read = lane.read.max(Some(held.timestamp.min(clock)));
        Some((place, held))
    }

    /// Bytes in hand.
    pub(crate) fn bytes_in_hand(&self) -> usize {
        self.lanes.values().map(|lane| lane.bytes).sum()
    }

    /// Partitions to pause (true) and to resume (false) now.
    pub(crate) fn turn_taps(&mut self) -> Vec<(Place, bool)> {
        let mut turned = Vec::new();
        for (place, lane) in &mut self.lanes {
            let pause = if lane.paused { !lane.is_low() } else { lane.is_full() };
            if pause != lane.paused {
                lane.paused = pause;
                turned.push((*place, pause));
            }
        }
        turned
    }

    /// Offsets to commit: behind the last record taken of each partition, since the last call.
    pub(crate) fn take_offsets(&mut self) -> Vec<(Place, i64)> {
        self.lanes.iter_mut().filter_map(|(place, lane)| lane.taken.take().map(|next| (*place, next))).collect()
    }

    /// How far each partition has been read; those of which nothing is known yet are left out.
    pub(crate) fn progress(&mut self, topic: impl Fn(usize) -> String, version: u64) -> Vec<PartitionProgress> {
        self.lanes
            .iter_mut()
            .filter_map(|((source, partition), lane)| {
                let read_until = lane.until()?;
                let partitions = lane.end?.partitions;
                Some(PartitionProgress {
                    topic: topic(*source),
                    partition: *partition,
                    partitions,
                    version,
                    read_until,
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000) + Span::from_mins(minute)
    }

    fn held(offset: i64, minute: i64) -> Held {
        Held { offset, timestamp: at(minute), key: None, payload: Some(vec![0; 10]) }
    }

    fn end(offset: i64, minute: i64) -> End {
        End { low: 0, offset, committed: None, asked: at(minute), partitions: 2 }
    }

    fn two(now: Instant) -> Lanes {
        let mut lanes = Lanes::default();
        lanes.gain((0, 0), false, now);
        lanes.gain((0, 1), false, now);
        lanes
    }

    fn offsets(lanes: &mut Lanes, clock: i64, now: Instant) -> Vec<(i32, i64)> {
        std::iter::from_fn(|| lanes.take(at(clock), now)).map(|((_, p), h)| (p, h.offset)).collect()
    }

    #[test]
    fn merges_by_arrival_and_keeps_the_order_inside() {
        let now = Instant::now();
        let mut lanes = two(now);
        for (p, o, m) in [(0, 0, 5), (0, 1, 1), (1, 0, 2), (1, 1, 3)] {
            lanes.put((0, p), held(o, m));
        }
        for p in 0..2 {
            lanes.end((0, p), end(2, 60), now);
        }
        assert_eq!(offsets(&mut lanes, 60, now), [(1, 0), (1, 1), (0, 0), (0, 1)]);
    }

    #[test]
    fn waits_for_a_slower_partition_but_not_for_an_idle_one() {
        let now = Instant::now();
        let mut lanes = two(now);
        lanes.put((0, 0), held(0, 0));
        let ahead = at(94) + AHEAD + Span::from_millis(1);
        lanes.put((0, 0), Held { timestamp: ahead, ..held(1, 0) });
        assert_eq!(offsets(&mut lanes, 200, now), [], "nothing is known of the other yet");
        lanes.end((0, 1), end(3, 200), now);
        lanes.put((0, 1), held(0, 94));
        assert_eq!(offsets(&mut lanes, 200, now), [(0, 0), (1, 0)], "a millisecond too far ahead of 94");
        lanes.put((0, 1), Held { timestamp: at(94) + Span::from_millis(1), ..held(1, 0) });
        assert_eq!(offsets(&mut lanes, 200, now), [(1, 1), (0, 1)], "just far enough");
        lanes.put((0, 0), held(2, 190));
        assert_eq!(offsets(&mut lanes, 200, now), []);
        lanes.put((0, 1), held(2, 96));
        assert_eq!(offsets(&mut lanes, 200, now), [(1, 2), (0, 2)], "the other is at its end");
    }

    #[test]
    fn a_partition_without_a_leader_holds_the_others_for_a_while_only() {
        let now = Instant::now();
        let mut lanes = two(now);
        lanes.put((0, 0), held(0, 0));
        assert_eq!(offsets(&mut lanes, 200, now + PATIENCE), []);
        assert_eq!(offsets(&mut lanes, 200, now + PATIENCE + Duration::from_secs(1)), [(0, 0)]);
    }

    #[test]
    fn settings_go_first_and_are_waited_for() {
        let now = Instant::now();
        let mut lanes = Lanes::default();
        lanes.gain((0, 0), false, now);
        lanes.gain((1, 0), true, now);
        lanes.put((0, 0), held(0, 1));
        assert_eq!(offsets(&mut lanes, 60, now), [], "nobody said yet that there are no settings");
        lanes.end((1, 0), end(1, 60), now);
        assert_eq!(offsets(&mut lanes, 60, now), []);
        lanes.put((1, 0), held(7, 59));
        assert!(lanes.take(at(60), now).is_some_and(|(place, _)| place == (1, 0)));
        assert!(lanes.take(at(60), now).is_some_and(|(place, _)| place == (0, 0)));
    }

    #[test]
    fn a_full_hand_is_paused_until_it_is_low() {
        let now = Instant::now();
        let mut lanes = two(now);
        for o in 0..HAND_RECORDS as i64 {
            lanes.put((0, 0), held(o, 100));
        }
        assert_eq!(lanes.turn_taps(), [((0, 0), true)]);
        lanes.end((0, 1), end(0, 100), now);
        assert!(lanes.take(at(200), now).is_some());
        assert_eq!(lanes.turn_taps(), []);
        for _ in 1..HAND_RECORDS - HAND_RECORDS / RESUMED_AT {
            assert!(lanes.take(at(200), now).is_some());
        }
        assert_eq!(lanes.turn_taps(), [], "at the mark it stays paused");
        assert!(lanes.take(at(200), now).is_some());
        assert_eq!(lanes.turn_taps(), [((0, 0), false)]);
    }

    #[test]
    fn progress_is_the_last_arrival_or_the_moment_the_end_was_asked_for() {
        let now = Instant::now();
        let mut lanes = two(now);
        let read = |lanes: &mut Lanes| {
            lanes.progress(|_| "m".to_owned(), 1).iter().map(|p| (p.partition, p.read_until)).collect::<Vec<_>>()
        };
        lanes.put((0, 0), held(0, 10));
        lanes.end((0, 0), end(2, 20), now);
        lanes.end((0, 1), end(0, 20), now);
        assert_eq!(read(&mut lanes), [(1, at(20))], "in hand is not read");
        assert!(lanes.take(at(20), now).is_some());
        assert_eq!(read(&mut lanes), [(0, at(10)), (1, at(20))]);
        lanes.position((0, 0), 2);
        assert_eq!(read(&mut lanes), [(0, at(20)), (1, at(20))], "a control marker fills the gap");
        lanes.put((0, 0), held(2, 300));
        assert!(lanes.take(at(21), now).is_some());
        assert_eq!(read(&mut lanes), [(0, at(21)), (1, at(20))], "never ahead of the clock");
        lanes.end((0, 1), end(5, 30), now);
        assert_eq!(read(&mut lanes), [(0, at(21)), (1, at(20))], "without an answer that fits it stands still");
    }

    #[test]
    fn offsets_are_named_once_and_never_of_a_lost_partition() {
        let now = Instant::now();
        let mut lanes = two(now);
        for p in 0..2 {
            lanes.end((0, p), end(0, 0), now);
            lanes.put((0, p), held(7, 0));
        }
        while lanes.take(at(1), now).is_some() {}
        lanes.lose((0, 1));
        assert_eq!(lanes.take_offsets(), [((0, 0), 8)]);
        assert_eq!(lanes.take_offsets(), []);
    }
}
