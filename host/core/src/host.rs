//! What a running host is made of.

use std::sync::Arc;

use innkeeper_accounts::Accounts;
use innkeeper_egress::{Egress, Limits as EgressLimits, RateBudgets};
use innkeeper_policy::ToolPolicy;
use innkeeper_runtime::Runtime;
use innkeeper_vault::{Secret, Vault};
use tokio::sync::watch;
use tokio::task::JoinSet;
use zeroize::Zeroizing;

use crate::caller::Caller;
use crate::catalogue::Catalogue;
use crate::connectors::stock::Stock;
use crate::keys::{AccessToken, Keys};
use crate::metrics::Metrics;
use crate::oidc::Identities;
use crate::problem::Result;
use crate::rekeying::Rekeying;

/// A running host. Cheap to clone; the last clone that goes closes the vault, and ends what the host does without being
/// asked. One thing is still finished: a refresh that the provider may have carried out, because its new tokens exist nowhere
/// else. It takes ten seconds at most while the store is well.
#[derive(Clone)]
pub struct Host {
    pub(crate) parts: Arc<Parts>,
    /// What the host does without being asked, wherever it waits: a host may die at any moment, so it may be cut off, too.
    pub(crate) _background: Arc<JoinSet<()>>,
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
    pub(crate) identities: Arc<Identities>,
    pub(crate) metrics: Metrics,
    pub(crate) runtime: Runtime,
    /// The vault's way from one master key to the next.
    pub(crate) rekeying: Rekeying,
    /// The policy of the host's own questions about who a user is.
    pub(crate) identity: Arc<ToolPolicy>,
}

impl Host {
    /// Finds out who presents a bearer token: a key, a session token, or a token of an issuer in the settings.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` for everything that is none; `POLICY_DENIED` for an issuer's token whose groups give no role.
    pub async fn authenticate(&self, token: &str) -> Result<Caller> {
        let parts = &self.parts;
        if parts.identities.may_be_a_token(token) && !parts.keys.is_bootstrap(token) {
            return parts.identities.authenticate(token).await;
        }
        parts.keys.authenticate(token).await
    }

    /// The issuers whose tokens let callers in.
    pub fn issuers(&self) -> impl Iterator<Item = &str> {
        self.parts.identities.urls()
    }

    /// Exchanges the two halves of an API key for a bearer that lives shortly.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` for everything that is no valid key, without saying which half is wrong.
    pub async fn exchange(&self, client_id: &str, client_secret: &Secret) -> Result<AccessToken> {
        self.parts.keys.exchange(client_id, client_secret).await
    }

    /// Keys for what a way in seals for its clients, such as a session's id: of this vault, and of this purpose only. The
    /// first seals; all of them open, so that what was given out before the master key changed, or by a host where it has
    /// changed already, still opens.
    #[must_use]
    pub fn derive_keys(&self, purpose: &str) -> Vec<Zeroizing<[u8; 32]>> {
        self.parts.vault.derive_keys(&format!("way in: {purpose}")).collect()
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
