//! What a pull request would change.
//!
//! Diff, patch and conflicts are kept at the repository: the provider redirects there, below the same origin, and the
//! host keeps the token on the way (Bitbucket facts, trap 4). The revisions that it names span two segments,
//! `{workspace}/{repository}:{source}%0D{destination}`.

use innkeeper_sdk::prelude::*;

pub mod diffstat;

/// Lists the commits that a pull request brings, a page at a time: hash, message, author and date. Use it to see what is
/// in it before merging. It is empty where the source branch is gone.
#[tool(
    name = "bitbucket_pull_request_commits_list",
    title = "List the commits of a pull request",
    effect = read,
    scopes("pullrequest"),
    get = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/commits",
    paged(max = 100),
    compact = "values.hash,values.date,values.message,values.author.raw,next",
)]
pub struct PullRequestCommitsList {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
}

/// Reads the changes of a pull request as a unified diff: what the source adds since it left the destination. Use it to
/// review. It is one text, however long; `bitbucket_pull_request_diffstat_get` says first how long it will be.
#[tool(
    name = "bitbucket_pull_request_diff_get",
    title = "Read the diff of a pull request",
    effect = read,
    scopes("pullrequest"),
    get = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/diff",
    redirects(
        within = "/repositories/{workspace}/{repo_slug}/diff/{source_workspace}/{spec}",
        within = "/repositories/{workspace}/{repo_slug}/diff/{spec}"
    ),
    header("accept" = "*/*"),
    answer = text("text/plain"),
)]
pub struct PullRequestDiffGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
}

/// Reads a pull request as a series of patches: its commits one after the other, each with author, date, message and
/// changes, ready for `git am`. To review the outcome as a whole, use `bitbucket_pull_request_diff_get`.
#[tool(
    name = "bitbucket_pull_request_patch_get",
    title = "Read the patches of a pull request",
    effect = read,
    scopes("pullrequest"),
    get = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/patch",
    redirects(
        within = "/repositories/{workspace}/{repo_slug}/patch/{source_workspace}/{spec}",
        within = "/repositories/{workspace}/{repo_slug}/patch/{spec}"
    ),
    header("accept" = "*/*"),
    answer = text("text/plain"),
)]
pub struct PullRequestPatchGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
}

/// Lists the files that keep a pull request from being merged, a page at a time: path, and what contradicts what. Use
/// it when a merge is refused, or before one. An empty list means that it merges cleanly. It resolves nothing.
#[tool(
    name = "bitbucket_pull_request_conflicts_list",
    title = "List the conflicts of a pull request",
    effect = read,
    scopes("pullrequest"),
    get = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/conflicts",
    redirects(
        within = "/repositories/{workspace}/{repo_slug}/file-conflicts/{source_workspace}/{spec}",
        within = "/repositories/{workspace}/{repo_slug}/file-conflicts/{spec}"
    ),
    paged(max = 100),
    compact = "values.path,values.scenario,values.message,next",
)]
pub struct PullRequestConflictsList {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
}
