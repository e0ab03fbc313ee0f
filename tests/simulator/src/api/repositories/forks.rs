//! Forks: copies that know where they come from.

use http::StatusCode;

use super::{
    super::{
        access,
        operation::{Call, Collection, Reply},
        refusal::Refusal,
        strict::{Property, Shape, optional},
    },
    BRANCH, POLICIES, PROJECT,
    change::{apply, require_project, slugify},
    occupant, show, shown,
};
use crate::world::{ForkPolicy, Repository, RepositoryId, World, empty_repository};

/// What a fork may say of itself: not `scm`, `parent` or `full_name`.
pub(super) const PROPERTIES: &[Property] = &[
    optional("type", Shape::OneOf(&["repository"])),
    optional("name", Shape::Text),
    optional("workspace", Shape::Object(&[optional("slug", Shape::Text), optional("uuid", Shape::Text)])),
    optional("description", Shape::Text),
    optional("language", Shape::Text),
    optional("is_private", Shape::Boolean),
    optional("has_issues", Shape::Boolean),
    optional("has_wiki", Shape::Boolean),
    optional("fork_policy", POLICIES),
    optional("project", PROJECT),
    optional("mainbranch", BRANCH),
];

/// The forks that the caller may see.
pub(super) fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let visible: Vec<&str> =
        world.workspaces_of(call.caller).map(|workspace| workspace.slug.as_str()).collect();
    let is_fork =
        |known: &Repository| known.parent == Some(id) && visible.contains(&known.workspace.as_str());
    let forks = world.repositories_where(is_fork);
    Ok(Reply::Collection(Collection::of(shown(world, forks, call))))
}

pub(super) fn fork(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let parent = access::repository(world, call)?;
    let workspace = destination(world, call)?;
    let mut fork = copy(world, parent, &workspace, call);
    if occupant(world, &workspace, &fork.slug).is_some() {
        return Err(Refusal::field(
            "name",
            "a repository of this name exists in the workspace: give another",
        ));
    }
    apply(&mut fork, call)?;
    require_project(world, &fork)?;
    check_policy(world.repository(parent), &fork)?;
    let location = format!("{}/repositories/{}", call.links.api, fork.full_name());
    let id = world.add_repository(fork);
    let value = show(world, id, call);
    Ok(Reply::Object { status: StatusCode::CREATED, value, location: Some(location) })
}

/// The workspace that the body names, or the first of the caller's, which stands in for a workspace of their own.
fn destination(world: &World, call: &Call<'_>) -> Result<String, Refusal> {
    let named = call.text("/workspace/slug").or_else(|| call.text("/workspace/uuid"));
    let mut visible = world.workspaces_of(call.caller);
    let found = visible.find(|workspace| named.is_none_or(|name| workspace.is_called(name)));
    found
        .map(|workspace| workspace.slug.clone())
        .ok_or_else(|| Refusal::field("workspace", "no workspace that you may fork into"))
}

/// The code and what describes it; not what people did around it.
fn copy(world: &World, parent: RepositoryId, workspace: &str, call: &Call<'_>) -> Repository {
    let original = world.repository(parent);
    let name = call.text("/name").unwrap_or(&original.name);
    Repository {
        name: name.to_owned(),
        description: original.description.clone(),
        language: original.language.clone(),
        size: original.size,
        is_private: original.is_private,
        fork_policy: original.fork_policy,
        parent: Some(parent),
        watchers: vec![call.caller],
        main_branch: original.main_branch.clone(),
        history: original.history.clone(),
        default_pipeline: original.default_pipeline.clone(),
        custom_pipelines: original.custom_pipelines.clone(),
        ..empty_repository(workspace, &slugify(name), call.now)
    }
}

fn check_policy(parent: &Repository, fork: &Repository) -> Result<(), Refusal> {
    match parent.fork_policy {
        ForkPolicy::Forbidden => Err(Refusal::forbidden("This repository does not allow forks.")),
        ForkPolicy::PrivateOnly if !fork.is_private => {
            Err(Refusal::field("is_private", "forks of this repository are private"))
        }
        ForkPolicy::PrivateOnly | ForkPolicy::Allowed => Ok(()),
    }
}
