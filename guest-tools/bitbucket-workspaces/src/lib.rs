//! Bitbucket Cloud: what belongs to a workspace or to the person behind the account.
//!
//! - [`search`]: code, across a workspace's repositories;
//! - [`user`]: the person.

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]

pub mod search;
pub mod user;

innkeeper_sdk::connector! {
    provider = "bitbucket",
    name = "workspaces",
    title = "Workspaces",
    description = "Search the code of a workspace and see whose account is in use.",
    tools = [search::WorkspaceSearchCode, user::UserGet],
}
