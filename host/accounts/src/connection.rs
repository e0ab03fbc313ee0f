//! A connection: one OAuth consumer that is registered at a provider.

mod budget;
mod check;
mod refreshes;
mod standing;
mod terms;

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;

use innkeeper_policy::{CallbackHosts, IssueTracker, Pin, ScopeSet, Workspace};
use innkeeper_vault::Secret;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

pub(crate) use refreshes::RefreshCounters;
pub use refreshes::Refreshes;
pub use terms::ConnectionTerms;

pub(crate) use self::budget::must_agree;
pub(crate) use self::check::check_name;
use self::check::check_settings;
use self::standing::Standing;
use crate::backoff::Backoff;
use crate::client_secret::SecretVersion;
use crate::web_url::{Loopback, ReturnUrls, is_loopback};
use crate::{AccountsError, BudgetGroup, Provider};

/// What an operator says about a connection. No `Debug`: it holds the consumer's secret.
pub struct ConnectionSettings {
    /// The name in URLs and calls: 1 to 64 of a-z, 0-9, `-` and `_`.
    pub name: String,
    /// The provider's name.
    pub provider: String,
    /// The consumer's key.
    pub client_id: String,
    /// The consumer's secret.
    pub client_secret: Secret,
    /// The secret before, as long as the provider may know that one only, or both.
    pub previous_client_secret: Option<Secret>,
    /// The scopes ticked at the consumer, where the operator says so. Shown to the person who is asked.
    pub scopes: Option<ScopeSet>,
    /// Who confirms that the right person gave consent.
    pub verify: VerifyMode,
    /// Where a browser may be sent when a consent is over: these URLs and those below them.
    pub return_urls: Vec<String>,
    /// Whether this API still has an issue tracker.
    pub issue_tracker: IssueTracker,
    /// The workspaces that accounts of this connection may touch at most: slugs or UUIDs. None: all that they learn.
    pub workspaces: Option<Vec<String>>,
    /// The hosts that the provider may be told to call: where webhooks may lead.
    pub callback_hosts: CallbackHosts,
    /// Requests per hour that the provider grants this consumer, by budget group, where they are other than usual.
    pub budget: BTreeMap<String, NonZeroU32>,
    /// The application that asks, for the consent page.
    pub application: Option<String>,
}

/// Who confirms that the person who gave consent is the one that the link was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VerifyMode {
    /// The application, which knows who is signed in.
    App,
    /// The host's own sign-in.
    Host,
    /// Nobody: for a host on loopback, where there is one person.
    None,
}

/// Whether a provider accepts a connection's consumer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Health {
    /// As far as is known.
    Healthy,
    /// The provider refused the consumer itself.
    Unhealthy {
        /// When that was first seen.
        since: Timestamp,
        /// The provider's error code.
        reason: String,
    },
}

/// Who says what a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionSource {
    /// `innkeeper.toml`.
    File,
    /// An operator, while the host runs.
    Api,
}

/// One OAuth consumer, ready for use.
pub struct Connection {
    settings: ConnectionSettings,
    source: ConnectionSource,
    provider: Arc<Provider>,
    budget: Vec<BudgetGroup>,
    callback_url: Url,
    return_urls: ReturnUrls,
    standing: Arc<Standing>,
    refreshes: Arc<RefreshCounters>,
}

impl Connection {
    /// Checks the settings of a connection.
    pub(crate) fn new(
        settings: ConnectionSettings,
        provider: Arc<Provider>,
        public_url: &Url,
        source: ConnectionSource,
    ) -> Result<Self, AccountsError> {
        check_settings(&settings, public_url)?;
        let loopback = if is_loopback(public_url) { Loopback::Allowed } else { Loopback::Listed };
        Ok(Self {
            callback_url: below(public_url, &["oauth", "callback", &settings.name]),
            budget: budget::resolve(&settings, &provider)?,
            return_urls: ReturnUrls::parse(&settings.name, &settings.return_urls, loopback)?,
            standing: Arc::new(Standing::new()),
            refreshes: Arc::default(),
            settings,
            source,
            provider,
        })
    }

    /// The same, going on where the connection of this name was before a change: its counters go on, and so does what was
    /// learned of the consumer, where that and its secrets are what they were.
    pub(crate) fn after(mut self, before: &Self) -> Self {
        self.refreshes = Arc::clone(&before.refreshes);
        if self.shares_a_consumer_with(before) && self.settings.has_the_secrets_of(&before.settings) {
            self.standing = Arc::clone(&before.standing);
        }
        self
    }

    /// Who says what it is.
    #[must_use]
    pub fn source(&self) -> ConnectionSource {
        self.source
    }

    /// The name in URLs and calls.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// The provider.
    #[must_use]
    pub fn provider(&self) -> &Arc<Provider> {
        &self.provider
    }

