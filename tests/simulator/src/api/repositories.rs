//! `/repositories/{workspace}`: lists and single repositories.

use serde_json::{Value, json};

use super::{
    access,
    listing::Listing,
    operation::{Call, Collection, Links, Operation, Reply},
    projects,
    refusal::Refusal,
    strict::{Shape, optional},
    workspaces,
};
use crate::{
    clock::stamp,
    scope::Scope,
    world::{IssueTracker, Repository, World},
};

/// Names that lists of repositories can be filtered and sorted by.
const NAMES: &[&str] = &[
    "name",
    "slug",
    "full_name",
    "uuid",
    "description",
    "language",
    "size",
    "is_private",
    "created_on",
    "updated_on",
    "project.key",
];

const ROLES: Shape = Shape::OneOf(&["admin", "contributor", "member", "owner"]);

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get("/repositories/{workspace}", &[Scope::Repository], list)
        .with_query(&[optional("role", ROLES)])
        .listed(Listing::Pages { largest: 100, filters: NAMES, sorts: NAMES }),
    Operation::get("/repositories/{workspace}/{repo_slug}", &[Scope::Repository], get),
];

/// `role` narrows nothing here: every member of a seeded workspace has the same part in all its repositories.
fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let slug = access::workspace(world, call)?.slug.clone();
    let ids = world.repositories_where(|repository| {
        repository.workspace == slug && world.permission_of(call.caller, repository).is_some()
    });
    let items = ids.into_iter().map(|id| full(world, world.repository(id), call.links));
    Ok(Reply::Collection(Collection::of(items.collect())))
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    Ok(Reply::found(full(world, world.repository(id), call.links)))
}

/// A repository as other objects show it.
pub(super) fn brief(repository: &Repository, links: &Links) -> Value {
    let name = repository.full_name();
    json!({
        "type": "repository",
        "uuid": repository.uuid.to_string(),
        "full_name": name,
        "name": repository.name,
        "links": {
            "self": links.api(&format!("/repositories/{name}")),
            "html": links.site(&format!("/{name}")),
            "avatar": links.site(&format!("/{name}/avatar/")),
        },
    })
}

fn full(world: &World, repository: &Repository, links: &Links) -> Value {
    let mut value = brief(repository, links);
    let owner = world.workspace(&repository.workspace).map(|workspace| workspaces::brief(workspace, links));
    let members = json!({
        "slug": repository.slug,
        "description": repository.description,
        "language": repository.language,
        "size": repository.size,
        "scm": "git",
        "website": null,
        "parent": null,
        "is_private": true,
        "has_issues": repository.tracker.enabled && world.issue_tracker == IssueTracker::Kept,
        "has_wiki": false,
        "fork_policy": "no_public_forks",
        "created_on": stamp(repository.created_on),
        "updated_on": stamp(repository.updated_on),
        "mainbranch": { "type": "branch", "name": repository.main_branch },
        "project": world.project_of(repository).map(|known| projects::brief(&repository.workspace, known, links)),
        "owner": owner.clone(),
        "workspace": owner,
    });
    extend(&mut value, members);
    extend(&mut value["links"], more_links(repository, links));
    value
}

fn more_links(repository: &Repository, links: &Links) -> Value {
    let name = repository.full_name();
    let below = |what: &str| links.api(&format!("/repositories/{name}/{what}"));
    json!({
        "branches": below("refs/branches"),
        "tags": below("refs/tags"),
        "commits": below("commits"),
        "pullrequests": below("pullrequests"),
        "source": below("src"),
        "forks": below("forks"),
        "watchers": below("watchers"),
        "downloads": below("downloads"),
        "hooks": below("hooks"),
        "clone": [
            { "name": "https", "href": format!("{}/{name}.git", links.site) },
            { "name": "ssh", "href": format!("git@bitbucket.example:{name}.git") },
        ],
    })
}

/// Adds the members of one object to another.
fn extend(object: &mut Value, more: Value) {
    if let (Value::Object(members), Value::Object(more)) = (object, more) {
        members.extend(more);
    }
}
