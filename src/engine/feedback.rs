//! What a person says of messages and candidates: labels that teach, incidents that are confirmed.

use super::Engine;
use super::input::{Feedback, Moment};
use super::membership::EVER;
use super::output::{Output, Taken};
use super::parts::Part;
use crate::candidate::EventKind;
use crate::cluster::learn::Labelled;
use crate::ids::{CandidateId, FeatureId, MessageId};
use crate::time::Span;

impl Engine {
    pub(super) fn on_feedback(&mut self, now: Moment, feedback: Feedback, out: &mut Vec<Output>) {
        let taken = match feedback {
            Feedback::Label { message, problem, feature } => {
                if self.label(now, &message, (problem, feature)) {
                    Taken::Yes
                } else {
                    Taken::UnknownMessage
                }
            }
            Feedback::Confirm { candidate } => {
                if self.confirm(now, &candidate, out) {
                    Taken::Yes
                } else {
                    Taken::UnknownCandidate
                }
            }
        };
        out.push(Output::Feedback(taken));
    }

    /// False where the message is not remembered: it was sampled away, or its customer had written that
    /// day before.
    fn label(&mut self, now: Moment, message: &MessageId, says: (Option<bool>, Option<FeatureId>)) -> bool {
        let (problem, feature) = says;
        let id = message.fingerprint(&self.tenant);
        let touched = self.studies.label(now.at, id, |message| Labelled { message, feature, problem });
        touched.map(|touched| self.studies_touched(touched)).is_some()
    }

    /// It is an incident: its messages are labelled as what they were taken for, and it says since when
    /// that is known. Once confirmed it stays so.
    fn confirm(&mut self, now: Moment, id: &CandidateId, out: &mut Vec<Output>) -> bool {
        let Some(episode) = self.episodes.get_mut(id) else { return false };
        if episode.candidate.confirmed_at.is_some() {
            return true;
        }
        episode.candidate.confirmed_at = Some(now.at);
        let named = episode.candidate.feature.clone();
        // What was written at the moment it ended came after it.
        let end = episode.candidate.recovery.resolved_at.map_or(EVER, |t| t - Span::from_millis(1));
        let mut members: Vec<(MessageId, Option<FeatureId>)> = Vec::new();
        for (feature, began) in episode.all_began() {
            let reports = self.live.get(feature).into_iter().flat_map(|l| l.all_within(began.begin, end));
            // Of a neighbour's reports it is known that something is broken, not that it is the neighbour; a
            // topic is no feature of the catalogue.
            let feature = Some(feature).filter(|f| **f == named && !f.is_topic());
            members.extend(reports.map(|r| (r.id.clone(), feature.cloned())));
        }
        for (message, feature) in members {
            self.label(now, &message, (Some(true), feature));
        }
        self.mark(Part::Episode(id.clone()));
        self.publish(id, EventKind::Updated, out);
        true
    }
}
