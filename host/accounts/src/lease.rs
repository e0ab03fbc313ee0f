//! A token on loan: what egress puts into one request.

use std::fmt;
use std::sync::Arc;

use innkeeper_vault::Secret;
use jiff::Timestamp;

use crate::refresh::Need;
use crate::ticket::TokenHash;
use crate::warm::Kept;
use crate::{AccountId, Accounts, LeaseError};

/// How often a newer token is asked for, where flights that others began keep ending with the old one.
const ROUNDS: usize = 4;

/// An access token on loan. Cloning it shares the token.
#[derive(Clone)]
pub struct Lease {
    /// Whose token it is.
    pub account_id: AccountId,
    /// The token.
    pub token: Arc<Secret>,
    /// Grows with each new token of the account.
    pub generation: u64,
    /// When the token runs out.
    pub expires_at: Timestamp,
    pub(crate) origin: Origin,
}

/// Which grant a token belongs to.
#[derive(Clone)]
pub(crate) enum Origin {
    /// The account's, in force.
    Account,
    /// One that waits for its confirmation. Its token is for asking whose it is, and for nothing else.
    Grant(TokenHash),
}

impl fmt::Debug for Lease {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Lease")
            .field("account_id", &self.account_id)
            .field("generation", &self.generation)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl Accounts {
    /// A token of an account in force. When four fifths of its life are over it is refreshed; while it is good, nobody
    /// waits for that.
    ///
    /// Dropping the future is safe: a refresh that began goes on by itself.
    ///
    /// # Errors
    ///
    /// [`LeaseError::NotActive`] and [`LeaseError::Reauthorize`]: consent is needed. The others may pass by themselves;
    /// the account keeps its status.
    pub async fn lease(&self, id: &AccountId) -> Result<Lease, LeaseError> {
        match self.warm().get(id) {
            Some(Kept::Fresh(lease)) => return Ok(lease),
            Some(Kept::Due(lease)) => {
                self.flights().start(id, || self.clone().refreshed(id.clone(), Need::Current));
                return Ok(lease);
            }
            None => {}
        }
        match self.stored_lease(id).await? {
            Some(lease) => Ok(lease),
            None => self.fly(id, Need::Current).await,
        }
    }

    /// A newer token than `used`, which the provider answered with 401. If there is one already it is given out, and
    /// nothing is refreshed: a hundred calls that fail together refresh once.
    ///
    /// # Errors
    ///
    /// As for [`Accounts::lease`].
    pub async fn refresh_after_401(&self, id: &AccountId, used: &Lease) -> Result<Lease, LeaseError> {
        if matches!(used.origin, Origin::Grant(_)) {
            let reason = "the provider did not accept the grant that it had just given".to_owned();
            return Err(LeaseError::Reauthorize { account_id: id.clone(), reason });
        }
        self.warm().forget_used(id, used.generation);
        for _ in 0..ROUNDS {
            // A flight that began for another reason may end with the very token that was refused: then once more.
            let lease = self.fly(id, Need::NewerThan(used.generation)).await?;
            if lease.generation > used.generation {
                return Ok(lease);
            }
        }
        Err(LeaseError::Interrupted { account_id: id.clone() })
    }

    pub(crate) async fn fly(&self, id: &AccountId, need: Need) -> Result<Lease, LeaseError> {
        self.flights().join(id, || self.clone().refreshed(id.clone(), need)).await
    }
}
