//! From the candidate to its published form.

use super::{
    Act, ActionDoc, Asked, AskedDoc, Beside, BesideDoc, Candidate, CandidateDoc, ChangeRankedDoc, Channel,
    DismissedDoc, DraftDoc, EventKind, Evidence, EvidenceDoc, Factor, FactorDoc, Gap, GapDoc, Health, HealthState,
    Held, HeldDoc, MayMean, MayMeanDoc, MonitoringDoc, OnsetDoc, ProbeSaid, ProbeSaidDoc, ProbeState, ProposedProbeDoc,
    QUESTION, Rank, RankAt, RankDoc, RankedChange, RecipeDoc, Recovery, RecoveryDoc, Relation, ReportDoc, Role, Route,
    Rule, Slice, SliceDoc, Span, Time, Timestamp,
};
use super::{ContextDoc, ImpactDoc};

impl<'a> CandidateDoc<'a> {
    /// A candidate as published with one of its events, told at `at`: from then its drafts promise the next
    /// update.
    #[must_use]
    pub fn new(event: &'static str, c: &'a Candidate, at: Timestamp) -> Self {
        Self {
            id: c.id.as_str(),
            revision: c.revision,
            event,
            episode: c.episode,
            previous_episode: c.previous_episode.as_ref().map(|p| p.as_str()),
            tenant: c.tenant.as_str(),
            rank: c.rank.number(),
            action: action(c.rank),
            historic: c.historic,
            confirmed_at: c.confirmed_at.map(Time),
            posted_at: c.posted_at.map(Time),
            title: &c.title,
            feature: c.feature.as_str(),
            topic: c.feature.words(),
            merged: c.merged.iter().map(|f| f.as_str()).collect(),
            beside: c.beside.as_ref().map(beside),
            slice: slice(&c.slice),
            onset: OnsetDoc::new(&c.onset),
            opened_at: Time(c.opened_at),
            reports: c.reports.iter().map(ReportDoc::new).collect(),
            ranks: c.ranks.iter().map(RankDoc::new).collect(),
            customers: c.customers,
            accounts: c.accounts,
            copies: c.copies,
            copied_texts: c.copied_texts,
            messages: c.messages,
            by_tier: &c.by_tier,
            by_channel: c.by_channel.iter().map(|(k, n)| (k.name(), *n)).collect(),
            languages_without_cues: c.languages_without_cues.iter().map(String::as_str).collect(),
            factors: c.factors.iter().map(factor).collect(),
            opened_with: c.opened_with.iter().map(|m| m.as_str()).collect(),
            evidence: evidence(&c.evidence),
            monitoring: monitoring(&c.monitoring, c.monitoring_of.as_ref()),
            gaps: c.gaps.iter().map(gap).collect(),
            gap_stands_out: c.gap_stands_out,
            changes: c.changes.iter().map(change).collect(),
            likely_change: c.changes.iter().find(|r| r.likely).map(|r| r.change.id.as_str()),
            recovery: recovery(&c.recovery),
            late_messages: c.late_messages,
            messages_after: c.messages_after,
            impact: ImpactDoc::new(c),

            area: &c.area.words,
            area_source: c.area.source.name(),
            draft: DraftDoc::new(c, at),
            recipe: RecipeDoc::new(c),
            proposed_probe: ProposedProbeDoc::new(c),
            context: ContextDoc::new(&c.context),
        }
    }
}

fn beside(beside: &Beside) -> BesideDoc<'_> {
    BesideDoc { feature: beside.feature.as_str(), candidate: beside.candidate.as_str() }
}

/// The name of what happened to a candidate.
#[must_use]
pub const fn event_name(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Opened => "opened",
        EventKind::Updated => "updated",
        EventKind::Resolved => "resolved",
        EventKind::Dismissed => "dismissed",
        EventKind::Merged => "merged",
        EventKind::Forgotten => "forgotten",
    }
}

/// The name of the way a candidate ended.
#[must_use]
pub const fn route_name(route: Route) -> &'static str {
    match route {
        Route::Quiet => "quiet",
        Route::Confirmed => "confirmed",
        Route::Unheard => "unheard",
        Route::Dismissed => "dismissed",
        Route::Merged => "merged",
        Route::ClosedByOperator => "closed_by_operator",
    }
}

