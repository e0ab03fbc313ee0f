//! A record as the store keeps it: JSON, so that an operator can read status and pins with any tool.

use std::borrow::Cow;
use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::aead::ALGORITHM;
use crate::binding::FORMAT;
use crate::error::VaultError;
use crate::key::KeyId;
use crate::store::Version;

/// The header, the plain part and the sealed parts of a record.
///
/// The plain part stays the text that was saved: a digest of it is bound into everything that is sealed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wire<'a> {
    format: u32,
    #[serde(borrow)]
    algorithm: Cow<'a, str>,
    /// The master key that wraps the data key.
    pub(crate) key: KeyId,
    #[serde(borrow)]
    pub(crate) connection: Cow<'a, str>,
    /// The wrapped data key.
    pub(crate) data_key: Sealed,
    /// The version that the record got when it was saved, if its data key was wrapped anew since then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) saved_as: Option<Version>,
    #[serde(borrow)]
    pub(crate) plain: &'a RawValue,
    /// Sealed secrets by field.
    pub(crate) sealed: BTreeMap<String, Sealed>,
}

/// Nonce and ciphertext, in base64.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Sealed(String);

impl Sealed {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        Self(STANDARD_NO_PAD.encode(bytes))
    }

    /// The bytes, or nothing if this is no base64.
    pub(crate) fn bytes(&self) -> Option<Vec<u8>> {
        STANDARD_NO_PAD.decode(&self.0).ok()
    }
}

/// All that is read of a record that cannot be read whole.
#[derive(Deserialize)]
struct FormatOnly {
    format: u32,
}

impl<'a> Wire<'a> {
    /// A record of the present format.
    pub(crate) fn new(
        key: KeyId,
        connection: &'a str,
        data_key: Sealed,
        plain: &'a RawValue,
        sealed: BTreeMap<String, Sealed>,
    ) -> Self {
        let (algorithm, connection) = (Cow::Borrowed(ALGORITHM), Cow::Borrowed(connection));
        Self { format: FORMAT, algorithm, key, connection, data_key, saved_as: None, plain, sealed }
    }

    /// Reads a record. `key` is its key in the store, for errors.
    pub(crate) fn parse(bytes: &'a [u8], key: &str) -> Result<Self, VaultError> {
        let corrupt = || VaultError::Corrupt { key: key.to_owned() };
        // What serde_json says about the failure is dropped: it may quote the record.
        match serde_json::from_slice::<Self>(bytes) {
            Ok(wire) if wire.format == FORMAT && wire.algorithm == ALGORITHM => Ok(wire),
            _ => match serde_json::from_slice(bytes) {
                Ok(FormatOnly { format }) if format > FORMAT => {
                    Err(VaultError::UnknownFormat { key: key.to_owned(), format })
                }
                _ => Err(corrupt()),
            },
        }
    }
}
