//! A commit as JSON.

use serde_json::{Value, json};

use super::super::{operation::Links, repositories, users};
use crate::{
    clock::stamp,
    world::{Commit, Repository, User, World},
};

/// A commit in full.
pub(in crate::api) fn commit(
    world: &World,
    repository: &Repository,
    commit: &Commit,
    links: &Links,
) -> Value {
    let mut value = commit_brief(repository, commit.hash.as_str(), links);
    let parents = commit.parents.iter().map(|hash| commit_brief(repository, hash.as_str(), links));
    value["parents"] = parents.collect();
    value["message"] = json!(commit.message);
    value["summary"] = json!({ "type": "rendered", "raw": commit.message, "markup": "markdown", "html": "" });
    value["date"] = json!(stamp(commit.date));
    value["repository"] = repositories::brief(repository, links);
    value["author"] = author(world.user(commit.author), links);
    let (path, hash) = (repository.full_name(), &commit.hash);
    for what in ["comments", "approve", "statuses"] {
        value["links"][what] = links.api(&format!("/repositories/{path}/commit/{hash}/{what}"));
    }
    for what in ["diff", "patch"] {
        value["links"][what] = links.api(&format!("/repositories/{path}/{what}/{hash}"));
    }
    value
}

/// A commit as other objects show it.
pub(in crate::api) fn commit_brief(repository: &Repository, hash: &str, links: &Links) -> Value {
    let path = repository.full_name();
    json!({
        "type": "commit",
        "hash": hash,
        "links": {
            "self": links.api(&format!("/repositories/{path}/commit/{hash}")),
            "html": links.site(&format!("/{path}/commits/{hash}")),
        },
    })
}

/// Somebody as git knows them, and as Bitbucket does.
pub(super) fn author(user: &User, links: &Links) -> Value {
    json!({ "type": "author", "raw": user.identity(), "user": users::account(user, links) })
}
