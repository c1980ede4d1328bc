//! One candidate as the person on call reads it: what, since when, who, how sure, what changed, what to
//! try, what to post. That much stands in the first screen; what can be read later stands below.
//!
//! The customers' words come first, before any statistic. What a customer wrote is text and nothing
//! else: no control character of it reaches the terminal.

use crate::candidate::Candidate;
use crate::engine::output::ClusterState;
use crate::ids::TenantId;
use crate::monitor::{HealthState, ProbeSaid, ProbeState};
use crate::rank::Rank;
use crate::signal::Channel;
use crate::time::Timestamp;

mod around;
mod beside;
mod changes;
mod ending;
mod entry;
mod impact;
mod posting;
mod unlikely;
pub(super) mod words;

use around::read_in;
use beside::{beside, ids};
use unlikely::unlikely;

use words::{copies, date, many, plain, probe_said, wrap};

/// Column in which the text of a section begins.
const INDENT: usize = 16;
/// Narrower than this nothing can be laid out; the lines are then this wide.
const NARROWEST: usize = 48;
/// Most things in common shown, the most telling first.
const MAX_FACTORS: usize = 3;
/// Most probes shown: those that are not well first, then the strongest kind.
const MAX_PROBES: usize = 3;

/// The view as plain text, wrapped at `width` characters. Times are UTC.
#[must_use]
pub fn candidate(c: &Candidate, now: Timestamp, width: usize) -> String {
    View { now, width: width.max(NARROWEST), colour: false, out: String::new() }.of(c)
}

/// The same with colours, for a terminal.
#[must_use]
pub fn candidate_in_colour(c: &Candidate, now: Timestamp, width: usize) -> String {
    View { now, width: width.max(NARROWEST), colour: true, out: String::new() }.of(c)
}

/// An entry of the watch list, as it stood when it was told last.
#[must_use]
pub fn entry(tenant: &TenantId, cluster: &ClusterState, now: Timestamp, width: usize) -> String {
    View { now, width: width.max(NARROWEST), colour: false, out: String::new() }.entry(tenant, cluster)
}

struct View {
    now: Timestamp,
    width: usize,
    colour: bool,
    out: String,
}

impl View {
    fn of(mut self, c: &Candidate) -> String {
        self.headline(c);
        self.who(c);
        self.line("");
        self.reports(c);
        self.line("");
        self.section("How unlikely", &unlikely(c, self.now));
        self.monitoring(c);
        self.changes(c);
        if c.recovery.resolved_at.is_none() {
            self.section("What to do", what_to_do(c.rank));
        }
        self.try_it(c);
        self.post_now(c);
        self.ending(c);
        self.line("");
        self.for_later(c);
        for line in wrap(&ids(c), self.width) {
            self.line(&self.paint(DIM, &line));
        }
        self.out
    }

    /// What is not needed in the first minutes.
    fn for_later(&mut self, c: &Candidate) {
        self.in_common(c);
        self.tried(c);
        self.other_teams(c);
        self.dependencies(c);
        self.affected(c);
        self.tags(c);
        self.languages(c);
    }

    fn headline(&mut self, c: &Candidate) {
        let says = match c.rank {
            Rank::Confirmed => "Customers and monitoring report the same",
            Rank::CustomersOnly => "Customers report what monitoring does not",
            Rank::OneCustomer => "One customer reports",
            Rank::MonitoringOnly => "Monitoring alone reports",
        };
        let mut mark = format!("RANK {}", c.rank.number());
        if c.recovery.resolved_at.is_some() {
            mark = format!("{}, was {}", ending::mark(c), mark.to_lowercase());
        }
        if c.historic {
            mark.push_str(", historic");
        }
        if c.confirmed_at.is_some() {
            mark.push_str(", confirmed");
        }
        let about = c.feature.words().map_or_else(|| c.feature.to_string(), |words| format!("\"{words}\""));
        let mut whose = format!("{} / {}", c.tenant, plain(&about));
        for part in c.slice.tier.iter().map(|t| t.as_str()).chain(c.slice.region.as_deref()) {
            whose = format!("{whose} / {}", plain(part));
        }
        let colour = if c.recovery.resolved_at.is_some() {
            DIM
        } else if c.rank == Rank::Confirmed {
            RED
        } else {
            YELLOW
        };
        self.in_one_line((&mark, colour), says, &whose);
    }

