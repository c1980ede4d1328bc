//! In which minutes messages arrived, by channel: whether a silence may be a source that is down. By when they
//! arrived, since what is delivered late was not heard in time.
//!
//! Minutes count, not messages: a flood of one hour makes no later hour suspicious. It names nobody, and
//! must never look at what the messages say.

use std::collections::{BTreeMap, BTreeSet};

use libm::{exp, log1p};

use crate::signal::Channel;
use crate::time::{Span, Timestamp};

/// Days that are kept: four weeks to compare with, and a day on either side.
const KEPT_DAYS: i64 = 30;
/// Weeks that are compared with.
const WEEKS: i64 = 4;
const WEEK_MIN: i64 = 7 * DAY_MIN;
const DAY_MIN: i64 = 24 * 60;
/// So improbable a silence is no quiet.
const IMPROBABLE: f64 = 0.01;
/// How much minutes of different weeks vary beyond chance.
const OVERDISPERSION: f64 = 0.2;
/// Minutes known before any was counted.
const PRIOR: f64 = 0.3;
/// Pseudo-minutes that draw the day's factor towards 1.
const DAY_PRIOR: f64 = 4.0;

/// One day: by channel and hour the minutes in which a message came, as bits.
pub type Day = BTreeMap<Channel, BTreeMap<u8, u64>>;

/// The minutes in which messages came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrivals {
    days: BTreeMap<i64, Day>,
}

/// No message for longer than the same hours of earlier weeks make probable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Silence {
    /// The minute of the last message before.
    pub since: Timestamp,
    /// In so many minutes since then messages come in other weeks.
    pub usual: f64,
}

impl Arrivals {
    /// Notes a message. Returns the days that changed: none where one was known in that minute.
    pub fn note(&mut self, channel: Channel, at: Timestamp) -> BTreeSet<i64> {
        let newest = self.days.last_key_value().map_or(at.day(), |(day, _)| (*day).max(at.day()));
        if at.day() <= newest - KEPT_DAYS {
            return BTreeSet::new();
        }
        let hour = u8::try_from(at.hour().rem_euclid(24)).unwrap_or_default();
        let bit = 1_u64 << minute(at).rem_euclid(60);
        let minutes = self.days.entry(at.day()).or_default().entry(channel).or_default().entry(hour).or_default();
        if *minutes & bit != 0 {
            return BTreeSet::new();
        }
        *minutes |= bit;
        let mut touched = BTreeSet::from([at.day()]);
        while let Some(oldest) = self.days.first_entry().filter(|d| *d.key() <= newest - KEPT_DAYS) {
            touched.insert(*oldest.key());
            oldest.remove();
        }
        touched
    }

    /// The silence that lasts until the beginning of the minute of `until`, where it is improbable: of one
    /// channel, or of all. None in a tenant's first week, and where messages come seldom.
    ///
    /// Of the same stretch one to four weeks before, mu is the mean number of minutes with messages, times
    /// how much of the usual came on the day before the silence (at most 1); P(0) under NB(mu, r) with
    /// 1 / r = 1 / (.3 + minutes counted) + .2 has to be .01 or less.
    #[must_use]
    pub fn silence(&self, channel: Option<Channel>, until: Timestamp) -> Option<Silence> {
        let end = minute(until);
        let last = (end - DAY_MIN..end).rev().find(|m| self.any(channel, *m)).unwrap_or(end - DAY_MIN - 1);
        let known_from = self.first(channel)?;
        let weeks = (1..=WEEKS).filter(|w| known_from <= last + 1 - w * WEEK_MIN).count() as i64;
        if weeks == 0 {
            return None;
        }
        let of_weeks = |from: i64, to: i64| -> f64 {
            (1..=weeks).map(|w| self.count(channel, from - w * WEEK_MIN, to - w * WEEK_MIN)).sum::<u32>().into()
        };
        let counted = of_weeks(last + 1, end);
        let day = (last + 1 - DAY_MIN, last + 1);
        let today = f64::from(self.count(channel, day.0, day.1));
        let other_days = of_weeks(day.0, day.1) / weeks as f64;
        let factor = ((DAY_PRIOR + today) / (DAY_PRIOR + other_days)).min(1.0);
        let usual = counted / weeks as f64 * factor;
        let r = 1.0 / (1.0 / (PRIOR + counted) + OVERDISPERSION);
        let nothing = exp(-r * log1p(usual / r));
        (nothing <= IMPROBABLE).then(|| Silence { since: moment(last), usual })
    }

    /// The first minute at or after that of `from` in which a message came, of one channel or of any.
    #[must_use]
    pub fn next(&self, channel: Option<Channel>, from: Timestamp) -> Option<Timestamp> {
        let newest = (self.days.last_key_value()?.0 + 1) * DAY_MIN;
        (minute(from)..newest).find(|m| self.any(channel, *m)).map(moment)
    }

    /// One day, for storing it.
    #[must_use]
    pub fn day(&self, day: i64) -> Option<&Day> {
        self.days.get(&day)
    }

    /// Puts a day back.
    pub fn put(&mut self, day: i64, stored: Day) {
        self.days.insert(day, stored);
    }

    fn first(&self, channel: Option<Channel>) -> Option<i64> {
        let of = |(day, all): (&i64, &Day)| {
            let hours = all.iter().filter(|(c, _)| is_of(channel, **c)).flat_map(|(_, hours)| hours);
            hours.map(|(h, bits)| day * DAY_MIN + i64::from(*h) * 60 + i64::from(bits.trailing_zeros())).min()
        };
        self.days.iter().find_map(of)
    }

