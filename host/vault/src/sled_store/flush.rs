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
        fence.call(|| self.db.insert(FLUSHES, &number.to_be_bytes()))?;
        fence.call(|| self.db.flush())?;
        let synced = state.files.sync().and_then(|()| state.acknowledged.write(number));
        synced.map_err(|source| fence.io(source))
    }
}

/// sled's flush hands its log to the disk with `sync_file_range` on Linux, which leaves out the file's length and the
/// disk's own cache, and does not sync what lies in files of their own, such as leaves of more than 128 KiB. That is enough for
/// a killed process, not for a power cut, so both are synced once more.
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

    fn sync(&mut self) -> io::Result<()> {
        let changed = fs::metadata(&self.large_values)?.modified()?;
        if self.quiet_since != Some(changed) {
            self.sync_large_values()?;
            let is_over = changed.elapsed().is_ok_and(|since| since > TICK);
            self.quiet_since = is_over.then_some(changed);
        }
        self.log.sync_data()
    }

    fn sync_large_values(&mut self) -> io::Result<()> {
        let mut latest = self.safe;
        for entry in fs::read_dir(&self.large_values)? {
            let entry = entry?;
            let place = entry.file_name().to_str().and_then(|name| name.parse().ok());
            let Some(place) = place.filter(|place| *place > self.safe) else { continue };
            match File::open(entry.path()) {
                Ok(file) => file.sync_data()?,
                // sled removed it meanwhile, because a newer value replaced it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            }
            latest = latest.max(place);
        }
        if latest > self.safe {
            File::open(&self.large_values)?.sync_all()?;
            self.safe = latest;
        }
        Ok(())
    }
}
