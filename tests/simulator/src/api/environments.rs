//! `/environments`: where a repository is deployed to. Writing needs no more than a read scope (facts, trap 1), and an
//! administrator.

use serde_json::{Value, json};

use super::{
    access,
    listing::Listing,
    operation::{Call, Collection, Operation, Reply},
    refusal::Refusal,
    strict::{Property, Shape, optional, required},
    users::encoded,
};
use crate::{
    scope::Scope,
    world::{Entry, Environment, Variables, World},
};

const ENVIRONMENTS: &str = "/repositories/{workspace}/{repo_slug}/environments";
const ENVIRONMENT: &str = "/repositories/{workspace}/{repo_slug}/environments/{environment_uuid}";
const PIPELINE: &[Scope] = &[Scope::Pipeline];

/// The stages, each with its rank.
const STAGES: &[&str] = &["Test", "Staging", "Production"];

const NEW: &[Property] = &[
    optional("type", Shape::OneOf(&["deployment_environment"])),
    required("name", Shape::Text),
    required(
        "environment_type",
        Shape::Object(&[
            optional("type", Shape::OneOf(&["deployment_environment_type"])),
            required("name", Shape::OneOf(STAGES)),
        ]),
    ),
];

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(ENVIRONMENTS, PIPELINE, list).listed(Listing::Pages {
        largest: 100,
        filters: &[],
        sorts: &[],
    }),
    Operation::post(ENVIRONMENTS, PIPELINE, NEW, create),
    Operation::get(ENVIRONMENT, PIPELINE, get),
    Operation::delete(ENVIRONMENT, PIPELINE, delete),
];

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let items = world.repository(id).environments.iter().map(render);
    Ok(Reply::Collection(Collection::of(items.collect())))
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let found = world.repository(id).environments.find(call.param("environment_uuid"));
    found.map(|entry| Reply::found(render(entry))).ok_or_else(|| missing(call))
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::administered_repository(world, call)?;
    let name = call.text("/name").unwrap_or_default().to_owned();
    let stage = call.text("/environment_type/name").unwrap_or_default().to_owned();
    let repository = world.repository_mut(id);
    if name.trim().is_empty() {
        return Err(Refusal::field("name", "must not be empty"));
    }
    if repository.environments.iter().any(|known| known.value.name == name) {
        return Err(Refusal::conflict(format!("An environment with the name {name} already exists.")));
    }
    let environment = Environment { name, stage, created_on: call.now, variables: Variables::default() };
    let entry = repository.add_environment(environment);
    let (name, uuid) = (repository.full_name(), encoded(&entry.uuid.to_string()));
    let path = format!("/repositories/{name}/environments/{uuid}");
    Ok(Reply::created_at(render(&entry), call.links, &path))
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::administered_repository(world, call)?;
    let removed = world.repository_mut(id).environments.remove(call.param("environment_uuid"));
    removed.map(|_| Reply::nothing()).ok_or_else(|| missing(call))
}

fn missing(call: &Call<'_>) -> Refusal {
    Refusal::not_found(format!("Environment {} not found", call.param("environment_uuid")))
}

fn render(entry: &Entry<Environment>) -> Value {
    let Environment { name, stage, .. } = &entry.value;
    let rank = STAGES.iter().position(|known| known == stage);
    json!({
        "type": "deployment_environment",
        "uuid": entry.uuid.to_string(),
        "name": name,
        "slug": name.to_lowercase().replace(' ', "-"),
        "rank": rank,
        "hidden": false,
        "environment_type": { "type": "deployment_environment_type", "name": stage, "rank": rank },
    })
}
