//! Versions: where issues were seen.

use innkeeper_sdk::prelude::*;

/// Reads one version of a repository's issue tracker: its id and name. Use it to name a version whose id is
/// known. It lists no issues: `bitbucket_issues_list` does, with `q` set to `version.name = "…"`.
#[tool(
    name = "bitbucket_version_get",
    title = "Read a version",
    effect = read,
    scopes("issue"),
    get = "/repositories/{workspace}/{repo_slug}/versions/{version_id}",
    compact = "id,name",
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
)]
pub struct VersionGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Id of the version; `bitbucket_versions_list` knows it.
    #[schemars(range(min = 1))]
    version_id: u64,
}

/// Lists the versions of a repository's issue tracker, a page at a time: id and name. Use it to learn which
/// names `q` of `bitbucket_issues_list` can ask for. There is no tool that makes one.
#[tool(
    name = "bitbucket_versions_list",
    title = "List versions",
    effect = read,
    scopes("issue"),
    get = "/repositories/{workspace}/{repo_slug}/versions",
    paged(max = 100),
    compact = "values.id,values.name,page,size,next",
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
)]
pub struct VersionsList {
    workspace: Option<String>,
    repo_slug: String,
}
