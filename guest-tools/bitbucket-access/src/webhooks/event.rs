//! What a webhook can be told of.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// At least one event, and none twice.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Events(#[schemars(length(min = 1), extend("uniqueItems" = true))] Vec<Event>);

/// Something that happens. Each asks for the scope of what it is about: `repository`, `pullrequest`, `issue`,
/// `pipeline` or `project`.
#[derive(Clone, Copy, Deserialize, Serialize, JsonSchema)]
enum Event {
    #[serde(rename = "issue:comment_created")]
    IssueCommentCreated,
    #[serde(rename = "issue:created")]
    IssueCreated,
    #[serde(rename = "issue:updated")]
    IssueUpdated,
    #[serde(rename = "pipeline:span_created")]
    PipelineSpanCreated,
    #[serde(rename = "project:updated")]
    ProjectUpdated,
    #[serde(rename = "pullrequest:approved")]
    PullrequestApproved,
    #[serde(rename = "pullrequest:changes_request_created")]
    PullrequestChangesRequestCreated,
    #[serde(rename = "pullrequest:changes_request_removed")]
    PullrequestChangesRequestRemoved,
    #[serde(rename = "pullrequest:comment_created")]
    PullrequestCommentCreated,
    #[serde(rename = "pullrequest:comment_deleted")]
    PullrequestCommentDeleted,
    #[serde(rename = "pullrequest:comment_reopened")]
    PullrequestCommentReopened,
    #[serde(rename = "pullrequest:comment_resolved")]
    PullrequestCommentResolved,
    #[serde(rename = "pullrequest:comment_updated")]
    PullrequestCommentUpdated,
    #[serde(rename = "pullrequest:created")]
    PullrequestCreated,
    #[serde(rename = "pullrequest:fulfilled")]
    PullrequestFulfilled,
    #[serde(rename = "pullrequest:push")]
    PullrequestPush,
    #[serde(rename = "pullrequest:rejected")]
    PullrequestRejected,
    #[serde(rename = "pullrequest:unapproved")]
    PullrequestUnapproved,
    #[serde(rename = "pullrequest:updated")]
    PullrequestUpdated,
    #[serde(rename = "repo:commit_comment_created")]
    RepoCommitCommentCreated,
    #[serde(rename = "repo:commit_status_created")]
    RepoCommitStatusCreated,
    #[serde(rename = "repo:commit_status_updated")]
    RepoCommitStatusUpdated,
    #[serde(rename = "repo:created")]
    RepoCreated,
    #[serde(rename = "repo:deleted")]
    RepoDeleted,
    #[serde(rename = "repo:fork")]
    RepoFork,
    #[serde(rename = "repo:imported")]
    RepoImported,
    #[serde(rename = "repo:push")]
    RepoPush,
    #[serde(rename = "repo:transfer")]
    RepoTransfer,
    #[serde(rename = "repo:updated")]
    RepoUpdated,
}
