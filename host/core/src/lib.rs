//! The host as a library: the one path of every call.
//!
//! The HTTP server, MCP, the command line and an embedding application all hold a [`Host`] and end in
//! [`Host::invoke`] (architecture invariant 5). This crate puts the others together and adds what belongs to no one of
//! them: callers, the catalogue, input validation, answers, problems, the audit.
//!
//! In reading order:
//!
//! - [`Settings`]: `innkeeper.toml` as types;
//! - `master_keys` gathers the keys of the vault, [`KeyService`] unwraps those that a service keeps; `rekeying` and
//!   `vault_status` lead from one to the next;
//! - [`Host`]: opened from settings and components; `operations` has what people and applications do with accounts
//!   and keys, `connections` sets OAuth consumers while the host runs, `consent` is the way through a provider's consent page;
//! - [`Caller`] and [`Keys`]: who calls, with which role, effects and toolsets, bound to whom; `oidc` takes tokens of an
//!   issuer of the operator's own;
//! - [`Catalogue`]: tools by name; `connectors` are what it is made of, those that come and go while the host runs included;
//!   [`Outlook`] and [`Readiness`] say which tools a caller could use, and what is missing; `behalf` finds the account, for
//!   them and for calls;
//! - [`Host::invoke`]: one call, step by step, in `invoke`; `input` validates and completes, `answer` shapes the reply;
//! - `reconnect`: a link for the user of an account that does not serve, and the wait for consent;
//! - [`Problem`] and [`Kind`]: the one error that callers see; `explain` makes it of the errors below;
//! - `metrics`: what the host counts of itself;
//! - `audit`: the record that is durable before a reply leaves, and reading it; `execution_id` names it;
//! - `listing`: pages of listings.
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod answer;
mod audit;
mod behalf;
mod call;
mod caller;
mod catalogue;
mod connections;
mod connectors;
mod consent;
mod dry_run;
mod execution_id;
mod explain;
mod host;
mod housekeeping;
mod idempotency;
mod input;
mod invoke;
mod key_service;
mod keys;
mod listing;
mod master_keys;
mod metrics;
mod oidc;
mod operations;
mod problem;
mod readiness;
mod recheck;
mod reconnect;
mod rekeying;
mod search;
mod seen_through;
mod settings;
mod start;
mod trace;
mod vault_status;

pub use audit::{
    Action, AuditEntry, AuditPage, AuditQuery, AuditRecord, ChangeRecord, ExecutionEntry, Recorded,
};
pub use call::{AccountRef, InvokeReply, InvokeRequest, Meta, ProviderRef};
pub use caller::{Caller, Role};
pub use catalogue::{
    Catalogue, CatalogueError, Component, Detail, Entry, Filter, Listed, Loaded, OfferedBy, ToolShape, View,
};
pub use connections::WantedConnection;
pub use connectors::{
    CheckedComponent, ConnectorPage, ConnectorState, ConnectorView, DiffView, PendingView, SourceName,
    WasiName, check_component,
};
pub use consent::{CameBack, Confirmed, ReturnProblem, Returned};
pub use host::Host;
pub use innkeeper_accounts::{
    AccountsOfIt, Answer as ConsentAnswer, Asked, BrowserSecret, ConsentError, ConsentView, OtherUser, Power,
    ProviderAccount, Reach, Status, VerifyMode, is_loopback,
};
pub use innkeeper_egress::identity::IdentityError;
pub use innkeeper_egress::{Clock, GroupUse, RateBudget};
pub use innkeeper_policy::{AskedTool, Asks, Extra, More, more_than_approved};
pub use innkeeper_runtime::{Attendance, LoadError, Progress};
pub use innkeeper_vault::{KeyId, MasterKey, Secret};

pub use oidc::IdentityProblem;

pub use key_service::{KeyService, KeyServiceError, Transit, WrappedKey};
pub use keys::{AccessToken, KeyPage, KeyView, Keys, MadeKey, NewKey, NewSession};
pub use listing::{PageQuery, check_limit};
pub use operations::{
    AccountPage, AccountQuery, AccountView, ConnectionPage, ConnectionView, LinkView, NewLink, WorkspacesView,
};
pub use problem::{Kind, Problem, Result, Violation, kind_name};
pub use readiness::{Linkable, Outlook, Readiness, ReadyAccount};
pub use rekeying::{RekeyState, RekeyView};
pub use settings::{
    AddedConnectors, ConnectionEntry, ConsentSettings, EngineName, IdentityEntry, KeySource, LimitSettings,
    ProviderEntry, SecretError, SecretSource, ServerSettings, Settings, TransitSource, VaultSettings,
    VerifyName, WebOrigin,
};
pub use start::StartError;
pub use vault_status::{KeyStanding, VaultKeyView, VaultView};
