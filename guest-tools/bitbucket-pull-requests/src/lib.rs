//! Bitbucket Cloud: pull requests.
//!
//! - [`list`] and [`get`]: what there is;
//! - [`create`]: opens one, and refuses to rename one that is open;
//! - [`merge`]: merges one, and waits for slow merges.

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod create;
pub mod get;
pub mod list;
pub mod merge;

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
