//! The stores, and where a filled one is.

use std::fmt;
use std::num::NonZeroU32;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use innkeeper_test_postgres::{Database, Server};
use innkeeper_vault::{
    Environment, KeyRing, MasterKey, PostgresSettings, PostgresStore, Secret, SledStore, Store, Vault,
};
use tempfile::TempDir;

/// The variable with the master key of a filled vault.
pub(crate) const KEY: &str = "INNKEEPER_BENCH_KEY";
/// Connections of a host to its database, as by default.
const POOL: NonZeroU32 = NonZeroU32::MIN.saturating_add(15);

/// A store by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Engine {
    /// The embedded store.
    Sled,
    /// A private PostgreSQL server with its own defaults, on loopback.
    Postgres,
}

/// Where a vault is while it is measured. Dropped, it is gone.
pub(crate) enum Home {
    Directory(TempDir),
    Server { server: Box<Server>, database: Database },
}

/// A directory or a URL.
#[derive(Clone)]
pub(crate) struct Place(String);

impl Engine {
    pub(crate) fn home(self) -> Home {
        match self {
            Self::Sled => Home::Directory(tempfile::tempdir().unwrap()),
            Self::Postgres => {
                let server = Box::new(Server::start(&[]));
                let database = server.database();
                Home::Server { server, database }
            }
        }
    }
}

impl Home {
    pub(crate) fn place(&self) -> Place {
        match self {
            Self::Directory(folder) => Place(folder.path().to_str().unwrap().to_owned()),
            Self::Server { database, .. } => Place(database.url()),
        }
    }

    /// What the vault takes on the disk. A database is tidied up first, as it would be by itself in time.
    pub(crate) fn disk_bytes(&self) -> u64 {
        match self {
            Self::Directory(folder) => bytes_below(folder.path()),
            Self::Server { database, server } => {
                assert_ne!(server.port(), 0);
                database.run("VACUUM ANALYZE");
                let sql = format!("SELECT pg_database_size('{}')", database.name());
                database.run(&sql).parse().unwrap()
            }
        }
    }
}

fn bytes_below(folder: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let size = |entry: std::fs::DirEntry| match entry.file_type().unwrap().is_dir() {
        true => bytes_below(&entry.path()),
        false => entry.metadata().unwrap().blocks() * 512,
    };
    entries.map(size).sum()
}

impl Place {
    /// Opens the vault with the key that [`KEY`] has.
    pub(crate) async fn open(&self, cache_bytes: u64) -> (Vault, Arc<dyn Store>) {
        let store: Arc<dyn Store> = match self.0.starts_with("postgres://") {
            false => Arc::new(SledStore::open(Path::new(&self.0), cache_bytes).unwrap()),
            true => {
                let url = Secret::new(self.0.clone());
                let settings = PostgresSettings { url, pool_size: POOL, schema: None };
                Arc::new(PostgresStore::open(&settings).await.unwrap())
            }
        };
        let keys = KeyRing::new(MasterKey::from_base64(&std::env::var(KEY).unwrap()).unwrap());
        (Vault::open(Arc::clone(&store), keys, Environment::default()).await.unwrap(), store)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl FromStr for Place {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}
