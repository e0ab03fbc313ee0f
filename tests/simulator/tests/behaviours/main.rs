//! What clients of the simulator can rely on, over real HTTP.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests end at the first surprise")]

mod branch_restrictions;
mod collections;
mod consent;
mod default_reviewers;
mod deploy_keys;
mod faults;
mod hooks;
mod lab;
mod permissions;
mod pipelines;
mod projects;
mod pull_requests;
mod refs;
mod search;
mod strictness;
mod tokens;
mod users;
mod workspaces;
