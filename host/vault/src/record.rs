//! Records as callers see them: a plain part that anybody may read, and secrets beside it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::envelope::Opened;
use crate::error::VaultError;
use crate::secret::Secret;
use crate::store::Version;

/// The longest kind or id, in bytes.
const MAX_NAME_BYTES: usize = 128;
/// Stands between kind and id in a store key. Neither may hold it.
const SEPARATOR: char = '/';

/// The installation that a vault belongs to, such as "default" or "staging". A record of one does not open in another,
/// even under the same master key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment(Arc<str>);

impl Environment {
    /// An environment by its name; any text will do.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self(name.into())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Environment {
    fn default() -> Self {
        Self::new("default")
    }
}

/// What sort of record: "account", "ticket". One kind, one Rust type for the plain part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Kind(&'static str);

impl Kind {
    /// A kind by its name: letters, digits, `_`, `.` and `-`. Checked where it is used.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// The name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// What the store keys of all records of this kind begin with.
    pub(crate) fn prefix(self) -> Result<String, VaultError> {
        check_name(self.0)?;
        Ok(format!("{}{SEPARATOR}", self.0))
    }

    /// The store key of one record.
    pub(crate) fn store_key(self, id: &str) -> Result<String, VaultError> {
        check_name(id)?;
        Ok(self.prefix()? + id)
    }
}

/// Where a record belongs. Its secrets open only under the same kind, connection and id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordKey {
    /// What sort of record.
    pub kind: Kind,
    /// The connection that it belongs to; empty for a record of no connection.
    pub connection: String,
    /// Its id, unique in its kind: letters, digits, `_`, `.` and `-`, at most 128 bytes.
    pub id: String,
}

impl RecordKey {
    /// A record's key. The id is checked where the key is used.
    #[must_use]
    pub fn new(kind: Kind, connection: impl Into<String>, id: impl Into<String>) -> Self {
        Self { kind, connection: connection.into(), id: id.into() }
    }

    /// The key under which the store keeps the record: "{kind}/{id}".
    ///
    /// # Errors
    /// [`VaultError::BadName`] if kind or id hold other characters than they may.
    pub fn store_key(&self) -> Result<String, VaultError> {
        self.kind.store_key(&self.id)
    }
}

fn check_name(name: &str) -> Result<(), VaultError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    if !name.is_empty() && name.len() <= MAX_NAME_BYTES && name.bytes().all(allowed) {
        return Ok(());
    }
    // Shortened, and with control characters escaped: the name comes from outside and ends in a log.
    let name = name.chars().take(MAX_NAME_BYTES).flat_map(char::escape_default).collect();
    Err(VaultError::BadName { name })
}

/// The secrets of a record, by the name of their field.
#[derive(Default)]
pub struct Secrets(BTreeMap<&'static str, Secret>);

impl Secrets {
    /// No secrets.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a secret; one of the same name is replaced.
    #[must_use]
    pub fn with(mut self, field: &'static str, secret: Secret) -> Self {
        self.0.insert(field, secret);
        self
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &Secret)> {
        self.0.iter().map(|(field, secret)| (*field, secret))
    }
}

/// A record that was read and found genuine: its plain part is what was saved, and its secrets can be opened.
pub struct Loaded<P> {
    /// The plain part.
    pub plain: P,
    /// The version to name when saving or removing: the one that the record was saved as. A rewrap does not change it.
    pub version: Version,
    pub(crate) opened: Opened,
}

/// What a look at a record of a known version found.
#[derive(Debug)]
pub enum Reading<P> {
    /// There is no such record.
    Absent,
    /// It has the known version.
    Unchanged,
    /// It has another.
    Changed(Loaded<P>),
}

impl<P> Loaded<P> {
    /// The connection that the record belongs to.
    #[must_use]
    pub fn connection(&self) -> &str {
        self.opened.connection()
    }

    /// Opens one secret; `None` if the record has no such field. Nothing is opened before it is asked for.
    ///
    /// # Errors
    /// [`VaultError::Tampered`] if the field was changed or comes from elsewhere, [`VaultError::Corrupt`] if it is not a
    /// sealed field at all.
    pub fn open(&self, field: &'static str) -> Result<Option<Secret>, VaultError> {
        self.opened.open(field)
    }
}

impl<P: fmt::Debug> fmt::Debug for Loaded<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Loaded")
            .field("plain", &self.plain)
            .field("version", &self.version)
            .field("connection", &self.connection())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
