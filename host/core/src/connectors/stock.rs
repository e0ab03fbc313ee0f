//! What this host has loaded, and the catalogue that it makes.
//!
//! The catalogue is swapped as a whole, so readers take no lock. One change at a time: whoever changes waits for whoever
//! changes, and for nobody else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arc_swap::ArcSwap;
use innkeeper_accounts::Provider;
use innkeeper_runtime::{Candidate, Connector, LoadError, Runtime};
use innkeeper_vault::{Vault, VaultError, Version};
use tokio::sync::{Mutex, Semaphore, watch};

use super::parts::{self, PartsError};
use super::shelf::{self, Known, Release, Shelf};
use crate::catalogue::{BuiltIn, Catalogue, CatalogueError, Entry};

/// The connectors of a host.
pub(crate) struct Stock {
    vault: Vault,
    runtime: Runtime,
    providers: Vec<Provider>,
    built_in: BuiltIn,
    catalogue: ArcSwap<Catalogue>,
    applied: ArcSwap<Applied>,
    changes: watch::Sender<u64>,
    /// The version of the shelf that is applied. Held while it changes, across reading and compiling.
    seen: Mutex<Option<Version>>,
    /// Compiling takes all cores and much memory: one at a time.
    compiling: Semaphore,
}

/// A shelf, and what came of it.
#[derive(Default)]
pub(crate) struct Applied {
    pub(crate) shelf: Shelf,
    standings: BTreeMap<String, Standing>,
}

/// How an approved connector stands here.
#[derive(Clone)]
pub(crate) enum Standing {
    /// Its tools can be called.
    Loaded(Loaded),
    /// It is approved, and not loaded all the same.
    Refused { digest: String, reason: String },
}

/// A connector that is loaded.
#[derive(Clone)]
pub(crate) struct Loaded {
    pub(crate) connector: Connector,
    entries: Arc<[Arc<Entry>]>,
}

/// Why an approved component is not loaded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotLoaded {
    #[error(transparent)]
    Parts(#[from] PartsError),
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    #[error("it asks for something else than what was approved")]
    AsksOtherwise,
}

impl Stock {
    pub(crate) fn new(vault: Vault, runtime: Runtime, providers: Vec<Provider>, built_in: BuiltIn) -> Self {
        Self {
            vault,
            runtime,
            providers,
            catalogue: ArcSwap::from_pointee(built_in.catalogue.clone()),
            built_in,
            applied: ArcSwap::default(),
            changes: watch::Sender::new(0),
            seen: Mutex::new(None),
            compiling: Semaphore::new(1),
        }
    }

