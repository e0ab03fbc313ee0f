//! Opening a directory: create, lock, recover.

use std::fs::DirBuilder;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use sled::{Config, Db};

use super::fence::Fence;
use crate::error::StoreError;

/// How long a lock held by others is waited for. sled lets go of it on a thread of its own, a moment after the last
/// handle is dropped; a process that is being replaced needs such a moment, too.
const LOCK_PATIENCE: Duration = Duration::from_millis(500);
/// Between two tries for the lock.
const LOCK_PAUSE: Duration = Duration::from_millis(20);

pub(super) fn open(path: &Path, cache_bytes: u64, fence: &Fence) -> Result<Db, StoreError> {
    create_directory(path).map_err(|source| fence.io(source))?;
    let config = Config::new().path(path).cache_capacity(cache_bytes);
    let deadline = Instant::now() + LOCK_PATIENCE;
    loop {
        match fence.call(|| config.open()) {
            Err(StoreError::InUse { .. }) if Instant::now() < deadline => sleep(LOCK_PAUSE),
            result => return result,
        }
    }
}

/// Others on the machine may not even list the directory. One that exists keeps the mode that its owner gave it.
fn create_directory(path: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
