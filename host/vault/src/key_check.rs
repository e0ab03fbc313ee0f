//! The mark that a vault's first opening leaves: it tells a wrong key before the key does harm.
//!
//! It also names every key that may seal records. A host adds its primary key before it seals anything; a rekey pass that
//! has found nothing under a key takes that key away. So opening knows from one record whether a key is missing, and need
//! not read them all.
//!
//! What this does not see: a host that still seals with a key that a pass on another host has just taken away. It adds the
//! key again with its next [`Vault::check_keys`]; until then whoever lacks that key is refused by the first such record.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::census::Census;
use crate::error::VaultError;
use crate::key::KeyId;
use crate::key_ring::KeyState;
use crate::record::{Kind, Loaded, RecordKey, Secrets};
use crate::store::Version;
use crate::vault::Vault;
use crate::wire::Wire;

const KIND: Kind = Kind::new("vault");
const ID: &str = "key-check";
/// How often the mark is looked at again after another host changed it first.
const ATTEMPTS: usize = 32;

/// The plain part of the mark. Sealed like any record, it opens with the vault's key in the vault's environment only.
#[derive(Serialize, Deserialize)]
struct KeyCheck {
    environment: String,
    /// The keys that may seal records, beside the mark's own.
    #[serde(default)]
    keys: BTreeSet<KeyId>,
}

/// Checks the mark and notes the primary key in it, or leaves a mark in a store that is empty.
pub(crate) async fn check(vault: &Vault) -> Result<(), VaultError> {
    for _ in 0..ATTEMPTS {
        let (version, mut keys) = match vault.store().get(&KIND.store_key(ID)?).await? {
            Some(stored) => verified(vault, &stored.bytes).await?,
            None => (None, keys_of_records(vault).await?),
        };
        let is_known = version.is_some() && keys.contains(vault.key_id());
        if is_known || leave(vault, version, &mut keys).await? {
            return Ok(());
        }
        // Another host opened the same store at the same moment and left its mark first: look at that.
    }
    Err(VaultError::Conflict { key: KIND.store_key(ID)? })
}

/// Takes those keys off the mark that seal nothing any more, as a pass over all records has counted. A staged key stays:
/// its host may not have sealed anything yet.
pub(crate) async fn settle(vault: &Vault, census: &Census) -> Result<(), VaultError> {
    if census.unreadable > 0 {
        return Ok(());
    }
    for _ in 0..ATTEMPTS {
        let Some(stored) = vault.store().get(&KIND.store_key(ID)?).await? else { return Ok(()) };
        let (version, keys) = verified(vault, &stored.bytes).await?;
        let is_used = |key: &KeyId| {
            census.sealed_by(key) > 0
                || matches!(vault.keys().state_of(key), Some(KeyState::Primary | KeyState::Staged))
        };
        let mut used: BTreeSet<KeyId> = keys.iter().filter(|key| is_used(key)).cloned().collect();
        if used == keys || leave(vault, version, &mut used).await? {
            return Ok(());
        }
    }
    Err(VaultError::Conflict { key: KIND.store_key(ID)? })
}

/// Leaves a mark with these keys and the primary one. False if somebody else changed the mark first.
async fn leave(
    vault: &Vault,
    version: Option<Version>,
    keys: &mut BTreeSet<KeyId>,
) -> Result<bool, VaultError> {
    keys.insert(vault.key_id().clone());
    let environment = vault.environment().as_str().to_owned();
    let mark = KeyCheck { environment, keys: std::mem::take(keys) };
    match vault.save(&RecordKey::new(KIND, "", ID), version, &mark, &Secrets::new()).await {
        Ok(_) => Ok(true),
        Err(VaultError::Conflict { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The version of the mark and the keys on it, all of which are in the ring.
async fn verified(vault: &Vault, mark: &[u8]) -> Result<(Option<Version>, BTreeSet<KeyId>), VaultError> {
    let wire = Wire::parse(mark, &KIND.store_key(ID)?)?;
    let claimed: Option<KeyCheck> = serde_json::from_str(wire.plain.get()).ok();
    // Before the mark is proved genuine, what it says only chooses the words of a refusal.
    let beside = claimed.map(|mark| mark.keys).unwrap_or_default();
    require_keys(vault, [&wire.key], &beside)?;
    let loaded: Loaded<KeyCheck> = match vault.load(KIND, ID).await {
        Ok(Some(loaded)) => loaded,
        // Gone since it was read: then there is none.
        Ok(None) => return Ok((None, keys_of_records(vault).await?)),
        Err(tampered @ VaultError::Tampered { .. }) => {
            return Err(wrong_environment(vault, &wire).unwrap_or(tampered));
        }
        Err(error) => return Err(error),
    };
    let mut keys = loaded.plain.keys;
    keys.insert(wire.key.clone());
    require_keys(vault, &keys, &keys)?;
    Ok((Some(loaded.version), keys))
}

/// The keys that seal the records of a store without a mark: one that is empty, or has lost it.
async fn keys_of_records(vault: &Vault) -> Result<BTreeSet<KeyId>, VaultError> {
    let keys: BTreeSet<KeyId> = vault.census().await?.by_key.into_keys().collect();
    require_keys(vault, &keys, &keys)?;
    Ok(keys)
}

/// Refuses if one of `needed` is not in the ring. If the ring has one `beside` it, the vault is the right one.
fn require_keys<'k>(
    vault: &Vault,
    needed: impl IntoIterator<Item = &'k KeyId>,
    beside: &BTreeSet<KeyId>,
) -> Result<(), VaultError> {
    let is_given = |key: &KeyId| vault.keys().by_id(key).is_some();
    let Some(missing) = needed.into_iter().find(|key| !is_given(key)).cloned() else { return Ok(()) };
    let primary = vault.key_id().clone();
    Err(if beside.iter().any(is_given) {
        VaultError::KeyStillUsed { missing, primary }
    } else {
        VaultError::WrongKey { vault_key_id: missing, given_key_id: primary }
    })
}

/// The mark does not open although the key is right: does it at least claim another environment?
fn wrong_environment(vault: &Vault, wire: &Wire<'_>) -> Option<VaultError> {
    let claimed: KeyCheck = serde_json::from_str(wire.plain.get()).ok()?;
    let given = vault.environment().as_str().to_owned();
    let vault = claimed.environment.escape_debug().to_string();
    (vault != given).then_some(VaultError::WrongEnvironment { vault, given })
}
