//! What the windows of a key hold, and how many customers each would take: for people who ask why
//! something did not fire. It must never decide: judging is the scan's alone.

use super::first_day::FIRST_DAY_P;
use super::{Judge, Judged, Precedent, SHORT, Usual, WINDOWS, Window};
use crate::cluster::negative_binomial::rare;
use crate::time::{Span, Timestamp};

/// One window that ends with a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Its length.
    pub window: Span,
    /// Distinct customers in it.
    pub observed: u32,
    /// Usual in it; none without a baseline.
    pub expected: Option<f64>,
    /// The earlier burst that is more than usual; none where there was none.
    pub precedent: Option<Precedent>,
    /// E, a month; none without a baseline, or for fewer customers than are ever judged.
    pub per_month: Option<f64>,
    /// What E has to stay under.
    pub threshold: f64,
    /// Customers it would take.
    pub needed: u32,
    /// Further customers who only sent a text that one of those observed had sent.
    pub copies: u32,
    /// There are as many as it takes, but hardly any of them says that something is wrong.
    pub questions: bool,
}

impl Judge<'_> {
    /// The 15 minutes that end with the report written at `end`. Longer windows are told only where they
    /// were judged ([`Judge::told_again`]): telling all of them would double what a message costs.
    #[must_use]
    pub fn told(&self, end: Timestamp) -> Told {
        self.told_of((SHORT, (end - SHORT).max(self.resolved()), end), None)
    }

    /// A window that was judged, with the earlier burst it is measured against: what was no alarm without that was
    /// judged without.
    #[must_use]
    pub fn told_again(&self, judged: &Judged) -> Told {
        self.told_of((judged.window, judged.begin, judged.end), Some(judged))
    }

    fn told_of(&self, (window, begin, end): (Span, Timestamp, Timestamp), judged: Option<&Judged>) -> Told {
        let voices = self.voices(begin, end);
        let window = Window { window, begin, end, observed: voices.customers };
        let told = match self.usual() {
            Some(usual) => self.told_with(usual, window, judged),
            None => self.told_without(window),
        };
        let questions = told.observed >= told.needed && !self.ground.red && voices.only_ask();
        Told { copies: voices.copies, questions, ..told }
    }

    /// Customers usual for a key between two moments, as its baseline stands now; none without one.
    #[must_use]
    pub fn usual_between(&self, begin: Timestamp, end: Timestamp) -> Option<f64> {
        self.usual().map(|usual| usual.rate * usual.shape.integral(begin, end))
    }

    /// How many times as many customers as on an average day are usual in a window: by the hour of the week,
    /// the day, and what the same hours held in the weeks before. None without a baseline.
    #[must_use]
    pub fn busier(&self, window: Span, begin: Timestamp, end: Timestamp) -> Option<f64> {
        let law = self.law(self.usual()?, Window { window, begin, end, observed: self.customers(begin, end) });
        let average = self.baseline.level(self.key.tier).rate * (end - begin).as_hours();
        (average > 0.0).then(|| law.mu / average)
    }

    fn told_with(&self, usual: &Usual<'_>, window: Window, judged: Option<&Judged>) -> Told {
        let (least, threshold) = (self.least(window.window), self.threshold());
        // A count that is ordinary without a precedent needs none; what it would take may have one.
        let (law, precedent) = self.law_by(usual, Window { observed: u32::MAX, ..window });
        // By the same law it is what was found when it was judged.
        let found = judged.filter(|j| j.observed == window.observed && j.expected == Some(law.mu));
        let found = found.and_then(|j| j.per_month);
        let per_month =
            (window.observed >= least).then(|| found.unwrap_or_else(|| law.per_month(WINDOWS.len(), window.observed)));
        // E counts one customer less: the report itself is given.
        let needed = rare(threshold / law.windows_a_month(WINDOWS.len()), law.mu, law.r, least - 1) + 1;
        Told {
            window: window.window,
            observed: window.observed,
            expected: Some(law.mu),
            precedent,
            per_month,
            threshold,
            needed,
            copies: 0,
            questions: false,
        }
    }

    fn told_without(&self, window: Window) -> Told {
        let (mu, r) = self.first_day(window.begin, window.end);
        Told {
            window: window.window,
            observed: window.observed,
            expected: None,
            precedent: None,
            per_month: None,
            threshold: self.threshold(),
            needed: rare(FIRST_DAY_P, mu, r, self.least_without_baseline()),
            copies: 0,
            questions: false,
        }
    }
}
