//! The ring of master keys, gathered from where the settings say.

use innkeeper_vault::{KeyRing, MasterKey};

use crate::key_service::{KeyService, KeyServiceError, Transit};
use crate::settings::{KeySource, TransitSource, VaultSettings};
use crate::start::StartError;

/// Reads and unwraps every key of a vault.
///
/// # Errors
/// [`StartError`] that names the setting.
pub(crate) async fn ring(settings: &VaultSettings) -> Result<KeyRing, StartError> {
    let primary = settings.key.as_ref().ok_or(StartError::NoKey)?;
    let mut ring = KeyRing::new(fetch("vault.key", primary).await?);
    for source in &settings.staged_keys {
        ring = ring.with_staged(fetch("vault.staged_keys", source).await?)?;
    }
    for source in &settings.retired_keys {
        ring = ring.with_retired(fetch("vault.retired_keys", source).await?)?;
    }
    Ok(ring)
}

async fn fetch(setting: &'static str, source: &KeySource) -> Result<MasterKey, StartError> {
    match source {
        KeySource::Here(source) => {
            let read = source.read();
            let text = read.map_err(|error| StartError::Secret { setting: setting.to_owned(), error })?;
            MasterKey::from_base64(text.expose()).map_err(|error| StartError::MasterKey { setting, error })
        }
        KeySource::Transit(transit) => {
            let key = unwrapped(transit).await;
            key.map_err(|error| StartError::KeyService { setting, error: Box::new(error) })
        }
    }
}

async fn unwrapped(source: &TransitSource) -> Result<MasterKey, KeyServiceError> {
    let service = Transit::new(source)?;
    let read = source.ciphertext.read();
    let ciphertext = read.map_err(|error| KeyServiceError::Secret { what: "ciphertext", error })?;
    let key = service.unwrap_key(&ciphertext).await?;
    tracing::info!(key_id = %key.id(), address = %source.address, "a key service gave a master key");
    Ok(key)
}
