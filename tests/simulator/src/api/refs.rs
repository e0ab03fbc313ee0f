//! `/refs`: branches.

use serde_json::{Value, json};

use super::{
    access,
    listing::Listing,
    operation::{Call, Collection, Links, Operation, Reply},
    refusal::Refusal,
    repositories,
    strict::{Shape, required},
    users,
};
use crate::{
    clock::stamp,
    scope::Scope,
    world::{Commit, MergeStrategy, Repository, World},
};

const BRANCHES: &str = "/repositories/{workspace}/{repo_slug}/refs/branches";
const FILTERS: &[&str] = &["name", "target.hash", "target.date", "target.message"];
const SORTS: &[&str] = &["name", "target.date", "target.hash"];

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(BRANCHES, &[Scope::Repository], list).listed(Listing::Pages {
        largest: 100,
        filters: FILTERS,
        sorts: SORTS,
    }),
    Operation::post(
        BRANCHES,
        &[Scope::RepositoryWrite],
        &[required("name", Shape::Text), required("target", Shape::Object(&[required("hash", Shape::Text)]))],
        create,
    ),
];

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let repository = world.repository(id);
    let items =
        repository.history.branches().map(|(name, tip)| branch(world, repository, name, tip, call.links));
    Ok(Reply::Collection(Collection::of(items.collect())))
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let name = call.text("/name").unwrap_or_default();
    let revision = call.text("/target/hash").unwrap_or_default();
    let history = &mut world.repository_mut(id).history;
    if !is_branch_name(name) {
        return Err(Refusal::field("name", "not a valid branch name"));
    }
    if history.tip(name).is_some() {
        let refusal = Refusal::bad_request(format!("Branch \"{name}\" already exists."));
        return Err(refusal.with_data(json!({ "key": "BRANCH_ALREADY_EXISTS" })));
    }
    let Some(tip) = history.resolve(revision).cloned() else {
        return Err(Refusal::field("target.hash", "no such commit"));
    };
    history.point(name, tip.hash.clone());
    Ok(Reply::created(branch(world, world.repository(id), name, &tip, call.links)))
}

/// Git's rules for the name of a branch, as far as they matter here.
fn is_branch_name(name: &str) -> bool {
    let odd = |c: char| c.is_control() || " ~^:?*[\\".contains(c);
    let parts_fit = name.split('/').all(|part| {
        !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock") && !part.ends_with('.')
    });
    parts_fit && !name.starts_with('-') && !name.contains(odd) && !name.contains("..") && !name.contains("@{")
}

fn branch(world: &World, repository: &Repository, name: &str, tip: &Commit, links: &Links) -> Value {
    let path = repository.full_name();
    let strategies: Vec<&str> = MergeStrategy::ALL.iter().map(|strategy| strategy.name()).collect();
    json!({
        "type": "branch",
        "name": name,
        "target": commit(world, repository, tip, links),
        "merge_strategies": strategies,
        "default_merge_strategy": MergeStrategy::MergeCommit.name(),
        "links": {
            "self": links.api(&format!("/repositories/{path}/refs/branches/{name}")),
            "commits": links.api(&format!("/repositories/{path}/commits/{name}")),
            "html": links.site(&format!("/{path}/branch/{name}")),
        },
    })
}

/// A commit in full.
pub(super) fn commit(world: &World, repository: &Repository, commit: &Commit, links: &Links) -> Value {
    let author = world.user(commit.author);
    let mut value = commit_brief(repository, commit.hash.as_str(), links);
    let parents = commit.parents.iter().map(|hash| commit_brief(repository, hash.as_str(), links));
    value["parents"] = parents.collect();
    value["message"] = json!(commit.message);
    value["date"] = json!(stamp(commit.date));
    value["repository"] = repositories::brief(repository, links);
    value["author"] = json!({
        "type": "author",
        "raw": author.identity(),
        "user": users::account(author, links),
    });
    value
}

/// A commit as other objects show it.
pub(super) fn commit_brief(repository: &Repository, hash: &str, links: &Links) -> Value {
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
