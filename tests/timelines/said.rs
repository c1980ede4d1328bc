//! What candidates, clusters, deploys and scorecards say under each name a page may use.

use std::collections::BTreeMap;

use groundswell::candidate::scorecard::{MonthCard, Of};
use groundswell::candidate::{Candidate, Route};
use groundswell::engine::deploy::{AfterDeploy, DeployVerdict};
use groundswell::engine::output::ClusterState;

use crate::expect::Attribute;
use crate::words::{clock_text, compact};

/// What a candidate says under each name a page may use.
pub(crate) fn of_candidate(c: &Candidate) -> BTreeMap<&'static str, String> {
    let yes = |b: bool| if b { "yes" } else { "no" }.to_owned();
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "none".into());
    let changes: Vec<&str> = c.changes.iter().map(|r| r.change.id.as_str()).collect();
    let common: Vec<String> = c.factors.iter().map(|f| format!("{}={}", f.dimension, f.value)).collect();
    let red = c.monitoring.probes.iter().filter(|p| p.is_red());
    let route = c.recovery.route.map(|route| match route {
        Route::Quiet => format!("quiet {}", compact(c.recovery.wait)),
        Route::Confirmed => "confirmation".into(),
        Route::Unheard => "silence".into(),
        Route::Dismissed => "dismissal".into(),
        Route::Merged => "merging".into(),
        Route::ClosedByOperator => "the operator".into(),
    });
    let mut is = BTreeMap::from([
        ("rank", c.rank.number().to_string()),
        ("act", format!("{:?}", c.rank.act()).to_lowercase()),
        ("post", yes(c.rank.post())),
        ("customers", c.customers.to_string()),
        ("accounts", c.accounts.to_string()),
        ("messages", c.messages.to_string()),
        ("health", c.monitoring.state.to_string()),
        ("reading", if c.monitoring.state.under_reports().starts_with("a gap") { "gap" } else { "seen" }.into()),
        ("silenced", yes(c.monitoring.probes.iter().any(|p| p.silenced))),
        ("episode", c.episode.to_string()),
        ("linked", yes(c.previous_episode.is_some())),
        ("tier", c.slice.tier.as_ref().map_or("all".into(), ToString::to_string)),
        ("onset", clock_text(c.onset.moment())),
        ("first", clock_text(c.onset.observed)),
        ("since", or_none(red.filter_map(|p| p.since).min().map(clock_text))),
        ("gap", or_none(c.gaps.first().map(|g| g.kind.name().into()))),
        ("without_cues", or_none(c.languages_without_cues.first().cloned())),
        ("start", if c.gap_stands_out { "here" } else { "nowhere" }.into()),
        ("changes", if changes.is_empty() { "none".into() } else { changes.join(" ") }),
        ("likely", or_none(c.changes.iter().find(|r| r.likely).map(|r| r.change.id.to_string()))),
        ("rule", format!("{:?}", c.evidence.rule).to_lowercase()),
        ("window", compact(c.evidence.window)),
        ("observed", c.evidence.observed.to_string()),
        ("by", or_none(route)),
        ("wait", compact(c.recovery.wait)),
        ("deadline", clock_text(c.recovery.deadline)),
        ("late", c.late_messages.to_string()),
        ("after", c.messages_after.to_string()),
        ("internal", c.internal_reports.to_string()),
        ("revenue", or_none(c.revenue.map(|r| format!("{:.0} of {}", r.sum, r.accounts)))),
        ("affected", or_none(c.estimated_affected.map(|a| format!("{} from {} to {}", a.likely, a.low, a.high)))),
        ("region", c.slice.region.clone().unwrap_or_else(|| "all".into())),
        ("split", counts(c.by_tier.iter().map(|(tier, n)| (tier.as_str(), *n)))),
        ("channels", counts(c.by_channel.iter().map(|(channel, n)| (channel.name(), *n)))),
        ("beside", c.beside.as_ref().map_or("none".into(), |b| b.feature.to_string())),
        ("copies", c.copies.to_string()),
        ("common", if common.is_empty() { "none".into() } else { common.join(" and ") }),
        ("confirmed", c.recovery.answers.confirmed.to_string()),
        ("needed", c.recovery.answers.needed.to_string()),
        ("still_broken", c.recovery.answers.still_broken.to_string()),
        ("asked", c.recovery.answers.asked.len().to_string()),
        ("fixed", or_none(c.recovery.answers.fixed.map(|f| clock_text(f.at)))),
        ("posted", or_none(c.posted_at.map(clock_text))),
        ("held", or_none(c.recovery.answers.held.map(|h| h.channel.map_or("all", |c| c.name()).into()))),
        ("stricter", format!("{:.0}", c.evidence.stricter.factor)),
        ("area", c.area.words.clone()),
        ("area_from", c.area.source.name().into()),
        ("at", clock_text(c.recovery.resolved_at.unwrap_or(c.opened_at))),
    ]);
    is.extend(read_of(c));
    is
}

