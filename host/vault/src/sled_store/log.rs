//! Logs: a tree each, whose keys are sequences.

use std::collections::HashMap;
use std::ops::Bound;
use std::sync::{Arc, Mutex};

use sled::{Db, IVec, Tree};

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

/// One log. Sequences are given out and written under one lock, so that sled's own log has the entries in the same
/// order, and a crash cuts off the end of this log but never leaves a gap in it.
struct Log {
    tree: Tree,
    last: Mutex<Option<Sequence>>,
}

impl Logs {
    pub(super) fn new(db: &Db) -> Self {
        Self { db: db.clone(), open: Mutex::default() }
    }

    /// Adds an entry. It is not durable yet.
    pub(super) fn append(&self, name: &str, entry: &[u8], fence: &Fence) -> Result<Sequence, StoreError> {
        let log = self.log(name, fence)?;
        let mut last = lock(&log.last);
        let sequence = after(*last);
        fence.call(|| log.tree.insert(encode(sequence), entry))?;
        *last = Some(sequence);
        Ok(sequence)
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
        let last = *lock(&log.last);
        let (mut found, mut expected) = (Vec::new(), after(start));
        let mut entries = log.tree.range((Bound::Included(encode(expected)), Bound::Unbounded));
        while found.len() < limit && last.is_some_and(|last| expected <= last) {
            match fence.call(|| entries.next().transpose())? {
                Some((key, entry)) if decode(&key, fence)? == expected => {
                    found.push((expected, entry.to_vec()));
                }
                _ => return Err(fence.corrupt("entries of a log are missing")),
            }
            expected = expected.next();
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
        let last = fence.call(|| tree.last())?;
        let last = last.map(|(key, _)| decode(&key, fence)).transpose()?;
        Ok(Self { tree, last: Mutex::new(last) })
    }
}

fn after(sequence: Option<Sequence>) -> Sequence {
    sequence.map_or(Sequence::FIRST, Sequence::next)
}

fn encode(sequence: Sequence) -> [u8; 8] {
    sequence.get().to_be_bytes()
}

fn decode(key: &IVec, fence: &Fence) -> Result<Sequence, StoreError> {
    let bytes = key[..].try_into().map_err(|_| fence.corrupt("a log entry has no sequence"))?;
    Ok(Sequence::new(u64::from_be_bytes(bytes)))
}
