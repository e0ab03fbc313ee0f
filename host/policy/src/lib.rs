//! What Innkeeper allows, as pure functions.
//!
//! A call passes two gates. [`decide`] runs before a connector is started and asks whether *this caller* may use *this
//! tool* for *this account*. [`authorize`] runs for every request that the connector then wants to make and asks
//! whether it is one of the tool's endpoints, well formed, and inside the account's workspaces. Both answer with a
//! [`Refusal`] that names the layer, the rule, and what would put it right.
//!
//! Nothing in here sends, stores, waits or reads a clock. A crate that wants to do something because of an answer does
//! so itself; one that only wants to show what would happen (a dry run, a catalogue) calls the same functions.
//!
//! # Parts, in reading order
//!
//! - [`Method`], [`PathTemplate`]: a request's target as a template and parameters. [`PathTemplate::expand`] encodes,
//!   [`PathTemplate::matches`] is its inverse.
//! - [`Scope`], [`ScopeSet`], [`Implications`]: what a grant covers.
//! - [`Effect`], [`Effects`]: what a call may do. Scopes cannot say it: 13 Bitbucket tools write under a read scope
//!   (Bitbucket facts, trap 1).
//! - [`Lifecycle`]: whether the provider still has the operation.
//! - [`Endpoint`], [`Redirects`], [`WorkspacePosition`]: one operation of the provider, and where it names a workspace.
//! - [`Workspace`], [`Pin`]: the workspaces that an account may touch. [`WorkspacePrefix`]: where paths name one, so that
//!   no template walks around the pin.
//! - [`CallbackHosts`]: the hosts that the provider may be told to call. [`Placements`]: the operations that choose a
//!   workspace where the request names none. [`Comparisons`]: revisions that name another repository.
//! - [`ToolPolicy`]: all of that for one tool. [`Asks`]: all of that for a connector; [`more_than_approved`] says whether
//!   another version of it asks for more.
//! - [`decide`]: the gate before a call; [`check_rights`] and [`check_lifecycle`] are what can be said of it without an
//!   account, [`check_scopes`] is the rest. [`authorize`], [`authorize_link`], [`authorize_redirect`]: the gate before a
//!   request.
//! - [`Refusal`], [`Layer`]: the answer no.
//!
//! # Invariants
//!
//! - Parameter values are data. None of them can end a segment, add one, climb out of one, or start a query.
//! - An authorized path matches its template with exactly the parameters that were given; its workspace is written as
//!   the pin knows it.
//! - An empty [`Pin`] allows nothing; there is no value for "any workspace".
//! - What cannot be read is refused: an object where a name was expected, a body that is not JSON where it may name a
//!   workspace, a redirect that matches no template.
//! - The crate depends on no runtime and no HTTP client.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod asks;
mod callback;
mod comparison;
mod decision;
mod effect;
mod endpoint;
mod guard;
mod lifecycle;
mod method;
mod pin;
mod placement;
mod refusal;
mod request;
mod scope;
mod template;
mod tool;
mod upgrade;

pub use asks::{AskedTool, Asks};
pub use callback::CallbackHosts;
pub use comparison::Comparisons;
pub use decision::{CallerRights, IssueTracker, check_lifecycle, check_rights, check_scopes, decide};
pub use effect::{Effect, Effects, UnknownEffect};
pub use endpoint::{Endpoint, Redirects, WorkspacePosition};
pub use guard::{Unguarded, WorkspacePrefix};
pub use lifecycle::Lifecycle;
pub use method::{Method, UnknownMethod};
pub use pin::{Pin, UnknownWorkspace, Workspace};
pub use placement::{Placement, Placements};
pub use refusal::{Layer, Refusal};
pub use request::{Authorized, Outgoing, authorize, authorize_link, authorize_redirect};
pub use scope::{Implications, Scope, ScopeSet};
pub use template::{Matched, ParameterError, PathTemplate, TemplateError, percent_encoded};
pub use tool::ToolPolicy;
pub use upgrade::{Extra, More, more_than_approved};
