//! Which master keys seal how much.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::VaultError;
use crate::key::KeyId;
use crate::key_ring::{KeyRing, KeyState};
use crate::vault::Vault;
use crate::wire::Wire;

/// Records that are read at once.
pub(crate) const PAGE: usize = 256;

/// Records by the master key that each says it is sealed with. Nothing is opened for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Census {
    /// How many records each key seals.
    pub by_key: BTreeMap<KeyId, u64>,
    /// Records that are damaged or of a newer format: whose they are is not known.
    pub unreadable: u64,
}

impl Census {
    /// How many records this key seals.
    #[must_use]
    pub fn sealed_by(&self, key: &KeyId) -> u64 {
        self.by_key.get(key).copied().unwrap_or(0)
    }

    /// All records.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.by_key.values().sum::<u64>() + self.unreadable
    }

    /// Records that a rewrap would move: those of every key but the primary, and the staged ones, which are on their way
    /// in.
    pub(crate) fn left(&self, keys: &KeyRing) -> u64 {
        let stays = |key| matches!(keys.state_of(key), Some(KeyState::Primary | KeyState::Staged));
        self.by_key.iter().filter(|(key, _)| !stays(key)).map(|(_, records)| records).sum()
    }

    pub(crate) fn count(&mut self, record: &[u8], store_key: &str) {
        match Wire::parse(record, store_key) {
            Ok(wire) => *self.by_key.entry(wire.key).or_default() += 1,
            Err(_) => self.unreadable += 1,
        }
    }

    /// One record is sealed with another key now, or with none because it is gone.
    pub(crate) fn moved(&mut self, from: &KeyId, to: Option<&KeyId>) {
        if let Some(records) = self.by_key.get_mut(from) {
            *records = records.saturating_sub(1);
        }
        if let Some(to) = to {
            *self.by_key.entry(to.clone()).or_default() += 1;
        }
    }
}

impl Vault {
    /// Counts all records by the key that seals them. It reads the whole vault.
    ///
    /// # Errors
    /// [`VaultError::Store`] if the store fails.
    pub async fn census(&self) -> Result<Census, VaultError> {
        let mut census = Census::default();
        let mut after = None::<String>;
        loop {
            let page = self.store().scan("", after.as_deref(), PAGE).await?;
            for (store_key, stored) in &page {
                census.count(&stored.bytes, store_key);
            }
            match page.into_iter().next_back() {
                Some((last, _)) => after = Some(last),
                None => return Ok(census),
            }
        }
    }
}
