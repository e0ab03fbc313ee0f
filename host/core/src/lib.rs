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
//! - [`Host`]: opened from settings and components; `operations` has what people and applications do with accounts,
//!   keys and connections, `consent` the way through a provider's consent page;
//! - [`Caller`] and [`Keys`]: who calls, with which role, effects and toolsets, bound to whom;
//! - [`Catalogue`]: tools by name;
//! - [`Host::invoke`]: one call, step by step, in `invoke`; `input` validates and completes, `answer` shapes the reply;
//! - [`Problem`] and [`Kind`]: the one error that callers see; `explain` makes it of the errors below;
//! - `metrics`: what the host counts of itself;
//! - `audit`: the record that is durable before a reply leaves.
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod answer;
mod audit;
mod call;
mod caller;
mod catalogue;
mod consent;
mod dry_run;
mod explain;
mod host;
mod housekeeping;
mod idempotency;
mod input;
mod invoke;
mod key_service;
mod keys;
mod master_keys;
mod metrics;
mod operations;
mod problem;
mod recheck;
mod rekeying;
mod settings;
mod start;
mod trace;
mod vault_status;

pub use audit::AuditRecord;
pub use call::{AccountRef, InvokeReply, InvokeRequest, Meta, ProviderRef};
pub use caller::{Caller, Role};
pub use catalogue::{Catalogue, CatalogueError, Component, Detail, Entry, Filter, Loaded};
pub use consent::{CameBack, Confirmed, ReturnProblem, Returned};
pub use host::Host;
pub use innkeeper_accounts::{
    Answer as ConsentAnswer, Asked, BrowserSecret, ConsentError, ConsentView, OtherUser, Power,
    ProviderAccount, Reach, Status, VerifyMode, is_loopback,
};
pub use innkeeper_egress::identity::IdentityError;
pub use innkeeper_egress::{Clock, GroupUse, RateBudget};
pub use innkeeper_runtime::LoadError;
pub use innkeeper_vault::{KeyId, MasterKey, Secret};

pub use key_service::{KeyService, KeyServiceError, Transit, WrappedKey};
pub use keys::{AccessToken, KeyView, Keys, MadeKey, NewKey, NewSession};
pub use operations::{
    AccountPage, AccountQuery, AccountView, ConnectionView, LinkView, NewLink, WorkspacesView,
};
pub use problem::{Kind, Problem, Result, Violation, kind_name};
pub use rekeying::{RekeyState, RekeyView};
pub use settings::{
    ConnectionEntry, ConsentSettings, EngineName, KeySource, LimitSettings, ProviderEntry, SecretError,
    SecretSource, ServerSettings, Settings, TransitSource, VaultSettings, VerifyName,
};
pub use start::StartError;
pub use vault_status::{KeyStanding, VaultKeyView, VaultView};
