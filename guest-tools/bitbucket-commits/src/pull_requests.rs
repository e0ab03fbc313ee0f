//! Where a commit was reviewed.
//!
//! The provider indexes a repository's pull requests when it is asked for the first time, and answers 202
//! until it is done. An empty list would then be read as "none", so the answer says what it is.

use innkeeper_sdk::prelude::*;
use serde::Serialize;

#[cfg(test)]
mod tests;

/// Lists the pull requests that a commit was part of. Use it to find the discussion behind a change. While
/// the provider indexes the repository, the answer is `{"status": "INDEXING"}` instead of a page: ask again
/// in a minute. A repository without the app Pull Request Commit Links is not found; opening a commit's pull
/// requests on the web once installs it.
#[tool(
    name = "bitbucket_commit_pull_requests_list",
    title = "List the pull requests of a commit",
    effect = read,
    scopes("pullrequest"),
    get = "/repositories/{workspace}/{repo_slug}/commit/{commit}/pullrequests",
    paged(max = 50),
    compact = "values.id,values.title,values.state,values.author.display_name,values.destination.branch.name,\
        values.created_on,values.links.html.href,page,size,next",
    run = list,
)]
pub struct CommitPullRequestsList {
    workspace: Option<String>,
    repo_slug: String,
    /// Hash of the commit.
    commit: String,
}

fn list(input: CommitPullRequestsList) -> Result<Output, Failure> {
    let request = input.request()?;
    match (&input.next, input.max_items) {
        // What has a second page is indexed.
        (Some(_), _) => input.gather(request),
        (None, None) => {
            let page = request.send()?;
            if page.status() == INDEXING { Indexing::answer() } else { Ok(page.pass_on()) }
        }
        (None, Some(_)) => {
            // Gathered pages do not tell their status.
            let first = request.clone().send()?;
            if first.status() == INDEXING { Indexing::answer() } else { input.gather(request) }
        }
    }
}

/// The provider's status while it indexes.
const INDEXING: u16 = 202;

/// The answer while nobody can know.
#[derive(Serialize)]
struct Indexing {
    status: &'static str,
    message: &'static str,
}

impl Indexing {
    fn answer() -> Result<Output, Failure> {
        Output::json(&Self {
            status: "INDEXING",
            message: "the provider is still finding out which pull requests have this commit: ask later",
        })
    }
}
