//! The token that a session sends: leased once, and once more after a 401.

use std::sync::Arc;

use innkeeper_accounts::Lease;

use super::{Credential, Session};
use crate::SendError;

impl Session {
    pub(super) async fn lease(&mut self) -> Result<Arc<Lease>, SendError> {
        if let Some(lease) = &self.lease {
            return Ok(Arc::clone(lease));
        }
        let lease = match &self.spec.credential {
            Credential::Account(accounts, id) => Arc::new(accounts.lease(id).await?),
            Credential::Once(lease) => Arc::clone(lease),
        };
        self.lease = Some(Arc::clone(&lease));
        Ok(lease)
    }

    pub(super) async fn fresh_lease(&mut self, used: &Lease) -> Result<Arc<Lease>, SendError> {
        match &self.spec.credential {
            Credential::Account(accounts, id) => {
                let fresh = Arc::new(accounts.refresh_after_401(id, used).await?);
                self.lease = Some(Arc::clone(&fresh));
                Ok(fresh)
            }
            Credential::Once(_) => Err(SendError::Unauthorized),
        }
    }
}
