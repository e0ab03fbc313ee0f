//! What the vault asks of a place that keeps bytes.

use std::fmt;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::error::StoreError;

/// Keeps bytes under keys, and entries in logs.
///
/// A store knows nothing of secrets: what arrives here is sealed already. The suite in `conformance` (a feature of this
/// crate) says in tests what each sentence below means.
///
/// Whatever a method acknowledged survives the end of the process and of the machine. A call whose future is dropped
/// half-way either happened or did not; it never half-happened.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// The value under `key`.
    ///
    /// # Errors
    /// [`StoreError`] if the store is damaged or out of reach; so for every method.
    async fn get(&self, key: &str) -> Result<Option<Versioned>, StoreError>;

    /// As [`Store::get`], for somebody who knows the value of one version: that one is not read and sent again.
    async fn look(&self, key: &str, known: Option<Version>) -> Result<Look, StoreError>;

    /// Replaces the value under `key`, if it still has the `expected` version. `expected` of `None` means that there
    /// must be no value; `new` of `None` removes the value.
    async fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<Vec<u8>>,
    ) -> Result<Swap, StoreError>;

    /// At most `limit` values whose keys begin with `prefix` and are greater than `after`, ordered by the bytes of
    /// the key. `after` need not exist.
    async fn scan(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, Versioned)>, StoreError>;

    /// Adds an entry to the end of `log`. The first entry of a log has sequence 1; each further one has one more, with
    /// no gaps.
    async fn append(&self, log: &str, entry: &[u8]) -> Result<Sequence, StoreError>;

    /// At most `limit` entries of `log` that come after `after`, in order. A log that nobody wrote is empty.
    async fn read_log(
        &self,
        log: &str,
        after: Option<Sequence>,
        limit: usize,
    ) -> Result<Vec<(Sequence, Vec<u8>)>, StoreError>;
}

/// A value together with the version that [`Store::compare_and_swap`] wants to hear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioned {
    /// Changes at each write.
    pub version: Version,
    /// The value.
    pub bytes: Vec<u8>,
}

/// What a [`Store::look`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// There is no value.
    Absent,
    /// The value has the known version.
    Unchanged,
    /// The value has another version: this is it.
    Changed(Versioned),
}

/// What became of a [`Store::compare_and_swap`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Swap {
    /// The new value is stored, under this version.
    Stored(Version),
    /// The value is gone.
    Removed,
    /// The value did not have the expected version. Nothing was changed.
    Conflict {
        /// What is there instead.
        current: Option<Versioned>,
    },
}

/// Tells two writes of one key apart. A version never comes back, not even after the key was removed and created anew,
/// and nothing else follows from its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(u64);

impl Version {
    /// A version as a store numbers it.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number, for stores.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// The place of an entry in its log: 1, 2, 3, …
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sequence(u64);

impl Sequence {
    /// The place of a log's first entry.
    pub const FIRST: Self = Self(1);

    /// A place by its number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The place after this one. A log cannot live to see the last number.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
