//! What a sealed value is bound to: the place where it belongs.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use crate::record::{Environment, RecordKey};
use crate::store::Version;

/// The layout of records that this version writes.
pub(crate) const FORMAT: u32 = 1;

/// The place of one record in one vault.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) environment: Environment,
    /// Text, because a rewrap meets records of every kind.
    pub(crate) kind: Cow<'static, str>,
    pub(crate) connection: String,
    pub(crate) id: String,
}

/// What is sealed in that place.
#[derive(Clone, Copy)]
pub(crate) enum Part<'a> {
    /// The record's data key, wrapped.
    DataKey {
        /// The version that the record was saved as, if this is not the first wrapping of the key.
        saved_as: Option<Version>,
    },
    /// One secret.
    Field(&'a str),
}

/// SHA-256 over everything in a record that is not sealed: its plain part, and the names of its secrets, so that none can
/// be taken away.
#[derive(Clone, Copy)]
pub(crate) struct Digested([u8; 32]);

impl Digested {
    pub(crate) fn of<'a>(plain: &str, fields: impl Iterator<Item = &'a str>) -> Self {
        let mut parts = Parts::default();
        parts.push(plain.as_bytes());
        fields.for_each(|field| parts.push(field.as_bytes()));
        Self(Sha256::digest(&parts.0).into())
    }
}

impl Place {
    pub(crate) fn new(
        environment: &Environment,
        kind: impl Into<Cow<'static, str>>,
        connection: &str,
        id: &str,
    ) -> Self {
        let (kind, connection, id) = (kind.into(), connection.to_owned(), id.to_owned());
        Self { environment: environment.clone(), kind, connection, id }
    }

    pub(crate) fn of(environment: &Environment, key: &RecordKey) -> Self {
        Self::new(environment, key.kind.as_str(), &key.connection, &key.id)
    }

    /// The additional data of one part: every sealed byte opens only with exactly this.
    pub(crate) fn bind(&self, part: Part<'_>, digested: &Digested) -> Vec<u8> {
        let (role, field) = match part {
            Part::DataKey { .. } => ("data key", ""),
            Part::Field(name) => ("field", name),
        };
        let mut parts = Parts::default();
        parts.push(b"innkeeper record");
        parts.push(&FORMAT.to_be_bytes());
        parts.push(self.environment.as_str().as_bytes());
        parts.push(self.kind.as_bytes());
        parts.push(self.connection.as_bytes());
        parts.push(self.id.as_bytes());
        parts.push(role.as_bytes());
        parts.push(field.as_bytes());
        parts.push(&digested.0);
        // One part more than all else, so that neither can pass for the other.
        if let Part::DataKey { saved_as: Some(version) } = part {
            parts.push(&version.get().to_be_bytes());
        }
        parts.0
    }
}

/// Byte strings, each behind its length: two lists of parts never give the same bytes.
#[derive(Default)]
struct Parts(Vec<u8>);

impl Parts {
    fn push(&mut self, part: &[u8]) {
        self.0.extend_from_slice(&(part.len() as u64).to_be_bytes());
        self.0.extend_from_slice(part);
    }
}

#[cfg(test)]
mod tests;
