//! Bitbucket Cloud: pull requests.
//!
//! - [`list`] and [`get`]: what there is;
//! - [`create`]: opens one, and refuses to rename one that is open;
//! - [`merge`]: merges one, and waits for slow merges.
//!
//! `user` says how people are named in requests, `filter` how texts are quoted in queries.

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod create;
mod filter;
pub mod get;
pub mod list;
pub mod merge;
mod user;

innkeeper_sdk::connector! {
    provider = "bitbucket",
    name = "pull-requests",
    title = "Pull requests",
    description = "Open, find, read and merge pull requests.",
    tools = [
        list::PullRequestsList,
        get::PullRequestGet,
        create::PullRequestCreate,
        merge::PullRequestMerge,
    ],
}
