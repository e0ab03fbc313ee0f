//! The bytes of components, in the vault's store, so that every host that shares it has them.
//!
//! A component is cut into parts, each a record of its own. They are written under a name that nobody knows yet, and count
//! only once the shelf names them: a host that dies in between leaves parts that a later sweep takes away. No record holds a
//! secret; that they are what was added is sealed, part by part, and the digest of the whole is checked besides.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use data_encoding::HEXLOWER;
use futures_util::StreamExt;
use innkeeper_vault::{Kind, RecordKey, Secrets, Vault, VaultError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::shelf;

/// Bytes of one part. Whoever walks over all records holds some hundred of them at once.
const PART: usize = 128 << 10;
/// Parts that are on their way at once: they share the way to the disk.
const AT_ONCE: usize = 16;
/// Parts that the shelf does not name after this long are left over: nobody takes so long to add a connector.
const LEFT_OVER: Duration = Duration::from_secs(3_600);
const UPLOADS_PER_PAGE: usize = 100;

const PARTS: Kind = Kind::new("connector-part");
const UPLOADS: Kind = Kind::new("connector-upload");

/// Where the bytes of a component are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stored {
    /// What the parts' names begin with.
    pub(crate) upload: String,
    pub(crate) bytes: usize,
}

/// Why the bytes of a component are not what was added.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PartsError {
    /// The store cannot say.
    #[error(transparent)]
    Vault(VaultError),
    /// A part does not open, or is not there.
    #[error("part {part} of its component cannot be trusted: {reason}")]
    Part { part: usize, reason: String },
    /// The whole is not what was approved.
    #[error("its component has the digest {found}, and {wanted} was added")]
    Digest { found: String, wanted: String },
    /// No random bytes.
    #[error("no random bytes for a name: {0}")]
    Random(getrandom::Error),
}

/// A note that parts of this name are being written.
#[derive(Serialize, Deserialize)]
struct Upload {
    parts: usize,
    began_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Part {
    base64: String,
}

/// Writes a component's bytes. They count for nobody before the shelf names them.
///
/// # Errors
/// Where the store does not take them.
pub(crate) async fn write(vault: &Vault, component: &[u8]) -> Result<Stored, PartsError> {
    let mut name = [0; 12];
    getrandom::fill(&mut name).map_err(PartsError::Random)?;
    let upload = HEXLOWER.encode(&name);
    let note = Upload { parts: component.len().div_ceil(PART), began_at: Timestamp::now() };
    save(vault, UPLOADS, &upload, &note).await?;
    let writes = (0..note.parts).map(|number| {
        let bytes = component.get(number * PART..).unwrap_or_default();
        let bytes = bytes.get(..PART).unwrap_or(bytes);
        let (id, part) = (id(&upload, number), Part { base64: STANDARD_NO_PAD.encode(bytes) });
        async move { save(vault, PARTS, &id, &part).await }
    });
    let mut writes = std::pin::pin!(futures_util::stream::iter(writes).buffer_unordered(AT_ONCE));
    while let Some(written) = writes.next().await {
        written?;
    }
    Ok(Stored { upload: upload.clone(), bytes: component.len() })
}

/// Reads a component's bytes, and makes sure that they are the ones of this digest.
///
/// # Errors
/// [`PartsError`]; only [`PartsError::Vault`] may be gone the next time.
pub(crate) async fn read(vault: &Vault, stored: &Stored, digest: &str) -> Result<Arc<[u8]>, PartsError> {
    let reads = (0..stored.bytes.div_ceil(PART)).map(|number| part(vault, &stored.upload, number));
    let mut reads = std::pin::pin!(futures_util::stream::iter(reads).buffered(AT_ONCE));
    let mut component = Vec::new();
    while let Some(bytes) = reads.next().await {
        component.extend_from_slice(&bytes?);
    }
    let found = HEXLOWER.encode(&Sha256::digest(&component));
    if found == digest {
        Ok(component.into())
    } else {
        Err(PartsError::Digest { found, wanted: digest.to_owned() })
    }
}

async fn part(vault: &Vault, upload: &str, number: usize) -> Result<Vec<u8>, PartsError> {
    let refused = |reason: String| PartsError::Part { part: number + 1, reason };
    let loaded = match vault.load::<Part>(PARTS, &id(upload, number)).await {
        Ok(loaded) => loaded,
        Err(error @ VaultError::Store(_)) => return Err(PartsError::Vault(error)),
        Err(error) => return Err(refused(error.to_string())),
    };
    let part = loaded.ok_or_else(|| refused("it is not in the store".to_owned()))?;
    STANDARD_NO_PAD.decode(&part.plain.base64).map_err(|error| refused(error.to_string()))
}

/// Takes away the parts that the shelf does not name and that nobody can still be writing.
///
/// # Errors
/// As the vault's.
pub(crate) async fn sweep(vault: &Vault) -> Result<(), VaultError> {
    let mut pages = vault.pages::<Upload>(UPLOADS, UPLOADS_PER_PAGE);
    while let Some(page) = pages.next().await? {
        for (upload, note) in page {
            let age = Timestamp::now().duration_since(note.plain.began_at).unsigned_abs();
            let is_named = || async {
                let known = shelf::read(vault).await?;
                Ok::<_, VaultError>(known.shelf.releases().any(|release| release.stored.upload == upload))
            };
            if age >= LEFT_OVER && !is_named().await? {
                take_away(vault, &upload, note.plain.parts).await?;
            }
        }
    }
    Ok(())
}

/// Takes away the bytes of a component that the shelf no longer names.
///
/// # Errors
/// As the vault's. What is left then is swept later.
pub(crate) async fn remove(vault: &Vault, stored: &Stored) -> Result<(), VaultError> {
    take_away(vault, &stored.upload, stored.bytes.div_ceil(PART)).await
}

/// The note goes last: where this breaks off, a sweep goes on.
async fn take_away(vault: &Vault, upload: &str, parts: usize) -> Result<(), VaultError> {
    for number in 0..parts {
        discard::<Part>(vault, PARTS, &id(upload, number)).await?;
    }
    discard::<Upload>(vault, UPLOADS, upload).await
}

async fn discard<P: serde::de::DeserializeOwned>(
    vault: &Vault,
    kind: Kind,
    id: &str,
) -> Result<(), VaultError> {
    let loaded = match vault.load::<P>(kind, id).await {
        Ok(Some(loaded)) => loaded,
        Ok(None) => return Ok(()),
        Err(error @ VaultError::Store(_)) => return Err(error),
        Err(error) => {
            // Somebody changed it. It counts for nobody, and stays for whoever looks into that.
            tracing::warn!(%error, "a left-over part of a connector was not removed");
            return Ok(());
        }
    };
    match vault.remove(kind, id, loaded.version).await {
        // Another host takes the same away.
        Err(VaultError::Conflict { .. }) | Ok(()) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn save<P: Serialize>(vault: &Vault, kind: Kind, id: &str, plain: &P) -> Result<(), PartsError> {
    let key = RecordKey::new(kind, "", id);
    vault.save(&key, None, plain, &Secrets::new()).await.map(drop).map_err(PartsError::Vault)
}

fn id(upload: &str, number: usize) -> String {
    format!("{upload}-{number:05}")
}

#[cfg(test)]
mod tests;
