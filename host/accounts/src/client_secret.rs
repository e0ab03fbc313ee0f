//! The secrets of a consumer: the one in force, and the one before while a provider changes over.
//!
//! A provider that rotates a secret knows two for a while, or the new one from one moment to the next; the host is told the
//! new one sooner or later than that. So both may be given, and whichever the provider took last is tried first.

use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use utoipa::ToSchema;

/// Which of a consumer's secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecretVersion {
    /// `client_secret`.
    Current,
    /// `previous_client_secret`.
    Previous,
}

/// The version that the provider took last, as far as is known since the host started.
pub(crate) struct InUse(Mutex<SecretVersion>);

impl InUse {
    /// The newer one, until the provider has said something else.
    pub(crate) fn new() -> Self {
        Self(Mutex::new(SecretVersion::Current))
    }

    pub(crate) fn get(&self) -> SecretVersion {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers the version that was taken. True if it is another than before.
    pub(crate) fn set(&self, version: SecretVersion) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *known, version) != version
    }
}
