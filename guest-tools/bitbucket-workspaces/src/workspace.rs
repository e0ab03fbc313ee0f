//! `bitbucket_workspaces_list`, `bitbucket_workspace_get`, `bitbucket_workspace_members_list`.

use innkeeper_sdk::prelude::*;

/// Lists the workspaces that the account belongs to, a page at a time, each with its slug and whether the
/// account administers it. Use it to find the `workspace` that other tools ask for. Its `q` and `sort` know
/// the slug only (`workspace.slug`). It is what the provider knows: this host may let the account into fewer.
#[tool(
    name = "bitbucket_workspaces_list",
    title = "List workspaces",
    effect = read,
    scopes("account"),
    get = "/user/workspaces",
    filtered,
    paged(max = 100),
    compact = "values.administrator,values.workspace.slug,values.workspace.uuid,page,size,next",
)]
pub struct WorkspacesList {
    /// `true`: only those that the account administers; `false`: only those that it does not.
    administrator: Option<bool>,
}

/// Reads one workspace: name, slug, whether it is private, how its repositories may be forked. Use it when
/// the slug is known; `bitbucket_workspaces_list` finds slugs. It returns neither members nor repositories.
#[tool(
    name = "bitbucket_workspace_get",
    title = "Read a workspace",
    effect = read,
    scopes(),
    get = "/workspaces/{workspace}",
    compact = "uuid,slug,name,is_private,forking_mode,created_on,links.html",
)]
pub struct WorkspaceGet {
    workspace: Option<String>,
}

/// Lists the people of a workspace, a page at a time. Use it to find the uuid of somebody by name, for
/// reviewers or permissions. `q` knows `user.nickname` and `user.account_id`; for administrators also
/// `user.email IN ("…", "…")`, 90 addresses at most, and then `fields` may ask for `values.user.email`. It
/// tells nobody's role or groups.
#[tool(
    name = "bitbucket_workspace_members_list",
    title = "List members of a workspace",
    effect = read,
    scopes("account"),
    get = "/workspaces/{workspace}/members",
    filtered(q),
    paged(max = 100),
    compact = "values.user.uuid,values.user.display_name,values.user.nickname,page,size,next",
)]
pub struct WorkspaceMembersList {
    workspace: Option<String>,
}
