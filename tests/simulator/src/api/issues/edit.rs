//! Opening issues and changing them.

use serde_json::Value;

use super::{
    super::{
        operation::{Call, Reply},
        refusal::Refusal,
    },
    find, show, tracker,
};
use crate::world::{Issue, IssueComment, Label, Repository, UserId, World};

/// Opens one. The caller reports it and watches it from then on.
pub(super) fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = tracker(world, call)?;
    let mut issue = Issue::reported_by(call.caller, call.now);
    apply(world, world.repository(id), &mut issue, call)?;
    let place = world.repository_mut(id).tracker.open(issue);
    Ok(Reply::created(show(world, id, place, call)))
}

/// Changes what the body names and leaves the rest. A change is noted among the comments.
pub(super) fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    let repository = world.repository(id);
    let before = &repository.tracker.issues[place];
    let mut changed = before.clone();
    apply(world, repository, &mut changed, call)?;
    if changed != *before {
        if (&changed.title, &changed.content) != (&before.title, &before.content) {
            changed.edited_on = Some(call.now);
        }
        changed.updated_on = call.now;
        let tracker = &mut world.repository_mut(id).tracker;
        changed.comments.push(note(tracker.next_comment(), call));
        tracker.issues[place] = changed;
    }
    Ok(Reply::found(show(world, id, place, call)))
}

/// A comment that says no more than that something was changed.
fn note(id: u64, call: &Call<'_>) -> IssueComment {
    IssueComment { id, author: call.caller, content: None, created_on: call.now, updated_on: None }
}

fn apply(world: &World, repository: &Repository, issue: &mut Issue, call: &Call<'_>) -> Result<(), Refusal> {
    if call.text("/title").is_some_and(|title| title.trim().is_empty()) {
        return Err(Refusal::field("title", "must not be empty"));
    }
    for (pointer, slot) in [
        ("/title", &mut issue.title),
        ("/content/raw", &mut issue.content),
        ("/state", &mut issue.state),
        ("/kind", &mut issue.kind),
        ("/priority", &mut issue.priority),
    ] {
        if let Some(text) = call.text(pointer) {
            text.clone_into(slot);
        }
    }
    if let Some(given) = call.body.get("assignee") {
        issue.assignee = assignee(world, repository, given)?;
    }
    let known = &repository.tracker;
    for (name, labels, slot) in [
        ("milestone", &known.milestones, &mut issue.milestone),
        ("version", &known.versions, &mut issue.version),
        ("component", &known.components, &mut issue.component),
    ] {
        if let Some(given) = call.body.get(name) {
            *slot = label(name, labels, given)?;
        }
    }
    Ok(())
}

/// Members of the workspace only, by UUID or account id; `null` is nobody.
fn assignee(world: &World, repository: &Repository, given: &Value) -> Result<Option<UserId>, Refusal> {
    if given.is_null() {
        return Ok(None);
    }
    let named = |name: &str| given.get(name).and_then(Value::as_str);
    let identifier = named("uuid").or_else(|| named("account_id")).unwrap_or_default();
    let workspace = world.workspace(&repository.workspace);
    let member = |user: &UserId| workspace.is_some_and(|workspace| workspace.role_of(*user).is_some());
    match world.user_identified(identifier).filter(member) {
        Some(user) => Ok(Some(user)),
        None => Err(Refusal::field("assignee", &format!("{identifier:?} is nobody with access here"))),
    }
}

/// One that there is, by id or name; `null` is none.
fn label(property: &str, known: &[Label], given: &Value) -> Result<Option<Label>, Refusal> {
    if given.is_null() {
        return Ok(None);
    }
    let (id, name) = (given.get("id").and_then(Value::as_u64), given.get("name").and_then(Value::as_str));
    let found = known.iter().find(|label| Some(label.id) == id || Some(label.name.as_str()) == name);
    found.cloned().map(Some).ok_or_else(|| Refusal::field(property, "there is none of that id or name"))
}