/// What was read of its reports, and what stands around them.
fn read_of(c: &Candidate) -> BTreeMap<&'static str, String> {
    let all = |texts: Vec<String>, between: &str| if texts.is_empty() { "none".into() } else { texts.join(between) };
    let specific = c.reports.iter().rev().max_by(|a, b| a.specificity.total_cmp(&b.specificity));
    let zone = c.onset.stated.as_ref().and_then(|s| s.read_in.as_ref());
    let step = c.reports.iter().find_map(|r| r.tried.step.as_deref());
    let gaps = c.gaps.iter().map(|g| format!("{} {}", g.kind.name(), g.confidence.name())).collect();
    let around = &c.context;
    BTreeMap::from([
        ("reports", all(c.reports.iter().map(|r| r.id.to_string()).collect(), " ")),
        ("specific", specific.map_or("none".into(), |r| format!("{} {:.2}", r.id, r.specificity))),
        ("reachable", around.reachable.to_string()),
        ("tried", counts(around.tried.iter().map(|(action, n)| (action.name(), *n)))),
        ("step", step.unwrap_or("none").to_owned()),
        ("zone", zone.map_or("none".into(), |z| format!("{} by {}", z.zone, z.source.name()))),
        ("gaps", all(gaps, " and ")),
        (
            "depends",
            all(around.dependencies.iter().map(|d| format!("{} {}", d.name, d.state.name())).collect(), " and "),
        ),
        ("soft", around.soft_failure.as_ref().map_or("none".into(), |s| format!("{} of {}", s.customers, s.of))),
        ("tags", all(around.tags.iter().map(|t| t.kind.name().to_owned()).collect(), " ")),
    ])
}

/// `2 free 3 pro`.
fn counts<'a>(counted: impl Iterator<Item = (&'a str, u32)>) -> String {
    counted.map(|(name, n)| format!("{n} {name}")).collect::<Vec<_>>().join(" ")
}

/// What a cluster says under each name a page may use.
pub(crate) fn of_cluster(c: &ClusterState) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("rank", c.rank.number().to_string()),
        ("customers", c.customers.to_string()),
        ("health", c.health.to_string()),
        ("candidate", if c.candidate.is_some() { "yes" } else { "no" }.into()),
        ("rising", if c.rising.is_some() { "yes" } else { "no" }.into()),
    ])
}

/// What reports say of a deploy under each name a page may use; the counts are those of the first feature.
pub(crate) fn of_deploy(d: &AfterDeploy) -> BTreeMap<&'static str, String> {
    let yes = |b: bool| if b { "yes" } else { "no" }.to_owned();
    let ids = |ids: Vec<&str>| if ids.is_empty() { "none".to_owned() } else { ids.join(" ") };
    let failing = d.features.iter().filter(|f| f.verdict == DeployVerdict::Failing);
    let first = d.features.first().map(|f| &f.since);
    let against = first.and_then(|since| since.against.as_ref());
    let count = |n: Option<u32>| n.map_or_else(|| "none".to_owned(), |n| n.to_string());
    BTreeMap::from([
        ("is", d.verdict.name().to_owned()),
        ("final", yes(d.ended)),
        ("heard", clock_text(d.heard)),
        ("ends", clock_text(d.end)),
        ("features", ids(d.features.iter().map(|f| f.feature.as_str()).collect())),
        ("failing", ids(failing.map(|f| f.feature.as_str()).collect())),
        ("customers", count(first.map(|since| since.customers))),
        ("before", count(first.map(|since| since.before))),
        ("needed", count(against.map(|a| a.needed))),
        ("restless", yes(against.is_some_and(|a| a.restless))),
        ("candidate", yes(d.features.iter().any(|f| f.candidate.is_some()))),
        ("unknown", ids(d.unknown_features.iter().map(|f| f.as_str()).collect())),
        ("basis", d.basis.name().to_owned()),
    ])
}

/// What the scorecard of a month says of a feature, of `topics` or of `all`, under each name a page may use.
pub(crate) fn of_scorecard(card: &MonthCard, of: &str) -> Option<BTreeMap<&'static str, String>> {
    let is = |row: &Of| match row {
        Of::Feature(feature) => feature.as_str() == of,
        Of::Topics => of == "topics",
        Of::Everything => of == "everything",
    };
    let row = card.rows.iter().find(|(row, _)| is(row)).map(|(_, figures)| figures);
    let f = row.or_else(|| (of == "all").then_some(&card.total))?;
    let dismissed: Vec<String> = f.dismissed.iter().map(|(reason, n)| format!("{n} {reason}")).collect();
    let of_so_many = |n: Option<f64>, of: u32| n.map_or("none".to_owned(), |n| format!("{n} of {of}"));
    let blind = card.open_spots.iter().map(|(_, blind)| blind);
    let lacking = blind.filter(|b| of == "all" || b.feature.as_str() == of).flat_map(|b| b.asked.first());
    Some(BTreeMap::from([
        ("candidates", f.opened.to_string()),
        ("open", f.open.to_string()),
        ("historic", f.historic.to_string()),
        ("confirmed", f.confirmed.to_string()),
        ("dismissed", if dismissed.is_empty() { "none".into() } else { dismissed.join(" and ") }),
        ("unjudged", f.unjudged.to_string()),
        ("precision", of_so_many(f.precision(), f.judged)),
        ("customers_first", f.by_customers.to_string()),
        ("red_by_opening", f.red_by_opening.to_string()),
        ("monitoring_first", f.by_monitoring.to_string()),
        ("gained", of_so_many(f.gained_min, f.gained_of)),
        ("detected", of_so_many(f.detected_min, f.detected_of)),
        ("blind", f.blind_spots.to_string()),
        ("closed", f.blind_closed.to_string()),
        ("lacking", lacking.map(|asked| asked.words()).next().unwrap_or_else(|| "none".into())),
    ]))
}

/// Where what is differs from what was expected: `customers is 2`.
pub(crate) fn differences(expected: &[Attribute], is: &BTreeMap<&'static str, String>) -> Vec<String> {
    let differs = |(name, value): &&Attribute| is.get(name.as_str()) != Some(value);
    let told = |(name, _): &Attribute| format!("{name} is {}", is.get(name.as_str()).map_or("unknown", String::as_str));
    expected.iter().filter(differs).map(told).collect()
}
