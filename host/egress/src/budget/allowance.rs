//! One call's way to its consumer's budget.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use innkeeper_accounts::AccountId;

use super::ledger::Denial;
use super::pause::TurnedAway;
use super::pocket::{Pocket, Spent};
use super::{ConnectionBudget, OverBudget, RateBudget};
use crate::SendError;

/// What one call takes from the budget, as one account.
pub(crate) struct Allowance {
    budget: Arc<ConnectionBudget>,
    account: AccountId,
    /// The groups that the call used, by place, with the account's pockets: one or two.
    used: Vec<(usize, Arc<Pocket>)>,
}

/// A request that was paid for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paid {
    group: usize,
    at: u64,
}

impl Allowance {
    pub(crate) fn new(budget: Arc<ConnectionBudget>, account: AccountId) -> Self {
        Self { budget, account, used: Vec::new() }
    }

    /// Pays for one request to an encoded path below the API's base. To be called right before it leaves.
    pub(crate) async fn pay(&mut self, path: &str) -> Result<Paid, SendError> {
        let place = self.budget.group_of(path);
        let pocket = self.pocket(place);
        let group = self.budget.group(place);
        let now = self.budget.around.clock.millis();
        let spent = match group.spend(&pocket, now) {
            Spent::Ask => {
                let company = self.budget.company(&self.account).await?;
                group.spend_or_ask(&pocket, company, &self.budget.around).await?
            }
            known => known,
        };
        let now = self.budget.around.clock.millis();
        match spent {
            Spent::One => {
                self.budget.count_sent(place);
                Ok(Paid { group: place, at: now })
            }
            Spent::Denied(denial) => Err(self.refused(place, denial, now).into()),
            // Only `spend` says so, and then the ledger was asked.
            Spent::Ask => Err(super::BudgetError::Contended { connection: self.connection() }.into()),
        }
    }

    /// The provider turned the request away, and asked for a pause or did not. Gives the pause that is kept.
    pub(crate) async fn turned_away(&self, paid: Paid, asked: Option<Duration>) -> Duration {
        let what = TurnedAway { sent_at: paid.at, asked };
        self.budget.group(paid.group).turned_away(&self.budget.around, what).await
    }

    /// The present, by the clock that pauses are kept by.
    pub(crate) fn now(&self) -> SystemTime {
        self.budget.around.clock.now()
    }

    /// Where the account stands with the groups that the call used.
    pub(crate) fn standing(&self) -> Vec<RateBudget> {
        let now = self.budget.around.clock.millis();
        let view = |(place, pocket): &(usize, Arc<Pocket>)| {
            let counted = self.budget.group(*place).counted.as_ref()?;
            let (remaining, frees_at) = pocket.outlook();
            Some(RateBudget {
                group: counted.name.clone(),
                limit: counted.per_hour.get(),
                remaining,
                resets_in_ms: frees_at.saturating_sub(now),
            })
        };
        self.used.iter().filter_map(view).collect()
    }

    fn pocket(&mut self, place: usize) -> Arc<Pocket> {
        if let Some((_, pocket)) = self.used.iter().find(|(known, _)| *known == place) {
            return Arc::clone(pocket);
        }
        let now = self.budget.around.clock.millis();
        let pocket = self.budget.group(place).pocket(&self.account, now);
        self.used.push((place, Arc::clone(&pocket)));
        pocket
    }

    fn refused(&self, place: usize, denial: Denial, now: u64) -> OverBudget {
        self.budget.count_refused(place, denial.reason);
        let counted = self.budget.group(place).counted.as_ref();
        OverBudget {
            connection: self.connection(),
            group: counted.map(|group| group.name.clone()),
            limit: counted.map(|group| group.per_hour.get()),
            reason: denial.reason,
            retry_after_ms: denial.opens_at.saturating_sub(now).max(1),
        }
    }

    fn connection(&self) -> String {
        self.budget.around.connection.clone()
    }
}
