//! `/pullrequests`: open, read, [`list`], edit, decline. [`merge`] lands them; what people think, say and have to do,
//! what would change and what happened are tables of their own.

pub(super) mod activity;
pub(super) mod changes;
pub(super) mod comments;
mod create;
mod list;
mod merge;
mod people;
pub(super) mod render;
pub(super) mod reviews;
pub(super) mod statuses;
pub(super) mod tasks;
mod update;

use super::{
    access,
    operation::{Call, Operation, Reply},
    refusal::Refusal,
    strict::{Property, Shape, optional, required},
};
use crate::{
    scope::Scope,
    world::{PullRequest, RepositoryId, World},
};

const COLLECTION: &str = "/repositories/{workspace}/{repo_slug}/pullrequests";
const ONE: &str = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}";

const TYPE: Property = optional("type", Shape::OneOf(&["pullrequest"]));

const BRANCH: Shape = Shape::Object(&[required("name", Shape::Text)]);

const DESTINATION: Property = optional("destination", Shape::Object(&[required("branch", BRANCH)]));

const SOURCE: &[Property] = &[
    required("branch", BRANCH),
    optional(
        "repository",
        Shape::Object(&[optional("full_name", Shape::Text), optional("uuid", Shape::Text)]),
    ),
];

const REVIEWERS: Property = optional(
    "reviewers",
    Shape::ListOf(&Shape::Object(&[
        optional("type", Shape::Text),
        optional("uuid", Shape::Text),
        optional("account_id", Shape::Text),
    ])),
);

const NEW: &[Property] = &[
    TYPE,
    required("title", Shape::Text),
    optional("description", Shape::Text),
    required("source", Shape::Object(SOURCE)),
    DESTINATION,
    REVIEWERS,
    optional("close_source_branch", Shape::Boolean),
    optional("draft", Shape::Boolean),
];

const CHANGED: &[Property] = &[
    TYPE,
    optional("title", Shape::Text),
    optional("description", Shape::Text),
    DESTINATION,
    REVIEWERS,
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
    Operation::get(COLLECTION, &[Scope::Pullrequest], list::of_repository)
        .with_query(&[list::STATE])
        .listed(list::PULL_REQUESTS),
    Operation::post(COLLECTION, &[Scope::PullrequestWrite], NEW, create::create),
    Operation::get(
        "/workspaces/{workspace}/pullrequests/{selected_user}",
        &[Scope::Pullrequest],
        list::of_somebody,
    )
    .with_query(&[list::STATE])
    .listed(list::PULL_REQUESTS),
    Operation::get(ONE, &[Scope::Pullrequest], get),
    Operation::put(ONE, &[Scope::PullrequestWrite], CHANGED, update::update),
    Operation::post(
        "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/decline",
        &[Scope::PullrequestWrite],
        &[optional("message", Shape::Text)],
        update::decline,
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

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    Ok(Reply::found(show(world, id, place, call)))
}

/// The pull request that the path names.
fn find(world: &mut World, call: &Call<'_>) -> Result<(RepositoryId, usize), Refusal> {
    let id = access::repository(world, call)?;
    let wanted = call.param("pull_request_id");
    world.follow_branches(id);
    let place = world.repository(id).pull_requests.iter().position(|known| known.id.to_string() == wanted);
    let place = place.ok_or_else(|| Refusal::not_found(format!("Pull request {wanted} not found")))?;
    Ok((id, place))
}

/// The pull request that the path names, to change it.
fn find_mut<'w>(world: &'w mut World, call: &Call<'_>) -> Result<&'w mut PullRequest, Refusal> {
    let (id, place) = find(world, call)?;
    Ok(&mut world.repository_mut(id).pull_requests[place])
}

/// The pull request that the path names, to show what belongs to it.
fn view<'w>(world: &'w mut World, call: &'w Call<'_>) -> Result<render::View<'w>, Refusal> {
    let (id, place) = find(world, call)?;
    Ok(render::View::of(world, id, place, call))
}

fn show(world: &World, id: RepositoryId, place: usize, call: &Call<'_>) -> serde_json::Value {
    let repository = world.repository(id);
    render::full(world, repository, &repository.pull_requests[place], call.links)
}
