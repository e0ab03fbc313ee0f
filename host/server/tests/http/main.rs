//! The server as clients meet it: real HTTP on loopback, a host with a vault in a temporary folder and no connector.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod accounts;
mod answers;
mod consent;
mod cors;
mod inn;
mod inputs;
mod keys;
mod limits;
mod logs;
mod openapi;
mod return_trip;
mod stopping;
mod token;
