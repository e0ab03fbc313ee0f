//! `/pullrequests`: open, read, list. [`merge`] lands them.

mod create;
mod merge;
pub(super) mod render;

use super::{
    access,
    listing::Listing,
    operation::{Call, Collection, Operation, Reply},
    refusal::Refusal,
    strict::{Property, Shape, optional, required},
};
use crate::{
    scope::Scope,
    world::{PullRequest, PullRequestState, Repository, RepositoryId, World},
};

const COLLECTION: &str = "/repositories/{workspace}/{repo_slug}/pullrequests";

/// Names that lists can be filtered and sorted by.
const NAMES: &[&str] = &[
    "id",
    "title",
    "description",
    "state",
    "draft",
    "author.uuid",
    "author.nickname",
    "source.branch.name",
    "destination.branch.name",
    "created_on",
    "updated_on",
];

/// Pull requests come at most fifty to a page.
const PULL_REQUESTS: Listing = Listing::Pages { largest: 50, filters: NAMES, sorts: NAMES };

const STATES: Shape = Shape::OneOf(&["OPEN", "MERGED", "DECLINED", "SUPERSEDED"]);

const BRANCH: Shape = Shape::Object(&[required("name", Shape::Text)]);

const SOURCE: &[Property] = &[
    required("branch", BRANCH),
    optional(
        "repository",
        Shape::Object(&[optional("full_name", Shape::Text), optional("uuid", Shape::Text)]),
    ),
];

const REVIEWER: Shape = Shape::Object(&[
    optional("type", Shape::Text),
    optional("uuid", Shape::Text),
    optional("account_id", Shape::Text),
]);

const NEW: &[Property] = &[
    optional("type", Shape::OneOf(&["pullrequest"])),
    required("title", Shape::Text),
    optional("description", Shape::Text),
    required("source", Shape::Object(SOURCE)),
    optional("destination", Shape::Object(&[required("branch", BRANCH)])),
    optional("reviewers", Shape::ListOf(&REVIEWER)),
    optional("close_source_branch", Shape::Boolean),
    optional("draft", Shape::Boolean),
];

const STRATEGIES: Shape = Shape::OneOf(&[
    "merge_commit",
    "squash",
    "fast_forward",
    "squash_fast_forward",
    "rebase_fast_forward",
    "rebase_merge",
]);

const MERGE: &[Property] = &[
    optional("type", Shape::Text),
    optional("message", Shape::Text),
    optional("close_source_branch", Shape::Boolean),
    optional("merge_strategy", STRATEGIES),
];

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(COLLECTION, &[Scope::Pullrequest], list)
        .with_query(&[optional("state", STATES)])
        .listed(PULL_REQUESTS),
    Operation::post(COLLECTION, &[Scope::PullrequestWrite], NEW, create::create),
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}",
        &[Scope::Pullrequest],
        get,
    ),
    Operation::post(
        "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/merge",
        &[Scope::PullrequestWrite],
        MERGE,
        merge::merge,
    )
    .with_query(&[optional("async", Shape::Boolean)]),
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/merge/task-status/{task_id}",
        &[Scope::Pullrequest],
        merge::task_status,
    ),
];

/// Open ones, unless `state` or `q` say otherwise; with `q`, `state` counts for nothing (facts, trap 14).
fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    follow_branches(world.repository_mut(id));
    let states: Vec<&str> = call.query.all("state").collect();
    let wanted = |state: PullRequestState| match (call.query.first("q"), states.as_slice()) {
        (Some(_), _) => true,
        (None, []) => state == PullRequestState::Open,
        (None, states) => states.contains(&state.name()),
    };
    let repository = world.repository(id);
    let shown = repository.pull_requests.iter().rev().filter(|pull_request| wanted(pull_request.state));
    let items = shown.map(|pull_request| render::full(world, repository, pull_request, call.links)).collect();
    Ok(Reply::Collection(Collection { hidden: &["reviewers", "participants"], ..Collection::of(items) }))
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    Ok(Reply::found(show(world, id, place, call)))
}

/// The pull request that the path names.
fn find(world: &mut World, call: &Call<'_>) -> Result<(RepositoryId, usize), Refusal> {
    let id = access::repository(world, call)?;
    let wanted = call.param("pull_request_id");
    let repository = world.repository_mut(id);
    follow_branches(repository);
    let place = repository.pull_requests.iter().position(|known| known.id.to_string() == wanted);
    let place = place.ok_or_else(|| Refusal::not_found(format!("Pull request {wanted} not found")))?;
    Ok((id, place))
}

fn show(world: &World, id: RepositoryId, place: usize, call: &Call<'_>) -> serde_json::Value {
    let repository = world.repository(id);
    render::full(world, repository, &repository.pull_requests[place], call.links)
}

/// Open pull requests follow their branches.
fn follow_branches(repository: &mut Repository) {
    let Repository { history, pull_requests, .. } = repository;
    let open = pull_requests.iter_mut().filter(|known| known.state == PullRequestState::Open);
    for PullRequest { source_branch, source_commit, destination_branch, destination_commit, .. } in open {
        for (branch, commit) in [(source_branch, source_commit), (destination_branch, destination_commit)] {
            if let Some(tip) = history.tip(branch) {
                *commit = tip.hash.clone();
            }
        }
    }
}
