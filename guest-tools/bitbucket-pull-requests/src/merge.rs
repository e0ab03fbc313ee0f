//! `bitbucket_pull_request_merge`.

use innkeeper_sdk::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub mod task;
#[cfg(test)]
mod tests;

const PULL_REQUEST: &str = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}";

/// Merges a pull request and answers with it, merged. A slow merge is waited for, half a minute at most; after that the
/// answer says that it goes on, and `bitbucket_pull_request_merge_task_get` tells its end. Conflicts, failed merge
/// checks and a branch that moved meanwhile are errors; `bitbucket_pull_request_conflicts_list` names the files. It
/// cannot be undone, but by a revert.
#[tool(
    name = "bitbucket_pull_request_merge",
    title = "Merge a pull request",
    effect = write,
    scopes("pullrequest:write"),
    post = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/merge",
    body("type" = "pullrequest"),
    also(
        get = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/merge/task-status/{task_id}"
    ),
    also(get = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}"),
    run = merge_and_wait,
)]
pub struct PullRequestMerge {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
    /// Message of the merge commit; without it, the provider writes one.
    message: Option<String>,
    /// How to merge; without it, as the destination branch is set up.
    merge_strategy: Option<MergeStrategy>,
    /// Whether the source branch goes; without it, as the pull request says.
    close_source_branch: Option<bool>,
}

/// The ways to merge.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum MergeStrategy {
    MergeCommit,
    Squash,
    FastForward,
    SquashFastForward,
    RebaseFastForward,
    RebaseMerge,
}

/// 200 is a merged pull request, 202 the promise of one (Bitbucket facts, trap 15).
fn merge_and_wait(input: PullRequestMerge) -> Result<Output, Failure> {
    let request = input.request()?;
    let response = request.clone().send()?;
    if response.status() != 202 {
        return Ok(response.pass_on());
    }
    match task::follow(&request, &response)? {
        task::End::Merged => Ok(request.sibling(Method::Get, PULL_REQUEST).send()?.pass_on()),
        task::End::StillRunning { task_id } => Output::json(&Pending {
            merge_status: "PENDING",
            task_id,
            message: "the merge was accepted and goes on; bitbucket_pull_request_merge_task_get tells its end",
        }),
    }
}

/// The answer of a merge that takes longer than a call.
#[derive(Serialize)]
struct Pending {
    merge_status: &'static str,
    task_id: String,
    message: &'static str,
}
