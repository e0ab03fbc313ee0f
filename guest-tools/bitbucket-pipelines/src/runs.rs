//! One run: `bitbucket_pipeline_get`, `bitbucket_pipeline_stop`.

use innkeeper_sdk::prelude::*;

use crate::RunId;

/// Reads one pipeline run: state and result, branch and commit, who or what started it, when, and the variables that it
/// was given. Use it to follow a run that was started; `bitbucket_pipelines_list` finds runs. It returns neither
/// steps nor logs.
#[tool(
    name = "bitbucket_pipeline_get",
    title = "Read a pipeline run",
    effect = read,
    scopes("pipeline"),
    get = "/repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}",
    compact = "uuid,build_number,state.name,state.stage.name,state.result.name,state.result.error.message,\
        target.ref_type,target.ref_name,target.commit.hash,target.selector.type,target.selector.pattern,\
        trigger.name,creator.display_name,variables.key,created_on,completed_on,build_seconds_used",
)]
pub struct PipelineGet {
    workspace: Option<String>,
    repo_slug: String,
    /// The run: UUID in braces, or build number.
    pipeline_uuid: RunId,
}

/// Stops a pipeline run that is waiting or running. It answers with nothing, and before the run has come to its end:
/// `bitbucket_pipeline_get` shows when it has. A run that is complete is an error. What its steps did so far is not
/// undone.
#[tool(
    name = "bitbucket_pipeline_stop",
    title = "Stop a pipeline run",
    effect = write,
    idempotent,
    scopes("pipeline:write"),
    post = "/repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/stopPipeline",
    returns = nothing,
)]
pub struct PipelineStop {
    workspace: Option<String>,
    repo_slug: String,
    /// The run: UUID in braces, or build number.
    pipeline_uuid: RunId,
}
