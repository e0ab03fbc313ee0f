//! Leases of accounts that are in use, so that a warm one costs no look into the vault.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use crate::clock::later;
use crate::recent::Recent;
use crate::{AccountId, Lease};

/// What a lease takes besides its token: its own fields, and its place among others.
const USUAL_BYTES: usize = 400;
/// A token that runs out within this time is not lent on: the request has to arrive before.
const MARGIN: Duration = Duration::from_secs(1);

/// Warm leases by account.
pub(crate) struct WarmLeases(Mutex<Leases>);

struct Leases {
    leases: Recent<Warm>,
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
    /// At most so many bytes of leases. One that has to go is made anew when it is asked for, from the vault.
    pub(crate) fn new(bytes: usize) -> Self {
        Self(Mutex::new(Leases { leases: Recent::new(bytes), forgotten: 0 }))
    }

    /// The account's lease, if it is warm and its token does not run out this very moment.
    pub(crate) fn get(&self, id: &AccountId) -> Option<Kept> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (warm, now) = (kept.leases.get(id)?, Timestamp::now());
        if now < warm.due {
            return Some(Kept::Fresh(warm.lease.clone()));
        }
        if later(now, MARGIN) < warm.lease.expires_at {
            return Some(Kept::Due(warm.lease.clone()));
        }
        kept.leases.forget(id);
        None
    }

    /// To be taken before the account is read.
    pub(crate) fn stamp(&self) -> Stamp {
        Stamp(self.0.lock().unwrap_or_else(PoisonError::into_inner).forgotten)
    }

    /// Keeps a lease whose token is `due` for a refresh then, unless a newer one is there.
    pub(crate) fn keep(&self, stamp: Stamp, lease: &Lease, due: Timestamp) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if stamp != Stamp(kept.forgotten) || due <= Timestamp::now() {
            return;
        }
        // A reading from just before a refresh must not take the place of what the refresh has kept.
        if kept.leases.peek(&lease.account_id).is_some_and(|warm| warm.lease.generation > lease.generation) {
            return;
        }
        let bytes = USUAL_BYTES + lease.token.len();
        kept.leases.keep(&lease.account_id, Warm { lease: lease.clone(), due }, bytes);
    }

    /// Forgets an account's lease, also one that is just being made.
    pub(crate) fn forget(&self, id: &AccountId) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.forgotten = kept.forgotten.wrapping_add(1);
        kept.leases.forget(id);
    }

    /// Forgets an account's lease if its token is no newer than `generation`.
    pub(crate) fn forget_used(&self, id: &AccountId, generation: u64) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.leases.peek(id).is_some_and(|warm| warm.lease.generation <= generation) {
            kept.leases.forget(id);
        }
    }
}

#[cfg(test)]
mod tests;