    /// The first line: the mark, what it says, and at the right edge whose it is.
    fn in_one_line(&mut self, (mark, colour): (&str, &str), says: &str, whose: &str) {
        let used = mark.chars().count() + 2 + says.chars().count() + whose.chars().count();
        let mark = self.paint(colour, mark);
        match self.width.checked_sub(used).filter(|space| *space >= 2) {
            Some(space) => self.line(&format!("{mark}  {says}{}{whose}", " ".repeat(space))),
            None => {
                self.line(&mark);
                self.wrapped(2, says, "  ");
                self.wrapped(2, whose, "  ");
            }
        }
    }

    fn who(&mut self, c: &Candidate) {
        for line in wrap(&plain(&c.title), self.width) {
            self.line(&self.paint(BOLD, &line));
        }
        if c.feature.is_topic() {
            let why = if c.is_unnamed() {
                ": no feature of the catalogue explains it"
            } else {
                ", which say more than the catalogue's"
            };
            self.wrapped(2, &format!("named after the customers' own words{why}"), "  ");
        }
        let first = self.clock(c.onset.observed);
        let since = match &c.onset.stated {
            Some(stated) if stated.rough => {
                format!("since {first} UTC, the first report (one says \"{}\")", plain(&stated.words))
            }
            Some(stated) if stated.at < c.onset.observed => {
                format!(
                    "since about {} UTC (first report {first}, one says \"{}\"{})",
                    self.clock(stated.at),
                    plain(&stated.words),
                    read_in(stated)
                )
            }
            _ => format!("since {first} UTC, the first report"),
        };
        self.wrapped(2, &since, "  ");
        let mut tiers: Vec<_> = c.by_tier.iter().collect();
        tiers.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
        let tiers = tiers.iter().map(|(tier, n)| format!("{n} {}", plain(tier))).collect::<Vec<_>>().join(", ");
        let channels =
            c.by_channel.iter().map(|(channel, n)| many(*n, channel_word(*channel))).collect::<Vec<_>>().join(", ");
        let within = c.recovery.quiet_since - c.onset.observed;
        let messages = many(c.messages, "message");
        let who = format!("{} in {within} ({tiers}; {messages}: {channels})", many(c.customers, "distinct customer"));
        self.wrapped(2, &who, "  ");
        if c.copies > 0 {
            self.wrapped(2, &copies(c.copies, c.copied_texts), "  ");
        }
        if c.accounts == 1 && c.customers > 1 {
            self.wrapped(2, "of one account, as far as accounts are known", "  ");
        }
        for line in beside(c, &|at| self.clock(at)) {
            self.wrapped(2, &line, "  ");
        }
        let age = match c.recovery.resolved_at {
            Some(at) => format!("opened {} UTC, was open for {}", self.clock(c.opened_at), at - c.opened_at),
            None if self.now == c.opened_at => format!("opened {} UTC, just now", self.clock(c.opened_at)),
            None => format!("opened {} UTC, open for {}", self.clock(c.opened_at), self.now - c.opened_at),
        };
        self.wrapped(2, &format!("{age}{}{}", self.earlier_ranks(c), self.posted(c)), "  ");
    }

    fn earlier_ranks(&self, c: &Candidate) -> String {
        let rises = c.ranks.iter().skip(1).map(|r| format!(", rank {} since {}", r.rank.number(), self.clock(r.at)));
        let again = c.previous_episode.as_ref().map(|_| format!("; it came back: episode {}", c.episode));
        rises.chain(again).collect()
    }

    fn in_common(&mut self, c: &Candidate) {
        for (i, factor) in c.factors.iter().filter(|f| f.sets_apart()).take(MAX_FACTORS).enumerate() {
            self.section(if i == 0 { "In common" } else { "" }, &plain(&factor.why));
        }
    }

    fn monitoring(&mut self, c: &Candidate) {
        let mut text = state(c.monitoring.state);
        if let Some(of) = &c.monitoring_of {
            text = format!("{text} for {}", plain(&of.in_words(c.customers)));
        }
        let mut probes: Vec<&ProbeSaid> = c.monitoring.probes.iter().collect();
        // Stable: of those alike the strongest kind comes first, as before.
        probes.sort_by_key(|said| said.state == Some(ProbeState::Ok));
        let said: Vec<String> = probes.iter().take(MAX_PROBES).map(|probe| self.probe(probe)).collect();
        if !said.is_empty() {
            text = format!("{text}: {}", said.join("; "));
        }
        let left_out = c.monitoring.probes.len().saturating_sub(MAX_PROBES);
        if left_out > 0 {
            text.push_str(&format!("; {left_out} more"));
        }
        self.section("Monitoring", &text);
        if let Some(of) = &c.monitoring_of {
            self.section("", &format!("the feature itself is {}", state(of.own)));
        }
        if c.monitoring.is_red() {
            return;
        }
        self.gap(c);
    }

