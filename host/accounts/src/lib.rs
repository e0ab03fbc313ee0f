//! Connected accounts: whose grant it is, how it is asked for, and how its token is kept fresh.
//!
//! A *connection* is one OAuth consumer that is registered at a *provider*. A *connected account* is one person's grant
//! through a connection, under the name (the *identifier*) that the calling application has for that person. This
//! crate keeps both, walks people through consent, and lends out access tokens as [`Lease`]s. It does not call the
//! provider's API: whoever sends requests asks for a lease and sends them, and whoever asked the provider who a user is
//! hands the answer in.
//!
//! # The parts, in reading order
//!
//! - [`Provider`]: an API and its OAuth endpoints, read from `providers/*.toml`.
//! - [`Connection`], [`ConnectionSettings`]: one consumer; its secrets ([`SecretVersion`]), its callback, its limits, its
//!   [`Health`]. [`Accounts::set_connection`] and [`Accounts::remove_connection`] change them while hosts run.
//! - [`Account`], [`AccountId`], [`Status`]: one grant. The id is a hash of connection and identifier.
//! - [`Accounts`]: the way in. Find, create, list, narrow, revoke, remove.
//! - Consent, in three steps: [`Accounts::create_link`] to [`Accounts::begin`] leads a browser to the provider;
//!   [`Accounts::receive`] takes the answer; [`Accounts::set_identity`] and [`Accounts::verify`] decide whether it
//!   counts. [`Accounts::learn`] keeps what the provider says of the user later.
//! - [`Accounts::lease`], [`Accounts::refresh_after_401`]: a token that works. `refresh.rs` tells how one refresh
//!   survives a crash, a second host and a caller that goes away.
//! - [`Accounts::sweep`], [`Accounts::renew_idle`]: to be called now and then.
//!
//! # Life of an account
//!
//! ```text
//!            receive                  verify
//! PENDING ────────────▶ PENDING_VERIFICATION ────────────▶ ACTIVE
//!    ▲                     │ wrong person, too late           │
//!    └─────────────────────┘                                  ├─ invalid_grant, unused for long ─▶ EXPIRED
//!                                                             └─ invalid_grant, revoke ──────────▶ REVOKED
//! ```
//!
//! From `EXPIRED` and `REVOKED` a new consent leads through `PENDING_VERIFICATION` again. An `ACTIVE` account keeps its
//! grant and status while somebody gives consent anew, until that is verified.
//!
//! # Invariants
//!
//! - The only requests that leave this crate go to token endpoints, through one client that follows no redirect.
//! - A token, code, state, ticket or client secret is in no error, no `Debug` and no log event. Tickets and states are
//!   stored as hashes.
//! - A grant is used for tools only after it was verified, and for another user of the provider than the account had
//!   before only where an operator's link said so.
//! - New tokens are stored before they are lent, and a refresh that began is finished whoever asked for it.
//! - `invalid_client` is the connection's health. It changes no account.
//! - A pin is never wider than what the provider named, the connection allows and the caller narrowed to.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod account;
mod account_id;
mod accounts;
mod administration;
mod backoff;
mod callback;
mod client_secret;
mod clock;
mod connection;
mod connections;
mod consent;
mod error;
mod flight;
mod housekeeping;
mod jitter;
mod just_read;
mod known;
mod learning;
mod lease;
mod listing;
mod options;
mod provider;
mod recent;
mod records;
mod refresh;
mod secret_client;
mod ticket;
mod token_endpoint;
mod usage;
mod verification;
mod warm;
mod web_url;

pub use account::{Account, ProviderAccount, Reach, Status};
pub use account_id::AccountId;
pub use accounts::Accounts;
pub use callback::{Answer, Received};
pub use client_secret::SecretVersion;
pub use connection::{
    Connection, ConnectionSettings, ConnectionSource, ConnectionTerms, Health, Refreshes, VerifyMode,
};
pub use connections::{AccountsOfIt, ConnectionDraft, PreviousSecret};
pub use consent::{Asked, ConsentView, Link, LinkRequest, Power};
pub use error::{AccountsError, ConsentError, LeaseError, TokenError};
pub use jitter::jittered;
pub use lease::Lease;
pub use listing::Filter;
pub use options::{Options, OtherHosts};
pub use provider::{BudgetGroup, IdentityEndpoints, Provider, ProviderOverrides};
pub use records::{Identity, OtherUser};
pub use secret_client::{root_cause, secret_client};
pub use ticket::BrowserSecret;
pub use web_url::is_loopback;
