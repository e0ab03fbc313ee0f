//! From settings to a running host.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use innkeeper_accounts::{
    Accounts, AccountsError, ConnectionSettings, Options, OtherHosts, Provider, ProviderOverrides, VerifyMode,
};
use innkeeper_egress::{Egress, Limits as EgressLimits, RateBudgets, identity};
use innkeeper_policy::{CallbackHosts, IssueTracker, Scope, TemplateError};
use innkeeper_runtime::{
    CacheKey, CallLimits, LoadError, Runtime, RuntimeError, Settings as RuntimeSettings,
};
use innkeeper_vault::{
    Environment, PostgresSettings, PostgresStore, Secret, SledStore, Store, StoreError, Vault, VaultError,
};
use tokio::task::{JoinSet, spawn_blocking};
use url::Url;

use crate::catalogue::{BuiltIn, CatalogueError, Component, Loaded};
use crate::connectors::follow;
use crate::connectors::stock::Stock;
use crate::host::{Host, Parts};
use crate::housekeeping;
use crate::key_service::KeyServiceError;
use crate::keys::Keys;
use crate::master_keys;
use crate::metrics::Metrics;
use crate::oidc::{self, Identities, IdentityProblem};
use crate::rekeying::Rekeying;
use crate::settings::{
    AddedConnectors, ConnectionEntry, EngineName, LimitSettings, ProviderEntry, SecretError, SecretSource,
    Settings, VaultSettings, VerifyName,
};

/// The providers that the host knows.
const PROVIDERS: [&str; 1] = ["bitbucket"];

