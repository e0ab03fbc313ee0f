//! What a webhook belongs to: a repository, or a workspace with all that are in it.

use serde_json::Value;

use super::super::{access, operation::Call, refusal::Refusal, repositories, workspaces};
use crate::world::{Entry, Hook, Register, RepositoryId, World};

/// A repository or a workspace that the caller administers.
pub(super) struct Subject {
    place: Place,
    /// Where it is below `/2.0`.
    pub(super) path: String,
    /// As its webhooks show it.
    pub(super) shown: Value,
}

enum Place {
    Repository(RepositoryId),
    /// By slug.
    Workspace(String),
}

impl Subject {
    /// The subject that the path names.
    pub(super) fn of(world: &World, call: &Call<'_>) -> Result<Self, Refusal> {
        if call.param("repo_slug").is_empty() {
            let workspace = access::administered_workspace(world, call)?;
            return Ok(Self {
                place: Place::Workspace(workspace.slug.clone()),
                path: format!("/workspaces/{}", workspace.slug),
                shown: workspaces::brief(workspace, call.links),
            });
        }
        let id = access::administered_repository(world, call)?;
        let repository = world.repository(id);
        Ok(Self {
            place: Place::Repository(id),
            path: format!("/repositories/{}", repository.full_name()),
            shown: repositories::brief(repository, call.links),
        })
    }

    /// The name of its kind on the wire.
    pub(super) fn kind(&self) -> &'static str {
        match self.place {
            Place::Repository(_) => "repository",
            Place::Workspace(_) => "workspace",
        }
    }

    /// Its webhooks.
    pub(super) fn hooks<'w>(&self, world: &'w World) -> Result<&'w Register<Hook>, Refusal> {
        match &self.place {
            Place::Repository(id) => Ok(&world.repository(*id).access.hooks),
            Place::Workspace(slug) => world.workspace(slug).map(|known| &known.hooks).ok_or_else(gone),
        }
    }

    /// Gives it one more.
    pub(super) fn add(&self, world: &mut World, hook: Hook) -> Result<Entry<Hook>, Refusal> {
        Ok(self.hooks_mut(world)?.add(&format!("webhook {}", self.path), hook))
    }

    /// Its webhooks, to change them.
    pub(super) fn hooks_mut<'w>(&self, world: &'w mut World) -> Result<&'w mut Register<Hook>, Refusal> {
        match &self.place {
            Place::Repository(id) => Ok(&mut world.repository_mut(*id).access.hooks),
            Place::Workspace(slug) => {
                world.workspace_mut(slug).map(|known| &mut known.hooks).ok_or_else(gone)
            }
        }
    }
}

fn gone() -> Refusal {
    Refusal::not_found("The workspace is gone")
}
