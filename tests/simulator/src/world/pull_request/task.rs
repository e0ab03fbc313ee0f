//! What is left to do before a pull request lands.

use jiff::Timestamp;

use super::{super::UserId, PullRequest, Resolution};

/// A task: open until somebody resolves it.
#[derive(Clone)]
pub(crate) struct PullRequestTask {
    /// Counts from one in the repository.
    pub(crate) id: u64,
    pub(crate) creator: UserId,
    pub(crate) text: String,
    /// The comment that it stands below.
    pub(crate) comment: Option<u64>,
    /// Part of a review that its creator has not finished: nobody else sees it.
    pub(crate) pending: bool,
    pub(crate) resolution: Option<Resolution>,
    pub(crate) created_on: Timestamp,
    pub(crate) updated_on: Timestamp,
}

impl PullRequestTask {
    /// Whether `user` sees it.
    pub(crate) fn is_shown_to(&self, user: UserId) -> bool {
        !self.pending || self.creator == user
    }

    /// The state's name on the wire.
    pub(crate) const fn state(&self) -> &'static str {
        if self.resolution.is_some() { "RESOLVED" } else { "UNRESOLVED" }
    }
}

impl PullRequest {
    /// How many tasks are left, apart from those that nobody sees yet.
    pub(crate) fn open_tasks(&self) -> usize {
        self.tasks.iter().filter(|task| task.resolution.is_none() && !task.pending).count()
    }
}
