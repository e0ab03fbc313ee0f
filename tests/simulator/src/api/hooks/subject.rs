//! What a webhook belongs to: a repository, or a workspace with all that are in it.

use serde_json::Value;

use super::super::{access, operation::Call, refusal::Refusal, repositories, workspaces};
use crate::world::{Hook, Numbered, RepositoryId, Uuid, World};

/// A repository or a workspace that the caller administers.
pub(super) struct Subject {
    place: Place,
    uuid: Uuid,
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
                uuid: workspace.uuid.clone(),
                path: format!("/workspaces/{}", workspace.slug),
                shown: workspaces::brief(workspace, call.links),
            });
        }
        let id = access::administered_repository(world, call)?;
        let repository = world.repository(id);
        Ok(Self {
            place: Place::Repository(id),
            uuid: repository.uuid.clone(),
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

    /// The UUID of its webhook number `number`.
    pub(super) fn hook_uuid(&self, number: u64) -> Uuid {
        Uuid::named(&format!("webhook {} {number}", self.uuid))
    }

    /// Its webhooks.
    pub(super) fn hooks<'w>(&self, world: &'w World) -> Result<&'w Numbered<Hook>, Refusal> {
        match &self.place {
            Place::Repository(id) => Ok(&world.repository(*id).access.hooks),
            Place::Workspace(slug) => world.workspace(slug).map(|known| &known.hooks).ok_or_else(gone),
        }
    }

    /// Its webhooks, to change them.
    pub(super) fn hooks_mut<'w>(&self, world: &'w mut World) -> Result<&'w mut Numbered<Hook>, Refusal> {
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
