//! What to try and what to post. Nothing is ever posted without a person.

use super::View;
use super::words::plain;
use crate::candidate::Candidate;
use crate::candidate::draft::{About, Kind};
use crate::candidate::probe::ProposedProbe;
use crate::candidate::recipe::Recipe;

impl View {
    /// `; not posted: 3 min` (R31).
    pub(super) fn posted(&self, c: &Candidate) -> String {
        match c.posted_at {
            Some(at) => format!("; posted {} UTC, {} after it opened", self.clock(at), at - c.opened_at),
            None if c.historic || !c.rank.post() => String::new(),
            None if c.recovery.resolved_at.is_some() => "; never posted".to_owned(),
            None => {
                let minutes = (self.now - c.opened_at).as_millis() / 60_000;
                format!("; not posted: {minutes} min")
            }
        }
    }

    /// The reports themselves stand above.
    pub(super) fn try_it(&mut self, c: &Candidate) {
        if c.recovery.resolved_at.is_none() {
            self.section("Try it", &plain(&Recipe::of(c).in_short()));
        } else {
            self.section("Next time", &plain(&ProposedProbe::of(c).sentence));
        }
    }

    /// The text that is due: that it is investigated until it was posted, and at the end that it was real.
    pub(super) fn post_now(&mut self, c: &Candidate) {
        if c.historic || !c.rank.post() {
            return;
        }
        let (label, kind) = match (c.recovery.resolved_at, c.posted_at) {
            (Some(_), _) => ("Post?", Kind::Resolved),
            (None, None) => ("Post now?", Kind::Investigating),
            (None, Some(_)) => return,
        };
        let draft = About::of(c).draft(kind, self.now, None);
        self.section(label, &format!("\u{201c}{}\u{201d}", plain(&draft)));
    }
}
