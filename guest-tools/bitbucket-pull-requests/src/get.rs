//! `bitbucket_pull_request_get`.

use innkeeper_sdk::prelude::*;

/// Reads one pull request: title, description, state, branches, reviewers and who approved. Use it when the
/// number is known; `bitbucket_pull_requests_list` finds numbers. It returns neither the diff nor the
/// comments.
#[tool(
    name = "bitbucket_pull_request_get",
    title = "Read a pull request",
    effect = read,
    scopes("pullrequest"),
    get = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}",
    compact = "id,title,description,state,draft,author.display_name,source.branch.name,source.commit.hash,\
        destination.branch.name,reviewers.display_name,reviewers.uuid,participants.user.display_name,\
        participants.approved,participants.state,comment_count,task_count,created_on,updated_on,\
        links.html.href",
)]
pub struct PullRequestGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
}
