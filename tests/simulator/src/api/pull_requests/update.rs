//! Editing and declining.

use super::{
    super::{
        operation::{Call, Reply},
        refusal::Refusal,
    },
    create, find, find_mut, people, show,
};
use crate::world::{PullRequest, PullRequestState, World};

/// Changes what the body names and keeps the rest. `close_source_branch` alone is dropped, as at Bitbucket (tools table,
/// notes).
pub(super) fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    let repository = world.repository(id);
    let mut changed = repository.pull_requests[place].clone();
    require_open(&changed)?;
    if call.text("/title").is_some() {
        create::title(call)?.clone_into(&mut changed.title);
    }
    if let Some(description) = call.text("/description") {
        description.clone_into(&mut changed.description);
    }
    if let Some(branch) = call.text("/destination/branch/name") {
        changed.destination_commit = create::destination(repository, branch, &changed.source_commit)?;
        branch.clone_into(&mut changed.destination_branch);
    }
    if call.body.get("reviewers").is_some() {
        changed.reviewers = people::reviewers(world, call, changed.author)?;
    }
    changed.draft = call.flag("/draft").unwrap_or(changed.draft);
    if ["title", "description", "destination", "reviewers", "draft"]
        .iter()
        .any(|name| call.body.get(name).is_some())
    {
        changed.close_source_branch =
            call.flag("/close_source_branch").unwrap_or(changed.close_source_branch);
        changed.note(call.caller, call.now);
    }
    world.repository_mut(id).pull_requests[place] = changed;
    Ok(Reply::found(show(world, id, place, call)))
}

/// Closes it without its changes. There is no way back.
pub(super) fn decline(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let pull_request = find_mut(world, call)?;
    require_open(pull_request)?;
    call.text("/message").unwrap_or_default().clone_into(&mut pull_request.reason);
    pull_request.close(PullRequestState::Declined, call.caller, call.now);
    let (id, place) = find(world, call)?;
    Ok(Reply::found(show(world, id, place, call)))
}

/// A closed one stays as it is.
pub(super) fn require_open(pull_request: &PullRequest) -> Result<(), Refusal> {
    match pull_request.state {
        PullRequestState::Open => Ok(()),
        _ => Err(Refusal::bad_request("This pull request is already closed.")),
    }
}
