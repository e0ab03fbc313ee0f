//! `bitbucket_pipeline_trigger`. It writes under a read scope (Bitbucket facts, trap 1): its effect is what gates it.

use bitbucket::VariableKey;
use innkeeper_sdk::{Body, prelude::*};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod target;
#[cfg(test)]
mod tests;

use target::Target;

/// Starts a pipeline and answers with the run: its uuid, number and state. Give a branch, a commit, or both
/// (that commit, with the branch's pipeline). Use `pipeline_name` for a custom pipeline. It does not wait for
/// the run: follow it with `bitbucket_pipeline_steps_list`. There is no way to run a failed run again but to
/// start a new one.
#[tool(
    name = "bitbucket_pipeline_trigger",
    title = "Start a pipeline",
    effect = write,
    scopes("pipeline"),
    post = "/repositories/{workspace}/{repo_slug}/pipelines",
    run = trigger,
)]
pub struct PipelineTrigger {
    workspace: Option<String>,
    repo_slug: String,
    /// Branch whose pipeline to run. Needed unless `commit_hash` is given.
    #[at(none)]
    branch: Option<String>,
    /// Hash of the commit to run on; without it, the newest of the branch. Needed unless `branch` is given.
    #[at(none)]
    commit_hash: Option<String>,
    /// Name of a custom pipeline in `bitbucket-pipelines.yml`.
    #[at(none)]
    pipeline_name: Option<String>,
    /// Variables for this run.
    variables: Option<Vec<Variable>>,
}

/// A variable of a run.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Variable {
    /// Its name: ASCII letters, digits and underscores, no digit first.
    key: VariableKey,
    /// Its value.
    value: String,
    /// Whether the value is kept out of logs and answers; it is not unless this says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    secured: Option<bool>,
}

fn trigger(input: PipelineTrigger) -> Result<Output, Failure> {
    let target =
        Target::new(input.branch.as_deref(), input.commit_hash.as_deref(), input.pipeline_name.as_deref())
            .ok_or_else(|| Failure::invalid("branch", "give a branch, a commit_hash, or both"))?;
    let start = Start { target, variables: input.variables.as_deref() };
    Ok(input.request()?.body(Body::json(&start)?).send()?.pass_on())
}

/// The body: a run to start.
#[derive(Serialize)]
struct Start<'a> {
    target: Target<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    variables: Option<&'a [Variable]>,
}
