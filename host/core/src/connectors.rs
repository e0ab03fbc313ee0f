//! Connectors that come and go while the host runs.
//!
//! Built-in connectors are there from the start to the end. Beside them stand those that operators add: their components lie
//! in the vault's store, and one record, the [`shelf`], says which of them are approved. Whoever changes the shelf does it in
//! one compare-and-swap, so that a host that dies, or two that change it at once, leave the old shelf or the new one.
//!
//! In reading order:
//!
//! - [`shelf`]: what was added and what was approved of it, in a sealed record;
//! - [`parts`]: the bytes of components, in the same store;
//! - [`stock`]: what this host has loaded of it; makes the catalogue anew where the shelf has changed;
//! - [`operations`]: what operators do; [`view`]: what they see;
//! - [`follow`]: notices what other hosts changed;
//! - [`check`]: the same questions about a component, without a host.

mod check;
pub(crate) mod follow;
mod operations;
pub(crate) mod parts;
pub(crate) mod shelf;
pub(crate) mod stock;
mod view;

pub use check::{CheckedComponent, check_component};
pub use view::{ConnectorPage, ConnectorState, ConnectorView, DiffView, PendingView, SourceName, WasiName};
