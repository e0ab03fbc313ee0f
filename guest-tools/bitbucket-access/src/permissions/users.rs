//! `bitbucket_repository_permissions_users_list`, `bitbucket_repository_permission_user_get`, `…_update`,
//! `…_delete`.

use bitbucket::UserId;
use innkeeper_sdk::prelude::*;

use super::Permission;

/// Lists the people who have a permission of their own in a repository, a page at a time. Use it to see who
/// was let in one by one. It leaves out access through groups, the project or the workspace, and needs admin
/// access to the repository.
#[tool(
    name = "bitbucket_repository_permissions_users_list",
    title = "List permissions of people",
    effect = read,
    scopes("repository:admin"),
    get = "/repositories/{workspace}/{repo_slug}/permissions-config/users",
    paged(max = 100),
    compact = "values.permission,values.user.uuid,values.user.display_name,page,size,next",
)]
pub struct RepositoryPermissionsUsersList {
    workspace: Option<String>,
    repo_slug: String,
}

/// Reads the permission that somebody has in a repository by name: `read`, `write`, `admin`, or `none`. With
/// `none` there may still be access through a group, the project or the workspace.
#[tool(
    name = "bitbucket_repository_permission_user_get",
    title = "Read somebody's permission",
    effect = read,
    scopes("repository:admin"),
    get = "/repositories/{workspace}/{repo_slug}/permissions-config/users/{selected_user_id}",
    compact = "permission,user.uuid,user.account_id,user.display_name",
)]
pub struct RepositoryPermissionUserGet {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID in braces, or account id.
    #[at(path = "selected_user_id")]
    username: UserId,
}

/// Sets what somebody may do in a repository, and answers with the entry. It takes members of the workspace,
/// but not its owner, and may need a bigger plan (402). To take a permission away, use
/// `bitbucket_repository_permission_user_delete`. Bitbucket is expected to refuse it to OAuth accounts (403).
#[tool(
    name = "bitbucket_repository_permission_user_update",
    title = "Set somebody's permission",
    effect = write,
    idempotent,
    scopes("repository:admin"),
    put = "/repositories/{workspace}/{repo_slug}/permissions-config/users/{selected_user_id}",
    restricted("2026-07-28", "OAuth tokens are expected to be refused with 403; API tokens pass"),
)]
pub struct RepositoryPermissionUserUpdate {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID in braces, or account id.
    #[at(path = "selected_user_id")]
    username: UserId,
    /// What they may do; each includes the ones before it: `read`, `write`, `admin`.
    permission: Permission,
}

/// Takes away the permission that somebody has in a repository by name. Access through a group, the project
/// or the workspace stays. Bitbucket is expected to refuse it to OAuth accounts (403).
#[tool(
    name = "bitbucket_repository_permission_user_delete",
    title = "Take away somebody's permission",
    effect = destructive,
    idempotent,
    scopes("repository:admin"),
    delete = "/repositories/{workspace}/{repo_slug}/permissions-config/users/{selected_user_id}",
    restricted("2026-07-28", "OAuth tokens are expected to be refused with 403; API tokens pass"),
)]
pub struct RepositoryPermissionUserDelete {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID in braces, or account id.
    #[at(path = "selected_user_id")]
    username: UserId,
}
