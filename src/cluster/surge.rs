//! How improbable a count of reports is: the scan over windows (design of small counts in short
//! windows), the recurrence rule, and the rule for a key without baseline.
//!
//! E_w = W * 730 * lambda * P(NB(mu_w, r) >= n - 1): how many bursts such as this a key sees in a
//! month by chance, over W windows; E is the least of them. The report itself is given, hence n - 1.

use std::cell::OnceCell;

use super::baseline::{Baseline, Baselines, FIRST_WEEK, is_everything};
use super::dismissals::Stricter;
use super::factors::{self, Around};
use super::history::{KeyHistory, KeyTier};
use super::live::{Live, OfKey};
use super::voices::Voices;
use super::week::Week;
use crate::ids::FeatureId;
use crate::time::{Span, Timestamp};

mod all;
mod first_day;
mod law;
mod since;
mod told;
pub use law::Precedent;
pub use since::{Against, ENOUGH, FAILURE, Since, Stretch};
pub use told::Told;

/// The windows scanned.
pub const WINDOWS: [Span; 9] = [
    Span::from_mins(5),
    Span::from_mins(10),
    Span::from_mins(15),
    Span::from_mins(30),
    Span::from_mins(60),
    Span::from_mins(120),
    Span::from_mins(240),
    Span::from_days(1),
    Span::from_days(3),
];
/// Windows longer than this are for slow ramps, from a key's eighth day on.
const LONG: Span = Span::from_mins(240);
/// A key younger than this follows the rule without baseline.
pub const FIRST_DAY: Span = Span::from_hours(24);
/// The window of the rule without baseline, and the longest in which two suffice when red.
pub const SHORT: Span = Span::from_mins(15);
/// The threshold's range, per key and month.
const THRESHOLD: (f64, f64) = (0.001, 0.1);
/// When monitoring is red the prior odds are higher by this.
const RED_FACTOR: f64 = 100.0;
/// Reports after the judged one whose windows are evaluated; with more, only the report's own.
const MAX_ENDS: usize = 50;

/// Which key is judged, and when.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    /// Its feature.
    pub feature: &'a FeatureId,
    /// Its tier; none for the feature's own key.
    pub tier: &'a KeyTier,
}

/// What the judgement rests on.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// Baselines of the tenant.
    pub baselines: &'a Baselines,
    /// What all features counted lately, where that was looked at for this moment already.
    pub around: Option<&'a Around>,
    /// Live reports of the feature.
    pub live: &'a Live,
    /// How far every source has been heard; none: nothing is known yet.
    pub heard: Option<Timestamp>,
    /// Monitoring is red for the feature.
    pub red: bool,
    /// False candidates a month and tenant.
    pub budget: f64,
    /// What people dismissed of it before.
    pub stricter: Stricter,
}

/// The window that came nearest to an alarm.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Whether it is one.
    pub alarm: bool,
    /// Its length.
    pub window: Span,
    /// Its beginning, exclusive: no earlier than the last resolution.
    pub begin: Timestamp,
    /// Its end, inclusive.
    pub end: Timestamp,
    /// Distinct customers in it.
    pub observed: u32,
    /// Further customers who only sent a text that one of these had sent; looked for where the count would
    /// be an alarm.
    pub copies: u32,
    /// It would be an alarm, but hardly anybody says that something is wrong.
    pub questions: bool,
    /// Usual in it; none without a baseline.
    pub expected: Option<f64>,
    /// E, a month; none without a baseline.
    pub per_month: Option<f64>,
    /// What E has to stay under.
    pub threshold: f64,
    /// Overdispersion assumed.
    pub overdispersion: f64,
}

impl Judged {
    /// Smaller is more improbable: E, and without a baseline the more the fewer customers.
    #[must_use]
    pub fn improbable(&self) -> f64 {
        self.per_month.unwrap_or_else(|| f64::from(u32::MAX - self.observed))
    }
}

/// One key on its ground, to be judged at one moment and told about: what is usual for it is dear to
/// know, and looked up once, when it is first asked for.
#[derive(Debug)]
pub struct Judge<'a> {
    ground: Ground<'a>,
    key: Key<'a>,
    baseline: Baseline<'a>,
    /// What the key has counted.
    own: Option<&'a KeyHistory>,
    live: OfKey<'a>,
    /// None within its first day.
    usual: OnceCell<Option<Usual<'a>>>,
}

