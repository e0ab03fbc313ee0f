//! `bitbucket_repository_watchers_list`.

use innkeeper_sdk::prelude::*;

/// Lists the people who watch a repository, a page at a time: they hear of what happens in it. Use it to see whom a change
/// reaches. It says nothing about who has access.
#[tool(
    name = "bitbucket_repository_watchers_list",
    title = "List watchers",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/watchers",
    paged(max = 100),
    compact = "values.uuid,values.display_name,values.links.html.href,size,next",
)]
pub struct RepositoryWatchersList {
    workspace: Option<String>,
    repo_slug: String,
}
