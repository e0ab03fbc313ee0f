//! A store that is out of reach when a test says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use innkeeper_vault::{Look, Sequence, Store, StoreError, Swap, Version, Versioned};

/// Another store, some of whose writes fail.
pub(crate) struct FlakyStore {
    store: Arc<dyn Store>,
    failures: AtomicU32,
}

impl FlakyStore {
    pub(crate) fn new(store: Arc<dyn Store>) -> Self {
        Self { store, failures: AtomicU32::new(0) }
    }

    /// The next so many writes fail.
    pub(crate) fn fail_writes(&self, count: u32) {
        self.failures.store(count, Ordering::SeqCst);
    }

    /// How many of them are to come.
    pub(crate) fn failures_left(&self) -> u32 {
        self.failures.load(Ordering::SeqCst)
    }

    fn fails(&self) -> bool {
        let less = |left: u32| left.checked_sub(1);
        self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok()
    }
}

#[async_trait]
impl Store for FlakyStore {
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
        if self.fails() {
            return Err(StoreError::Unavailable { detail: "the test says so".to_owned() });
        }
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
