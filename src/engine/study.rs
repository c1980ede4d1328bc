//! Studies: what a tenant's messages teach, gathered as they come, learnt at night, used from an hour
//! later.

use super::input::Moment;
use super::parts::Part;
use super::{Engine, Why};
use crate::cluster::corpus::Past;
use crate::cluster::feature::Hashes;
use crate::cluster::learn::{Model, Read};
use crate::cluster::studies::{Study, Touched};
use crate::signal::Signal;
use crate::time::Timestamp;

impl Engine {
    /// The study under way, once, to be computed off the loop that applies records; what was found is
    /// handed to [`Engine::give_back`]. Where that does not happen in time the engine computes it itself,
    /// to the same result.
    pub fn take_study(&mut self) -> Option<Study> {
        self.studies.take_study()
    }

    /// Takes what a study found. It takes effect when it is due, not now.
    pub fn give_back(&mut self, began: Timestamp, found: Model) {
        self.studies.give_back(began, found);
    }

    /// When the next study begins, or the one under way takes effect.
    pub(super) fn next_study(&self) -> Option<(Timestamp, Why)> {
        let begins = self.studies.begins().map(|t| (t, Why::StudyBegins));
        self.studies.ends().map(|t| (t, Why::StudyEnds)).or(begins)
    }

    pub(super) fn study_begins(&mut self) {
        self.studies.begin();
        self.mark(Part::Studies);
    }

    pub(super) fn study_ends(&mut self, now: Moment) {
        let touched = self.studies.end(now.at);
        self.aliases = self.studies.model().aliases(&self.index);
        self.mark(Part::Model);
        self.studies_touched(touched);
    }

    /// Gathers a message that is learnt from.
    pub(super) fn hear(&mut self, at: Timestamp, signal: &Signal, id: u64) {
        let touched = self.studies.hear(at, Past::of(signal, id));
        self.studies_touched(touched);
    }

    pub(super) fn studies_touched(&mut self, touched: Touched) {
        self.mark(Part::Studies);
        self.dirty.extend(touched.days.into_iter().map(Part::Corpus));
        if touched.labels {
            self.mark(Part::Labels);
        }
    }

    /// How strongly a message reads as a problem by what was learnt of it.
    pub(super) fn problem_of(&self, read: &Read<'_>) -> Option<f64> {
        let model = self.studies.model();
        if model.knows_problems() { model.problem(read.past()) } else { None }
    }

    /// A message as what was learnt judges it; none while nothing was.
    pub(super) fn as_read<'a>(&self, signal: &'a Signal, hashes: &'a Hashes) -> Option<Read<'a>> {
        let learnt = !self.studies.model().is_empty();
        learnt.then(|| Read::of(signal, hashes, &self.lexicon))
    }
}
