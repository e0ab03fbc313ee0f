//! What a running host is made of.

use std::sync::Arc;

use innkeeper_accounts::Accounts;
use innkeeper_egress::{Egress, Limits as EgressLimits, RateBudgets};
use innkeeper_policy::ToolPolicy;
use innkeeper_runtime::Runtime;
use innkeeper_vault::{Secret, Vault};

use crate::caller::Caller;
use crate::catalogue::Catalogue;
use crate::keys::{AccessToken, Keys};
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
    pub(crate) catalogue: Catalogue,
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

    /// Exchanges the two halves of an API key for a bearer that lives shortly.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` for everything that is no valid key, without saying which half is wrong.
    pub async fn exchange(&self, client_id: &str, client_secret: &Secret) -> Result<AccessToken> {
        self.parts.keys.exchange(client_id, client_secret).await
    }

    /// All loaded tools.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.parts.catalogue
    }
}
