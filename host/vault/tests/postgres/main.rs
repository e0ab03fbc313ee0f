//! What a vault in PostgreSQL promises, one behaviour a file. The tests run a private server, and fail where PostgreSQL is
//! not installed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod conformance;
mod support;
