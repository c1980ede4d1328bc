//! An entry of the watch list: what is looked into and never posted.

use super::words::{many, number, plain};
use super::{DIM, View, state, what_to_do};
use crate::engine::output::ClusterState;
use crate::ids::TenantId;
use crate::rank::Rank;
use crate::signal::specificity_in_words;

impl View {
    pub(super) fn entry(mut self, tenant: &TenantId, c: &ClusterState) -> String {
        let says = match c.rank {
            Rank::MonitoringOnly => "Monitoring alone reports",
            _ if c.customers == 1 => "One customer reports",
            // Whoever reads the list sees at once why this is no candidate.
            Rank::Confirmed | Rank::CustomersOnly | Rank::OneCustomer => {
                "Several customers report, too few for a candidate"
            }
        };
        let about = c.feature.words().map_or_else(|| c.feature.to_string(), |words| format!("\"{words}\""));
        let mark = format!("RANK {}", c.rank.number());
        self.in_one_line((&mark, DIM), says, &format!("{tenant} / {}", plain(&about)));
        let who = match (c.since, c.last) {
            (Some(since), Some(last)) if c.customers > 0 => {
                let until = if last > since { format!(" to {}", self.clock(last)) } else { String::new() };
                let who = many(c.customers, "customer");
                let gives = specificity_in_words(c.specificity);
                let most = if c.customers == 1 { "what they write" } else { "the best report" };
                format!("{who}, {}{until} UTC; {most} gives {gives} to work with", self.clock(since))
            }
            _ => "no customer has reported it".to_owned(),
        };
        self.wrapped(2, &who, "  ");
        self.wrapped(2, &format!("monitoring: {}", state(c.health)), "  ");
        if let Some(rise) = c.rising {
            let text = format!(
                "rising: {} in the last seven days, {} a week before",
                many(rise.last_week, "customer"),
                number(rise.before)
            );
            self.wrapped(2, &text, "  ");
        }
        self.wrapped(2, what_to_do(Rank::OneCustomer), "  ");
        self.out
    }
}