    fn any(&self, channel: Option<Channel>, minute: i64) -> bool {
        self.minutes(channel, minute.div_euclid(60)) >> minute.rem_euclid(60) & 1 == 1
    }

    /// Minutes with messages in from..to.
    fn count(&self, channel: Option<Channel>, from: i64, to: i64) -> u32 {
        let of = |hour: i64| {
            let begin = (from - hour * 60).clamp(0, 60);
            let end = (to - hour * 60).clamp(0, 60);
            let within = (1_u64 << end) - (1_u64 << begin);
            (self.minutes(channel, hour) & within).count_ones()
        };
        (from.div_euclid(60)..=to.div_euclid(60)).filter(|_| from < to).map(of).sum()
    }

    /// The minutes of an hour, counted from 1970.
    fn minutes(&self, channel: Option<Channel>, hour: i64) -> u64 {
        let Some(day) = self.days.get(&hour.div_euclid(24)) else { return 0 };
        let of_day = u8::try_from(hour.rem_euclid(24)).unwrap_or_default();
        let of = day.iter().filter(|(c, _)| is_of(channel, **c)).filter_map(|(_, hours)| hours.get(&of_day));
        of.fold(0, |all, bits| all | bits)
    }
}

/// What other teams write tells nothing of whether customers are heard.
fn is_of(channel: Option<Channel>, of: Channel) -> bool {
    channel.map_or(of != Channel::Internal, |c| c == of)
}

const fn minute(at: Timestamp) -> i64 {
    at.as_millis().div_euclid(60_000)
}

fn moment(minute: i64) -> Timestamp {
    Timestamp::from_millis(0) + Span::from_mins(minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Tuesday.
    fn at(days: i64, clock: &str) -> Timestamp {
        Timestamp::parse(&format!("2026-03-10T{clock}:00Z")).unwrap() + Span::from_days(days)
    }

    /// A chat every so many minutes, for so many days before the 10th and on its morning until 14:05.
    fn chats(days: i64, every_min: i64) -> Arrivals {
        let mut all = Arrivals::default();
        let mut t = at(-days, "00:00");
        while t <= at(0, "14:05") {
            all.note(Channel::Chat, t);
            t += Span::from_mins(every_min);
        }
        all
    }

    #[test]
    fn no_message_where_a_dozen_are_usual_is_a_silence() {
        let all = chats(28, 5);
        let silence = all.silence(None, at(0, "15:06")).unwrap();
        assert_eq!(silence.since, at(0, "14:05"));
        assert!((silence.usual - 12.0).abs() < 0.1, "{silence:?}");
        assert_eq!(all.silence(Some(Channel::Chat), at(0, "15:06")), Some(silence));
        assert_eq!(all.silence(None, at(0, "14:30")), None, "four minutes with messages prove nothing");
        assert_eq!(all.silence(Some(Channel::Email), at(0, "15:06")), None, "nobody ever wrote an e-mail");
    }

    #[test]
    fn a_channel_that_stops_is_told_while_others_go_on() {
        let mut all = chats(28, 5);
        (0..120).for_each(|m| drop(all.note(Channel::Ticket, at(0, "14:00") + Span::from_mins(m))));
        assert!(all.silence(None, at(0, "15:06")).is_none());
        assert!(all.silence(Some(Channel::Chat), at(0, "15:06")).is_some());
        assert_eq!(all.next(None, at(0, "15:06")), Some(at(0, "15:06")));
        assert_eq!(all.next(Some(Channel::Chat), at(0, "14:06")), None);
    }

    #[test]
    fn the_first_week_a_slow_day_and_a_flood_make_nobody_suspicious() {
        assert_eq!(chats(5, 5).silence(None, at(0, "15:06")), None, "no week to compare with");
        // A holiday: two messages since yesterday instead of hundreds.
        let mut holiday = chats(28, 5);
        holiday.days.remove(&at(0, "00:00").day());
        holiday.days.remove(&at(-1, "00:00").day());
        holiday.note(Channel::Chat, at(0, "14:05"));
        assert_eq!(holiday.silence(None, at(0, "15:06")), None);
        // An hour of one week in which a message came every second.
        let mut flood = chats(28, 60);
        (0..3_600).for_each(|s| drop(flood.note(Channel::Chat, at(-7, "14:05") + Span::from_secs(s))));
        let silence = flood.silence(None, at(0, "14:40"));
        assert!(silence.is_none_or(|s| s.usual < 10.0), "{silence:?}");
    }

    #[test]
    fn other_teams_do_not_stand_for_customers() {
        let mut all = chats(28, 5);
        (0..60).for_each(|m| drop(all.note(Channel::Internal, at(0, "14:06") + Span::from_mins(m))));
        assert!(all.silence(None, at(0, "15:06")).is_some());
    }

    #[test]
    fn what_is_older_than_four_weeks_goes_day_by_day() {
        let mut all = chats(40, 60);
        assert_eq!(all.days.len(), KEPT_DAYS as usize);
        assert!(all.note(Channel::Chat, at(-35, "10:00")).is_empty(), "too old");
        assert!(all.note(Channel::Chat, at(0, "14:00")).is_empty(), "known");
        assert_eq!(all.note(Channel::Chat, at(1, "10:00")).len(), 2, "a new day, and the oldest goes");
    }
}
