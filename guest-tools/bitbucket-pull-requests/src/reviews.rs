//! Approvals and change requests, always as the caller: nobody reviews for somebody else.

use innkeeper_sdk::prelude::*;

/// Approves a pull request as the caller, and answers with the caller's part in it. An earlier change request of the
/// caller's is withdrawn by it. It does not merge: `bitbucket_pull_request_merge` does.
#[tool(
    name = "bitbucket_pull_request_approve",
    title = "Approve a pull request",
    effect = write,
    idempotent,
    scopes("pullrequest:write"),
    post = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/approve",
)]
pub struct PullRequestApprove {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
}

/// Withdraws the caller's approval of a pull request. Use it when an approved change turns out to need more work; to
/// ask for that work as well, use `bitbucket_pull_request_request_changes`. It answers with nothing, touches nobody
/// else's approval, and fails once the pull request is merged.
#[tool(
    name = "bitbucket_pull_request_unapprove",
    title = "Withdraw an approval",
    effect = write,
    idempotent,
    scopes("pullrequest:write"),
    delete = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/approve",
)]
pub struct PullRequestUnapprove {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
}

/// Asks for changes to a pull request as the caller, and answers with the caller's part in it. An earlier approval of
/// the caller's is withdrawn by it. It says nothing about what to change: comment with
/// `bitbucket_pull_request_comment_create`. It fails once the pull request is merged.
#[tool(
    name = "bitbucket_pull_request_request_changes",
    title = "Request changes",
    effect = write,
    idempotent,
    scopes("pullrequest:write"),
    post = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/request-changes",
)]
pub struct PullRequestRequestChanges {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
}

/// Withdraws the caller's change request from a pull request. Use it when the changes were made but are not approved
/// yet; approving withdraws it as well. It answers with nothing, touches nobody else's change request, and fails once
/// the pull request is merged.
#[tool(
    name = "bitbucket_pull_request_remove_request_changes",
    title = "Withdraw a change request",
    effect = write,
    idempotent,
    scopes("pullrequest:write"),
    delete = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/request-changes",
)]
pub struct PullRequestRemoveRequestChanges {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
}
