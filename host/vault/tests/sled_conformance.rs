//! The embedded store does what every store must do.

#![allow(clippy::expect_used, reason = "test code")]

use std::sync::Arc;

use innkeeper_vault::conformance::Factory;
use innkeeper_vault::{SledStore, Store};
use tempfile::TempDir;

struct InTemporaryDirectory(TempDir);

impl InTemporaryDirectory {
    fn new() -> Self {
        Self(TempDir::new().expect("a temporary directory"))
    }
}

impl Factory for InTemporaryDirectory {
    async fn open(&self) -> Arc<dyn Store> {
        Arc::new(SledStore::open(self.0.path(), 1 << 20).expect("the store opens"))
    }
}

innkeeper_vault::conformance_suite!(InTemporaryDirectory::new());
