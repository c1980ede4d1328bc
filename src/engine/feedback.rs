//! What a person says of messages and candidates: labels that teach, incidents that are confirmed,
//! dismissed, posted, fixed, merged or split. Whatever cannot be done is answered with the reason.

use super::Engine;
use super::input::{Feedback, Moment};
use super::output::{Output, Taken};
use super::parts::Part;
use crate::candidate::answers::Dismissed;
use crate::candidate::{Candidate, EventKind, Route, Rule};
use crate::cluster::baseline::everything;
use crate::cluster::dismissals::Stricter;
use crate::cluster::learn::Labelled;
use crate::ids::{CandidateId, FeatureId, MessageId};
use crate::time::{Span, Timestamp};

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
            Feedback::Confirm { candidate, affected } => self.confirm(now, (&candidate, affected), out),
            Feedback::Dismiss { candidate, reason, note } => {
                self.dismiss(now, &candidate, Dismissed { reason, note }, out)
            }
            Feedback::Posted { candidate, at } => self.posted(now, &candidate, at, out),
            Feedback::Fixed { candidate, at, by } => self.on_fixed(now, &candidate, (at, by), out),
            Feedback::Answer { candidate, who, works, at } => self.on_answer(now, (candidate, who), (at, works), out),
            Feedback::Merge { candidate, into } => self.merge_into(now, &candidate, &into, out),
            Feedback::Split { candidate, messages } => self.split_by_person(now, &candidate, &messages, out),
            Feedback::People { one, other, same } => self.on_people(now, (one, other), same, out),
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
    /// that is known. Once confirmed it stays so. What was dismissed of the same before no longer counts.
    fn confirm(&mut self, now: Moment, (id, affected): (&CandidateId, Option<u32>), out: &mut Vec<Output>) -> Taken {
        if self.episodes.get(id).is_none() {
            return Taken::UnknownCandidate;
        }
        if let Some(affected) = affected {
            self.count_affected(id, affected);
        }
        let Some(episode) = self.episodes.get_mut(id) else { return Taken::UnknownCandidate };
        if episode.candidate.confirmed_at.is_some() {
            return Taken::Yes;
        }
        episode.candidate.confirmed_at = Some(now.at);
        let named = episode.candidate.feature.clone();
        // What was written at the moment it ended came after it.
        let end = episode.candidate.recovery.resolved_at.map_or(Timestamp::NEVER, |t| t - Span::from_millis(1));
        let mut members: Vec<(MessageId, Option<FeatureId>)> = Vec::new();
        for (feature, began) in episode.all_began() {
            let reports = self.live.get(feature).into_iter().flat_map(|l| l.all_within(began.begin, end));
            // What was split off is another's, of which this says nothing.
            let reports = reports.filter(|r| !episode.has_left(&r.id));
            // Of a neighbour's reports it is known that something is broken, not that it is the neighbour; a
            // topic is no feature of the catalogue.
            let feature = Some(feature).filter(|f| **f == named && !f.is_topic());
            members.extend(reports.map(|r| (r.id.clone(), feature.cloned())));
        }
        for name in names(&episode.candidate) {
            self.dismissals.undo(&name);
        }
        for (message, feature) in members {
            self.label(now, &message, (Some(true), feature));
        }
        self.mark(Part::Dismissals);
        self.mark(Part::Episode(id.clone()));
        self.publish(id, EventKind::Updated, out);
        Taken::Yes
    }

    /// It is none, or not one to be told: it ends, and what is like it has to be less likely next time.
    fn dismiss(&mut self, now: Moment, id: &CandidateId, why: Dismissed, out: &mut Vec<Output>) -> Taken {
        let Some(episode) = self.episodes.get_mut(id) else { return Taken::UnknownCandidate };
        if !episode.is_open() {
            return Taken::Ended;
        }
        let teaches = why.reason.teaches();
        let c = &mut episode.candidate;
        c.recovery.answers.dismissed = Some(why);
        // Its own reports were written before it ended.
        let at = now.at.max(c.recovery.quiet_since + Span::from_millis(1));
        let e = &c.evidence;
        let usual_threshold = e.threshold * e.stricter.factor;
        let rarer = e.expected_per_month.map_or(1.0, |e| usual_threshold / e.max(f64::MIN_POSITIVE));
        for name in names(c).into_iter().filter(|_| teaches) {
            self.dismissals.add(&name, now.at, rarer);
        }
        self.mark(Part::Dismissals);
        self.end(now, id, (at, Route::Dismissed), out);
        Taken::Yes
    }

    /// The status page tells of it; when it first did stays.
    fn posted(&mut self, now: Moment, id: &CandidateId, at: Option<Timestamp>, out: &mut Vec<Output>) -> Taken {
        let Some(episode) = self.episodes.get_mut(id) else { return Taken::UnknownCandidate };
        let at = at.map_or(now.at, |at| at.min(now.at));
        if episode.candidate.posted_at.is_none_or(|known| at < known) {
            episode.candidate.posted_at = Some(at);
            self.publish(id, EventKind::Updated, out);
        }
        Taken::Yes
    }

    /// How much less likely a cluster has to be, because such as it were dismissed.
    pub(super) fn stricter(&self, now: Moment, name: &FeatureId) -> Stricter {
        self.dismissals.stricter(name, now.at)
    }

    /// The same of one that has several names: the most that any of them asks.
    pub(super) fn stricter_of<'a>(&self, now: Moment, names: impl Iterator<Item = &'a FeatureId>) -> Stricter {
        let each = names.map(|name| self.stricter(now, name));
        each.max_by(|a, b| a.factor.total_cmp(&b.factor)).unwrap_or_default()
    }
}

/// The names under which a candidate's dismissal is remembered.
fn names(c: &Candidate) -> Vec<FeatureId> {
    if c.evidence.rule == Rule::Everything {
        // Of each feature alone nothing was said.
        return vec![everything()];
    }
    std::iter::once(&c.feature).chain(&c.merged).cloned().collect()
}
