//! What stands around the count: what they tried, gaps, dependencies, habits.

use super::words::{plain, wrap};
use super::{BOLD, View};
use crate::candidate::context::{Dependency, DependencyState, TagKind};
use crate::candidate::{Candidate, Gap};
use crate::signal::{StatedOnset, ZoneSource, language_name, specificity_in_words};

/// Most actions named.
const MAX_TRIED: usize = 3;
/// Width of "little", and of the star behind it.
const GIVES: usize = 7;
/// Most lines of one report: the original says the rest.
const MAX_REPORT_LINES: usize = 2;

impl View {
    /// The customers' own words, before any statistic (R16).
    pub(super) fn reports(&mut self, c: &Candidate) {
        let answered = if c.reports.iter().any(|r| r.can_be_reached) { "; * can be answered" } else { "" };
        let heading = "What they say";
        let head = format!("{}  ", self.paint(BOLD, heading));
        self.wrapped(heading.len() + 2, &format!("(how much each gives to work with{answered})"), &head);
        let tiers = c
            .reports
            .iter()
            .map(|r| r.tier.as_ref().map_or(1, |t| plain(t.as_str()).chars().count()))
            .max()
            .unwrap_or(1);
        let times = c.reports.iter().map(|r| self.clock(r.occurred_at).chars().count()).max().unwrap_or_default();
        for report in &c.reports {
            let tier = report.tier.as_ref().map_or_else(|| "-".to_owned(), |t| plain(t.as_str()));
            let reach = if report.can_be_reached { '*' } else { ' ' };
            let time = self.clock(report.occurred_at);
            let gives = format!("{}{reach}", specificity_in_words(report.specificity));
            let head = format!("  {time:>times$}  {tier:<tiers$}  {gives:<GIVES$} ");
            let text = self.cut(head.chars().count(), &plain(&report.text));
            self.hanging(&head, &text);
        }
    }

    /// As much of a text as its lines behind so many columns hold.
    fn cut(&self, indent: usize, text: &str) -> String {
        const MORE: &str = " ...";
        let width = self.width.saturating_sub(indent);
        let lines = wrap(text, width);
        if lines.len() <= MAX_REPORT_LINES {
            return text.to_owned();
        }
        let mut shown = lines.into_iter().take(MAX_REPORT_LINES).collect::<Vec<_>>();
        if let Some(last) = shown.last_mut() {
            while last.chars().count() + MORE.len() > width && !last.is_empty() {
                last.truncate(last.rfind(' ').unwrap_or(0));
            }
            last.push_str(MORE);
        }
        shown.join(" ")
    }

    /// That nobody can tell their questions from their problems.
    pub(super) fn languages(&mut self, c: &Candidate) {
        if !c.languages_without_cues.is_empty() {
            let languages =
                c.languages_without_cues.iter().map(|code| plain(language_name(code))).collect::<Vec<_>>().join(", ");
            let text = format!("no problem cues are known for {languages}: questions may be among the reports");
            self.section("Language", &text);
        }
    }

    /// What they tried.
    pub(super) fn tried(&mut self, c: &Candidate) {
        let tried = c.context.tried.iter().take(MAX_TRIED);
        let tried: Vec<String> =
            tried.map(|(action, n)| format!("to {} ({n} of {})", action.name(), c.customers)).collect();
        if !tried.is_empty() {
            let said: u32 = c.context.tried.iter().map(|(_, n)| n).sum();
            let silent = match c.customers.saturating_sub(said) {
                0 => String::new(),
                n => format!("; not known of {n}"),
            };
            self.section("They tried", &format!("{}{silent}", tried.join(", ")));
        }
        if let Some(soft) = &c.context.soft_failure {
            self.section("Between steps", &plain(&soft.why));
        }
    }

    /// Under a reading that is not red: which kind of gap could explain it (R8, R25).
    pub(super) fn gap(&mut self, c: &Candidate) {
        let Some(closest) = c.gaps.first() else {
            let why = if c.is_unnamed() {
                "a gap, not a contradiction: no probe can name what the catalogue does not"
            } else {
                "a gap in monitoring, not a contradiction; which kind is not known"
            };
            return self.section("", why);
        };
        let kind = |gap: &Gap| format!("{} ({} confidence)", gap.kind.name().replace('_', "-"), gap.confidence.name());
        let others: Vec<String> = c.gaps.iter().skip(1).map(kind).collect();
        let why = plain(&closest.why);
        let mut text =
            format!("a gap, not a contradiction. Closest: {}. {}.", kind(closest), why.trim_end_matches('.'));
        text.push_str(&format!(" {}", c.where_to_start()));
        if !others.is_empty() {
            text.push_str(&format!(" Also: {}.", others.join(", ")));
        }
        self.section("", &text);
    }

    /// What it depends on, each with its state.
    pub(super) fn dependencies(&mut self, c: &Candidate) {
        let each: Vec<String> = c.context.dependencies.iter().map(|d| self.dependency(d)).collect();
        if !each.is_empty() {
            self.section("Depends on", &each.join("; "));
        }
    }

    fn dependency(&self, d: &Dependency) -> String {
        let name = plain(&d.name);
        let by = d.probe.as_ref().map(|p| format!(" ({})", plain(p.as_str()))).unwrap_or_default();
        let since = d.since.map(|t| format!(" since {}", self.clock(t))).unwrap_or_default();
        match d.state {
            DependencyState::Ok => format!("{name} ok{by}"),
            DependencyState::Failing => format!("{name} failing{since}{by}"),
            DependencyState::Silent => format!("{name} not known, its probe is silent{by}"),
            DependencyState::NotProbed => format!("{name} not probed"),
        }
    }

    /// What is missing in monitoring and deployment.
    pub(super) fn tags(&mut self, c: &Candidate) {
        // Of what no probe looks at, monitoring says so.
        let said = |kind: TagKind| kind == TagKind::NoApplicationMetrics && c.monitoring.probes.is_empty();
        for (i, tag) in c.context.tags.iter().filter(|tag| !said(tag.kind)).enumerate() {
            let label = if i == 0 { "Noted" } else { "" };
            self.section(label, &format!("{}: {}", tag.kind.name().replace('_', " "), plain(&tag.why)));
        }
    }
}

/// In which time zone the words of an onset were read: `, read as Europe/Paris time`.
pub(super) fn read_in(stated: &StatedOnset) -> String {
    let Some(read_in) = &stated.read_in else { return String::new() };
    let zone = plain(&read_in.zone);
    match read_in.source {
        ZoneSource::Words => String::new(),
        ZoneSource::Message => format!(", read as {zone}, the customer's time"),
        ZoneSource::Settings => format!(", read as {zone}, as set for this tenant"),
        ZoneSource::Assumed => ", read as UTC: the customer's time zone is not known".to_owned(),
    }
}
