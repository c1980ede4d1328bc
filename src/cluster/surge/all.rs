//! The key of everything: all features' reports together, since the common-mode factor hides from each
//! feature what raises all of them (detection.md section 5).

use super::{Judge, LONG, WINDOWS, Window};
use crate::time::{Span, Timestamp};

/// From this age on everything can rise at once: a week that was seen once tells a Monday from an outage
/// badly, and nothing else of the tenant is calm beside which it would show.
const FROM: Span = Span::from_days(14);

impl Judge<'_> {
    /// Whether so many customers newly wrote in one of the windows that end at `end` that it is worth
    /// counting who they are. Never within the key's first two weeks.
    #[must_use]
    pub fn may_be_everything(&self, end: Timestamp) -> bool {
        let Some(history) = self.baseline.key(&None).filter(|_| self.age().is_some_and(|(_, age)| age >= FROM)) else {
            return false;
        };
        let (floor, threshold) = (self.resolved(), self.threshold());
        WINDOWS.into_iter().filter(|w| *w <= LONG).any(|window| {
            let begin = (end - window).max(floor);
            let observed = u32::try_from(history.between(begin, end)).unwrap_or(u32::MAX);
            if begin >= end || observed < self.least(window) {
                return false;
            }
            let Some(usual) = self.usual() else { return false };
            self.expected(usual, Window { window, begin, end, observed }, (threshold, threshold)).1 <= threshold
        })
    }

    /// Judges the windows up to four hours that end at `end`; none within the first two weeks.
    #[must_use]
    pub fn judge_everything(&self, end: Timestamp) -> Option<super::Judged> {
        self.age().filter(|(_, age)| *age >= FROM)?;
        self.scan(end, LONG, &[end])
    }
}
