//! `bitbucket_pipeline_schedule_create`.

use innkeeper_sdk::prelude::*;

use super::{
    CronPattern,
    plan::{Plan, Selector, Target},
};

#[cfg(test)]
mod tests;

/// Creates a schedule that starts runs on a branch by the clock, in UTC. Without `pipeline_name` and `branch_pattern` it
/// runs the default pipeline. The cron pattern has seven fields: `0 0 12 * * ? *` is noon each day, `0 30 6 ? * MON-FRI *`
/// half past six on workdays. It answers with the schedule. A repository may have only so many; nothing runs while
/// pipelines are switched off.
#[tool(
    name = "bitbucket_pipeline_schedule_create",
    title = "Create a pipeline schedule",
    effect = write,
    scopes("pipeline:write"),
    post = "/repositories/{workspace}/{repo_slug}/pipelines_config/schedules",
    run = create,
)]
pub struct PipelineScheduleCreate {
    workspace: Option<String>,
    repo_slug: String,
    /// Branch to run on, at its newest commit each time.
    #[at(none)]
    #[schemars(length(min = 1))]
    branch: String,
    /// When: second, minute, hour, day of month, month, day of week, year, in UTC, such as `0 0 12 * * ? *`. One of the
    /// two days is `?`.
    #[at(none)]
    cron_expression: CronPattern,
    /// Name of a custom pipeline in `bitbucket-pipelines.yml`. Not beside `branch_pattern`.
    #[at(none)]
    #[schemars(length(min = 1))]
    pipeline_name: Option<String>,
    /// Pattern below `branches:` in `bitbucket-pipelines.yml` whose pipeline to run. Not beside `pipeline_name`.
    #[at(none)]
    #[schemars(length(min = 1))]
    branch_pattern: Option<String>,
    /// Whether it starts runs; it does unless this says otherwise.
    #[at(none)]
    enabled: Option<bool>,
}

fn create(input: PipelineScheduleCreate) -> Result<Output, Failure> {
    let request = input.request()?;
    let selector = Selector::named(input.pipeline_name, input.branch_pattern)?;
    let target = Target::branch(input.branch, selector);
    let plan = Plan { cron_pattern: &input.cron_expression, target, enabled: input.enabled };
    Ok(request.body(plan.body()?).send()?.pass_on())
}
