//! The page itself: figures first, then the time line, each candidate, what was missed.

use super::chart;
use super::html::Html;
use super::material::Material;
use super::reasons::{false_one, missed};
use super::style::STYLE;
use super::time_line::time_line;
use crate::candidate::draft::{About, Kind};
use crate::candidate::probe::ProposedProbe;
use crate::candidate::recipe::Recipe;
use crate::candidate::{Candidate, Route, Rule};
use crate::cli::score::is_excused;
use crate::cli::show::words::{date, many, number, once_per, probe_said, weekday};
use crate::time::Timestamp;
use crate::wire::backtest::{Incident, Score};

/// Reports shown of a candidate.
const SHOWN_REPORTS: usize = 3;
/// Changes shown of a candidate.
const SHOWN_CHANGES: usize = 5;
/// Probes shown of a candidate.
const SHOWN_PROBES: usize = 4;

/// The page.
pub(in crate::cli::replay) fn page(m: &Material<'_>) -> String {
    let mut page = Html::default();
    page.fixed("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.fixed(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
    );
    page.fixed("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"referrer\" content=\"no-referrer\">");
    page.fixed("<title>Groundswell replay</title><style>").fixed(STYLE).fixed("</style></head><body>\n");
    head(&mut page, m);
    time_line(&mut page, m);
    page.fixed("\n<section><h2>Candidates</h2>");
    if m.found.is_empty() {
        page.fixed("<p>None: no feature had more customers reporting a problem than chance explains.</p>");
    }
    for (i, replayed) in m.found.iter().enumerate() {
        candidate(&mut page, m, i + 1, &replayed.candidate);
    }
    page.fixed("</section>");
    all_missed(&mut page, m);
    page.fixed("\n</body></html>\n");
    page.finish()
}

fn head(page: &mut Html, m: &Material<'_>) {
    page.fixed("<header><h1>What the replay found</h1><p class=\"soft\">");
    let times = || m.written.values().map(|w| w.at);
    if let (Some(first), Some(last)) = (times().min(), times().max()) {
        page.text(date(first)).fixed(" to ").text(date(last)).fixed(". ");
    }
    page.fixed("All times UTC.</p><dl class=\"figures\">");
    figure(page, "messages", m.doc.messages.to_string());
    figure(page, "candidates", m.found.len().to_string());
    if let Some(score) = m.doc.score {
        scored(page, score);
    }
    page.fixed("</dl><details><summary>What became of the messages</summary><table>");
    for (reason, n) in m.doc.verdicts {
        page.between("<tr><td class=\"n\">", n, "</td><td>").text(reason.replace('_', " ")).fixed("</td></tr>");
    }
    page.fixed("</table></details></header>");
}

fn figure(page: &mut Html, name: &'static str, value: String) {
    page.between("<div><dt>", name, "</dt><dd>").text(value).fixed("</dd></div>");
}

fn scored(page: &mut Html, s: &Score) {
    let minutes = |m: Option<f64>| m.map_or("none".to_owned(), |m| format!("{m} min"));
    figure(page, "incidents found", format!("{} of {}", s.found, s.incidents));
    figure(page, "false candidates", s.false_alerts.to_string());
    figure(page, "excused (first weekly peak)", s.excused.to_string());
    figure(page, "after the third customer, median", minutes(s.median_minutes_after_third_reporter));
    figure(page, "the same, nine of ten within", minutes(s.p90_minutes_after_third_reporter));
    figure(page, "duplicates", s.duplicates.to_string());
    figure(page, "linked episodes", s.linked_episodes.to_string());
    if s.rank_at_open_of > 0 {
        figure(page, "rank right when it opened", format!("{} of {}", s.rank_at_open_right, s.rank_at_open_of));
    }
    if s.cause_of > 0 {
        figure(page, "cause in first place", format!("{} of {}", s.cause_first, s.cause_of));
    }
    if s.gap_kind_of > 0 {
        figure(page, "kind of gap right", format!("{} of {}", s.gap_kind_right, s.gap_kind_of));
    }
}

