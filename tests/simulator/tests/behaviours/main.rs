//! What clients of the simulator can rely on, over real HTTP.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests end at the first surprise")]

mod collections;
mod comparison;
mod consent;
mod faults;
mod lab;
mod pipelines;
mod pull_request_activity;
mod pull_request_changes;
mod pull_request_comments;
mod pull_request_edits;
mod pull_request_reviews;
mod pull_request_tasks;
mod pull_requests;
mod refs;
mod search;
mod strictness;
mod tokens;
mod users;
