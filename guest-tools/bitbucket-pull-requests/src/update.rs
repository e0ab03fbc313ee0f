//! `bitbucket_pull_request_update`.

use bitbucket::UserRef;
use innkeeper_sdk::prelude::*;

use crate::edit;

#[cfg(test)]
mod tests;

/// Edits an open pull request and answers with it: title, description, destination branch, reviewers or draft. What is
/// left out stays as it is. `reviewers` is the whole list, so read the present ones first with
/// `bitbucket_pull_request_get` to add somebody. It changes no closed pull request, and not the source branch.
#[tool(
    name = "bitbucket_pull_request_update",
    title = "Edit a pull request",
    effect = write,
    idempotent,
    scopes("pullrequest:write"),
    put = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}",
    run = update,
)]
pub struct PullRequestUpdate {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
    /// The new title: one line.
    #[schemars(length(min = 1))]
    title: Option<String>,
    /// The new description, in Markdown; an empty text removes it.
    description: Option<String>,
    /// Branch to merge into instead.
    #[at(body = "destination.branch.name")]
    #[schemars(length(min = 1))]
    destination_branch: Option<String>,
    /// Everybody who is to review, instead of those who are: UUIDs in braces, or account ids. An empty list removes all
    /// of them; the author cannot be one.
    reviewers: Option<Vec<UserRef>>,
    /// Whether it is a draft.
    draft: Option<bool>,
}

fn update(input: PullRequestUpdate) -> Result<Output, Failure> {
    let request = input.request()?;
    edit::require_change(&request, "title", "title, description, destination_branch, reviewers or draft")?;
    Ok(request.send()?.pass_on())
}
