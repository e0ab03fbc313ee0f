//! `/user/workspaces/{workspace}/…`: what the caller may do there.

use serde_json::json;

use super::{
    access,
    listing::Listing,
    operation::{Call, Collection, Operation, Reply},
    refusal::Refusal,
    repositories, users, workspaces,
};
use crate::{
    scope::Scope,
    world::{Role, Workspace, World},
};

/// Names that permissions can be filtered and sorted by.
const NAMES: &[&str] = &["permission", "repository.name", "repository.full_name", "repository.uuid"];

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get("/user/workspaces/{workspace}/permission", &[Scope::Account], role),
    Operation::get(
        "/user/workspaces/{workspace}/permissions/repositories",
        &[Scope::Account, Scope::Repository],
        list,
    )
    .listed(Listing::Pages { largest: 100, filters: NAMES, sorts: NAMES }),
];

fn role(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let workspace = workspace(world, call)?;
    let mut value = workspaces::membership(workspace, world.user(call.caller), call.links);
    let role = match workspace.role_of(call.caller) {
        Some(Role::Administrator) => "owner",
        _ => "member",
    };
    value["permission"] = json!(role);
    Ok(Reply::found(value))
}

/// The highest permission in each repository, whatever it comes from.
fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let slug = workspace(world, call)?.slug.clone();
    let ids = world.repositories_where(|repository| repository.workspace == slug);
    let entries = ids.into_iter().filter_map(|id| {
        let repository = world.repository(id);
        let permission = world.permission_of(call.caller, repository)?;
        Some(json!({
            "type": "repository_permission",
            "permission": permission.name(),
            "user": users::account(world.user(call.caller), call.links),
            "repository": repositories::brief(repository, call.links),
        }))
    });
    Ok(Reply::Collection(Collection::of(entries.collect())))
}

/// Here, a workspace that is somebody else's is forbidden rather than not there.
fn workspace<'w>(world: &'w World, call: &Call<'_>) -> Result<&'w Workspace, Refusal> {
    access::workspace(world, call)
        .map_err(|_| Refusal::forbidden("You do not have access to this workspace."))
}
