//! The pull requests that a commit was part of.

use http::StatusCode;
use serde_json::json;

use super::{
    super::{
        operation::{Call, Collection, Reply},
        pull_requests,
        refusal::Refusal,
    },
    Found, find, locate,
};
use crate::world::{PullRequest, PullRequestLinks, World};

/// Whoever asks first in a repository is told to come back: that is when it begins to be indexed.
pub(super) fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, _) = locate(world, call)?;
    let links = &mut world.repository_mut(id).pull_request_links;
    if *links == PullRequestLinks::Unknown {
        *links = PullRequestLinks::Indexed;
        let value = json!({ "values": [], "pagelen": 0 });
        return Ok(Reply::Object { status: StatusCode::ACCEPTED, value, location: None });
    }
    let found = find(world, call)?;
    let has = found.repository.pull_requests.iter().filter(|pull_request| has(&found, pull_request));
    let items = has
        .map(|pull_request| pull_requests::render::full(world, found.repository, pull_request, call.links));
    Ok(Reply::Collection(Collection::of(items.collect())))
}

/// Whether the commit is one of those that the pull request brings, or brought, to its destination.
fn has(found: &Found<'_>, pull_request: &PullRequest) -> bool {
    let (history, hash) = (&found.repository.history, &found.commit.hash);
    history.contains(&pull_request.source_commit, hash)
        && !history.contains(&pull_request.destination_commit, hash)
}
