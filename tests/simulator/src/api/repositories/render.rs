//! A repository in JSON.

use serde_json::{Value, json};

use super::super::{operation::Links, projects, workspaces};
use crate::{
    clock::stamp,
    world::{IssueTracker, Repository, World},
};

/// A repository as other objects show it.
pub(crate) fn brief(repository: &Repository, links: &Links) -> Value {
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

/// A repository in full.
pub(super) fn full(world: &World, repository: &Repository, links: &Links) -> Value {
    let mut value = brief(repository, links);
    let owner = world.workspace(&repository.workspace).map(|workspace| workspaces::brief(workspace, links));
    let members = json!({
        "slug": repository.slug,
        "description": repository.description,
        "language": repository.language,
        "size": repository.size,
        "scm": "git",
        "website": null,
        "parent": parent(world, repository, links),
        "is_private": repository.is_private,
        "has_issues": repository.tracker.enabled && world.issue_tracker == IssueTracker::Kept,
        "has_wiki": repository.has_wiki,
        "fork_policy": repository.fork_policy.name(),
        "created_on": stamp(repository.created_on),
        "updated_on": stamp(repository.updated_on),
        "mainbranch": main_branch(repository),
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

/// Null while the repository is empty.
fn main_branch(repository: &Repository) -> Value {
    match repository.history.tip(&repository.main_branch) {
        Some(_) => json!({ "type": "branch", "name": repository.main_branch }),
        None => Value::Null,
    }
}

/// What it was forked from, as long as that is there.
fn parent(world: &World, repository: &Repository, links: &Links) -> Value {
    let parent = repository.parent.and_then(|id| world.live_repository(id));
    parent.map_or(Value::Null, |parent| brief(parent, links))
}

/// Adds the members of one object to another.
fn extend(object: &mut Value, more: Value) {
    if let (Value::Object(members), Value::Object(more)) = (object, more) {
        members.extend(more);
    }
}
