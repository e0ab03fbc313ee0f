//! Who is asking, and what they may see.

use http::{HeaderMap, header};
use jiff::Timestamp;

use super::{operation::Call, refusal::Refusal};
use crate::{
    oauth::{Authority, TokenState},
    scope::Granted,
    world::{Permission, RepositoryId, Role, UserId, Workspace, World},
};

/// The holder of an accepted access token.
pub(super) struct Bearer {
    pub(super) user: UserId,
    pub(super) granted: Granted,
}

/// Reads `Authorization: Bearer`; nothing else is accepted.
pub(super) fn authenticate(
    authority: &Authority,
    headers: &HeaderMap,
    now: Timestamp,
) -> Result<Bearer, Refusal> {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some(token) = header.and_then(|value| value.strip_prefix("Bearer ")) else {
        return Err(Refusal::unauthorized("Authentication required: send a bearer token."));
    };
    match authority.look_up(token, now) {
        TokenState::Live { user, granted } => Ok(Bearer { user, granted }),
        TokenState::Expired => Err(Refusal::unauthorized(
            "Access token expired. Use your refresh token to obtain a new access token.",
        )),
        TokenState::Unknown => {
            Err(Refusal::unauthorized("Token is invalid, expired, or not supported for this endpoint."))
        }
    }
}

/// The workspace that the path names, if the caller belongs to it.
pub(super) fn workspace<'w>(world: &'w World, call: &Call<'_>) -> Result<&'w Workspace, Refusal> {
    let identifier = call.param("workspace");
    let mut visible = world.workspaces_of(call.caller);
    visible
        .find(|workspace| workspace.is_called(identifier))
        .ok_or_else(|| Refusal::not_found(format!("No workspace with identifier '{identifier}'.")))
}

/// The repository that the path names, if the caller may see it. `{}` stands for any workspace when the repository is
/// named by its UUID.
pub(super) fn repository(world: &World, call: &Call<'_>) -> Result<RepositoryId, Refusal> {
    visible_repository(world, call.caller, call.param("workspace"), call.param("repo_slug"))
}

/// The repository that is called so, if `user` may see it.
pub(super) fn visible_repository(
    world: &World,
    user: UserId,
    owner: &str,
    identifier: &str,
) -> Result<RepositoryId, Refusal> {
    let by_uuid_alone = owner == "{}" && identifier.starts_with('{');
    let visible: Vec<&str> = world
        .workspaces_of(user)
        .filter(|workspace| by_uuid_alone || workspace.is_called(owner))
        .map(|workspace| workspace.slug.as_str())
        .collect();
    let found = world.repositories_where(|repository| {
        visible.contains(&repository.workspace.as_str())
            && repository.is_called(identifier)
            && world.permission_of(user, repository).is_some()
    });
    found.first().copied().ok_or_else(|| Refusal::no_repository(owner, identifier))
}

/// The repository that the path names, if the caller administers it.
pub(super) fn administered_repository(world: &World, call: &Call<'_>) -> Result<RepositoryId, Refusal> {
    let id = repository(world, call)?;
    match world.permission_of(call.caller, world.repository(id)) {
        Some(Permission::Admin) => Ok(id),
        _ => Err(Refusal::forbidden("Your credentials lack admin access to this repository.")),
    }
}

/// The workspace that the path names, if the caller administers it.
pub(super) fn administered_workspace<'w>(
    world: &'w World,
    call: &Call<'_>,
) -> Result<&'w Workspace, Refusal> {
    let found = workspace(world, call)?;
    match found.role_of(call.caller) {
        Some(Role::Administrator) => Ok(found),
        _ => Err(Refusal::forbidden("You must be an administrator of this workspace.")),
    }
}
