//! An episode when two of its customers turn out to be one, and when one is forgotten.

use std::sync::Arc;

use super::Episode;
use crate::candidate::impact::Revenue;
use crate::cluster::live::LiveReport;
use crate::ids::{CustomerKey, MessageId};

impl Episode {
    /// The revenue of a reporter's account, each account once.
    pub(super) fn count_revenue(&mut self, report: &LiveReport, limit: usize) {
        let Some(revenue) = report.revenue else { return };
        let account = report.account.map_or(report.customer.0, |a| a.0);
        if self.revenue.len() < limit || self.revenue.contains_key(&account) {
            self.revenue.insert(account, revenue);
            self.sum_revenue();
        }
    }

    /// All that is known of it, of forgotten customers too.
    pub(super) fn sum_revenue(&mut self) {
        let known = u32::try_from(self.revenue.len()).unwrap_or(u32::MAX);
        let accounts = known.saturating_add(self.forgotten_revenue.accounts);
        if accounts > 0 {
            let sum = self.revenue.values().sum::<f64>() + self.forgotten_revenue.sum;
            self.candidate.revenue = Some(Revenue { sum, accounts });
        }
    }

    /// Whether it holds anything of a customer.
    #[must_use]
    pub fn knows(&self, customer: CustomerKey) -> bool {
        self.customers.contains_key(&customer)
            || self.copied.contains(&customer)
            || self.revenue.contains_key(&customer.0)
            || self.stated_by == Some(customer)
            || self.texts.iter().any(|t| t.customer == customer)
            || self.wrote.values().chain(self.left.values()).any(|who| *who == customer)
            || self.ahead.values().any(|(_, report)| report.customer == customer)
    }

    /// `old` turned out to be `new`. Where it counted both its members are to be put together anew.
    pub fn rename_customer(&mut self, old: CustomerKey, new: CustomerKey) {
        let moved = |who: &mut CustomerKey| {
            if *who == old {
                *who = new;
            }
        };
        self.wrote.values_mut().for_each(moved);
        self.left.values_mut().for_each(moved);
        self.texts.iter_mut().for_each(|t| moved(&mut t.customer));
        self.stated_by.iter_mut().for_each(moved);
        for (_, report) in self.ahead.values_mut().filter(|(_, r)| r.customer == old) {
            Arc::make_mut(report).customer = new;
        }
        if self.copied.remove(&old) && !self.customers.contains_key(&new) {
            self.copied.insert(new);
        }
        if self.reachable.remove(&old) {
            self.reachable.insert(new);
        }
        for who in self.may_mean.values_mut() {
            if who.remove(&old) {
                who.insert(new);
            }
        }
        if let Some(revenue) = self.revenue.remove(&old.0) {
            self.revenue.entry(new.0).or_insert(revenue);
        }
        if let Some(feature) = self.customers.remove(&old) {
            self.customers.insert(new, feature);
        }
        if self.customers.contains_key(&new) && self.copied.remove(&new) {
            self.count_members();
        }
        if let Some(said) = self.said.remove(&old) {
            self.answer(new, said.at, said.works);
        }
    }

    /// Forgets a customer: counts stay, texts, ids and the key go. True where anything was held.
    pub fn forget(&mut self, customer: CustomerKey) -> bool {
        // Who is no member any more may have answered, or be known by what the account is worth.
        let held = |e: &Self| {
            let reports = [e.wrote.len(), e.ahead.len(), e.texts.len(), e.left.len()];
            (reports, [e.customers.len(), e.copied.len(), e.reachable.len(), e.said.len(), e.revenue.len()])
        };
        let (before, stated) = (held(self), self.stated_by == Some(customer));
        let wrote = &self.wrote;
        let own = |id: &MessageId| wrote.get(id) == Some(&customer);
        let c = &mut self.candidate;
        c.reports.retain(|r| !own(&r.id));
        c.internal.retain(|r| !own(&r.id));
        c.opened_with.retain(|id| !own(id));
        if stated {
            (c.onset.stated, self.stated_by) = (None, None);
        }
        self.wrote.retain(|_, who| *who != customer);
        self.ahead.retain(|_, (_, report)| report.customer != customer);
        self.texts.retain(|t| t.customer != customer);
        self.left.retain(|_, who| *who != customer);
        self.copied.remove(&customer);
        self.reachable.remove(&customer);
        self.said.remove(&customer);
        self.forgotten += u32::from(self.customers.remove(&customer).is_some());
        for (feature, who) in &mut self.may_mean {
            if who.remove(&customer) {
                *self.meant.entry(feature.clone()).or_default() += 1;
            }
        }
        if let Some(revenue) = self.revenue.remove(&customer.0) {
            self.forgotten_revenue.sum += revenue;
            self.forgotten_revenue.accounts += 1;
        }
        stated || held(self) != before
    }
}
