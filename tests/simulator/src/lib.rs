//! A Bitbucket Cloud that runs in the process: for the demo, for tests, and for authors of connectors.
//!
//! It is stateful (what one request creates, another lists), strict (an unknown path, query name, body property or a
//! missing scope is refused), and can be told to fail. It is no Bitbucket for people: it has no pages but the consent
//! page, and it forgets everything when it ends.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use innkeeper_simulator::{Fault, Options, Simulator};
//!
//! let simulator = Simulator::start(Options::default()).await?;
//! let consumer = simulator.default_consumer();
//! let tokens = simulator.control().issue_tokens("alice", &consumer.key)?;
//! // … point a client with that token at simulator.api_base() …
//! simulator.control().fail_next(Fault::Timeout555);
//! # Ok(()) }
//! ```
//!
//! # Parts, in reading order
//!
//! - [`Simulator`] and [`Options`]: two listeners on loopback. One is Bitbucket, the other plays the storage host that
//!   finished logs are read from.
//! - `server`: listeners and connections; a connection can be cut.
//! - `watch`: what each request passes on its way in: the journal ([`SeenRequest`]) and the waiting [`Fault`]s.
//! - `oauth`: consumers, consent, codes, and tokens that rotate.
//! - `api`: the operations, one file for each area, declared in tables; checks, paging, `q`, `sort` and `fields` are
//!   done once for all of them.
//! - `world`: what exists, as plain structs; a small commit graph; the [`Seed`].
//! - [`Control`]: what a test does to the provider, and what the provider has seen.
//!
//! # Invariants
//!
//! - A handler sees only requests that its declaration allows.
//! - Time is the simulator's own ([`Control::advance_clock`]); nothing waits for real minutes.
//! - The same requests give the same ids, hashes and UUIDs in every run; only tokens, codes and keys are random.
//! - Nothing runs on after a [`Simulator`] is dropped.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod api;
mod clock;
mod control;
mod error;
mod fault;
mod journal;
mod oauth;
mod scope;
mod server;
mod shared;
mod simulator;
mod storage;
mod traffic;
mod watch;
mod world;

pub use self::{
    control::Control,
    error::SimulatorError,
    fault::Fault,
    journal::SeenRequest,
    oauth::{Consumer, ConsumerSpec, IssuedTokens},
    scope::Scope,
    simulator::{Options, ScopeMember, Simulator},
    traffic::{Resource, Traffic},
    world::{IssueTracker, Seed},
};

use shared::lock;
