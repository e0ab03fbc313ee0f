//! Pull requests as JSON, and what belongs to them.

mod comment;
mod event;
mod task;

use serde_json::{Value, json};

use super::super::{
    operation::{Call, Links},
    refs, repositories, users,
};
use crate::{
    clock::stamp,
    world::{CommitHash, PullRequest, Repository, RepositoryId, UserId, Verdict, World},
};

/// A pull request, and what it takes to show what belongs to it to somebody.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) world: &'a World,
    pub(super) repository: &'a Repository,
    pub(super) pull_request: &'a PullRequest,
    pub(super) caller: UserId,
    pub(super) links: &'a Links,
}

impl<'a> View<'a> {
    /// The pull request at this place.
    pub(super) fn of(world: &'a World, id: RepositoryId, place: usize, call: &'a Call<'_>) -> Self {
        let repository = world.repository(id);
        let pull_request = &repository.pull_requests[place];
        Self { world, repository, pull_request, caller: call.caller, links: call.links }
    }

    /// The repository that its source is in, if there still is one.
    pub(super) fn source(self) -> Option<&'a Repository> {
        self.world.source_of(self.repository, self.pull_request)
    }

    /// Somebody's part in it.
    pub(super) fn participant(self, user: UserId) -> Value {
        participant(self.world, self.pull_request, user, self.links)
    }

    fn person(self, user: UserId) -> Value {
        users::account(self.world.user(user), self.links)
    }

    /// The pull request as other objects show it.
    fn brief(self) -> Value {
        let (id, name) = (self.pull_request.id, self.repository.full_name());
        json!({
            "type": "pullrequest",
            "id": id,
            "title": self.pull_request.title,
            "draft": self.pull_request.draft,
            "links": {
                "self": self.api(""),
                "html": self.links.site(&format!("/{name}/pull-requests/{id}")),
            },
        })
    }

    /// A link to something below it.
    fn api(self, below: &str) -> Value {
        self.links.api(&path(self.repository, self.pull_request.id, below))
    }

    /// A link to a place on its page.
    fn page(self, below: &str) -> Value {
        let (id, name) = (self.pull_request.id, self.repository.full_name());
        self.links.site(&format!("/{name}/pull-requests/{id}/_/diff{below}"))
    }
}

/// Everything, reviewers and participants included.
pub(in crate::api) fn full(
    world: &World,
    repository: &Repository,
    pull_request: &PullRequest,
    links: &Links,
) -> Value {
    let person = |id: UserId| users::account(world.user(id), links);
    let reviewers = pull_request.reviewers.iter().map(|&id| person(id));
    let comments = pull_request.comments.iter().filter(|comment| !comment.deleted && !comment.pending);
    let merge_commit =
        pull_request.merge_commit.as_ref().map(|hash| refs::commit_brief(repository, hash.as_str(), links));
    json!({
        "type": "pullrequest",
        "id": pull_request.id,
        "title": pull_request.title,
        "description": pull_request.description,
        "summary": rendered(&pull_request.description),
        "state": pull_request.state.name(),
        "draft": pull_request.draft,
        "author": person(pull_request.author),
        "source": endpoint(
            world.source_of(repository, pull_request),
            &pull_request.source_branch,
            &pull_request.source_commit,
            links,
        ),
        "destination":
            endpoint(Some(repository), &pull_request.destination_branch, &pull_request.destination_commit, links),
        "merge_commit": merge_commit,
        "closed_by": pull_request.closed_by.map(person),
        "close_source_branch": pull_request.close_source_branch,
        "comment_count": comments.count(),
        "task_count": pull_request.open_tasks(),
        "reason": pull_request.reason,
        "created_on": stamp(pull_request.created_on),
        "updated_on": stamp(pull_request.updated_on),
        "reviewers": reviewers.collect::<Vec<Value>>(),
        "participants": participants(world, pull_request, links),
        "links": own_links(repository, pull_request.id, links),
    })
}

/// A text of somebody's.
fn rendered(text: &str) -> Value {
    json!({ "type": "rendered", "raw": text, "markup": "markdown", "html": "" })
}

/// A branch of a pull request; the repository is none if it is gone.
fn endpoint(repository: Option<&Repository>, branch: &str, commit: &CommitHash, links: &Links) -> Value {
    let brief = |repository| refs::commit_brief(repository, commit.as_str(), links);
    json!({
        "branch": { "name": branch },
        "commit": repository.map_or_else(|| json!({ "type": "commit", "hash": commit.as_str() }), brief),
        "repository": repository.map(|repository| repositories::brief(repository, links)),
    })
}

/// The reviewers, and whoever else took part.
fn participants(world: &World, pull_request: &PullRequest, links: &Links) -> Vec<Value> {
    let reviewers = &pull_request.reviewers;
    let others = pull_request.parts.iter().map(|part| part.user).filter(|user| !reviewers.contains(user));
    let everybody = reviewers.iter().copied().chain(others);
    everybody.map(|user| participant(world, pull_request, user, links)).collect()
}

fn participant(world: &World, pull_request: &PullRequest, user: UserId, links: &Links) -> Value {
    let part = pull_request.part_of(user);
    let verdict = part.and_then(|part| part.verdict);
    let role = if pull_request.reviewers.contains(&user) { "REVIEWER" } else { "PARTICIPANT" };
    json!({
        "type": "participant",
        "user": users::account(world.user(user), links),
        "role": role,
        "approved": verdict == Some(Verdict::Approved),
        "state": verdict.map(Verdict::name),
        "participated_on": part.map(|part| stamp(part.date)),
    })
}

/// The path of something below a pull request.
fn path(repository: &Repository, id: u64, below: &str) -> String {
    format!("/repositories/{}/pullrequests/{id}{below}", repository.full_name())
}

fn own_links(repository: &Repository, id: u64, links: &Links) -> Value {
    let name = repository.full_name();
    let below = |what: &str| links.api(&path(repository, id, what));
    json!({
        "self": below(""),
        "html": links.site(&format!("/{name}/pull-requests/{id}")),
        "commits": below("/commits"),
        "approve": below("/approve"),
        "request-changes": below("/request-changes"),
        "diff": below("/diff"),
        "diffstat": below("/diffstat"),
        "comments": below("/comments"),
        "activity": below("/activity"),
        "merge": below("/merge"),
        "decline": below("/decline"),
        "statuses": below("/statuses"),
    })
}
