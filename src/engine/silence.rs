//! Quiet, and what only looks like it: where messages stop that are usual, nobody knows whether customers
//! are quiet or are not heard (R35).

use super::Engine;
use super::input::Moment;
use super::output::Output;
use super::parts::Part;
use crate::candidate::answers::{HELD_FOR, Held};
use crate::candidate::episode::Episode;
use crate::candidate::{EventKind, Route};
use crate::ids::CandidateId;
use crate::signal::Channel;
use crate::time::{Span, Timestamp};

impl Engine {
    /// Ends what has been quiet long enough, in order of deadline, and looks again at what waited. Where the
    /// messages stopped that are usual, it goes on instead.
    pub(super) fn quiet_is_due(&mut self, now: Moment, out: &mut Vec<Output>) {
        let Some(heard) = now.heard_until else { return };
        let mut due: Vec<(Timestamp, CandidateId)> = self
            .open()
            .map(|e| (e.candidate.recovery.deadline, e.candidate.id.clone()))
            .filter(|(deadline, _)| *deadline <= heard)
            .collect();
        due.sort();
        for (deadline, id) in due {
            // What waited for the end of one may have joined another that is due, and moved its end.
            let is_due = |e: &Episode| e.is_open() && e.candidate.recovery.deadline == deadline;
            if !self.episodes.get(&id).is_some_and(is_due) {
                continue;
            }
            match self.silence_at(&id, deadline) {
                None => self.end(now, &id, (deadline, Route::Quiet), out),
                Some(held) if self.has_waited_a_day(&id, deadline) && held.back.is_none() => {
                    self.end(now, &id, (deadline, Route::Unheard), out);
                }
                Some(held) => {
                    if let Some(episode) = self.episodes.get_mut(&id) {
                        episode.hold(held);
                    }
                    self.reckon(now, &id);
                    self.look_again(now, &id, out);
                    self.publish(&id, EventKind::Updated, out);
                    // What was said at or after the old end waited like a report.
                    self.look_at_answers(now, &id, out);
                }
            }
        }
    }

    /// Whether it has waited for a message as long as is waited.
    fn has_waited_a_day(&self, id: &CandidateId, deadline: Timestamp) -> bool {
        let held = self.episodes.get(id).and_then(|e| e.candidate.recovery.answers.held);
        held.is_some_and(|h| h.back.is_none() && deadline >= h.found_at + HELD_FOR)
    }

    /// The silence in which a candidate would end, where it is improbable: that of all channels or of one by
    /// which its reports came, whichever began first.
    fn silence_at(&self, id: &CandidateId, deadline: Timestamp) -> Option<Held> {
        let c = &self.episodes.get(id)?.candidate;
        let own = c.by_channel.keys().filter(|c| **c != Channel::Internal).map(|c| Some(*c));
        let silences = std::iter::once(None).chain(own).filter_map(|channel| {
            let silence = self.arrivals.silence(channel, deadline)?;
            let back = self.arrivals.next(channel, deadline);
            Some(Held { channel, since: silence.since, found_at: deadline, usual: silence.usual, back })
        });
        // Of several that began together the first: that of all.
        silences.min_by_key(|held| held.since)
    }

    /// A message arrived. Where one was waited for, quiet counts from then.
    pub(super) fn note_arrival(&mut self, now: Moment, (channel, at): (Channel, Timestamp), out: &mut Vec<Output>) {
        let touched = self.arrivals.note(channel, at);
        if touched.is_empty() {
            return;
        }
        self.dirty.extend(touched.into_iter().map(Part::Arrivals));
        let minute = |at: Timestamp| at - Span::from_millis(at.as_millis().rem_euclid(60_000));
        let ends_it = |h: &Held| {
            let is_of = h.channel.map_or(channel != Channel::Internal, |c| c == channel);
            // The minute in which it was found is not part of the silence.
            is_of && minute(at) >= minute(h.found_at) && h.back.is_none_or(|back| minute(at) < back)
        };
        let held = |e: &Episode| e.candidate.recovery.answers.held.filter(ends_it);
        let over: Vec<(CandidateId, Held)> =
            self.open().filter_map(|e| Some((e.candidate.id.clone(), held(e)?))).collect();
        for (id, held) in over {
            if let Some(episode) = self.episodes.get_mut(&id) {
                episode.hold(Held { back: Some(minute(at)), ..held });
            }
            self.reckon(now, &id);
            self.publish(&id, EventKind::Updated, out);
        }
    }
}
