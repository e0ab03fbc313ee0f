//! `bitbucket_pull_requests_list`.

use bitbucket::filter;
use innkeeper_sdk::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// Lists the pull requests of a repository, a page at a time: open ones, unless `state` or `q` says
/// otherwise. Use `q` to find by branch (`source.branch.name = "feature/x"`), author (`author.uuid = "{…}"`)
/// or title. Entries leave out reviewers and participants: read one with `bitbucket_pull_request_get` for
/// those.
#[tool(
    name = "bitbucket_pull_requests_list",
    title = "List pull requests",
    effect = read,
    scopes("pullrequest"),
    get = "/repositories/{workspace}/{repo_slug}/pullrequests",
    filtered,
    paged(max = 50),
    compact = "values.id,values.title,values.state,values.draft,values.author.display_name,\
        values.source.branch.name,values.destination.branch.name,values.comment_count,\
        values.updated_on,values.links.html.href,page,size,next",
    run = list,
)]
pub struct PullRequestsList {
    workspace: Option<String>,
    repo_slug: String,
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

/// Beside `q`, the provider ignores `state` (Bitbucket facts, trap 14): so it becomes a part of `q`.
fn list(mut input: PullRequestsList) -> Result<Output, Failure> {
    if let (Some(q), Some(state)) = (&input.q, input.state) {
        input.q = Some(format!("({q}) AND {}", filter::equals("state", state.as_str())));
        input.state = None;
    }
    input.gather(input.request()?)
}
