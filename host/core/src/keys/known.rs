//! Keys that were presented lately, so that knowing one again costs a look at its version.
//!
//! The store is asked every time, so a key that was revoked here or by another host is unknown at once. What is saved is
//! the proof that the record is genuine, and its parsing. What is kept is what the record has in the open: the hash of
//! the key's secret, and no secret.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use innkeeper_vault::{Reading, Vault, VaultError, Version};
use lru::LruCache;

use super::{KEY, Stored};

/// As many keys as are in use at a time on a busy host; about half a kilobyte each.
const MOST: NonZeroUsize = NonZeroUsize::MIN.saturating_add(4_095);

/// Keys by id: those that were used last.
pub(super) struct KnownKeys(Mutex<LruCache<String, Known>>);

#[derive(Clone)]
struct Known {
    version: Version,
    key: Arc<Stored>,
}

impl Default for KnownKeys {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(MOST)))
    }
}

impl KnownKeys {
    /// The key of this id as it is stored now.
    ///
    /// # Errors
    /// As [`Vault::load`].
    pub(super) async fn read(&self, vault: &Vault, id: &str) -> Result<Option<Arc<Stored>>, VaultError> {
        let known = self.get(id);
        let version = known.as_ref().map(|known| known.version);
        match (vault.load_unless::<Stored>(KEY, id, version).await?, known) {
            (Reading::Unchanged, Some(known)) => Ok(Some(known.key)),
            (Reading::Changed(loaded), _) => {
                let key = Arc::new(loaded.plain);
                self.keep(id, Known { version: loaded.version, key: Arc::clone(&key) });
                Ok(Some(key))
            }
            (Reading::Absent | Reading::Unchanged, _) => {
                self.forget(id);
                Ok(None)
            }
        }
    }

    fn get(&self, id: &str) -> Option<Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    fn keep(&self, id: &str, known: Known) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(id.to_owned(), known);
    }

    fn forget(&self, id: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop(id);
    }
}
