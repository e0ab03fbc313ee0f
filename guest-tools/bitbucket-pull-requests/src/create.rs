//! `bitbucket_pull_request_create`.
//!
//! For a branch that has an open pull request, the provider answers with that one, retitled (Bitbucket facts,
//! trap 14). So this looks first, and refuses where it would rename somebody's work.

use bitbucket::{UserRef, filter};
use innkeeper_sdk::prelude::*;
use serde::Deserialize;

#[cfg(test)]
mod tests;

const PULL_REQUESTS: &str = "/repositories/{workspace}/{repo_slug}/pullrequests";

const LOOKUP_FIELDS: &str = "values.id,values.title,values.source.repository.full_name,\
    values.destination.repository.full_name,values.destination.branch.name";

/// The page of open pull requests is cut to what tells them apart; this is far more than it needs.
const MAX_LOOKUP_BYTES: u32 = 65_536;

/// Opens a pull request and answers with it. Use it once the work is pushed to a branch. Where a pull request
/// from that branch is open already it changes nothing and says which one. Reviewers are named by uuid or
/// account id; the author cannot be one.
#[tool(
    name = "bitbucket_pull_request_create",
    title = "Open a pull request",
    effect = write,
    scopes("pullrequest:write"),
    post = "/repositories/{workspace}/{repo_slug}/pullrequests",
    workspaces(body = "source.repository.full_name"),
    also(get = "/repositories/{workspace}/{repo_slug}/pullrequests"),
    run = create,
)]
pub struct PullRequestCreate {
    workspace: Option<String>,
    repo_slug: String,
    /// One line that says what the change does.
    #[schemars(length(min = 1))]
    title: String,
    /// Branch that holds the work.
    #[at(body = "source.branch.name")]
    #[schemars(length(min = 1))]
    source_branch: String,
    /// Branch to merge into; without it, the repository's main branch.
    #[at(body = "destination.branch.name")]
    destination_branch: Option<String>,
    /// What reviewers should know, in Markdown.
    description: Option<String>,
    /// People to ask: UUIDs in braces, or account ids.
    reviewers: Option<Vec<UserRef>>,
    /// Whether the source branch goes once it is merged.
    close_source_branch: Option<bool>,
    /// Whether to open it as a draft.
    draft: Option<bool>,
    /// `workspace/repository` of a fork, where the source branch is there.
    #[at(body = "source.repository.full_name")]
    source_repository: Option<String>,
}

fn create(input: PullRequestCreate) -> Result<Output, Failure> {
    let request = input.request()?;
    request.check()?;
    if let Some(open) = find_open(&input, &request)? {
        return Err(open.refusal(&input));
    }
    Ok(request.send()?.pass_on())
}

/// The open pull request that creating would change.
fn find_open(input: &PullRequestCreate, request: &Request) -> Result<Option<Open>, Failure> {
    let lookup = request
        .sibling(Method::Get, PULL_REQUESTS)
        .query("q", same_branches(input))
        .query("fields", LOOKUP_FIELDS);
    let found: Page = lookup.send()?.json(MAX_LOOKUP_BYTES)?;
    // The same name may stand for a branch of another fork; that one is somebody else's.
    let repository = input.source_repository.as_deref();
    Ok(found.values.into_iter().find(|open| open.comes_from(repository)))
}

fn same_branches(input: &PullRequestCreate) -> String {
    let mut terms =
        vec![filter::equals("state", "OPEN"), filter::equals("source.branch.name", &input.source_branch)];
    if let Some(branch) = &input.destination_branch {
        terms.push(filter::equals("destination.branch.name", branch));
    }
    terms.join(" AND ")
}

#[derive(Deserialize)]
struct Page {
    values: Vec<Open>,
}

#[derive(Deserialize)]
struct Open {
    id: u64,
    title: String,
    source: Source,
    destination: Destination,
}

#[derive(Deserialize)]
struct Source {
    /// Absent where the fork is gone.
    repository: Option<Repository>,
}

#[derive(Deserialize)]
struct Destination {
    repository: Option<Repository>,
    branch: Branch,
}

#[derive(Deserialize)]
struct Repository {
    full_name: String,
}

#[derive(Deserialize)]
struct Branch {
    name: String,
}

impl Open {
    /// Whether its source is this repository; by default, the one that it goes into.
    fn comes_from(&self, repository: Option<&str>) -> bool {
        let own = self.source.repository.as_ref().map(|own| own.full_name.as_str());
        let target = self.destination.repository.as_ref().map(|target| target.full_name.as_str());
        own == repository.or(target)
    }

    fn refusal(&self, input: &PullRequestCreate) -> Failure {
        let (id, title, into, from) =
            (self.id, &self.title, &self.destination.branch.name, &input.source_branch);
        let way_out = match input.destination_branch {
            Some(_) => "change that one instead",
            None => "change that one instead, or name another destination_branch",
        };
        Failure::Refused(format!(
            "pull request {id} ({title:?}) from {from:?} into {into:?} is open: {way_out}"
        ))
    }
}
