//! What is told of a budget.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a call's account stands with one group that the call used, as its host knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RateBudget {
    /// The group.
    pub group: String,
    /// Requests per hour, of all users together.
    pub limit: u32,
    /// How many more this account may send now.
    pub remaining: u32,
    /// Milliseconds until the oldest requests of the past hour stop counting.
    pub resets_in_ms: u64,
}

/// Where a consumer stands with one group, over all hosts and users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BudgetUse)]
pub struct GroupUse {
    /// The group.
    pub group: String,
    /// Requests per hour.
    pub limit: u32,
    /// Requests that count now. What other hosts took and have not spent yet is among them.
    pub used: u32,
    /// Users among whose requests they are.
    pub users: usize,
    /// Milliseconds until the oldest of them stop counting.
    pub resets_in_ms: u64,
    /// Milliseconds until the pause that the provider asked for is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused_ms: Option<u64>,
}

/// What this host sent and did not send through one connection, of one group, since it started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GroupCounts {
    /// Requests sent.
    pub sent: u64,
    /// Refused because the budget was used up.
    pub spent: u64,
    /// Refused because the user had used its share.
    pub share: u64,
    /// Refused because the provider had asked for a pause.
    pub paused: u64,
}
