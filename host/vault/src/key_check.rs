//! The mark that a vault's first opening leaves: it tells a wrong key before the key does harm.

use serde::{Deserialize, Serialize};

use crate::error::VaultError;
use crate::record::{Kind, RecordKey, Secrets};
use crate::vault::Vault;
use crate::wire::Wire;

const KIND: Kind = Kind::new("vault");
const ID: &str = "key-check";

/// The plain part of the mark. Sealed like any record, it opens with the vault's key in the vault's environment only.
#[derive(Serialize, Deserialize)]
struct KeyCheck {
    environment: String,
}

/// Checks the mark, or leaves one in a store that is empty.
pub(crate) async fn check(vault: &Vault) -> Result<(), VaultError> {
    let key = RecordKey::new(KIND, "", ID);
    if let Some(stored) = vault.store().get(&key.store_key()?).await? {
        return verify(vault, &stored.bytes).await;
    }
    refuse_foreign_records(vault).await?;
    let mark = KeyCheck { environment: vault.environment().as_str().to_owned() };
    match vault.save(&key, None, &mark, &Secrets::new()).await {
        // Another host opened the same store at the same moment and left its mark first.
        Err(VaultError::Conflict { .. }) => Box::pin(check(vault)).await,
        other => other.map(drop),
    }
}

async fn verify(vault: &Vault, mark: &[u8]) -> Result<(), VaultError> {
    let wire = Wire::parse(mark, &KIND.store_key(ID)?)?;
    require_key(vault, &wire)?;
    match vault.load::<KeyCheck>(KIND, ID).await {
        Err(tampered @ VaultError::Tampered { .. }) => {
            Err(wrong_environment(vault, &wire).unwrap_or(tampered))
        }
        other => other.map(drop),
    }
}

/// A store with records but without the mark has lost it: take the first record in its place.
async fn refuse_foreign_records(vault: &Vault) -> Result<(), VaultError> {
    for (key, stored) in vault.store().scan("", None, 1).await? {
        require_key(vault, &Wire::parse(&stored.bytes, &key)?)?;
    }
    Ok(())
}

fn require_key(vault: &Vault, wire: &Wire<'_>) -> Result<(), VaultError> {
    if vault.keys().by_id(&wire.key).is_some() {
        return Ok(());
    }
    Err(VaultError::WrongKey { vault_key_id: wire.key.clone(), given_key_id: vault.key_id().clone() })
}

/// The mark does not open although the key is right: does it at least claim another environment?
fn wrong_environment(vault: &Vault, wire: &Wire<'_>) -> Option<VaultError> {
    let claimed: KeyCheck = serde_json::from_str(wire.plain.get()).ok()?;
    let given = vault.environment().as_str().to_owned();
    let vault = claimed.environment.escape_debug().to_string();
    (vault != given).then_some(VaultError::WrongEnvironment { vault, given })
}
