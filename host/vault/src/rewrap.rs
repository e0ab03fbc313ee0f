//! One record, from the key that seals it to the primary key.

use std::ops::ControlFlow;

use crate::binding::Place;
use crate::envelope;
use crate::error::VaultError;
use crate::key_ring::KeyState;
use crate::store::{Swap, Versioned};
use crate::vault::Vault;
use crate::wire::Wire;

/// How often a record that others keep writing is looked at again before it is left to the next pass.
const ATTEMPTS: usize = 32;

/// What became of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rewrap {
    /// Its data key is wrapped by the primary key now.
    Done,
    /// It was already, or somebody else saw to it.
    Current,
    /// A staged key seals it: a host that is a step ahead wrote it, and it is not taken back.
    Ahead,
    /// It is gone.
    Gone,
    /// Others wrote it each time, with another key than ours.
    Contended,
}

impl Vault {
    /// Wraps the data key of a record anew, if neither the primary nor a staged key wraps it. No secret is opened. A
    /// conflict means that somebody wrote the record: then that is looked at.
    ///
    /// # Errors
    /// As [`Vault::load`], if the record cannot be trusted; it is left as it is.
    pub(crate) async fn rewrap(&self, store_key: &str, mut stored: Versioned) -> Result<Rewrap, VaultError> {
        for _ in 0..ATTEMPTS {
            let bytes = match self.rewrapped(store_key, &stored)? {
                ControlFlow::Break(outcome) => return Ok(outcome),
                ControlFlow::Continue(bytes) => bytes,
            };
            match self.store().compare_and_swap(store_key, Some(stored.version), Some(bytes)).await? {
                Swap::Conflict { current: Some(current) } => stored = current,
                Swap::Conflict { current: None } | Swap::Removed => return Ok(Rewrap::Gone),
                Swap::Stored(_) => return Ok(Rewrap::Done),
            }
        }
        Ok(Rewrap::Contended)
    }

    /// The record under the primary key, unless it is well as it is.
    fn rewrapped(
        &self,
        store_key: &str,
        stored: &Versioned,
    ) -> Result<ControlFlow<Rewrap, Vec<u8>>, VaultError> {
        let wire = Wire::parse(&stored.bytes, store_key)?;
        match self.keys().state_of(&wire.key) {
            Some(KeyState::Primary) => return Ok(ControlFlow::Break(Rewrap::Current)),
            Some(KeyState::Staged) => return Ok(ControlFlow::Break(Rewrap::Ahead)),
            // A key that is not in the ring is named by the error below.
            Some(KeyState::Retired) | None => {}
        }
        let corrupt = || VaultError::Corrupt { key: store_key.to_owned() };
        let (kind, id) = store_key.split_once('/').ok_or_else(corrupt)?;
        let place = Place::new(self.environment(), kind.to_owned(), &wire.connection, id);
        let saved_as = wire.saved_as.unwrap_or(stored.version);
        envelope::rewrap(self.keys(), &place, wire, saved_as).map(ControlFlow::Continue)
    }
}
