//! Logs: a tree each, whose keys are sequences.
//!
//! An entry waits in memory for the flush that makes it safe, and all that wait for the same flush are stored together,
//! in one value or a few (see [`chunk`]): sled's work is by the value, and under load a flush serves dozens of entries.

mod chunk;

use std::collections::HashMap;
use std::ops::Bound;
use std::sync::{Arc, Mutex};

use sled::{Db, Tree};

use self::chunk::Chunk;
use super::fence::Fence;
use super::lock;
use crate::error::StoreError;
use crate::store::Sequence;

/// What the names of the trees begin with.
const TREE: &str = "log/";

/// All logs of a store, opened as they are needed.
pub(super) struct Logs {
    db: Db,
    open: Mutex<HashMap<String, Arc<Log>>>,
}

/// One log. Sequences are given out under the lock under which entries are stored, so that sled's own log has the entries
/// in the same order, and a crash cuts off the end of this log but never leaves a gap in it.
struct Log {
    tree: Tree,
    end: Mutex<End>,
}

/// Where a log grows.
struct End {
    /// The last entry that is in the tree.
    stored: Option<Sequence>,
    /// Entries that follow it, and wait.
    waiting: Vec<Vec<u8>>,
    /// Whether storing them failed last time.
    failed: bool,
}

impl Logs {
    pub(super) fn new(db: &Db) -> Self {
        Self { db: db.clone(), open: Mutex::default() }
    }

    /// Adds an entry. It is neither durable nor stored before [`Logs::store`] is called and the store flushed.
    pub(super) fn append(&self, name: &str, entry: &[u8], fence: &Fence) -> Result<Sequence, StoreError> {
        let log = self.log(name, fence)?;
        let mut end = lock(&log.end);
        if end.failed {
            // Else a full disk would fill the memory too.
            log.store(&mut end, fence)?;
        }
        end.waiting.push(entry.to_vec());
        Ok(end.last())
    }

    /// Stores the entries that wait, of all logs. To be called before a flush that is to make them safe.
    pub(super) fn store(&self, fence: &Fence) -> Result<(), StoreError> {
        let open: Vec<_> = lock(&self.open).values().cloned().collect();
        open.iter().try_for_each(|log| log.store(&mut lock(&log.end), fence))
    }

    /// Reads on after `start`.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where an entry is missing: sled does not tell when it has lost some.
    pub(super) fn read(
        &self,
        name: &str,
        start: Option<Sequence>,
        limit: usize,
        fence: &Fence,
    ) -> Result<Vec<(Sequence, Vec<u8>)>, StoreError> {
        let log = self.log(name, fence)?;
        let last = lock(&log.end).stored;
        let (mut found, mut expected) = (Vec::new(), after(start));
        let mut chunks = log.tree.range((Bound::Included(chunk::from(expected)), Bound::Unbounded));
        while found.len() < limit && last.is_some_and(|last| expected <= last) {
            let Some((key, value)) = fence.call(|| chunks.next().transpose())? else {
                return Err(gap(fence));
            };
            let chunk = Chunk::read(&key, &value).ok_or_else(|| gap(fence))?;
            // Only the first may begin before what was asked for.
            if chunk.first > expected || (chunk.first < expected && !found.is_empty()) {
                return Err(gap(fence));
            }
            for (sequence, entry) in chunk.entries() {
                if sequence >= expected && found.len() < limit {
                    found.push((sequence, entry.to_vec()));
                    expected = sequence.next();
                }
            }
        }
        Ok(found)
    }

    fn log(&self, name: &str, fence: &Fence) -> Result<Arc<Log>, StoreError> {
        let mut open = lock(&self.open);
        if let Some(log) = open.get(name) {
            return Ok(Arc::clone(log));
        }
        let log = Arc::new(Log::open(&self.db, name, fence)?);
        open.insert(name.to_owned(), Arc::clone(&log));
        Ok(log)
    }
}

impl Log {
    fn open(db: &Db, name: &str, fence: &Fence) -> Result<Self, StoreError> {
        let tree = fence.call(|| db.open_tree([TREE, name].concat()))?;
        let stored = match fence.call(|| tree.last())? {
            None => None,
            Some((key, _)) => Some(chunk::last(&key).ok_or_else(|| gap(fence))?),
        };
        Ok(Self { tree, end: Mutex::new(End { stored, waiting: Vec::new(), failed: false }) })
    }

    /// Stores what waits, in its order. What cannot be stored goes on waiting: its sequence is given out already.
    fn store(&self, end: &mut End, fence: &Fence) -> Result<(), StoreError> {
        while let Some(written) = chunk::write(after(end.stored), &end.waiting) {
            end.failed = true;
            fence.call(|| self.tree.insert(&written.key, written.value))?;
            end.failed = false;
            end.stored = Some(written.last);
            end.waiting.drain(..written.count);
        }
        Ok(())
    }
}

impl End {
    /// The last sequence that was given out.
    fn last(&self) -> Sequence {
        let stored = self.stored.map_or(0, Sequence::get);
        Sequence::new(stored.saturating_add(self.waiting.len() as u64))
    }
}

fn after(sequence: Option<Sequence>) -> Sequence {
    sequence.map_or(Sequence::FIRST, Sequence::next)
}

fn gap(fence: &Fence) -> StoreError {
    fence.corrupt("entries of a log are missing")
}

#[cfg(test)]
mod tests;
