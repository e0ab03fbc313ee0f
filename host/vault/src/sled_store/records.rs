//! The tree of the records.
//!
//! sled reads damaged files as far as it can and goes on without the rest, silently. For a vault that is worse than no
//! answer: an account would look as if it had never existed, or a dead refresh token would come back. So a second tree,
//! [`super::versions`], has the version of every record, changed in one transaction with each write: what is read here
//! is held against it.

use std::convert::Infallible;
use std::ops::Bound;
use std::sync::Mutex;

use sled::transaction::{ConflictableTransactionError, TransactionError, TransactionalTree};
use sled::{Db, IVec, Transactional, Tree};

use super::fence::Fence;
use super::lock;
use super::spacers;
use super::versions::{self, Versions};
use crate::error::StoreError;
use crate::store::{Look, Swap, Version, Versioned};

/// The tree of the records: keys as they were given; values are the version, big-endian, and the bytes that were given.
const RECORDS: &str = "records";

/// Records under their keys.
pub(super) struct Records {
    db: Db,
    records: Tree,
    versions: Versions,
    /// The sum of all versions, wrapping around. Held while a write compares and swaps, which takes microseconds.
    sum: Mutex<u64>,
}

impl Records {
    /// Opens the trees, and makes sure that no record's version is missing.
    pub(super) fn open(db: &Db, fence: &Fence) -> Result<Self, StoreError> {
        let records = fence.call(|| db.open_tree(RECORDS))?;
        let (versions, sum) = Versions::open(db, &records, fence)?;
        Ok(Self { db: db.clone(), records, versions, sum: Mutex::new(sum) })
    }

    pub(super) fn get(&self, key: &str, fence: &Fence) -> Result<Option<Versioned>, StoreError> {
        match self.look(key, None, fence)? {
            Look::Changed(stored) => Ok(Some(stored)),
            Look::Absent | Look::Unchanged => Ok(None),
        }
    }

    /// Looks at the version, and at the record only if it is another than the `known` one.
    pub(super) fn look(&self, key: &str, known: Option<Version>, fence: &Fence) -> Result<Look, StoreError> {
        let version = self.versions.get(key, fence)?;
        if version.is_some() && version == known {
            return Ok(Look::Unchanged);
        }
        match fence.call(|| self.records.get(key))? {
            Some(value) if version == Some(versions::of(&value, fence)?) => {
                Ok(Look::Changed(decode(&value, fence)?))
            }
            None if version.is_none() => Ok(Look::Absent),
            _ => self.look_between_writes(key, fence),
        }
    }

    /// The record and its version differ: because of a write in between, or of damage. No write is under way while the
    /// sum is held.
    fn look_between_writes(&self, key: &str, fence: &Fence) -> Result<Look, StoreError> {
        let _sum = lock(&self.sum);
        let version = self.versions.get(key, fence)?;
        match fence.call(|| self.records.get(key))? {
            Some(value) if version == Some(versions::of(&value, fence)?) => {
                Ok(Look::Changed(decode(&value, fence)?))
            }
            None if version.is_none() => Ok(Look::Absent),
            _ => Err(missing(fence)),
        }
    }

    /// Compares and swaps. The outcome is not durable yet.
    pub(super) fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<Vec<u8>>,
        fence: &Fence,
    ) -> Result<Swap, StoreError> {
        // The leaf that will be written comes into memory before the lock, so that nobody waits for the disk behind it.
        drop(fence.call(|| self.records.get(key))?);
        let mut sum = lock(&self.sum);
        let present = self.versions.get(key, fence)?;
        if present != expected {
            return Ok(Swap::Conflict { current: self.current(key, present, fence)? });
        }
        let without = sum.wrapping_sub(present.map_or(0, Version::get));
        let (value, next, outcome) = match new {
            Some(bytes) => {
                // sled's counter skips ahead after a crash, so not even a version that was lost is given out again.
                let version = Version::new(fence.call(|| self.db.generate_id())?);
                let next = without.wrapping_add(version.get());
                (Some(encode(version, &bytes)), next, Swap::Stored(version))
            }
            None => (None, without, Swap::Removed),
        };
        let write = Write { key, is_new: present.is_none(), value: value.as_deref(), sum: next };
        fence.call(|| self.write(&write))?;
        *sum = next;
        Ok(outcome)
    }

    /// What is there under the lock of the sum, where that has this version.
    fn current(
        &self,
        key: &str,
        version: Option<Version>,
        fence: &Fence,
    ) -> Result<Option<Versioned>, StoreError> {
        let stored = fence.call(|| self.records.get(key))?;
        let stored = stored.map(|value| decode(&value, fence)).transpose()?;
        if stored.as_ref().map(|stored| stored.version) == version { Ok(stored) } else { Err(missing(fence)) }
    }

    /// Writes a record, or its absence, with its version and the sum: all or nothing.
    fn write(&self, write: &Write<'_>) -> sled::Result<()> {
        let all = |(records, versions, sums): &(TransactionalTree, TransactionalTree, TransactionalTree)| {
            match write.value {
                Some(value) => {
                    records.insert(write.key, value)?;
                    versions.insert(write.key, versions::part(value))?;
                }
                None => {
                    records.remove(write.key)?;
                    versions.remove(write.key)?;
                }
            }
            for spacer in spacers::of(write.key) {
                match write.value {
                    Some(_) if write.is_new => drop(records.insert(spacer, &[])?),
                    Some(_) => {}
                    None => drop(records.remove(spacer)?),
                }
            }
            sums.insert(versions::SUM, &write.sum.to_be_bytes())?;
            Ok::<(), ConflictableTransactionError<Infallible>>(())
        };
        let (versions, sums) = self.versions.trees();
        (&self.records, versions, sums).transaction(all).map_err(|error| match error {
            TransactionError::Storage(error) => error,
            TransactionError::Abort(never) => match never {},
        })
    }

    pub(super) fn scan(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
        fence: &Fence,
    ) -> Result<Vec<(String, Versioned)>, StoreError> {
        let start = match after {
            Some(after) if after >= prefix => Bound::Excluded(after),
            _ => Bound::Included(prefix),
        };
        let mut listed = self.versions.range(start);
        let mut found = Vec::new();
        while found.len() < limit {
            let Some((key, _)) = fence.call(|| listed.next().transpose())? else { break };
            if !key.starts_with(prefix.as_bytes()) {
                break;
            }
            let key = text(&key, fence)?;
            // Gone, if it was removed since the list was read.
            if let Some(stored) = self.get(&key, fence)? {
                found.push((key, stored));
            }
        }
        Ok(found)
    }
}

/// One write, ready to be made.
struct Write<'a> {
    key: &'a str,
    is_new: bool,
    value: Option<&'a [u8]>,
    sum: u64,
}

fn missing(fence: &Fence) -> StoreError {
    fence.corrupt("records are missing or out of date")
}

fn text(key: &IVec, fence: &Fence) -> Result<String, StoreError> {
    String::from_utf8(key.to_vec()).map_err(|_| fence.corrupt("a key is not text"))
}

fn encode(version: Version, bytes: &[u8]) -> Vec<u8> {
    [&version.get().to_be_bytes(), bytes].concat()
}

fn decode(value: &[u8], fence: &Fence) -> Result<Versioned, StoreError> {
    let version = versions::of(value, fence)?;
    Ok(Versioned { version, bytes: value[versions::BYTES..].to_vec() })
}
