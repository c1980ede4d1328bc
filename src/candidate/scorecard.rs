//! The scorecard (R42, R64): what was found, who knew it first, how much earlier, how much of it was right, and
//! which blind spots have since been closed; by month and feature.
//!
//! It must never hold anything of a customer, and never count what nobody said as right.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub mod blind;
pub mod figures;

use super::answers::Dismissal;
use super::{Candidate, CandidateEvent, EventKind, Route, Rule};
use crate::ids::{CandidateId, FeatureId};
use crate::rank::Rank;
use crate::time::{Month, Span, Timestamp};
use blind::{Asked, Inventory};
use figures::Figures;

/// Months kept, the newest one included: a year and the same month of the year before.
pub const MAX_MONTHS: i32 = 13;
/// Candidates kept of one month: many times what a person looks at. Further ones are counted only.
pub const MAX_CANDIDATES: usize = 1_000;
/// Open blind spots told by name: a page that a team works through.
pub const MAX_TOLD: usize = 50;

/// What a row of the scorecard is of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Of {
    /// A feature of the catalogue.
    Feature(FeatureId),
    /// Topics of which no feature is known, together: each is a name of its own.
    Topics,
    /// Candidates of everything at once.
    Everything,
}

impl Of {
    fn candidate(c: &Candidate) -> Self {
        if c.evidence.rule == Rule::Everything {
            return Self::Everything;
        }
        let known = c.known_as().find(|f| !f.is_topic());
        known.map_or(Self::Topics, |feature| Self::Feature(feature.clone()))
    }
}

/// Who knew first, as it stood when the candidate opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum First {
    /// Customers: monitoring was not red yet.
    Customers,
    /// Customers, but monitoring turned red between the first report and the opening.
    CustomersThenRed,
    /// Monitoring: a probe was red before the first report was written.
    Monitoring,
}

impl First {
    /// By what is known when a candidate opens.
    #[must_use]
    pub fn of(c: &Candidate) -> Self {
        if !c.monitoring.is_red() {
            return Self::Customers;
        }
        c.monitoring.red_since().map_or(Self::CustomersThenRed, |since| Self::red_since(since, c))
    }

    fn red_since(since: Timestamp, c: &Candidate) -> Self {
        if since < c.onset.observed { Self::Monitoring } else { Self::CustomersThenRed }
    }

    /// The `by` label of the metric.
    #[must_use]
    pub const fn by(self) -> &'static str {
        match self {
            Self::Customers | Self::CustomersThenRed => "customers",
            Self::Monitoring => "monitoring",
        }
    }
}

/// What people said of a candidate last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Judged {
    /// It is an incident.
    Confirmed,
    /// It was dismissed.
    Dismissed(Dismissal),
}

impl Judged {
    fn of(c: &Candidate) -> Option<Self> {
        let confirmed = c.confirmed_at;
        let dismissed = c.recovery.answers.dismissed.as_ref().map(|d| Self::Dismissed(d.reason));
        let later = confirmed.zip(c.recovery.resolved_at).is_none_or(|(confirmed, end)| confirmed < end);
        dismissed.filter(|_| later).or_else(|| confirmed.map(|_| Self::Confirmed))
    }

    /// The `as` label of the metric.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Dismissed(reason) => reason.name(),
        }
    }

    /// Whether telling it was right. Nobody can say where it was told elsewhere, or dismissed for another reason.
    #[must_use]
    pub const fn was_right(self) -> Option<bool> {
        match self {
            Self::Confirmed => Some(true),
            Self::Dismissed(Dismissal::NotAnIncident | Dismissal::Known | Dismissal::Spam) => Some(false),
            Self::Dismissed(Dismissal::Duplicate | Dismissal::Other) => None,
        }
    }
}

/// A place that monitoring does not reach, through which an incident came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlindSpot {
    /// Where.
    pub feature: FeatureId,
    /// Probes any of which closes it; none of them existed.
    pub asked: Vec<Asked>,
    /// The inventory has such a probe now.
    pub closed: bool,
}

