//! `bitbucket_pipeline_steps_list`.

use innkeeper_sdk::prelude::*;

/// Lists the steps of a pipeline run: uuid, name, state, result, duration. Use it to see which step failed or
/// is running, then read its log with `bitbucket_pipeline_step_log_get`.
#[tool(
    name = "bitbucket_pipeline_steps_list",
    title = "List the steps of a run",
    effect = read,
    scopes("pipeline"),
    get = "/repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/steps",
    compact = "values.uuid,values.name,values.state.name,values.state.result.name,values.started_on,\
        values.completed_on,values.duration_in_seconds,next",
)]
pub struct PipelineStepsList {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID of the run, in braces.
    pipeline_uuid: String,
}
