//! The vault: records of a store, sealed on the way in and proved on the way out.
//!
//! A version that a caller holds is the one that a record was *saved* as. A rewrap changes the version in the store and
//! nothing else, says in the record which version it was saved as, and is looked through here: so a caller that loads a
//! record, waits and saves or removes it never takes a rewrap for somebody else's change.

use std::any::type_name;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::to_raw_value;
use zeroize::Zeroizing;

use crate::binding::Place;
use crate::envelope;
use crate::error::VaultError;
use crate::key::KeyId;
use crate::key_check;
use crate::key_ring::{KeyRing, KeyState};
use crate::record::{Environment, Kind, Loaded, Reading, RecordKey, Secrets};
use crate::store::{Look, Sequence, Store, Swap, Version, Versioned};
use crate::wire::Wire;

/// Sealed records in a store. Cheap to clone; all clones are the same vault.
#[derive(Clone)]
pub struct Vault {
    inner: Arc<Inner>,
}

/// How often a record may be rewrapped between a look and a swap. Each time takes another change of the primary key.
const MOST_REWRAPS: usize = 8;

struct Inner {
    store: Arc<dyn Store>,
    keys: KeyRing,
    environment: Environment,
}

impl Vault {
    /// Opens the vault in `store`. The first opening marks the store with key and environment; every later one checks
    /// them, before anything is read or written.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`] or [`VaultError::WrongEnvironment`] if the vault is another's,
    /// [`VaultError::KeyStillUsed`] if records may be sealed with a key that is not in the ring; nothing is changed then.
    pub async fn open(
        store: Arc<dyn Store>,
        keys: KeyRing,
        environment: Environment,
    ) -> Result<Self, VaultError> {
        let vault = Self { inner: Arc::new(Inner { store, keys, environment }) };
        key_check::check(&vault).await?;
        tracing::info!(
            key_id = %vault.key_id(),
            environment = vault.environment().as_str(),
            "vault opened"
        );
        Ok(vault)
    }

    /// The record of that kind and id, if there is one.
    ///
    /// # Errors
    /// [`VaultError::Corrupt`], [`VaultError::Tampered`], [`VaultError::KeyMissing`] or [`VaultError::UnknownFormat`] if the
    /// record cannot be trusted, [`VaultError::UnexpectedShape`] if it holds no `P`.
    pub async fn load<P: DeserializeOwned>(
        &self,
        kind: Kind,
        id: &str,
    ) -> Result<Option<Loaded<P>>, VaultError> {
        let stored = self.store().get(&kind.store_key(id)?).await?;
        stored.map(|stored| self.opened(kind, id, stored)).transpose()
    }

    /// As [`Vault::load`], but a record that still has the `known` version is neither read nor proved genuine again:
    /// versions never repeat, so it is the record that was.
    ///
    /// # Errors
    /// As [`Vault::load`].
    pub async fn load_unless<P: DeserializeOwned>(
        &self,
        kind: Kind,
        id: &str,
        known: Option<Version>,
    ) -> Result<Reading<P>, VaultError> {
        match self.store().look(&kind.store_key(id)?, known).await? {
            Look::Absent => Ok(Reading::Absent),
            Look::Unchanged => Ok(Reading::Unchanged),
            Look::Changed(stored)
                if known.is_some() && self.saved_as(kind.as_str(), id, &stored)? == known =>
            {
                Ok(Reading::Unchanged)
            }
            Look::Changed(stored) => Ok(Reading::Changed(self.opened(kind, id, stored)?)),
        }
    }