/// What the scorecard keeps of one candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scored {
    /// The row it counts in.
    pub of: Of,
    /// It opened from old messages: nothing is measured by it.
    pub historic: bool,
    /// It has ended.
    pub ended: bool,
    /// Who knew first.
    pub first: First,
    /// From the first report to the opening.
    pub detected_after: Span,
    /// From the opening until monitoring turned red, where it did while the candidate was open.
    pub gained: Option<Span>,
    /// What people said of it.
    pub judged: Option<Judged>,
    /// What no probe saw; none where monitoring was red, or no kind of probe is known that was lacking.
    pub blind: Option<BlindSpot>,
}

impl Scored {
    fn opened(c: &Candidate) -> Self {
        Self {
            of: Of::candidate(c),
            historic: c.historic,
            ended: false,
            first: First::of(c),
            detected_after: c.opened_at - c.onset.observed,
            gained: None,
            judged: None,
            blind: None,
        }
    }

    fn update(&mut self, c: &Candidate, inventory: Inventory<'_>) {
        self.of = Of::candidate(c);
        self.historic = c.historic;
        self.judged = Judged::of(c);
        self.gained = c.turned_red().map(|at| at - c.opened_at);
        if let Some(since) = c.red_before() {
            self.first = First::red_since(since, c);
        }
        if !self.ended {
            if c.rank != Rank::CustomersOnly {
                self.blind = None;
            } else if !self.blind.as_ref().is_some_and(|b| b.closed) {
                // As long as it is open its reporters may show more of what they share. Where monitoring itself falls
                // silent no gap is told any more, and the one told before stands.
                self.blind = blind::spot(c, inventory).or_else(|| self.blind.take());
            }
        }
        let unseen = |route| matches!(route, Route::Dismissed | Route::Merged | Route::ClosedByOperator);
        if c.recovery.route.is_some_and(unseen) {
            self.blind = None;
        }
        self.ended = c.recovery.resolved_at.is_some();
    }

    /// Whether it says who knew first: nobody dismissed it, and it did not come from old messages.
    #[must_use]
    pub fn tells(&self) -> bool {
        !self.historic && !matches!(self.judged, Some(Judged::Dismissed(_)))
    }

    /// The blind spot that counts: of an incident that has ended.
    #[must_use]
    pub fn blind_spot(&self) -> Option<&BlindSpot> {
        self.blind.as_ref().filter(|_| self.ended && self.tells())
    }
}

/// What just became of a candidate or a blind spot, for the metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum News {
    /// A person judged a candidate.
    Judged(Judged),
    /// An incident has ended that no probe saw, and a probe is known that would have.
    BlindSpotFound,
    /// That probe exists now.
    BlindSpotClosed,
}

/// One month of the scorecard, as it is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthCard {
    /// Which month.
    pub month: Month,
    /// All of it.
    pub total: Figures,
    /// The rows that have a candidate, in order.
    pub rows: Vec<(Of, Figures)>,
    /// Blind spots that no probe covers yet, with the candidate that found each; at most [`MAX_TOLD`].
    pub open_spots: Vec<(CandidateId, BlindSpot)>,
    /// Candidates above the limit, which no figure counts.
    pub left_out: u32,
    /// What just changed.
    pub news: Vec<News>,
}

/// The candidates of one month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfMonth {
    candidates: BTreeMap<CandidateId, Scored>,
    left_out: u32,
}

/// The scorecard of a tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scorecard {
    months: BTreeMap<Month, OfMonth>,
}

/// What changed in a scorecard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Months whose figures may differ, with what is new.
    pub months: BTreeMap<Month, Vec<News>>,
    /// Months that are too old by now.
    pub gone: BTreeSet<Month>,
}

