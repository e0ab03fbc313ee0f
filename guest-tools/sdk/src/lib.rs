//! What the author of a connector depends on.
//!
//! A connector is a WebAssembly component that offers tools and can do one thing with the outside world: hand
//! the host a request for an endpoint that it declared. A tool is a struct whose fields are its inputs:
//!
//! ```
//! use innkeeper_sdk::prelude::*;
//!
//! /// Reads one repository: description, language, size and clone links. Use it when the slug is known.
//! #[tool(
//!     name = "bitbucket_repository_get",
//!     title = "Read a repository",
//!     effect = read,
//!     scopes("repository"),
//!     get = "/repositories/{workspace}/{repo_slug}",
//! )]
//! pub struct RepositoryGet {
//!     workspace: Option<String>,
//!     repo_slug: String,
//! }
//!
//! innkeeper_sdk::connector! {
//!     provider = "bitbucket",
//!     name = "repositories",
//!     title = "Repositories",
//!     description = "Read repositories.",
//!     tools = [RepositoryGet],
//! }
//!
//! # fn main() {
//! assert_eq!(CONNECTOR.tools[0].declaration.name, "bitbucket_repository_get");
//! # }
//! ```
//!
//! # Parts, in reading order
//!
//! - [`macro@tool`]: the declaration of a tool, with all its options.
//! - [`Tool`]: what the declaration becomes. [`Declaration`] is its manifest, [`Mapping`] its request.
//! - [`Request`] and [`Response`]: for tools that are more than one request, named by `run = …`.
//! - [`Output`] and [`Failure`]: the two ways out.
//! - [`connector!`]: the table of tools, exported.
//! - [`pages`]: the pages of a list, one by one or gathered.
//! - [`log`], [`follow`], [`wait`] and [`report`].
//! - `testing`: a provider that plays a script, so that a tool can be tested natively, without a host. Not in components.
//!
//! # Invariants
//!
//! - Making a request sends nothing; only [`Request::send`] and [`Request::send_any`] do.
//! - An input's characters reach the request unchanged. The host does all encoding.
//! - An input that is absent is absent from the request: no nulls, no empty texts.
//! - A component imports nothing but the contract: no clock, no files, no random numbers.

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

// `#[tool]` names this crate by its name, also in this crate's own tests.
extern crate self as innkeeper_sdk;

#[cfg(target_family = "wasm")]
mod allocator;
#[cfg(target_family = "wasm")]
#[doc(hidden)]
pub mod component;
mod connector;
mod declaration;
mod failure;
pub mod log;
mod output;
pub mod pages;
mod request;
mod response;
mod schema;
#[cfg(not(target_family = "wasm"))]
pub mod testing;
mod tool;

#[cfg(target_family = "wasm")]
use component as transport;
#[cfg(not(target_family = "wasm"))]
use testing as transport;

pub use connector::{Connector, Entry};
pub use declaration::{
    Answer, Change, Declaration, Effect, Endpoint, Lifecycle, Method, Redirects, WorkspacePosition,
};
pub use failure::{Failure, RequestError};
pub use innkeeper_sdk_macros::tool;
pub use output::{Content, Output};
pub use request::{Body, Field, Mapping, Part, Request};
pub use response::Response;
pub use tool::Tool;
pub use {schemars, serde};

/// Reads what the provider linked to in an answer. The host follows only links that match one of the tool's GET
/// endpoints.
///
/// # Errors
/// [`Failure::Upstream`] for a status outside 200–299, [`Failure::Request`] where there is no response.
pub fn follow(link: &str) -> Result<Response, Failure> {
    Response::new(transport::follow(link)?).into_good()
}

/// Pauses this call, for polling. Ten seconds at most; the call's wall-time limit goes on meanwhile.
pub fn wait(milliseconds: u32) {
    transport::wait(milliseconds);
}

/// Tells whoever waits how far this call is: `done` of `total`, where the total is known. Only more than was told before
/// is passed on.
pub fn report(done: u64, total: Option<u64>, message: Option<&str>) {
    transport::report(done, total, message);
}

/// What nearly every tool uses.
pub mod prelude {
    pub use crate::{Failure, Method, Output, Request, Response, Tool, log, tool, wait};
}
