//! The versions of all records, and their sum: what tells when some are missing.
//!
//! They are in a tree of their own, because there they are small: opening reads them all and adds up, and asking whether
//! a record has changed reads no record. A store whose versions do not add up, or that is from before there were any, is
//! read as a whole once: if its records add up, the versions are written anew.

use std::ops::Bound;

use sled::{Db, Iter, Tree};

use super::fence::Fence;
use super::spacers;
use crate::error::StoreError;
use crate::store::Version;

/// The tree of the versions, by the keys of their records.
const VERSIONS: &str = "versions";
/// The tree of the sum. It is alone there: beside a record it would have the record written again each time.
const SUMS: &str = "sums";
/// Where in that tree the sum is.
pub(super) const SUM: &str = "records";
/// Bytes of a version, and of the sum.
pub(super) const BYTES: usize = size_of::<u64>();

/// Versions of records under the records' keys.
pub(super) struct Versions {
    versions: Tree,
    sums: Tree,
}

impl Versions {
    /// Opens the trees, and gives the sum.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if neither the versions nor the records add up.
    pub(super) fn open(db: &Db, records: &Tree, fence: &Fence) -> Result<(Self, u64), StoreError> {
        let versions = fence.call(|| db.open_tree(VERSIONS))?;
        let sums = fence.call(|| db.open_tree(SUMS))?;
        let stored = fence.call(|| sums.get(SUM))?;
        let expected = stored.map_or(Ok(0), |sum| number(&sum, fence))?;
        let opened = Self { versions, sums };
        if total(&opened.versions, fence)? != expected {
            opened.write_anew(records, expected, fence)?;
        }
        Ok((opened, expected))
    }

    /// Takes the versions from the records themselves, if these are all there. Cut off half-way, it is begun anew by the
    /// next opening.
    fn write_anew(&self, records: &Tree, expected: u64, fence: &Fence) -> Result<(), StoreError> {
        if total(records, fence)? != expected {
            return Err(fence.corrupt("records are missing or out of date"));
        }
        fence.call(|| self.versions.clear())?;
        let mut entries = records.iter();
        while let Some((key, value)) = fence.call(|| entries.next().transpose())? {
            if !spacers::is_one(&key) {
                of(&value, fence)?;
                fence.call(|| self.versions.insert(&key, part(&value)))?;
            }
        }
        Ok(())
    }

    pub(super) fn get(&self, key: &str, fence: &Fence) -> Result<Option<Version>, StoreError> {
        let stored = fence.call(|| self.versions.get(key))?;
        stored.map(|version| of(&version, fence)).transpose()
    }

    pub(super) fn range(&self, start: Bound<&str>) -> Iter {
        self.versions.range::<&str, _>((start, Bound::Unbounded))
    }

    /// The trees of versions and sum, for a transaction.
    pub(super) fn trees(&self) -> (&Tree, &Tree) {
        (&self.versions, &self.sums)
    }
}

/// The sum of the versions that a tree's values begin with, wrapping around.
fn total(tree: &Tree, fence: &Fence) -> Result<u64, StoreError> {
    let (mut sum, mut entries) = (0_u64, tree.iter());
    while let Some((key, value)) = fence.call(|| entries.next().transpose())? {
        if !spacers::is_one(&key) {
            sum = sum.wrapping_add(of(&value, fence)?.get());
        }
    }
    Ok(sum)
}

/// The version that a record's value begins with.
pub(super) fn of(value: &[u8], fence: &Fence) -> Result<Version, StoreError> {
    let short = || fence.corrupt("a value has no version");
    Ok(Version::new(number(value.get(..BYTES).ok_or_else(short)?, fence)?))
}

/// The bytes of the version that a value begins with.
pub(super) fn part(value: &[u8]) -> &[u8] {
    value.get(..BYTES).unwrap_or_default()
}

fn number(bytes: &[u8], fence: &Fence) -> Result<u64, StoreError> {
    let bytes = bytes.try_into().map_err(|_| fence.corrupt("a number is too short"))?;
    Ok(u64::from_be_bytes(bytes))
}
