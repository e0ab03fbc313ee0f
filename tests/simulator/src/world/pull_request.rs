//! Pull requests and the merges that run in the background.

use jiff::Timestamp;

use super::{CommitHash, UserId};

/// A proposal to bring one branch onto another.
#[derive(Clone)]
pub(crate) struct PullRequest {
    pub(crate) id: u64,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) state: PullRequestState,
    pub(crate) draft: bool,
    pub(crate) author: UserId,
    pub(crate) source_branch: String,
    /// The source's tip as last seen; it follows the branch while the pull request is open.
    pub(crate) source_commit: CommitHash,
    pub(crate) destination_branch: String,
    pub(crate) destination_commit: CommitHash,
    pub(crate) close_source_branch: bool,
    pub(crate) reviewers: Vec<UserId>,
    pub(crate) merge_commit: Option<CommitHash>,
    pub(crate) closed_by: Option<UserId>,
    pub(crate) created_on: Timestamp,
    pub(crate) updated_on: Timestamp,
}

/// Where a pull request is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PullRequestState {
    Open,
    Merged,
}

impl PullRequestState {
    /// The name on the wire.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Merged => "MERGED",
        }
    }
}

/// A merge that was asked for with `async=true`. It is done at once; its first look still says that it is not.
#[derive(Clone)]
pub(crate) struct MergeTask {
    pub(crate) id: String,
    pub(crate) pull_request: u64,
    pub(crate) looks: u32,
}
