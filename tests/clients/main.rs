//! The Python and JavaScript clients against a running host, each with a suite in its own language.
//!
//! A suite gets the house's address and keys in its environment, and a `control` beside the house: what it wants the
//! provider to do, and what the provider has seen.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bearers;
mod control;
mod javascript;
mod python;
mod suite;
