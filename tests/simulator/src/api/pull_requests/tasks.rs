//! `/tasks`: what is left to do before a pull request lands.

use http::StatusCode;

use super::{
    super::{
        access,
        listing::Listing,
        operation::{Call, Collection, Operation, Reply},
        refusal::Refusal,
        strict::{Property, Shape, optional, required},
    },
    comments::content,
    find, find_mut,
    render::View,
    view,
};
use crate::{
    scope::Scope,
    world::{PullRequest, PullRequestTask, Resolution, World},
};

const COLLECTION: &str = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/tasks";
const ONE: &str = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/tasks/{task_id}";

const NAMES: &[&str] = &[
    "id",
    "state",
    "content.raw",
    "creator.uuid",
    "creator.nickname",
    "comment.id",
    "pending",
    "created_on",
    "updated_on",
];

const TASKS: Listing = Listing::Pages { largest: 100, filters: NAMES, sorts: NAMES };

const CONTENT: Shape = Shape::Object(&[required("raw", Shape::Text)]);

const NEW: &[Property] = &[
    required("content", CONTENT),
    optional("comment", Shape::Object(&[required("id", Shape::Integer)])),
    optional("pending", Shape::Boolean),
];

const CHANGED: &[Property] =
    &[optional("content", CONTENT), optional("state", Shape::OneOf(&["RESOLVED", "UNRESOLVED"]))];

/// Writing asks for a read scope only (facts, trap 1).
pub(in crate::api) const OPERATIONS: &[Operation] = &[
    Operation::get(COLLECTION, &[Scope::Pullrequest], list).listed(TASKS),
    Operation::post(COLLECTION, &[Scope::Pullrequest], NEW, create),
    Operation::get(ONE, &[Scope::Pullrequest], get),
    Operation::put(ONE, &[Scope::Pullrequest], CHANGED, update),
    Operation::delete(ONE, &[Scope::Pullrequest], delete),
];

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let view = view(world, call)?;
    let shown = view.pull_request.tasks.iter().filter(|task| task.is_shown_to(call.caller));
    Ok(Reply::Collection(Collection::of(shown.map(|task| view.task(task)).collect())))
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let view = view(world, call)?;
    let task = &view.pull_request.tasks[place(view.pull_request, call)?];
    Ok(Reply::found(view.task(task)))
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    let repository = world.repository_mut(id);
    let number = repository.pull_requests.iter().map(|known| known.tasks_made).sum::<u64>() + 1;
    let pull_request = &mut repository.pull_requests[place];
    let task = PullRequestTask {
        id: number,
        creator: call.caller,
        text: content(call)?,
        comment: comment(pull_request, call)?,
        pending: call.flag("/pending").unwrap_or_default(),
        resolution: None,
        created_on: call.now,
        updated_on: call.now,
    };
    pull_request.tasks.push(task.clone());
    pull_request.tasks_made += 1;
    let value = View::of(world, id, place, call).task(&task);
    let location = value["links"]["self"]["href"].as_str().map(str::to_owned);
    Ok(Reply::Object { status: StatusCode::CREATED, value, location })
}

/// Anybody may resolve a task; its text is its creator's.
fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let pull_request = find_mut(world, call)?;
    let place = place(pull_request, call)?;
    let task = &mut pull_request.tasks[place];
    if call.body.get("content").is_some() {
        if task.creator != call.caller {
            return Err(Refusal::forbidden("You can only edit your own tasks."));
        }
        task.text = content(call)?;
    }
    match call.text("/state") {
        Some("RESOLVED") => {
            task.resolution.get_or_insert(Resolution { user: call.caller, date: call.now });
        }
        Some(_) => task.resolution = None,
        None => {}
    }
    task.updated_on = call.now;
    get(world, call)
}

/// Its creator may, and whoever administers the repository.
fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let administers = access::administered_repository(world, call).is_ok();
    let pull_request = find_mut(world, call)?;
    let place = place(pull_request, call)?;
    if pull_request.tasks[place].creator != call.caller && !administers {
        return Err(Refusal::forbidden("You can only delete your own tasks."));
    }
    pull_request.tasks.remove(place);
    Ok(Reply::nothing())
}

/// The place of the task that the path names.
fn place(pull_request: &PullRequest, call: &Call<'_>) -> Result<usize, Refusal> {
    let wanted = call.param("task_id");
    let named = |task: &PullRequestTask| task.id.to_string() == wanted && task.is_shown_to(call.caller);
    let place = pull_request.tasks.iter().position(named);
    place.ok_or_else(|| Refusal::not_found(format!("Task {wanted} not found")))
}

/// The comment that a new task stands below.
fn comment(pull_request: &PullRequest, call: &Call<'_>) -> Result<Option<u64>, Refusal> {
    let Some(id) = call.integer("/comment/id") else { return Ok(None) };
    let comment = u64::try_from(id).ok().and_then(|id| pull_request.comment(id, call.caller));
    match comment.filter(|comment| !comment.deleted) {
        Some(comment) => Ok(Some(comment.id)),
        None => Err(Refusal::field("comment.id", "no such comment on this pull request")),
    }
}
