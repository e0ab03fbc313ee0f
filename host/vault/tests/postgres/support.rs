//! Stores on databases of a private server.

use std::num::NonZeroU32;

use innkeeper_test_postgres::Database;
use innkeeper_vault::{PostgresSettings, PostgresStore, Secret, Store, StoreError, Swap, Version};

/// Fewer than the conformance suite has rivals, so that they wait for each other here, too.
const POOL_SIZE: NonZeroU32 = NonZeroU32::new(8).unwrap();

pub(crate) fn settings(url: &str) -> PostgresSettings {
    PostgresSettings { url: Secret::new(url.to_owned()), pool_size: POOL_SIZE, schema: None }
}

pub(crate) async fn open(database: &Database) -> PostgresStore {
    PostgresStore::open(&settings(&database.url())).await.expect("the store opens")
}

/// Why a store does not open.
pub(crate) async fn refusal(settings: &PostgresSettings) -> StoreError {
    PostgresStore::open(settings).await.err().expect("the store does not open")
}

/// Stores a value that must not conflict.
pub(crate) async fn put(store: &dyn Store, key: &str, expected: Option<Version>, value: &[u8]) -> Version {
    match store.compare_and_swap(key, expected, Some(value.to_vec())).await {
        Ok(Swap::Stored(version)) => version,
        other => panic!("{key} was not stored: {other:?}"),
    }
}
