//! Keeps what sled does wrong inside.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::StoreError;

/// Every call into sled goes through here. A panic in it becomes an error, and closes the store: sled's state in memory
/// is not to be trusted any more, while what is on the disk still is.
pub(super) struct Fence {
    path: PathBuf,
    broken: AtomicBool,
}

impl Fence {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), broken: AtomicBool::new(false) }
    }

    pub(super) fn call<T>(&self, call: impl FnOnce() -> sled::Result<T>) -> Result<T, StoreError> {
        if self.broken.load(Ordering::Acquire) {
            return Err(self.corrupt("the storage engine failed earlier; start the host again"));
        }
        // The state behind a panic is never used again, so it need not be unwind safe.
        match catch_unwind(AssertUnwindSafe(call)) {
            Ok(result) => result.map_err(|error| self.explain(error)),
            Err(_) => {
                self.broken.store(true, Ordering::Release);
                Err(self.corrupt("the storage engine gave up on it"))
            }
        }
    }

    pub(super) fn corrupt(&self, detail: &str) -> StoreError {
        StoreError::Corrupt { path: self.path.clone(), detail: detail.to_owned() }
    }

    /// An error of the file system; or of the content, where a reader says so.
    pub(super) fn io(&self, source: io::Error) -> StoreError {
        match source.kind() {
            io::ErrorKind::UnexpectedEof => self.corrupt("a file is too short"),
            io::ErrorKind::InvalidData => self.corrupt("a file holds something else than it should"),
            _ => StoreError::Io { path: self.path.clone(), source },
        }
    }

    /// sled's own words are kept only where they cannot quote what is stored.
    fn explain(&self, error: sled::Error) -> StoreError {
        match error {
            sled::Error::Io(source) if is_lock_failure(&source) => {
                StoreError::InUse { path: self.path.clone() }
            }
            sled::Error::Io(source) => self.io(source),
            sled::Error::Corruption { at: Some(place), .. } => {
                self.corrupt(&format!("a checksum is wrong at {place}"))
            }
            sled::Error::Corruption { at: None, .. } => self.corrupt("a checksum is wrong"),
            sled::Error::Unsupported(_) => self.corrupt("it was written with other settings"),
            sled::Error::CollectionNotFound(_) => self.corrupt("a tree is missing"),
            sled::Error::ReportableBug(_) => self.corrupt("the storage engine contradicts itself"),
        }
    }
}

/// sled reports a lock held by others as an error without a kind of its own.
fn is_lock_failure(error: &io::Error) -> bool {
    error.to_string().starts_with("could not acquire lock")
}

/// Runs something slow outside the async threads.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(_) => Err(StoreError::Unavailable { detail: "the host is shutting down".to_owned() }),
    }
}
