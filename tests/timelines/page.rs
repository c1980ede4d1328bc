//! A page as written: catalogue, probes and timed lines, each with what it expects.

use std::collections::BTreeMap;

use groundswell::change::Change;
use groundswell::config::{Catalogue, Probe, Probes};
use groundswell::ids::{FeatureId, ProbeId};
use groundswell::monitor::Observation;
use groundswell::time::{Span, Timestamp};
use serde_json::Value;

use crate::expect::{self, Expect};
use crate::things::{self, date};
use crate::words::{clock, length, quoted, split, without_comment};

/// A Monday: the day of a page that names none.
const FIRST_DAY: &str = "2026-03-09";

/// Everything a page says.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) source: Vec<String>,
    pub(crate) catalogue: Catalogue,
    pub(crate) probes: Probes,
    /// The time zone of the company's customers where their messages name none.
    pub(crate) zones: BTreeMap<String, String>,
    pub(crate) begins: Timestamp,
    pub(crate) lines: Vec<Line>,
}

/// One timed line, or a block of days.
#[derive(Debug)]
pub(crate) struct Line {
    /// Counted from 1.
    pub(crate) number: usize,
    pub(crate) from: Timestamp,
    /// Where its expectations are looked at: `from` but for a block.
    pub(crate) until: Timestamp,
    pub(crate) doing: Option<Doing>,
    pub(crate) expects: Vec<(usize, Expect)>,
}

/// What a line makes happen.
#[derive(Clone, Debug)]
pub(crate) enum Doing {
    Says(Says),
    Observes {
        observation: Observation,
        every: Option<Span>,
    },
    ProbeStops(ProbeId),
    Changes(Change),
    /// The whole inventory from then on.
    Inventory(Probes),
    /// Somebody of the company says something; features stand for their newest candidates.
    Feedback(Value),
    /// Something is read again, or no longer.
    Reading {
        what: Reading,
        on: bool,
    },
    /// Every `step` between two hours of the day, both included.
    Every {
        step: Span,
        hours: (i64, i64),
        says: Says,
    },
}

/// What can stop to be read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reading {
    /// Every source.
    All,
    /// The messages; monitoring and changes are read on.
    Messages,
    /// One partition of several: messages are read, but nobody knows whether they are all.
    ToTheEnd,
}

/// Somebody writes, once or often.
#[derive(Clone, Debug)]
pub(crate) struct Says {
    /// None: so many customers who never wrote before.
    pub(crate) who: Option<String>,
    pub(crate) count: u32,
    pub(crate) over: Span,
    pub(crate) tier: Option<String>,
    pub(crate) channel: &'static str,
    /// Taken in turn.
    pub(crate) texts: Vec<String>,
    pub(crate) written: Option<Timestamp>,
    /// `id`, `picked`, `account`, `language`, `region`, ...
    pub(crate) options: BTreeMap<String, String>,
}

/// Reads a page.
///
/// # Errors
/// The line that cannot be read, and why.
pub(crate) fn read(text: &str) -> Result<Page, String> {
    let source: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut reader = Reader::new(source)?;
    for number in 1..=reader.page.source.len() {
        let line = without_comment(&reader.page.source[number - 1]).to_owned();
        reader.line(number, &line).map_err(|why| format!("line {number}: {line}\n  {why}"))?;
    }
    let named = |feature: &FeatureId| reader.page.catalogue.get(feature).is_some();
    match reader
        .page
        .probes
        .probes
        .values()
        .chain(reader.probes.probes.values())
        .flat_map(|p| &p.features)
        .find(|f| !named(f))
    {
        Some(unknown) => Err(format!("a probe names {unknown}, which the catalogue does not")),
        None => Ok(reader.page),
    }
}

struct Reader {
    page: Page,
    /// The probes there are by the line that is read.
    probes: Probes,
    day: Timestamp,
    /// Where the last block of days began.
    block: Timestamp,
}

impl Reader {
    fn new(source: Vec<String>) -> Result<Self, String> {
        let day = date(FIRST_DAY)?;
        let page = Page {
            source,
            catalogue: Catalogue::default(),
            probes: Probes::default(),
            zones: BTreeMap::new(),
            begins: day,
            lines: Vec::new(),
        };
        Ok(Self { page, probes: Probes::default(), day, block: day })
    }

