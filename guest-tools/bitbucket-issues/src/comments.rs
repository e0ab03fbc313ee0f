//! What people say about an issue.

use innkeeper_sdk::prelude::*;

use crate::issue_id::IssueId;

/// Says something about an issue and answers with the comment, its id included. Use it to ask the reporter or
/// to report progress. Calling it twice says it twice.
#[tool(
    name = "bitbucket_issue_comment_create",
    title = "Comment on an issue",
    effect = write,
    scopes("issue:write"),
    post = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}/comments",
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
)]
pub struct IssueCommentCreate {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the issue in its repository.
    #[schemars(range(min = 1))]
    issue_id: u64,
    /// What to say, in Markdown.
    #[at(body = "content.raw")]
    #[schemars(length(min = 1))]
    content: String,
}

/// Replaces the text of a comment on an issue and answers with the comment. Use it to correct one; only its
/// author and administrators may.
#[tool(
    name = "bitbucket_issue_comment_update",
    title = "Edit a comment on an issue",
    effect = write,
    idempotent,
    scopes("issue:write"),
    put = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}/comments/{comment_id}",
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
)]
pub struct IssueCommentUpdate {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the issue in its repository, as text: `"12"`.
    issue_id: IssueId,
    /// Id of the comment; `bitbucket_issue_comments_list` knows it.
    #[schemars(range(min = 1))]
    comment_id: u64,
    /// The new text, in Markdown. It takes the place of the whole text.
    #[at(body = "content.raw")]
    #[schemars(length(min = 1))]
    content: String,
}

/// Deletes a comment on an issue for good. Only its author and administrators may. It returns nothing.
#[tool(
    name = "bitbucket_issue_comment_delete",
    title = "Delete a comment on an issue",
    effect = destructive,
    idempotent,
    scopes("issue:write"),
    delete = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}/comments/{comment_id}",
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
)]
pub struct IssueCommentDelete {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the issue in its repository, as text: `"12"`.
    issue_id: IssueId,
    /// Id of the comment; `bitbucket_issue_comments_list` knows it.
    #[schemars(range(min = 1))]
    comment_id: u64,
}

/// Lists the comments on an issue, oldest first, a page at a time. Use `q` to choose (`created_on >
/// 2026-01-31`). A change of the issue is among them as a comment whose `content.raw` is null.
#[tool(
    name = "bitbucket_issue_comments_list",
    title = "List comments on an issue",
    effect = read,
    scopes("issue"),
    get = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}/comments",
    filtered(q),
    paged(max = 100),
    compact = "values.id,values.content.raw,values.user.display_name,values.created_on,page,size,next",
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
)]
pub struct IssueCommentsList {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the issue in its repository.
    #[schemars(range(min = 1))]
    issue_id: u64,
}
