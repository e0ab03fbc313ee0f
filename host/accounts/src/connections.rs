//! All connections of a host: those of `innkeeper.toml`, and those that operators set while it runs.
//!
//! Whoever asks gets a snapshot; a change makes a new one, and calls in flight keep theirs. The ones that were set while
//! the host runs are records of the vault, one each. Beside them there is one small record, the *mark*, which is saved
//! anew with each change. Where other hosts share the vault, a look at the mark's version tells whether they changed
//! anything, and one look serves all who wait for it.

mod change;
mod removal;
mod stored;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use innkeeper_vault::{Loaded, Reading, Vault, Version};
use url::Url;

use self::stored::{MARK, MARK_ID, Mark, StoredConnection};
use crate::connection::{ConnectionSource, must_agree};
use crate::listing::PAGE;
use crate::{Accounts, AccountsError, Connection, ConnectionSettings, OtherHosts, Provider};

pub use self::change::{ConnectionDraft, PreviousSecret};
pub use self::removal::AccountsOfIt;

/// The connections of a host.
pub(crate) struct Connections {
    providers: BTreeMap<String, Arc<Provider>>,
    public_url: Url,
    /// Those of the file. They stay as long as the host runs.
    of_the_file: BTreeMap<String, Arc<Connection>>,
    snapshot: RwLock<Arc<Snapshot>>,
    /// When the last look began. Whoever has it looks.
    turn: tokio::sync::Mutex<Option<Instant>>,
}

/// All connections at one moment.
struct Snapshot {
    all: BTreeMap<String, Arc<Connection>>,
    /// The versions of the records that are among them.
    versions: BTreeMap<String, Version>,
    /// The version of the mark from just before.
    mark: Option<Version>,
}

impl Connections {
    /// The connections of the file.
    pub(crate) fn new(
        providers: Vec<Provider>,
        settings: Vec<ConnectionSettings>,
        public_url: &Url,
    ) -> Result<Self, AccountsError> {
        let providers = providers.into_iter().map(|one| (one.name.clone(), Arc::new(one))).collect();
        let mut connections = Self {
            providers,
            public_url: public_url.clone(),
            of_the_file: BTreeMap::new(),
            snapshot: RwLock::new(Arc::new(Snapshot {
                all: BTreeMap::new(),
                versions: BTreeMap::new(),
                mark: None,
            })),
            turn: tokio::sync::Mutex::new(None),
        };
        for settings in settings {
            let name = settings.name.clone();
            let connection = connections.build(settings, ConnectionSource::File)?;
            if connections.of_the_file.insert(name.clone(), connection).is_some() {
                let problem = "is there twice: give each its own name";
                return Err(AccountsError::BadConnection { name, field: "connection", problem });
            }
        }
        must_agree(&connections.of_the_file)?;
        let all = connections.of_the_file.clone();
        connections.snapshot = RwLock::new(Arc::new(Snapshot { all, versions: BTreeMap::new(), mark: None }));
        Ok(connections)
    }

    pub(crate) fn all(&self) -> Vec<Arc<Connection>> {
        self.now().all.values().cloned().collect()
    }

    pub(crate) fn get(&self, name: &str) -> Result<Arc<Connection>, AccountsError> {
        let now = self.now();
        now.all.get(name).cloned().ok_or_else(|| AccountsError::UnknownConnection {
            name: name.to_owned(),
            known: now.all.keys().cloned().collect(),
        })
    }

