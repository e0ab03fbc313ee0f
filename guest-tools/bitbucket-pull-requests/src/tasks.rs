//! What is left to do before a pull request can land. Writing asks for a read scope only (Bitbucket facts, trap 1): the
//! effect is what gates it.

use innkeeper_sdk::prelude::*;

pub mod update;

/// Lists the tasks of a pull request, a page at a time: text, state (`RESOLVED` or `UNRESOLVED`), who made them and the
/// comment they belong to. Use it to see what is left to do: `q` = `state = "UNRESOLVED"`.
#[tool(
    name = "bitbucket_pull_request_tasks_list",
    title = "List the tasks of a pull request",
    effect = read,
    scopes("pullrequest"),
    get = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/tasks",
    filtered,
    paged(max = 100),
    compact = "values.id,values.state,values.content.raw,values.creator.nickname,values.comment.id,next",
)]
pub struct PullRequestTasksList {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
}

/// Reads one task of a pull request: text, state, who made it and who resolved it when. Use it when the id is known;
/// `bitbucket_pull_request_tasks_list` finds ids.
#[tool(
    name = "bitbucket_pull_request_task_get",
    title = "Read a task",
    effect = read,
    scopes("pullrequest"),
    get = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/tasks/{task_id}",
    compact = "id,state,content.raw,pending,creator.display_name,comment.id,resolved_by.display_name,\
        resolved_on,created_on,updated_on,links.html.href",
)]
pub struct PullRequestTaskGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
    /// Id of the task.
    task_id: u64,
}

/// Adds a task to a pull request, open, and answers with it. Use it for what has to happen before the merge: unlike a
/// comment it is ticked off. It cannot be made resolved, and is assigned to nobody.
#[tool(
    name = "bitbucket_pull_request_task_create",
    title = "Add a task",
    effect = write,
    scopes("pullrequest"),
    post = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/tasks",
)]
pub struct PullRequestTaskCreate {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
    /// What is to be done, in Markdown.
    #[at(body = "content.raw")]
    #[schemars(length(min = 1))]
    content: String,
    /// Id of the comment to put it below.
    #[at(body = "comment.id")]
    comment_id: Option<u64>,
    /// Whether to keep it as a draft of the caller's review, unseen by others. It does not say whether the task is done.
    pending: Option<bool>,
}

/// Deletes a task of a pull request. Use it for one that was a mistake; what is done is resolved instead, with
/// `bitbucket_pull_request_task_update`. It cannot be undone, and answers with nothing.
#[tool(
    name = "bitbucket_pull_request_task_delete",
    title = "Delete a task",
    effect = destructive,
    idempotent,
    scopes("pullrequest"),
    delete = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/tasks/{task_id}",
)]
pub struct PullRequestTaskDelete {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
    /// Id of the task.
    task_id: u64,
}
