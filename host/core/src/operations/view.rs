//! Accounts, links and connections as the API shows them, and what callers say to get them.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use innkeeper_accounts::{
    Account, Connection, ConnectionSource, Health, ProviderAccount, SecretVersion, Status, VerifyMode,
};
use innkeeper_egress::GroupUse;
use innkeeper_policy::{CallbackHosts, IssueTracker, Scope, ScopeSet};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// An account, as the API shows it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Account)]
pub struct AccountView {
    /// The account's id.
    pub id: String,
    /// The connection that it goes through.
    pub connection: String,
    /// What the application calls its user.
    pub identifier: String,
    /// Where it stands.
    pub status: Status,
    /// Why.
    pub status_reason: String,
    /// Since when.
    pub since: Timestamp,
    /// What the grant covers.
    pub scopes: ScopeSet,
    /// Which workspaces its calls may touch.
    pub workspaces: WorkspacesView,
    /// Who it is at the provider.
    pub provider_account: Option<ProviderAccount>,
    /// When the provider said who it is and which workspaces there are.
    pub checked_at: Option<Timestamp>,
    /// When a call last used it, to a few minutes.
    pub last_used_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The workspaces of an account.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Workspaces)]
pub struct WorkspacesView {
    /// The pin, by slug.
    pub allowed: Vec<String>,
    /// What a call gets that names none: the only one, where there is exactly one.
    pub default: Option<String>,
}

/// Which accounts a listing shows.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AccountQuery {
    /// Of one connection.
    pub connection: Option<String>,
    /// Of one identifier.
    pub identifier: Option<String>,
    /// Of one status.
    pub status: Option<Status>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Accounts at most: 100 unless said otherwise, from 1 to 1,000.
    #[param(minimum = 1, maximum = 1000)]
    pub limit: Option<usize>,
}

/// A page of accounts.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccountPage {
    /// In the order of their ids.
    pub accounts: Vec<AccountView>,
    /// Where the next page begins; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Where a browser goes when consent is done.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLink {
    /// Shown or gone to at the end.
    pub return_url: Option<String>,
    /// Gone to with the verification ticket.
    pub verify_url: Option<String>,
    /// Lets another user of the provider take the account over. Operators only.
    #[serde(default)]
    pub allow_other_user: bool,
}

/// A link for an account's user.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Link)]
pub struct LinkView {
    /// The link. It is a secret until it is used or expires.
    pub link: String,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// A page of connections.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConnectionPage {
    /// In the order of their names.
    pub connections: Vec<ConnectionView>,
    /// Where the next page begins; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// A connection, as the API shows it. Its secret is nowhere in it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Connection)]
pub struct ConnectionView {
    /// The connection's name.
    pub name: String,
    /// Whose API it is.
    pub provider: String,
    /// The consumer's key.
    pub client_id: String,
    /// What to register at the provider.
    pub callback_url: String,
    /// Ticked scopes, where they are known.
    pub scopes: Option<ScopeSet>,
    /// What each scope of the provider means, in words.
    #[schema(value_type = BTreeMap<String, String>)]
    pub scope_meanings: BTreeMap<Scope, String>,
    /// Who confirms a person.
    pub verify: &'static str,
    /// Where links may lead back to.
    pub return_urls: Vec<String>,
    /// Whether the API still has the issue tracker.
    pub issue_tracker: bool,
    /// The only workspaces of its accounts, where they are limited.
    pub workspaces: Option<Vec<String>>,
    /// The only hosts that webhooks may lead to, where they are limited.
    pub callback_hosts: Option<Vec<String>>,
    /// `healthy`, or why not.
    pub health: String,
    /// Where its consumer stands with the provider's limits per hour, over all hosts. Only where one connection is shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub budget: Vec<GroupUse>,
    /// Which of the consumer's secrets the provider took last.
    pub client_secret_version: SecretVersion,
    /// The operator's own numbers for the rate budget, where they are other than usual.
    #[schema(value_type = BTreeMap<String, u32>)]
    pub own_budget: BTreeMap<String, NonZeroU32>,
    /// What the consent page calls the application that asks.
    pub application: Option<String>,
    /// Who says all this: `innkeeper.toml`, or an operator while the host ran.
    pub source: ConnectionSource,
}

impl From<Account> for AccountView {
    fn from(account: Account) -> Self {
        let allowed = account.pin.workspaces().iter().map(|workspace| workspace.slug.clone()).collect();
        let default = account.pin.only().map(|workspace| workspace.slug.clone());
        Self {
            id: account.id.to_string(),
            connection: account.connection,
            identifier: account.identifier,
            status: account.status,
            status_reason: account.status_reason,
            since: account.since,
            scopes: account.scopes,
            workspaces: WorkspacesView { allowed, default },
            provider_account: account.provider_account,
            checked_at: account.checked_at,
            last_used_at: account.last_used_at,
            created_at: account.created_at,
        }
    }
}

impl From<&Connection> for ConnectionView {
    fn from(connection: &Connection) -> Self {
        let health = match connection.health() {
            Health::Healthy => "healthy".to_owned(),
            Health::Unhealthy { since, reason } => format!("unhealthy since {since}: {reason}"),
        };
        Self {
            name: connection.name().to_owned(),
            provider: connection.provider().name.clone(),
            client_id: connection.client_id().to_owned(),
            callback_url: connection.callback_url().to_string(),
            scopes: connection.scopes().cloned(),
            scope_meanings: connection.provider().scopes.clone(),
            verify: match connection.verify() {
                VerifyMode::App => "app",
                VerifyMode::Host => "host",
                VerifyMode::None => "none",
            },
            return_urls: connection.return_urls().to_vec(),
            issue_tracker: connection.issue_tracker() == IssueTracker::Live,
            workspaces: connection.workspaces().map(<[String]>::to_vec),
            callback_hosts: match connection.callback_hosts() {
                CallbackHosts::Any => None,
                CallbackHosts::Listed(hosts) => Some(hosts.clone()),
            },
            health,
            budget: Vec::new(),
            client_secret_version: connection.secret_version(),
            own_budget: connection.own_budget().clone(),
            application: connection.application().map(str::to_owned),
            source: connection.source(),
        }
    }
}
