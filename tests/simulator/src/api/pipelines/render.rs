//! Runs and their steps as JSON.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::{
    operation::Links,
    refs, repositories,
    users::{self, encoded},
    variables,
};
use crate::{
    clock::{later, stamp},
    world::{Cause, Outcome, Phase, Pipeline, Repository, Step, Target, Uuid, World},
};

/// What each step takes, in the records.
const SECONDS_PER_STEP: u64 = 30;

pub(in crate::api) fn pipeline(
    world: &World,
    repository: &Repository,
    run: &Pipeline,
    links: &Links,
) -> Value {
    let ended = matches!(run.phase(), Phase::Completed(_));
    let seconds = SECONDS_PER_STEP * run.steps.len() as u64;
    let completed_on = ended.then(|| stamp(later(run.created_on, Duration::from_secs(seconds))));
    let path = run_path(repository, &run.uuid);
    let steps = format!("{path}/steps");
    let variables = run.variables.iter().map(|variable| variables::render("pipeline_variable", variable));
    json!({
        "type": "pipeline",
        "uuid": run.uuid.to_string(),
        "build_number": run.build_number,
        "creator": users::account(world.user(run.creator), links),
        "repository": repositories::brief(repository, links),
        "target": target(repository, &run.target, links),
        "trigger": trigger(run.cause),
        "state": state("pipeline", run.phase()),
        "variables": variables.collect::<Vec<Value>>(),
        "created_on": stamp(run.created_on),
        "run_creation_date": stamp(run.created_on),
        "completed_on": completed_on,
        "build_seconds_used": if ended { seconds } else { 0 },
        "links": { "self": links.api(&path), "steps": links.api(&steps) },
    })
}

fn trigger(cause: Cause) -> Value {
    match cause {
        Cause::Manual => json!({ "type": "pipeline_trigger_manual", "name": "MANUAL" }),
        Cause::Schedule => json!({ "type": "pipeline_trigger_schedule", "name": "SCHEDULE" }),
    }
}

pub(super) fn step(
    repository: &Repository,
    run: &Pipeline,
    step: &Step,
    phase: Phase,
    links: &Links,
) -> Value {
    let path = format!("{}/steps/{}", run_path(repository, &run.uuid), encoded(&step.uuid.to_string()));
    let started = !matches!(phase, Phase::Pending | Phase::Completed(Outcome::NotRun));
    let ended = matches!(phase, Phase::Completed(_));
    let commands = step.plan.script.iter().map(|command| json!({ "name": command, "command": command }));
    json!({
        "type": "pipeline_step",
        "uuid": step.uuid.to_string(),
        "name": step.plan.name,
        "state": state("pipeline_step", phase),
        "started_on": started.then(|| stamp(run.created_on)),
        "completed_on": (started && ended).then(|| stamp(step_end(run, step))),
        "duration_in_seconds": if started && ended { SECONDS_PER_STEP } else { 0 },
        "image": { "name": "atlassian/default-image:4" },
        "setup_commands": [],
        "script_commands": commands.collect::<Vec<Value>>(),
        "pipeline": { "type": "pipeline", "uuid": run.uuid.to_string() },
        "links": { "self": links.api(&path), "log": links.api(&format!("{path}/log")) },
    })
}

/// When a step of a run has ended, in the records.
pub(in crate::api) fn step_end(run: &Pipeline, step: &Step) -> Timestamp {
    let number = run.steps.iter().take_while(|known| known.uuid != step.uuid).count() as u64 + 1;
    later(run.created_on, Duration::from_secs(SECONDS_PER_STEP * number))
}

/// `pipeline` and `pipeline_step` have states of the same form; only a run also has a stage.
fn state(of: &str, phase: Phase) -> Value {
    match phase {
        Phase::Pending => json!({ "type": format!("{of}_state_pending"), "name": "PENDING" }),
        Phase::InProgress => {
            let mut state = json!({ "type": format!("{of}_state_in_progress"), "name": "IN_PROGRESS" });
            if of == "pipeline" {
                state["stage"] = json!({ "type": "pipeline_state_in_progress_running", "name": "RUNNING" });
            }
            state
        }
        Phase::Completed(outcome) => {
            let (kind, name) = match outcome {
                Outcome::Successful => ("successful", "SUCCESSFUL"),
                Outcome::Failed => ("failed", "FAILED"),
                Outcome::Stopped => ("stopped", "STOPPED"),
                Outcome::NotRun => ("not_run", "NOT_RUN"),
            };
            json!({
                "type": format!("{of}_state_completed"),
                "name": "COMPLETED",
                "result": { "type": format!("{of}_state_completed_{kind}"), "name": name },
            })
        }
    }
}

fn target(repository: &Repository, target: &Target, links: &Links) -> Value {
    let kind = if target.reference.is_some() { "pipeline_ref_target" } else { "pipeline_commit_target" };
    let mut value =
        json!({ "type": kind, "commit": refs::commit_brief(repository, target.commit.as_str(), links) });
    if let Some((kind, name)) = &target.reference {
        value["ref_type"] = json!(kind);
        value["ref_name"] = json!(name);
    }
    if let Some((kind, pattern)) = &target.selector {
        value["selector"] = json!({ "type": kind, "pattern": pattern });
    }
    value
}

/// Where a run is.
pub(super) fn run_path(repository: &Repository, uuid: &Uuid) -> String {
    format!("/repositories/{}/pipelines/{}", repository.full_name(), encoded(&uuid.to_string()))
}
