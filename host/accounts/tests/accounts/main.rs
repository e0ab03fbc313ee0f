//! The behaviour of connected accounts, against a real token endpoint on loopback. One behaviour a file.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

mod connections;
mod consent_denials;
mod consent_flow;
mod finding_accounts;
mod housekeeping;
mod learning;
mod reconsent;
mod refresh_failures;
mod refresh_once;
mod return_urls;
mod rewrapped_meanwhile;
mod secrecy;
mod settings;
mod two_hosts;
mod verification;
