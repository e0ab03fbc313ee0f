//! Master keys, and what is derived from them.

use std::fmt;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD};
use data_encoding::HEXLOWER;
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::error::VaultError;
use crate::secret::{Secret, random_bytes};

/// Bytes of a master key and of every key derived from one.
pub(crate) const KEY_BYTES: usize = 32;

/// 32 secret bytes, wiped when dropped.
pub(crate) type KeyBytes = Zeroizing<[u8; KEY_BYTES]>;

/// Separates what this crate derives from whatever else one might do with the same master key.
const SALT: &[u8] = b"innkeeper vault 1";
/// The purpose of the key that wraps data keys.
const WRAPPING: &str = "wrap data keys";
/// Hashed in front of the key, so that an id is no hash that somebody else would compute.
const KEY_ID_LABEL: &[u8] = b"innkeeper master key id 1\0";
/// Hex digits of a key's id: enough to tell a handful of keys apart.
const KEY_ID_DIGITS: usize = 8;

/// Both alphabets are taken, with or without padding: keys are made by many tools.
const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD_LENIENT: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE_LENIENT: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// The key that everything in a vault depends on. It never leaves the process; whoever has it and the vault's files
/// has every credential.
///
/// It seals nothing itself: each use has its own key, derived with HKDF-SHA256 (RFC 5869).
pub struct MasterKey {
    bytes: KeyBytes,
    wrapping: KeyBytes,
    id: KeyId,
}

impl MasterKey {
    /// Reads a key from text: 32 bytes in base64. White space around it is ignored, because key files end in a newline.
    ///
    /// # Errors
    /// [`VaultError::MasterKeyEncoding`] if it is not base64, [`VaultError::MasterKeyLength`] if it is of another length.
    pub fn from_base64(text: &str) -> Result<Self, VaultError> {
        let text = text.trim();
        let decoded = STANDARD_LENIENT
            .decode(text)
            .or_else(|_| URL_SAFE_LENIENT.decode(text))
            .map(Zeroizing::new)
            .map_err(|_| VaultError::MasterKeyEncoding)?;
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        if decoded.len() != KEY_BYTES {
            return Err(VaultError::MasterKeyLength { got: decoded.len() });
        }
        bytes.copy_from_slice(&decoded);
        Ok(Self::from_bytes(bytes))
    }

    /// A new key from the operating system's random bytes.
    ///
    /// # Errors
    /// [`VaultError::Entropy`] if there are none.
    pub fn generate() -> Result<Self, VaultError> {
        random_bytes().map(Self::from_bytes)
    }

    /// The key as text, to be written to a key file once.
    #[must_use]
    pub fn to_base64(&self) -> Secret {
        Secret::new(STANDARD.encode(&self.bytes[..]))
    }

    /// The key's name. It tells nothing about the key, so it may be logged and shown.
    #[must_use]
    pub fn id(&self) -> &KeyId {
        &self.id
    }

    /// The key that wraps data keys.
    pub(crate) fn wrapping(&self) -> &KeyBytes {
        &self.wrapping
    }

    /// A key for one purpose. Keys for two purposes tell nothing about each other or about the master key.
    pub(crate) fn derive(&self, purpose: &str) -> KeyBytes {
        derive(&self.bytes, &["purpose ", purpose].concat())
    }

    fn from_bytes(bytes: KeyBytes) -> Self {
        let wrapping = derive(&bytes, WRAPPING);
        let id = KeyId::of(&bytes);
        Self { bytes, wrapping, id }
    }
}

fn derive(master: &KeyBytes, info: &str) -> KeyBytes {
    let mut derived = Zeroizing::new([0; KEY_BYTES]);
    match Hkdf::<Sha256>::new(Some(SALT), &master[..]).expand(info.as_bytes(), &mut derived[..]) {
        Ok(()) => derived,
        Err(_) => unreachable!("32 bytes are one block, and HKDF gives 255"),
    }
}

/// Names a master key: eight hex digits of a hash over it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyId(String);

impl KeyId {
    fn of(key: &KeyBytes) -> Self {
        let hash = Sha256::new().chain_update(KEY_ID_LABEL).chain_update(&key[..]).finalize();
        let mut digits = HEXLOWER.encode(&hash);
        digits.truncate(KEY_ID_DIGITS);
        Self(digits)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl From<KeyId> for String {
    fn from(id: KeyId) -> Self {
        id.0
    }
}

impl TryFrom<String> for KeyId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() == KEY_ID_DIGITS && text.bytes().all(is_hex) {
            Ok(Self(text))
        } else {
            Err("a key id is eight lower-case hex digits")
        }
    }
}

#[cfg(test)]
mod tests;
