//! What a page says of things: features, probes, observations, changes.

use groundswell::change::{Change, ChangeKind};
use groundswell::config::{Feature, Probe, ProbeKind};
use groundswell::ids::{ChangeId, FeatureId, ProbeId, Tier};
use groundswell::monitor::{Observation, ProbeState};
use groundswell::time::{Span, Timestamp};
use serde_json::{Value, json};

use crate::words::{clock, length, quoted, split};

/// `checkout: "Checkout", "pay now"; depends on orders-api, ledger; shipped 2026-03-01; external`
pub(crate) fn feature(text: &str) -> Result<Feature, String> {
    let (id, rest) = text.split_once(':').ok_or("catalogue ID: \"name\", \"alias\"; ...")?;
    let parts = split(rest, ';');
    let (mut names, _) = quoted(parts[0])?;
    if names.is_empty() {
        return Err("a feature needs a name".into());
    }
    let mut feature = Feature::plain(feature_id(id.trim())?, names.remove(0), names);
    for option in &parts[1..] {
        let list = |text: &str| split(text, ',').into_iter().map(str::to_owned).collect::<Vec<_>>();
        match option.split_once(' ') {
            Some(("depends", on)) => feature.depends_on = list(on.trim().trim_start_matches("on ")),
            Some(("shipped", day)) => feature.shipped_at = Some(date(day)?),
            Some(("status", page)) => {
                let area = page.trim().strip_prefix("page ").ok_or("status page AREA")?;
                feature.status_page_area = Some(area.into());
            }
            Some(("area", area)) => feature.area = Some(area.into()),
            Some(("tiers", tiers)) => feature.tiers = Some(list(tiers).iter().map(tier).collect::<Result<_, _>>()?),
            _ => match *option {
                "asynchronous" => feature.asynchronous = true,
                "external" => feature.external = true,
                "mobile" => feature.mobile = true,
                "regional" => feature.regional = true,
                "authentication" => feature.authentication = true,
                other => return Err(format!("{other:?} says nothing of a feature")),
            },
        }
    }
    Ok(feature)
}

/// `shop-up synthetic_end_to_end checkout basket ttl 10m, as pro, in fr, logs in`
pub(crate) fn probe(text: &str) -> Result<Probe, String> {
    let parts = split(text, ',');
    let words: Vec<&str> = parts[0].split_whitespace().collect();
    let [id, kind, features @ .., "ttl", ttl] = words.as_slice() else {
        return Err("probe ID KIND FEATURE ... ttl TIME, as TIER, in REGION, logs in".into());
    };
    let kind = ProbeKind::ALL.into_iter().find(|k| k.name() == *kind).ok_or(format!("no kind of probe: {kind}"))?;
    let ttl = length(ttl)?;
    let mut probe = Probe {
        id: ProbeId::new(id).map_err(|e| e.to_string())?,
        kind,
        features: features.iter().map(|f| feature_id(f)).collect::<Result<_, _>>()?,
        service: None,
        tiers: None,
        region: None,
        authenticated: false,
        interval: ttl,
        ttl,
        url: None,
    };
    for option in &parts[1..] {
        match option.split_once(' ') {
            Some(("as", as_whom)) => probe.tiers.get_or_insert_default().push(tier(as_whom)?),
            Some(("in", region)) => probe.region = Some(region.into()),
            Some(("logs", "in")) => probe.authenticated = true,
            Some(("tells", of)) => probe.service = Some(of.trim().trim_start_matches("of ").into()),
            _ => return Err(format!("{option:?} says nothing of a probe")),
        }
    }
    Ok(probe)
}

/// `shop-up is ok, every 5m, from fr, silenced, by pingr`
pub(crate) fn observation(
    probe: &Probe,
    day: Timestamp,
    at: Timestamp,
    text: &str,
) -> Result<(Observation, Option<Span>), String> {
    let parts = split(text, ',');
    let state = match parts[0].split_once(" is ").map(|(_, state)| state.trim()) {
        Some("ok") => ProbeState::Ok,
        Some("degraded") => ProbeState::Degraded,
        Some("failing") => ProbeState::Failing,
        Some("without data") => ProbeState::NoData,
        other => return Err(format!("{other:?} is no state (ok, degraded, failing, without data)")),
    };
    let mut observation = Observation::plain(probe.id.clone(), state, at, probe.ttl);
    let mut every = None;
    for option in &parts[1..] {
        match option.split_once(' ') {
            Some(("every", step)) => every = Some(length(step)?),
            Some(("from", region)) => observation.region = Some(region.into()),
            Some(("by", source)) => observation.source = Some(source.into()),
            Some(("observed", time)) => observation.observed_at = day + clock(time).ok_or("no time")?,
            None if *option == "silenced" => observation.silenced = true,
            _ => return Err(format!("{option:?} says nothing of an observation")),
        }
    }
    Ok((observation, every))
}

