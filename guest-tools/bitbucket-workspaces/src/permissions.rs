//! `bitbucket_workspace_permission_get`, `bitbucket_workspace_repository_permissions_list`.

use innkeeper_sdk::prelude::*;

/// Reads what the person whose account is in use is in a workspace: `owner`, `create-project`, `collaborator`
/// or `member`, the highest of them. Use it before trying what needs an owner. It tells nobody else's role.
#[tool(
    name = "bitbucket_workspace_permission_get",
    title = "Read the account's role in a workspace",
    effect = read,
    scopes("account"),
    get = "/user/workspaces/{workspace}/permission",
    compact = "permission,user.uuid,user.display_name,workspace.slug",
)]
pub struct WorkspacePermissionGet {
    workspace: Option<String>,
}

/// Lists the repositories of a workspace that the account was let into, a page at a time, each with the
/// highest permission that it has there: `read`, `write` or `admin`. Use it to find where the account may
/// write (`q` with `permission > "read"`), or what it may do in one repository (`repository.name = "site"`).
/// It leaves out public repositories that anybody may read.
#[tool(
    name = "bitbucket_workspace_repository_permissions_list",
    title = "List the account's permissions in repositories",
    effect = read,
    scopes("account", "repository"),
    get = "/user/workspaces/{workspace}/permissions/repositories",
    filtered,
    paged(max = 100),
    compact = "values.permission,values.repository.full_name,values.repository.links.html,page,size,next",
)]
pub struct WorkspaceRepositoryPermissionsList {
    workspace: Option<String>,
}
