//! Writes that fail when a test says so.

use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use innkeeper_vault::conformance::Watch;
use innkeeper_vault::{Store, StoreError, Version};

/// Lets some of a store's writes fail.
#[derive(Default)]
pub(crate) struct Flaky {
    failures: AtomicU32,
    /// Writes that are let through before.
    passes: AtomicU32,
}

impl Flaky {
    /// The next so many writes fail.
    pub(crate) fn fail_writes(&self, count: u32) {
        self.failures.store(count, Ordering::SeqCst);
    }

    /// So many writes are done, and none after them, as where a host dies.
    pub(crate) fn die_after(&self, writes: u32) {
        self.passes.store(writes, Ordering::SeqCst);
        self.fail_writes(u32::MAX);
    }

    /// All writes are done again.
    pub(crate) fn live(&self) {
        self.passes.store(0, Ordering::SeqCst);
        self.fail_writes(0);
    }

    /// How many of them are to come.
    pub(crate) fn failures_left(&self) -> u32 {
        self.failures.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Watch for Flaky {
    async fn before_change(&self, _: &dyn Store, _: &str, _: Option<Version>) -> Result<(), StoreError> {
        let less = |left: u32| left.checked_sub(1);
        if self.passes.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok() {
            return Ok(());
        }
        match self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less) {
            Ok(_) => Err(StoreError::Unavailable { detail: "the test says so".to_owned() }),
            Err(_) => Ok(()),
        }
    }
}
