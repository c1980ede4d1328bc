//! Topics never seen before: intents held out of the history burst in a stream of ordinary messages.

use std::collections::{BTreeMap, BTreeSet};

use groundswell::cluster::emergent::{COUNTED, Reads, SHARE, Said, Topics, Words, read_as_problems};
use groundswell::cluster::feature::{Hashes, Lexicon};
use groundswell::ids::CustomerKey;
use groundswell::signal::Signal;
use groundswell::time::{Span, Timestamp};

use crate::arguments::Arguments;
use crate::dice::Dice;
use crate::figures::Figures;
use crate::messages::{Reading, rows};

/// How often the stream is drawn.
const SEEDS: u64 = 16;
/// Messages an hour.
const RATE_H: f64 = 12.0;
/// Messages that score no more than this are no reports.
const CUT: f64 = -1.05;
/// How many messages an incident has, within half an hour.
const SIZES: [usize; 6] = [3, 4, 5, 6, 8, 12];
/// False alarms a month that are accepted.
const FALSE_A_MONTH: f64 = 2.0;

/// One message of the stream: when, which row, of which incident.
type Told = (f64, usize, Option<usize>);

/// An alarm: when, -log10 of E, and the incidents of the messages it rests on.
struct Alarm {
    at_min: f64,
    strength: f64,
    of: Vec<Option<usize>>,
    /// It would open a candidate under the shipped settings.
    opens: bool,
}

#[derive(Default)]
struct Drawn {
    alarms: Vec<Alarm>,
    /// First message and size of each incident.
    incidents: Vec<(f64, usize)>,
    months: f64,
}

impl Drawn {
    /// With those alarms alone that would open a candidate.
    fn opening(self) -> Self {
        Self { alarms: self.alarms.into_iter().filter(|a| a.opens).collect(), ..self }
    }
}

/// Measures.
pub(crate) fn run(arguments: &Arguments) -> Result<Figures, String> {
    let reading = Reading::new()?;
    let all = rows(arguments.needed(arguments.test.as_ref(), "--test")?, arguments)?;
    let labels: Vec<&str> = all.iter().map(|r| r.label.as_str()).collect();
    let signals = reading.signals(&all, "row")?;
    let mut can_be_held: Vec<&str> = arguments.problem_labels.iter().map(String::as_str).collect();
    can_be_held.retain(|label| labels.contains(label));
    if can_be_held.is_empty() {
        return Err("--problem-labels: none of them is among the labels".to_owned());
    }
    let draws: Vec<Drawn> = (0..SEEDS).map(|seed| draw(seed, &signals, &labels, &can_be_held)).collect();
    let mut figures = Figures::default();
    let tenths = (0..=60).map(|tenths| f64::from(tenths) / 10.0);
    let strength = tenths.into_iter().find(|s| false_a_month(&draws, *s) <= FALSE_A_MONTH).unwrap_or(6.0);
    figures.add("never-seen topics", &measured(&draws, strength));
    let opening: Vec<Drawn> = draws.into_iter().map(Drawn::opening).collect();
    figures.add("never-seen topics, as shipped", &measured(&opening, 0.0));
    Ok(figures)
}

fn draw(seed: u64, signals: &[Signal], labels: &[&str], can_be_held: &[&str]) -> Drawn {
    let mut dice = Dice::new(seed);
    let mut shuffled = can_be_held.to_vec();
    dice.shuffle(&mut shuffled);
    let held: BTreeSet<&str> = shuffled.into_iter().take((can_be_held.len() / 3).max(8)).collect();
    let mut known: Vec<usize> = (0..signals.len()).filter(|i| !held.contains(labels[*i])).collect();
    dice.shuffle(&mut known);
    let (history, background) = known.split_at(known.len() / 2);
    let history_min = history.len() as f64 / RATE_H * 60.0;
    let (mut stream, mut at): (Vec<Told>, f64) = (Vec::new(), 0.0);
    for row in background {
        at -= (1.0 - dice.unit()).ln() * 60.0 / RATE_H;
        stream.push((at, *row, None));
    }
    let horizon = at;
    let incidents = hold_out(&mut dice, &held, labels, horizon, &mut stream);
    stream.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut told: Vec<Told> =
        (0..).zip(history).map(|(n, row)| (f64::from(n) * 60.0 / RATE_H - history_min, *row, None)).collect();
    told.append(&mut stream);
    Drawn { alarms: play(signals, &told), incidents, months: horizon / 60.0 / 730.0 }
}

