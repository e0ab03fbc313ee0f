//! A connector whose endpoint calls the workspace by another name.
//!
//! The pin watches `{workspace}`. A path whose workspace is called `{team}` would reach any workspace of the account, so
//! the host does not load this.

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]

use innkeeper_sdk::prelude::*;

/// Reads a repository of any workspace.
#[tool(name = "around_the_pin", title = "Slip by", effect = read, get = "/repositories/{team}/{repo_slug}")]
pub struct AroundThePin {
    /// Any workspace.
    team: String,
    repo_slug: String,
}

innkeeper_sdk::connector! {
    provider = "bitbucket",
    name = "around-the-pin",
    title = "Around the pin",
    description = "Names a workspace by another name.",
    tools = [AroundThePin],
}
