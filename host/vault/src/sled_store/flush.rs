//! One flush: from sled's memory to the disk, all the way.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use sled::Db;

use super::acknowledged::Acknowledged;
use super::fence::Fence;
use super::lock;
use crate::error::StoreError;

/// Where sled keeps the number of the flush that began last.
const FLUSHES: &str = "flushes";

/// Makes what was written safe, and says so in the file of [`super::acknowledged`].
pub(super) struct Flusher {
    db: Db,
    /// Held during a flush: their numbers must become true in order.
    state: Mutex<State>,
}

struct State {
    number: u64,
    acknowledged: Acknowledged,
    files: Files,
}

impl Flusher {
    /// Finds out where the flushes of earlier processes ended.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if sled has lost what was acknowledged.
    pub(super) fn open(db: &Db, path: &Path, fence: &Fence) -> Result<Self, StoreError> {
        let stored = fence.call(|| db.get(FLUSHES))?;
        let number = match stored.as_deref().map(<[u8; 8]>::try_from) {
            None => 0,
            Some(Ok(bytes)) => u64::from_be_bytes(bytes),
            Some(Err(_)) => return Err(fence.corrupt("a number is too short")),
        };
        let mut acknowledged = Acknowledged::open(path).map_err(|source| fence.io(source))?;
        if acknowledged.read().map_err(|source| fence.io(source))? > number {
            return Err(fence.corrupt("its last writes are missing"));
        }
        let files = Files::open(path).map_err(|source| fence.io(source))?;
        Ok(Self { db: db.clone(), state: Mutex::new(State { number, acknowledged, files }) })
    }

    /// Flushes everything that was written before the call. Blocks.
    pub(super) fn flush(&self, fence: &Fence) -> Result<(), StoreError> {
        let state = &mut *lock(&self.state);
        state.number = state.number.saturating_add(1);
        let number = state.number;
        let begun = state.files.latest_large_value().map_err(|source| fence.io(source))?;
        fence.call(|| self.db.insert(FLUSHES, &number.to_be_bytes()))?;
        fence.call(|| self.db.flush())?;
        let synced = state.files.sync(begun).and_then(|()| state.acknowledged.write(number));
        synced.map_err(|source| fence.io(source))
    }
}

/// sled's flush hands its log to the disk with `sync_file_range` on Linux, which leaves out the file's length and the
/// disk's own cache, and does not sync large values, such as leaves of more than 128 KiB, which lie in files of their own.
/// That is enough for a killed process, not for a power cut, so both are synced once more.
struct Files {
    log: File,
    large_values: PathBuf,
    /// The greatest name of a large value that is safe. sled names them by their place in its log, so names grow.
    safe: u64,
    /// When their folder was changed last, where that was looked at and nothing new can be in it.
    quiet_since: Option<SystemTime>,
}

/// Longer than a tick of any file system's clock: a folder that is changed twice in one tick looks as if it was changed once.
const TICK: Duration = Duration::from_secs(2);

impl Files {
    fn open(path: &Path) -> io::Result<Self> {
        let (log, large_values) = (File::open(path.join("db"))?, path.join("blobs"));
        Ok(Self { log, large_values, safe: 0, quiet_since: None })
    }

    /// The greatest name of a large value now. Those up to it are whole when a flush that begins now is over; of greater ones,
    /// another thread may be writing one at that moment.
    fn latest_large_value(&self) -> io::Result<u64> {
        if self.quiet_since == Some(self.changed()?) {
            return Ok(self.safe);
        }
        Ok(self.unsafe_values()?.into_iter().map(|(name, _)| name).max().unwrap_or(self.safe))
    }

    /// Makes everything safe that a flush has written. `begun` is the greatest name of a large value before it.
    fn sync(&mut self, begun: u64) -> io::Result<()> {
        let changed = self.changed()?;
        if self.quiet_since != Some(changed) {
            let latest = self.sync_large_values()?;
            self.safe = self.safe.max(latest.min(begun));
            let is_over = changed.elapsed().is_ok_and(|since| since > TICK);
            self.quiet_since = (is_over && latest <= self.safe).then_some(changed);
        }
        self.log.sync_data()
    }

    /// Syncs the large values that may not be safe, and gives the greatest of their names.
    fn sync_large_values(&self) -> io::Result<u64> {
        let mut latest = self.safe;
        for (name, path) in self.unsafe_values()? {
            match File::open(path) {
                Ok(file) => file.sync_data()?,
                // sled removed it meanwhile, because a newer value replaced it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            }
            latest = latest.max(name);
        }
        if latest > self.safe {
            File::open(&self.large_values)?.sync_all()?;
        }
        Ok(latest)
    }

    fn unsafe_values(&self) -> io::Result<Vec<(u64, PathBuf)>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.large_values)? {
            let entry = entry?;
            let name = entry.file_name().to_str().and_then(|name| name.parse().ok());
            found.extend(name.filter(|name| *name > self.safe).map(|name| (name, entry.path())));
        }
        Ok(found)
    }

    /// When the folder of the large values was changed last.
    fn changed(&self) -> io::Result<SystemTime> {
        fs::metadata(&self.large_values)?.modified()
    }
}

#[cfg(test)]
mod tests {
    use std::fs::FileTimes;

    use tempfile::TempDir;

    use super::*;

    fn files() -> (TempDir, Files) {
        let directory = TempDir::new().unwrap();
        fs::write(directory.path().join("db"), "log").unwrap();
        fs::create_dir(directory.path().join("blobs")).unwrap();
        let files = Files::open(directory.path()).unwrap();
        (directory, files)
    }

    fn write(files: &Files, name: &str) {
        fs::write(files.large_values.join(name), "large").unwrap();
    }

    #[test]
    fn a_large_value_that_came_during_a_flush_is_looked_at_again() {
        let (_directory, mut files) = files();
        write(&files, "5");
        let begun = files.latest_large_value().unwrap();
        write(&files, "7");
        files.sync(begun).unwrap();
        assert_eq!((begun, files.safe, files.quiet_since), (5, 5, None));
        let begun = files.latest_large_value().unwrap();
        files.sync(begun).unwrap();
        assert_eq!((begun, files.safe), (7, 7));
    }

    #[test]
    fn a_folder_that_was_quiet_is_read_again_when_it_changes() {
        let (_directory, mut files) = files();
        write(&files, "5");
        let long_ago = FileTimes::new().set_modified(SystemTime::now() - 2 * TICK);
        File::open(&files.large_values).unwrap().set_times(long_ago).unwrap();
        for _ in 0..2 {
            let begun = files.latest_large_value().unwrap();
            files.sync(begun).unwrap();
            assert!(files.safe == 5 && files.quiet_since.is_some());
        }
        write(&files, "7");
        let begun = files.latest_large_value().unwrap();
        files.sync(begun).unwrap();
        assert_eq!((files.safe, files.quiet_since), (7, None));
    }
}
