//! Bitbucket Cloud: issues.
//!
//! Atlassian took the issue tracker away on 2026-08-20 (Bitbucket facts, Spec), so every tool here is
//! `removed`: not listed, and called only through a connection that says it still has them.
//!
//! - [`issues`]: the issues themselves, with [`comments`] and [`attachments`];
//! - [`interest`]: votes and watches of the person behind the account;
//! - [`milestones`], [`versions`] and [`components`]: what issues are sorted by;
//! - [`issue_id`]: an issue's number where the tools take it as text.

#![cfg_attr(not(target_family = "wasm"), forbid(unsafe_code))]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod attachments;
pub mod comments;
pub mod components;
pub mod interest;
pub mod issue_id;
pub mod issues;
pub mod milestones;
pub mod versions;

innkeeper_sdk::connector! {
    provider = "bitbucket",
    name = "issues",
    title = "Issues",
    description = "Open, find, change and discuss issues, where a connection still has the issue tracker.",
    tools = [
        issues::IssueCreate,
        issues::IssueGet,
        issues::IssueUpdate,
        issues::IssueDelete,
        issues::IssuesList,
        comments::IssueCommentCreate,
        comments::IssueCommentUpdate,
        comments::IssueCommentDelete,
        comments::IssueCommentsList,
        interest::IssueVote,
        interest::IssueVoteGet,
        interest::IssueUnvote,
        interest::IssueWatch,
        interest::IssueWatchGet,
        interest::IssueUnwatch,
        attachments::IssueAttachmentUpload,
        attachments::IssueAttachmentsList,
        attachments::IssueAttachmentDelete,
        milestones::MilestoneGet,
        milestones::MilestonesList,
        versions::VersionGet,
        versions::VersionsList,
        components::ComponentGet,
        components::ComponentsList,
    ],
}
