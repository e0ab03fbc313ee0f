//! The steps of a run: `bitbucket_pipeline_steps_list`, `bitbucket_pipeline_step_get`,
//! `bitbucket_pipeline_test_reports_get`.

use bitbucket::Uuid;
use innkeeper_sdk::prelude::*;

use crate::RunId;

/// Lists the steps of a pipeline run: uuid, name, state, result, duration. Use it to see which step failed or
/// is running, then read its log with `bitbucket_pipeline_step_log_get`. The provider chooses how many there are on a
/// page, whatever `pagelen` says.
#[tool(
    name = "bitbucket_pipeline_steps_list",
    title = "List the steps of a run",
    effect = read,
    scopes("pipeline"),
    get = "/repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/steps",
    paged(max = 100),
    compact = "values.uuid,values.name,values.state.name,values.state.result.name,values.duration_in_seconds,\
        page,size,next",
)]
pub struct PipelineStepsList {
    workspace: Option<String>,
    repo_slug: String,
    /// The run: UUID in braces, or build number.
    pipeline_uuid: RunId,
}

/// Reads one step of a run: state and result, times, image and the commands that it runs. Use it to follow one
/// step; `bitbucket_pipeline_steps_list` knows its uuid. What the step printed is in its log:
/// `bitbucket_pipeline_step_log_get`.
#[tool(
    name = "bitbucket_pipeline_step_get",
    title = "Read a step of a run",
    effect = read,
    scopes("pipeline"),
    get = "/repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/steps/{step_uuid}",
    compact = "uuid,name,state.name,state.result.name,state.result.error.message,started_on,completed_on,\
        duration_in_seconds,image.name,script_commands.command",
)]
pub struct PipelineStepGet {
    workspace: Option<String>,
    repo_slug: String,
    /// The run: UUID in braces, or build number.
    pipeline_uuid: RunId,
    /// UUID of the step, in braces; `bitbucket_pipeline_steps_list` knows it.
    step_uuid: Uuid,
}

/// Counts the test cases that a step reported: all, successful, failed, in error, skipped. Use it to see whether
/// tests failed before reading a long log. A step that reported none, or has not come so far, is a 404. It names no
/// test case.
#[tool(
    name = "bitbucket_pipeline_test_reports_get",
    title = "Count the tests of a step",
    effect = read,
    scopes("pipeline"),
    get = "/repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/steps/{step_uuid}/test_reports",
    compact = "number_of_test_cases,number_of_successful_test_cases,number_of_failed_test_cases,\
        number_of_error_test_cases,number_of_skipped_test_cases",
)]
pub struct PipelineTestReportsGet {
    workspace: Option<String>,
    repo_slug: String,
    /// The run: UUID in braces, or build number.
    pipeline_uuid: RunId,
    /// UUID of the step, in braces; `bitbucket_pipeline_steps_list` knows it.
    step_uuid: Uuid,
}
