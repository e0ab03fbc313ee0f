//! The shared store: a PostgreSQL database, for any number of hosts at once.
//!
//! Every operation is one statement, so that it happened or did not, whatever becomes of the connection. In reading
//! order: [`settings`] reads the URL, [`opening`] connects, [`session`] says how each connection behaves, [`migrations`]
//! makes the tables, [`database`] runs a statement within a deadline, [`records`] and [`log`] are the statements,
//! [`refusal`] turns errors into [`StoreError`].
//!
//! Connections need a session of their own: a pooler between host and server has to be in session mode.

mod database;
mod log;
mod migrations;
mod opening;
mod records;
mod refusal;
mod session;
mod settings;

use async_trait::async_trait;

use self::database::Database;
pub use self::settings::PostgresSettings;
use crate::error::StoreError;
use crate::store::{Look, Sequence, Store, Swap, Version, Versioned};

/// A vault in a schema of a PostgreSQL database, version 12 or later.
///
/// Cheap to clone; all clones share one pool of connections, which is closed with the last of them. A server that is
/// started again, or replaced by another at the same address, is found again by itself.
///
/// A copy of the database has to include the sequence `versions`, as `pg_dump` and physical replication do and logical
/// replication does not: without it, versions would come back.
#[derive(Clone)]
pub struct PostgresStore {
    database: Database,
}

impl PostgresStore {
    /// Connects, and makes or updates the tables under a lock, so that hosts may start at the same time.
    ///
    /// # Errors
    /// [`StoreError::Settings`] if the URL or the schema's name cannot be right, [`StoreError::Unavailable`] if no server
    /// answers, [`StoreError::Refused`] if it does not let the host in, holds something else under the schema's name or
    /// does not write to its disk, [`StoreError::TooNew`] if a newer host made the tables.
    pub async fn open(settings: &PostgresSettings) -> Result<Self, StoreError> {
        Ok(Self { database: opening::open(settings).await? })
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn get(&self, key: &str) -> Result<Option<Versioned>, StoreError> {
        records::get(&self.database, key).await
    }

    async fn look(&self, key: &str, known: Option<Version>) -> Result<Look, StoreError> {
        records::look(&self.database, key, known).await
    }

    async fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<Vec<u8>>,
    ) -> Result<Swap, StoreError> {
        records::compare_and_swap(&self.database, key, expected, new).await
    }

    async fn scan(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, Versioned)>, StoreError> {
        records::scan(&self.database, prefix, after, limit).await
    }

    async fn append(&self, log: &str, entry: &[u8]) -> Result<Sequence, StoreError> {
        log::append(&self.database, log, entry).await
    }

    async fn read_log(
        &self,
        log: &str,
        after: Option<Sequence>,
        limit: usize,
    ) -> Result<Vec<(Sequence, Vec<u8>)>, StoreError> {
        log::read(&self.database, log, after, limit).await
    }
}

/// PostgreSQL has no unsigned numbers. Nothing lives to see those that do not fit, so the largest stands for them all.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A limit: as many rows as PostgreSQL can count are all rows.
fn rows(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
