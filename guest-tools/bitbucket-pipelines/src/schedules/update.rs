//! `bitbucket_pipeline_schedule_update`.
//!
//! The provider changes nothing of a schedule but whether it is enabled (Bitbucket facts, trap 11). Another cron pattern
//! means another schedule: it is created first and the old one is deleted then, so that there is no moment without one.
//! This is the one tool that writes twice; where the second write fails, it says what stands.

use bitbucket::Uuid;
use innkeeper_sdk::prelude::*;
use serde::Deserialize;

use super::{
    CronPattern, SCHEDULE, SCHEDULES,
    plan::{Plan, Target},
};

#[cfg(test)]
mod tests;

/// A schedule is far shorter.
const MOST_BYTES: u32 = 65_536;

/// Switches a schedule on or off, or gives it another time, and answers with it. With `cron_expression` the provider has
/// to make a new schedule for the same branch and pipeline, and the old one is deleted: its uuid changes, and its
/// executions are gone. Branch and pipeline cannot be changed: create another schedule for that.
#[tool(
    name = "bitbucket_pipeline_schedule_update",
    title = "Change a pipeline schedule",
    effect = write,
    scopes("pipeline:write"),
    put = "/repositories/{workspace}/{repo_slug}/pipelines_config/schedules/{schedule_uuid}",
    also(get = "/repositories/{workspace}/{repo_slug}/pipelines_config/schedules/{schedule_uuid}"),
    also(post = "/repositories/{workspace}/{repo_slug}/pipelines_config/schedules"),
    also(delete = "/repositories/{workspace}/{repo_slug}/pipelines_config/schedules/{schedule_uuid}"),
    run = update,
)]
pub struct PipelineScheduleUpdate {
    workspace: Option<String>,
    repo_slug: String,
    /// UUID of the schedule, in braces; `bitbucket_pipeline_schedules_list` knows it.
    schedule_uuid: Uuid,
    /// Whether it starts runs; as before, unless this says otherwise. Needed unless `cron_expression` is given.
    enabled: Option<bool>,
    /// Another time: second, minute, hour, day of month, month, day of week, year, in UTC, such as `0 0 12 * * ? *`.
    #[at(none)]
    cron_expression: Option<CronPattern>,
}

/// The schedule that is to be replaced.
#[derive(Deserialize)]
struct Old {
    enabled: bool,
    target: Target,
}

/// The schedule that replaces it.
#[derive(Deserialize)]
struct New {
    uuid: String,
}

fn update(input: PipelineScheduleUpdate) -> Result<Output, Failure> {
    match (&input.cron_expression, input.enabled) {
        (Some(cron), enabled) => replace(&input.request()?, cron, enabled),
        (None, Some(_)) => Ok(input.request()?.send()?.pass_on()),
        (None, None) => Err(Failure::invalid("enabled", "give `enabled`, `cron_expression`, or both")),
    }
}

/// A new schedule in the place of the one that `request` names.
fn replace(request: &Request, cron_pattern: &CronPattern, enabled: Option<bool>) -> Result<Output, Failure> {
    let look = request.sibling(Method::Get, SCHEDULE);
    let create = request.sibling(Method::Post, SCHEDULES);
    let delete = request.sibling(Method::Delete, SCHEDULE);
    create.check()?;
    delete.check()?;

    let old: Old = look.send()?.json(MOST_BYTES)?;
    let plan = Plan { cron_pattern, target: old.target, enabled: enabled.or(Some(old.enabled)) };
    let created = create.body(plan.body()?).send()?;
    match delete.send() {
        Ok(_) => Ok(created.pass_on()),
        // Somebody else was faster: it is gone, as it should be.
        Err(Failure::Upstream(response)) if response.status() == 404 => Ok(created.pass_on()),
        Err(failure) => Err(left_behind(&created, &failure)),
    }
}

/// Two schedules stand where one should.
fn left_behind(created: &Response, failure: &Failure) -> Failure {
    let new = created.json(MOST_BYTES).map_or_else(|_| String::from("a new schedule"), |new: New| new.uuid);
    Failure::Refused(format!(
        "{new} was created with the new cron pattern, but the old schedule could not be deleted ({failure}), so that both \
         may start runs: delete the one that is not wanted with bitbucket_pipeline_schedule_delete"
    ))
}
