//! A store that somebody watches.

use std::sync::Arc;

use async_trait::async_trait;

use crate::error::StoreError;
use crate::store::{Look, Sequence, Store, Swap, Version, Versioned};

/// Whoever is told before a store changes a value.
#[async_trait]
pub trait Watch: Send + Sync + 'static {
    /// `store` is about to change the value under `key`, if it has the `expected` version. An error takes the change's
    /// place.
    async fn before_change(
        &self,
        store: &dyn Store,
        key: &str,
        expected: Option<Version>,
    ) -> Result<(), StoreError>;
}

/// Another store, which somebody watches. Everything but changes of values goes straight through.
pub struct Watched<W> {
    store: Arc<dyn Store>,
    watch: Arc<W>,
}

impl<W: Watch> Watched<W> {
    /// `store`, from now on watched.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, watch: Arc<W>) -> Self {
        Self { store, watch }
    }
}

#[async_trait]
impl<W: Watch> Store for Watched<W> {
    async fn get(&self, key: &str) -> Result<Option<Versioned>, StoreError> {
        self.store.get(key).await
    }

    async fn look(&self, key: &str, known: Option<Version>) -> Result<Look, StoreError> {
        self.store.look(key, known).await
    }

    async fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<Vec<u8>>,
    ) -> Result<Swap, StoreError> {
        self.watch.before_change(&*self.store, key, expected).await?;
        self.store.compare_and_swap(key, expected, new).await
    }

    async fn scan(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, Versioned)>, StoreError> {
        self.store.scan(prefix, after, limit).await
    }

    async fn append(&self, log: &str, entry: &[u8]) -> Result<Sequence, StoreError> {
        self.store.append(log, entry).await
    }

    async fn read_log(
        &self,
        log: &str,
        after: Option<Sequence>,
        limit: usize,
    ) -> Result<Vec<(Sequence, Vec<u8>)>, StoreError> {
        self.store.read_log(log, after, limit).await
    }
}
