//! What of its reports a candidate shows.

use super::{Episode, Report, UNKNOWN};
use crate::candidate::impact::Internal;
use crate::candidate::overheard::Heard;
use crate::cluster::live::LiveReport;
use crate::ids::CustomerKey;
use crate::signal::knows_cues;

/// Reports of other teams shown, the newest.
const INTERNAL_SHOWN: usize = 3;
/// Reports shown from the beginning; with them the one that tells best what is wrong.
const FIRST_SHOWN: usize = 5;

impl Episode {
    /// Keeps the first reports and the one that tells best what is wrong, oldest first.
    pub(super) fn show(&mut self, report: &LiveReport) {
        // Of a busy feature's older reports nothing is left to show.
        if report.text.is_empty() {
            return;
        }
        let new = Report {
            id: report.id.clone(),
            occurred_at: report.occurred_at,
            channel: report.channel,
            tier: report.tier.clone(),
            text: report.text.to_string(),
            language: report.language.to_string(),
            tried: report.tried.clone(),
            can_be_reached: report.can_be_reached(),
            problem: report.problem,
            specificity: report.specificity,
            url: report.url.clone(),
        };
        self.show_one(new, report.customer);
    }

    /// The same of a report in the form in which it is shown.
    pub(super) fn show_one(&mut self, new: Report, customer: CustomerKey) {
        let shown = &mut self.candidate.reports;
        if shown.iter().any(|r| r.id == new.id) {
            return;
        }
        self.wrote.insert(new.id.clone(), customer);
        let i = shown.partition_point(|r| (r.occurred_at, &r.id) < (new.occurred_at, &new.id));
        shown.insert(i, new);
        if shown.len() > FIRST_SHOWN + 1 {
            let best = shown.iter().enumerate().rev().max_by(|(_, a), (_, b)| a.tells_better(b));
            let best = best.map_or(0, |(i, _)| i);
            let drop = if best == shown.len() - 1 { shown.len() - 2 } else { shown.len() - 1 };
            let dropped = shown.remove(drop);
            if !self.candidate.opened_with.contains(&dropped.id) {
                self.wrote.remove(&dropped.id);
            }
        }
    }

    /// Takes what another team or an executive says; the newest are shown.
    pub fn hear_internal(&mut self, heard: Heard) {
        let c = &mut self.candidate;
        c.internal_reports = c.internal_reports.saturating_add(1);
        self.wrote.insert(heard.said.id.clone(), heard.by);
        self.show_internal(heard.said);
    }

    fn show_internal(&mut self, said: Internal) {
        let shown = &mut self.candidate.internal;
        let i = shown.partition_point(|r| (r.occurred_at, &r.id) < (said.occurred_at, &said.id));
        shown.insert(i, said);
        if shown.len() > INTERNAL_SHOWN {
            let dropped = shown.remove(0);
            self.wrote.remove(&dropped.id);
        }
    }

    /// Takes over what other teams say of another candidate.
    pub fn take_internal(&mut self, other: &Self) {
        let c = &mut self.candidate;
        c.internal_reports = c.internal_reports.saturating_add(other.candidate.internal_reports);
        for said in &other.candidate.internal {
            self.wrote.extend(other.wrote.get_key_value(&said.id).map(|(id, who)| (id.clone(), *who)));
            self.show_internal(said.clone());
        }
    }

    /// The languages without problem cues, where most of its customers write in one of them: nobody can tell
    /// their questions from their problems.
    #[must_use]
    pub fn languages_without_cues(&self) -> Vec<String> {
        let without = || self.by_language.iter().filter(|(code, _)| *code != UNKNOWN && !knows_cues(code));
        let customers: u32 = without().map(|(_, n)| n).sum();
        if customers * 2 > self.candidate.customers {
            without().map(|(code, _)| code.clone()).collect()
        } else {
            Vec::new()
        }
    }
}
