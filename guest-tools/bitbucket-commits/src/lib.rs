//! Bitbucket Cloud: commits.
//!
//! - [`commits`]: the log, one commit, and approvals;
//! - [`comparison`]: where two revisions meet, and what differs between them;
//! - [`comments`]: what people say about a commit;
//! - [`statuses`]: what builds say about it;
//! - [`reports`] and [`annotations`]: what scanners found in it (Code Insights);
//! - [`pull_requests`]: where it was reviewed.
//!
//! Comments, statuses and reports are written under a read scope (Bitbucket facts, trap 1): their effect is
//! what gates them.

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod address;
pub mod annotations;
pub mod comments;
pub mod commits;
pub mod comparison;
pub mod pull_requests;
pub mod reports;
pub mod statuses;

innkeeper_sdk::connector! {
    provider = "bitbucket",
    name = "commits",
    title = "Commits",
    description = "Read commits and what differs between them; comment on them, approve them, and report \
        builds and findings.",
    tools = [
        commits::CommitsList,
        commits::CommitGet,
        commits::CommitApprove,
        commits::CommitUnapprove,
        comparison::MergeBaseGet,
        comparison::DiffstatGet,
        comparison::DiffGet,
        comparison::DiffRawGet,
        comparison::PatchRawGet,
        comments::CommentsList,
        comments::CommentGet,
        comments::CommentCreate,
        comments::CommentUpdate,
        comments::CommentDelete,
        statuses::StatusesList,
        statuses::BuildStatusGet,
        statuses::BuildStatusCreate,
        statuses::BuildStatusUpdate,
        reports::ReportsList,
        reports::ReportCreate,
        reports::ReportDelete,
        annotations::AnnotationsList,
        annotations::AnnotationsCreate,
        pull_requests::CommitPullRequestsList,
    ],
}
