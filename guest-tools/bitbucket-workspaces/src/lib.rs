//! Bitbucket Cloud: what belongs to a workspace or to the person behind the account.
//!
//! - [`user`]: the person and their addresses;
//! - [`workspace`]: the workspaces of that person, one of them, and who belongs to it;
//! - [`permissions`]: what that person may do in a workspace and its repositories;
//! - [`projects`]: the projects of a workspace;
//! - [`search`]: code, across a workspace's repositories.

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod permissions;
pub mod projects;
pub mod search;
pub mod user;
pub mod workspace;

innkeeper_sdk::connector! {
    provider = "bitbucket",
    name = "workspaces",
    title = "Workspaces",
    description = "Find workspaces, members and projects, search code, and see whose account is in use.",
    tools = [
        user::UserGet,
        user::UserEmailsList,
        workspace::WorkspacesList,
        workspace::WorkspaceGet,
        workspace::WorkspaceMembersList,
        permissions::WorkspacePermissionGet,
        permissions::WorkspaceRepositoryPermissionsList,
        projects::WorkspaceProjectsList,
        projects::WorkspaceProjectGet,
        projects::WorkspaceProjectCreate,
        projects::WorkspaceProjectUpdate,
        projects::WorkspaceProjectDelete,
        search::WorkspaceSearchCode,
    ],
}
