//! The settings of a host: `innkeeper.toml`, as types.
//!
//! Unknown settings are errors everywhere: a misspelt limit must not be a missing one. Secrets are never written in the
//! file; a setting says where they are.

mod identity;
mod key_source;
mod web_origin;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use innkeeper_egress::Clock;
use innkeeper_vault::Secret;
use serde::{Deserialize, Deserializer, Serialize};
use url::Url;
use utoipa::ToSchema;

pub use self::identity::IdentityEntry;
pub use self::key_source::{KeySource, TransitSource};
pub use self::web_origin::WebOrigin;

/// All settings.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the host listens, and what it is called from outside.
    #[serde(default)]
    pub server: ServerSettings,
    /// Where records are kept, and the key that seals them.
    #[serde(default)]
    pub vault: VaultSettings,
    /// Consent links.
    #[serde(default)]
    pub consent: ConsentSettings,
    /// Limits of a call and of the host.
    #[serde(default)]
    pub limits: LimitSettings,
    /// OAuth consumers.
    #[serde(default, rename = "connection")]
    pub connections: Vec<ConnectionEntry>,
    /// Issuers whose tokens let callers in, besides keys.
    #[serde(default, rename = "identity")]
    pub identities: Vec<IdentityEntry>,
    /// Overrides of providers' addresses: a simulator, a corporate proxy.
    #[serde(default, rename = "provider")]
    pub providers: BTreeMap<String, ProviderEntry>,
    /// What the rate budget's hour is told by: the system's clock, unless an embedding application gives another. Not
    /// available in a file.
    #[serde(skip)]
    pub clock: Clock,
    /// Whether the connectors that operators added are loaded. Not available in a file: a command that calls no tool need not
    /// wait for them.
    #[serde(skip)]
    pub added_connectors: AddedConnectors,
}

/// What becomes of the connectors that operators added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AddedConnectors {
    /// They are loaded at the start, and as they come.
    #[default]
    Load,
    /// They are left alone.
    Leave,
}

/// `[server]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServerSettings {
    /// Address and port; port 0 takes a free one.
    pub listen: SocketAddr,
    /// How browsers and providers reach the host. Consent pages and callbacks are made of it. `http://{listen}` where it
    /// is absent.
    pub public_url: Option<Url>,
    /// Bytes of one request body.
    pub max_request_bytes: usize,
    /// Names that a `Host` header may have at `/mcp`, besides that of `public_url` and those of this machine: what a proxy
    /// in front calls this host.
    pub allowed_hosts: Vec<String>,
    /// Origins of web pages that may call the API and `/mcp`: `https://app.example.com`. Pages of others cannot read an
    /// answer: browsers keep it from them.
    pub cors_origins: Vec<WebOrigin>,
    /// Seconds that the head of a request may take to arrive; so long an idle connection is kept, too. More than a proxy in
    /// front keeps one.
    pub head_timeout_s: NonZeroU32,
    /// Bytes of the head of a request.
    pub max_head_bytes: NonZeroU32,
    /// Connections at once. More wait until others end.
    pub max_connections: NonZeroU32,
    /// Seconds that a bearer from `POST /oauth/token` lives.
    pub access_token_ttl_s: NonZeroU32,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8700)),
            public_url: None,
            max_request_bytes: 4 << 20,
            allowed_hosts: Vec::new(),
            cors_origins: Vec::new(),
            head_timeout_s: number(75),
            max_head_bytes: number(64 << 10),
            max_connections: number(10_000),
            access_token_ttl_s: number(3_600),
        }
    }
}

/// A number that is not nothing; 1 for 0.
const fn number(number: u32) -> NonZeroU32 {
    NonZeroU32::MIN.saturating_add(number.saturating_sub(1))
}

/// `[vault]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VaultSettings {
    /// What stores the records.
    pub engine: EngineName,
    /// The folder of the embedded store, and of compiled connectors.
    pub path: PathBuf,
    /// Where the master key is that seals: the primary. Without one the host does not start.
    pub key: Option<KeySource>,
    /// Master keys on their way in: they open what other hosts seal with them.
    pub staged_keys: Vec<KeySource>,
    /// Master keys on their way out: they open what they sealed, until it is rewrapped.
    pub retired_keys: Vec<KeySource>,
    /// What the vault belongs to; a record of another environment does not open.
    pub environment: String,
    /// Bytes of memory that the embedded store may use for caching.
    pub cache_bytes: u64,
    /// Bytes of memory, at most, for accounts that were used lately and for their access tokens, whatever the engine: about
    /// 4 kB an account. An account beyond that is read from the store again.
    pub account_cache_bytes: usize,
    /// Where the database of the engine `postgres` is: `postgres://user@host/innkeeper`, or in which variable or file
    /// that stands.
    #[serde(deserialize_with = "text_or_source")]
    pub url: Option<SecretSource>,
    /// Connections to the database that this host has at most.
    pub pool_size: NonZeroU32,
    /// The database's schema that holds the tables; `innkeeper` where absent.
    pub schema: Option<String>,
}

impl Default for VaultSettings {
    fn default() -> Self {
        Self {
            engine: EngineName::Sled,
            path: PathBuf::from("data"),
            key: None,
            staged_keys: Vec::new(),
            retired_keys: Vec::new(),
            environment: "default".to_owned(),
            cache_bytes: 64 << 20,
            account_cache_bytes: 512 << 20,
            url: None,
            pool_size: number(16),
            schema: None,
        }
    }
}

/// Stores by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum EngineName {
    /// The embedded store.
    Sled,
    /// A PostgreSQL database, for any number of hosts.
    Postgres,
}

/// `[consent]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConsentSettings {
    /// Seconds that a link lives.
    pub ticket_ttl_s: u64,
}

