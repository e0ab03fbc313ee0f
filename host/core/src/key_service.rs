//! Services that keep master keys, so that a host's disk and settings hold none.
//!
//! The master key is stored wrapped: as a ciphertext that means nothing without the service. The host has it unwrapped once,
//! when it starts, and keeps the key in memory as one from a file. So whoever copies disk and settings has nothing, access
//! can be withdrawn at the service, and the service's own audit shows each start. It is not asked again: a service that is
//! down stops no host that runs.
//!
//! [`KeyService`] is what a service does; [`Transit`] is the one that there is. What is said to a service are key material
//! and its token, nothing of an account and nothing to a provider.

mod reply;
mod transit;

use std::future::Future;

use innkeeper_vault::{MasterKey, Secret, VaultError};
use thiserror::Error;

pub use self::transit::Transit;
use crate::settings::SecretError;

/// Wraps and unwraps master keys.
pub trait KeyService {
    /// The master key in a ciphertext.
    ///
    /// # Errors
    /// [`KeyServiceError`] says what stands between, and what to do.
    fn unwrap_key(
        &self,
        ciphertext: &Secret,
    ) -> impl Future<Output = Result<MasterKey, KeyServiceError>> + Send;

    /// A new master key, wrapped. It was unwrapped once, to be sure that it can be.
    ///
    /// # Errors
    /// [`KeyServiceError`], and then there is no key.
    fn new_key(&self) -> impl Future<Output = Result<WrappedKey, KeyServiceError>> + Send;
}

/// A master key as it can be stored anywhere.
pub struct WrappedKey {
    /// What the service turns into the key.
    pub ciphertext: Secret,
    /// The key in it.
    pub key: MasterKey,
}

/// Why a key service gave no key. Neither the token nor a key is in it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum KeyServiceError {
    /// A secret for the service is not where the settings say.
    #[error("{what}: {error}")]
    Secret {
        /// The token or the ciphertext.
        what: &'static str,
        /// What is wrong.
        error: SecretError,
    },
    /// The settings cannot be right.
    #[error("{what} {problem}")]
    Settings {
        /// The setting.
        what: &'static str,
        /// What is wrong, and what is wanted.
        problem: &'static str,
    },
    /// The HTTP client does not start.
    #[error("the HTTP client does not start: {detail}")]
    Client {
        /// Why.
        detail: String,
    },
    /// Nobody answers.
    #[error(
        "the key service at {address} cannot be reached ({detail}): check `address`, the network and its certificate"
    )]
    Unreachable {
        /// Where it should be.
        address: String,
        /// What went wrong on the way.
        detail: String,
    },
    /// It is there, and took too long.
    #[error(
        "the key service at {address} did not answer within {seconds} s: start the host again when it does"
    )]
    TimedOut {
        /// Where it is.
        address: String,
        /// How long the host waited.
        seconds: u64,
    },
    /// It is sealed, or not ready.
    #[error("the key service at {address} is sealed or not ready (503{}): unseal it, then start the host again", quoted(.said))]
    Sealed {
        /// Where it is.
        address: String,
        /// What it said.
        said: Option<String>,
    },
    /// It does not take the token, or the token may not do this.
    #[error(
        "the key service at {address} refuses the token (403{}): give one that is alive, whose policy allows \
         `update` on {path}", quoted(.said)
    )]
    Denied {
        /// Where it is.
        address: String,
        /// What was asked for.
        path: String,
        /// What it said.
        said: Option<String>,
    },
    /// There is no such engine.
    #[error("the key service at {address} has nothing at {path} (404{}): check `mount`, `key` and `namespace`", quoted(.said))]
    NotFound {
        /// Where it is.
        address: String,
        /// What was asked for.
        path: String,
        /// What it said.
        said: Option<String>,
    },
    /// It cannot do this with this ciphertext or key.
    #[error(
        "the key service at {address} cannot do {path} (400{}): check that the ciphertext is whole and was made with \
         that `key`", quoted(.said)
    )]
    Refused {
        /// Where it is.
        address: String,
        /// What was asked for.
        path: String,
        /// What it said.
        said: Option<String>,
    },
    /// It answers something else.
    #[error("the key service at {address} answered {status}{}: is it a HashiCorp Vault?", quoted(.said))]
    Status {
        /// Where it is.
        address: String,
        /// The HTTP status.
        status: u16,
        /// What it said.
        said: Option<String>,
    },
    /// Its answer is none.
    #[error("the answer of the key service at {address} {problem}")]
    Reply {
        /// Where it is.
        address: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// What it unwrapped is no master key.
    #[error("what the key service at {address} unwrapped is no master key: {error}")]
    NoMasterKey {
        /// Where it is.
        address: String,
        /// Why not.
        error: VaultError,
    },
}

fn quoted(said: &Option<String>) -> String {
    said.as_ref().map(|text| format!(": {text}")).unwrap_or_default()
}
