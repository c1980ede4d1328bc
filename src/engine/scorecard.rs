//! Keeps the scorecard: it follows from what is said of candidates, and from the probes there are.

use super::Engine;
use super::output::Output;
use super::parts::Part;
use crate::candidate::scorecard::Changed;
use crate::candidate::scorecard::blind::Inventory;

impl Engine {
    /// Takes what was just said of candidates, and says which months have other figures. `others`: the catalogue
    /// or the probes are others now.
    pub(super) fn keep_score(&mut self, others: bool, out: &mut Vec<Output>) {
        let mut changed = Changed::default();
        let inventory = Inventory { catalogue: &self.catalogue, probes: &self.probes };
        if others {
            self.scorecard.look_again(inventory, &mut changed);
        }
        for output in out.iter() {
            if let Output::Candidate(event) = output {
                self.scorecard.take(event, inventory, &mut changed);
            }
        }
        for month in changed.gone {
            changed.months.remove(&month);
            self.mark(Part::Score(month));
            out.push(Output::ScorecardGone(month));
        }
        for (month, news) in changed.months {
            self.mark(Part::Score(month));
            out.extend(self.scorecard.told(month, news).map(|card| Output::Scorecard(Box::new(card))));
        }
    }
}
