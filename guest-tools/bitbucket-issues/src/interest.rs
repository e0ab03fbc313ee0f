//! Votes for an issue and watches of it: those of the person behind the account.
//!
//! The two questions are answered by a status alone (Bitbucket facts, trap 10).

use bitbucket::question;
use innkeeper_sdk::prelude::*;

use crate::issue_id::IssueId;

#[cfg(test)]
mod tests;

const ISSUE: &str = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}";

/// Votes for an issue, as the person behind the account. Use it to say that somebody else is waiting for it.
/// Voting again changes nothing. It returns nothing: the count is in `bitbucket_issue_get`.
#[tool(
    name = "bitbucket_issue_vote",
    title = "Vote for an issue",
    effect = write,
    idempotent,
    scopes("account:write", "issue"),
    put = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}/vote",
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
    returns = nothing,
)]
pub struct IssueVote {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the issue in its repository, as text: `"12"`.
    issue_id: IssueId,
}

/// Asks whether the person behind the account has voted for an issue: `{"voted": true}` or `{"voted":
/// false}`. An issue that is not there is an error. It knows nobody else's vote.
#[tool(
    name = "bitbucket_issue_vote_get",
    title = "Ask for the own vote",
    effect = read,
    scopes("account", "issue"),
    get = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}/vote",
    also(get = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}"),
    run = voted,
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
    returns = question("voted"),
)]
pub struct IssueVoteGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the issue in its repository, as text: `"12"`.
    issue_id: IssueId,
}

/// Takes back the vote of the person behind the account. It returns nothing.
#[tool(
    name = "bitbucket_issue_unvote",
    title = "Take back a vote",
    effect = write,
    idempotent,
    scopes("account:write", "issue:write"),
    delete = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}/vote",
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
)]
pub struct IssueUnvote {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the issue in its repository, as text: `"12"`.
    issue_id: IssueId,
}

/// Watches an issue, so that the person behind the account is told of what happens to it. It returns nothing.
#[tool(
    name = "bitbucket_issue_watch",
    title = "Watch an issue",
    effect = write,
    idempotent,
    scopes("account:write", "issue"),
    put = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}/watch",
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
    returns = nothing,
)]
pub struct IssueWatch {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the issue in its repository, as text: `"12"`.
    issue_id: IssueId,
}

/// Asks whether the person behind the account watches an issue: `{"watching": true}` or `{"watching":
/// false}`. An issue that is not there is an error. It knows nobody else's watches.
#[tool(
    name = "bitbucket_issue_watch_get",
    title = "Ask for the own watch",
    effect = read,
    scopes("account", "issue"),
    get = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}/watch",
    also(get = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}"),
    run = watching,
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
    returns = question("watching"),
)]
pub struct IssueWatchGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the issue in its repository, as text: `"12"`.
    issue_id: IssueId,
}

/// Stops watching an issue, as the person behind the account. It returns nothing.
#[tool(
    name = "bitbucket_issue_unwatch",
    title = "Stop watching an issue",
    effect = write,
    idempotent,
    scopes("account:write", "issue:write"),
    delete = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}/watch",
    removed("2026-08-20", "Atlassian ended Bitbucket's issue tracker: keep issues in Jira instead"),
)]
pub struct IssueUnwatch {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the issue in its repository, as text: `"12"`.
    issue_id: IssueId,
}

fn voted(input: IssueVoteGet) -> Result<Output, Failure> {
    ask(input.request()?, "voted")
}

fn watching(input: IssueWatchGet) -> Result<Output, Failure> {
    ask(input.request()?, "watching")
}

/// A no counts only where the issue is there.
fn ask(request: Request, name: &'static str) -> Result<Output, Failure> {
    let issue = request.sibling(Method::Get, ISSUE).query("fields", "id");
    question::ask(request, name, issue)
}
