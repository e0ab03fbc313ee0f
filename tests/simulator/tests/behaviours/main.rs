//! What clients of the simulator can rely on, over real HTTP.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests end at the first surprise")]

mod branch_restrictions;
mod branching_model;
mod build_statuses;
mod collections;
mod commit_comments;
mod commits;
mod comparison;
mod consent;
mod default_reviewers;
mod deploy_keys;
mod deployments;
mod downloads;
mod faults;
mod hooks;
mod issue_attachments;
mod issue_comments;
mod issues;
mod lab;
mod permissions;
mod pipeline_runs;
mod pipelines;
mod projects;
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
mod traffic;
mod users;
mod variables;
mod workspaces;
