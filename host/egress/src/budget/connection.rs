//! The budgets of all connections of a host. Connections of one consumer share its groups.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use data_encoding::BASE32_NOPAD;
use innkeeper_accounts::{AccountId, Accounts, Connection};
use innkeeper_vault::Vault;
use sha2::{Digest, Sha256};

use super::group::{Group, Surroundings, lock};
use super::ledger::{Company, Millis, Reason};
use super::{BudgetError, GroupCounts, GroupUse};
use crate::{Clock, millis};

/// For so long an account counts as alone before it is looked whether it still is.
const ALONE: Millis = 15_000;
/// The same for one that is not: it costs nobody anything but what others might have used.
const OTHERS: Millis = 600_000;
/// Characters of a ledger's id: 130 bits of a hash.
const LEDGER_ID: usize = 26;

/// The rate budgets of a host. Cheap to clone; all clones are the same.
#[derive(Clone)]
pub struct RateBudgets(Arc<Shared>);

struct Shared {
    vault: Vault,
    accounts: Accounts,
    clock: Clock,
    connections: Mutex<HashMap<String, Arc<ConnectionBudget>>>,
}

/// The rate budget as requests through one connection meet it.
pub struct ConnectionBudget {
    connection: Arc<Connection>,
    consumer: Arc<Consumer>,
    accounts: Accounts,
    pub(crate) around: Surroundings,
    /// As the consumer's groups; the last is for the requests that no group counts. They go on where the connection is
    /// changed.
    counts: Arc<Vec<Counters>>,
}

/// One OAuth consumer.
struct Consumer {
    /// The provider's groups in its order, and last the one for requests that none of them counts.
    groups: Vec<Group>,
    /// What the last look at the consumer's accounts found, and when.
    company: Mutex<Option<Look>>,
}

/// A look at a consumer's accounts.
#[derive(Clone)]
struct Look {
    /// Who asked.
    account: AccountId,
    found: Company,
    at: Millis,
}

impl Look {
    /// What is known by it of the company of an account now.
    fn tells(&self, account: &AccountId, now: Millis) -> Option<Company> {
        let age = now.checked_sub(self.at)?;
        match self.found {
            Company::Alone => (age < ALONE && self.account == *account).then_some(Company::Alone),
            Company::Others => (age < OTHERS).then_some(Company::Others),
        }
    }
}

#[derive(Default)]
struct Counters {
    sent: AtomicU64,
    spent: AtomicU64,
    share: AtomicU64,
    paused: AtomicU64,
}

impl RateBudgets {
    /// The budgets of the connections of `accounts`, kept in `vault`.
    #[must_use]
    pub fn new(vault: Vault, accounts: Accounts, clock: Clock) -> Self {
        Self(Arc::new(Shared { vault, accounts, clock, connections: Mutex::default() }))
    }

    /// A connection's budget.
    #[must_use]
    pub fn of(&self, connection: &Arc<Connection>) -> Arc<ConnectionBudget> {
        let mut known = lock(&self.0.connections);
        if let Some(budget) =
            known.get(connection.name()).filter(|one| Arc::ptr_eq(&one.connection, connection))
        {
            return Arc::clone(budget);
        }
        let same = |one: &&Arc<ConnectionBudget>| {
            one.connection.shares_a_consumer_with(connection)
                && one.connection.budget() == connection.budget()
        };
        let consumer = known.values().find(same).map(|one| Arc::clone(&one.consumer));
        let consumer = consumer.unwrap_or_else(|| Arc::new(Consumer::new(connection)));
        let went_on = known.get(connection.name()).map(|before| Arc::clone(&before.counts));
        let fresh = || Arc::new(consumer.groups.iter().map(|_| Counters::default()).collect::<Vec<_>>());
        let budget = Arc::new(ConnectionBudget {
            counts: went_on.filter(|counts| counts.len() == consumer.groups.len()).unwrap_or_else(fresh),
            consumer,
            accounts: self.0.accounts.clone(),
            around: Surroundings {
                vault: self.0.vault.clone(),
                clock: self.0.clock.clone(),
                connection: connection.name().to_owned(),
            },
            connection: Arc::clone(connection),
        });
        known.insert(connection.name().to_owned(), Arc::clone(&budget));
        budget
    }

