//! `/permissions-config`: what was granted to people and groups in a repository.

use serde_json::{Value, json};

use super::{
    access,
    listing::Listing,
    operation::{Call, Collection, Links, Operation, Reply},
    refusal::Refusal,
    repositories,
    strict::{Property, Shape, required},
    users,
};
use crate::{
    scope::Scope,
    world::{Group, Permission, PermissionWrites, Repository, RepositoryId, Role, UserId, World},
};

const LISTED: Listing = Listing::Pages { largest: 100, filters: &[], sorts: &[] };
const USERS: &str = "/repositories/{workspace}/{repo_slug}/permissions-config/users";
const USER: &str = "/repositories/{workspace}/{repo_slug}/permissions-config/users/{selected_user_id}";
const GROUPS: &str = "/repositories/{workspace}/{repo_slug}/permissions-config/groups";
const GROUP: &str = "/repositories/{workspace}/{repo_slug}/permissions-config/groups/{group_slug}";

const GRANT: &[Property] = &[required("permission", Shape::OneOf(&["read", "write", "admin"]))];

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(USERS, &[Scope::RepositoryAdmin], list_users).listed(LISTED),
    Operation::get(USER, &[Scope::RepositoryAdmin], get_user),
    Operation::put(USER, &[Scope::RepositoryAdmin], GRANT, set_user),
    Operation::delete(USER, &[Scope::RepositoryAdmin], remove_user),
    Operation::get(GROUPS, &[Scope::RepositoryAdmin], list_groups).listed(LISTED),
    Operation::get(GROUP, &[Scope::RepositoryAdmin], get_group),
    Operation::put(GROUP, &[Scope::RepositoryAdmin], GRANT, set_group),
    Operation::delete(GROUP, &[Scope::RepositoryAdmin], remove_group),
];

fn list_users(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::administered_repository(world, call)?;
    let repository = world.repository(id);
    let granted = repository.access.permissions.users.iter();
    let items = granted.map(|(user, _)| user_entry(world, repository, *user, call.links)).collect();
    Ok(Reply::Collection(Collection::of(items)))
}

/// Somebody without an entry has `none`.
fn get_user(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::administered_repository(world, call)?;
    let user = selected_user(world, call)?;
    Ok(Reply::found(user_entry(world, world.repository(id), user, call.links)))
}

fn set_user(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = writable(world, call)?;
    let user = selected_user(world, call)?;
    match world.workspace(&world.repository(id).workspace).and_then(|workspace| workspace.role_of(user)) {
        Some(Role::Member) => {}
        Some(Role::Administrator) => {
            return Err(Refusal::bad_request("The owner of the workspace cannot be given a permission."));
        }
        None => return Err(Refusal::bad_request("The user is no member of the workspace.")),
    }
    world.repository_mut(id).access.permissions.set_user(user, asked(call));
    Ok(Reply::found(user_entry(world, world.repository(id), user, call.links)))
}

fn remove_user(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = writable(world, call)?;
    let user = selected_user(world, call)?;
    world.repository_mut(id).access.permissions.set_user(user, None);
    Ok(Reply::nothing())
}

fn list_groups(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::administered_repository(world, call)?;
    let repository = world.repository(id);
    let workspace = world.workspace(&repository.workspace);
    let granted = repository.access.permissions.groups.iter();
    let groups = granted.filter_map(|(slug, _)| workspace.and_then(|workspace| workspace.group(slug)));
    let items = groups.map(|group| group_entry(repository, group, call.links)).collect();
    Ok(Reply::Collection(Collection::of(items)))
}

fn get_group(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::administered_repository(world, call)?;
    let group = group(world, id, call)?;
    Ok(Reply::found(group_entry(world.repository(id), group, call.links)))
}

fn set_group(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = writable(world, call)?;
    let slug = group(world, id, call)?.slug.clone();
    world.repository_mut(id).access.permissions.set_group(&slug, asked(call));
    get_group(world, call)
}

fn remove_group(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = writable(world, call)?;
    let slug = group(world, id, call)?.slug.clone();
    world.repository_mut(id).access.permissions.set_group(&slug, None);
    Ok(Reply::nothing())
}

/// The repository, for a write. Every token here is one of OAuth.
fn writable(world: &World, call: &Call<'_>) -> Result<RepositoryId, Refusal> {
    if world.permission_writes == PermissionWrites::Refused {
        return Err(Refusal::forbidden("This endpoint does not support token-based authentication"));
    }
    access::administered_repository(world, call)
}

fn asked(call: &Call<'_>) -> Option<Permission> {
    Permission::called(call.text("/permission")?)
}

fn selected_user(world: &World, call: &Call<'_>) -> Result<UserId, Refusal> {
    users::identified(world, call.param("selected_user_id"))
}

fn group<'w>(world: &'w World, id: RepositoryId, call: &Call<'_>) -> Result<&'w Group, Refusal> {
    let slug = call.param("group_slug");
    let workspace = world.workspace(&world.repository(id).workspace);
    let group = workspace.and_then(|workspace| workspace.group(slug));
    group.ok_or_else(|| Refusal::not_found(format!("No group with the slug {slug:?}")))
}

fn user_entry(world: &World, repository: &Repository, user: UserId, links: &Links) -> Value {
    let permission = repository.access.permissions.of_user(user);
    let user = world.user(user);
    let mut value = entry("user", repository, permission, &user.account_id, links);
    value["user"] = users::account(user, links);
    value
}

fn group_entry(repository: &Repository, group: &Group, links: &Links) -> Value {
    let permission = repository.access.permissions.of_group(&group.slug);
    let mut value = entry("group", repository, permission, &group.slug, links);
    value["group"] = users::group(group);
    value
}

fn entry(
    whose: &str,
    repository: &Repository,
    permission: Option<Permission>,
    name: &str,
    links: &Links,
) -> Value {
    let path = format!("/repositories/{}/permissions-config/{whose}s/{name}", repository.full_name());
    json!({
        "type": format!("repository_{whose}_permission"),
        "permission": permission.map_or("none", Permission::name),
        "repository": repositories::brief(repository, links),
        "links": { "self": links.api(&path) },
    })
}
