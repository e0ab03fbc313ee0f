//! Bitbucket Cloud: repositories.
//!
//! - [`get`]: one repository;
//! - [`list`]: those of a workspace.

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]

pub mod get;
pub mod list;

innkeeper_sdk::connector! {
    provider = "bitbucket",
    name = "repositories",
    title = "Repositories",
    description = "Find the repositories of a workspace and read what one of them is.",
    tools = [list::RepositoriesList, get::RepositoryGet],
}
