//! Issues and what belongs to them as JSON.

use serde_json::{Value, json};

use super::super::{
    operation::{Links, segment},
    repositories, users,
};
use crate::{
    clock::stamp,
    world::{Attachment, Issue, IssueComment, Label, Repository, UserId, World},
};

pub(super) fn issue(world: &World, repository: &Repository, issue: &Issue, links: &Links) -> Value {
    let person = |id: UserId| users::account(world.user(id), links);
    let sorted = |kind: &str, chosen: &Option<Label>| {
        chosen.as_ref().map(|chosen| label(repository, kind, chosen, links))
    };
    json!({
        "type": "issue",
        "id": issue.number,
        "repository": repositories::brief(repository, links),
        "title": issue.title,
        "content": rendered(Some(&issue.content)),
        "state": issue.state,
        "kind": issue.kind,
        "priority": issue.priority,
        "reporter": person(issue.reporter),
        "assignee": issue.assignee.map(person),
        "milestone": sorted("milestone", &issue.milestone),
        "version": sorted("version", &issue.version),
        "component": sorted("component", &issue.component),
        "votes": issue.votes.len(),
        "watches": issue.watchers.len(),
        "created_on": stamp(issue.created_on),
        "updated_on": stamp(issue.updated_on),
        "edited_on": issue.edited_on.map(stamp),
        "links": own_links(repository, issue, links),
    })
}

fn own_links(repository: &Repository, issue: &Issue, links: &Links) -> Value {
    let path = path(repository, issue);
    let below = |what: &str| links.api(&format!("/repositories/{path}{what}"));
    json!({
        "self": below(""),
        "html": links.site(&format!("/{path}")),
        "comments": below("/comments"),
        "attachments": below("/attachments"),
        "watch": below("/watch"),
        "vote": below("/vote"),
    })
}

pub(super) fn comment(
    world: &World,
    repository: &Repository,
    issue: &Issue,
    comment: &IssueComment,
    links: &Links,
) -> Value {
    let (path, id) = (path(repository, issue), comment.id);
    let own = links.api(&format!("/repositories/{path}"));
    json!({
        "type": "issue_comment",
        "id": id,
        "content": rendered(comment.content.as_deref()),
        "user": users::account(world.user(comment.author), links),
        "created_on": stamp(comment.created_on),
        "updated_on": comment.updated_on.map(stamp),
        "issue": { "type": "issue", "id": issue.number, "title": issue.title, "links": { "self": own } },
        "links": {
            "self": links.api(&format!("/repositories/{path}/comments/{id}")),
            "html": links.site(&format!("/{path}#comment-{id}")),
        },
    })
}

pub(super) fn attachment(repository: &Repository, issue: &Issue, file: &Attachment, links: &Links) -> Value {
    let address = format!("/repositories/{}/attachments/{}", path(repository, issue), segment(&file.name));
    json!({ "type": "issue_attachment", "name": file.name, "links": { "self": links.api(&address) } })
}

pub(super) fn label(repository: &Repository, kind: &str, label: &Label, links: &Links) -> Value {
    let address = format!("/repositories/{}/{kind}s/{}", repository.full_name(), label.id);
    json!({ "type": kind, "id": label.id, "name": label.name, "links": { "self": links.api(&address) } })
}

fn rendered(text: Option<&str>) -> Value {
    json!({ "type": "rendered", "raw": text, "markup": "markdown", "html": "" })
}

fn path(repository: &Repository, issue: &Issue) -> String {
    format!("{}/issues/{}", repository.full_name(), issue.number)
}
