//! Envelope encryption of one record.
//!
//! Each version of a record has a data key of its own, made when it is saved. The data key seals the secrets; the
//! wrapping key, derived from a master key, seals the data key. Everything sealed is bound to the record's place and to
//! a digest of its open parts ([`crate::binding`]), so unwrapping the data key already proves that the plain part, the
//! connection and the list of secrets are the ones that were saved. A record without secrets has a data key just for that.
//!
//! What this cannot see: a whole record put back to an earlier version of itself.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use zeroize::{Zeroize, Zeroizing};

use crate::aead;
use crate::binding::{Digested, Part, Place};
use crate::error::VaultError;
use crate::key::{KEY_BYTES, KeyBytes};
use crate::key_ring::KeyRing;
use crate::record::Secrets;
use crate::secret::{Secret, random_bytes};
use crate::store::Version;
use crate::wire::{Sealed, Wire};

/// A record whose plain part is genuine and whose secrets can be opened.
pub(crate) struct Opened {
    place: Place,
    digested: Digested,
    data_key: KeyBytes,
    sealed: BTreeMap<String, Sealed>,
}

/// Seals a record with the ring's primary key.
pub(crate) fn seal(
    keys: &KeyRing,
    place: &Place,
    plain: &RawValue,
    secrets: &Secrets,
) -> Result<Vec<u8>, VaultError> {
    let digested = Digested::of(plain.get(), secrets.iter().map(|(field, _)| field));
    let data_key = random_bytes::<KEY_BYTES>()?;
    let bind = |part| place.bind(part, &digested);

    let mut sealed = BTreeMap::new();
    for (field, secret) in secrets.iter() {
        let bytes = aead::seal(&data_key, &bind(Part::Field(field)), secret.expose().as_bytes())?;
        sealed.insert(field.to_owned(), Sealed::new(&bytes));
    }
    let wrapped =
        aead::seal(keys.primary().wrapping(), &bind(Part::DataKey { saved_as: None }), &data_key[..])?;

    let key_id = keys.primary().id().clone();
    let wire = Wire::new(key_id, &place.connection, Sealed::new(&wrapped), plain, sealed);
    serde_json::to_vec(&wire).map_err(|_| VaultError::Unserializable { key: place.store_key() })
}

/// Opens a record as far as to know that it is genuine. `place` has the connection that the record names.
pub(crate) fn open(keys: &KeyRing, place: Place, wire: Wire<'_>) -> Result<Opened, VaultError> {
    let (digested, data_key) = unwrap(keys, &place, &wire)?;
    Ok(Opened { place, digested, data_key, sealed: wire.sealed })
}

/// The same record with its data key wrapped by the ring's primary key, to replace one that was saved as that version.
/// Its secrets stay sealed, and stay what they were.
pub(crate) fn rewrap(
    keys: &KeyRing,
    place: &Place,
    mut wire: Wire<'_>,
    saved_as: Version,
) -> Result<Vec<u8>, VaultError> {
    let (digested, data_key) = unwrap(keys, place, &wire)?;
    let additional = place.bind(Part::DataKey { saved_as: Some(saved_as) }, &digested);
    wire.data_key = Sealed::new(&aead::seal(keys.primary().wrapping(), &additional, &data_key[..])?);
    wire.key = keys.primary().id().clone();
    wire.saved_as = Some(saved_as);
    serde_json::to_vec(&wire).map_err(|_| VaultError::Unserializable { key: place.store_key() })
}

/// The data key of a record, which it proves genuine.
fn unwrap(keys: &KeyRing, place: &Place, wire: &Wire<'_>) -> Result<(Digested, KeyBytes), VaultError> {
    let Some(master) = keys.by_id(&wire.key) else {
        return Err(VaultError::KeyMissing { key: place.store_key(), key_id: wire.key.clone() });
    };
    let digested = Digested::of(wire.plain.get(), wire.sealed.keys().map(String::as_str));
    let wrapped = wire.data_key.bytes().ok_or_else(|| place.corrupt())?;
    let additional = place.bind(Part::DataKey { saved_as: wire.saved_as }, &digested);
    let data_key = aead::open(master.wrapping(), &additional, &wrapped).ok_or_else(|| place.tampered())?;
    let data_key = fixed(&data_key).ok_or_else(|| place.corrupt())?;
    Ok((digested, data_key))
}

fn fixed(bytes: &[u8]) -> Option<KeyBytes> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    (bytes.len() == KEY_BYTES).then(|| key.copy_from_slice(bytes))?;
    Some(key)
}

impl Opened {
    pub(crate) fn connection(&self) -> &str {
        &self.place.connection
    }

    pub(crate) fn open(&self, field: &str) -> Result<Option<Secret>, VaultError> {
        let Some(sealed) = self.sealed.get(field) else { return Ok(None) };
        let sealed = sealed.bytes().ok_or_else(|| self.place.corrupt())?;
        let additional = self.place.bind(Part::Field(field), &self.digested);
        let mut text =
            aead::open(&self.data_key, &additional, &sealed).ok_or_else(|| self.place.tampered())?;
        // Taken out of its wrapper, not copied; the secret wipes it from here on.
        let text = String::from_utf8(std::mem::take(&mut *text)).map_err(|error| {
            error.into_bytes().zeroize();
            self.place.corrupt()
        })?;
        Ok(Some(Secret::new(text)))
    }
}

impl Place {
    /// The record's name in errors. It was checked when the place was made.
    fn store_key(&self) -> String {
        format!("{}/{}", self.kind, self.id)
    }

    fn corrupt(&self) -> VaultError {
        VaultError::Corrupt { key: self.store_key() }
    }

    fn tampered(&self) -> VaultError {
        VaultError::Tampered { key: self.store_key() }
    }
}

#[cfg(test)]
mod tests;
