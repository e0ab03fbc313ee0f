//! Everything that can go wrong with a vault, and with the store below it.
//!
//! No error holds bytes of a record: not of its secrets, not of its plain part. They name the record's key, which is
//! made of a kind and an id.

use std::path::PathBuf;

use thiserror::Error;

use crate::key::KeyId;

/// Why the vault did not do what was asked.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum VaultError {
    /// The store below failed.
    #[error(transparent)]
    Store(#[from] StoreError),

    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes: {source}")]
    Entropy {
        /// What the operating system said.
        source: getrandom::Error,
    },

    /// The text of a master key is not base64.
    #[error("the master key is not base64: give 32 bytes in base64, `innkeeper vault key` makes one")]
    MasterKeyEncoding,

    /// The text of a master key is base64 of another length.
    #[error("the master key needs 32 bytes, got {got}: `innkeeper vault key` makes one")]
    MasterKeyLength {
        /// How many bytes the text decoded to.
        got: usize,
    },

    /// The vault was made with a key that is not among those given. Nothing was changed.
    #[error(
        "the vault was sealed with master key {vault_key_id}, but the key given is {given_key_id}: \
         set `vault.key` to the vault's own key, or point `vault.path` to another vault; to change the key, give the \
         one before in `vault.retired_keys`"
    )]
    WrongKey {
        /// The key that seals this vault.
        vault_key_id: KeyId,
        /// The primary key that was given.
        given_key_id: KeyId,
    },

    /// Records may be sealed with a key that is not among those given. Nothing was changed.
    #[error(
        "records of the vault may be sealed with master key {missing}, which is not given beside {primary}: \
         add it to `vault.staged_keys` if it is the newer one, to `vault.retired_keys` if it is the older; \
         it can go when `innkeeper vault status` says that nothing is sealed with it"
    )]
    KeyStillUsed {
        /// The key that is missing.
        missing: KeyId,
        /// The primary key that was given.
        primary: KeyId,
    },

    /// One key was given in two places.
    #[error(
        "master key {key_id} is given twice: give each key once, as `vault.key`, in `vault.staged_keys` or in \
         `vault.retired_keys`"
    )]
    KeyTwice {
        /// The key.
        key_id: KeyId,
    },

    /// The vault belongs to another environment. Nothing was changed.
    #[error("the vault belongs to environment \"{vault}\", not \"{given}\": open it as \"{vault}\"")]
    WrongEnvironment {
        /// The environment that the vault says it belongs to.
        vault: String,
        /// The environment that was asked for.
        given: String,
    },

    /// A record is sealed with a key that is not in the ring.
    #[error(
        "record {key} is sealed with master key {key_id}, which is not given: add it to `vault.staged_keys` if it is \
         the newer one, to `vault.retired_keys` if it is the older, and start the host again"
    )]
    KeyMissing {
        /// The record's key in the store.
        key: String,
        /// The master key that it needs.
        key_id: KeyId,
    },

    /// The bytes of a record are not a record.
    #[error("record {key} is corrupt: restore it from a backup, or remove it")]
    Corrupt {
        /// The record's key in the store.
        key: String,
    },

    /// A record was changed, or was copied here from another account, connection, field or environment.
    #[error("record {key} does not open: it was changed outside the vault or copied here; restore it")]
    Tampered {
        /// The record's key in the store.
        key: String,
    },

    /// A newer version of this program wrote the record.
    #[error("record {key} has format {format}, which this version does not know: upgrade the host")]
    UnknownFormat {
        /// The record's key in the store.
        key: String,
        /// The format that the record names.
        format: u32,
    },

    /// A record is genuine, but its plain part is not what the caller expects.
    #[error("record {key} does not hold a {expected}")]
    UnexpectedShape {
        /// The record's key in the store.
        key: String,
        /// The type that was asked for.
        expected: &'static str,
    },

    /// A plain part that JSON cannot say, such as a map whose keys are not text.
    #[error("the plain part of record {key} has no form in JSON")]
    Unserializable {
        /// The record's key in the store.
        key: String,
    },

    /// Somebody else changed the record in the meantime.
    #[error("record {key} was changed in the meantime: load it again and repeat")]
    Conflict {
        /// The record's key in the store.
        key: String,
    },

    /// A kind or id that cannot be part of a store key.
    #[error("\"{name}\" cannot name a record: use letters, digits, `_`, `.` and `-`, at most 128 of them")]
    BadName {
        /// The name as it was given, shortened.
        name: String,
    },
}

/// Why a store did not do what was asked.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process holds the directory.
    #[error("another process has the vault {} open: stop it, or use `--server`", path.display())]
    InUse {
        /// The vault's directory.
        path: PathBuf,
    },

    /// The files are damaged.
    #[error("the vault {} is corrupt ({detail}): restore it from a backup", path.display())]
    Corrupt {
        /// The vault's directory.
        path: PathBuf,
        /// What is known of the damage; never content.
        detail: String,
    },

    /// The file system refused.
    #[error("the vault {} cannot be read or written: {source}", path.display())]
    Io {
        /// The vault's directory.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },

    /// The store cannot be reached, or broke off. A write that ends so may have happened.
    #[error("the store is not available: {detail}")]
    Unavailable {
        /// What is known; never content.
        detail: String,
    },

    /// What was said about the store cannot be right.
    #[error("the settings of the store are wrong: {detail}")]
    Settings {
        /// What is wrong and what would be right; never a password.
        detail: String,
    },

    /// The database was reached, and does not do what is asked or is not what it should be.
    #[error("the vault in {database} cannot be used: {detail}")]
    Refused {
        /// The database's name and address.
        database: String,
        /// What is known, and what to do; never content.
        detail: String,
    },

    /// A newer version of this program made the tables.
    #[error(
        "the vault in {database} has tables of version {found}, and this host knows versions up to {known}: \
         upgrade the host"
    )]
    TooNew {
        /// The database's name and address.
        database: String,
        /// The version of the tables.
        found: i32,
        /// The last version that this program knows.
        known: i32,
    },
}
