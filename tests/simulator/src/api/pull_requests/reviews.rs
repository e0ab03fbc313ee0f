//! `/approve` and `/request-changes`: what the caller thinks of a pull request, one thing at a time.

use super::{
    super::{
        operation::{Call, Operation, Reply},
        refusal::Refusal,
    },
    find_mut, view,
};
use crate::{
    scope::Scope,
    world::{PullRequest, PullRequestState, Verdict, World},
};

const APPROVE: &str = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/approve";
const REQUEST: &str = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/request-changes";

pub(in crate::api) const OPERATIONS: &[Operation] = &[
    Operation::post(APPROVE, &[Scope::PullrequestWrite], &[], approve),
    Operation::delete(APPROVE, &[Scope::PullrequestWrite], unapprove),
    Operation::post(REQUEST, &[Scope::PullrequestWrite], &[], request_changes),
    Operation::delete(REQUEST, &[Scope::PullrequestWrite], remove_request),
];

fn approve(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    find_mut(world, call)?.judge(call.caller, Verdict::Approved, call.now);
    Ok(Reply::found(view(world, call)?.participant(call.caller)))
}

fn request_changes(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let pull_request = find_mut(world, call)?;
    require_unmerged(pull_request)?;
    pull_request.judge(call.caller, Verdict::ChangesRequested, call.now);
    Ok(Reply::found(view(world, call)?.participant(call.caller)))
}

fn unapprove(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    withdraw(world, call, Verdict::Approved)
}

fn remove_request(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    withdraw(world, call, Verdict::ChangesRequested)
}

/// Taking back what was never said changes nothing.
fn withdraw(world: &mut World, call: &Call<'_>, verdict: Verdict) -> Result<Reply, Refusal> {
    let pull_request = find_mut(world, call)?;
    require_unmerged(pull_request)?;
    pull_request.withdraw(call.caller, verdict);
    Ok(Reply::nothing())
}

fn require_unmerged(pull_request: &PullRequest) -> Result<(), Refusal> {
    match pull_request.state {
        PullRequestState::Merged => Err(Refusal::bad_request("This pull request has already been merged.")),
        _ => Ok(()),
    }
}
