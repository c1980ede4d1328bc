//! How improbable it is that so many customers say the same thing, and whether it is a problem.

use std::collections::{BTreeMap, BTreeSet};

use super::{COUNTED, LEAST, RECENT, Reads, Said, Topics, WINDOWS, Words};
use crate::cluster::law::{Law, RECUR_WEEKS, was_burst};
use crate::ids::CustomerKey;
use crate::time::{Span, Timestamp};

/// Events, and hours they took, that are assumed before anything was seen.
const PRIOR_EVENTS: f64 = 0.3;
const PRIOR_HOURS: f64 = 30.0;
/// So many of the latest reports are looked at first, of histories more than twice as long; so many alike among
/// them tell the rate to a fifth.
const LATEST: usize = 1_000;
const TELLING: f64 = 20.0;
/// Overdispersion of what was seen.
const OVERDISPERSION: f64 = 0.07;
/// Reports against which those of a window are weighed before it is busy or idle.
const BUSY_PRIOR: f64 = 8.0;
/// An idle hour makes a burst this much less expected, and no less.
const IDLEST: f64 = 0.5;
/// By how much the window is widened to both sides in earlier weeks: of a weekly peak the reports of one topic
/// are few, and come at no fixed minute.
const RECUR_WITHIN: Span = Span::from_mins(60);
/// Of the reports gathered, every further one is alike this part of them, two and ten at least and most.
const JOINS: usize = 4;
const JOINS_LEAST: usize = 2;
const JOINS_MOST: usize = 10;
/// Of many a tenth all the same: by chance three in a hundred are alike, which of some hundred are ten, and
/// whatever came would be about a large incident. Of those of an incident most are alike more than a tenth.
const JOINS_OF_MANY: usize = 10;
/// Members of a burst, the newest, whose words are looked for in earlier weeks.
const COMPARED: usize = 10;
/// Times that the gathering goes over a window: each adds what is alike what came before.
const ROUNDS: usize = 5;
/// Shares of messages that read as a problem by themselves: of those about a problem, and of questions, wishes
/// and praise, with a margin for those whose words mislead (docs/quality.md).
const OF_PROBLEMS: f64 = 0.67;
const OF_OTHERS: f64 = 0.1;
/// How much likelier it must be that a burst is about a problem than that it is not: a newsletter's
/// questions pass with a chance of one in so many.
const ODDS: f64 = 20.0;

/// The window of a report's neighbourhood that is least likely by chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Burst {
    /// Its length.
    pub window: Span,
    /// Its beginning, exclusive.
    pub begin: Timestamp,
    /// Its end, inclusive: when the report was written.
    pub end: Timestamp,
    /// Distinct customers in it.
    pub observed: u32,
    /// Customers usual in it.
    pub expected: f64,
    /// How many such bursts come in a month by chance, of one topic.
    pub per_month: f64,
    /// Overdispersion assumed.
    pub overdispersion: f64,
    /// By which it was judged.
    law: Law,
    /// The neighbours in it, by fingerprint; the report itself among them.
    pub members: BTreeSet<u64>,
}

/// A burst with the reports of its window that are alike its members, in other words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Surge {
    /// Its reports, by fingerprint.
    pub members: BTreeSet<u64>,
    /// Their distinct customers.
    pub customers: u32,
    /// Of these, those whose report reads as a problem by itself.
    pub problems: u32,
    /// Customers of whom that can be told, those included who ask about the same and report nothing.
    pub readable: u32,
}

/// Whether so many customers write of a problem, of whom so many reports read as one by themselves: a
/// newsletter's questions, and praise, burst as well. The odds of a likelihood ratio, whose chance to be
/// passed wrongly at any moment of a burst that grows is no more than one in twenty (Ville, 1939).
#[must_use]
pub fn read_as_problems(problems: u32, readable: u32) -> bool {
    let others = f64::from(readable.saturating_sub(problems));
    let odds = f64::from(problems) * libm::log(OF_PROBLEMS / OF_OTHERS)
        + others * libm::log((1.0 - OF_PROBLEMS) / (1.0 - OF_OTHERS));
    odds >= libm::log(ODDS)
}

/// How many times as many reports as on average are usual in a window: its length, begin and end.
pub type Busier<'a> = &'a dyn Fn(Span, Timestamp, Timestamp) -> f64;

/// The neighbours of the last hour, and what is known of how busy it is.
struct Near<'a> {
    alike: &'a [&'a Said],
    /// Customers who write anything else in each of the windows.
    others: [u32; WINDOWS.len()],
    busier: Busier<'a>,
}

/// What is usual for a neighbourhood.
struct Usual<'a> {
    before: Vec<&'a Said>,
    events: f64,
    /// The hours of the whole history, and those that were looked at.
    hours: f64,
    since: f64,
    per_hour: f64,
}

