//! Runs and their steps as JSON.

use serde_json::{Value, json};

use super::super::{
    operation::Links,
    refs, repositories,
    users::{self, encoded},
};
use crate::{
    clock::{later, stamp},
    world::{Outcome, Phase, Pipeline, Repository, Step, Target, Uuid, Variable, World},
};

/// What each step takes, in the records.
const SECONDS_PER_STEP: u64 = 30;

pub(super) fn pipeline(world: &World, repository: &Repository, run: &Pipeline, links: &Links) -> Value {
    let ended = matches!(run.phase(), Phase::Completed(_));
    let seconds = SECONDS_PER_STEP * run.steps.len() as u64;
    let completed_on = ended.then(|| stamp(later(run.created_on, std::time::Duration::from_secs(seconds))));
    let path = run_path(repository, &run.uuid);
    let steps = format!("{path}/steps");
    json!({
        "type": "pipeline",
        "uuid": run.uuid.to_string(),
        "build_number": run.build_number,
        "creator": users::account(world.user(run.creator), links),
        "repository": repositories::brief(repository, links),
        "target": target(repository, &run.target, links),
        "trigger": { "type": "pipeline_trigger_manual", "name": "MANUAL" },
        "state": state("pipeline", run.phase()),
        "variables": run.variables.iter().map(variable).collect::<Vec<Value>>(),
        "created_on": stamp(run.created_on),
        "completed_on": completed_on,
        "build_seconds_used": if ended { seconds } else { 0 },
        "links": { "self": links.api(&path), "steps": links.api(&steps) },
    })
}

pub(super) fn steps(repository: &Repository, run: &Pipeline, links: &Links) -> Vec<Value> {
    run.steps
        .iter()
        .enumerate()
        .map(|(place, step)| self::step(repository, run, step, run.step_phase(place), links))
        .collect()
}

fn step(repository: &Repository, run: &Pipeline, step: &Step, phase: Phase, links: &Links) -> Value {
    let path = format!("{}/steps/{}", run_path(repository, &run.uuid), encoded(&step.uuid.to_string()));
    let started_on = (phase != Phase::Pending).then(|| stamp(run.created_on));
    let commands = step.plan.script.iter().map(|command| json!({ "name": command, "command": command }));
    json!({
        "type": "pipeline_step",
        "uuid": step.uuid.to_string(),
        "name": step.plan.name,
        "state": state("pipeline_step", phase),
        "started_on": started_on,
        "image": { "name": "atlassian/default-image:4" },
        "setup_commands": [],
        "script_commands": commands.collect::<Vec<Value>>(),
        "pipeline": { "type": "pipeline", "uuid": run.uuid.to_string() },
        "links": { "self": links.api(&path), "log": links.api(&format!("{path}/log")) },
    })
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

/// The value of a secured variable is never shown again.
fn variable(variable: &Variable) -> Value {
    let mut value = json!({ "type": "pipeline_variable", "key": variable.key, "secured": variable.secured });
    if !variable.secured {
        value["value"] = json!(variable.value);
    }
    value
}

fn run_path(repository: &Repository, uuid: &Uuid) -> String {
    format!("/repositories/{}/pipelines/{}", repository.full_name(), encoded(&uuid.to_string()))
}
