//! The tree of the records, and the sum that tells when some are missing.
//!
//! sled reads damaged files as far as it can and goes on without the rest, silently. For a vault that is worse than no
//! answer: an account would look as if it had never existed, or a dead refresh token would come back. So a second tree
//! holds the sum of the versions of all records, changed in one transaction with each write, and opening adds up.

use std::convert::Infallible;
use std::ops::Bound;
use std::sync::Mutex;

use sled::transaction::{ConflictableTransactionError, TransactionError, TransactionalTree};
use sled::{Db, IVec, Transactional, Tree};

use super::fence::Fence;
use super::lock;
use crate::error::StoreError;
use crate::store::{Swap, Version, Versioned};

/// The tree of the records: keys as they were given; values are the version, big-endian, and the bytes that were given.
const RECORDS: &str = "records";
/// The tree of the sum. It is alone there: beside a record it would have the record written again each time.
const SUMS: &str = "sums";
/// Where in that tree the sum is.
const SUM: &str = "records";
/// Bytes of a version, and of the sum.
const VERSION_BYTES: usize = size_of::<u64>();

/// Records under their keys.
pub(super) struct Records {
    db: Db,
    records: Tree,
    sums: Tree,
    /// The sum of all versions, wrapping around. Held while a write compares and swaps, which takes microseconds.
    sum: Mutex<u64>,
}

impl Records {
    /// Opens the tree and reads every record once, so that damage shows now and not in the middle of the night.
    pub(super) fn open(db: &Db, fence: &Fence) -> Result<Self, StoreError> {
        let records = fence.call(|| db.open_tree(RECORDS))?;
        let sums = fence.call(|| db.open_tree(SUMS))?;
        let stored = fence.call(|| sums.get(SUM))?;
        let expected = stored.map_or(Ok(0), |sum| number(&sum, fence))?;
        let mut sum = 0_u64;
        let mut values = records.iter().values();
        while let Some(value) = fence.call(|| values.next().transpose())? {
            sum = sum.wrapping_add(decode(&value, fence)?.version.get());
        }
        if sum != expected {
            return Err(fence.corrupt("records are missing or out of date"));
        }
        Ok(Self { db: db.clone(), records, sums, sum: Mutex::new(sum) })
    }

    pub(super) fn get(&self, key: &str, fence: &Fence) -> Result<Option<Versioned>, StoreError> {
        let stored = fence.call(|| self.records.get(key))?;
        stored.map(|value| decode(&value, fence)).transpose()
    }

    /// Compares and swaps. The outcome is not durable yet.
    pub(super) fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<Vec<u8>>,
        fence: &Fence,
    ) -> Result<Swap, StoreError> {
        let mut sum = lock(&self.sum);
        let current = self.get(key, fence)?;
        let present = current.as_ref().map(|current| current.version);
        if present != expected {
            return Ok(Swap::Conflict { current });
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
        fence.call(|| self.write(key, value.as_deref(), next))?;
        *sum = next;
        Ok(outcome)
    }

    /// Writes a record, or its absence, and the sum: both or neither.
    fn write(&self, key: &str, value: Option<&[u8]>, sum: u64) -> sled::Result<()> {
        let both = |(records, sums): &(TransactionalTree, TransactionalTree)| {
            match value {
                Some(value) => records.insert(key, value)?,
                None => records.remove(key)?,
            };
            sums.insert(SUM, &sum.to_be_bytes())?;
            Ok::<(), ConflictableTransactionError<Infallible>>(())
        };
        (&self.records, &self.sums).transaction(both).map_err(|error| match error {
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
        let mut entries = self.records.range::<&str, _>((start, Bound::Unbounded));
        let mut found = Vec::new();
        while found.len() < limit {
            match fence.call(|| entries.next().transpose())? {
                Some((key, value)) if key.starts_with(prefix.as_bytes()) => {
                    found.push((text(&key, fence)?, decode(&value, fence)?));
                }
                _ => break,
            }
        }
        Ok(found)
    }
}

fn text(key: &IVec, fence: &Fence) -> Result<String, StoreError> {
    String::from_utf8(key.to_vec()).map_err(|_| fence.corrupt("a key is not text"))
}

fn encode(version: Version, bytes: &[u8]) -> Vec<u8> {
    [&version.get().to_be_bytes(), bytes].concat()
}

fn decode(value: &[u8], fence: &Fence) -> Result<Versioned, StoreError> {
    let (version, bytes) =
        value.split_at_checked(VERSION_BYTES).ok_or_else(|| fence.corrupt("a value has no version"))?;
    Ok(Versioned { version: Version::new(number(version, fence)?), bytes: bytes.to_vec() })
}

fn number(bytes: &[u8], fence: &Fence) -> Result<u64, StoreError> {
    let bytes = bytes.try_into().map_err(|_| fence.corrupt("a number is too short"))?;
    Ok(u64::from_be_bytes(bytes))
}
