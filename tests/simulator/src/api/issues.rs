//! `/issues` and what belongs to them: comments, votes, watches, attachments, milestones, versions,
//! components.
//!
//! All of it was removed on 2026-08-20; a simulator keeps it unless it is told otherwise
//! ([`super::removed`]).

mod attachments;
mod comments;
mod edit;
mod interest;
mod labels;
mod render;

use super::{
    access,
    listing::Listing,
    operation::{Call, Collection, Operation, Reply},
    refusal::Refusal,
    strict::{Property, Shape, optional, required},
};
use crate::{
    scope::Scope,
    world::{Issue, RepositoryId, World},
};

const ISSUES: &str = "/repositories/{workspace}/{repo_slug}/issues";
const ISSUE: &str = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}";
const COMMENTS: &str = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}/comments";
const COMMENT: &str = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}/comments/{comment_id}";
const VOTE: &str = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}/vote";
const WATCH: &str = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}/watch";
const ATTACHMENTS: &str = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}/attachments";
const ATTACHMENT: &str = "/repositories/{workspace}/{repo_slug}/issues/{issue_id}/attachments/{path}";

/// Names that lists of issues can be filtered by.
const FILTERS: &[&str] = &[
    "id",
    "title",
    "content.raw",
    "state",
    "kind",
    "priority",
    "reporter.uuid",
    "reporter.account_id",
    "reporter.nickname",
    "assignee",
    "assignee.uuid",
    "assignee.account_id",
    "assignee.nickname",
    "milestone.name",
    "version.name",
    "component.name",
    "votes",
    "created_on",
    "updated_on",
];

/// Names that lists of issues can be sorted by.
const SORTS: &[&str] =
    &["id", "title", "state", "kind", "priority", "votes", "created_on", "updated_on", "edited_on"];

const LISTED: Listing = Listing::Pages { largest: 100, filters: FILTERS, sorts: SORTS };
const REMARKS: Listing = Listing::Pages {
    largest: 100,
    filters: &["id", "content.raw", "user.uuid", "user.account_id", "created_on", "updated_on"],
    sorts: &[],
};
const PAGES: Listing = Listing::Pages { largest: 100, filters: &[], sorts: &[] };

const KINDS: Shape = Shape::OneOf(&["bug", "enhancement", "proposal", "task"]);
const PRIORITIES: Shape = Shape::OneOf(&["trivial", "minor", "major", "critical", "blocker"]);
const STATES: Shape = Shape::OneOf(&[
    "submitted",
    "new",
    "open",
    "resolved",
    "on hold",
    "invalid",
    "duplicate",
    "wontfix",
    "closed",
]);

const MARKUP: Shape = Shape::OneOf(&["markdown", "creole", "plaintext"]);
const CONTENT: Shape = Shape::Object(&[required("raw", Shape::Text), optional("markup", MARKUP)]);

const PERSON: Shape = Shape::Object(&[
    optional("type", Shape::Text),
    optional("uuid", Shape::Text),
    optional("account_id", Shape::Text),
]);

const LABEL: Shape = Shape::Object(&[
    optional("type", Shape::Text),
    optional("id", Shape::Integer),
    optional("name", Shape::Text),
]);

/// What an issue can be given, at first or later.
const fn issue_properties(title: Property) -> [Property; 10] {
    [
        title,
        optional("type", Shape::OneOf(&["issue"])),
        optional("content", CONTENT),
        optional("state", STATES),
        optional("kind", KINDS),
        optional("priority", PRIORITIES),
        optional("assignee", Shape::Nullable(&PERSON)),
        optional("milestone", Shape::Nullable(&LABEL)),
        optional("version", Shape::Nullable(&LABEL)),
        optional("component", Shape::Nullable(&LABEL)),
    ]
}

