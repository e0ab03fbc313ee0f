//! What people say about a pull request.

use jiff::Timestamp;

use super::{super::UserId, PullRequest};

/// A comment: on the whole, on code, or on another comment.
#[derive(Clone)]
pub(crate) struct PullRequestComment {
    /// Counts from one in the repository.
    pub(crate) id: u64,
    pub(crate) author: UserId,
    pub(crate) text: String,
    /// The comment that it replies to.
    pub(crate) parent: Option<u64>,
    pub(crate) anchor: Option<Anchor>,
    /// Deleted comments stay, without their text.
    pub(crate) deleted: bool,
    /// Part of a review that its author has not finished: nobody else sees it.
    pub(crate) pending: bool,
    pub(crate) resolution: Option<Resolution>,
    pub(crate) created_on: Timestamp,
    pub(crate) updated_on: Timestamp,
}

/// A place in the code. Nobody checks that it is there.
#[derive(Clone)]
pub(crate) struct Anchor {
    pub(crate) path: String,
    /// Line of the old version.
    pub(crate) from: Option<i64>,
    /// Line of the new version.
    pub(crate) to: Option<i64>,
    pub(crate) start_from: Option<i64>,
    pub(crate) start_to: Option<i64>,
}

/// Who settled something, and when.
#[derive(Clone, Copy)]
pub(crate) struct Resolution {
    pub(crate) user: UserId,
    pub(crate) date: Timestamp,
}

impl PullRequestComment {
    /// Whether `user` sees it.
    pub(crate) fn is_shown_to(&self, user: UserId) -> bool {
        !self.pending || self.author == user
    }
}

impl PullRequest {
    /// The comment of this number that `user` sees.
    pub(crate) fn comment(&self, id: u64, user: UserId) -> Option<&PullRequestComment> {
        self.comments.iter().find(|comment| comment.id == id && comment.is_shown_to(user))
    }

    /// How many threads on code are not settled, apart from those that nobody sees yet.
    pub(crate) fn open_threads(&self) -> usize {
        let starts = |comment: &&PullRequestComment| comment.parent.is_none() && comment.anchor.is_some();
        let open = |comment: &&PullRequestComment| {
            comment.resolution.is_none() && !comment.deleted && !comment.pending
        };
        self.comments.iter().filter(starts).filter(open).count()
    }
}
