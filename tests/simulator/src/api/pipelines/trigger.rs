//! Starting a run.

use serde_json::Value;

use super::{
    super::{
        access,
        operation::{Call, Reply},
        refusal::Refusal,
    },
    render,
};
use crate::world::{CommitHash, Pipeline, PipelinePlan, Repository, Start, Target, Variable, World};

/// Starts a run on a branch or a commit.
pub(super) fn trigger(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let repository = world.repository_mut(id);
    let target = target(repository, call)?;
    let plan = plan(repository, &target)?.clone();
    let build_number = repository.pipelines.len() as u64 + 1;
    let start = Start { creator: call.caller, target, variables: variables(call), created_on: call.now };
    repository.pipelines.push(Pipeline::start(&repository.uuid, build_number, &plan, start));
    let repository = world.repository(id);
    let Some(pipeline) = repository.pipelines.last() else {
        return Err(Refusal::not_found(format!("Pipeline {build_number} not found")));
    };
    let value = render::pipeline(world, repository, pipeline, call.links);
    let location = value["links"]["self"]["href"].as_str().map(str::to_owned);
    Ok(Reply::Object { status: http::StatusCode::CREATED, value, location })
}

fn target(repository: &Repository, call: &Call<'_>) -> Result<Target, Refusal> {
    let reference = call.text("/target/ref_name").map(|name| {
        let kind = call.text("/target/ref_type").unwrap_or("branch");
        (kind.to_owned(), name.to_owned())
    });
    let commit = match (call.text("/target/commit/hash"), &reference) {
        (Some(hash), _) => resolve(repository, hash, "target.commit.hash")?,
        (None, Some((_, name))) => resolve(repository, name, "target.ref_name")?,
        (None, None) => return Err(Refusal::field("target", "names neither a branch nor a commit")),
    };
    let selector = call
        .text("/target/selector/type")
        .map(|kind| (kind.to_owned(), call.text("/target/selector/pattern").map(str::to_owned)));
    Ok(Target { reference, commit, selector })
}

fn resolve(repository: &Repository, revision: &str, field: &str) -> Result<CommitHash, Refusal> {
    let found = repository.history.resolve(revision).map(|commit| commit.hash.clone());
    found.ok_or_else(|| Refusal::field(field, &format!("{revision:?} does not exist in the repository")))
}

/// What is to run: the custom pipeline of that name, or the default.
fn plan<'r>(repository: &'r Repository, target: &Target) -> Result<&'r PipelinePlan, Refusal> {
    let Some((kind, pattern)) = target.selector.as_ref().filter(|(kind, _)| kind == "custom") else {
        return Ok(&repository.default_pipeline);
    };
    let wanted = pattern.as_deref().unwrap_or_default();
    let found = repository.custom_pipelines.iter().find(|plan| plan.name == wanted);
    found.ok_or_else(|| Refusal::field("target.selector.pattern", &format!("no {kind} pipeline {wanted:?}")))
}

fn variables(call: &Call<'_>) -> Vec<Variable> {
    let text = |entry: &Value, name: &str| entry[name].as_str().unwrap_or_default().to_owned();
    let variable = |entry: &Value| Variable {
        key: text(entry, "key"),
        value: text(entry, "value"),
        secured: entry["secured"].as_bool().unwrap_or_default(),
    };
    call.list("/variables").iter().map(variable).collect()
}
