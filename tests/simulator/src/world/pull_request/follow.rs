//! Pull requests follow their branches.

use super::{
    super::{History, Repository},
    PullRequest, PullRequestState,
};

impl Repository {
    /// Brings the open pull requests up to date with the branches. Nothing calls this when a branch moves; everything that
    /// looks at pull requests does.
    pub(crate) fn follow_branches(&mut self) {
        let Self { history, pull_requests, .. } = self;
        let open = pull_requests.iter_mut().filter(|known| known.state == PullRequestState::Open);
        open.for_each(|pull_request| pull_request.follow(history));
    }
}

impl PullRequest {
    fn follow(&mut self, history: &History) {
        if let Some(tip) = history.tip(&self.destination_branch) {
            self.destination_commit = tip.hash.clone();
        }
        let Some(tip) = history.tip(&self.source_branch) else { return };
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