    fn now(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn build(
        &self,
        settings: ConnectionSettings,
        source: ConnectionSource,
    ) -> Result<Arc<Connection>, AccountsError> {
        let provider =
            self.providers.get(&settings.provider).ok_or_else(|| AccountsError::UnknownProvider {
                name: settings.provider.chars().take(64).flat_map(char::escape_default).collect(),
                known: self.providers.keys().cloned().collect(),
            })?;
        Ok(Arc::new(Connection::new(settings, Arc::clone(provider), &self.public_url, source)?))
    }

    /// Whether `connection`, in the place of the one of its name, says the same of its consumer's hour as the others.
    fn must_agree_with(&self, connection: &Arc<Connection>) -> Result<(), AccountsError> {
        let mut all = self.now().all.clone();
        all.insert(connection.name().to_owned(), Arc::clone(connection));
        must_agree(&all)
    }

    /// Reads the records, and makes a snapshot of them. Whoever calls this has the turn.
    async fn read(&self, vault: &Vault) -> Result<(), AccountsError> {
        // First the mark: what changes while the records are read is seen with the next look.
        let mark = vault.load::<Mark>(MARK, MARK_ID).await?.map(|loaded| loaded.version);
        let before = self.now();
        let (mut all, mut versions) = (self.of_the_file.clone(), BTreeMap::new());
        let mut pages = vault.pages::<StoredConnection>(stored::CONNECTION, PAGE);
        while let Some(page) = pages.next().await? {
            for (name, loaded) in page {
                if loaded.plain.is_leaving() {
                    continue;
                }
                if all.contains_key(&name) {
                    tracing::warn!(
                        connection = name,
                        "innkeeper.toml has a connection that was also set by API: the file's counts"
                    );
                    continue;
                }
                let version = loaded.version;
                match self.continued(&before, &name, loaded) {
                    Ok(connection) => {
                        all.insert(name.clone(), connection);
                        versions.insert(name, version);
                    }
                    // One that this host cannot use must not keep it from serving the others.
                    Err(error) => {
                        tracing::error!(connection = name, %error, "a connection of the vault is left out");
                    }
                }
            }
        }
        let snapshot = Arc::new(Snapshot { all, versions, mark });
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = snapshot;
        Ok(())
    }

    /// A connection from its record: the one that is there, where the record did not change.
    fn continued(
        &self,
        before: &Snapshot,
        name: &str,
        loaded: Loaded<StoredConnection>,
    ) -> Result<Arc<Connection>, AccountsError> {
        let was = before.all.get(name);
        if let (Some(was), Some(version)) = (was, before.versions.get(name))
            && *version == loaded.version
        {
            return Ok(Arc::clone(was));
        }
        let secrets = stored::secrets(&loaded)?;
        let settings = loaded.plain.terms.named(name, secrets.current, secrets.previous);
        let connection = self.build(settings, ConnectionSource::Api)?;
        let Some(was) = was else { return Ok(connection) };
        Ok(match Arc::try_unwrap(connection) {
            Ok(connection) => Arc::new(connection.after(was)),
            // Nobody else has it yet; if somebody had, it would do as it is.
            Err(connection) => connection,
        })
    }
}

impl Accounts {
    /// All connections, by name, as this host knows them.
    #[must_use]
    pub fn connections(&self) -> Vec<Arc<Connection>> {
        self.registry().all()
    }

    /// The connection of this name, as this host knows it.
    ///
    /// # Errors
    ///
    /// [`AccountsError::UnknownConnection`] with the names there are.
    pub fn connection(&self, name: &str) -> Result<Arc<Connection>, AccountsError> {
        self.registry().get(name)
    }

    /// Makes sure that what other hosts have changed of the connections until now is known here. Where there are no other
    /// hosts, that costs nothing; otherwise a look at one version, shared by all who ask at the same time.
    ///
    /// # Errors
    ///
    /// [`AccountsError::Vault`].
    pub async fn look_at_connections(&self) -> Result<(), AccountsError> {
        if self.options().other_hosts == OtherHosts::None {
            return Ok(());
        }
        let (asked, registry) = (Instant::now(), self.registry());
        let mut turn = registry.turn.lock().await;
        if turn.is_some_and(|began| began >= asked) {
            return Ok(());
        }
        let (began, known) = (Instant::now(), registry.now().mark);
        match self.vault().load_unless::<Mark>(MARK, MARK_ID, known).await? {
            Reading::Unchanged => {}
            Reading::Absent if known.is_none() => {}
            Reading::Absent | Reading::Changed(_) => registry.read(self.vault()).await?,
        }
        *turn = Some(began);
        Ok(())
    }

    /// Reads the connections that were set while a host ran. To be called before the first call, and now and then: a change
    /// whose host died before it could tell the others is seen here.
    ///
    /// # Errors
    ///
    /// [`AccountsError::Vault`].
    pub async fn read_connections(&self) -> Result<(), AccountsError> {
        let registry = self.registry();
        let began = Instant::now();
        let mut turn = registry.turn.lock().await;
        registry.read(self.vault()).await?;
        *turn = Some(began);
        Ok(())
    }
}
