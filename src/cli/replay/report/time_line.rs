//! What happened and what was noticed, feature by feature, on one axis of time.

use std::collections::BTreeMap;

use super::html::Html;
use super::material::Material;
use crate::cli::show::words::date;
use crate::time::{Span, Timestamp};

/// The drawing's own units; the page stretches it.
const WIDTH: f64 = 1_000.0;
/// The narrowest bar.
const LEAST: f64 = 4.0;

/// One bar of a row.
struct Bar {
    class: &'static str,
    from: Timestamp,
    to: Timestamp,
    link: String,
    says: String,
}

/// One row a feature: incidents above, candidates below.
pub(super) fn time_line(page: &mut Html, m: &Material<'_>) {
    let times = || m.written.values().map(|w| w.at);
    let (Some(first), Some(last)) = (times().min(), times().max()) else { return };
    let length = (last - first).as_millis().max(1) as f64;
    let x = |at: Timestamp| ((at - first).as_millis() as f64 / length * WIDTH).clamp(0.0, WIDTH);
    let rows = rows(m, last);
    if rows.is_empty() {
        return;
    }
    page.fixed("<section><h2>Time line</h2><p class=\"legend\">");
    if m.truth.is_some() {
        page.fixed("<span><i class=\"key incident\"></i>incident found</span> <span><i class=\"key missed\"></i>incident missed</span> ");
    }
    page.fixed("<span><i class=\"key candidate\"></i>candidate</span>");
    if m.truth.is_some() {
        page.fixed(" <span><i class=\"key false\"></i>candidate of no incident</span>");
    }
    page.fixed("</p><div class=\"lines\">");
    for (feature, bars) in rows {
        page.between("<div class=\"row\"><span>", feature, "</span>");
        page.fixed("<svg viewBox=\"0 0 1000 24\" preserveAspectRatio=\"none\">");
        let mut day = Timestamp::from_hour((first.day() + 1) * 24);
        while day < last {
            // Monday's line is stronger: weeks are told apart.
            let class =
                if day.hour_of_week() == 0 { "<path class=\"week\" d=\"M" } else { "<path class=\"day\" d=\"M" };
            page.fixed(class).number(x(day)).fixed(" 0V24\"/>");
            day += Span::from_days(1);
        }
        for bar in bars {
            page.between("<a href=\"#", &bar.link, "\">").fixed(bar.class);
            // Never quite nothing, and never beyond the end: an hour of a month is to be seen.
            let width = (x(bar.to) - x(bar.from)).max(LEAST);
            page.number(x(bar.from).min(WIDTH - width)).fixed("\" width=\"").number(width);
            page.between("\"><title>", &bar.says, "</title></rect></a>");
        }
        page.fixed("</svg></div>");
    }
    page.between("<div class=\"row\"><span></span><div class=\"times\"><span>", date(first), "</span><span>");
    page.text(date(last)).fixed("</span></div></div></div></section>");
}

fn rows(m: &Material<'_>, last: Timestamp) -> BTreeMap<String, Vec<Bar>> {
    let mut rows: BTreeMap<String, Vec<Bar>> = BTreeMap::new();
    for (i, incident) in m.truth.iter().flat_map(|t| &t.incidents).enumerate() {
        let first = m.found.iter().position(|r| m.incident_of(&r.candidate).is_some_and(|of| of.id == incident.id));
        let (class, link) = match first {
            Some(place) => ("<rect class=\"incident\" y=\"2\" height=\"9\" x=\"", format!("c{}", place + 1)),
            None => ("<rect class=\"missed\" y=\"2\" height=\"9\" x=\"", format!("m{}", i + 1)),
        };
        let says = format!("{}, {} to {}", incident.id, incident.start, incident.end);
        let bar = Bar { class, from: incident.start, to: incident.end, link, says };
        rows.entry(incident.feature.clone().unwrap_or_default()).or_default().push(bar);
    }
    for (i, c) in m.found.iter().map(|r| &r.candidate).enumerate() {
        let to = c.recovery.resolved_at.unwrap_or(last);
        let is_false = m.truth.is_some() && m.incident_of(c).is_none();
        let class = if is_false {
            "<rect class=\"false\" y=\"13\" height=\"9\" x=\""
        } else {
            "<rect class=\"candidate\" y=\"13\" height=\"9\" x=\""
        };
        let says = format!("{}, from {}", c.title, c.opened_at);
        let bar = Bar { class, from: c.opened_at, to, link: format!("c{}", i + 1), says };
        rows.entry(c.feature.as_str().to_owned()).or_default().push(bar);
    }
    rows
}
