//! `bitbucket_repository_permissions_groups_list`, `bitbucket_repository_permission_group_get`, `…_update`,
//! `…_delete`.

use innkeeper_sdk::prelude::*;

use super::Permission;

/// Lists the groups that have a permission in a repository, a page at a time. Use it to see which groups work
/// here, and to find their slugs: there is no other list of groups. It needs admin access to the repository.
#[tool(
    name = "bitbucket_repository_permissions_groups_list",
    title = "List permissions of groups",
    effect = read,
    scopes("repository:admin"),
    get = "/repositories/{workspace}/{repo_slug}/permissions-config/groups",
    paged(max = 100),
    compact = "values.permission,values.group.slug,values.group.name,page,size,next",
)]
pub struct RepositoryPermissionsGroupsList {
    workspace: Option<String>,
    repo_slug: String,
}

/// Reads the permission that a group has in a repository: `read`, `write`, `admin`, or `none`. It does not
/// tell who is in the group.
#[tool(
    name = "bitbucket_repository_permission_group_get",
    title = "Read a group's permission",
    effect = read,
    scopes("repository:admin"),
    get = "/repositories/{workspace}/{repo_slug}/permissions-config/groups/{group_slug}",
    compact = "permission,group.slug,group.name",
)]
pub struct RepositoryPermissionGroupGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Slug of the group.
    #[schemars(length(min = 1))]
    group_slug: String,
}

/// Sets what a group may do in a repository, for all who are in it, and answers with the entry. It makes no
/// groups and puts nobody into one, and may need a bigger plan (402). Bitbucket is expected to refuse it to
/// OAuth accounts (403).
#[tool(
    name = "bitbucket_repository_permission_group_update",
    title = "Set a group's permission",
    effect = write,
    idempotent,
    scopes("repository:admin"),
    put = "/repositories/{workspace}/{repo_slug}/permissions-config/groups/{group_slug}",
    restricted("2026-07-28", "OAuth tokens are expected to be refused with 403; API tokens pass"),
)]
pub struct RepositoryPermissionGroupUpdate {
    workspace: Option<String>,
    repo_slug: String,
    /// Slug of the group.
    #[schemars(length(min = 1))]
    group_slug: String,
    /// What they may do; each includes the ones before it: `read`, `write`, `admin`.
    permission: Permission,
}

/// Takes away the permission that a group has in a repository; who is in it may lose the repository from
/// sight. The group stays. Bitbucket is expected to refuse it to OAuth accounts (403).
#[tool(
    name = "bitbucket_repository_permission_group_delete",
    title = "Take away a group's permission",
    effect = destructive,
    idempotent,
    scopes("repository:admin"),
    delete = "/repositories/{workspace}/{repo_slug}/permissions-config/groups/{group_slug}",
    restricted("2026-07-28", "OAuth tokens are expected to be refused with 403; API tokens pass"),
)]
pub struct RepositoryPermissionGroupDelete {
    workspace: Option<String>,
    repo_slug: String,
    /// Slug of the group.
    #[schemars(length(min = 1))]
    group_slug: String,
}
