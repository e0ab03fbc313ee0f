//! The binary as people run it: arguments in, exit code and texts out.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod completions;
mod config;
mod connections;
mod demo;
mod dsl;
mod help;
mod keys;
mod mcp;
mod serve;
mod tools;
mod vault;