    fn line(&mut self, number: usize, line: &str) -> Result<(), String> {
        let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        match first {
            "" => Ok(()),
            "day" => self.new_day(date(rest)?),
            "next" => self.new_day(self.day + Span::from_days(1)),
            "catalogue" => {
                let feature = things::feature(rest)?;
                self.page.catalogue.features.insert(feature.id.clone(), feature);
                Ok(())
            }
            "probe" => {
                let probe = things::probe(rest)?;
                self.probes.probes.insert(probe.id.clone(), probe.clone());
                self.page.probes.probes.insert(probe.id.clone(), probe);
                Ok(())
            }
            "zone" => {
                self.page.zones.insert("*".into(), rest.into());
                Ok(())
            }
            "every" => self.every(number, rest, false),
            "and" => self.every(number, rest.strip_prefix("every").ok_or("`and every ...`")?.trim(), true),
            "->" => {
                let last = self.page.lines.last_mut().ok_or("an expectation needs a timed line before it")?;
                last.expects.push((number, expect::read(rest)?));
                Ok(())
            }
            _ => {
                let clock = clock(first).ok_or_else(|| format!("{first:?} begins no line of a page"))?;
                self.timed(number, self.day + clock, rest)
            }
        }
    }

    fn new_day(&mut self, day: Timestamp) -> Result<(), String> {
        if self.page.lines.is_empty() {
            self.page.begins = day;
        } else if day < self.day {
            return Err("time goes forward only".into());
        }
        self.day = day;
        Ok(())
    }

    fn timed(&mut self, number: usize, at: Timestamp, text: &str) -> Result<(), String> {
        if self.page.lines.last().is_some_and(|last| last.until > at) {
            return Err("time goes forward only".into());
        }
        let (doing, expected) = match split_arrow(text) {
            (doing, Some(expected)) => (doing, Some((number, expect::read(expected)?))),
            (doing, None) => (doing, None),
        };
        let doing = if doing.is_empty() { None } else { Some(self.doing(at, doing)?) };
        if doing.is_none() && expected.is_none() {
            return Err("nothing happens and nothing is expected".into());
        }
        self.page.lines.push(Line { number, from: at, until: at, doing, expects: expected.into_iter().collect() });
        Ok(())
    }