impl Usual<'_> {
    /// As it would be if all of the history were like the part that was looked at.
    fn at_that_rate(mut self) -> Self {
        self.events = PRIOR_EVENTS + (self.events - PRIOR_EVENTS) * (self.hours / self.since.max(1.0)).max(1.0);
        self.per_hour = self.events / (self.hours + PRIOR_HOURS);
        self
    }
}

impl Topics {
    /// How many of so many reports a further one must be alike to be about the same.
    #[must_use]
    pub fn joins_from(reports: usize) -> usize {
        reports.div_ceil(JOINS).clamp(JOINS_LEAST, JOINS_MOST).max(Self::least_of(reports))
    }

    /// How many of so many reports even one must be alike most of whose neighbours are among them.
    #[must_use]
    pub fn least_of(reports: usize) -> usize {
        reports.div_ceil(JOINS_OF_MANY)
    }

    /// Judges the neighbourhood of a report written at `end`, without what was written up to `floor`. A window
    /// is as busy as the tenant is, or as `busier` says where that is more. None where no window holds
    /// [`LEAST`] customers.
    #[must_use]
    pub fn judge(
        &self,
        words: &Words,
        (end, floor): (Timestamp, Option<Timestamp>),
        busier: Busier<'_>,
    ) -> Option<Burst> {
        let from = floor.map_or(end - RECENT, |f| f.max(end - RECENT));
        let mut near = self.near(words, from, end);
        near.retain(|s| s.is_report());
        // Most reports stand alone.
        if customers(&near) < LEAST {
            return None;
        }
        let near = Near { alike: &near, others: self.others(&near, end), busier };
        let scan = |usual: &Usual<'_>| {
            let windows = WINDOWS.iter().enumerate();
            let judged = windows.filter_map(|(i, w)| self.window(&near, usual, (i, from.max(end - *w), end)));
            judged.min_by(|a, b| a.per_month.total_cmp(&b.per_month))
        };
        // Where the latest reports tell the rate well and it is usual, nothing older is looked at.
        let latest = self.said.len().checked_sub(LATEST).filter(|place| *place > LATEST);
        if let Some(part) = latest.map(|place| self.usual(words, end, place)).filter(|p| p.events >= TELLING) {
            let burst = scan(&part.at_that_rate())?;
            if burst.per_month > COUNTED {
                return Some(burst);
            }
        }
        scan(&self.usual(words, end, 0))
    }

    fn usual(&self, words: &Words, end: Timestamp, from: usize) -> Usual<'_> {
        let mut before = self.before(words, end - RECENT, from);
        before.retain(|s| s.is_report());
        let events = PRIOR_EVENTS + before.iter().map(|s| s.weight()).sum::<f64>();
        let looked_at = |s: &Said| (end - RECENT - s.occurred_at).as_hours();
        let since = self.said.get(from).filter(|_| from > 0).map_or(f64::INFINITY, looked_at);
        let hours = self.age(end).as_hours();
        Usual { before, events, hours, since, per_hour: events / (hours + PRIOR_HOURS) }
    }

    fn window(
        &self,
        near: &Near<'_>,
        usual: &Usual<'_>,
        (i, begin, end): (usize, Timestamp, Timestamp),
    ) -> Option<Burst> {
        let within: Vec<&Said> = near.alike.iter().filter(|s| s.occurred_at > begin).copied().collect();
        let observed = customers(&within);
        if observed < LEAST {
            return None;
        }
        let (window, hours) = (WINDOWS[i], (end - begin).as_hours());
        let lambda = usual.per_hour * self.busy(near.others[i], end, window).max((near.busier)(window, begin, end));
        let law = Law { mu: lambda * hours, r: 1.0 / (1.0 / usual.events + OVERDISPERSION), lambda };
        let law = after_peak(law, recurrence(&usual.before, begin, end), hours);
        Some(Burst {
            window,
            begin,
            end,
            observed,
            expected: law.mu,
            per_month: law.per_month(WINDOWS.len(), observed),
            overdispersion: OVERDISPERSION,
            law,
            members: within.iter().map(|s| s.id).collect(),
        })
    }

    /// The same burst, measured against a peak of earlier weeks that any of its members is alike: of a peak each customer
    /// has words of their own, and one report may be alike too few of those a week ago. Looked at where it would open.
    #[must_use]
    pub fn after_peaks(&self, burst: Burst) -> Burst {
        let members = self.latest(burst.begin).filter(|s| burst.members.contains(&s.id)).take(COMPARED);
        let mut alike: BTreeMap<u64, (usize, &Said)> = BTreeMap::new();
        for member in members {
            for said in self.before(&member.words, burst.end - RECENT, 0) {
                alike.entry(said.number).or_insert((0, said)).0 += 1;
            }
        }
        let of_several = |(n, said): &(usize, &Said)| *n >= JOINS_LEAST && said.is_report();
        let before: Vec<&Said> = alike.values().filter(|one| of_several(one)).map(|(_, said)| *said).collect();
        let law =
            after_peak(burst.law, recurrence(&before, burst.begin, burst.end), (burst.end - burst.begin).as_hours());
        Burst { law, expected: law.mu, per_month: law.per_month(WINDOWS.len(), burst.observed), ..burst }
    }

    /// How much busier a window is than on average, by what else customers write in it: a Monday, or a
    /// newsletter, raises everything.
    fn busy(&self, others: u32, end: Timestamp, window: Span) -> f64 {
        let usual = self.layout.taught / (self.age(end).as_hours() + 1.0) * window.as_hours();
        ((BUSY_PRIOR + f64::from(others)) / (BUSY_PRIOR + usual)).max(IDLEST)
    }

    /// The customers who write anything else in each of the windows.
    fn others(&self, near: &[&Said], end: Timestamp) -> [u32; WINDOWS.len()] {
        let mut others = [0_u32; WINDOWS.len()];
        let mut add = |said: &Said, by: i32| {
            for (n, window) in others.iter_mut().zip(WINDOWS) {
                if said.teaches && said.is_report() && said.occurred_at > end - window && said.occurred_at <= end {
                    *n = n.saturating_add_signed(by);
                }
            }
        };
        self.latest(end - RECENT).for_each(|said| add(said, 1));
        near.iter().for_each(|said| add(said, -1));
        others
    }

    /// The burst with what else is alike its members: customers say one thing in many words.
    #[must_use]
    pub fn gather(&self, burst: &Burst) -> Surge {
        let window: Vec<&Said> =
            self.latest(burst.begin).filter(|s| s.occurred_at > burst.begin && s.occurred_at <= burst.end).collect();
        let mut members = burst.members.clone();
        // Who is alike a member is one whom that member is alike: each member is looked at once, and of a busy
        // window most reports never are.
        let mut new: Vec<&Said> = window.iter().filter(|s| members.contains(&s.id)).copied().collect();
        let mut alike: BTreeMap<u64, usize> = BTreeMap::new();
        for _ in 0..ROUNDS {
            let needed = Self::joins_from(members.len());
            for near in new.iter().flat_map(|s| self.near(&s.words, burst.begin, burst.end)) {
                *alike.entry(near.id).or_default() += 1;
            }
            let is_alike = |s: &&Said| alike.get(&s.id).is_some_and(|n| *n >= needed);
            new = window.iter().copied().filter(|s| !members.contains(&s.id)).filter(is_alike).collect();
            if new.is_empty() {
                break;
            }
            members.extend(new.iter().map(|s| s.id));
        }
        let of = |is: &dyn Fn(&Said) -> bool| {
            let members = window.iter().filter(|s| members.contains(&s.id) && is(s));
            count(members.map(|s| s.customer).collect::<BTreeSet<CustomerKey>>().len())
        };
        let reports = window.iter().filter(|s| members.contains(&s.id) && s.is_report());
        Surge {
            customers: of(&Said::is_report),
            problems: of(&|s| s.reads == Reads::Problem),
            readable: of(&|s| s.reads != Reads::Unknown),
            members: reports.map(|s| s.id).collect(),
        }
    }
}

/// The law where the same hours of an earlier week held so many.
fn after_peak(law: Law, past: u32, hours: f64) -> Law {
    // Of a peak as long as that each hour holds its part.
    let part = hours / (hours + 2.0 * RECUR_WITHIN.as_hours());
    let of_window = f64::from(past) * part;
    let is_peak = was_burst(past, law.mu / part, law.r) && of_window > law.mu;
    if is_peak { law.after(of_window, OVERDISPERSION, hours) } else { law }
}

fn customers(said: &[&Said]) -> u32 {
    count(said.iter().map(|s| s.customer).collect::<BTreeSet<_>>().len())
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The most customers who said it around the same window one, two or three weeks earlier.
fn recurrence(before: &[&Said], begin: Timestamp, end: Timestamp) -> u32 {
    let around = |weeks: i64| {
        let back = Span::from_days(7 * weeks);
        let (from, to) = (begin - back - RECUR_WITHIN, end - back + RECUR_WITHIN);
        let then = before.iter().filter(|s| s.occurred_at > from && s.occurred_at <= to);
        count(then.map(|s| s.customer).collect::<BTreeSet<_>>().len())
    };
    RECUR_WEEKS.into_iter().map(around).max().unwrap_or_default()
}
