//! Pull requests, what people think of them, and the merges that run in the background.

mod comment;
mod follow;
mod part;
mod task;
mod update;

use jiff::Timestamp;

pub(crate) use self::{
    comment::{Anchor, PullRequestComment, Resolution},
    part::{Part, Verdict},
    task::PullRequestTask,
    update::PullRequestUpdate,
};
use super::{CommitHash, RepositoryId, UserId};

/// A proposal to bring one branch onto another.
#[derive(Clone)]
pub(crate) struct PullRequest {
    pub(crate) id: u64,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) state: PullRequestState,
    pub(crate) draft: bool,
    pub(crate) author: UserId,
    /// The fork that the source is in; none where it is in the repository itself.
    pub(crate) source_repository: Option<RepositoryId>,
    pub(crate) source_branch: String,
    /// The source's tip as last seen; it follows the branch while the pull request is open.
    pub(crate) source_commit: CommitHash,
    pub(crate) destination_branch: String,
    pub(crate) destination_commit: CommitHash,
    pub(crate) close_source_branch: bool,
    pub(crate) reviewers: Vec<UserId>,
    /// Who took part, in the order in which they came.
    pub(crate) parts: Vec<Part>,
    /// Oldest first. None is ever taken out.
    pub(crate) comments: Vec<PullRequestComment>,
    pub(crate) tasks: Vec<PullRequestTask>,
    /// Tasks that were ever made.
    pub(crate) tasks_made: u64,
    /// How it came to be as it is, oldest first.
    pub(crate) updates: Vec<PullRequestUpdate>,
    pub(crate) merge_commit: Option<CommitHash>,
    pub(crate) closed_by: Option<UserId>,
    /// Why it was declined.
    pub(crate) reason: String,
    pub(crate) created_on: Timestamp,
    pub(crate) updated_on: Timestamp,
}

/// Where a pull request is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PullRequestState {
    Open,
    Merged,
    Declined,
    /// Everything that it proposed came to its destination by another way.
    Superseded,
}

/// The two branches of a pull request and their tips.
pub(crate) struct Ends {
    pub(crate) source_repository: Option<RepositoryId>,
    pub(crate) source_branch: String,
    pub(crate) source_commit: CommitHash,
    pub(crate) destination_branch: String,
    pub(crate) destination_commit: CommitHash,
}

impl PullRequestState {
    /// The name on the wire.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Merged => "MERGED",
            Self::Declined => "DECLINED",
            Self::Superseded => "SUPERSEDED",
        }
    }
}

impl PullRequest {
    /// A new one that nobody has looked at.
    pub(crate) fn open(id: u64, title: &str, author: UserId, ends: Ends, now: Timestamp) -> Self {
        let Ends { source_repository, source_branch, source_commit, destination_branch, destination_commit } =
            ends;
        Self {
            id,
            title: title.to_owned(),
            description: String::new(),
            state: PullRequestState::Open,
            draft: false,
            author,
            source_repository,
            source_branch,
            source_commit,
            destination_branch,
            destination_commit,
            close_source_branch: false,
            reviewers: Vec::new(),
            parts: Vec::new(),
            comments: Vec::new(),
            tasks: Vec::new(),
            tasks_made: 0,
            updates: Vec::new(),
            merge_commit: None,
            closed_by: None,
            reason: String::new(),
            created_on: now,
            updated_on: now,
        }
    }

    /// Closes it for good.
    pub(crate) fn close(&mut self, state: PullRequestState, by: UserId, now: Timestamp) {
        self.state = state;
        self.closed_by = Some(by);
        self.note(by, now);
    }
}

/// A merge that was asked for with `async=true`. It is done at once; its first look still says that it is not.
#[derive(Clone)]
pub(crate) struct MergeTask {
    pub(crate) id: String,
    pub(crate) pull_request: u64,
    pub(crate) looks: u32,
}
