//! What people and programs add to a commit after it was made.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{UserId, Uuid};

/// Everything that was added to one commit.
#[derive(Clone, Default)]
pub(crate) struct CommitRecord {
    pub(crate) approvals: Vec<Approval>,
    pub(crate) comments: Vec<CommitComment>,
    pub(crate) statuses: Vec<BuildStatus>,
    pub(crate) reports: Vec<Report>,
}

/// Somebody said that the commit is good.
#[derive(Clone, Copy)]
pub(crate) struct Approval {
    pub(crate) user: UserId,
    pub(crate) date: Timestamp,
}

/// A comment on the commit, or on a line of it.
#[derive(Clone)]
pub(crate) struct CommitComment {
    /// Counts from one in the repository.
    pub(crate) id: u64,
    pub(crate) author: UserId,
    pub(crate) text: String,
    /// The comment that it replies to.
    pub(crate) parent: Option<u64>,
    pub(crate) place: Option<CommentPlace>,
    pub(crate) created_on: Timestamp,
    pub(crate) updated_on: Timestamp,
    pub(crate) deleted: bool,
}

/// A file, and perhaps a line on either side of the change.
#[derive(Clone)]
pub(crate) struct CommentPlace {
    pub(crate) path: String,
    pub(crate) from: Option<i64>,
    pub(crate) to: Option<i64>,
}

/// How a build of the commit stands.
#[derive(Clone)]
pub(crate) struct BuildStatus {
    /// One status a key.
    pub(crate) key: String,
    pub(crate) state: String,
    pub(crate) url: String,
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
    /// The branch or tag that was built.
    pub(crate) refname: Option<String>,
    pub(crate) created_on: Timestamp,
    pub(crate) updated_on: Timestamp,
}

/// What a scanner says about the commit (Code Insights).
#[derive(Clone)]
pub(crate) struct Report {
    pub(crate) uuid: Uuid,
    /// What its maker calls it.
    pub(crate) external_id: String,
    /// What its maker says in it.
    pub(crate) content: Map<String, Value>,
    pub(crate) annotations: Vec<Annotation>,
    pub(crate) created_on: Timestamp,
    pub(crate) updated_on: Timestamp,
}

/// One finding of a report.
#[derive(Clone)]
pub(crate) struct Annotation {
    pub(crate) uuid: Uuid,
    /// What its maker calls it.
    pub(crate) external_id: String,
    /// What its maker says in it.
    pub(crate) content: Map<String, Value>,
    pub(crate) created_on: Timestamp,
    pub(crate) updated_on: Timestamp,
}

impl CommitRecord {
    /// The comment of this number, unless it is gone without a trace.
    pub(crate) fn comment(&self, id: u64) -> Option<&CommitComment> {
        self.comments.iter().find(|comment| comment.id == id).filter(|comment| self.shows(comment))
    }

    /// A deleted comment still shows, without its text, as long as it has replies that show.
    pub(crate) fn shows(&self, comment: &CommitComment) -> bool {
        let replies = || self.comments.iter().filter(|reply| reply.parent == Some(comment.id));
        !comment.deleted || replies().any(|reply| self.shows(reply))
    }

    /// The report that its maker, or its UUID, calls so.
    pub(crate) fn report_mut(&mut self, identifier: &str) -> Option<&mut Report> {
        self.reports.iter_mut().find(|report| report.is_called(identifier))
    }
}

impl Report {
    /// Whether `identifier` is the maker's id or the braced UUID of this report.
    pub(crate) fn is_called(&self, identifier: &str) -> bool {
        self.external_id == identifier || self.uuid.is_written(identifier)
    }
}