    /// The consumer's key. Not a secret: it travels in the authorize URL.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.settings.client_id
    }

    /// Which of the consumer's secrets is in use: the one that the provider took last, or the current one until it took
    /// any.
    #[must_use]
    pub fn secret_version(&self) -> SecretVersion {
        self.standing.in_use.get()
    }

    /// The consumer's secrets, in the order in which they are tried: the one in use, then the other.
    pub(crate) fn client_secrets(&self) -> Vec<(SecretVersion, &Secret)> {
        let current = (SecretVersion::Current, &self.settings.client_secret);
        match (&self.settings.previous_client_secret, self.secret_version()) {
            (None, _) => vec![current],
            (Some(previous), SecretVersion::Current) => vec![current, (SecretVersion::Previous, previous)],
            (Some(previous), SecretVersion::Previous) => vec![(SecretVersion::Previous, previous), current],
        }
    }

    /// The callback to register at the consumer, letter for letter.
    #[must_use]
    pub fn callback_url(&self) -> &Url {
        &self.callback_url
    }

    /// The scopes ticked at the consumer, if the operator said so.
    #[must_use]
    pub fn scopes(&self) -> Option<&ScopeSet> {
        self.settings.scopes.as_ref()
    }

    /// Who confirms that the right person gave consent.
    #[must_use]
    pub fn verify(&self) -> VerifyMode {
        self.settings.verify
    }

    /// Where a browser may be sent when a consent is over, as configured.
    #[must_use]
    pub fn return_urls(&self) -> &[String] {
        &self.settings.return_urls
    }

    /// Whether this API still has an issue tracker.
    #[must_use]
    pub fn issue_tracker(&self) -> IssueTracker {
        self.settings.issue_tracker
    }

    /// The hosts that the provider may be told to call.
    #[must_use]
    pub fn callback_hosts(&self) -> &CallbackHosts {
        &self.settings.callback_hosts
    }

    /// The operator's pin for all accounts, as configured.
    #[must_use]
    pub fn workspaces(&self) -> Option<&[String]> {
        self.settings.workspaces.as_deref()
    }

    /// What the provider counts per hour for the consumer, its users together.
    #[must_use]
    pub fn budget(&self) -> &[BudgetGroup] {
        &self.budget
    }

    /// Whether both are one consumer at one provider, which counts their requests together.
    #[must_use]
    pub fn shares_a_consumer_with(&self, other: &Self) -> bool {
        self.provider.name == other.provider.name && self.client_id() == other.client_id()
    }

    /// The operator's own numbers for the rate budget, where they are other than usual.
    #[must_use]
    pub fn own_budget(&self) -> &BTreeMap<String, NonZeroU32> {
        &self.settings.budget
    }

    /// The application that asks, for the consent page.
    #[must_use]
    pub fn application(&self) -> Option<&str> {
        self.settings.application.as_deref()
    }

    /// Whether the provider accepts the consumer, as far as is known since the host started.
    #[must_use]
    pub fn health(&self) -> Health {
        self.standing.health()
    }

    /// How often tokens were refreshed since the host started.
    #[must_use]
    pub fn refreshes(&self) -> Refreshes {
        self.refreshes.read()
    }

    pub(crate) fn refresh_counters(&self) -> &RefreshCounters {
        &self.refreshes
    }

    /// The provider accepted the consumer with this secret.
    pub(crate) fn accepted(&self, version: SecretVersion) {
        if self.standing.in_use.set(version) {
            tracing::info!(
                connection = self.name(),
                ?version,
                "the provider takes another secret of this consumer"
            );
        }
        self.standing.accepted();
    }

    /// The provider refused the consumer with every secret. The first time counts: "unhealthy since".
    pub(crate) fn refused(&self, code: &'static str) {
        if self.standing.refused(code) {
            tracing::error!(connection = self.name(), code, "the provider refuses this consumer");
        }
    }

    /// Whether its token endpoint is to be left alone for a while.
    pub(crate) fn backoff(&self) -> &Backoff {
        &self.standing.backoff
    }

    /// Checks a URL that a browser shall be sent to; `input` is the name under which the caller gave it.
    pub(crate) fn check_return_url(&self, input: &'static str, text: &str) -> Result<Url, AccountsError> {
        self.return_urls.check(text).map_err(|problem| AccountsError::ReturnUrl {
            input,
            connection: self.name().to_owned(),
            problem,
        })
    }

    /// The part of what an account learned that this connection lets it touch.
    pub(crate) fn pin(&self, learned: &[Workspace]) -> Pin {
        let allowed = |workspace: &&Workspace| match self.workspaces() {
            Some(names) => names.iter().any(|name| workspace.is_named(name)),
            None => true,
        };
        Pin::new(learned.iter().filter(allowed).cloned().collect())
    }
}

/// `base` with path segments appended, whether or not it ends in a slash.
pub(crate) fn below(base: &Url, segments: &[&str]) -> Url {
    let mut url = base.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}
