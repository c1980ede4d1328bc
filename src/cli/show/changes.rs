//! What changed before a candidate began, best first.

use super::View;
use super::words::{number, plain};
use crate::candidate::Candidate;
use crate::change::{RankedChange, Relation};
use crate::time::Span;

/// Most changes shown: the hour before an onset rarely holds more that matter.
const MAX_CHANGES: usize = 3;
/// Where monitoring was red for so long before the onset it is said: by less the hour that is looked at moves by little.
const RED_BEFORE: Span = Span::from_mins(15);

impl View {
    pub(super) fn changes(&mut self, c: &Candidate) {
        if c.changes.is_empty() {
            self.section("Changed before", "none found in the hour before the onset");
            return self.red_before(c);
        }
        for (i, ranked) in c.changes.iter().take(MAX_CHANGES).enumerate() {
            let label = if i == 0 { "Changed before" } else { "" };
            self.section(label, &self.change(ranked));
        }
        let left_out = c.changes.len().saturating_sub(MAX_CHANGES);
        if left_out > 0 {
            self.section("", &format!("{left_out} more"));
        }
        if !c.changes.iter().any(|ranked| ranked.likely) {
            self.section("", "none of them is a change in production of the feature or of what it depends on");
        }
        self.red_before(c);
    }

    /// Where monitoring turned red before anybody wrote: what changed before that is not among what is shown.
    fn red_before(&mut self, c: &Candidate) {
        if let Some(since) = c.monitoring.red_since().filter(|t| c.onset.known_from() - *t >= RED_BEFORE) {
            let at = self.clock(since);
            self.section("", &format!("red since {at}, before the onset: look at the hour before that too"));
        }
    }

    fn change(&self, ranked: &RankedChange) -> String {
        let change = &ranked.change;
        let relation = match &ranked.relation {
            Relation::Feature if ranked.likely => "it changed the feature itself".to_owned(),
            Relation::Feature => "of the feature itself".to_owned(),
            Relation::DependsOn { service, .. } => format!("the feature depends on {}", plain(service)),
            Relation::Unrelated => "no relation known".to_owned(),
        };
        let minutes = ranked.minutes_before_onset;
        let distance = if minutes < 0.0 {
            format!("{} min after the stated onset, before the first report", number(-minutes))
        } else {
            format!("{} min before the onset", number(minutes))
        };
        let likely = if ranked.likely { "likely: " } else { "" };
        // Most changes are of production: only what is elsewhere is worth the words.
        let place = match change.environment.trim() {
            _ if change.is_production() => String::new(),
            "" => " (where is not said)".to_owned(),
            other => format!(" (in {})", plain(other)),
        };
        format!(
            "{}  {}  {}{place}, {distance}; {likely}{relation}",
            self.clock(change.time),
            change.kind.name(),
            named(&plain(&change.service), &plain(&change.summary)),
        )
    }
}

/// `orders-api: new card form`; a summary that names the service needs it no second time.
fn named(service: &str, summary: &str) -> String {
    let own = summary.strip_prefix(service).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    match (summary.is_empty(), own) {
        (true, _) => service.to_owned(),
        (false, true) => summary.to_owned(),
        (false, false) => format!("{service}: {summary}"),
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_service_is_named_once() {
        assert_eq!(named("orders-api", "orders-api 4.18: new card form"), "orders-api 4.18: new card form");
        assert_eq!(named("orders", "orders2 is out"), "orders: orders2 is out");
        assert_eq!(named("orders-api", "new card form"), "orders-api: new card form");
        assert_eq!(named("orders-api", ""), "orders-api");
    }
}