impl Default for ConsentSettings {
    fn default() -> Self {
        Self { ticket_ttl_s: 600 }
    }
}

/// `[limits]`: per call unless it says otherwise.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitSettings {
    /// Seconds from a request's start to the last byte of its answer.
    pub upstream_timeout_s: u64,
    /// Seconds for the whole call.
    pub call_timeout_s: u64,
    /// Milliseconds that the guest may run, waits excluded.
    pub guest_time_ms: u64,
    /// Bytes of the guest's memory.
    pub memory_bytes: usize,
    /// Requests to the provider.
    pub requests: u32,
    /// Bytes of one answer of the provider.
    pub max_response_bytes: u64,
    /// Bytes of request bodies.
    pub max_request_bytes: u64,
    /// Calls of the whole host that run at once.
    pub concurrency: u32,
    /// Calls of the whole host that wait for a place; more are refused.
    pub queue: usize,
    /// Bytes of a component that is added as a connector.
    pub max_connector_bytes: usize,
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self {
            upstream_timeout_s: 30,
            call_timeout_s: 60,
            guest_time_ms: 2_000,
            memory_bytes: 64 << 20,
            requests: 50,
            max_response_bytes: 8 << 20,
            max_request_bytes: 16 << 20,
            concurrency: 128,
            queue: 1024,
            max_connector_bytes: 64 << 20,
        }
    }
}

/// `[[connection]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectionEntry {
    /// The name that callers use.
    pub name: String,
    /// Whose API it is.
    pub provider: String,
    /// The consumer's key.
    pub client_id: String,
    /// Where the consumer's secret is.
    pub client_secret: SecretSource,
    /// Where the secret before is, while the provider may still know that one only, or both.
    pub previous_client_secret: Option<SecretSource>,
    /// Scopes ticked at the consumer, where it is known; the consent page shows them.
    pub scopes: Option<Vec<String>>,
    /// Who confirms that the person is the one whom a link was made for.
    #[serde(default)]
    pub verify: VerifyName,
    /// Where `return_url` and `verify_url` may lead.
    #[serde(default)]
    pub return_urls: Vec<String>,
    /// Whether this API still has the issue tracker that Bitbucket removed on 2026-08-20.
    #[serde(default)]
    pub issue_tracker: bool,
    /// The only workspaces that any of its accounts may touch.
    pub workspaces: Option<Vec<String>>,
    /// The only hosts that webhooks may lead to: `ci.example.com`, or `*.example.com`. Without it, any.
    pub callback_hosts: Option<Vec<String>>,
    /// Requests per hour that the provider grants this consumer, by group of its budget, where they are other than usual:
    /// `{ repository = 5000 }`.
    #[serde(default)]
    pub budget: BTreeMap<String, NonZeroU32>,
    /// What the consent page calls the application that asks.
    pub application: Option<String>,
}

/// Values of `verify`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = VerifyMode)]
pub enum VerifyName {
    /// The application, which knows who is signed in to it.
    #[default]
    App,
    /// The host's own sign-in.
    Host,
    /// Nobody. On a loopback `public_url` only.
    None,
}

/// `[provider.NAME]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderEntry {
    /// Where users are sent to consent.
    pub authorize_url: Option<String>,
    /// Where codes and refresh tokens are exchanged.
    pub token_url: Option<String>,
    /// What path templates are below.
    pub api_base: Option<String>,
}

/// Where a secret is.
#[derive(Deserialize)]
#[serde(
    rename_all = "lowercase",
    deny_unknown_fields,
    expecting = "where the secret is: { env = \"NAME\" } or { file = \"PATH\" }"
)]
pub enum SecretSource {
    /// In an environment variable.
    Env(String),
    /// In a file, white space around it ignored.
    File(PathBuf),
    /// Given by an embedding application. Not available in a file.
    #[serde(skip)]
    Given(Secret),
}

/// A secret as a text of its own, or where it is.
fn text_or_source<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretSource>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a text, { env = \"…\" } or { file = \"…\" }")]
    enum Entry {
        Text(String),
        Source(SecretSource),
    }
    Ok(Some(match Entry::deserialize(deserializer)? {
        Entry::Text(text) => SecretSource::Given(Secret::new(text)),
        Entry::Source(source) => source,
    }))
}

/// A secret that is not where the settings say.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The variable is not set.
    #[error("the environment variable {name} is not set")]
    Env {
        /// Its name.
        name: String,
    },
    /// The file cannot be read.
    #[error("{path} cannot be read: {error}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// There is nothing in it.
    #[error("{place} is empty")]
    Empty {
        /// The variable or file.
        place: String,
    },
}

impl SecretSource {
    /// Fetches the secret.
    ///
    /// # Errors
    /// [`SecretError`] names the place where it should be.
    pub fn read(&self) -> Result<Secret, SecretError> {
        let (place, text) = match self {
            Self::Given(secret) => return Ok(Secret::new(secret.expose().to_owned())),
            Self::Env(name) => {
                let text = std::env::var(name).map_err(|_| SecretError::Env { name: name.clone() })?;
                (name.clone(), text)
            }
            Self::File(path) => {
                let read = std::fs::read_to_string(path);
                let text = read.map_err(|error| SecretError::File { path: path.clone(), error })?;
                (path.display().to_string(), text)
            }
        };
        let trimmed = text.trim();
        if trimmed.is_empty() {
            Err(SecretError::Empty { place })
        } else {
            Ok(Secret::new(trimmed.to_owned()))
        }
    }
}

impl std::fmt::Debug for SecretSource {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Env(name) => write!(formatter, "Env({name})"),
            Self::File(path) => write!(formatter, "File({})", path.display()),
            Self::Given(_) => formatter.write_str("Given"),
        }
    }
}
