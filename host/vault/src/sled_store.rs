//! The embedded store: [sled](https://docs.rs/sled/0.34) in a directory, for one process at a time.
//!
//! sled itself answers before a write is safe, may panic on damaged files or silently go on without part of them, and
//! keeps its lock a moment longer than its handle. The parts of this module see to that: [`opening`] opens and locks,
//! [`fence`] turns panics and errors into [`StoreError`], [`flush`] and [`durable`] make writes safe and share the cost,
//! [`acknowledged`] and [`versions`] notice what is missing, [`records`] are the records, which [`spacers`] keep apart,
//! [`log`] numbers entries, and stores those together that one flush makes safe.

mod acknowledged;
mod durable;
mod fence;
mod flush;
mod log;
mod opening;
mod records;
mod spacers;
mod versions;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use self::durable::Durability;
use self::fence::{Fence, blocking};
use self::flush::Flusher;
use self::log::Logs;
use self::records::Records;
use crate::error::StoreError;
use crate::store::{Look, Sequence, Store, Swap, Version, Versioned};

/// A vault in a directory of this machine.
///
/// Cheap to clone. The directory is free for others soon after the last clone and every call are gone; what was
/// acknowledged is on the disk long before that, so killing the process loses nothing.
#[derive(Clone)]
pub struct SledStore {
    inner: Arc<Inner>,
}

struct Inner {
    records: Records,
    logs: Logs,
    flusher: Flusher,
    durability: Durability,
    fence: Fence,
}

impl SledStore {
    /// Opens the store in `path`, and makes the directory (for its owner only) if there is none. About `cache_bytes` of
    /// memory hold what was read lately: sled counts late, so some tens of megabytes may come on top.
    ///
    /// Blocks the thread while it reads the version of every record, to be sure that none is missing.
    ///
    /// # Errors
    /// [`StoreError::InUse`] if another process has the directory, [`StoreError::Corrupt`] if the files are damaged or have
    /// lost something that was acknowledged, [`StoreError::Io`] if they cannot be read or written.
    pub fn open(path: &Path, cache_bytes: u64) -> Result<Self, StoreError> {
        let fence = Fence::new(path);
        let db = opening::open(path, cache_bytes, &fence)?;
        let flusher = Flusher::open(&db, path, &fence)?;
        let records = Records::open(&db, &fence)?;
        let logs = Logs::new(&db);
        let durability = Durability::default();
        Ok(Self { inner: Arc::new(Inner { records, logs, flusher, durability, fence }) })
    }

    /// Waits until everything that this process has written so far is safe.
    async fn make_durable(&self) -> Result<(), StoreError> {
        let inner = Arc::clone(&self.inner);
        let flush = move || {
            blocking(move || {
                inner.logs.store(&inner.fence)?;
                inner.flusher.flush(&inner.fence)
            })
        };
        self.inner.durability.wait(flush).await
    }
}

#[async_trait]
impl Store for SledStore {
    async fn get(&self, key: &str) -> Result<Option<Versioned>, StoreError> {
        self.inner.records.get(key, &self.inner.fence)
    }

    async fn look(&self, key: &str, known: Option<Version>) -> Result<Look, StoreError> {
        self.inner.records.look(key, known, &self.inner.fence)
    }

    async fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<Vec<u8>>,
    ) -> Result<Swap, StoreError> {
        let swap = self.inner.records.compare_and_swap(key, expected, new, &self.inner.fence)?;
        if !matches!(swap, Swap::Conflict { .. }) {
            self.make_durable().await?;
        }
        Ok(swap)
    }

    async fn scan(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, Versioned)>, StoreError> {
        let (inner, prefix, after) = (Arc::clone(&self.inner), prefix.to_owned(), after.map(str::to_owned));
        blocking(move || inner.records.scan(&prefix, after.as_deref(), limit, &inner.fence)).await
    }

    async fn append(&self, log: &str, entry: &[u8]) -> Result<Sequence, StoreError> {
        let sequence = self.inner.logs.append(log, entry, &self.inner.fence)?;
        self.make_durable().await?;
        Ok(sequence)
    }

    async fn read_log(
        &self,
        log: &str,
        after: Option<Sequence>,
        limit: usize,
    ) -> Result<Vec<(Sequence, Vec<u8>)>, StoreError> {
        let (inner, log) = (Arc::clone(&self.inner), log.to_owned());
        blocking(move || inner.logs.read(&log, after, limit, &inner.fence)).await
    }
}

/// Locks a value that is replaced in one step at the end of each use, so a panic under the lock leaves it whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
