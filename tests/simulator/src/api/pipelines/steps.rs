//! The steps of a run, and what their tests reported.

use serde_json::json;

use super::{
    super::{
        operation::{Call, Collection, Reply},
        refusal::Refusal,
    },
    find as find_run, render, run,
};
use crate::world::{Outcome, Phase, Pipeline, Step, World};

pub(super) fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find_run(world, call)?;
    run(world, id, place).look();
    let repository = world.repository(id);
    let run = &repository.pipelines[place];
    let steps = run.steps.iter().enumerate();
    let items =
        steps.map(|(place, step)| render::step(repository, run, step, run.step_phase(place), call.links));
    Ok(Reply::Collection(Collection::of(items.collect())))
}

pub(super) fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find_run(world, call)?;
    run(world, id, place).look();
    let repository = world.repository(id);
    let run = &repository.pipelines[place];
    let (step, phase) = find(run, call)?;
    Ok(Reply::found(render::step(repository, run, step, phase, call.links)))
}

/// 404 for a step that runs no tests, or has not come so far.
pub(super) fn test_reports(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find_run(world, call)?;
    let (step, phase) = find(&world.repository(id).pipelines[place], call)?;
    let reported = matches!(phase, Phase::Completed(Outcome::Successful | Outcome::Failed));
    let Some(count) = step.plan.tests.filter(|_| reported) else {
        return Err(Refusal::not_found("No test reports exist for this step."));
    };
    Ok(Reply::found(json!({
        "type": "pipeline_step_test_report",
        "step_uuid": step.uuid.to_string(),
        "number_of_test_cases": count.successful + count.failed,
        "number_of_successful_test_cases": count.successful,
        "number_of_failed_test_cases": count.failed,
        "number_of_error_test_cases": 0,
        "number_of_skipped_test_cases": 0,
    })))
}

/// The step that the path names, and where it is.
pub(super) fn find<'r>(run: &'r Pipeline, call: &Call<'_>) -> Result<(&'r Step, Phase), Refusal> {
    let wanted = call.param("step_uuid");
    let mut steps = run.steps.iter().enumerate();
    let found = steps.find(|(_, step)| step.uuid.is_written(wanted));
    let (place, step) = found.ok_or_else(|| Refusal::not_found(format!("Step {wanted} not found")))?;
    Ok((step, run.step_phase(place)))
}
