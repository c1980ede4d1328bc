//! How many incidents surges find at how many false alarms, in the simulation, through the scan that is
//! shipped. An alarm at the highest threshold there is opens an episode, which ends as episodes do:
//! what its baseline learns, and where its windows begin, follows from that.

use std::sync::Arc;

use groundswell::candidate::recovery::{Ordinary, quiet};
use groundswell::cluster::baseline::Baselines;
use groundswell::cluster::dismissals::Stricter;
use groundswell::cluster::factors::Around;
use groundswell::cluster::live::{LIVE_FOR, Live, LiveReport};
use groundswell::cluster::surge::{Ground, Judge, Judged, Key as Of};
use groundswell::config::settings::{Detection, Limits};
use groundswell::ids::{CustomerKey, FeatureId, MessageId};
use groundswell::signal::Channel;
use groundswell::time::{Span, Timestamp};

use crate::figures::Figures;
use crate::scoring::{Scored, calibrated, measured};
use crate::simulation::{HALF_MIN, World};

const SEED: u64 = 1;
/// False alarms a key and month.
const TARGETS: [f64; 2] = [0.01, 0.1];
/// The highest threshold that a budget gives.
const OPENS: f64 = 0.1;
/// A Monday, 00:00.
const BEGIN_HOUR: i64 = 493_512;

/// A feature as the engine would hold it.
struct Running {
    id: FeatureId,
    live: Live,
    /// When the reports of its open episode came.
    open: Vec<Timestamp>,
}

/// Measures.
pub(crate) fn run() -> Result<Figures, String> {
    let world = World::new(SEED);
    let scores = scores(&world)?;
    let mut figures = Figures::default();
    let keys = world.keys.len() as f64;
    let incidents: usize = world.keys.iter().map(|k| k.incidents.len()).sum();
    figures.add("the simulation", &[("keys", keys), ("incidents", incidents as f64)]);
    for target in TARGETS {
        let threshold = calibrated(&world, &scores, target);
        figures.add(format!("{target} false alarms a key and month"), &row(&world, &scores, threshold));
        figures.add(format!("E at most {target}"), &row(&world, &scores, -target.log10()));
    }
    Ok(figures)
}

fn row(world: &World, scores: &[Vec<f64>], threshold: f64) -> [(&'static str, f64); 6] {
    let Scored { false_a_month, all, clear, minutes, reports } = measured(world, scores, threshold);
    [
        ("threshold", 10_f64.powf(-threshold)),
        ("false", false_a_month),
        ("recall", all),
        ("recall_snr6", clear),
        ("minutes", minutes),
        ("reports", reports),
    ]
}

fn moment(min: f64) -> Timestamp {
    Timestamp::from_hour(BEGIN_HOUR) + Span::from_millis((min * 60_000.0) as i64)
}

/// -log10 E by key and report; below every threshold where nothing was judged.
fn scores(world: &World) -> Result<Vec<Vec<f64>>, String> {
    let name = |k: usize| FeatureId::new(format!("f{k:03}")).map_err(|e| e.to_string());
    let mut running: Vec<Running> = (0..world.keys.len())
        .map(|k| Ok(Running { id: name(k)?, live: Live::default(), open: Vec::new() }))
        .collect::<Result<_, String>>()?;
    let mut baselines = Baselines { first_message: Some(moment(0.0)), ..Baselines::default() };
    for (key, running) in world.keys.iter().zip(&running) {
        let history = baselines.features.entry(running.id.clone()).or_default();
        history.entered = key.new.then(|| moment(HALF_MIN));
    }
    let mut order: Vec<(f64, usize)> =
        world.keys.iter().enumerate().flat_map(|(k, key)| key.reports.iter().map(move |t| (*t, k))).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut scores: Vec<Vec<f64>> = world.keys.iter().map(|k| Vec::with_capacity(k.reports.len())).collect();
    let mut around = Around::look(&baselines, moment(0.0));
    let live_from = moment(HALF_MIN) - LIVE_FOR;
    for (n, (min, k)) in (0..).zip(order) {
        let at = moment(min);
        if baselines.refresh(at) || !around.holds(at) {
            around = Around::look(&baselines, at);
        }
        let of = &mut running[k];
        baselines.count(&of.id, vec![None], at, CustomerKey(n));
        if at < live_from {
            scores[k].push(-99.0);
            continue;
        }
        of.live.drop_before(at - LIVE_FOR);
        of.live.add(report(n, at)?, Limits::default().reports_per_feature as usize);
        let judged = if min < HALF_MIN { None } else { step(&mut baselines, &around, of, at) };
        scores[k].push(judged.and_then(|j| j.per_month).map_or(-99.0, |e| -e.max(1e-300).log10()));
    }
    Ok(scores)
}

/// Judges a report, and moves the key's episode on.
fn step(baselines: &mut Baselines, around: &Around, of: &mut Running, at: Timestamp) -> Option<Judged> {
    if !of.open.is_empty() {
        let usual = Judge::new(ground(baselines, around, of, at), Of { feature: &of.id, tier: &None }).ordinary();
        let end = quiet(&of.open, usual.map(|(per_hour, r)| Ordinary { per_hour, r })).deadline;
        if at >= end {
            baselines.alarm_ends(&of.id, end);
            of.open.clear();
        }
    }
    let judged = Judge::new(ground(baselines, around, of, at), Of { feature: &of.id, tier: &None }).judge_end(at);
    if !of.open.is_empty() {
        of.open.push(at);
    } else if let Some(alarm) = judged.as_ref().filter(|j| j.per_month.is_some_and(|e| e <= OPENS)) {
        of.open = of.live.all_within(alarm.begin, alarm.end).map(|r| r.occurred_at).collect();
        if let Some(first) = of.open.first() {
            baselines.alarm_begins(&of.id, *first);
        }
    }
    judged
}

fn ground<'a>(baselines: &'a Baselines, around: &'a Around, of: &'a Running, heard: Timestamp) -> Ground<'a> {
    let budget = Detection::default().false_candidates_per_month;
    Ground {
        baselines,
        around: Some(around),
        live: &of.live,
        heard: Some(heard),
        red: false,
        budget,
        stricter: Stricter::default(),
    }
}

fn report(n: u64, at: Timestamp) -> Result<Arc<LiveReport>, String> {
    Ok(Arc::new(LiveReport {
        id: MessageId::new(n.to_string()).map_err(|e| e.to_string())?,
        occurred_at: at,
        arrived: at,
        customer: CustomerKey(n),
        account: None,
        tier: None,
        revenue: None,
        channel: Channel::Chat,
        specificity: 0.0,
        text: Box::default(),
        stems: Box::default(),
        copy: false,
        language: Default::default(),
        dimensions: Box::default(),
        problem: true,
        stated_onset: None,
        tried: groundswell::signal::Tried::default(),
        url: None,
        near: None,
        late: false,
    }))
}