    fn doing(&mut self, at: Timestamp, text: &str) -> Result<Doing, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            ["understand", "stops"] => Ok(Doing::Reading { what: Reading::All, on: false }),
            ["understand", "resumes"] => Ok(Doing::Reading { what: Reading::All, on: true }),
            ["messages", "stop"] => Ok(Doing::Reading { what: Reading::Messages, on: false }),
            ["messages", "resume"] => Ok(Doing::Reading { what: Reading::Messages, on: true }),
            ["one", "partition", "lags"] => Ok(Doing::Reading { what: Reading::ToTheEnd, on: false }),
            ["one", "partition", "catches", "up"] => Ok(Doing::Reading { what: Reading::ToTheEnd, on: true }),
            ["feedback", rest @ ..] => things::feedback(rest).map(Doing::Feedback),
            ["probe", id, "is", "gone"] => {
                let id = self.known_probe(id)?.id.clone();
                self.probes.probes.remove(&id);
                Ok(Doing::Inventory(self.probes.clone()))
            }
            ["probe", ..] => {
                let probe = things::probe(text.trim_start_matches("probe"))?;
                self.probes.probes.insert(probe.id.clone(), probe);
                Ok(Doing::Inventory(self.probes.clone()))
            }
            ["change", ..] => things::change(self.day, at, text).map(Doing::Changes),
            [probe, "stops"] => Ok(Doing::ProbeStops(self.known_probe(probe)?.id.clone())),
            [probe, "is", ..] => {
                let (observation, every) = things::observation(self.known_probe(probe)?, self.day, at, text)?;
                Ok(Doing::Observes { observation, every })
            }
            _ => self.says(text).map(Doing::Says),
        }
    }

    fn known_probe(&self, id: &str) -> Result<&Probe, String> {
        let id = ProbeId::new(id).map_err(|e| e.to_string())?;
        self.probes.probes.get(&id).ok_or_else(|| format!("no probe {id} above"))
    }

    /// `ann (pro) chats 3 times over 10m "text" or "text", written 14:02, id m-7`
    fn says(&self, text: &str) -> Result<Says, String> {
        let from = text.find('"').ok_or("who says what? a text stands in quotes")?;
        let until = text.rfind('"').unwrap_or(from);
        let (texts, between) = quoted(&text[from..=until])?;
        if between.split_whitespace().any(|word| word != "or") {
            return Err(format!("{between:?} between two texts; `or` is all there can be"));
        }
        let words: Vec<&str> = text[..from].split_whitespace().collect();
        let (mut says, mut words) = subject(&words)?;
        while let [a, b, rest @ ..] = words {
            match (*a, *b) {
                ("over", span) => says.over = length(span)?,
                (n, "times") => says.count = n.parse().map_err(|_| format!("{n:?} times"))?,
                _ => return Err(format!("{a:?} {b:?} is neither `N times` nor `over 10m`")),
            }
            words = rest;
        }
        if let [left] = words {
            return Err(format!("{left:?} means nothing here"));
        }
        says.texts = texts;
        for option in split(text[until + 1..].trim().trim_start_matches(',').trim(), ',') {
            match option.split_once(' ') {
                Some(("written", time)) => says.written = Some(self.day + clock(time).ok_or("no time")?),
                Some((name, value)) => drop(says.options.insert(name.into(), value.trim().into())),
                None if option.is_empty() => {}
                None => return Err(format!("{option:?} says nothing of a message")),
            }
        }
        Ok(says)
    }

    /// `every hour 9-17 for 3 weeks: 2 customers write "text"`: from the current day on, which is the
    /// day after it afterwards. `and every ...` runs beside the block before it.
    fn every(&mut self, number: usize, text: &str, beside: bool) -> Result<(), String> {
        let (head, says) = text.split_once(':').ok_or("`every hour 9-17 for 3 weeks: who says what`")?;
        let words: Vec<&str> = head.split_whitespace().collect();
        let (step, hours, long) = match words.as_slice() {
            [step, "for", long @ ..] => (*step, "0-23", long),
            [step, hours, "for", long @ ..] => (*step, *hours, long),
            _ => return Err("`every hour 9-17 for 3 weeks: ...`".into()),
        };
        let step = match step {
            "hour" => Span::from_hours(1),
            "day" => Span::from_days(1),
            other => length(other)?,
        };
        let hour = |h: &str| h.parse::<i64>().ok().filter(|h| (0..24).contains(h)).ok_or(format!("{h:?} is no hour"));
        let (first, last) = hours.split_once('-').ok_or("hours from-to, as 9-17")?;
        let doing = Doing::Every { step, hours: (hour(first)?, hour(last)?), says: self.says(says)? };
        if !beside {
            if self.page.lines.last().is_some_and(|last| last.until > self.day) {
                self.day += Span::from_days(1);
            }
            self.block = self.day;
        }
        let until = self.block + length(&long.join(" "))?;
        if beside && until != self.day {
            return Err("it has to be as long as the block it runs beside".into());
        }
        self.day = until;
        let line = Line { number, from: self.block, until, doing: Some(doing), expects: Vec::new() };
        // What runs beside is part of the same block: its expectations are looked at once, at the end.
        let at = if beside { self.page.lines.len().saturating_sub(1) } else { self.page.lines.len() };
        self.page.lines.insert(at, line);
        Ok(())
    }
}

/// Who and on which channel; what is left of the words.
fn subject<'a>(words: &'a [&'a str]) -> Result<(Says, &'a [&'a str]), String> {
    let (who, count, rest) = match words {
        [n, "customers" | "customer", rest @ ..] => (None, n.parse().map_err(|_| format!("{n:?} customers"))?, rest),
        [name, rest @ ..] => (Some((*name).to_owned()), 1, rest),
        [] => return Err("nobody says it".into()),
    };
    let (tier, rest) = match rest {
        [tier, rest @ ..] if tier.starts_with('(') => (Some(tier.trim_matches(['(', ')']).to_owned()), rest),
        _ => (None, rest),
    };
    let [verb, rest @ ..] = rest else { return Err("says how? (chats, writes, tickets, posts, notes)".into()) };
    let channel = match verb.trim_end_matches('s') {
        "chat" => "chat",
        "write" => "email",
        "ticket" => "ticket",
        "post" => "social",
        "note" => "internal",
        _ => return Err(format!("{verb:?} is no way to say it (chats, writes, tickets, posts, notes)")),
    };
    let says = Says {
        who,
        count,
        over: Span::ZERO,
        tier,
        channel,
        texts: Vec::new(),
        written: None,
        options: BTreeMap::new(),
    };
    Ok((says, rest))
}

fn split_arrow(text: &str) -> (&str, Option<&str>) {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        if c == '"' {
            quoted = !quoted;
        } else if !quoted && text[at..].starts_with("->") {
            return (text[..at].trim(), Some(text[at + 2..].trim()));
        }
    }
    (text.trim(), None)
}