    fn probe(&self, said: &ProbeSaid) -> String {
        let place = said.region.as_ref().map(|r| format!(" ({})", plain(r))).unwrap_or_default();
        let name = format!("{}{place}", plain(said.probe.as_str()));
        let (Some(state), Some(at)) = (said.state, said.observed_at) else {
            return format!("{name} has never said anything");
        };
        let word = probe_said(state);
        let since = said.since.filter(|_| state != ProbeState::Ok);
        let since = since.map_or_else(|| ",".to_owned(), |t| format!(" since {}, last seen", self.clock(t)));
        let stale = if said.fresh { "" } else { ", too old to count" };
        let silenced = if said.silenced { ", silenced" } else { "" };
        format!("{name} {word}{since} {} ago{stale}{silenced}", self.now - at)
    }

    fn ending(&mut self, c: &Candidate) {
        for (name, text) in ending::sections(c, &|at| self.clock(at)) {
            self.section(name, &text);
        }
        if c.late_messages > 0 {
            self.section("", &format!("{} written before that and read after it", many(c.late_messages, "report")));
        }
        if c.messages_after > 0 {
            self.section("", &format!("{} since: too few to open it again", many(c.messages_after, "report")));
        }
    }

    /// The time of day, with the day where it is another one.
    fn clock(&self, t: Timestamp) -> String {
        if t.day() == self.now.day() { t.clock_text() } else { format!("{} {}", date(t), t.clock_text()) }
    }

    fn section(&mut self, label: &str, text: &str) {
        let pad = " ".repeat(INDENT.saturating_sub(label.chars().count()));
        let head = format!("{}{pad}", self.paint(BOLD, label));
        self.wrapped(INDENT, text, &head);
    }

    fn hanging(&mut self, head: &str, text: &str) {
        self.wrapped(head.chars().count(), text, head);
    }

    /// Text after `head`, which takes `indent` columns (colours take none); further lines below it.
    fn wrapped(&mut self, indent: usize, text: &str, head: &str) {
        for (i, line) in wrap(text, self.width.saturating_sub(indent)).iter().enumerate() {
            if i == 0 {
                self.line(&format!("{head}{line}"))
            } else {
                self.line(&format!("{}{line}", " ".repeat(indent)))
            }
        }
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    fn paint(&self, colour: &str, text: &str) -> String {
        if self.colour && !text.is_empty() { format!("\u{1b}[{colour}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

const BOLD: &str = "1";
const DIM: &str = "2";
const RED: &str = "1;31";
const YELLOW: &str = "1;33";

const fn channel_word(channel: Channel) -> &'static str {
    match channel {
        Channel::Ticket => "ticket",
        Channel::Chat => "chat",
        Channel::Email => "e-mail",
        Channel::Social => "post",
        Channel::Internal => "internal message",
    }
}

const fn what_to_do(rank: Rank) -> &'static str {
    match rank {
        Rank::Confirmed => "act now, and post within minutes",
        Rank::CustomersOnly => "investigate it as real, and post: also while monitoring is silent",
        Rank::OneCustomer | Rank::MonitoringOnly => "look into it; do not post",
    }
}

fn state(health: HealthState) -> String {
    match health {
        HealthState::Uncovered => "uncovered, no probe looks at it".to_owned(),
        HealthState::Unknown => "unknown, nothing of this monitoring is fresh".to_owned(),
        HealthState::Stale => "stale, its probes have said nothing in time".to_owned(),
        HealthState::Red => "red".to_owned(),
        HealthState::Partial => "partly red".to_owned(),
        HealthState::Green(kind) if kind.is_strong() => format!("green ({})", kind.name().replace('_', " ")),
        HealthState::Green(kind) => format!("weakly green ({} only)", kind.name().replace('_', " ")),
    }
}

#[cfg(test)]
mod tests;