/// `change c-1 deploy orders-api, of checkout, in staging, made 13:30`
pub(crate) fn change(day: Timestamp, at: Timestamp, text: &str) -> Result<Change, String> {
    let parts = split(text, ',');
    let words: Vec<&str> = parts[0].split_whitespace().collect();
    let ["change", id, kind, service] = words.as_slice() else {
        return Err("change ID KIND SERVICE, of FEATURE, in ENVIRONMENT, made TIME".into());
    };
    let kinds = [ChangeKind::Deploy, ChangeKind::Flag, ChangeKind::Config, ChangeKind::Migration];
    let all = kinds.into_iter().chain([ChangeKind::Job, ChangeKind::Vendor]);
    let kind = all.into_iter().find(|k| k.name() == *kind).ok_or_else(|| format!("no kind of change: {kind}"))?;
    let mut change = Change {
        id: ChangeId::new(id).map_err(|e| e.to_string())?,
        time: at,
        kind,
        service: (*service).to_owned(),
        features: Vec::new(),
        environment: "production".into(),
        summary: format!("{} of {service}", kind.name()),
        url: None,
        actor: None,
        automated: None,
        pipeline_url: None,
    };
    for option in &parts[1..] {
        match option.split_once(' ') {
            Some(("of", id)) => change.features.push(feature_id(id)?),
            Some(("in", environment)) => change.environment = environment.into(),
            Some(("by", "hand")) => change.automated = Some(false),
            Some(("by", "pipeline")) => {
                change.automated = Some(true);
                change.pipeline_url = Some(format!("https://ci.example/{id}"));
            }
            Some(("made", time)) => change.time = day + clock(time).ok_or("no time")?,
            _ => return Err(format!("{option:?} says nothing of a change")),
        }
    }
    Ok(change)
}

/// `dismiss checkout as known`, `ann says checkout works again`, ... as it stands on the topic, but that the
/// feature stands for its newest candidate.
pub(crate) fn feedback(words: &[&str]) -> Result<Value, String> {
    Ok(match words {
        [kind @ ("confirm" | "posted" | "fixed"), feature] => json!({"kind": kind, "candidate": feature}),
        ["confirm", feature, "affected", n] => {
            let affected: u32 = n.parse().map_err(|_| format!("{n:?} is no number of customers"))?;
            json!({"kind": "confirm", "candidate": feature, "affected": affected})
        }
        [kind @ ("same_person" | "two_people"), who, mail] => {
            json!({"kind": kind, "customer": {"id": who}, "other": {"email": mail}})
        }
        ["fixed", feature, "by", role] => json!({"kind": "fixed", "candidate": feature, "by": role}),
        ["dismiss", feature, "as", reason] => json!({"kind": "dismiss", "candidate": feature, "reason": reason}),
        ["merge", feature, "into", other] => json!({"kind": "merge", "candidate": feature, "into": other}),
        ["split", messages @ .., "off", feature] => {
            json!({"kind": "split", "candidate": feature, "messages": messages})
        }
        [who, "says", "it", "works", "again"] => json!({"kind": "working_again", "customer": {"id": who}}),
        [who, "says", "it", "is", "still", "broken"] => json!({"kind": "still_broken", "customer": {"id": who}}),
        [who, "says", feature, "works", "again"] => {
            json!({"kind": "working_again", "customer": {"id": who}, "candidate": feature})
        }
        [who, "says", feature, "is", "still", "broken"] => {
            json!({"kind": "still_broken", "customer": {"id": who}, "candidate": feature})
        }
        _ => {
            return Err("feedback confirm FEATURE affected N | same_person, two_people WHO MAIL | confirm, posted, fixed FEATURE | dismiss FEATURE as REASON | merge FEATURE into \
                         FEATURE | split ID ID off FEATURE | WHO says FEATURE works again, is still broken"
                .into());
        }
    })
}

pub(crate) fn date(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(&format!("{}T00:00:00Z", text.trim())).map_err(|e| e.to_string())
}

fn feature_id(text: &str) -> Result<FeatureId, String> {
    FeatureId::new(text).map_err(|e| e.to_string())
}

fn tier(text: impl AsRef<str>) -> Result<Tier, String> {
    Tier::new(text).map_err(|e| e.to_string())
}
