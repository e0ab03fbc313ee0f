//! Opening a pull request.

use serde_json::Value;

use super::{
    super::{
        access,
        operation::{Call, Reply},
        refusal::Refusal,
    },
    show,
};
use crate::world::{CommitHash, PullRequest, PullRequestState, Repository, UserId, World};

/// Opens one. A branch that has an open one keeps it: that one is answered, with the new title (facts, trap 14).
pub(super) fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    require_same_repository(world.repository(id), call)?;
    let reviewers = reviewers(world, call)?;
    let repository = world.repository_mut(id);
    let ends = Ends::read(repository, call)?;
    let title = call.text("/title").unwrap_or_default();
    if title.trim().is_empty() {
        return Err(Refusal::field("title", "must not be empty"));
    }
    let place = match open_from(repository, &ends.source_branch) {
        Some(place) => {
            let known = &mut repository.pull_requests[place];
            known.title = title.to_owned();
            known.updated_on = call.now;
            place
        }
        None => {
            let number = repository.pull_requests.len() as u64 + 1;
            repository.pull_requests.push(new(number, title, ends, reviewers, call));
            repository.pull_requests.len() - 1
        }
    };
    Ok(Reply::created(show(world, id, place, call)))
}

fn open_from(repository: &Repository, branch: &str) -> Option<usize> {
    let open = |known: &PullRequest| known.state == PullRequestState::Open && known.source_branch == branch;
    repository.pull_requests.iter().position(open)
}

fn new(id: u64, title: &str, ends: Ends, reviewers: Vec<UserId>, call: &Call<'_>) -> PullRequest {
    PullRequest {
        id,
        title: title.to_owned(),
        description: call.text("/description").unwrap_or_default().to_owned(),
        state: PullRequestState::Open,
        draft: call.flag("/draft").unwrap_or_default(),
        author: call.caller,
        source_branch: ends.source_branch,
        source_commit: ends.source_commit,
        destination_branch: ends.destination_branch,
        destination_commit: ends.destination_commit,
        close_source_branch: call.flag("/close_source_branch").unwrap_or_default(),
        reviewers,
        merge_commit: None,
        closed_by: None,
        created_on: call.now,
        updated_on: call.now,
    }
}

/// The two branches of a new pull request, which exist and differ.
struct Ends {
    source_branch: String,
    source_commit: CommitHash,
    destination_branch: String,
    destination_commit: CommitHash,
}

impl Ends {
    fn read(repository: &Repository, call: &Call<'_>) -> Result<Self, Refusal> {
        let source_branch = call.text("/source/branch/name").unwrap_or_default();
        let destination_branch = call.text("/destination/branch/name").unwrap_or(&repository.main_branch);
        let source_commit = tip(repository, source_branch, "source.branch.name")?;
        let destination_commit = tip(repository, destination_branch, "destination.branch.name")?;
        if repository.history.contains(&destination_commit, &source_commit) {
            return Err(Refusal::bad_request("There are no changes to be pulled"));
        }
        Ok(Self {
            source_branch: source_branch.to_owned(),
            source_commit,
            destination_branch: destination_branch.to_owned(),
            destination_commit,
        })
    }
}

fn tip(repository: &Repository, branch: &str, field: &str) -> Result<CommitHash, Refusal> {
    let tip = repository.history.tip(branch).map(|commit| commit.hash.clone());
    tip.ok_or_else(|| Refusal::field(field, &format!("branch not found: {branch}")))
}

/// No seeded repository is a fork, so a source elsewhere can never be one.
fn require_same_repository(repository: &Repository, call: &Call<'_>) -> Result<(), Refusal> {
    let name = call.text("/source/repository/full_name").is_none_or(|name| name == repository.full_name());
    let uuid = call.text("/source/repository/uuid").is_none_or(|uuid| repository.uuid.is_written(uuid));
    if name && uuid {
        return Ok(());
    }
    Err(Refusal::field("source.repository", "not a fork of the destination repository"))
}

/// Reviewers are named by UUID or account id, exist, and are not the author (facts, trap 20).
fn reviewers(world: &World, call: &Call<'_>) -> Result<Vec<UserId>, Refusal> {
    let mut reviewers = Vec::new();
    for entry in call.list("/reviewers") {
        let named = |name: &str| entry.get(name).and_then(Value::as_str);
        let identifier = named("uuid").or_else(|| named("account_id")).unwrap_or_default();
        let Some(user) = world.user_identified(identifier) else {
            return Err(Refusal::field("reviewers", &format!("{identifier:?} is no account")));
        };
        if user == call.caller {
            let name = &world.user(user).display_name;
            let problem = format!("{name} is the author and cannot be included as a reviewer.");
            return Err(Refusal::field("reviewers", &problem));
        }
        reviewers.push(user);
    }
    Ok(reviewers)
}
