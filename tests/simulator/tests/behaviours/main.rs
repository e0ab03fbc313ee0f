//! What clients of the simulator can rely on, over real HTTP.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests end at the first surprise")]

mod branching_model;
mod build_statuses;
mod collections;
mod commit_comments;
mod commits;
mod comparison;
mod consent;
mod deployments;
mod downloads;
mod faults;
mod issue_attachments;
mod issue_comments;
mod issues;
mod lab;
mod pipeline_runs;
mod pipelines;
mod pull_request_activity;
mod pull_request_changes;
mod pull_request_comments;
mod pull_request_edits;
mod pull_request_reviews;
mod pull_request_tasks;
mod pull_requests;
mod refs;
mod reports;
mod repositories;
mod schedules;
mod search;
mod snippets;
mod source;
mod strictness;
mod tokens;
mod users;
mod variables;
