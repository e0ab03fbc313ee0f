//! Issues: open, read, find, change, delete.

use innkeeper_sdk::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// Opens an issue and answers with it. The person behind the account becomes its reporter. Use it to record a
/// fault or a wish; look with `bitbucket_issues_list` first whether it is known. It sets no milestone,
/// version or component and takes no files: `bitbucket_issue_attachment_upload` adds those.
#[tool(
    name = "bitbucket_issue_create",
    title = "Open an issue",
    effect = write,
    scopes("issue:write"),
    post = "/repositories/{workspace}/{repo_slug}/issues",
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
)]
pub struct IssueCreate {
    workspace: Option<String>,
    repo_slug: String,
    /// One line that says what is wrong or wanted.
    #[schemars(length(min = 1))]
    title: String,
    /// The details, in Markdown.
    #[at(body = "content.raw")]
    content: Option<String>,
    /// What it is; `bug`, unless this says otherwise.
    kind: Option<Kind>,
    /// How much it matters; `major`, unless this says otherwise.
    priority: Option<Priority>,
    /// Account id of the person who is to do it.
    #[at(body = "assignee.account_id")]
    #[schemars(length(min = 1))]
    assignee_account_id: Option<String>,
}

/// Reads one issue: title, text, state, kind, priority, reporter, assignee, votes. Use it when the number is
/// known; `bitbucket_issues_list` finds numbers. Comments and attachments have tools of their own.
#[tool(
    name = "bitbucket_issue_get",
    title = "Read an issue",
    effect = read,
    scopes("issue"),
    get = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}",
    compact = "id,title,state,kind,priority,content.raw,reporter.display_name,assignee.display_name,\
        milestone.name,version.name,component.name,votes,watches,created_on,updated_on,links.html.href",
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
)]
pub struct IssueGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the issue in its repository.
    #[schemars(range(min = 1))]
    issue_id: u64,
}

/// Changes an issue and answers with it: title, text, state, kind or priority, one of them at least. What is
/// left out stays as it is. Use it to resolve or reopen an issue as well. It changes no assignee, milestone,
/// version or component. The provider notes a change among the comments.
#[tool(
    name = "bitbucket_issue_update",
    title = "Change an issue",
    effect = write,
    idempotent,
    scopes("issue:write"),
    put = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}",
    run = update,
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
)]
pub struct IssueUpdate {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the issue in its repository.
    #[schemars(range(min = 1))]
    issue_id: u64,
    /// The new title.
    #[schemars(length(min = 1))]
    title: Option<String>,
    /// The new text, in Markdown. It takes the place of the whole text.
    #[at(body = "content.raw")]
    content: Option<String>,
    /// The new state.
    #[at(body = "state")]
    status: Option<State>,
    /// What it is.
    kind: Option<Kind>,
    /// How much it matters.
    priority: Option<Priority>,
}

/// Deletes an issue for good, with its comments, votes and attachments. There is no way back: to close one,
/// set its status with `bitbucket_issue_update`. Its number is not used again.
#[tool(
    name = "bitbucket_issue_delete",
    title = "Delete an issue",
    effect = destructive,
    idempotent,
    scopes("issue:write"),
    delete = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}",
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
)]
pub struct IssueDelete {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the issue in its repository.
    #[schemars(range(min = 1))]
    issue_id: u64,
}

/// Lists the issues of a repository in every state, a page at a time. Use `q` to choose (`state = "open" AND
/// priority = "critical"`, `title ~ "login"`, `assignee.account_id = "…"`) and `sort` to order
/// (`-updated_on`). It answers 404 where the repository has its tracker turned off.
#[tool(
    name = "bitbucket_issues_list",
    title = "List issues",
    effect = read,
    scopes("issue"),
    get = "/repositories/{workspace}/{repo_slug}/issues",
    filtered,
    paged(max = 100),
    compact = "values.id,values.title,values.state,values.kind,values.priority,values.assignee.display_name,\
        values.created_on,values.updated_on,values.links.html.href,page,size,next",
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
)]
pub struct IssuesList {
    workspace: Option<String>,
    repo_slug: String,
}

/// What an issue is.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Bug,
    Enhancement,
    Proposal,
    Task,
}

/// How much an issue matters.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Priority {
    Trivial,
    Minor,
    Major,
    Critical,
    Blocker,
}

/// How far an issue has come.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum State {
    New,
    Open,
    Resolved,
    #[serde(rename = "on hold")]
    OnHold,
    Invalid,
    Duplicate,
    Wontfix,
    Closed,
}

fn update(input: IssueUpdate) -> Result<Output, Failure> {
    let IssueUpdate { title, content, status, kind, priority, .. } = &input;
    let texts = title.is_some() || content.is_some();
    if !texts && status.is_none() && kind.is_none() && priority.is_none() {
        return Err(Failure::invalid("title", "give a title, content, status, kind or priority to change"));
    }
    Ok(input.request()?.send()?.pass_on())
}
