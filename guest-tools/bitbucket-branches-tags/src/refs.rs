//! Branches and tags in one list.

use innkeeper_sdk::prelude::*;

/// Lists branches and tags together, a page at a time, each with the commit that it stands at. Use it where a
/// name may be either; `bitbucket_branches_list` and `bitbucket_tags_list` say more about each.
#[tool(
    name = "bitbucket_refs_list",
    title = "List branches and tags",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/refs",
    filtered,
    paged(max = 100),
    compact = "values.type,values.name,values.target.hash,values.target.date,page,size,next",
)]
pub struct RefsList {
    workspace: Option<String>,
    repo_slug: String,
}
