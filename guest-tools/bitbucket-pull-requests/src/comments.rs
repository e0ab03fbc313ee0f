//! What people say about a pull request. Writing asks for a read scope only (Bitbucket facts, trap 1): the effect is
//! what gates it.

use innkeeper_sdk::prelude::*;

pub mod create;

/// Lists the comments of a pull request, oldest first, a page at a time: general ones, those on lines (`inline`) and
/// replies (`parent`). Deleted comments are among them, without their text and with `deleted` set: leave them out with
/// `q` = `deleted = false`. A comment with a `resolution` starts a thread that is settled.
#[tool(
    name = "bitbucket_pull_request_comments_list",
    title = "List the comments of a pull request",
    effect = read,
    scopes("pullrequest"),
    get = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments",
    filtered,
    paged(max = 100),
    compact = "values.id,values.user.nickname,values.created_on,values.content.raw,values.inline.path,\
        values.inline.from,values.inline.to,values.parent.id,values.deleted,values.resolution.type,next",
)]
pub struct PullRequestCommentsList {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
}

/// Reads one comment of a pull request: text, author, the file and line it is on, what it replies to and whether its
/// thread is settled. Use it when the id is known, from `bitbucket_pull_request_comments_list` or the activity. It does
/// not return the replies.
#[tool(
    name = "bitbucket_pull_request_comment_get",
    title = "Read a comment",
    effect = read,
    scopes("pullrequest"),
    get = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments/{comment_id}",
    compact = "id,content.raw,user.display_name,user.uuid,inline,parent.id,deleted,pending,\
        resolution.user.display_name,resolution.created_on,created_on,updated_on,links.html.href",
)]
pub struct PullRequestCommentGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
    /// Id of the comment.
    comment_id: u64,
}

/// Replaces the text of the caller's own comment on a pull request and answers with the comment. It moves the comment
/// to no other line or thread, and edits nobody else's comments.
#[tool(
    name = "bitbucket_pull_request_comment_update",
    title = "Edit a comment",
    effect = write,
    idempotent,
    scopes("pullrequest"),
    put = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments/{comment_id}",
)]
pub struct PullRequestCommentUpdate {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
    /// Id of the comment.
    comment_id: u64,
    /// The new text, in Markdown.
    #[at(body = "content.raw")]
    #[schemars(length(min = 1))]
    content: String,
}

/// Deletes a comment of a pull request: the caller's own, or anybody's where the caller administers the repository. Its
/// text is gone for good; an entry marked as deleted stays in the list, and so do the replies. To settle a discussion
/// and keep it, use `bitbucket_pull_request_comment_resolve`.
#[tool(
    name = "bitbucket_pull_request_comment_delete",
    title = "Delete a comment",
    effect = destructive,
    idempotent,
    scopes("pullrequest"),
    delete = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments/{comment_id}",
)]
pub struct PullRequestCommentDelete {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
    /// Id of the comment.
    comment_id: u64,
}
