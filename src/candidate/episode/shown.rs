//! What of its reports a candidate shows.

use super::{Episode, Report, UNKNOWN};
use crate::cluster::live::LiveReport;
use crate::signal::knows_cues;

/// Reports shown from the beginning; with them the most specific one.
const FIRST_SHOWN: usize = 5;

impl Episode {
    /// Keeps the first reports and the most specific one, oldest first.
    pub(super) fn show(&mut self, report: &LiveReport) {
        let shown = &mut self.candidate.reports;
        // Of a busy feature's older reports nothing is left to show.
        if report.text.is_empty() || shown.iter().any(|r| r.id == report.id) {
            return;
        }
        let new = Report {
            id: report.id.clone(),
            occurred_at: report.occurred_at,
            channel: report.channel,
            tier: report.tier.clone(),
            text: report.text.to_string(),
            tried: report.tried.clone(),
            can_be_reached: report.can_be_reached(),
            specificity: report.specificity,
            url: report.url.clone(),
        };
        self.wrote.insert(report.id.clone(), report.customer);
        let i = shown.partition_point(|r| (r.occurred_at, &r.id) < (new.occurred_at, &new.id));
        shown.insert(i, new);
        if shown.len() > FIRST_SHOWN + 1 {
            let best = shown.iter().enumerate().rev().max_by(|(_, a), (_, b)| a.specificity.total_cmp(&b.specificity));
            let best = best.map_or(0, |(i, _)| i);
            let drop = if best == shown.len() - 1 { shown.len() - 2 } else { shown.len() - 1 };
            let dropped = shown.remove(drop);
            if !self.candidate.opened_with.contains(&dropped.id) {
                self.wrote.remove(&dropped.id);
            }
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