impl<'a> Judge<'a> {
    /// Of a key, on this ground.
    #[must_use]
    pub fn new(ground: Ground<'a>, key: Key<'a>) -> Self {
        Self::on(ground, key, ground.baselines.of(key.feature))
    }

    /// Of another tier of the same feature, for which monitoring is red or not.
    #[must_use]
    pub fn of_tier(&self, tier: &'a KeyTier, red: bool) -> Self {
        Self::on(Ground { red, ..self.ground }, Key { tier, ..self.key }, self.baseline)
    }

    fn on(ground: Ground<'a>, key: Key<'a>, baseline: Baseline<'a>) -> Self {
        let (own, live) = (baseline.key(key.tier), ground.live.of(key.tier));
        Self { ground, key, baseline, own, live, usual: OnceCell::new() }
    }

    /// Judges the windows of a key that contain the report written at `report`: the first end at which one
    /// alarms, and there the most improbable one that does; without an alarm the one that came nearest. None where
    /// none holds enough customers to be judged.
    #[must_use]
    pub fn judge(&self, report: Timestamp) -> Option<Judged> {
        self.over(report, &|longest| self.ends(report, longest))
    }

    /// Judges the windows of a key that end with the report written at `end`.
    #[must_use]
    pub fn judge_end(&self, end: Timestamp) -> Option<Judged> {
        self.over(end, &|_| vec![end])
    }

    /// How old the key is, from the end of its first day on, with what has been heard.
    fn age(&self) -> Option<(Timestamp, Span)> {
        let heard = self.ground.heard?;
        let age = self.baseline.age(heard);
        (age >= FIRST_DAY).then_some((heard, age))
    }

    fn usual(&self) -> Option<&Usual<'a>> {
        self.usual.get_or_init(|| self.age().map(|(heard, age)| self.look(heard, age))).as_ref()
    }

    fn over(&self, report: Timestamp, ends: &dyn Fn(Span) -> Vec<Timestamp>) -> Option<Judged> {
        match self.age() {
            Some((_, age)) => {
                let longest = if age < FIRST_WEEK { LONG } else { WINDOWS[WINDOWS.len() - 1] };
                self.scan(report, longest, &ends(longest))
            }
            None => self.without_baseline(report, &ends(SHORT)),
        }
    }
}

/// What is usual for a key now.
#[derive(Debug)]
struct Usual<'a> {
    shape: &'a Week,
    /// Level times factors, per hour at shape 1.
    rate: f64,
    /// Posterior events behind the level.
    events: f64,
    overdispersion: f64,
}

/// A window and how many customers it holds.
#[derive(Clone, Copy)]
struct Window {
    window: Span,
    begin: Timestamp,
    end: Timestamp,
    observed: u32,
}

impl<'a> Judge<'a> {
    /// 1 false candidate a month, shared by the keys that expect a report a month or more.
    fn threshold(&self) -> f64 {
        let share = self.ground.budget / f64::from(self.ground.baselines.active_keys().max(1));
        let usual = share.clamp(THRESHOLD.0, THRESHOLD.1) * if self.ground.red { RED_FACTOR } else { 1.0 };
        usual / self.ground.stricter.factor
    }

    /// What people dismissed of it before, which the threshold is divided by.
    #[must_use]
    pub const fn stricter(&self) -> Stricter {
        self.ground.stricter
    }

    /// Fewer customers than this are never judged.
    fn least(&self, window: Span) -> u32 {
        if self.ground.red && window <= SHORT { 2 } else { 3 }
    }

    fn voices(&self, begin: Timestamp, end: Timestamp) -> Voices {
        self.live.voices(begin, end)
    }

    fn customers(&self, begin: Timestamp, end: Timestamp) -> u32 {
        self.live.customers(begin, end)
    }

