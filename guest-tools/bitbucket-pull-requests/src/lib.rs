//! Bitbucket Cloud: pull requests.
//!
//! - [`list`] and [`get`]: what there is;
//! - [`create`]: opens one, and refuses to rename one that is open;
//! - [`update`]: edits one;
//! - [`merge`] and [`decline`]: the two ways to close one; slow merges are waited for;
//! - [`reviews`]: approvals and change requests;
//! - [`comments`] and [`threads`]: what people say, and whether it is settled;
//! - [`tasks`]: what is left to do;
//! - [`activity`]: what happened, in order;
//! - [`changes`]: commits, diff, patch, diffstat and conflicts;
//! - [`statuses`]: the builds of its commits.

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod activity;
#[cfg(test)]
mod calls;
pub mod changes;
pub mod comments;
pub mod create;
pub mod decline;
mod edit;
pub mod get;
pub mod list;
pub mod merge;
pub mod reviews;
pub mod statuses;
pub mod tasks;
pub mod threads;
pub mod update;

innkeeper_sdk::connector! {
    provider = "bitbucket",
    name = "pull-requests",
    title = "Pull requests",
    description = "Open, find, review, discuss, edit, merge and decline pull requests.",
    tools = [
        list::PullRequestsList,
        list::WorkspacePullRequestsList,
        get::PullRequestGet,
        create::PullRequestCreate,
        update::PullRequestUpdate,
        merge::PullRequestMerge,
        merge::task::PullRequestMergeTaskGet,
        decline::PullRequestDecline,
        reviews::PullRequestApprove,
        reviews::PullRequestUnapprove,
        reviews::PullRequestRequestChanges,
        reviews::PullRequestRemoveRequestChanges,
        comments::PullRequestCommentsList,
        comments::PullRequestCommentGet,
        comments::create::PullRequestCommentCreate,
        comments::PullRequestCommentUpdate,
        comments::PullRequestCommentDelete,
        threads::PullRequestCommentResolve,
        threads::PullRequestCommentReopen,
        tasks::PullRequestTasksList,
        tasks::PullRequestTaskGet,
        tasks::PullRequestTaskCreate,
        tasks::update::PullRequestTaskUpdate,
        tasks::PullRequestTaskDelete,
        activity::PullRequestActivityList,
        activity::PullRequestsActivityList,
        changes::PullRequestCommitsList,
        changes::PullRequestDiffGet,
        changes::PullRequestPatchGet,
        changes::PullRequestConflictsList,
        changes::diffstat::PullRequestDiffstatGet,
        statuses::PullRequestStatusesList,
    ],
}
