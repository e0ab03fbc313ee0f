//! Bitbucket Cloud: branches and tags.
//!
//! - [`refs`]: both of them in one list;
//! - [`branches`] and [`tags`]: each of their own;
//! - [`branching_model`]: which branch is for what.

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod branches;
pub mod branching_model;
pub mod refs;
pub mod tags;

innkeeper_sdk::connector! {
    provider = "bitbucket",
    name = "branches-tags",
    title = "Branches and tags",
    description = "Find, make and delete branches and tags; see and set which branches a repository develops \
        and releases on.",
    tools = [
        refs::RefsList,
        branches::BranchesList,
        branches::BranchGet,
        branches::BranchCreate,
        branches::BranchDelete,
        tags::TagsList,
        tags::TagGet,
        tags::TagCreate,
        tags::TagDelete,
        branching_model::BranchingModelGet,
        branching_model::EffectiveBranchingModelGet,
        branching_model::SettingsGet,
        branching_model::SettingsUpdate,
    ],
}
