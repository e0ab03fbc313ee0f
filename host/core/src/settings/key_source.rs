//! Where a master key is.

use serde::{Deserialize, Deserializer};
use url::Url;

use super::SecretSource;

/// Where a master key is: in a file, in an environment variable, or kept by a key service.
#[derive(Debug)]
pub enum KeySource {
    /// The key itself can be read.
    Here(SecretSource),
    /// What can be read is a ciphertext, which a key service turns into the key when the host starts.
    Transit(Box<TransitSource>),
}

/// `{ transit = { … } }`: the transit engine of a HashiCorp Vault.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransitSource {
    /// Where the service is: `https://vault.example.com:8200`. Plain http on loopback only.
    pub address: Url,
    /// Where the engine is mounted.
    #[serde(default = "default_mount")]
    pub mount: String,
    /// The name of the key in the engine that wraps the master key.
    pub key: String,
    /// Where the token is that may decrypt with it.
    pub token: SecretSource,
    /// Where the wrapped master key is: `vault:v1:…`.
    pub ciphertext: SecretSource,
    /// The namespace, where the service has namespaces.
    pub namespace: Option<String>,
}

fn default_mount() -> String {
    "transit".to_owned()
}

impl KeySource {
    /// Where things are that have to be read for it.
    pub fn secrets(&self) -> impl Iterator<Item = &SecretSource> {
        let (first, second) = match self {
            Self::Here(source) => (source, None),
            Self::Transit(transit) => (&transit.ciphertext, Some(&transit.token)),
        };
        std::iter::once(first).chain(second)
    }
}

impl From<SecretSource> for KeySource {
    fn from(source: SecretSource) -> Self {
        Self::Here(source)
    }
}

impl<'de> Deserialize<'de> for KeySource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(
            rename_all = "lowercase",
            deny_unknown_fields,
            expecting = "where the secret is: { env = \"NAME\" }, { file = \"PATH\" } or { transit = { … } }"
        )]
        enum Entry {
            Env(String),
            File(std::path::PathBuf),
            Transit(Box<TransitSource>),
        }
        Ok(match Entry::deserialize(deserializer)? {
            Entry::Env(name) => Self::Here(SecretSource::Env(name)),
            Entry::File(path) => Self::Here(SecretSource::File(path)),
            Entry::Transit(transit) => Self::Transit(transit),
        })
    }
}
