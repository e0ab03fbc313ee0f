//! Compiled connectors, shared by all houses of one test run: compiling them takes longer than most tests.
//!
//! The cache's authentication key is derived from the vault's master key, so the houses share that as well; what was
//! compiled under another key is kept beside it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use innkeeper::{MasterKey, Secret};
use tokio::sync::Mutex;

use crate::kept::Kept;

/// By master key.
static SHARED: LazyLock<Mutex<HashMap<String, Arc<Kept>>>> = LazyLock::new(Mutex::default);
static KEY: LazyLock<Option<String>> =
    LazyLock::new(|| MasterKey::generate().ok().map(|key| key.to_base64().expose().to_owned()));

/// The master key of all houses.
pub fn master_key() -> anyhow::Result<Secret> {
    let key = KEY.as_ref().ok_or_else(|| anyhow::anyhow!("no randomness for a key"))?;
    Ok(Secret::new(key.clone()))
}

/// Runs `open` with a vault folder that has all code compiled under this key, or keeps what it compiled for the houses after it.
pub(crate) async fn with_compiled<T, F>(key_id: String, vault: &Path, open: F) -> anyhow::Result<T>
where
    F: Future<Output = anyhow::Result<T>>,
{
    let mut shared = SHARED.lock().await;
    let own = vault.join("compiled");
    if let Some(kept) = shared.get(&key_id).cloned() {
        drop(shared);
        kept.write(&own)?;
        return open.await;
    }
    let opened = open.await?;
    shared.insert(key_id, Arc::new(Kept::read(&own)?));
    Ok(opened)
}
