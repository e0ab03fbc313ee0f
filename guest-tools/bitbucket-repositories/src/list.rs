//! `bitbucket_repositories_list`.

use innkeeper_sdk::prelude::*;

/// Lists the repositories of a workspace that the account can see, a page at a time, with what is known of
/// each. Use `q` to find one by part of its name (`name ~ "shop"`) and `sort` for an order (`-updated_on`).
/// It does not look into other workspaces and does not search in code.
#[tool(
    name = "bitbucket_repositories_list",
    title = "List repositories",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}",
    filtered,
    paged(max = 100),
    compact = "values.uuid,values.slug,values.name,values.description,values.is_private,values.language,\
        values.updated_on,values.mainbranch.name,page,size,next",
)]
pub struct RepositoriesList {
    workspace: Option<String>,
}
