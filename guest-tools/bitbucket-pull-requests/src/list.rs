//! Lists of pull requests: `bitbucket_pull_requests_list` and `bitbucket_workspace_pull_requests_list`.

use bitbucket::{UserId, filter};
use innkeeper_sdk::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// Lists the pull requests of a repository, a page at a time: open ones, unless `state` or `q` says otherwise. Use `q`
/// to find by branch (`source.branch.name = "feature/x"`), author (`author.uuid = "{…}"`) or title. Entries leave out
/// reviewers and participants: read one with `bitbucket_pull_request_get` for those.
#[tool(
    name = "bitbucket_pull_requests_list",
    title = "List pull requests",
    effect = read,
    scopes("pullrequest"),
    get = "/repositories/{workspace}/{repo_slug}/pullrequests",
    filtered,
    paged(max = 50),
    compact = "values.id,values.title,values.state,values.draft,values.author.display_name,values.source.branch.name,\
        values.destination.branch.name,values.created_on,values.updated_on,values.links.html.href,next",
    run = list,
)]
pub struct PullRequestsList {
    workspace: Option<String>,
    repo_slug: String,
    /// Only those in this state.
    state: Option<State>,
}

/// Lists the pull requests that one person opened in any repository of a workspace, a page at a time: open ones, unless
/// `state` or `q` says otherwise. Use it for "what am I working on". It does not list those that a person reviews:
/// for these, use `bitbucket_pull_requests_list` with `q` = `reviewers.uuid = "{…}"` in a repository.
#[tool(
    name = "bitbucket_workspace_pull_requests_list",
    title = "List somebody's pull requests",
    effect = read,
    scopes("pullrequest"),
    get = "/workspaces/{workspace}/pullrequests/{selected_user}",
    filtered,
    paged(max = 50),
    compact = "values.id,values.title,values.state,values.draft,values.destination.repository.full_name,\
        values.source.branch.name,values.destination.branch.name,values.created_on,values.updated_on,\
        values.links.html.href,next",
    run = list_of_workspace,
)]
pub struct WorkspacePullRequestsList {
    workspace: Option<String>,
    /// Who opened them: a UUID in braces, or an account id.
    selected_user: UserId,
    /// Only those in this state.
    state: Option<State>,
}

/// How far a pull request has come.
#[derive(Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
enum State {
    Open,
    Merged,
    Declined,
    Superseded,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Merged => "MERGED",
            Self::Declined => "DECLINED",
            Self::Superseded => "SUPERSEDED",
        }
    }
}

fn list(mut input: PullRequestsList) -> Result<Output, Failure> {
    fold(&mut input.q, &mut input.state);
    input.gather(input.request()?)
}

fn list_of_workspace(mut input: WorkspacePullRequestsList) -> Result<Output, Failure> {
    fold(&mut input.q, &mut input.state);
    input.gather(input.request()?)
}

/// Beside `q`, the provider ignores `state` (Bitbucket facts, trap 14): so it becomes a part of `q`.
fn fold(q: &mut Option<String>, state: &mut Option<State>) {
    let Some(text) = q else { return };
    if let Some(state) = state.take() {
        *text = format!("({text}) AND {}", filter::equals("state", state.as_str()));
    }
}