/// Why a host does not start. Nothing was changed in the vault.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no master key.
    #[error(
        "vault.key is not set: the vault is never opened without a master key; `innkeeper vault key` makes one, then set [vault] key = {{ file = \"master.key\" }}"
    )]
    NoKey,
    /// The engine is `postgres` and nothing says which database.
    #[error(
        "vault.url is not set: the engine postgres needs a database; set [vault] url = \"postgres://user@host/innkeeper\", or {{ env = \"…\" }} where it has a password"
    )]
    NoDatabase,
    /// A secret is not where the settings say.
    #[error("{setting}: {error}")]
    Secret {
        /// The setting.
        setting: String,
        /// What is wrong.
        error: SecretError,
    },
    /// What stands for a master key is none.
    #[error("{setting}: {error}")]
    MasterKey {
        /// The setting.
        setting: &'static str,
        /// Why not.
        error: VaultError,
    },
    /// A key service gave no master key.
    #[error("{setting}: {error}")]
    KeyService {
        /// The setting.
        setting: &'static str,
        /// Why not, and what to do.
        error: Box<KeyServiceError>,
    },
    /// The store does not open.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The vault does not open.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A connection or provider is not right.
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    /// An issuer of callers' tokens is not right.
    #[error(transparent)]
    Issuer(#[from] IdentityProblem),
    /// The engine does not start.
    #[error(transparent)]
    Runtime(#[from] RuntimeError),
    /// The HTTP clients do not start.
    #[error("the HTTP client does not start: {0}")]
    Client(String),
    /// A connector is refused.
    #[error("the connector `{name}` is not loaded: {error}")]
    Load {
        /// Which one.
        name: String,
        /// Why.
        error: LoadError,
    },
    /// Loading a connector stopped without a result.
    #[error("the connector `{name}` is not loaded: the host's own code failed on it; its log says how")]
    Stopped {
        /// Which one.
        name: String,
    },
    /// Two connectors do not go together.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The host's own path templates are broken.
    #[error("the host's own endpoints are broken: {0}")]
    Identity(#[from] TemplateError),
}

impl Host {
    /// Opens the vault, loads the connectors and reads the connections.
    ///
    /// `public_url` is what the host is called from outside. `bootstrap` is a key that is an operator's as long as the
    /// host runs. `progress` is told of each connector.
    ///
    /// # Errors
    /// A [`StartError`] that names the setting, file or connector and what to do.
    pub async fn open(
        settings: Settings,
        public_url: Url,
        bootstrap: Option<Secret>,
        components: &[Component<'_>],
        progress: impl Fn(Loaded<'_>),
    ) -> Result<Self, StartError> {
        let identities = Identities::new(&settings.identities, &settings.clock)?;
        let vault = open_vault(&settings.vault).await?;
        let runtime = Runtime::new(runtime_settings(&settings, &vault))?;
        let providers = providers(&settings)?;
        let built_in = BuiltIn::load(&runtime, &providers, components, progress).await?;
        let stock = Stock::new(vault.clone(), runtime.clone(), providers.clone(), built_in);
        if settings.added_connectors == AddedConnectors::Load {
            stock.open().await?;
        }
        let options = Options {
            ticket_ttl: Duration::from_secs(settings.consent.ticket_ttl_s),
            other_hosts: match settings.vault.engine {
                EngineName::Sled => OtherHosts::None,
                EngineName::Postgres => OtherHosts::Possible,
            },
            cache_bytes: settings.vault.account_cache_bytes,
            ..Options::new(public_url)
        };
        let follows =
            options.other_hosts == OtherHosts::Possible && settings.added_connectors == AddedConnectors::Load;
        let connections = settings.connections.iter().map(connection).collect::<Result<Vec<_>, _>>()?;
        let accounts = Accounts::new(vault.clone(), providers, connections, options)?;
        accounts.read_connections().await?;
        let parts = Parts {
            budgets: RateBudgets::new(vault.clone(), accounts.clone(), settings.clock),
            accounts,
            egress: Egress::new().map_err(|error| StartError::Client(error.to_string()))?,
            egress_limits: egress_limits(&settings.limits),
            stock,
            max_connector_bytes: settings.limits.max_connector_bytes,
            keys: Keys::new(vault.clone(), bootstrap.as_ref())
                .with_access_ttl(settings.server.access_token_ttl_s),
            identities: Arc::new(identities),
            metrics: Metrics::new(),
            runtime,
            identity: Arc::new(identity::tool_policy()?),
            rekeying: Rekeying::new(vault.clone(), settings.vault.engine),
            vault,
        };
        let parts = Arc::new(parts);
        let mut background = JoinSet::new();
        background.spawn(housekeeping::keep(Arc::downgrade(&parts)));
        if !settings.identities.is_empty() {
            background.spawn(oidc::keep_keys(Arc::clone(&parts.identities)));
        }
        if follows {
            background.spawn(follow::follow(Arc::downgrade(&parts)));
        }
        Ok(Self { parts, _background: Arc::new(background) })
    }
}

async fn open_vault(settings: &VaultSettings) -> Result<Vault, StartError> {
    let keys = master_keys::ring(settings).await?;
    let store: Arc<dyn Store> = match settings.engine {
        EngineName::Sled => Arc::new(open_sled(settings).await?),
        EngineName::Postgres => Arc::new(PostgresStore::open(&database(settings)?).await?),
    };
    let environment = Environment::new(settings.environment.as_str());
    Ok(Vault::open(store, keys, environment).await?)
}

/// Opening waits a moment for a host that is just letting go of the vault. In this process that host may need the thread to do
/// so: it is not waited for on one that others run on.
async fn open_sled(settings: &VaultSettings) -> Result<SledStore, StoreError> {
    let (path, cache_bytes) = (settings.path.join("vault"), settings.cache_bytes);
    let opening = spawn_blocking(move || SledStore::open(&path, cache_bytes));
    let stopped = |_| StoreError::Unavailable { detail: "the host is shutting down".to_owned() };
    opening.await.map_err(stopped)?
}

fn database(settings: &VaultSettings) -> Result<PostgresSettings, StartError> {
    let source = settings.url.as_ref().ok_or(StartError::NoDatabase)?;
    let url = source.read().map_err(|error| StartError::Secret { setting: "vault.url".to_owned(), error })?;
    Ok(PostgresSettings { url, pool_size: settings.pool_size, schema: settings.schema.clone() })
}

fn runtime_settings(settings: &Settings, vault: &Vault) -> RuntimeSettings {
    let limits = &settings.limits;
    let folder: PathBuf = settings.vault.path.join("compiled");
    let key = CacheKey::new(*vault.derive_key("compiled code"));
    RuntimeSettings {
        concurrency: limits.concurrency,
        queue: limits.queue,
        limits: CallLimits {
            wall_time: Duration::from_secs(limits.call_timeout_s),
            guest_time: Duration::from_millis(limits.guest_time_ms),
            memory: limits.memory_bytes,
            ..CallLimits::default()
        },
        cache: Some((folder, key)),
    }
}

fn egress_limits(limits: &LimitSettings) -> EgressLimits {
    EgressLimits {
        requests: limits.requests,
        bytes_out: limits.max_request_bytes,
        response_bytes: limits.max_response_bytes,
        upstream_timeout: Duration::from_secs(limits.upstream_timeout_s),
    }
}

pub(crate) fn providers(settings: &Settings) -> Result<Vec<Provider>, AccountsError> {
    if let Some(unknown) = settings.providers.keys().find(|name| !PROVIDERS.contains(&name.as_str())) {
        let known = PROVIDERS.map(str::to_owned).to_vec();
        return Err(AccountsError::UnknownProvider { name: unknown.clone(), known });
    }
    let provider = |name: &str| {
        let overrides = settings.providers.get(name).cloned().unwrap_or_default();
        Provider::builtin(name)?.with_overrides(&overrides.into())
    };
    PROVIDERS.into_iter().map(provider).collect()
}

fn connection(entry: &ConnectionEntry) -> Result<ConnectionSettings, StartError> {
    let read = |setting: &str, source: &SecretSource| {
        let setting = || format!("connection \"{}\": {setting}", entry.name);
        source.read().map_err(|error| StartError::Secret { setting: setting(), error })
    };
    let previous = entry.previous_client_secret.as_ref();
    Ok(ConnectionSettings {
        name: entry.name.clone(),
        provider: entry.provider.clone(),
        client_id: entry.client_id.clone(),
        client_secret: read("client_secret", &entry.client_secret)?,
        previous_client_secret: previous.map(|source| read("previous_client_secret", source)).transpose()?,
        scopes: entry
            .scopes
            .as_ref()
            .map(|names| names.iter().map(|name| Scope::new(name.as_str())).collect()),
        verify: entry.verify.into(),
        return_urls: entry.return_urls.clone(),
        issue_tracker: if entry.issue_tracker { IssueTracker::Live } else { IssueTracker::Gone },
        workspaces: entry.workspaces.clone(),
        callback_hosts: entry.callback_hosts.clone().map_or(CallbackHosts::Any, CallbackHosts::Listed),
        budget: entry.budget.clone(),
        application: entry.application.clone(),
    })
}

impl From<VerifyName> for VerifyMode {
    fn from(name: VerifyName) -> Self {
        match name {
            VerifyName::App => Self::App,
            VerifyName::Host => Self::Host,
            VerifyName::None => Self::None,
        }
    }
}

impl From<ProviderEntry> for ProviderOverrides {
    fn from(entry: ProviderEntry) -> Self {
        Self { authorize_url: entry.authorize_url, token_url: entry.token_url, api_base: entry.api_base }
    }
}
