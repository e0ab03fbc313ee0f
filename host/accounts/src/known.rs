//! Accounts that were read lately, so that reading one again costs a look at its version.
//!
//! The store is asked every time, so a change of another host counts at once. What is saved is the proof that the record
//! is genuine, and its parsing: most of the time of a read.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use innkeeper_vault::Version;

use crate::{Account, AccountId};

/// How many accounts are kept: at about a kilobyte each, some megabytes.
const CAPACITY: usize = 8192;

/// Accounts by id, as they are stored: pins and last use are worked out at each read.
#[derive(Default)]
pub(crate) struct KnownAccounts(Mutex<HashMap<AccountId, Known>>);

#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) version: Version,
    pub(crate) account: Account,
}

impl KnownAccounts {
    pub(crate) fn get(&self, id: &AccountId) -> Option<Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    pub(crate) fn keep(&self, id: &AccountId, known: Known) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Starting over is as good as choosing: whoever is in use is back with the next read.
        if kept.len() >= CAPACITY && !kept.contains_key(id) {
            kept.clear();
        }
        kept.insert(id.clone(), known);
    }

    pub(crate) fn forget(&self, id: &AccountId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }
}
