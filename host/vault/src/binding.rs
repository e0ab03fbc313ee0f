//! What a sealed value is bound to: the place where it belongs.

use sha2::{Digest, Sha256};

use crate::record::{Environment, Kind, RecordKey};

/// The layout of records that this version writes.
pub(crate) const FORMAT: u32 = 1;

/// The place of one record in one vault.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) environment: Environment,
    pub(crate) key: RecordKey,
}

/// What is sealed in that place.
#[derive(Clone, Copy)]
pub(crate) enum Part<'a> {
    /// The record's data key, wrapped.
    DataKey,
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
    pub(crate) fn new(environment: &Environment, kind: Kind, connection: &str, id: &str) -> Self {
        Self { environment: environment.clone(), key: RecordKey::new(kind, connection, id) }
    }

    /// The additional data of one part: every sealed byte opens only with exactly this.
    pub(crate) fn bind(&self, part: Part<'_>, digested: &Digested) -> Vec<u8> {
        let (role, field) = match part {
            Part::DataKey => ("data key", ""),
            Part::Field(name) => ("field", name),
        };
        let mut parts = Parts::default();
        parts.push(b"innkeeper record");
        parts.push(&FORMAT.to_be_bytes());
        parts.push(self.environment.as_str().as_bytes());
        parts.push(self.key.kind.as_str().as_bytes());
        parts.push(self.key.connection.as_bytes());
        parts.push(self.key.id.as_bytes());
        parts.push(role.as_bytes());
        parts.push(field.as_bytes());
        parts.push(&digested.0);
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