fn candidate(page: &mut Html, m: &Material<'_>, number: usize, c: &Candidate) {
    page.between("\n<article id=\"c", number, "\"><h3>").text(&c.title).fixed("</h3><p>");
    let rank = c.ranks.first().map_or(c.rank, |r| r.rank).number();
    page.fixed(if rank == 1 { "<span class=\"rank rank1\">rank " } else { "<span class=\"rank rank2\">rank " });
    page.text(rank).fixed("</span>");
    verdict_of_truth(page, m, c);
    page.text(c.feature.as_str());
    if let Some(tier) = &c.slice.tier {
        page.between(", tier ", tier.as_str(), " only");
    }
    page.fixed("</p><p>").text(moment(c.opened_at)).fixed(" ").text(end(c));
    page.between(". ", many(c.customers, "customer"), ", ").text(many(c.messages, "message"));
    page.fixed(". First report ").text(moment(c.onset.observed));
    if let Some(stated) = &c.onset.stated {
        page.between("; customers say since ", moment(stated.at), "").between(" (“", &stated.words, "”)");
    }
    for rank in c.ranks.iter().skip(1) {
        page.between("; rank ", rank.rank.number(), " from ").text(moment(rank.at));
    }
    page.fixed(".</p>");
    if let Some(truth) = m.truth.filter(|_| m.incident_of(c).is_none()) {
        page.fixed(if is_excused(truth, c) { "<h4>Why it is excused</h4>" } else { "<h4>Why it is false</h4>" });
        page.between("<p>", false_one(truth, c).join(" "), "</p>");
    }
    let observed = chart::observed(c, &m.watched.verdicts, m.written);
    let expected = m.watched.usual.get(c.id.as_str()).map_or(&[][..], Vec::as_slice);
    chart::chart(page, c, &observed, expected);
    evidence(page, c);
    reports(page, c);
    changes(page, c);
    monitoring(page, c);
    help(page, c);
    page.fixed("</article>");
}

fn verdict_of_truth(page: &mut Html, m: &Material<'_>, c: &Candidate) {
    let Some(truth) = m.truth else { return };
    match m.incident_of(c) {
        Some(incident) => page.between("<span class=\"mark good\">incident ", &incident.id, "</span>"),
        None if is_excused(truth, c) => page.fixed("<span class=\"mark\">excused</span>"),
        None => page.fixed("<span class=\"mark bad\">false</span>"),
    };
}

fn end(c: &Candidate) -> String {
    match (c.recovery.resolved_at, c.recovery.route) {
        (Some(at), Some(Route::ClosedByOperator)) => format!("until {}, closed by the operator", moment(at)),
        (Some(at), Some(Route::Confirmed)) => format!("until {}, reporters say that it works again", moment(at)),
        (Some(at), Some(Route::Unheard)) => format!("until {}, no messages for a day", moment(at)),
        (Some(at), _) => format!("until {}", moment(at)),
        (None, _) => "and still open".to_owned(),
    }
}

fn evidence(page: &mut Html, c: &Candidate) {
    let e = &c.evidence;
    page.between("<p class=\"soft\">It opened with ", many(e.observed, "customer"), " in ").text(e.window.as_mins());
    page.fixed(" min");
    if let Some(tier) = &e.key_tier {
        page.between(" of tier ", tier.as_str(), "");
    }
    match (e.expected, e.expected_per_month) {
        (Some(usual), Some(by_chance)) => {
            page.between(" where ", number(usual), " are usual; chance alone brings that once in ");
            page.text(once_per(by_chance)).fixed(".</p>");
        }
        _ if e.rule == Rule::Split => {
            page.fixed(", whom a person split off another.</p>");
        }
        _ => {
            page.fixed(", before there was a baseline.</p>");
        }
    }
}

fn reports(page: &mut Html, c: &Candidate) {
    page.fixed("<h4>First reports</h4>");
    for report in c.reports.iter().take(SHOWN_REPORTS) {
        page.between("<blockquote><p>", &report.text, "</p><span class=\"soft\">").text(moment(report.occurred_at));
        page.fixed(", ").text(report.channel.name());
        if let Some(tier) = &report.tier {
            page.fixed(", ").text(tier.as_str());
        }
        page.between(", ", report.id.as_str(), "</span></blockquote>");
    }
}

