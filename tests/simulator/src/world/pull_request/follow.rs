//! Pull requests follow their branches.

use super::{
    super::{History, Repository, RepositoryId, World},
    PullRequest, PullRequestState,
};

impl World {
    /// Brings the open pull requests of a repository up to date with the branches. Nothing calls this when a branch moves;
    /// everything that looks at pull requests does.
    pub(crate) fn follow_branches(&mut self, id: RepositoryId) {
        let mut all = std::mem::take(&mut self.repository_mut(id).pull_requests);
        let repository = self.repository(id);
        for open in all.iter_mut().filter(|known| known.state == PullRequestState::Open) {
            let source = self.source_of(repository, open).map(|source| &source.history);
            open.follow(&repository.history, source);
        }
        self.repository_mut(id).pull_requests = all;
    }

    /// The repository that the source of one of `repository`'s pull requests is in; none if that was a fork that is gone.
    pub(crate) fn source_of<'w>(
        &'w self,
        repository: &'w Repository,
        pull_request: &PullRequest,
    ) -> Option<&'w Repository> {
        match pull_request.source_repository {
            None => Some(repository),
            Some(fork) => self.live_repository(fork),
        }
    }
}

impl PullRequest {
    fn follow(&mut self, history: &History, source: Option<&History>) {
        if let Some(tip) = history.tip(&self.destination_branch) {
            self.destination_commit = tip.hash.clone();
        }
        let Some(tip) = source.and_then(|source| source.tip(&self.source_branch)) else { return };
        let now = tip.date.max(self.updated_on);
        if tip.hash != self.source_commit {
            self.source_commit = tip.hash.clone();
            self.note(tip.author, now);
        }
        if history.contains(&self.destination_commit, &self.source_commit) {
            self.close(PullRequestState::Superseded, tip.author, now);
        }
    }
}
