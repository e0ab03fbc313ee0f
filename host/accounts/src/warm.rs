//! Leases of accounts that are in use, so that a warm one costs no look into the vault.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use crate::clock::later;
use crate::{AccountId, Lease};

/// How many leases are kept: at a few kilobytes each, some tens of megabytes at most.
const CAPACITY: usize = 8192;
/// A token that runs out within this time is not lent on: the request has to arrive before.
const MARGIN: Duration = Duration::from_secs(1);

/// Warm leases by account.
#[derive(Default)]
pub(crate) struct WarmLeases(Mutex<Leases>);

#[derive(Default)]
struct Leases {
    leases: HashMap<AccountId, Warm>,
    /// Counts what was forgotten. See [`Stamp`].
    forgotten: u64,
}

struct Warm {
    lease: Lease,
    /// When its token is due for a refresh. Until the token runs out it may be lent nevertheless.
    due: Timestamp,
}

/// A lease that costs no look into the vault.
#[derive(Debug)]
pub(crate) enum Kept {
    /// Good for a while yet.
    Fresh(Lease),
    /// Good, but a refresh is due.
    Due(Lease),
}

/// Taken before an account is read. A lease made from that reading is kept only if nothing was forgotten since:
/// otherwise a reading from just before a revocation could warm up a token that was revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp(u64);

impl WarmLeases {
    /// The account's lease, if it is warm and its token does not run out this very moment.
    pub(crate) fn get(&self, id: &AccountId) -> Option<Kept> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (warm, now) = (kept.leases.get(id)?, Timestamp::now());
        if now < warm.due {
            return Some(Kept::Fresh(warm.lease.clone()));
        }
        (later(now, MARGIN) < warm.lease.expires_at).then(|| Kept::Due(warm.lease.clone()))
    }

    /// To be taken before the account is read.
    pub(crate) fn stamp(&self) -> Stamp {
        Stamp(self.0.lock().unwrap_or_else(PoisonError::into_inner).forgotten)
    }

    /// Keeps a lease whose token is `due` for a refresh then.
    pub(crate) fn keep(&self, stamp: Stamp, lease: &Lease, due: Timestamp) {
        let now = Timestamp::now();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if stamp != Stamp(kept.forgotten) || due <= now {
            return;
        }
        if kept.leases.len() >= CAPACITY {
            kept.leases.retain(|_, warm| now < warm.due);
        }
        // Still full of warm ones: this account goes without. Leases age, so room comes by itself.
        if kept.leases.len() < CAPACITY || kept.leases.contains_key(&lease.account_id) {
            kept.leases.insert(lease.account_id.clone(), Warm { lease: lease.clone(), due });
        }
    }

    /// Forgets an account's lease, also one that is just being made.
    pub(crate) fn forget(&self, id: &AccountId) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.forgotten = kept.forgotten.wrapping_add(1);
        kept.leases.remove(id);
    }

    /// Forgets an account's lease if its token is no newer than `generation`.
    pub(crate) fn forget_used(&self, id: &AccountId, generation: u64) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.leases.get(id).is_some_and(|warm| warm.lease.generation <= generation) {
            kept.leases.remove(id);
        }
    }
}

#[cfg(test)]
mod tests;
