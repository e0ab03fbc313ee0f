//! `/pipelines`: find, start, watch and stop runs; their steps, logs and tests.

mod list;
mod log;
mod render;
mod steps;
mod trigger;

pub(super) use self::render::{pipeline as render, step_end};

use super::{
    access,
    listing::Listing,
    operation::{Call, Operation, Reply},
    refusal::Refusal,
    strict::{Property, Shape, optional, required},
};
use crate::{
    scope::Scope,
    world::{Pipeline, RepositoryId, World},
};

const COMMIT: Shape =
    Shape::Object(&[optional("type", Shape::OneOf(&["commit"])), required("hash", Shape::Text)]);

/// Which pipeline is to run.
pub(super) const SELECTOR: Shape = Shape::Object(&[
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
    Operation::get("/repositories/{workspace}/{repo_slug}/pipelines", &[Scope::Pipeline], list::list)
        .with_query(list::FILTERS)
        .listed(list::PAGES),
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
        steps::list,
    )
    .listed(Listing::FixedPages),
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/steps/{step_uuid}",
        &[Scope::Pipeline],
        steps::get,
    ),
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/steps/{step_uuid}/log",
        &[Scope::Pipeline],
        log::get,
    ),
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/steps/{step_uuid}/test_reports",
        &[Scope::Pipeline],
        steps::test_reports,
    ),
    Operation::post(
        "/repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/stopPipeline",
        &[Scope::PipelineWrite],
        &[],
        stop,
    ),
];

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    run(world, id, place).look();
    let repository = world.repository(id);
    Ok(Reply::found(render(world, repository, &repository.pipelines[place], call.links)))
}

/// Not a look: the run is stopped where it is.
fn stop(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    if run(world, id, place).stop() {
        Ok(Reply::nothing())
    } else {
        Err(Refusal::bad_request("The pipeline is already complete."))
    }
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
