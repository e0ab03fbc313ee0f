//! Loads connectors and calls them, each call in an instance of its own.
//!
//! The only crate that knows wasmtime (architecture invariant 2). In reading order:
//!
//! - [`Runtime`]: the engine, its settings and the permits for calls at once; [`Runtime::load`] makes a [`Connector`] of
//!   a component: imports checked by name, compiled (or taken from the authenticated cache), its [`Manifest`] read once
//!   in a store whose `send` refuses;
//! - `answer` writes the schemas of the usual answers, which connectors only name;
//! - [`Runtime::inspect`] makes a [`Candidate`] of a component that nobody has approved yet: described with nothing in its
//!   hands;
//! - [`Manifest`] and [`Tool`]: what a connector says of itself, parsed at this edge, so that nothing behind it handles
//!   a template or a name that is not one;
//! - [`Connector::call`]: one call: a permit, a store with limits, a fresh instance, the guest, a [`Report`]. The
//!   instance is dropped whatever happened;
//! - [`Attendance`]: whoever waits for a call may stop it and is told of its progress;
//! - [`CallFailure`]: how a call can fail. A guest that loops, eats memory, traps or lies gets its own kind, and the next
//!   call finds nothing of it.
//!
//! Invariants: a guest's clock is not the host's (no WASI unless approved); every wait inside a call ends by the call's
//! deadline; compiled code is deserialised only after its authentication code was checked (the one `unsafe`, in `code`).
#![deny(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod answer;
mod attendance;
mod bindings;
mod cache;
mod code;
mod connector;
mod engine;
mod failure;
mod host;
mod inspect;
mod limits;
mod load;
mod manifest;
mod meter;
mod permits;
mod schema;
mod wasi;

pub use attendance::{Attendance, Progress};
pub use cache::CacheKey;
pub use connector::{Connector, Content, Output, Report};
pub use engine::{Runtime, RuntimeError, Settings};
pub use failure::CallFailure;
pub use host::LogLine;
pub use inspect::Candidate;
pub use limits::CallLimits;
pub use load::{Approval, LoadError};
pub use manifest::{Manifest, ManifestError, Tool};
pub use permits::Load;
pub use schema::{SchemaError, Validator};
