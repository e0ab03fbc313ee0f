//! Bitbucket Cloud: branches and tags.
//!
//! - [`list`]: the branches of a repository;
//! - [`create`]: one more of them.

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]

pub mod create;
pub mod list;

innkeeper_sdk::connector! {
    provider = "bitbucket",
    name = "branches-tags",
    title = "Branches and tags",
    description = "See the branches of a repository and start new ones.",
    tools = [list::BranchesList, create::BranchCreate],
}
