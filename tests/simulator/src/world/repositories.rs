//! Which repositories there are.

use super::{Repository, RepositoryId, Uuid, World};

impl World {
    /// Adds a repository, with a UUID that none had before.
    pub(crate) fn add_repository(&mut self, mut repository: Repository) -> RepositoryId {
        let place = self.repositories.len();
        repository.uuid = Uuid::named(&format!("repository {place}"));
        self.repositories.push(repository);
        RepositoryId(place)
    }

    /// Deletes a repository: no list and no name leads to it any more.
    pub(crate) fn delete_repository(&mut self, id: RepositoryId) {
        self.deleted.push(id);
    }

    /// The repository behind an id, unless it was deleted.
    pub(crate) fn live_repository(&self, id: RepositoryId) -> Option<&Repository> {
        (!self.deleted.contains(&id)).then(|| self.repository(id))
    }

    /// The repositories that `wanted` says yes to.
    pub(crate) fn repositories_where(&self, wanted: impl Fn(&Repository) -> bool) -> Vec<RepositoryId> {
        self.live().filter(|(_, repository)| wanted(repository)).map(|(id, _)| id).collect()
    }

    /// Every repository that was not deleted.
    pub(super) fn live(&self) -> impl Iterator<Item = (RepositoryId, &Repository)> {
        let all =
            self.repositories.iter().enumerate().map(|(place, repository)| (RepositoryId(place), repository));
        all.filter(|(id, _)| !self.deleted.contains(id))
    }
}
