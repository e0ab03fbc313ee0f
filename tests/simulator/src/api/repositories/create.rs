//! New repositories.

use super::{
    super::{
        access,
        operation::{Call, Reply},
        refusal::Refusal,
    },
    change, occupant, show,
};
use crate::world::{RepositoryId, Role, World, empty_repository};

/// Success is 200 (Bitbucket facts, trap 3), and a slug that is taken is 400.
pub(super) fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = make(world, call)?;
    Ok(Reply::found(show(world, id, call)))
}

/// Makes the repository that the path names, as the body says.
pub(super) fn make(world: &mut World, call: &Call<'_>) -> Result<RepositoryId, Refusal> {
    let workspace = access::workspace(world, call)?;
    if workspace.role_of(call.caller) != Some(Role::Administrator) {
        return Err(Refusal::bad_request("You may not create repositories in this workspace."));
    }
    let (workspace, slug) = (workspace.slug.clone(), call.param("repo_slug"));
    if !is_slug(slug) {
        return Err(Refusal::field("slug", "lower-case letters, digits, and - _ . between them"));
    }
    if occupant(world, &workspace, slug).is_some() {
        return Err(Refusal::bad_request("Repository with this Slug and Owner already exists."));
    }
    let mut made = empty_repository(&workspace, slug, call.now);
    made.watchers.push(call.caller);
    // Bitbucket's default where the workspace has no rule: everybody may look.
    made.is_private = false;
    change::apply(&mut made, call)?;
    change::require_project(world, &made)?;
    Ok(world.add_repository(made))
}

fn is_slug(text: &str) -> bool {
    let fits =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_.".contains(letter);
    (1..=62).contains(&text.len()) && text.chars().all(fits) && !text.starts_with(['.', '-'])
}
