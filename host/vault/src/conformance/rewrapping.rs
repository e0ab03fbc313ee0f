//! Rewraps at the worst moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;

use super::Watch;
use crate::error::StoreError;
use crate::key::MasterKey;
use crate::key_ring::KeyRing;
use crate::record::Environment;
use crate::secret::Secret;
use crate::store::{Store, Version};
use crate::vault::Vault;
use crate::wire::Wire;

/// Rewraps all records right before each change of one: from the primary key to a second one and back. So whoever reads a
/// record, does something and writes it meets a rewrap in between, each time, and twice.
pub struct Rewrapping {
    there: Vault,
    back: Vault,
    rewrapped: AtomicU64,
}

impl Rewrapping {
    /// For `store`, which is empty, and which it is to watch: for a vault of the default environment and the key `primary`. Gives the ring of
    /// that vault as well.
    pub async fn new(store: &Arc<dyn Store>, primary: &Secret) -> (Self, KeyRing) {
        let other = MasterKey::generate().expect("there are random bytes").to_base64();
        let open = async |ring| {
            Vault::open(Arc::clone(store), ring, Environment::default()).await.expect("the vault opens")
        };
        let back = open(ring(primary, &other)).await;
        let there = open(ring(&other, primary)).await;
        (Self { there, back, rewrapped: AtomicU64::new(0) }, ring(primary, &other))
    }

    /// How often a record was rewrapped so far.
    #[must_use]
    pub fn rewrapped(&self) -> u64 {
        self.rewrapped.load(Ordering::Relaxed)
    }

    async fn rewrap_all(&self) {
        for vault in [&self.there, &self.back] {
            let progress = vault.rekey(|_| {}).await.expect("the rekey passes");
            assert_eq!(progress.refused, 0, "{progress:?}");
            self.rewrapped.fetch_add(progress.rewrapped, Ordering::Relaxed);
        }
    }
}

fn ring(primary: &Secret, retired: &Secret) -> KeyRing {
    let key = |text: &Secret| MasterKey::from_base64(text.expose()).expect("it is a key");
    KeyRing::new(key(primary)).with_retired(key(retired)).expect("two keys")
}

#[async_trait]
impl Watch for Rewrapping {
    async fn before_change(
        &self,
        store: &dyn Store,
        key: &str,
        expected: Option<Version>,
    ) -> Result<(), StoreError> {
        if let Some(stored) = store.get(key).await? {
            let is_as_saved = Wire::parse(&stored.bytes, key).is_ok_and(|wire| wire.saved_as.is_none());
            // Not for a second try, which knows the version of the rewrap.
            if Some(stored.version) == expected && is_as_saved {
                self.rewrap_all().await;
            }
        }
        Ok(())
    }
}