const NEW: &[Property] = &issue_properties(required("title", Shape::Text));
const CHANGE: &[Property] = &issue_properties(optional("title", Shape::Text));
const REMARK: &[Property] =
    &[optional("type", Shape::OneOf(&["issue_comment"])), required("content", CONTENT)];

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(ISSUES, &[Scope::Issue], list).listed(LISTED),
    Operation::post(ISSUES, &[Scope::IssueWrite], NEW, edit::create),
    Operation::get(ISSUE, &[Scope::Issue], get),
    Operation::put(ISSUE, &[Scope::IssueWrite], CHANGE, edit::update),
    Operation::delete(ISSUE, &[Scope::IssueWrite], delete),
    Operation::get(COMMENTS, &[Scope::Issue], comments::list).listed(REMARKS),
    Operation::post(COMMENTS, &[Scope::IssueWrite], REMARK, comments::create),
    Operation::get(COMMENT, &[Scope::Issue], comments::get),
    Operation::put(COMMENT, &[Scope::IssueWrite], REMARK, comments::update),
    Operation::delete(COMMENT, &[Scope::IssueWrite], comments::delete),
    Operation::get(VOTE, &[Scope::Account, Scope::Issue], interest::voted),
    Operation::put(VOTE, &[Scope::AccountWrite, Scope::Issue], &[], interest::vote),
    Operation::delete(VOTE, &[Scope::AccountWrite, Scope::IssueWrite], interest::unvote),
    Operation::get(WATCH, &[Scope::Account, Scope::Issue], interest::watching),
    Operation::put(WATCH, &[Scope::AccountWrite, Scope::Issue], &[], interest::watch),
    Operation::delete(WATCH, &[Scope::AccountWrite, Scope::IssueWrite], interest::unwatch),
    Operation::get(ATTACHMENTS, &[Scope::Issue], attachments::list).listed(PAGES),
    Operation::upload(ATTACHMENTS, &[Scope::IssueWrite], attachments::upload),
    Operation::get(ATTACHMENT, &[Scope::Issue], attachments::get),
    Operation::delete(ATTACHMENT, &[Scope::IssueWrite], attachments::delete),
    Operation::get(labels::MILESTONES, &[Scope::Issue], labels::milestones).listed(PAGES),
    Operation::get(labels::MILESTONE, &[Scope::Issue], labels::milestone),
    Operation::get(labels::VERSIONS, &[Scope::Issue], labels::versions).listed(PAGES),
    Operation::get(labels::VERSION, &[Scope::Issue], labels::version),
    Operation::get(labels::COMPONENTS, &[Scope::Issue], labels::components).listed(PAGES),
    Operation::get(labels::COMPONENT, &[Scope::Issue], labels::component),
];

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = tracker(world, call)?;
    let repository = world.repository(id);
    let issues = repository.tracker.issues.iter();
    let items = issues.map(|issue| render::issue(world, repository, issue, call.links)).collect();
    Ok(Reply::Collection(Collection::of(items)))
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    Ok(Reply::found(show(world, id, place, call)))
}

/// Comments, votes and attachments go along.
fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    world.repository_mut(id).tracker.issues.remove(place);
    Ok(Reply::nothing())
}

/// The repository that the path names, if the caller may see it and its tracker is switched on.
fn tracker(world: &World, call: &Call<'_>) -> Result<RepositoryId, Refusal> {
    let id = access::repository(world, call)?;
    if world.repository(id).tracker.enabled {
        return Ok(id);
    }
    Err(Refusal::not_found("Repository has no issue tracker."))
}

/// The issue that the path names.
fn find(world: &World, call: &Call<'_>) -> Result<(RepositoryId, usize), Refusal> {
    let id = tracker(world, call)?;
    let wanted = call.param("issue_id");
    let issues = &world.repository(id).tracker.issues;
    let place = issues.iter().position(|issue| issue.number.to_string() == wanted);
    place.map(|place| (id, place)).ok_or_else(|| Refusal::not_found(format!("No issue {wanted}")))
}

/// The issue that the path names, to change it.
fn find_mut<'w>(world: &'w mut World, call: &Call<'_>) -> Result<&'w mut Issue, Refusal> {
    let (id, place) = find(world, call)?;
    Ok(&mut world.repository_mut(id).tracker.issues[place])
}

fn show(world: &World, id: RepositoryId, place: usize, call: &Call<'_>) -> serde_json::Value {
    let repository = world.repository(id);
    render::issue(world, repository, &repository.tracker.issues[place], call.links)
}