    /// Seals a record under a fresh data key and stores it, if the stored one still has the `expected` version; `None`
    /// means that there must be none yet. Secrets that are not given are gone.
    ///
    /// # Errors
    /// [`VaultError::Conflict`] if somebody else was faster; nothing is changed then.
    pub async fn save<P: Serialize>(
        &self,
        key: &RecordKey,
        expected: Option<Version>,
        plain: &P,
        secrets: &Secrets,
    ) -> Result<Version, VaultError> {
        let store_key = key.store_key()?;
        let plain = to_raw_value(plain).map_err(|_| VaultError::Unserializable { key: store_key.clone() })?;
        let place = Place::of(&self.inner.environment, key);
        let bytes = envelope::seal(&self.inner.keys, &place, &plain, secrets)?;
        match self.swap(key.kind, &key.id, expected, Some(bytes)).await? {
            Swap::Stored(version) => Ok(version),
            Swap::Removed | Swap::Conflict { .. } => Err(VaultError::Conflict { key: store_key }),
        }
    }

    /// Removes a record, if it still has the `expected` version.
    ///
    /// # Errors
    /// [`VaultError::Conflict`] if it was changed or removed in the meantime; nothing is changed then.
    pub async fn remove(&self, kind: Kind, id: &str, expected: Version) -> Result<(), VaultError> {
        match self.swap(kind, id, Some(expected), None).await? {
            Swap::Removed => Ok(()),
            Swap::Stored(_) | Swap::Conflict { .. } => Err(VaultError::Conflict { key: kind.store_key(id)? }),
        }
    }

    /// At most `limit` records of a kind whose ids are greater than `after`, ordered by the bytes of the id. Each is
    /// proved genuine; no secret is opened.
    ///
    /// # Errors
    /// As [`Vault::load`], for the first record that cannot be trusted: a list never leaves one out silently.
    pub async fn scan<P: DeserializeOwned>(
        &self,
        kind: Kind,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, Loaded<P>)>, VaultError> {
        let prefix = kind.prefix()?;
        let after = after.map(|id| kind.store_key(id)).transpose()?;
        let found = self.store().scan(&prefix, after.as_deref(), limit).await?;
        let opened = found.into_iter().map(|(store_key, stored)| {
            let id = store_key.strip_prefix(&prefix).unwrap_or(&store_key);
            Ok((id.to_owned(), self.opened(kind, id, stored)?))
        });
        opened.collect()
    }

