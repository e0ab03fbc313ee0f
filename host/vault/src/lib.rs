//! Sealed records, the keys that open them, and the stores that hold them.
//!
//! Every credential that the host keeps is a field of a record in a [`Vault`]. Whoever holds the files without the
//! master key learns the plain parts (who, which status, which workspaces) and no secret, and can change neither: a
//! record that was edited, or copied to another account, connection, field or environment, does not open.
//!
//! This crate knows nothing of accounts or OAuth. It is not for caches or for bulk: every write waits for the disk.
//!
//! In reading order:
//!
//! - [`Secret`]: text that cannot be printed, serialised or cloned.
//! - [`MasterKey`] and [`KeyRing`]: 32 bytes that everything depends on; a ring seals with one and opens with several.
//! - [`RecordKey`], [`Secrets`], [`Loaded`]: a record from outside: a plain part, and secrets that open one by one.
//! - [`Vault`]: loads, saves, removes and lists records; appends to logs; derives keys for other purposes.
//! - `rekey`, `rewrap`, [`Census`]: from one primary key to the next, record by record; `key_check` notes which keys
//!   may seal.
//! - `envelope`, `binding`, `wire`, `aead` (private): how a record is sealed, what to, and its form in the store.
//! - [`Store`]: get, compare-and-swap, scan, append; durable before it answers.
//! - [`SledStore`]: the embedded store, one process at a time.
//! - [`PostgresStore`]: a PostgreSQL database, for any number of hosts.
//! - `conformance` (feature): what any store must do, as tests.
//!
//! # Invariants
//!
//! - A secret leaves only through [`Secret::expose`].
//! - No record is returned before its data key was unwrapped against its place and its open parts.
//! - A record's bytes never get into an error.
//! - All writes to records are compare-and-swap; there is no blind write.
//! - A rewrap changes nothing that a caller can see: not the plain part, not a secret, not the version to save over.
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod aead;
mod binding;
mod census;
#[cfg(feature = "conformance")]
pub mod conformance;
mod envelope;
mod error;
mod key;
mod key_check;
mod key_ring;
mod postgres_store;
mod record;
mod rekey;
mod rewrap;
mod secret;
mod sled_store;
mod store;
mod vault;
mod wire;

pub use census::Census;
pub use error::{StoreError, VaultError};
pub use key::{KeyId, MasterKey};
pub use key_ring::{KeyRing, KeyState};
pub use postgres_store::{PostgresSettings, PostgresStore};
pub use record::{Environment, Kind, Loaded, Reading, RecordKey, Secrets};
pub use rekey::RekeyProgress;
pub use secret::{Secret, random_token};
pub use sled_store::SledStore;
pub use store::{Look, Sequence, Store, Swap, Version, Versioned};
pub use vault::{Pages, Vault};
