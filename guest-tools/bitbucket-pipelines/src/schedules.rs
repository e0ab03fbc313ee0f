//! Schedules: runs that start by the clock. `bitbucket_pipeline_schedules_list`, `…_schedule_get`, `…_schedule_delete`,
//! `…_schedule_executions_list`; those that write a schedule are in files of their own.

use bitbucket::Uuid;
use innkeeper_sdk::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub mod create;
mod plan;
pub mod update;

/// All schedules of a repository.
const SCHEDULES: &str = "/repositories/{workspace}/{repo_slug}/pipelines_config/schedules";
/// One of them.
const SCHEDULE: &str = "/repositories/{workspace}/{repo_slug}/pipelines_config/schedules/{schedule_uuid}";

/// A cron pattern of seven fields: second, minute, hour, day of month, month, day of week, year. The usual five are
/// refused here already (Bitbucket facts, trap 11).
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct CronPattern(
    #[schemars(regex(
        pattern = r"^([0-9*,/-]+ ){3}[0-9*?,/LW-]+ [0-9A-Za-z*,/-]+ [0-9A-Za-z*?,/#-]+ [0-9*,/-]+$"
    ))]
    String,
);

/// Lists the schedules of a repository: uuid, cron pattern (seven fields, UTC), branch, which pipeline, whether
/// enabled. When they ran is in `bitbucket_pipeline_schedule_executions_list`.
#[tool(
    name = "bitbucket_pipeline_schedules_list",
    title = "List pipeline schedules",
    effect = read,
    scopes("pipeline"),
    get = "/repositories/{workspace}/{repo_slug}/pipelines_config/schedules",
    paged(max = 100),
    compact = "values.uuid,values.enabled,values.cron_pattern,values.target.ref_name,values.target.selector.type,\
        values.target.selector.pattern,page,size,next",
)]
pub struct PipelineSchedulesList {
    workspace: Option<String>,
    repo_slug: String,
}

/// Reads one schedule: cron pattern (seven fields, UTC), branch, which pipeline, whether enabled.
/// `bitbucket_pipeline_schedules_list` finds schedules.
#[tool(
    name = "bitbucket_pipeline_schedule_get",
    title = "Read a pipeline schedule",
    effect = read,
    scopes("pipeline"),
    get = "/repositories/{workspace}/{repo_slug}/pipelines_config/schedules/{schedule_uuid}",
    compact = "uuid,enabled,cron_pattern,target.ref_type,target.ref_name,target.selector.type,\
        target.selector.pattern,created_on,updated_on",
)]
pub struct PipelineScheduleGet {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID of the schedule, in braces; `bitbucket_pipeline_schedules_list` knows it.
    schedule_uuid: Uuid,
}

/// Deletes a schedule: it starts no more runs. Those that it started stay. To stop it for a while, switch it off with
/// `bitbucket_pipeline_schedule_update`.
#[tool(
    name = "bitbucket_pipeline_schedule_delete",
    title = "Delete a pipeline schedule",
    effect = destructive,
    idempotent,
    scopes("pipeline:write"),
    delete = "/repositories/{workspace}/{repo_slug}/pipelines_config/schedules/{schedule_uuid}",
)]
pub struct PipelineScheduleDelete {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID of the schedule, in braces; `bitbucket_pipeline_schedules_list` knows it.
    schedule_uuid: Uuid,
}

/// Lists what a schedule did: for each time, the run that it started, or the error for which it started none. Use it to
/// see whether a schedule works.
#[tool(
    name = "bitbucket_pipeline_schedule_executions_list",
    title = "List the executions of a schedule",
    effect = read,
    scopes("pipeline"),
    get = "/repositories/{workspace}/{repo_slug}/pipelines_config/schedules/{schedule_uuid}/executions",
    paged(max = 100),
    compact = "values.type,values.pipeline.uuid,values.pipeline.build_number,values.error.key,\
        values.error.message,page,size,next",
)]
pub struct PipelineScheduleExecutionsList {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID of the schedule, in braces; `bitbucket_pipeline_schedules_list` knows it.
    schedule_uuid: Uuid,
}