    /// Loads what was added before. A shelf that cannot be trusted keeps nobody from starting: the built-in connectors are
    /// not on it.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub(crate) async fn open(&self) -> Result<(), VaultError> {
        match self.catch_up(None).await {
            Err(error @ VaultError::Store(_)) => Err(error),
            Err(error) => {
                tracing::error!(%error, "no added connector is loaded: their record cannot be trusted");
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    pub(crate) fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.load_full()
    }

    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    pub(crate) fn built_in(&self) -> &[Connector] {
        &self.built_in.connectors
    }

    /// The shelf as this host has it, and what came of it.
    pub(crate) fn applied(&self) -> Arc<Applied> {
        self.applied.load_full()
    }

    /// Looks at a component that nobody has approved yet.
    ///
    /// # Errors
    /// As [`Runtime::inspect`].
    pub(crate) async fn inspect(&self, component: &[u8]) -> Result<Candidate, LoadError> {
        // A semaphore that nobody closes has places.
        let _place = self.compiling.acquire().await;
        self.runtime.inspect(component).await
    }

    /// Makes a connector of a component with what it asks for, if it goes together with those that are loaded: all but the
    /// one of its own name, whose place it takes.
    ///
    /// # Errors
    /// [`NotLoaded`] where it does not.
    pub(crate) fn fit(&self, candidate: &Candidate, release: &Release) -> Result<Loaded, NotLoaded> {
        let connector = candidate.approved(release.approval())?;
        let entries: Arc<[Arc<Entry>]> = Entry::all_of(&connector)?.into();
        let mut others = self.built_in.catalogue.clone();
        for (name, standing) in &self.applied.load().standings {
            if let Standing::Loaded(other) = standing
                && *name != connector.manifest().name
            {
                others.add(&other.connector, &other.entries, &self.providers)?;
            }
        }
        others.add(&connector, &entries, &self.providers)?;
        Ok(Loaded { connector, entries })
    }

    /// Loads one version from the store: its bytes are checked before they are compiled, and what it asks for after.
    ///
    /// # Errors
    /// [`NotLoaded`].
    pub(crate) async fn load(&self, release: &Release) -> Result<Loaded, NotLoaded> {
        let component = parts::read(&self.vault, &release.stored, &release.digest).await?;
        let candidate = self.inspect(&component).await?;
        if candidate.asks() != release.asks {
            return Err(NotLoaded::AsksOtherwise);
        }
        let connector = candidate.approved(release.approval())?;
        candidate.keep().await;
        let entries = Entry::all_of(&connector)?.into();
        Ok(Loaded { connector, entries })
    }

    /// Makes the catalogue what the shelf says, where the shelf is another than the one that was applied. `at_hand` is a
    /// connector that somebody has loaded just now.
    ///
    /// # Errors
    /// Where the shelf cannot be read, or the store breaks off; everything stays as it was then.
    pub(crate) async fn catch_up(&self, at_hand: Option<&Loaded>) -> Result<(), VaultError> {
        let mut seen = self.seen.lock().await;
        let mut changed = false;
        while let Some(Known { shelf, version }) = shelf::look(&self.vault, *seen).await? {
            let standings = self.standings(&shelf, at_hand).await?;
            self.swap(shelf, standings).await;
            *seen = version;
            changed = true;
        }
        if changed {
            self.complain();
        }
        Ok(())
    }

    async fn standings(
        &self,
        shelf: &Shelf,
        at_hand: Option<&Loaded>,
    ) -> Result<BTreeMap<String, Standing>, VaultError> {
        let before = self.applied.load_full();
        let mut standings = BTreeMap::new();
        for (name, place) in &shelf.connectors {
            let Some(approved) = &place.approved else { continue };
            let digest = &approved.release.digest;
            let known = before.loaded(name).into_iter().chain(at_hand);
            let mut known = known.filter(|known| known.connector.digest() == digest);
            let standing = match known.next_back() {
                Some(known) => Standing::Loaded(known.clone()),
                None => match self.load(&approved.release).await {
                    Ok(loaded) => Standing::Loaded(loaded),
                    Err(NotLoaded::Parts(PartsError::Vault(error))) => return Err(error),
                    Err(reason) => Standing::Refused { digest: digest.clone(), reason: reason.to_string() },
                },
            };
            standings.insert(name.clone(), standing);
        }
        Ok(standings)
    }

    /// Puts a new catalogue in the place of the old one, where it has other tools.
    async fn swap(&self, shelf: Shelf, mut standings: BTreeMap<String, Standing>) {
        let mut catalogue = self.built_in.catalogue.clone();
        for standing in standings.values_mut() {
            let Standing::Loaded(loaded) = standing else { continue };
            if let Err(error) = catalogue.add(&loaded.connector, &loaded.entries, &self.providers) {
                let digest = loaded.connector.digest().to_owned();
                *standing = Standing::Refused { digest, reason: error.to_string() };
            }
        }
        let before = self.applied.load_full();
        let now = Arc::new(Applied { shelf, standings });
        self.applied.store(Arc::clone(&now));
        if now.digests() != before.digests() {
            let generation = self.catalogue.load().generation() + 1;
            self.catalogue.store(Arc::new(catalogue.in_generation(generation)));
            self.changes.send_replace(generation);
            tracing::info!(generation, tools = self.catalogue.load().len(), "the catalogue has changed");
        }
        for gone in before.digests().difference(&now.digests()) {
            self.runtime.forget(gone).await;
        }
    }

    fn complain(&self) {
        for (name, standing) in &self.applied.load().standings {
            if let Standing::Refused { digest, reason } = standing {
                tracing::error!(connector = name, digest, reason, "an approved connector is not loaded");
            }
        }
    }
}

impl Applied {
    /// How an approved connector stands; nothing for one that only waits.
    pub(crate) fn standing(&self, name: &str) -> Option<&Standing> {
        self.standings.get(name)
    }

    pub(crate) fn loaded(&self, name: &str) -> Option<&Loaded> {
        match self.standings.get(name) {
            Some(Standing::Loaded(loaded)) => Some(loaded),
            Some(Standing::Refused { .. }) | None => None,
        }
    }

    /// Of what is loaded.
    fn digests(&self) -> BTreeSet<&str> {
        let loaded = self.standings.keys().filter_map(|name| self.loaded(name));
        loaded.map(|loaded| loaded.connector.digest()).collect()
    }
}
