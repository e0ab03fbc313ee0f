//! Opening a pull request.

use super::{
    super::{
        access,
        operation::{Call, Reply},
        refusal::Refusal,
    },
    people::reviewers,
    show,
};
use crate::world::{CommitHash, Ends, PullRequest, PullRequestState, Repository, RepositoryId, World};

/// Opens one. Two branches that have an open one keep it: that one is answered, with the new title (facts, trap 14).
pub(super) fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    world.follow_branches(id);
    let reviewers = reviewers(world, call, call.caller)?;
    let ends = ends(world, id, call)?;
    let repository = world.repository_mut(id);
    let title = title(call)?;
    let place = match open_between(repository, &ends) {
        Some(place) => {
            title.clone_into(&mut repository.pull_requests[place].title);
            place
        }
        None => {
            let number = repository.pull_requests.len() as u64 + 1;
            let mut opened = PullRequest::open(number, title, call.caller, ends, call.now);
            call.text("/description").unwrap_or_default().clone_into(&mut opened.description);
            opened.draft = call.flag("/draft").unwrap_or_default();
            opened.close_source_branch = call.flag("/close_source_branch").unwrap_or_default();
            opened.reviewers = reviewers;
            repository.pull_requests.push(opened);
            repository.pull_requests.len() - 1
        }
    };
    repository.pull_requests[place].note(call.caller, call.now);
    Ok(Reply::created(show(world, id, place, call)))
}

/// The title of the body, which says something.
pub(super) fn title<'c>(call: &'c Call<'_>) -> Result<&'c str, Refusal> {
    match call.text("/title") {
        Some(title) if !title.trim().is_empty() => Ok(title),
        _ => Err(Refusal::field("title", "must not be empty")),
    }
}

fn open_between(repository: &Repository, ends: &Ends) -> Option<usize> {
    let open = |known: &PullRequest| {
        known.state == PullRequestState::Open
            && known.source_repository == ends.source_repository
            && known.source_branch == ends.source_branch
            && known.destination_branch == ends.destination_branch
    };
    repository.pull_requests.iter().position(open)
}

/// The two branches of a new pull request, which exist and differ.
fn ends(world: &World, id: RepositoryId, call: &Call<'_>) -> Result<Ends, Refusal> {
    let repository = world.repository(id);
    let source_repository = fork(world, id, call)?;
    let source = world.repository(source_repository.unwrap_or(id));
    let source_branch = call.text("/source/branch/name").unwrap_or_default();
    let destination_branch = call.text("/destination/branch/name").unwrap_or(&repository.main_branch);
    let source_commit = tip(source, source_branch, "source.branch.name")?;
    let destination_commit = destination(repository, destination_branch, &source_commit)?;
    Ok(Ends {
        source_repository,
        source_branch: source_branch.to_owned(),
        source_commit,
        destination_branch: destination_branch.to_owned(),
        destination_commit,
    })
}

/// The tip of a branch that lacks something of the source.
pub(super) fn destination(
    repository: &Repository,
    branch: &str,
    source: &CommitHash,
) -> Result<CommitHash, Refusal> {
    let destination = tip(repository, branch, "destination.branch.name")?;
    if repository.history.contains(&destination, source) {
        return Err(Refusal::bad_request("There are no changes to be pulled"));
    }
    Ok(destination)
}

fn tip(repository: &Repository, branch: &str, field: &str) -> Result<CommitHash, Refusal> {
    let tip = repository.history.tip(branch).map(|commit| commit.hash.clone());
    tip.ok_or_else(|| Refusal::field(field, &format!("branch not found: {branch}")))
}

/// The fork that the source is in; none where it is in the repository itself.
fn fork(world: &World, id: RepositoryId, call: &Call<'_>) -> Result<Option<RepositoryId>, Refusal> {
    let (name, uuid) = (call.text("/source/repository/full_name"), call.text("/source/repository/uuid"));
    let named = match (name, uuid) {
        (None, None) => return Ok(None),
        (Some(name), _) => name.split_once('/').unwrap_or_default(),
        (None, Some(uuid)) => ("{}", uuid),
    };
    let source = access::visible_repository(world, call.caller, named.0, named.1).ok().filter(|&source| {
        let repository = world.repository(source);
        let is_meant = uuid.is_none_or(|uuid| repository.uuid.is_written(uuid));
        is_meant && (source == id || repository.parent == Some(id))
    });
    match source {
        Some(source) => Ok((source != id).then_some(source)),
        None => Err(Refusal::field("source.repository", "not a fork of the destination repository")),
    }
}
