//! The shared store does what every store must do.

use std::sync::Arc;

use innkeeper_test_postgres::{Database, Server};
use innkeeper_vault::Store;
use innkeeper_vault::conformance::Factory;

use crate::support::open;

struct InDatabase(Database);

impl Factory for InDatabase {
    async fn open(&self) -> Arc<dyn Store> {
        Arc::new(open(&self.0).await)
    }
}

innkeeper_vault::conformance_suite!(InDatabase(Server::shared().database()));
