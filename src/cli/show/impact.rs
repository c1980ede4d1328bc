//! Whom it concerns beyond those who wrote.

use super::View;
use super::words::{many, plain};
use crate::candidate::Candidate;
use crate::candidate::impact::LEAST_INCIDENTS;

impl View {
    /// Reported and affected are two numbers: the second is an estimate, or not known (R49).
    pub(super) fn affected(&mut self, c: &Candidate) {
        let text = c.estimated_affected.map_or_else(
            || {
                format!(
                    "how many in all is not known; it is estimated once people have said of {LEAST_INCIDENTS} incidents \
                     how many each affected: groundswell feedback confirm CANDIDATE --affected N"
                )
            },
            |a| {
                format!(
                    "about {} customers, {} to {}, by the shares that wrote in {}",
                    a.likely,
                    a.low,
                    a.high,
                    many(a.incidents, "earlier incident")
                )
            },
        );
        self.section("Affected", &text);
        if let Some(revenue) = c.revenue {
            let accounts = many(revenue.accounts, "account");
            self.section(
                "Revenue",
                &format!("{} a year stand behind {accounts} among them", in_thousands(revenue.sum)),
            );
        }
    }

    /// What other teams and executives say is shown, and never counted (R57).
    pub(super) fn other_teams(&mut self, c: &Candidate) {
        if c.internal_reports == 0 {
            return;
        }
        let n = many(c.internal_reports, "report");
        self.section("Other teams", &format!("{n} on the same feature, not counted as customers"));
        for said in &c.internal {
            let role = said.role.as_ref().map_or_else(String::new, |role| format!("{}: ", plain(role)));
            self.section("", &format!("{}  {role}{}", self.clock(said.occurred_at), plain(&said.text)));
        }
    }
}

/// `1,250,000`.
fn in_thousands(sum: f64) -> String {
    let digits = format!("{sum:.0}");
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|g| std::str::from_utf8(g).ok()).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::in_thousands;

    #[test]
    fn a_sum_is_read_in_thousands() {
        assert_eq!([0.0, 999.0, 1_000.0, 1_250_000.4].map(in_thousands), ["0", "999", "1,000", "1,250,000"]);
    }
}
