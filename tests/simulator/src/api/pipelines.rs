//! `/pipelines`: start a run, watch its steps, read their logs.

mod log;
mod render;
mod trigger;

use super::{
    access,
    listing::Listing,
    operation::{Call, Collection, Operation, Reply},
    refusal::Refusal,
    strict::{Property, Shape, optional, required},
};
use crate::{
    scope::Scope,
    world::{Pipeline, RepositoryId, World},
};

const COMMIT: Shape =
    Shape::Object(&[optional("type", Shape::OneOf(&["commit"])), required("hash", Shape::Text)]);

const SELECTOR: Shape = Shape::Object(&[
    required("type", Shape::OneOf(&["branches", "tags", "bookmarks", "default", "custom"])),
    optional("pattern", Shape::Text),
]);

const REF_TARGET: &[Property] = &[
    required("type", Shape::Text),
    required("ref_type", Shape::OneOf(&["branch", "tag", "named_branch", "bookmark"])),
    required("ref_name", Shape::Text),
    optional("commit", COMMIT),
    optional("selector", SELECTOR),
];

/// A commit alone says nothing about what to run, so it needs a selector.
const COMMIT_TARGET: &[Property] =
    &[required("type", Shape::Text), required("commit", COMMIT), required("selector", SELECTOR)];

const VARIABLE: Shape = Shape::Object(&[
    optional("type", Shape::Text),
    required("key", Shape::Text),
    required("value", Shape::Text),
    optional("secured", Shape::Boolean),
]);

const NEW: &[Property] = &[
    optional("type", Shape::OneOf(&["pipeline"])),
    required(
        "target",
        Shape::Tagged(&[("pipeline_ref_target", REF_TARGET), ("pipeline_commit_target", COMMIT_TARGET)]),
    ),
    optional("variables", Shape::ListOf(&VARIABLE)),
];

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::post(
        "/repositories/{workspace}/{repo_slug}/pipelines",
        &[Scope::Pipeline],
        NEW,
        trigger::trigger,
    ),
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}",
        &[Scope::Pipeline],
        get,
    ),
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/steps",
        &[Scope::Pipeline],
        steps,
    )
    .listed(Listing::FixedPages),
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/steps/{step_uuid}/log",
        &[Scope::Pipeline],
        log::get,
    ),
];

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    run(world, id, place).look();
    let repository = world.repository(id);
    Ok(Reply::found(render::pipeline(world, repository, &repository.pipelines[place], call.links)))
}

fn steps(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    run(world, id, place).look();
    let repository = world.repository(id);
    let items = render::steps(repository, &repository.pipelines[place], call.links);
    Ok(Reply::Collection(Collection::of(items)))
}

/// The run that the path names: by UUID or by build number.
fn find(world: &World, call: &Call<'_>) -> Result<(RepositoryId, usize), Refusal> {
    let id = access::repository(world, call)?;
    let wanted = call.param("pipeline_uuid");
    let named = |known: &Pipeline| known.uuid.is_written(wanted) || known.build_number.to_string() == wanted;
    let place = world.repository(id).pipelines.iter().position(named);
    let place = place.ok_or_else(|| Refusal::not_found(format!("Pipeline {wanted} not found")))?;
    Ok((id, place))
}

fn run(world: &mut World, id: RepositoryId, place: usize) -> &mut Pipeline {
    &mut world.repository_mut(id).pipelines[place]
}
