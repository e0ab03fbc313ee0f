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
use crate::world::{Cause, CommitHash, Repository, Start, Target, Variable, World};

/// Starts a run on a branch or a commit.
pub(super) fn trigger(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let repository = world.repository_mut(id);
    if !repository.pipelines_config.enabled {
        return Err(Refusal::bad_request("Pipelines are not enabled for this repository."));
    }
    let target = target(repository, call)?;
    let variables = variables(call);
    let start = Start { creator: call.caller, target, variables, created_on: call.now, cause: Cause::Manual };
    let Some(run) = repository.start(start).cloned() else {
        return Err(Refusal::field("target.selector.pattern", "no pipeline has this name"));
    };
    let repository = world.repository(id);
    let value = render::pipeline(world, repository, &run, call.links);
    Ok(Reply::created_at(value, call.links, &render::run_path(repository, &run.uuid)))
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

fn variables(call: &Call<'_>) -> Vec<Variable> {
    let text = |entry: &Value, name: &str| entry[name].as_str().unwrap_or_default().to_owned();
    let variable = |entry: &Value| Variable {
        key: text(entry, "key"),
        value: text(entry, "value"),
        secured: entry["secured"].as_bool().unwrap_or_default(),
    };
    call.list("/variables").iter().map(variable).collect()
}
