//! `bitbucket_pull_request_task_update`.
//!
//! The provider knows a task's `state` and refuses every property that it does not know, so `pending` is translated
//! (Bitbucket facts, trap 12).

use innkeeper_sdk::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::edit;

#[cfg(test)]
mod tests;

/// Edits a task of a pull request and answers with it: resolves it (`pending` false), opens it again (`pending` true),
/// or replaces its text. What is left out stays as it is.
#[tool(
    name = "bitbucket_pull_request_task_update",
    title = "Edit, resolve or reopen a task",
    effect = write,
    idempotent,
    scopes("pullrequest"),
    put = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/tasks/{task_id}",
    run = update,
)]
pub struct PullRequestTaskUpdate {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the pull request in its repository.
    pull_request_id: u64,
    /// Id of the task.
    task_id: u64,
    /// The new text, in Markdown.
    #[at(body = "content.raw")]
    #[schemars(length(min = 1))]
    content: Option<String>,
    /// Whether it is still to be done: false resolves the task, true opens it again.
    #[at(none)]
    pending: Option<bool>,
    /// The same in the provider's words.
    state: Option<State>,
}

/// Whether a task is done.
#[derive(Clone, Copy, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "UPPERCASE")]
enum State {
    Resolved,
    Unresolved,
}

fn update(mut input: PullRequestTaskUpdate) -> Result<Output, Failure> {
    if let Some(pending) = input.pending {
        let state = if pending { State::Unresolved } else { State::Resolved };
        if input.state.is_some_and(|given| given != state) {
            return Err(Failure::invalid("pending", "says the opposite of `state`: give one of them"));
        }
        input.state = Some(state);
    }
    let request = input.request()?;
    edit::require_change(&request, "content", "content, pending or state")?;
    Ok(request.send()?.pass_on())
}