/// The name of a health, without the kind of a green one.
#[must_use]
pub const fn health_name(state: HealthState) -> &'static str {
    match state {
        HealthState::Uncovered => "uncovered",
        HealthState::Unknown => "unknown",
        HealthState::Stale => "stale",
        HealthState::Red => "red",
        HealthState::Partial => "partial",
        HealthState::Green(_) => "green",
    }
}

/// How long it takes until chance alone brings one of `expected_per_month`, for a person: `9 years`,
/// `3 months`, `12 days`, `5 hours`, `10 minutes`. A month has 730 hours.
#[must_use]
pub fn once_per(expected_per_month: f64) -> String {
    /// Beyond what any baseline can vouch for.
    const MOST_YEARS: f64 = 1_000.0;
    let months = 1.0 / expected_per_month.max(f64::MIN_POSITIVE);
    let (years, days, hours) = (months / 12.0, months * 730.0 / 24.0, months * 730.0);
    if years > MOST_YEARS {
        "more than 1000 years".to_owned()
    } else if years >= 2.0 {
        format!("{years:.0} years")
    } else if months >= 2.0 {
        format!("{months:.0} months")
    } else if days >= 2.0 {
        format!("{days:.0} days")
    } else if hours >= 1.5 {
        format!("{hours:.0} hours")
    } else if hours >= 0.75 {
        "an hour".to_owned()
    } else if hours * 60.0 >= 1.5 {
        format!("{:.0} minutes", hours * 60.0)
    } else {
        "a minute".to_owned()
    }
}

fn action(rank: Rank) -> ActionDoc {
    let act = match rank.act() {
        Act::Now => "now",
        Act::Investigate => "investigate",
        Act::Look => "look",
    };
    ActionDoc { act, post: rank.post() }
}

fn slice(s: &Slice) -> SliceDoc<'_> {
    SliceDoc { tier: s.tier.as_ref().map(|t| t.as_str()), region: s.region.as_deref() }
}

fn evidence(e: &Evidence) -> EvidenceDoc<'_> {
    let rule = match e.rule {
        Rule::Surge => "surge",
        Rule::Everything => "everything",
        Rule::NoBaseline => "no_baseline",
        Rule::Topic => "topic",
        Rule::Split => "split",
    };
    let counted = e.rule != Rule::Split;
    EvidenceDoc {
        rule,
        key_tier: e.key_tier.as_ref().map(|t| t.as_str()),
        window_min: e.window.as_mins(),
        window_end: Time(e.window_end),
        observed: e.observed,
        expected: e.expected,
        expected_per_month: e.expected_per_month,
        expected_once_per: e.expected_per_month.map(once_per),
        threshold: counted.then_some(e.threshold),
        overdispersion: counted.then_some(e.overdispersion),
        baseline_age_h: e.baseline_age.as_hours(),
        dismissed: e.stricter.times,
        stricter: (e.stricter.times > 0).then_some(e.stricter.factor),
    }
}

impl<'a> RankDoc<'a> {
    pub(in crate::wire) fn new(r: &'a RankAt) -> Self {
        let red = r.red.as_ref();
        Self {
            at: Time(r.at),
            rank: r.rank.number(),
            red_since: red.and_then(|red| red.since).map(Time),
            red_of: red.and_then(|red| red.of.as_deref()),
        }
    }
}

fn monitoring<'a>(h: &'a Health, of: Option<&'a MayMean>) -> MonitoringDoc<'a> {
    let kind = match h.state {
        HealthState::Green(kind) => Some(kind.name()),
        HealthState::Uncovered
        | HealthState::Unknown
        | HealthState::Stale
        | HealthState::Red
        | HealthState::Partial => None,
    };
    let may_mean = of.map(|of| MayMeanDoc {
        feature: of.feature.as_str(),
        name: &of.name,
        customers: of.customers,
        own_health: health_name(of.own),
    });
    MonitoringDoc { health: health_name(h.state), kind, may_mean, probes: h.probes.iter().map(probe).collect() }
}

