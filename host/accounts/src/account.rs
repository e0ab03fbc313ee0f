//! A connected account: one person's grant through one connection.

use std::fmt;

use innkeeper_policy::{Pin, ScopeSet, Workspace};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AccountId, Connection};

/// Whether an account's grant can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schema(as = AccountStatus)]
pub enum Status {
    /// No grant yet.
    Pending,
    /// A grant came back; it is not confirmed yet that the right person gave it.
    PendingVerification,
    /// The grant is in force.
    Active,
    /// The grant aged out: consent is needed again.
    Expired,
    /// The grant was withdrawn, by the person, an administrator or the provider.
    Revoked,
}

impl Status {
    /// The status as it is written in the API: `PENDING_VERIFICATION`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::PendingVerification => "PENDING_VERIFICATION",
            Self::Active => "ACTIVE",
            Self::Expired => "EXPIRED",
            Self::Revoked => "REVOKED",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// How much of what its user may touch an account may touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// All workspaces that the provider named.
    Whole,
    /// Those that an operator left it, by the connection or by the account: also where they happen to be all.
    #[default]
    Limited,
}

/// A connected account, without its tokens: those are sealed beside it and leave only as a [`crate::Lease`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Derived from connection and identifier.
    pub id: AccountId,
    /// The connection's name.
    pub connection: String,
    /// The caller's own name for the person: its user id, for instance.
    pub identifier: String,
    /// Whether the grant can be used.
    pub status: Status,
    /// Why it has this status.
    pub status_reason: String,
    /// Since when it has this status.
    pub since: Timestamp,
    /// The scopes that the provider granted.
    pub scopes: ScopeSet,
    /// The workspaces that the account may touch: what was learned, within the connection's and the caller's limits.
    /// Worked out each time that the record is read, so that a tighter connection counts at once.
    pub pin: Pin,
    /// Whether somebody has limited the pin. Worked out like the pin.
    #[serde(skip)]
    pub reach: Reach,
    /// All workspaces that the provider named.
    pub learned: Vec<Workspace>,
    /// Who the account is at the provider, once known.
    pub provider_account: Option<ProviderAccount>,
    /// When the provider said so, and named the workspaces.
    #[serde(default)]
    pub checked_at: Option<Timestamp>,
    /// When the account was created.
    pub created_at: Timestamp,
    /// When it was last used, give or take five minutes after a restart.
    pub last_used_at: Option<Timestamp>,
    /// When the access token runs out. It is refreshed before.
    pub expires_at: Option<Timestamp>,
    /// Grows by one with each new pair of tokens.
    pub generation: u64,
    /// When the tokens were last renewed.
    pub refreshed_at: Option<Timestamp>,
    /// When the grant in force came back from the provider. An older one never takes its place.
    pub(crate) granted_at: Option<Timestamp>,
    /// The caller's own limit on workspaces.
    pub(crate) narrowed: Option<Vec<Workspace>>,
    /// The number of the latest attempt to refresh.
    pub(crate) fence: u64,
    /// The attempt to refresh that is under way, written down before its request is sent.
    pub(crate) attempt: Option<RefreshAttempt>,
    /// Since when a refresh may have been carried out whose answer never arrived: the provider then counts the days of
    /// the refresh token that we have.
    pub(crate) unanswered: Option<Timestamp>,
    /// Drawn anew whenever the account is created or revoked: links and grants of an earlier life are void.
    pub(crate) incarnation: u64,
}

/// A refresh that somebody has under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RefreshAttempt {
    /// Which running host.
    pub(crate) owner: String,
    /// The attempt's number, never used twice for an account.
    pub(crate) fence: u64,
    /// When it began, by that host's clock.
    pub(crate) started_at: Timestamp,
}

/// Who an account is at the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProviderAccount {
    /// The provider's id of the user, without braces.
    pub uuid: String,
    /// The user's name in the provider's URLs.
    pub username: String,
    /// The name for people.
    pub display_name: String,
    /// The part of the display name before its first white space.
    pub first_name: String,
    /// The rest of the display name.
    pub last_name: String,
    /// A picture.
    pub avatar_url: Option<String>,
    /// The user's page at the provider.
    pub profile_url: Option<String>,
    /// The address, if the grant lets us see it.
    pub email: Option<String>,
    /// Whether the provider confirmed that address.
    pub email_verified: Option<bool>,
    /// Why there is no address.
    pub email_missing_reason: Option<String>,
}

impl Account {
    /// An account without a grant.
    pub(crate) fn new(connection: &str, identifier: &str, incarnation: u64) -> Self {
        let now = Timestamp::now();
        Self {
            id: AccountId::of(connection, identifier),
            connection: connection.to_owned(),
            identifier: identifier.to_owned(),
            status: Status::Pending,
            status_reason: "no consent yet".to_owned(),
            since: now,
            scopes: ScopeSet::new(),
            pin: Pin::default(),
            reach: Reach::default(),
            learned: Vec::new(),
            provider_account: None,
            checked_at: None,
            created_at: now,
            last_used_at: None,
            expires_at: None,
            generation: 0,
            refreshed_at: None,
            granted_at: None,
            narrowed: None,
            fence: 0,
            attempt: None,
            unanswered: None,
            incarnation,
        }
    }

    /// Changes the status; the time counts from the first moment of a status.
    pub(crate) fn set_status(&mut self, status: Status, reason: &str) {
        if self.status != status {
            self.since = Timestamp::now();
        }
        self.status = status;
        reason.clone_into(&mut self.status_reason);
    }

    /// Works the pin out anew. Without its connection an account may touch nothing.
    pub(crate) fn refresh_pin(&mut self, connection: Option<&Connection>) {
        let limited = connection.is_none_or(|connection| connection.workspaces().is_some());
        self.reach = if limited || self.narrowed.is_some() { Reach::Limited } else { Reach::Whole };
        let within = connection.map(|connection| connection.pin(&self.learned)).unwrap_or_default();
        self.pin = match &self.narrowed {
            Some(kept) => Pin::new(
                within
                    .workspaces()
                    .iter()
                    .filter(|one| kept.iter().any(|other| same(one, other)))
                    .cloned()
                    .collect(),
            ),
            None => within,
        };
    }
}

/// Whether two records mean one workspace. Where both know the UUID it decides: a slug can pass to another workspace.
fn same(one: &Workspace, other: &Workspace) -> bool {
    match (&one.uuid, &other.uuid) {
        (Some(_), Some(uuid)) => one.is_named(uuid),
        _ => one.is_named(&other.slug),
    }
}
