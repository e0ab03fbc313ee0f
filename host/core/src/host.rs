//! What a running host is made of.

use std::sync::Arc;

use innkeeper_accounts::Accounts;
use innkeeper_egress::{Egress, Limits as EgressLimits, RateBudgets};
use innkeeper_policy::ToolPolicy;
use innkeeper_runtime::Runtime;
use innkeeper_vault::Vault;
use tokio::sync::watch;

use crate::caller::Caller;
use crate::catalogue::Catalogue;
use crate::connectors::stock::Stock;
use crate::keys::Keys;
use crate::metrics::Metrics;
use crate::problem::Result;
use crate::rekeying::Rekeying;

/// A running host. Cheap to clone; the last clone that goes closes the vault.
#[derive(Clone)]
pub struct Host {
    pub(crate) parts: Arc<Parts>,
}

pub(crate) struct Parts {
    pub(crate) vault: Vault,
    pub(crate) accounts: Accounts,
    pub(crate) egress: Egress,
    pub(crate) egress_limits: EgressLimits,
    pub(crate) budgets: RateBudgets,
    /// Connectors, and the catalogue that they make.
    pub(crate) stock: Stock,
    /// Bytes of a component that is added.
    pub(crate) max_connector_bytes: usize,
    pub(crate) keys: Keys,
    pub(crate) metrics: Metrics,
    pub(crate) runtime: Runtime,
    /// The vault's way from one master key to the next.
    pub(crate) rekeying: Rekeying,
    /// The policy of the host's own questions about who a user is.
    pub(crate) identity: Arc<ToolPolicy>,
}

impl Host {
    /// Finds out who presents a bearer token.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` for everything that is no valid key.
    pub async fn authenticate(&self, token: &str) -> Result<Caller> {
        self.parts.keys.authenticate(token).await
    }

    /// All loaded tools, as they are now. Whoever holds the catalogue keeps it as it is.
    #[must_use]
    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.parts.stock.catalogue()
    }

    /// Tells of each catalogue that takes another's place, by its generation.
    #[must_use]
    pub fn catalogue_changes(&self) -> watch::Receiver<u64> {
        self.parts.stock.changes()
    }
}
