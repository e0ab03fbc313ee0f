//! How a pull request came to be as it is.

use jiff::Timestamp;

use super::{
    super::{CommitHash, UserId},
    PullRequest, PullRequestState,
};

/// What a pull request was after somebody changed it.
#[derive(Clone)]
pub(crate) struct PullRequestUpdate {
    pub(crate) author: UserId,
    pub(crate) date: Timestamp,
    pub(crate) state: PullRequestState,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) draft: bool,
    pub(crate) reason: String,
    pub(crate) source_branch: String,
    pub(crate) source_commit: CommitHash,
    pub(crate) destination_branch: String,
    pub(crate) destination_commit: CommitHash,
}

impl PullRequest {
    /// Takes down what it is now, and who made it so.
    pub(crate) fn note(&mut self, author: UserId, date: Timestamp) {
        self.updated_on = date;
        self.updates.push(PullRequestUpdate {
            author,
            date,
            state: self.state,
            title: self.title.clone(),
            description: self.description.clone(),
            draft: self.draft,
            reason: self.reason.clone(),
            source_branch: self.source_branch.clone(),
            source_commit: self.source_commit.clone(),
            destination_branch: self.destination_branch.clone(),
            destination_commit: self.destination_commit.clone(),
        });
    }
}
