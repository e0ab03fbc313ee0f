//! `/pipelines_config`: whether pipelines run.

use serde_json::json;

use super::{
    access,
    operation::{Call, Operation, Reply},
    refusal::Refusal,
    repositories,
    strict::{Shape, optional, required},
};
use crate::{scope::Scope, world::World};

pub(super) const OPERATIONS: &[Operation] = &[Operation::put(
    "/repositories/{workspace}/{repo_slug}/pipelines_config",
    &[Scope::RepositoryAdmin],
    &[optional("type", Shape::Text), required("enabled", Shape::Boolean)],
    update,
)];

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::administered_repository(world, call)?;
    let repository = world.repository_mut(id);
    // What was due until now was due under the old setting.
    repository.catch_up(call.now);
    let config = &mut repository.pipelines_config;
    config.enabled = call.flag("/enabled").unwrap_or(config.enabled);
    Ok(Reply::found(json!({
        "type": "repository_pipelines_configuration",
        "enabled": config.enabled,
        "repository": repositories::brief(repository, call.links),
    })))
}
