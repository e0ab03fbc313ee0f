//! Accounts that were read lately, so that reading one again costs a look at its version.
//!
//! The store is asked every time, so a change of another host counts at once. What is saved is the proof that the record
//! is genuine, and its parsing: most of the time of a read.

use std::sync::{Arc, Mutex, PoisonError};

use innkeeper_policy::Pin;
use innkeeper_vault::Version;

use crate::recent::Recent;
use crate::{Account, AccountId};

/// What an account takes besides its longer texts: the structure itself, its short texts, and its place among others.
const USUAL_BYTES: usize = 1_200;

/// Accounts by id, as they are stored: pins and last use are worked out at each read.
pub(crate) struct KnownAccounts(Mutex<Recent<Known>>);

#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) version: Version,
    /// Without its pin, which is worked out anew.
    pub(crate) account: Arc<Account>,
}

impl KnownAccounts {
    /// At most so many bytes of accounts.
    pub(crate) fn new(bytes: usize) -> Self {
        Self(Mutex::new(Recent::new(bytes)))
    }

    pub(crate) fn get(&self, id: &AccountId) -> Option<Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    pub(crate) fn keep(&self, id: &AccountId, version: Version, account: &Account) {
        let bytes = bytes_of(account);
        let account = Arc::new(Account { pin: Pin::default(), ..account.clone() });
        let known = Known { version, account };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).keep(id, known, bytes);
    }

    pub(crate) fn forget(&self, id: &AccountId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).forget(id);
    }
}

/// About as many bytes as an account takes: what can be long is counted. A workspace stands in the list of what was
/// learned and in the pin.
fn bytes_of(account: &Account) -> usize {
    let scopes: usize = account.scopes.iter().map(|scope| 48 + scope.as_str().len()).sum();
    let workspace = |slug: &str, uuid: Option<&String>| 96 + slug.len() + uuid.map_or(0, String::len);
    let workspaces = account.learned.iter().map(|one| workspace(&one.slug, one.uuid.as_ref()));
    USUAL_BYTES + account.identifier.len() + scopes + 2 * workspaces.sum::<usize>()
}
