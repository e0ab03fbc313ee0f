//! What a body says of a repository, put into effect.

use http::StatusCode;

use super::{
    super::{
        access,
        operation::{Call, Reply},
        refusal::Refusal,
    },
    occupant, show,
};
use crate::world::{ForkPolicy, Repository, World};

/// Changes a repository. Another name moves it.
pub(super) fn change(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::administered_repository(world, call)?;
    let mut changed = world.repository(id).clone();
    apply(&mut changed, call)?;
    require_project(world, &changed)?;
    if changed.name != world.repository(id).name {
        changed.slug = slugify(&changed.name);
    }
    let moved = changed.slug != world.repository(id).slug;
    if moved && occupant(world, &changed.workspace, &changed.slug).is_some() {
        return Err(Refusal::field("name", "another repository of the workspace has this slug"));
    }
    if let Some(name) = call.text("/mainbranch/name")
        && changed.history.tip(name).is_none()
    {
        return Err(Refusal::field("mainbranch.name", "no such branch"));
    }
    changed.updated_on = call.now;
    let location = moved.then(|| format!("{}/repositories/{}", call.links.api, changed.full_name()));
    *world.repository_mut(id) = changed;
    Ok(Reply::Object { status: StatusCode::OK, value: show(world, id, call), location })
}

/// Takes over what the body says; what it leaves out stays.
pub(super) fn apply(repository: &mut Repository, call: &Call<'_>) -> Result<(), Refusal> {
    let texts = [
        ("/name", &mut repository.name),
        ("/description", &mut repository.description),
        ("/language", &mut repository.language),
        ("/mainbranch/name", &mut repository.main_branch),
        ("/project/key", &mut repository.project_key),
    ];
    for (pointer, place) in texts {
        if let Some(text) = call.text(pointer) {
            text.clone_into(place);
        }
    }
    let flags = [
        ("/is_private", &mut repository.is_private),
        ("/has_issues", &mut repository.tracker.enabled),
        ("/has_wiki", &mut repository.has_wiki),
    ];
    for (pointer, place) in flags {
        *place = call.flag(pointer).unwrap_or(*place);
    }
    let policy = call.text("/fork_policy").and_then(ForkPolicy::called);
    repository.fork_policy = policy.unwrap_or(repository.fork_policy);
    if repository.name.trim().is_empty() {
        return Err(Refusal::field("name", "must not be empty"));
    }
    Ok(())
}

/// Refuses a project that the repository's workspace does not have.
pub(super) fn require_project(world: &World, repository: &Repository) -> Result<(), Refusal> {
    match world.project_of(repository) {
        Some(_) => Ok(()),
        None => Err(Refusal::field("project.key", "no such project")),
    }
}

/// The slug that a name becomes.
pub(super) fn slugify(name: &str) -> String {
    let small = name.to_ascii_lowercase();
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    small.chars().map(|letter| if fits(letter) { letter } else { '_' }).collect()
}
