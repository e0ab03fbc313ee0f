//! A vault in a temporary directory, and an intruder with access to its store.

use std::path::Path;
use std::sync::Arc;

use innkeeper_vault::{
    Environment, KeyRing, Kind, Loaded, MasterKey, RecordKey, Secret, Secrets, SledStore, Store, Swap, Vault,
    VaultError, Version,
};
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

pub(crate) const ACCOUNT: Kind = Kind::new("account");
pub(crate) const TICKET: Kind = Kind::new("ticket");
pub(crate) const ACCESS: &str = "access_token";
pub(crate) const REFRESH: &str = "refresh_token";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Account {
    pub(crate) status: String,
    pub(crate) workspaces: Vec<String>,
}

pub(crate) fn active() -> Account {
    Account { status: "ACTIVE".to_owned(), workspaces: vec!["acme".to_owned()] }
}

pub(crate) fn tokens() -> Secrets {
    Secrets::new()
        .with(ACCESS, Secret::new("access-0123456789".to_owned()))
        .with(REFRESH, Secret::new("refresh-0123456789".to_owned()))
}

pub(crate) fn account(id: &str) -> RecordKey {
    RecordKey::new(ACCOUNT, "bitbucket", id)
}

pub(crate) fn open_store(path: &Path) -> Arc<dyn Store> {
    Arc::new(SledStore::open(path, 1 << 20).unwrap())
}

/// A vault, what it is made of, and its directory.
pub(crate) struct Fixture {
    pub(crate) vault: Vault,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) key: Secret,
    pub(crate) directory: TempDir,
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        Self::with(&MasterKey::generate().unwrap().to_base64(), "default").await
    }

    pub(crate) async fn with(key: &Secret, environment: &str) -> Self {
        let directory = TempDir::new().unwrap();
        let store = open_store(directory.path());
        let vault = open(&store, key, environment).await.unwrap();
        Self { vault, store, key: Secret::new(key.expose().to_owned()), directory }
    }

    /// Saves a new account with both tokens.
    pub(crate) async fn save_account(&self, id: &str) -> Version {
        self.vault.save(&account(id), None, &active(), &tokens()).await.unwrap()
    }

    pub(crate) async fn load_account(&self, id: &str) -> Result<Option<Loaded<Account>>, VaultError> {
        self.vault.load(ACCOUNT, id).await
    }

    /// What the store holds, as somebody sees it who reads the disk.
    pub(crate) async fn stolen(&self, store_key: &str) -> Vec<u8> {
        self.store.get(store_key).await.unwrap().unwrap().bytes
    }

    /// Writes past the vault, as somebody does who can write to the disk.
    pub(crate) async fn plant(&self, store_key: &str, bytes: Vec<u8>) {
        let current = self.store.get(store_key).await.unwrap().map(|stored| stored.version);
        let swap = self.store.compare_and_swap(store_key, current, Some(bytes)).await.unwrap();
        assert!(matches!(swap, Swap::Stored(_)));
    }

    /// Edits the stored JSON of a record.
    pub(crate) async fn edit(&self, store_key: &str, edit: impl FnOnce(&mut serde_json::Value)) {
        let mut record = serde_json::from_slice(&self.stolen(store_key).await).unwrap();
        edit(&mut record);
        self.plant(store_key, serde_json::to_vec(&record).unwrap()).await;
    }
}

pub(crate) async fn open(
    store: &Arc<dyn Store>,
    key: &Secret,
    environment: &str,
) -> Result<Vault, VaultError> {
    let ring = KeyRing::new(MasterKey::from_base64(key.expose()).unwrap());
    Vault::open(Arc::clone(store), ring, Environment::new(environment)).await
}

pub(crate) fn assert_tampered<T>(result: Result<T, VaultError>, store_key: &str) {
    match result {
        Err(VaultError::Tampered { key }) => assert_eq!(key, store_key),
        Err(other) => panic!("another refusal: {other}"),
        Ok(_) => panic!("{store_key} opened"),
    }
}
