//! What a vault in PostgreSQL promises, one behaviour a file. The tests run a private server, and fail where PostgreSQL is
//! not installed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod conformance;
mod durability;
mod refusals;
mod restarts;
mod several_hosts;
mod support;
mod tables;
mod tls;
