//! Whether a discussion is settled.

use innkeeper_sdk::prelude::*;

/// Settles a thread of a pull request and answers with who settled it and when. Use it once what the comment asks for
/// is done or answered. It takes a comment on code that starts a thread: replies and general comments are refused. A
/// thread that is settled already is a conflict. It changes no text, and no task.
#[tool(
    name = "bitbucket_pull_request_comment_resolve",
    title = "Settle a thread",
    effect = write,
    idempotent,
    scopes("pullrequest"),
    post = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments/{comment_id}/resolve",
)]
pub struct PullRequestCommentResolve {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
    /// Id of the comment on code that starts the thread.
    comment_id: u64,
}

/// Opens a settled thread of a pull request again. Use it when a discussion was settled too early. It answers with
/// nothing; a thread that is not settled is not found.
#[tool(
    name = "bitbucket_pull_request_comment_reopen",
    title = "Open a thread again",
    effect = write,
    idempotent,
    scopes("pullrequest"),
    delete = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments/{comment_id}/resolve",
)]
pub struct PullRequestCommentReopen {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
    /// Id of the comment on code that starts the thread.
    comment_id: u64,
}
