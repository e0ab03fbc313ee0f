//! The house that integration tests run in: a simulated Bitbucket, a host with the built-in and the hostile connectors,
//! its HTTP server on a free port, and people with browsers.
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! use innkeeper_tests::House;
//! use serde_json::json;
//!
//! let house = House::open().await?;
//! house.connect("alice").await?;
//! let reply = house.invoke("alice", "bitbucket_repositories_list", json!({"workspace": "acme"})).await?;
//! assert_eq!(reply.status, 200);
//! # Ok(()) }
//! ```
//!
//! - [`House`]: opened with defaults or a [`Plan`]; calls tools and API paths; [`Closed`] while it has no host;
//! - [`connection`]: a connection to Bitbucket and nothing more;
//! - [`Reply`]: a status and a JSON body;
//! - [`Browser`]: follows redirects by hand and keeps cookies, so that a test can stop anywhere;
//! - [`Document`]: a page as a browser reads it;
//! - [`eventually`]: waits for what time brings;
//! - [`sample`]: a value for an input, made from its schema;
//! - [`tell`]: says a count, so that a log shows it although the test passes;
//! - [`KeyServer`]: stands in for a HashiCorp Vault with its transit engine;
//! - [`Python`] and [`Node`]: programs in other languages, with what they need from their registries;
//! - [`open_unserved`]: a host at an address that no test can have.
#![forbid(unsafe_code)]
#![expect(clippy::missing_errors_doc, reason = "a test's fixture: every error ends the test")]

mod browser;
mod compiled;
mod document;
mod eventually;
mod house;
mod issuer;
mod kept;
mod key_server;
mod packages;
mod plan;
mod reply;
pub mod sample;
mod tell;
mod unserved;

pub use browser::{Browser, Page};
pub use compiled::master_key;
pub use document::Document;
pub use eventually::eventually;
pub use house::{Closed, House, OPERATOR};
pub use issuer::{Issuer, Mood, SigningKey, now};
pub use kept::Kept;
pub use key_server::KeyServer;
pub use packages::{Node, Python, repository};
pub use plan::{Plan, entry as connection};
pub use reply::Reply;
pub use tell::tell;
pub use unserved::open_unserved;