    fn look(&self, heard: Timestamp, age: Span) -> Usual<'a> {
        let (b, Key { feature, tier }) = (self.ground.baselines, self.key);
        let level = self.baseline.level(tier);
        let all = is_everything(feature);
        let common = if all { 1.0 } else { self.common_mode(heard) };
        let factor = factors::day(&self.baseline, tier, heard) * common;
        let weeks = age.as_hours() / 168.0;
        let mut overdispersion = if all { b.overdispersion_of_everything() } else { b.overdispersion() };
        if weeks < 3.0 {
            overdispersion += 0.1 / weeks;
        }
        if age < FIRST_WEEK {
            overdispersion += 0.3;
        }
        Usual { shape: self.baseline.shape, rate: level.rate * factor, events: level.events, overdispersion }
    }

    fn common_mode(&self, heard: Timestamp) -> f64 {
        match self.ground.around.filter(|a| a.holds(heard)) {
            Some(around) => around.common_mode(self.key.feature),
            None => Around::look(self.ground.baselines, heard).common_mode(self.key.feature),
        }
    }

    fn scan(&self, report: Timestamp, longest: Span, ends: &[Timestamp]) -> Option<Judged> {
        let (floor, threshold) = (self.resolved(), self.threshold());
        let mut best: Option<Judged> = None;
        for &end in ends {
            for window in WINDOWS.into_iter().filter(|w| *w <= longest) {
                let begin = (end - window).max(floor);
                if end - window >= report || begin >= report {
                    continue;
                }
                let (mut observed, mut copies) = (self.customers(begin, end), 0);
                // Most reports stand alone.
                if observed < self.least(window) {
                    continue;
                }
                let usual = self.usual()?;
                // Of a count that is neither an alarm nor the nearest to one it is enough to know that.
                let nearest = best.as_ref().and_then(|b| b.per_month).unwrap_or(f64::INFINITY);
                let enough = (threshold, nearest.max(threshold));
                let (mut mu, mut per_month) = self.expected(usual, Window { window, begin, end, observed }, enough);
                let (mut alarm, mut questions) = (per_month <= threshold, false);
                if alarm {
                    let voices = self.voices(begin, end);
                    (observed, copies) = (voices.customers, voices.copies);
                    alarm = observed >= self.least(window);
                    questions = alarm && !self.ground.red && voices.only_ask();
                    (mu, per_month) = self.expected(usual, Window { window, begin, end, observed }, enough);
                }
                let alarm = alarm && !questions && per_month <= threshold;
                // A wave of questions is rare too, and must not hide what customers report beside it.
                let alarmed = best.as_ref().is_some_and(|b| b.alarm);
                if best.is_none() || (alarm && !alarmed) || (alarm == alarmed && per_month < nearest) {
                    best = Some(Judged {
                        alarm,
                        window,
                        begin,
                        end,
                        observed,
                        copies,
                        questions,
                        expected: Some(mu),
                        per_month: Some(per_month),
                        threshold,
                        overdispersion: usual.overdispersion,
                    });
                }
            }
            if best.as_ref().is_some_and(|b| b.alarm) {
                break;
            }
        }
        best
    }

    /// The ends of the windows that contain the report: itself and every later report within the longest
    /// window, so that the order of arrival within lateness does not matter.
    fn ends(&self, report: Timestamp, longest: Span) -> Vec<Timestamp> {
        let mut ends = vec![report];
        let later = self.live.within(report, report + longest - Span::from_millis(1));
        ends.extend(later.map(|r| r.occurred_at).take(MAX_ENDS + 1));
        if ends.len() > MAX_ENDS {
            ends.truncate(1);
        }
        ends.dedup();
        ends
    }

    fn resolved(&self) -> Timestamp {
        let at = self.baseline.history.and_then(|f| f.resolved);
        at.map_or(Timestamp::from_millis(i64::MIN / 4), |t| t - Span::from_millis(1))
    }

    /// What is ordinary for a key now: reports per hour and the shape r of their distribution. None
    /// without a baseline.
    #[must_use]
    pub fn ordinary(&self) -> Option<(f64, f64)> {
        let usual = self.usual()?;
        let shape = usual.shape.at(self.ground.heard?.hour_of_week());
        Some((usual.rate * shape, 1.0 / (1.0 / usual.events + usual.overdispersion)))
    }
}

#[cfg(test)]
mod tests;
