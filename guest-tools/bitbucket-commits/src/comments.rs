//! What people say about a commit.

use innkeeper_sdk::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A place in a file.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Inline {
    /// Path of the file in the repository.
    #[schemars(length(min = 1))]
    path: String,
    /// Line in the file before the commit, counted from 1: for a line that was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    from: Option<u64>,
    /// Line in the file after the commit, counted from 1: for a line that is there now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    to: Option<u64>,
}

/// Lists the comments of a commit, oldest first, those at lines of files included. Use `parent` of an entry
/// to see what it replies to. It does not list the comments of pull requests.
#[tool(
    name = "bitbucket_commit_comments_list",
    title = "List the comments of a commit",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/commit/{commit}/comments",
    filtered,
    paged(max = 100),
    compact = "values.id,values.content.raw,values.user.display_name,values.created_on,values.deleted,\
        values.parent.id,values.inline.path,values.inline.from,values.inline.to,page,size,next",
)]
pub struct CommentsList {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of the commit.
    commit: String,
}

/// Reads one comment of a commit: its text, author, place and what it replies to.
#[tool(
    name = "bitbucket_commit_comment_get",
    title = "Read a comment of a commit",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/commit/{commit}/comments/{comment_id}",
    compact = "id,content.raw,user.display_name,user.uuid,created_on,updated_on,deleted,parent.id,\
        inline.path,inline.from,inline.to,links.html.href",
)]
pub struct CommentGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of the commit.
    commit: String,
    /// Number of the comment; `bitbucket_commit_comments_list` knows it.
    comment_id: u64,
}

/// Writes a comment on a commit in the name of the account, and answers with it: on the commit as a whole, at
/// a line of a file (`inline`), or as a reply (`parent_id`). Everybody who can see the commit sees it.
#[tool(
    name = "bitbucket_commit_comment_create",
    title = "Comment on a commit",
    effect = write,
    scopes("repository"),
    post = "/repositories/{workspace}/{repo_slug}/commit/{commit}/comments",
)]
pub struct CommentCreate {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of the commit.
    commit: String,
    /// What to say, in Markdown.
    #[at(body = "content.raw")]
    #[schemars(length(min = 1))]
    content: String,
    /// Number of the comment to reply to.
    #[at(body = "parent.id")]
    parent_id: Option<u64>,
    /// File and line that it is about; without it, the commit as a whole.
    inline: Option<Inline>,
}

/// Replaces the text of a comment on a commit, and answers with the comment. Its place and what it replies to
/// stay. Only the comment's author may do this.
#[tool(
    name = "bitbucket_commit_comment_update",
    title = "Edit a comment of a commit",
    effect = write,
    idempotent,
    scopes("repository"),
    put = "/repositories/{workspace}/{repo_slug}/commit/{commit}/comments/{comment_id}",
)]
pub struct CommentUpdate {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of the commit.
    commit: String,
    /// Number of the comment.
    comment_id: u64,
    /// What it says from now on, in Markdown.
    #[at(body = "content.raw")]
    #[schemars(length(min = 1))]
    content: String,
}

/// Deletes a comment of a commit. One that has replies stays as an empty place marked `deleted`, so that the
/// replies keep theirs. It cannot be undone.
#[tool(
    name = "bitbucket_commit_comment_delete",
    title = "Delete a comment of a commit",
    effect = destructive,
    idempotent,
    scopes("repository"),
    delete = "/repositories/{workspace}/{repo_slug}/commit/{commit}/comments/{comment_id}",
)]
pub struct CommentDelete {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of the commit.
    commit: String,
    /// Number of the comment.
    comment_id: u64,
}
