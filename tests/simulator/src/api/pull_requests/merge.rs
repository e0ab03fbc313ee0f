//! Merging a pull request, at once or as a task to be polled.

use serde_json::json;

use super::{
    super::{
        branch_restrictions,
        operation::{Call, Reply},
        refusal::Refusal,
    },
    find, show,
    update::require_open,
};
use crate::world::{
    Commit, Conflict, History, MergeStrategy, MergeTask, PullRequest, PullRequestState, Repository,
    RepositoryId, Signature, UserId, Uuid, Verdict, World,
    restrictions::{Attempt, Standing},
};

/// Lands the source on the destination.
pub(super) fn merge(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    check(world, id, place, call)?;
    land(world, id, place, call)?;
    if call.query.first("async") != Some("true") {
        return Ok(Reply::found(show(world, id, place, call)));
    }
    let repository = world.repository_mut(id);
    let pull_request = repository.pull_requests[place].id;
    let task = Uuid::named(&format!("merge {} {pull_request}", repository.uuid)).bare().to_owned();
    let path = format!("/repositories/{}/pullrequests/{pull_request}", repository.full_name());
    let location = format!("{}{path}/merge/task-status/{task}", call.links.api);
    repository.merge_tasks.push(MergeTask { id: task, pull_request, looks: 0 });
    Ok(Reply::accepted(location))
}

/// Pending at the first look, then done. A task that never was stays pending for ever (facts, trap 15).
pub(super) fn task_status(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    let repository = world.repository_mut(id);
    let pull_request = repository.pull_requests[place].id;
    let (task_id, full_name) = (call.param("task_id"), repository.full_name());
    let path = format!("/repositories/{full_name}/pullrequests/{pull_request}/merge/task-status/{task_id}");
    let mut status = json!({ "task_status": "PENDING", "links": { "self": call.links.api(&path) } });
    let known = |task: &&mut MergeTask| task.id == task_id && task.pull_request == pull_request;
    if let Some(task) = repository.merge_tasks.iter_mut().find(known) {
        task.looks += 1;
        if task.looks > 1 {
            status["task_status"] = json!("SUCCESS");
            status["merge_result"] = show(world, id, place, call);
        }
    }
    Ok(Reply::found(status))
}

/// The merge checks.
fn check(world: &World, id: RepositoryId, place: usize, call: &Call<'_>) -> Result<(), Refusal> {
    let repository = world.repository(id);
    let pull_request = &repository.pull_requests[place];
    require_open(pull_request)?;
    if pull_request.draft {
        return Err(Refusal::bad_request("A draft pull request cannot be merged."));
    }
    let approved_by: Vec<UserId> = pull_request.judged(Verdict::Approved).collect();
    let source = world.source_of(repository, pull_request);
    let standing = Standing {
        approved_by: &approved_by,
        change_requests: pull_request.judged(Verdict::ChangesRequested).count(),
        open_tasks: pull_request.open_tasks(),
        open_threads: pull_request.open_threads(),
        passing_builds: source.map_or(0, |source| passing_builds(source, pull_request)),
    };
    branch_restrictions::require(world, call, id, &pull_request.destination_branch, Attempt::Merge(standing))
}

/// The builds that count; none as long as one has failed or runs.
fn passing_builds(source: &Repository, pull_request: &PullRequest) -> usize {
    let record = source.record(&pull_request.source_commit);
    let states = record.map_or(&[][..], |record| &record.statuses).iter().map(|status| status.state.as_str());
    if states.clone().all(|state| state == "SUCCESSFUL") { states.count() } else { 0 }
}

fn land(world: &mut World, id: RepositoryId, place: usize, call: &Call<'_>) -> Result<(), Refusal> {
    let repository = world.repository(id);
    let pull_request = &repository.pull_requests[place];
    let (branch, onto) = (pull_request.source_branch.clone(), pull_request.destination_branch.clone());
    let fork = pull_request.source_repository;
    let source = world.source_of(repository, pull_request).ok_or_else(|| gone(&branch))?;
    let mut history = repository.history.joined(&source.history);
    let (source, destination) = (tip(&source.history, &branch)?, tip(&history, &onto)?);
    let signature = Signature { author: call.caller, date: call.now };
    let landed = history
        .merge(&destination, &source, strategy(call), &message(pull_request, call), signature)
        .map_err(|conflict| refuse(&conflict))?;
    history.point(&onto, landed.clone());
    // What the request leaves open, the pull request's own setting decides; a branch that nobody may delete stays.
    let home = fork.unwrap_or(id);
    let is_kept = world.forbidding(call.caller, home, &branch, Attempt::Delete).is_some();
    let closes = call.flag("/close_source_branch").unwrap_or(pull_request.close_source_branch) && !is_kept;
    let repository = world.repository_mut(id);
    repository.history = history;
    repository.updated_on = call.now;
    let merged = &mut repository.pull_requests[place];
    merged.merge_commit = Some(landed);
    merged.close(PullRequestState::Merged, call.caller, call.now);
    if closes {
        world.repository_mut(home).history.remove_branch(&branch);
    }
    Ok(())
}

fn tip(history: &History, branch: &str) -> Result<Commit, Refusal> {
    history.tip(branch).cloned().ok_or_else(|| gone(branch))
}

fn gone(branch: &str) -> Refusal {
    Refusal::conflict(format!("branch {branch:?} is gone"))
}

fn strategy(call: &Call<'_>) -> MergeStrategy {
    let wanted = call.text("/merge_strategy");
    let known = MergeStrategy::ALL.into_iter().find(|strategy| Some(strategy.name()) == wanted);
    known.unwrap_or(MergeStrategy::MergeCommit)
}

fn message(pull_request: &PullRequest, call: &Call<'_>) -> String {
    let PullRequest { id, title, source_branch, .. } = pull_request;
    let usual = || format!("Merged in {source_branch} (pull request #{id})\n\n{title}");
    call.text("/message").map_or_else(usual, str::to_owned)
}

fn refuse(conflict: &Conflict) -> Refusal {
    match conflict {
        Conflict::Files(paths) => Refusal::conflict(format!("Merge conflict in {}", paths.join(", "))),
        Conflict::NotForward => {
            Refusal::conflict("The destination has moved on; it cannot be fast-forwarded")
        }
    }
}