impl Scorecard {
    /// Takes what happened to a candidate. The month is that in which it opened.
    pub fn take(&mut self, event: &CandidateEvent, inventory: Inventory<'_>, changed: &mut Changed) {
        let (c, month) = (&event.candidate, event.candidate.opened_at.month());
        let opens = event.kind == EventKind::Opened;
        if opens {
            self.months.entry(month).or_default();
            self.drop_old(changed);
        }
        let Some(of_month) = self.months.get_mut(&month) else { return };
        if event.kind == EventKind::Merged {
            // It is counted once, where it went.
            if of_month.candidates.remove(&c.id).is_some() {
                changed.months.entry(month).or_default();
            }
            return;
        }
        if opens && of_month.candidates.len() >= MAX_CANDIDATES {
            of_month.left_out = of_month.left_out.saturating_add(1);
            changed.months.entry(month).or_default();
            return;
        }
        let before = of_month.candidates.get(&c.id).cloned();
        let Some(mut after) = before.clone().or_else(|| opens.then(|| Scored::opened(c))) else { return };
        after.update(c, inventory);
        if before.as_ref() == Some(&after) {
            return;
        }
        let news = changed.months.entry(month).or_default();
        if let Some(judged) = after.judged.filter(|j| before.as_ref().and_then(|b| b.judged) != Some(*j)) {
            news.push(News::Judged(judged));
        }
        let counted = |scored: Option<&Scored>| scored.and_then(Scored::blind_spot).map(|b| b.closed);
        match (counted(before.as_ref()), counted(Some(&after))) {
            (None, Some(true)) => news.extend([News::BlindSpotFound, News::BlindSpotClosed]),
            (None, Some(false)) => news.push(News::BlindSpotFound),
            _ => {}
        }
        of_month.candidates.insert(c.id.clone(), after);
    }

    /// Months older than a year before the newest go.
    fn drop_old(&mut self, changed: &mut Changed) {
        let Some(newest) = self.months.keys().next_back() else { return };
        let kept = self.months.split_off(&newest.before(MAX_MONTHS - 1));
        let old = std::mem::replace(&mut self.months, kept);
        changed.gone.extend(old.into_keys());
    }

    /// Catalogue or inventory are others now: blind spots are closed where a probe covers them, and open again
    /// where it is gone.
    pub fn look_again(&mut self, inventory: Inventory<'_>, changed: &mut Changed) {
        // Many incidents lack the same: each is looked for once.
        let mut known: BTreeMap<(FeatureId, Vec<Asked>), bool> = BTreeMap::new();
        for (month, of_month) in &mut self.months {
            for scored in of_month.candidates.values_mut() {
                let Some(blind) = &mut scored.blind else { continue };
                let (feature, asked) = (&blind.feature, &blind.asked);
                let look = || inventory.has_any(asked, feature);
                let closed = *known.entry((feature.clone(), asked.clone())).or_insert_with(look);
                if closed != blind.closed {
                    blind.closed = closed;
                    let news = changed.months.entry(*month).or_default();
                    if closed && scored.blind_spot().is_some() {
                        news.push(News::BlindSpotClosed);
                    }
                }
            }
        }
    }

    /// One month as it is told; none where it is not kept.
    #[must_use]
    pub fn told(&self, month: Month, news: Vec<News>) -> Option<MonthCard> {
        let of_month = self.months.get(&month)?;
        let mut rows: BTreeMap<&Of, Vec<&Scored>> = BTreeMap::new();
        for scored in of_month.candidates.values() {
            rows.entry(&scored.of).or_default().push(scored);
        }
        let open = of_month.candidates.iter().filter_map(|(id, s)| Some((id.clone(), s.blind_spot()?.clone())));
        Some(MonthCard {
            month,
            total: Figures::of(of_month.candidates.values()),
            rows: rows.into_iter().map(|(of, scored)| (of.clone(), Figures::of(scored.into_iter()))).collect(),
            open_spots: open.filter(|(_, blind)| !blind.closed).take(MAX_TOLD).collect(),
            left_out: of_month.left_out,
            news,
        })
    }

    /// The months kept, the oldest first.
    pub fn months(&self) -> impl Iterator<Item = Month> {
        self.months.keys().copied()
    }

    /// What is stored of a month; none where it is not kept.
    #[must_use]
    pub fn month(&self, month: Month) -> Option<&OfMonth> {
        self.months.get(&month)
    }

    /// Puts a month back.
    pub fn put(&mut self, month: Month, of_month: OfMonth) {
        self.months.insert(month, of_month);
    }
}

#[cfg(test)]
mod tests;