fn changes(page: &mut Html, c: &Candidate) {
    page.fixed("<h4>What changed before</h4>");
    if c.changes.is_empty() {
        page.fixed("<p>None found in the hour before.</p>");
        return;
    }
    page.fixed("<ul>");
    for ranked in c.changes.iter().take(SHOWN_CHANGES) {
        let change = &ranked.change;
        page.fixed(if ranked.likely { "<li><strong>" } else { "<li><span>" }).text(change.kind.name());
        page.fixed(" ").text(&change.service).fixed(if ranked.likely { "</strong>" } else { "</span>" });
        if !change.summary.is_empty() {
            page.between(" “", &change.summary, "”");
        }
        page.between(", ", moment(change.time), ". <span class=\"soft\">").text(&ranked.why);
        page.fixed("</span></li>");
    }
    page.fixed("</ul>");
    let more = c.changes.len().saturating_sub(SHOWN_CHANGES);
    if more > 0 {
        page.between("<p class=\"soft\">", more, " more.</p>");
    }
}

fn monitoring(page: &mut Html, c: &Candidate) {
    let state = c.monitoring.state;
    page.between("<h4>Monitoring, at its last event</h4><p>", state, ": ").text(state.under_reports()).fixed(".</p>");
    if let Some(of) = &c.monitoring_of {
        page.between("<p>It is red for ", of.in_words(c.customers), "; the feature itself is ")
            .text(of.own)
            .fixed(".</p>");
    }
    let said: Vec<String> = c
        .monitoring
        .probes
        .iter()
        .take(SHOWN_PROBES)
        .map(|p| {
            let said = p.state.map_or("nothing yet", probe_said);
            let since = p.since.map_or(String::new(), |t| format!(" since {}", moment(t)));
            format!("{}: {said}{since}{}", p.probe.as_str(), if p.fresh { "" } else { ", not fresh" })
        })
        .collect();
    if !said.is_empty() {
        page.between("<p class=\"soft\">", said.join("; "), ".</p>");
    }
    if c.monitoring.is_red() || c.gaps.is_empty() {
        return;
    }
    page.fixed("<h4>Why monitoring may not see it</h4><ul>");
    for (i, gap) in c.gaps.iter().enumerate() {
        page.fixed("<li>").text(gap.kind.name().replace('_', " ")).fixed(": ").text(&gap.why);
        if i == 0 && c.gap_stands_out {
            page.fixed(" <strong>").text(c.where_to_start()).fixed("</strong>");
        }
        page.fixed("</li>");
    }
    page.fixed("</ul>");
}

/// What a person could have posted when it opened, how to see it oneself, and the probe that would have caught it.
fn help(page: &mut Html, c: &Candidate) {
    let draft = About::of(c).draft(Kind::Investigating, c.opened_at, None);
    page.between("<h4>To post when it opened</h4><p>", draft, "</p>");
    page.between("<h4>To see it oneself</h4><p>", Recipe::of(c).in_short(), "</p>");
    page.between("<h4>Would have caught it</h4><p>", ProposedProbe::of(c).sentence, "</p>");
}

fn all_missed(page: &mut Html, m: &Material<'_>) {
    let Some(truth) = m.truth else { return };
    let is_found = |i: &Incident| m.found.iter().any(|r| m.incident_of(&r.candidate).is_some_and(|of| of.id == i.id));
    page.fixed("\n<section><h2>Incidents missed</h2>");
    if truth.incidents.iter().all(is_found) {
        page.fixed("<p>None.</p>");
    }
    for (i, incident) in truth.incidents.iter().enumerate().filter(|(_, incident)| !is_found(incident)) {
        page.between("<article id=\"m", i + 1, "\"><h3>").text(&incident.id);
        if let Some(feature) = &incident.feature {
            page.fixed(" ").text(feature);
        }
        page.fixed("</h3><p>").text(moment(incident.start)).fixed(" to ").text(moment(incident.end)).fixed(".</p>");
        page.between("<p>", missed(m, incident).join(" "), "</p>");
        page.fixed("</article>");
    }
    page.fixed("</section>");
}

/// `Tuesday 2026-03-10 14:05`.
fn moment(at: Timestamp) -> String {
    format!("{} {} {}", weekday(at), date(at), at.clock_text())
}
