//! What a connection's consumer may send in an hour: the provider's numbers, or the operator's.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Connection, ConnectionSettings};
use crate::{AccountsError, BudgetGroup, Provider};

/// The provider's groups with the connection's numbers.
pub(super) fn resolve(
    settings: &ConnectionSettings,
    provider: &Provider,
) -> Result<Vec<BudgetGroup>, AccountsError> {
    let is_known = |name: &&String| provider.budget.iter().any(|group| group.name == **name);
    if let Some(unknown) = settings.budget.keys().find(|name| !is_known(name)) {
        return Err(AccountsError::UnknownBudgetGroup {
            connection: settings.name.clone(),
            group: unknown.clone(),
            known: provider.budget.iter().map(|group| group.name.clone()).collect(),
        });
    }
    let chosen = |group: &BudgetGroup| BudgetGroup {
        per_hour: settings.budget.get(&group.name).copied().unwrap_or(group.per_hour),
        ..group.clone()
    };
    Ok(provider.budget.iter().map(chosen).collect())
}

/// The provider counts per consumer, so connections of one consumer must not say different numbers.
pub(crate) fn must_agree(connections: &BTreeMap<String, Arc<Connection>>) -> Result<(), AccountsError> {
    let differ = |connection: &&Arc<Connection>| {
        connections
            .values()
            .find(|other| other.shares_a_consumer_with(connection) && other.budget() != connection.budget())
    };
    match connections.values().find_map(|connection| Some((connection, differ(&connection)?))) {
        None => Ok(()),
        Some((connection, other)) => Err(AccountsError::BudgetsDiffer {
            connection: connection.name().to_owned(),
            other: other.name().to_owned(),
        }),
    }
}
