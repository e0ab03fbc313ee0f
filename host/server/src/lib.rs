//! HTTP: the API, the consent pages, caller authentication.
//!
//! This crate is a thin skin over the library `innkeeper`: it parses requests, finds out who calls, asks [`Host`] to do
//! what is asked, and writes the answer. It decides nothing about accounts, tools or policy. An application that links
//! the library does not need it; the command line uses its router in the process, as a [`LocalCaller`].
//!
//! # The parts, in reading order
//!
//! - [`router`]: every route in one table, and what surrounds all of them; [`serve`] runs it on a socket.
//! - `observe`: one span, one request id and the headers of every answer.
//! - `auth`: from a bearer token, or a [`LocalCaller`], to a caller; `challenge` tells whoever is not let in where to get a
//!   token, and `protected_resource` is what is there.
//! - `openapi`: the API's description of itself, gathered from what stands beside the handlers.
//! - `cors`: pages of other origins; `etag`: answers that a client may ask about again.
//! - `extract`: JSON bodies, queries and path segments, parsed once, with errors that name the field.
//! - `problem_response`: the one form of an error (RFC 9457) and its headers.
//! - The API, a file per resource: `invoke`, `tools` (and `tool_format`), `accounts`, `connections`, `keys`, `audit`,
//!   `health`, `metrics`.
//! - `mcp`: the same tools for agents that speak the Model Context Protocol.
//! - `token`: a key's two halves become a bearer (RFC 6749 §4.4).
//! - Consent, as a browser sees it: `connect` shows a link and goes to the provider, `callback` takes the way back,
//!   `confirm` is the host's own sign-in. `cookies` and `same_origin` tie the three to one browser; `pages` has what
//!   people read.
//!
//! # Invariants
//!
//! - Everything below `/v1` has a caller before a handler sees the request.
//! - Every call of a tool ends in [`Host::invoke`], and ends there even if its client goes away.
//! - Every error of the API is `application/problem+json`, but for `/oauth/token`, whose protocol has its own form; every
//!   refusal of a consent is a page.
//! - A span or log event has the route's pattern, never the path: the path of `/connect/{ticket}` is a secret. No header
//!   and no body is logged.
//! - Consent pages run no script, load nothing and refuse to be framed.
//!
//! [`Host`]: innkeeper::Host
//! [`Host::invoke`]: innkeeper::Host::invoke
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod accounts;
mod app;
mod audit;
mod auth;
mod callback;
mod challenge;
mod confirm;
mod connect;
mod connections;
mod connectors;
mod cookies;
mod cors;
mod etag;
mod extract;
mod health;
mod invoke;
mod keys;
mod mcp;
mod metrics;
mod observe;
mod openapi;
mod pages;
mod problem_response;
mod protected_resource;
mod public_url;
mod router;
mod same_origin;
mod serve;
mod shelf;
mod stopping;
mod token;
mod tool_format;
mod tools;
mod vault;

pub use auth::LocalCaller;
pub use openapi::openapi;
pub use router::{Options, router};
pub use serve::{ConnectionLimits, serve, serve_within};