/// Incidents of intents the history does not hold, six to twelve hours apart.
fn hold_out(
    dice: &mut Dice,
    held: &BTreeSet<&str>,
    labels: &[&str],
    horizon: f64,
    stream: &mut Vec<Told>,
) -> Vec<(f64, usize)> {
    let names: Vec<&str> = held.iter().copied().collect();
    let mut pool: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for name in &names {
        let mut of: Vec<usize> = (0..labels.len()).filter(|i| labels[*i] == *name).collect();
        dice.shuffle(&mut of);
        pool.insert(name, of);
    }
    let (mut incidents, mut begin) = (Vec::new(), 300.0);
    while begin < horizon - 120.0 {
        let (size, name) = (SIZES[dice.below(SIZES.len())], names[dice.below(names.len())]);
        let left = pool.entry(name).or_default();
        if left.len() < size {
            begin += 60.0;
            // Every pool may be empty before the stream ends.
            continue;
        }
        let mut times: Vec<f64> = (0..size).map(|_| begin + dice.between(0.0, 30.0)).collect();
        times.sort_by(f64::total_cmp);
        let rows = left.split_off(left.len() - size);
        stream.extend(times.iter().zip(rows).map(|(at, row)| (*at, row, Some(incidents.len()))));
        incidents.push((times[0], size));
        begin += dice.between(360.0, 720.0);
    }
    incidents
}

fn play(signals: &[Signal], told: &[Told]) -> Vec<Alarm> {
    let (mut topics, mut lexicon, mut alarms) = (Topics::default(), Lexicon::default(), Vec::new());
    let begin = Timestamp::from_hour(490_000);
    for (n, (at_min, row, _)) in told.iter().enumerate() {
        let signal = &signals[*row];
        let hashes = Hashes::of(signal);
        lexicon.learn(signal, &hashes);
        let at = begin + Span::from_millis((at_min * 60_000.0) as i64);
        let words = Words::of(signal, &hashes, &lexicon);
        let reads = match signal.problem.score {
            score if score > 0.0 => Reads::Problem,
            score if score > CUT => Reads::Other,
            _ => Reads::Not,
        };
        topics.add(Said::new(n as u64, CustomerKey(n as u64), at, words.clone(), reads));
        if reads == Reads::Not {
            continue;
        }
        if let Some(burst) = topics.judge(&words, (at, None), &|_, _, _| 1.0) {
            let of = burst.members.iter().map(|id| told[*id as usize].2).collect();
            let strength = -burst.per_month.max(1e-300).log10();
            // As the engine does it.
            let mut opens = false;
            if burst.per_month <= COUNTED {
                let surge = topics.gather(&burst);
                let problems = read_as_problems(surge.problems, surge.readable);
                opens = problems && burst.per_month <= topics.threshold(SHARE);
                if problems && !opens {
                    topics.head_mut().chance.note(at);
                }
            }
            // The history is what is usual; nothing of it is an alarm.
            if *at_min >= 0.0 {
                alarms.push(Alarm { at_min: *at_min, strength, of, opens });
            }
        }
    }
    alarms
}

/// The incident that most of what an alarm rests on belongs to, three messages of it at least.
fn meant(alarm: &Alarm) -> Option<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for incident in alarm.of.iter().flatten() {
        *counts.entry(*incident).or_default() += 1;
    }
    let (incident, most) = counts.into_iter().max_by_key(|(_, n)| *n)?;
    (most >= 3 && 2 * most > alarm.of.len()).then_some(incident)
}

fn false_a_month(draws: &[Drawn], strength: f64) -> f64 {
    let mut wrong = 0.0;
    for drawn in draws {
        let mut last = f64::NEG_INFINITY;
        for alarm in drawn.alarms.iter().filter(|a| a.strength >= strength && meant(a).is_none()) {
            if alarm.at_min - last > 60.0 {
                (wrong, last) = (wrong + 1.0, alarm.at_min);
            }
        }
    }
    wrong / draws.iter().map(|d| d.months).sum::<f64>()
}

fn measured(draws: &[Drawn], strength: f64) -> Vec<(&'static str, f64)> {
    let (mut found, mut of, mut minutes) = ([0.0; SIZES.len()], [0.0_f64; SIZES.len()], Vec::new());
    for drawn in draws {
        let mut seen = BTreeSet::new();
        for alarm in drawn.alarms.iter().filter(|a| a.strength >= strength) {
            if let Some(incident) = meant(alarm).filter(|i| seen.insert(*i)) {
                minutes.push(alarm.at_min - drawn.incidents[incident].0);
            }
        }
        for (n, (_, size)) in drawn.incidents.iter().enumerate() {
            let i = SIZES.iter().position(|s| s == size).unwrap_or_default();
            of[i] += 1.0;
            found[i] += f64::from(u8::from(seen.contains(&n)));
        }
    }
    minutes.sort_by(f64::total_cmp);
    let names = ["recall_3", "recall_4", "recall_5", "recall_6", "recall_8", "recall_12"];
    let mut figures = vec![
        ("strength", strength),
        ("incidents", of.iter().sum()),
        ("recall", found.iter().sum::<f64>() / of.iter().sum::<f64>().max(1.0)),
        ("false_a_month", false_a_month(draws, strength)),
        ("median_minutes", minutes.get(minutes.len() / 2).copied().unwrap_or(-1.0)),
    ];
    figures.extend(names.into_iter().enumerate().map(|(i, name)| (name, found[i] / of[i].max(1.0))));
    figures
}
