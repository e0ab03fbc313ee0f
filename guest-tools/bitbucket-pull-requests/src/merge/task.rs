//! A merge that the provider does in its own time: waited for, and `bitbucket_pull_request_merge_task_get`.

use bitbucket::location;
use innkeeper_sdk::{prelude::*, report};
use serde::Deserialize;

/// Reads how a merge stands that the provider does in the background: `PENDING`, or `SUCCESS` with the merged pull
/// request. Use it with the `task_id` that `bitbucket_pull_request_merge` gave when it stopped waiting. A merge that
/// failed is an error here. An id that the provider does not know is pending for ever, so stop asking after a while and
/// read the pull request itself.
#[tool(
    name = "bitbucket_pull_request_merge_task_get",
    title = "Follow a merge",
    effect = read,
    scopes("pullrequest"),
    get = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/merge/task-status/{task_id}",
    compact = "task_status,merge_result.id,merge_result.title,merge_result.state,\
        merge_result.merge_commit.hash,merge_result.links.html.href",
)]
pub struct PullRequestMergeTaskGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
    /// The `task_id` of the merge.
    #[schemars(length(min = 1))]
    task_id: String,
}

const TASK_STATUS: &str =
    "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/merge/task-status/{task_id}";

/// Milliseconds before each look, half a minute in all: the call has an end, and an id that the provider has
/// forgotten stays pending for ever.
const PAUSES: [u32; 9] = [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 6_000, 6_000];

/// A status carries the merged pull request with it.
const MAX_STATUS_BYTES: u32 = 1 << 20;

/// How it stands at the end of the wait.
pub(super) enum End {
    Merged,
    StillRunning { task_id: String },
}

#[derive(Deserialize)]
struct Status {
    task_status: State,
}

#[derive(Deserialize, PartialEq, Eq)]
enum State {
    #[serde(rename = "SUCCESS")]
    Success,
    #[serde(other)]
    Pending,
}

/// Waits for the merge that `accepted` promises. A merge that failed is an error of the status itself.
pub(super) fn follow(merge: &Request, accepted: &Response) -> Result<End, Failure> {
    let task_id = task_id(accepted)?;
    let look = merge.sibling(Method::Get, TASK_STATUS).param("task_id", &task_id);
    let all = PAUSES.iter().map(|pause| u64::from(*pause)).sum();
    let mut waited = 0;
    for pause in PAUSES {
        report(waited, Some(all), Some("waiting for the merge"));
        waited += u64::from(pause);
        wait(pause);
        let status: Status = look.clone().send()?.json(MAX_STATUS_BYTES)?;
        if status.task_status == State::Success {
            return Ok(End::Merged);
        }
    }
    log::info("the merge is still running at the end of the wait");
    Ok(End::StillRunning { task_id })
}

fn task_id(accepted: &Response) -> Result<String, Failure> {
    location::last_segment(accepted).ok_or_else(|| {
        Failure::Internal("the merge was accepted, but the answer does not say where to follow it".into())
    })
}
