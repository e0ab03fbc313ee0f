//! `bitbucket_pull_request_statuses_list`.

use innkeeper_sdk::prelude::*;

/// Lists the build statuses of a pull request's newest commit, a page at a time: key, state (`SUCCESSFUL`, `FAILED`,
/// `INPROGRESS` or `STOPPED`), name and the address of the build. Use it to see whether the checks pass before merging.
/// It starts no build, and shows no log.
#[tool(
    name = "bitbucket_pull_request_statuses_list",
    title = "List the builds of a pull request",
    effect = read,
    scopes("pullrequest"),
    get = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/statuses",
    filtered,
    paged(max = 100),
    compact = "values.key,values.state,values.name,values.url,next",
)]
pub struct PullRequestStatusesList {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
}
