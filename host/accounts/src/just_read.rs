//! Accounts that were read a moment ago, with their tokens still sealed.
//!
//! A call finds its account first and asks for its token later. Where neither is kept from before, the second read would
//! prove and parse again what the first one did. So what was read waits here for the lease, which takes it away: nothing
//! is opened that nobody asks for.

use std::sync::{Mutex, PoisonError};

use innkeeper_vault::Loaded;

use crate::recent::Recent;
use crate::{Account, AccountId};

/// Room for as many calls as are between the two at once, and more.
const ROOM: usize = 2 << 20;
/// About what a record with two tokens takes.
const USUAL_BYTES: usize = 8 << 10;

/// Records by account.
pub(crate) struct JustRead(Mutex<Recent<Loaded<Account>>>);

impl Default for JustRead {
    fn default() -> Self {
        Self(Mutex::new(Recent::new(ROOM)))
    }
}

impl JustRead {
    pub(crate) fn keep(&self, id: &AccountId, loaded: Loaded<Account>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).keep(id, loaded, USUAL_BYTES);
    }

    /// What was read last, and may have changed since.
    pub(crate) fn take(&self, id: &AccountId) -> Option<Loaded<Account>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take(id)
    }
}