    /// Gives back what this host took and did not spend in time. To be called now and then.
    ///
    /// # Errors
    /// [`BudgetError`] where a ledger cannot be written; what was not given back counts as used.
    pub async fn settle(&self) -> Result<(), BudgetError> {
        let budgets: Vec<_> = lock(&self.0.connections).values().cloned().collect();
        for budget in budgets {
            for group in &budget.consumer.groups {
                group.settle(&budget.around).await?;
            }
        }
        // What was taken for connections that were removed since has been given back.
        lock(&self.0.connections).retain(|name, _| self.0.accounts.connection(name).is_ok());
        Ok(())
    }
}

impl ConnectionBudget {
    /// Where its consumer stands with each group, over all hosts.
    ///
    /// # Errors
    /// [`BudgetError`] where a ledger cannot be read.
    pub async fn standing(&self) -> Result<Vec<GroupUse>, BudgetError> {
        let mut standing = Vec::new();
        for group in &self.consumer.groups {
            let Some(counted) = &group.counted else { continue };
            let (ledger, in_hand) = group.look(&self.around).await?;
            let now = self.around.clock.millis();
            let pause = millis(ledger.pause.left(now));
            standing.push(GroupUse {
                group: counted.name.clone(),
                limit: counted.per_hour.get(),
                used: ledger.used().saturating_sub(in_hand),
                users: ledger.users(),
                resets_in_ms: ledger.frees_at(now).saturating_sub(now),
                paused_ms: (pause > 0).then_some(pause),
            });
        }
        Ok(standing)
    }

    /// What this host sent and did not send through the connection, by group.
    #[must_use]
    pub fn counts(&self) -> Vec<(&str, GroupCounts)> {
        let groups = self.consumer.groups.iter().zip(&*self.counts);
        groups
            .filter_map(|(group, counters)| Some((group.counted.as_ref()?.name.as_str(), counters.read())))
            .collect()
    }

    /// The group that counts requests to an encoded path below the API's base, by its place.
    pub(super) fn group_of(&self, path: &str) -> usize {
        let covers = |group: &Group| {
            group.counted.as_ref().is_none_or(|counted| counted.paths.iter().any(|form| form.covers(path)))
        };
        // The last one counts nothing and covers everything.
        self.consumer.groups.iter().position(covers).unwrap_or_default()
    }

    pub(super) fn group(&self, place: usize) -> &Group {
        &self.consumer.groups[place]
    }

    /// Whether others may want their share.
    pub(super) async fn company(&self, account: &AccountId) -> Result<Company, BudgetError> {
        let now = self.around.clock.millis();
        let last = lock(&self.consumer.company).clone();
        if let Some(known) = last.and_then(|look| look.tells(account, now)) {
            return Ok(known);
        }
        let is_alone = self.accounts.is_alone(account, &self.connection).await?;
        let found = if is_alone { Company::Alone } else { Company::Others };
        *lock(&self.consumer.company) = Some(Look { account: account.clone(), found, at: now });
        Ok(found)
    }

    pub(super) fn count_sent(&self, place: usize) {
        self.counts[place].sent.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_refused(&self, place: usize, reason: Reason) {
        let counters = &self.counts[place];
        let counter = match reason {
            Reason::Spent => &counters.spent,
            Reason::Share => &counters.share,
            Reason::Paused => &counters.paused,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

impl Consumer {
    fn new(connection: &Connection) -> Self {
        let counted = connection.budget().iter().map(|group| {
            let id = ledger_id(connection, &group.name);
            Group::new(Some(group.clone()), &id)
        });
        let uncounted = Group::new(None, &ledger_id(connection, ""));
        Self { groups: counted.chain([uncounted]).collect(), company: Mutex::default() }
    }
}

impl Counters {
    fn read(&self) -> GroupCounts {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        GroupCounts {
            sent: count(&self.sent),
            spent: count(&self.spent),
            share: count(&self.share),
            paused: count(&self.paused),
        }
    }
}

/// The same for all hosts and connections of one consumer.
fn ledger_id(connection: &Connection, group: &str) -> String {
    let mut hash = Sha256::new();
    for part in [connection.provider().name.as_str(), connection.client_id(), group] {
        // The length keeps ("ab", "c") and ("a", "bc") apart.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let mut id = BASE32_NOPAD.encode(&hash.finalize()).to_ascii_lowercase();
    id.truncate(LEDGER_ID);
    id
}
