//! What happened to pull requests.

use innkeeper_sdk::prelude::*;

/// Lists what happened to one pull request, newest first, a page at a time. Each entry is one of `update` (opened,
/// edited, new commits, merged, declined), `comment`, `approval` or `changes_requested`. Use it to tell its story; for
/// the comments alone, use `bitbucket_pull_request_comments_list`. Read on with `next`: this log has no numbered pages.
#[tool(
    name = "bitbucket_pull_request_activity_list",
    title = "List the activity of a pull request",
    effect = read,
    scopes("pullrequest"),
    get = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/activity",
    paged(max = 100),
    compact = "values.update.date,values.update.state,values.update.author.nickname,\
        values.comment.id,values.comment.created_on,values.comment.user.nickname,values.comment.content.raw,\
        values.approval.date,values.approval.user.nickname,\
        values.changes_requested.date,values.changes_requested.user.nickname,next",
)]
pub struct PullRequestActivityList {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
}

/// Lists what happened to all pull requests of a repository, newest first, a page at a time: updates, comments,
/// approvals and change requests, each with the number of its pull request. Use it to see what is going on. Read on
/// with `next`: this log has no numbered pages.
#[tool(
    name = "bitbucket_pull_requests_activity_list",
    title = "List the activity of all pull requests",
    effect = read,
    scopes("pullrequest"),
    get = "/repositories/{workspace}/{repo_slug}/pullrequests/activity",
    paged(max = 100),
    compact = "values.pull_request.id,values.update.date,values.update.state,values.update.author.nickname,\
        values.comment.id,values.comment.created_on,values.comment.user.nickname,values.comment.content.raw,\
        values.approval.date,values.approval.user.nickname,\
        values.changes_requested.date,values.changes_requested.user.nickname,next",
)]
pub struct PullRequestsActivityList {
    workspace: Option<String>,
    repo_slug: String,
}