    /// All records of a kind, at most `limit` at a time, as [`Vault::scan`] gives them.
    #[must_use]
    pub fn pages<P: DeserializeOwned>(&self, kind: Kind, limit: usize) -> Pages<'_, P> {
        Pages { vault: self, kind, limit, after: None, records: PhantomData }
    }

    /// Adds an entry to the end of a log; it is durable when this returns. Entries are not sealed.
    ///
    /// # Errors
    /// [`VaultError::Store`] if the store fails.
    pub async fn append(&self, log: &'static str, entry: &[u8]) -> Result<Sequence, VaultError> {
        Ok(self.store().append(log, entry).await?)
    }

    /// At most `limit` entries of a log that come after `after`, in order.
    ///
    /// # Errors
    /// [`VaultError::Store`] if the store fails.
    pub async fn read_log(
        &self,
        log: &'static str,
        after: Option<Sequence>,
        limit: usize,
    ) -> Result<Vec<(Sequence, Vec<u8>)>, VaultError> {
        Ok(self.store().read_log(log, after, limit).await?)
    }

    /// A key for one purpose, derived from the primary key: the same at each start, and another after the primary key
    /// has changed.
    #[must_use]
    pub fn derive_key(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        self.inner.keys.primary().derive(purpose)
    }

    /// Keys for one purpose from every master key of the ring, the primary's first: for what a host gave out before the
    /// primary key changed, or what another host gives out that has changed already.
    pub fn derive_keys(&self, purpose: &str) -> impl Iterator<Item = Zeroizing<[u8; 32]>> {
        self.inner.keys.all().map(move |key| key.derive(purpose))
    }

    /// The environment that all records are bound to.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.inner.environment
    }

    /// Looks again whether every key that may seal records is given, and whether the vault knows of the primary key, as
    /// opening did. For a host that runs for long beside others.
    ///
    /// # Errors
    /// As [`Vault::open`].
    pub async fn check_keys(&self) -> Result<(), VaultError> {
        key_check::check(self).await
    }

    /// The master keys by name, the primary first, and where each stands.
    pub fn key_states(&self) -> impl Iterator<Item = (&KeyId, KeyState)> {
        self.inner.keys.states()
    }

    /// The master key that seals what is saved.
    #[must_use]
    pub fn key_id(&self) -> &KeyId {
        self.inner.keys.primary().id()
    }

    pub(crate) fn keys(&self) -> &KeyRing {
        &self.inner.keys
    }

    pub(crate) fn store(&self) -> &dyn Store {
        &*self.inner.store
    }

    /// Compares and swaps. `expected` is the version that the record was saved as: what was only rewrapped since then is
    /// swapped all the same.
    async fn swap(
        &self,
        kind: Kind,
        id: &str,
        expected: Option<Version>,
        new: Option<Vec<u8>>,
    ) -> Result<Swap, VaultError> {
        let store_key = kind.store_key(id)?;
        let mut version = expected;
        for _ in 0..MOST_REWRAPS {
            match self.store().compare_and_swap(&store_key, version, new.clone()).await? {
                Swap::Conflict { current: Some(current) }
                    if expected.is_some() && self.saved_as(kind.as_str(), id, &current)? == expected =>
                {
                    version = Some(current.version);
                }
                outcome => return Ok(outcome),
            }
        }
        Err(VaultError::Conflict { key: store_key })
    }

    /// The version that a rewrapped record was saved as; nothing for one that was not rewrapped.
    ///
    /// # Errors
    /// As [`Vault::load`]: what the record says counts once it is proved genuine.
    fn saved_as(
        &self,
        kind: &'static str,
        id: &str,
        stored: &Versioned,
    ) -> Result<Option<Version>, VaultError> {
        let wire = Wire::parse(&stored.bytes, &format!("{kind}/{id}"))?;
        let Some(version) = wire.saved_as else { return Ok(None) };
        let place = Place::new(&self.inner.environment, kind, &wire.connection, id);
        envelope::open(&self.inner.keys, place, wire)?;
        Ok(Some(version))
    }

    fn opened<P: DeserializeOwned>(
        &self,
        kind: Kind,
        id: &str,
        stored: Versioned,
    ) -> Result<Loaded<P>, VaultError> {
        let store_key = kind.store_key(id)?;
        let wire = Wire::parse(&stored.bytes, &store_key)?;
        let text = wire.plain.get();
        let place = Place::new(&self.inner.environment, kind.as_str(), &wire.connection, id);
        let version = wire.saved_as.unwrap_or(stored.version);
        let opened = envelope::open(&self.inner.keys, place, wire)?;
        let plain = serde_json::from_str(text)
            .map_err(|_| VaultError::UnexpectedShape { key: store_key, expected: type_name::<P>() })?;
        Ok(Loaded { plain, version, opened })
    }
}

/// A walk over all records of a kind, a page at a time.
pub struct Pages<'v, P> {
    vault: &'v Vault,
    kind: Kind,
    limit: usize,
    /// The id of the last record of the last page.
    after: Option<String>,
    records: PhantomData<fn() -> P>,
}

impl<P: DeserializeOwned> Pages<'_, P> {
    /// The next page; none at the end.
    ///
    /// # Errors
    /// As [`Vault::scan`].
    pub async fn next(&mut self) -> Result<Option<Vec<(String, Loaded<P>)>>, VaultError> {
        let page = self.vault.scan(self.kind, self.after.as_deref(), self.limit).await?;
        let Some((last, _)) = page.last() else { return Ok(None) };
        self.after = Some(last.clone());
        Ok(Some(page))
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Vault")
            .field("environment", self.environment())
            .field("key_id", self.key_id())
            .finish_non_exhaustive()
    }
}
