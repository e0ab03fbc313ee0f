//! `/deployments`: what steps have deployed.

use serde_json::{Value, json};

use super::{
    access,
    listing::Listing,
    operation::{Call, Collection, Links, Operation, Reply},
    pipelines, refs,
    refusal::Refusal,
    users,
};
use crate::{
    clock::stamp,
    scope::Scope,
    world::{Deployment, Outcome, Phase, Repository, Uuid, World},
};

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get("/repositories/{workspace}/{repo_slug}/deployments", &[Scope::Pipeline], list)
        .listed(Listing::Pages { largest: 100, filters: &[], sorts: &[] }),
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/deployments/{deployment_uuid}",
        &[Scope::Pipeline],
        get,
    ),
];

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let repository = world.repository(access::repository(world, call)?);
    let deployments = repository.deployments();
    let items = deployments.iter().map(|deployment| render(world, repository, deployment, call.links));
    Ok(Reply::Collection(Collection::of(items.collect())))
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let repository = world.repository(access::repository(world, call)?);
    let wanted = call.param("deployment_uuid");
    let deployments = repository.deployments();
    let found = deployments.iter().find(|deployment| deployment.uuid().is_written(wanted));
    let found = found.ok_or_else(|| Refusal::not_found(format!("Deployment {wanted} not found")))?;
    Ok(Reply::found(render(world, repository, found, call.links)))
}

/// The environment is shown by its uuid alone.
fn render(world: &World, repository: &Repository, deployment: &Deployment<'_>, links: &Links) -> Value {
    let run = deployment.run;
    let commit = run.target.commit.as_str();
    json!({
        "type": "deployment",
        "uuid": deployment.uuid().to_string(),
        "state": state(world, repository, deployment, links),
        "environment": {
            "type": "deployment_environment",
            "uuid": deployment.environment.uuid.to_string(),
        },
        "release": {
            "type": "deployment_release",
            "uuid": Uuid::named(&format!("release {}", run.uuid)).to_string(),
            "name": format!("#{}", run.build_number),
            "url": page(repository, deployment, links),
            "commit": refs::commit_brief(repository, commit, links),
            "created_on": stamp(run.created_on),
        },
    })
}

fn state(world: &World, repository: &Repository, deployment: &Deployment<'_>, links: &Links) -> Value {
    let run = deployment.run;
    let mut state = json!({
        "type": "deployment_state_in_progress",
        "name": "IN_PROGRESS",
        "url": page(repository, deployment, links),
        "deployer": users::account(world.user(run.creator), links),
        "start_date": stamp(run.created_on),
    });
    if let Phase::Completed(outcome) = deployment.phase {
        let (kind, name) = match outcome {
            Outcome::Successful => ("successful", "SUCCESSFUL"),
            Outcome::Failed => ("failed", "FAILED"),
            Outcome::Stopped | Outcome::NotRun => ("stopped", "STOPPED"),
        };
        state["type"] = json!("deployment_state_completed");
        state["name"] = json!("COMPLETED");
        state["status"] =
            json!({ "type": format!("deployment_state_completed_status_{kind}"), "name": name });
        state["completion_date"] = json!(stamp(pipelines::step_end(run, deployment.step)));
    }
    state
}

fn page(repository: &Repository, deployment: &Deployment<'_>, links: &Links) -> Value {
    let number = deployment.run.build_number;
    links.site(&format!("/{}/pipelines/results/{number}", repository.full_name()))["href"].clone()
}
