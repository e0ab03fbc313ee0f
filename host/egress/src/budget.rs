//! The rate budget: how many requests an hour the provider takes from one OAuth consumer, all its users together.
//!
//! Bitbucket counts per rolling hour and per consumer and says nothing until it refuses (Bitbucket facts, "API
//! behaviour"). So the host counts for itself, and all hosts on one vault count together.
//!
//! # The rule
//!
//! 1. A user (a connected account) who has used less in the past hour than is still free gets through; one who has used
//!    as much or more waits until the hour moves on.
//! 2. So *n* busy users get limit/(*n*+1) each, and as much stays free for whoever comes next; however busy *m* others
//!    are, and in whatever order, a user gets at least half of limit/2^*m*.
//! 3. An account that is the only one in force at its consumer gets everything. That another was connected is noticed within
//!    15 seconds; what was used by then is used.
//!
//! # How hosts share it
//!
//! - [`ledger`]: what was granted in the past hour, by minute and user: a record of the vault, changed by
//!   compare-and-swap. A grant counts as used from then on, so a host that is killed never leads to too many requests.
//! - [`pocket`]: the few grants that a host took for one user, spent from memory within five seconds. What was not spent
//!   is given back with the host's next look at the ledger, by its housekeeping at the latest.
//! - [`group`]: one group of one consumer in this host. One look at the ledger serves all who wait for it.
//! - [`pause`]: what a 429 of the provider means for all hosts.
//! - [`ConnectionBudget`], [`Allowance`]: how a session gets at it.
//!
//! # What it costs, and what it relies on
//!
//! A request takes two short locks; a write of the vault happens once a batch, and batches double for a user who is busy.
//! The clocks of hosts must agree to within 45 seconds. Another host learns of a pause with its next look at the ledger,
//! five seconds later at most. Requests that belong to no group are not counted, and wait for pauses all the same.

mod allowance;
mod connection;
mod group;
mod ledger;
mod pause;
mod pocket;
mod view;

pub use connection::{ConnectionBudget, RateBudgets};
pub use ledger::Reason;
pub use view::{GroupCounts, GroupUse, RateBudget};

pub(crate) use allowance::{Allowance, Paid};

use innkeeper_accounts::AccountsError;
use innkeeper_vault::VaultError;

/// The host does not send a request that its budget does not cover.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", said(self))]
pub struct OverBudget {
    /// The connection.
    pub connection: String,
    /// The group of requests; none for those that no group counts.
    pub group: Option<String>,
    /// Requests per hour; none where no group counts them.
    pub limit: Option<u32>,
    /// Why.
    pub reason: Reason,
    /// Milliseconds after which it is worth while to try again.
    pub retry_after_ms: u64,
}

/// The budget could not be looked at, and without it nothing is sent.
#[derive(Debug, thiserror::Error)]
pub enum BudgetError {
    /// The ledger cannot be read or written.
    #[error("the rate budget cannot be read or written, and without it nothing is sent: {0}")]
    Vault(#[from] VaultError),
    /// It is not known whether there are other accounts.
    #[error("the rate budget cannot be shared out, and without it nothing is sent: {0}")]
    Accounts(#[from] AccountsError),
    /// Others changed the ledger each time that this host was ready.
    #[error("too many hosts take from the rate budget of {connection} at once; try again")]
    Contended {
        /// The connection.
        connection: String,
    },
}

fn said(over: &OverBudget) -> String {
    let OverBudget { connection, group, limit, reason, retry_after_ms } = over;
    let seconds = retry_after_ms.div_ceil(1_000);
    let group = group.as_ref().map_or("uncounted".to_owned(), |name| format!("`{name}`"));
    let limit = limit.map_or(String::new(), |limit| format!(" of {limit} requests an hour"));
    let budget = format!("the {group} budget{limit} of connection `{connection}`");
    let fix = "or register an OAuth consumer of its own for those who need more";
    match reason {
        Reason::Spent => format!(
            "{budget} is used up, by all users of its consumer together: wait {seconds} s, {fix}; nothing was sent"
        ),
        Reason::Share => format!(
            "this account has used its share of {budget}; what is left is kept for users who have used less: \
             wait {seconds} s, {fix}; nothing was sent"
        ),
        Reason::Paused => format!(
            "the provider has turned requests of {budget} away, and asked to wait: \
             wait {seconds} s, {fix}; nothing was sent"
        ),
    }
}