fn probe(p: &ProbeSaid) -> ProbeSaidDoc<'_> {
    let state = p.state.map(|s| match s {
        ProbeState::Ok => "ok",
        ProbeState::Degraded => "degraded",
        ProbeState::Failing => "failing",
        ProbeState::NoData => "no_data",
    });
    ProbeSaidDoc {
        probe: p.probe.as_str(),
        kind: p.kind.name(),
        region: p.region.as_deref(),
        state,
        observed_at: p.observed_at.map(Time),
        since: p.since.map(Time),
        fresh: p.fresh,
        silenced: p.silenced,
        url: p.url.as_deref(),
    }
}

fn gap(g: &Gap) -> GapDoc<'_> {
    GapDoc { kind: g.kind.name(), confidence: g.confidence.name(), why: &g.why }
}

fn factor(f: &Factor) -> FactorDoc<'_> {
    FactorDoc {
        dimension: &f.dimension,
        value: &f.value,
        reporters: f.reporters,
        of: f.of,
        others_share: f.others_share(),
        others_known: f.others.known,
        lift: f.lift,
        log_odds: f.log_odds,
        why: &f.why,
    }
}

fn change(r: &RankedChange) -> ChangeRankedDoc<'_> {
    let relation = match r.relation {
        Relation::Feature => "feature",
        Relation::DependsOn { .. } => "depends_on",
        Relation::Unrelated => "unrelated",
    };
    ChangeRankedDoc {
        id: r.change.id.as_str(),
        time: Time(r.change.time),
        kind: r.change.kind.name(),
        service: &r.change.service,
        features: r.change.features.iter().map(|f| f.as_str()).collect(),
        environment: &r.change.environment,
        summary: &r.change.summary,
        url: r.change.url.as_deref(),
        actor: r.change.actor.as_deref(),
        minutes_before_onset: r.minutes_before_onset,
        relation,
        likely: r.likely,
        why: &r.why,
    }
}

fn recovery(r: &Recovery) -> RecoveryDoc<'_> {
    let minutes = |s: Span| s.as_mins();
    let time = |t: Option<Timestamp>| t.map(Time);
    let a = &r.answers;
    RecoveryDoc {
        state: state_name(r),
        route: r.route.map(route_name),
        quiet_since: Time(r.quiet_since),
        wait_min: minutes(r.wait),
        why: &r.why,
        deadline: Time(r.deadline),
        resolved_at: time(r.resolved_at),
        confirmed: a.confirmed,
        needed: a.needed,
        still_broken: a.still_broken,
        question: (!a.asked.is_empty()).then_some(QUESTION),
        asked: a.asked.iter().map(asked).collect(),
        fixed_at: time(a.fixed.map(|f| f.at)),
        fixed_by: a.fixed.and_then(|f| f.by).map(Role::name),
        held: a.held.as_ref().map(held),
        dismissed: a.dismissed.as_ref().map(|d| DismissedDoc { reason: d.reason.name(), note: d.note.as_deref() }),
        merged_into: a.merged_into.as_ref().map(|id| id.as_str()),
    }
}

/// Where a candidate stands, by name.
const fn state_name(r: &Recovery) -> &'static str {
    match (r.resolved_at, r.route) {
        (Some(_), Some(Route::Dismissed)) => "dismissed",
        (Some(_), Some(Route::Merged)) => "merged",
        (Some(_), _) => "resolved",
        (None, _) if r.answers.fixed.is_some() => "monitoring_fix",
        (None, _) => "open",
    }
}

fn asked(a: &Asked) -> AskedDoc<'_> {
    AskedDoc { message: a.message.as_str(), channel: a.channel.name(), url: a.url.as_deref() }
}

fn held(h: &Held) -> HeldDoc {
    HeldDoc {
        since: Time(h.since),
        channel: h.channel.map(Channel::name),
        usual_minutes: h.usual,
        back_at: h.back.map(Time),
        why: h.why(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_rare_it_is_reads_as_a_person_would_say_it() {
        for (per_month, text) in [
            (0.0, "more than 1000 years"),
            (1.0 / 12_001.0, "more than 1000 years"),
            (1.0 / 108.0, "9 years"),
            (0.1, "10 months"),
            (1.0, "30 days"),
            (730.0 / 50.0, "2 days"),
            (730.0 / 5.0, "5 hours"),
            (730.0, "an hour"),
            (4_000.0, "11 minutes"),
            (1e9, "a minute"),
        ] {
            assert_eq!(once_per(per_month), text, "{per_month}");
        }
    }
}
