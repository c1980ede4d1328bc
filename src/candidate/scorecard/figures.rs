//! Figures of some candidates. Each says of how many it is, and is none where nothing was there to be counted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{First, Judged, Scored};
use crate::time::Span;

/// Figures of some candidates. Those that opened from old messages are in `historic` and in nothing else.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Candidates that opened; one that was merged into another is counted there.
    pub opened: u32,
    /// Of these, still open.
    pub open: u32,
    /// Candidates that opened from old messages.
    pub historic: u32,
    /// Confirmed by a person.
    pub confirmed: u32,
    /// Dismissed by a person, by the name of the reason.
    pub dismissed: BTreeMap<String, u32>,
    /// Neither confirmed nor dismissed.
    pub unjudged: u32,
    /// Of how many it is known whether telling them was right.
    pub judged: u32,
    /// Nobody dismissed it and no probe was red when the first report was written.
    pub by_customers: u32,
    /// Of these, monitoring turned red before the candidate opened.
    pub red_by_opening: u32,
    /// Nobody dismissed it and a probe was red before the first report was written.
    pub by_monitoring: u32,
    /// From the opening until monitoring turned red, the median in minutes.
    pub gained_min: Option<f64>,
    /// Of so many.
    pub gained_of: u32,
    /// From the first report to the opening, the median in minutes.
    pub detected_min: Option<f64>,
    /// Of so many: all that nobody dismissed.
    pub detected_of: u32,
    /// Incidents that have ended without monitoring turning red, and for which a probe is known that was lacking.
    pub blind_spots: u32,
    /// Of these, such a probe exists now.
    pub blind_closed: u32,
}

impl Figures {
    /// Of these candidates.
    #[must_use]
    pub fn of<'a>(all: impl Iterator<Item = &'a Scored>) -> Self {
        let (mut figures, mut gained, mut detected) = (Self::default(), Vec::new(), Vec::new());
        for scored in all {
            figures.count(scored);
            if scored.tells() {
                gained.extend(scored.gained);
                detected.push(scored.detected_after);
            }
        }
        (figures.gained_of, figures.gained_min) = (count(&gained), median(gained));
        (figures.detected_of, figures.detected_min) = (count(&detected), median(detected));
        figures
    }

    fn count(&mut self, scored: &Scored) {
        if scored.historic {
            self.historic += 1;
            return;
        }
        self.opened += 1;
        self.open += u32::from(!scored.ended);
        match scored.judged {
            None => self.unjudged += 1,
            Some(Judged::Confirmed) => self.confirmed += 1,
            Some(Judged::Dismissed(reason)) => *self.dismissed.entry(reason.name().to_owned()).or_default() += 1,
        }
        self.judged += u32::from(scored.judged.and_then(Judged::was_right).is_some());
        if let Some(blind) = scored.blind_spot() {
            self.blind_spots += 1;
            self.blind_closed += u32::from(blind.closed);
        }
        if !scored.tells() {
            return;
        }
        match scored.first {
            First::Customers => self.by_customers += 1,
            First::CustomersThenRed => {
                self.by_customers += 1;
                self.red_by_opening += 1;
            }
            First::Monitoring => self.by_monitoring += 1,
        }
    }

    /// Confirmed of those of which it is known whether telling them was right, 0 to 1; none where that is known of
    /// none.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        (self.judged > 0).then(|| f64::from(self.confirmed) / f64::from(self.judged))
    }
}

fn count(all: &[Span]) -> u32 {
    u32::try_from(all.len()).unwrap_or(u32::MAX)
}

/// The middle one in minutes; of an even number the mean of the two.
fn median(mut all: Vec<Span>) -> Option<f64> {
    all.sort_unstable();
    let upper = all.get(all.len() / 2)?;
    let lower = all.get((all.len() - 1) / 2)?;
    Some((lower.as_mins() + upper.as_mins()) / 2.0)
}
