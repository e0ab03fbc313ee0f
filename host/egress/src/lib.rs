//! The one place where a token meets a request.
//!
//! A connector asks for an endpoint that its tool declared; this crate turns that into a request to the provider and
//! gives back a [`Response`] whose body stays here until somebody reads it. Nothing else in the host builds a request
//! that carries a token (architecture invariant 1), so every rule about where a token may go stands in this crate.
//!
//! In reading order:
//!
//! - [`Request`] and [`Body`]: what is asked for, by template and parameters;
//! - [`ApiBase`]: the provider's origin and base path, and what counts as below it;
//! - [`Session`]: one call's right to send: its tool, account, pin, limits and deadline. [`Session::send`] is the way of
//!   every request: policy, URL, lease, send, 401 once, redirects by rule, caps, header filter;
//! - [`Response`]: status, visible headers, body within limits;
//! - [`RateBudgets`]: how many requests an hour may leave, for all users and hosts of a consumer together; in `budget`;
//! - [`Repeat`]: which requests are sent again; [`Mode`]: a dry run writes down instead of sending;
//! - [`SendError`]: why there is no response, and whether the request may have reached the provider;
//! - [`identity`]: the host's own questions to a provider: who is this, which workspaces.
//!
//! Invariants: a token goes to the origin of the connection's API base and nowhere else, redirects included; a redirect
//! to another origin carries neither token nor cookies and reaches public addresses only; response headers pass an
//! allow-list; an error body that is not JSON is dropped here (Bitbucket facts, "API behaviour": some are pages with
//! somebody's profile in them).
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod base;
mod budget;
mod client;
mod clock;
mod error;
mod headers;
pub mod identity;
mod limits;
mod meter;
mod outcomes;
mod payload;
mod plan;
mod redirect;
mod repeat;
mod request;
mod response;
mod retry_after;
mod session;

pub use base::{ApiBase, BaseError};
pub use budget::{
    BudgetError, ConnectionBudget, GroupCounts, GroupUse, OverBudget, RateBudget, RateBudgets, Reason,
};
pub use client::Egress;
pub use clock::{Clock, millis};
pub use error::SendError;
pub use headers::{essence, is_json_type};
pub use limits::{Limits, Usage};
pub use outcomes::RequestOutcome;
pub use plan::{Mode, PlannedRequest};
pub use repeat::Repeat;
pub use request::{Body, Part, Request};
pub use response::{Cut, Response};
pub use session::{Credential, Session, SessionSpec};
