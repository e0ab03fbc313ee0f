//! `bitbucket_branches_list`.

use innkeeper_sdk::prelude::*;

/// Lists the branches of a repository, a page at a time, each with the commit that it stands at. Use `q` to
/// find one by part of its name (`name ~ "fix"`). For the newest first, sort by `-target.date`.
#[tool(
    name = "bitbucket_branches_list",
    title = "List branches",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/refs/branches",
    filtered,
    paged(max = 100),
    compact = "values.name,values.target.hash,values.target.date,values.target.message,page,size,next",
)]
pub struct BranchesList {
    workspace: Option<String>,
    repo_slug: String,
}
