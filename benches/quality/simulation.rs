//! Reports of 600 features over eight weeks: rates from one in four days to fifty an hour, hours of the
//! day and days of the week, busy days, drift, weekly peaks, bursts that every feature shares, one
//! customer's floods; and in the second half incidents of 3 to 50 reports.

use crate::dice::Dice;

/// Features.
pub(crate) const KEYS: usize = 600;
const INCIDENTS: usize = 1_500;
pub(crate) const DAYS: usize = 28;
/// Hours in all; the first half teaches.
pub(crate) const HOURS: usize = 24 * DAYS * 2;
/// When measuring begins, in minutes.
pub(crate) const HALF_MIN: f64 = (HOURS / 2 * 60) as f64;
const WEEK_H: usize = 168;

/// One incident of a key.
#[derive(Clone, Debug)]
pub(crate) struct Incident {
    /// When its reports came, in minutes.
    pub(crate) reports: Vec<f64>,
    /// How long it went on, in minutes.
    pub(crate) length: f64,
    /// What the key got anyway at that hour.
    pub(crate) per_hour: f64,
}

/// One feature.
#[derive(Clone, Debug, Default)]
pub(crate) struct Key {
    /// When reports came, in minutes, in order, those of incidents among them.
    pub(crate) reports: Vec<f64>,
    pub(crate) incidents: Vec<Incident>,
    /// It came into the catalogue when measuring began.
    pub(crate) new: bool,
}

/// All of it.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) keys: Vec<Key>,
    /// By hour: every feature got three times as much.
    pub(crate) common: Vec<bool>,
}

/// The usual week, its mean 1.
fn week() -> Vec<f64> {
    let bell = |hour: f64, middle: f64| (-0.5 * ((hour - middle) / 2.5).powi(2)).exp();
    let rate = |h: usize| {
        let (hour, day) = ((h % 24) as f64, h / 24);
        let weekend = if day < 5 { 1.0 } else { 0.3 };
        let monday = if day == 0 && h % 24 < 13 { 1.5 } else { 1.0 };
        (0.08 + bell(hour, 11.0) + 0.8 * bell(hour, 15.5)) * weekend * monday
    };
    with_mean_one((0..WEEK_H).map(rate).collect())
}

fn with_mean_one(mut v: Vec<f64>) -> Vec<f64> {
    let mean = v.iter().sum::<f64>() / v.len() as f64;
    v.iter_mut().for_each(|x| *x /= mean);
    v
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let week = week();
        let mut common = vec![false; HOURS];
        for _ in 0..4 {
            let start = HOURS / 2 + 24 + dice.below(HOURS / 2 - 48);
            common[start..start + 3].fill(true);
        }
        let days: Vec<f64> = (0..HOURS / 24).map(|_| dice.normal(0.0, 0.12).exp()).collect();
        let rates: Vec<Vec<f64>> = (0..KEYS).map(|_| rates(&mut dice, &week, &days, &common)).collect();
        let mut keys: Vec<Key> = rates.iter().map(|rates| ordinary(&mut dice, rates)).collect();
        add_incidents(&mut dice, &mut keys, (&rates, &common, &week));
        for key in &mut keys {
            if dice.unit() < 0.5 {
                // After counting customers a flood of one of them is one report.
                key.reports.push(dice.between(HALF_MIN + 1_440.0, 2.0 * HALF_MIN - 600.0));
            }
            key.reports.sort_by(f64::total_cmp);
        }
        Self { keys, common }
    }
}

/// Reports an hour, hour by hour.
fn rates(dice: &mut Dice, week: &[f64], days: &[f64], common: &[bool]) -> Vec<f64> {
    let rate = dice.between(0.01_f64.ln(), 50.0_f64.ln()).exp();
    let flat = dice.between(0.0, 0.6);
    let own: Vec<f64> = (0..WEEK_H / 4).map(|_| dice.gamma(12.0, 1.0 / 12.0)).collect();
    let peak = dice.unit() < 0.05;
    let shape = |h: usize| {
        let monday = if peak && (9..11).contains(&h) { 5.0 } else { 1.0 };
        ((1.0 - flat) * week[h] + flat) * own[h / 4] * monday
    };
    let shape = with_mean_one((0..WEEK_H).map(shape).collect());
    let drift = dice.normal(0.0, 0.25);
    let mut out = Vec::with_capacity(HOURS);
    let mut of_day = 1.0;
    for hour in 0..HOURS {
        if hour % 24 == 0 {
            of_day = days[hour / 24] * dice.normal(0.0, 0.15).exp();
        }
        let drifted = (drift * hour as f64 / HOURS as f64).exp();
        let burst = if common[hour] { 3.0 } else { 1.0 };
        out.push(rate * shape[hour % WEEK_H] * of_day * dice.gamma(25.0, 1.0 / 25.0) * drifted * burst);
    }
    out
}

fn ordinary(dice: &mut Dice, rates: &[f64]) -> Key {
    let mut key = Key { new: dice.unit() < 0.05, ..Key::default() };
    for (hour, rate) in rates.iter().enumerate() {
        let n = if key.new && hour < HOURS / 2 { 0 } else { dice.poisson(*rate) };
        key.reports.extend((0..n).map(|_| (hour as f64 + dice.unit()) * 60.0));
    }
    key
}

fn add_incidents(dice: &mut Dice, keys: &mut [Key], (rates, common, week): (&[Vec<f64>], &[bool], &[f64])) {
    let (mut made, mut tries) = (0, 0);
    let busiest = week.iter().copied().fold(0.0, f64::max);
    while made < INCIDENTS && tries < 50 * INCIDENTS {
        tries += 1;
        let k = dice.below(keys.len());
        // Seven in ten follow the usual week, the rest come at any hour.
        let hour = loop {
            let hour = dice.below(HOURS / 2);
            if dice.unit() < 0.3 || dice.between(0.0, busiest) < week[hour % WEEK_H] {
                break hour;
            }
        };
        let start = HALF_MIN + (hour as f64 + dice.unit()) * 60.0;
        let length = [10.0, 20.0, 30.0, 60.0][dice.below(4)];
        let at = (start / 60.0) as usize;
        let near = |i: &Incident| (start - i.reports[0]).abs() < 1_440.0;
        if start + 600.0 > HOURS as f64 * 60.0 || start < HALF_MIN + 1_440.0 || keys[k].incidents.iter().any(near) {
            continue;
        }
        if common[at - 6..(at + 8).min(HOURS)].contains(&true) {
            continue;
        }
        let n = [3, 4, 5, 6, 8, 10, 15, 20, 30, 50][dice.below(10)];
        let even = dice.unit() < 0.6;
        let draw = |dice: &mut Dice| if even { dice.unit() } else { dice.unit().sqrt() };
        let mut reports: Vec<f64> = (0..n).map(|_| start + length * draw(dice)).collect();
        reports.sort_by(f64::total_cmp);
        keys[k].reports.extend(&reports);
        keys[k].incidents.push(Incident { reports, length, per_hour: rates[k][at] });
        made += 1;
    }
}
