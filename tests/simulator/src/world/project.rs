//! Projects: what a workspace sorts its repositories into.

use jiff::Timestamp;

use super::{Repository, RepositoryId, UserId, Uuid, Workspace, World};

/// One project. Its repositories name it by its key.
#[derive(Clone)]
pub(crate) struct Project {
    pub(crate) uuid: Uuid,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) is_private: bool,
    /// Default reviewers in all its repositories.
    pub(crate) default_reviewers: Vec<UserId>,
    pub(crate) created_on: Timestamp,
    pub(crate) updated_on: Timestamp,
}

/// Where a default reviewer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReviewerType {
    Repository,
    Project,
}

impl ReviewerType {
    /// The name on the wire.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Repository => "repository",
            Self::Project => "project",
        }
    }
}

impl Workspace {
    /// The project of this key.
    pub(crate) fn project(&self, key: &str) -> Option<&Project> {
        self.projects.all.iter().find(|project| project.key == key)
    }
}

impl World {
    /// The project that a repository is in.
    pub(crate) fn project_of(&self, repository: &Repository) -> Option<&Project> {
        self.workspace(&repository.workspace)?.project(&repository.project_key)
    }

    /// The repositories in the project of this key.
    pub(crate) fn repositories_in(&self, workspace: &str, key: &str) -> Vec<RepositoryId> {
        self.repositories_where(|repository| {
            repository.workspace == workspace && repository.project_key == key
        })
    }

    /// The default reviewers of a repository and, after them, those of its project who are none of its own.
    pub(crate) fn effective_default_reviewers(&self, repository: &Repository) -> Vec<(UserId, ReviewerType)> {
        let own = &repository.access.default_reviewers;
        let of_project = self.project_of(repository).map_or(&[][..], |project| &project.default_reviewers);
        let inherited = of_project.iter().filter(|user| !own.contains(user));
        let own = own.iter().map(|&user| (user, ReviewerType::Repository));
        own.chain(inherited.map(|&user| (user, ReviewerType::Project))).collect()
    }
}
