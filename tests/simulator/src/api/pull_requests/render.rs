//! A pull request as JSON.

use serde_json::{Value, json};

use super::super::{operation::Links, refs, repositories, users};
use crate::{
    clock::stamp,
    world::{CommitHash, PullRequest, Repository, UserId, World},
};

/// Everything, reviewers and participants included.
pub(in crate::api) fn full(
    world: &World,
    repository: &Repository,
    pull_request: &PullRequest,
    links: &Links,
) -> Value {
    let person = |id: UserId| users::account(world.user(id), links);
    let reviewers: Vec<Value> = pull_request.reviewers.iter().map(|&id| person(id)).collect();
    let merge_commit =
        pull_request.merge_commit.as_ref().map(|hash| refs::commit_brief(repository, hash.as_str(), links));
    json!({
        "type": "pullrequest",
        "id": pull_request.id,
        "title": pull_request.title,
        "description": pull_request.description,
        "summary": summary(&pull_request.description),
        "state": pull_request.state.name(),
        "draft": pull_request.draft,
        "author": person(pull_request.author),
        "source": endpoint(repository, &pull_request.source_branch, &pull_request.source_commit, links),
        "destination":
            endpoint(repository, &pull_request.destination_branch, &pull_request.destination_commit, links),
        "merge_commit": merge_commit,
        "closed_by": pull_request.closed_by.map(person),
        "close_source_branch": pull_request.close_source_branch,
        "comment_count": 0,
        "task_count": 0,
        "reason": "",
        "created_on": stamp(pull_request.created_on),
        "updated_on": stamp(pull_request.updated_on),
        "reviewers": reviewers,
        "participants": participants(&reviewers),
        "links": own_links(repository, pull_request.id, links),
    })
}

fn summary(text: &str) -> Value {
    json!({ "type": "rendered", "raw": text, "markup": "markdown", "html": "" })
}

fn endpoint(repository: &Repository, branch: &str, commit: &CommitHash, links: &Links) -> Value {
    json!({
        "branch": { "name": branch },
        "commit": refs::commit_brief(repository, commit.as_str(), links),
        "repository": repositories::brief(repository, links),
    })
}

fn participants(reviewers: &[Value]) -> Vec<Value> {
    let participant = |user: &Value| {
        json!({
            "type": "participant",
            "user": user,
            "role": "REVIEWER",
            "approved": false,
            "state": null,
            "participated_on": null,
        })
    };
    reviewers.iter().map(participant).collect()
}

fn own_links(repository: &Repository, id: u64, links: &Links) -> Value {
    let name = repository.full_name();
    let below = |what: &str| links.api(&format!("/repositories/{name}/pullrequests/{id}{what}"));
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
