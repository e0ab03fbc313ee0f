//! A private PostgreSQL server for tests, made of Debian's package `postgresql`.
//!
//! Tests of one binary share [`Server::shared`] and take a [`Database`] each; a test that stops or sets up a server its own
//! way starts one. A server lives in a folder of its own, listens on a free port of loopback with a password, and is gone
//! with its process, however that ends. Where PostgreSQL is missing, tests fail and say how to install it.
//!
//! In reading order: [`Server`] and [`Database`], `programs` (where `initdb` is, and who runs it: PostgreSQL refuses
//! root), `folder` (the server's folder, and the watch that clears up).
#![forbid(unsafe_code)]
#![allow(clippy::expect_used, clippy::panic, reason = "test code")]

mod database;
mod folder;
mod programs;
mod server;

pub use database::Database;
pub use server::{PASSWORD, Server, Stop, USER};
