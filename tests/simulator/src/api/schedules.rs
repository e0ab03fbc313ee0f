//! `/pipelines_config/schedules`: runs by the clock.

use serde_json::{Value, json};

use super::{
    access,
    listing::Listing,
    operation::{Call, Collection, Operation, Reply},
    pipelines::{self, SELECTOR},
    refusal::Refusal,
    strict::{Property, Shape, optional, required},
    users::encoded,
};
use crate::{
    clock::stamp,
    scope::Scope,
    world::{CronPattern, Entry, Execution, Repository, RepositoryId, Schedule, World},
};

const SCHEDULES: &str = "/repositories/{workspace}/{repo_slug}/pipelines_config/schedules";
const SCHEDULE: &str = "/repositories/{workspace}/{repo_slug}/pipelines_config/schedules/{schedule_uuid}";
const EXECUTIONS: &str =
    "/repositories/{workspace}/{repo_slug}/pipelines_config/schedules/{schedule_uuid}/executions";
const PAGES: Listing = Listing::Pages { largest: 100, filters: &[], sorts: &[] };

const TARGET: Shape = Shape::Object(&[
    optional("type", Shape::OneOf(&["pipeline_ref_target"])),
    required("ref_type", Shape::OneOf(&["branch"])),
    required("ref_name", Shape::Text),
    required("selector", SELECTOR),
]);

const NEW: &[Property] = &[
    optional("type", Shape::OneOf(&["pipeline_schedule"])),
    required("target", TARGET),
    required("cron_pattern", Shape::Text),
    optional("enabled", Shape::Boolean),
];

/// Nothing else of a schedule can be changed (facts, trap 11).
const CHANGE: &[Property] =
    &[optional("type", Shape::OneOf(&["pipeline_schedule"])), optional("enabled", Shape::Boolean)];

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(SCHEDULES, &[Scope::Pipeline], list).listed(PAGES),
    Operation::post(SCHEDULES, &[Scope::PipelineWrite], NEW, create),
    Operation::get(SCHEDULE, &[Scope::Pipeline], get),
    Operation::put(SCHEDULE, &[Scope::PipelineWrite], CHANGE, update),
    Operation::delete(SCHEDULE, &[Scope::PipelineWrite], delete),
    Operation::get(EXECUTIONS, &[Scope::Pipeline], executions).listed(PAGES),
];

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let items = world.repository(id).pipelines_config.schedules.iter().map(render);
    Ok(Reply::Collection(Collection::of(items.collect())))
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    Ok(Reply::found(render(find(world, id, call)?)))
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let schedule = schedule(call)?;
    let repository = world.repository_mut(id);
    let kind = format!("schedule {}", repository.uuid);
    let entry = repository.pipelines_config.schedules.add(&kind, schedule);
    let (name, uuid) = (repository.full_name(), encoded(&entry.uuid.to_string()));
    let path = format!("/repositories/{name}/pipelines_config/schedules/{uuid}");
    Ok(Reply::created_at(render(&entry), call.links, &path))
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let repository = world.repository_mut(id);
    // What was due until now was due as the schedule stood.
    repository.catch_up(call.now);
    let found = repository.pipelines_config.schedules.find_mut(call.param("schedule_uuid"));
    let entry = found.ok_or_else(|| missing(call))?;
    entry.value.enabled = call.flag("/enabled").unwrap_or(entry.value.enabled);
    entry.value.updated_on = call.now;
    Ok(Reply::found(render(entry)))
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let repository = world.repository_mut(id);
    repository.catch_up(call.now);
    let removed = repository.pipelines_config.schedules.remove(call.param("schedule_uuid"));
    removed.map(|_| Reply::nothing()).ok_or_else(|| missing(call))
}

fn executions(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    world.repository_mut(id).catch_up(call.now);
    let repository = world.repository(id);
    let executions = &find(world, id, call)?.value.executions;
    let items = executions.iter().map(|execution| render_execution(world, repository, execution, call));
    Ok(Reply::Collection(Collection::of(items.collect())))
}

fn find<'w>(world: &'w World, id: RepositoryId, call: &Call<'_>) -> Result<&'w Entry<Schedule>, Refusal> {
    let schedules = &world.repository(id).pipelines_config.schedules;
    schedules.find(call.param("schedule_uuid")).ok_or_else(|| missing(call))
}

fn missing(call: &Call<'_>) -> Refusal {
    Refusal::not_found(format!("Schedule {} not found", call.param("schedule_uuid")))
}

/// The schedule that the body describes.
fn schedule(call: &Call<'_>) -> Result<Schedule, Refusal> {
    let text = |pointer| call.text(pointer).map(str::to_owned);
    let cron = CronPattern::parse(call.text("/cron_pattern").unwrap_or_default());
    Ok(Schedule {
        enabled: call.flag("/enabled").unwrap_or(true),
        cron: cron.map_err(|problem| Refusal::field("cron_pattern", &problem.to_string()))?,
        branch: text("/target/ref_name").unwrap_or_default(),
        selector: (text("/target/selector/type").unwrap_or_default(), text("/target/selector/pattern")),
        creator: call.caller,
        created_on: call.now,
        updated_on: call.now,
        executions: Vec::new(),
        done_until: call.now,
    })
}

fn render(entry: &Entry<Schedule>) -> Value {
    let schedule = &entry.value;
    let (kind, pattern) = &schedule.selector;
    json!({
        "type": "pipeline_schedule",
        "uuid": entry.uuid.to_string(),
        "enabled": schedule.enabled,
        "cron_pattern": schedule.cron.as_str(),
        "target": {
            "type": "pipeline_ref_target",
            "ref_type": "branch",
            "ref_name": schedule.branch,
            "selector": { "type": kind, "pattern": pattern },
        },
        "created_on": stamp(schedule.created_on),
        "updated_on": stamp(schedule.updated_on),
    })
}

fn render_execution(world: &World, repository: &Repository, execution: &Execution, call: &Call<'_>) -> Value {
    match execution {
        Execution::Started(uuid) => {
            let run = repository.pipelines.iter().find(|run| run.uuid == *uuid);
            json!({
                "type": "pipeline_schedule_execution_executed",
                "pipeline": run.map(|run| pipelines::render(world, repository, run, call.links)),
            })
        }
        Execution::Failed { key, message } => json!({
            "type": "pipeline_schedule_execution_errored",
            "error": { "type": "pipeline_error", "key": key, "message": message },
        }),
    }
}
