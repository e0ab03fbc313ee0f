//! The master keys of a vault, and what each of them is for.

use serde::{Deserialize, Serialize};

use crate::error::VaultError;
use crate::key::{KeyId, MasterKey};

/// Where a master key stands on its way through a vault: staged, then primary, then retired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// It seals, and opens what it sealed.
    Primary,
    /// It is on its way in: it opens what other hosts have sealed with it already.
    Staged,
    /// It is on its way out: it opens what it sealed, until that is rewrapped.
    Retired,
}

/// The master keys of a vault: one seals, all of them open.
pub struct KeyRing {
    primary: MasterKey,
    others: Vec<(MasterKey, KeyState)>,
}

impl KeyRing {
    /// A ring of one key, which seals and opens.
    #[must_use]
    pub fn new(primary: MasterKey) -> Self {
        Self { primary, others: Vec::new() }
    }

    /// Adds a key that other hosts seal with already, or will soon.
    ///
    /// # Errors
    /// [`VaultError::KeyTwice`] if the key is in the ring already.
    pub fn with_staged(self, key: MasterKey) -> Result<Self, VaultError> {
        self.with(key, KeyState::Staged)
    }

    /// Adds a key that sealed what is still to be opened.
    ///
    /// # Errors
    /// [`VaultError::KeyTwice`] if the key is in the ring already.
    pub fn with_retired(self, key: MasterKey) -> Result<Self, VaultError> {
        self.with(key, KeyState::Retired)
    }

    fn with(mut self, key: MasterKey, state: KeyState) -> Result<Self, VaultError> {
        if self.by_id(key.id()).is_some() {
            return Err(VaultError::KeyTwice { key_id: key.id().clone() });
        }
        self.others.push((key, state));
        Ok(self)
    }

    /// The key that seals.
    #[must_use]
    pub fn primary(&self) -> &MasterKey {
        &self.primary
    }

    /// The key of that name, if it is in the ring.
    #[must_use]
    pub fn by_id(&self, id: &KeyId) -> Option<&MasterKey> {
        self.all().find(|key| key.id() == id)
    }

    /// All keys, the primary first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &MasterKey> {
        std::iter::once(&self.primary).chain(self.others.iter().map(|(key, _)| key))
    }

    /// Where a key stands; nothing for one that is not in the ring.
    #[must_use]
    pub fn state_of(&self, id: &KeyId) -> Option<KeyState> {
        self.states().find(|(known, _)| *known == id).map(|(_, state)| state)
    }

    /// All keys by name, the primary first.
    pub fn states(&self) -> impl Iterator<Item = (&KeyId, KeyState)> {
        let others = self.others.iter().map(|(key, state)| (key.id(), *state));
        std::iter::once((self.primary.id(), KeyState::Primary)).chain(others)
    }
}

#[cfg(test)]
mod tests;
