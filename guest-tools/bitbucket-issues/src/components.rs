//! Components: which part of the work issues belong to.

use innkeeper_sdk::prelude::*;

/// Reads one component of a repository's issue tracker: its id and name. Use it to name a component whose id
/// is known. It lists no issues: `bitbucket_issues_list` does, with `q` set to `component.name = "…"`.
#[tool(
    name = "bitbucket_component_get",
    title = "Read a component",
    effect = read,
    scopes("issue"),
    get = "/repositories/{workspace}/{repo_slug}/components/{component_id}",
    compact = "id,name",
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
)]
pub struct ComponentGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Id of the component; `bitbucket_components_list` knows it.
    #[schemars(range(min = 1))]
    component_id: u64,
}

/// Lists the components of a repository's issue tracker, a page at a time: id and name. Use it to learn which
/// names `q` of `bitbucket_issues_list` can ask for. There is no tool that makes one.
#[tool(
    name = "bitbucket_components_list",
    title = "List components",
    effect = read,
    scopes("issue"),
    get = "/repositories/{workspace}/{repo_slug}/components",
    paged(max = 100),
    compact = "values.id,values.name,page,size,next",
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
)]
pub struct ComponentsList {
    workspace: Option<String>,
    repo_slug: String,
}
