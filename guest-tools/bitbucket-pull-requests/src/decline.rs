//! `bitbucket_pull_request_decline`.

use innkeeper_sdk::prelude::*;

/// Declines an open pull request and answers with it: closed, without its changes landing anywhere. Use it only when
/// the work is not wanted. It cannot be undone, since nothing opens a declined pull request again; the branch stays, so
/// that a new one can be opened from it.
#[tool(
    name = "bitbucket_pull_request_decline",
    title = "Decline a pull request",
    effect = destructive,
    scopes("pullrequest:write"),
    post = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/decline",
)]
pub struct PullRequestDecline {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
    /// Why, for its author and reviewers.
    message: Option<String>,
}
