//! Branches.

use serde_json::{Value, json};

use super::{
    super::{
        access, branch_restrictions,
        operation::{Call, Collection, Links, Reply},
        refusal::Refusal,
    },
    commit, new_name, target,
};
use crate::world::{Commit, MergeStrategy, Repository, World, restrictions::Attempt};

pub(super) fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let repository = world.repository(access::repository(world, call)?);
    Ok(Reply::Collection(Collection::of(all(world, repository, call.links))))
}

pub(super) fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let repository = world.repository(access::repository(world, call)?);
    let name = call.param("name");
    let tip = repository.history.tip(name).ok_or_else(|| no_branch(name))?;
    Ok(Reply::found(render(world, repository, name, tip, call.links)))
}

pub(super) fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let name = new_name(call)?;
    branch_restrictions::require(world, call, id, name, Attempt::Push)?;
    let history = &mut world.repository_mut(id).history;
    if history.tip(name).is_some() {
        let refusal = Refusal::bad_request(format!("Branch \"{name}\" already exists."));
        return Err(refusal.with_data(json!({ "key": "BRANCH_ALREADY_EXISTS" })));
    }
    let tip = target(history, call)?.clone();
    history.point(name, tip.hash.clone());
    Ok(Reply::created(render(world, world.repository(id), name, &tip, call.links)))
}

pub(super) fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let name = call.param("name");
    let repository = world.repository(id);
    if repository.history.tip(name).is_none() {
        return Err(no_branch(name));
    }
    if name == repository.main_branch {
        return Err(Refusal::bad_request("The main branch cannot be deleted."));
    }
    branch_restrictions::require(world, call, id, name, Attempt::Delete)?;
    world.repository_mut(id).history.remove_branch(name);
    Ok(Reply::nothing())
}

fn no_branch(name: &str) -> Refusal {
    Refusal::not_found(format!("Branch \"{name}\" does not exist."))
}

/// Every branch, by name.
pub(super) fn all(world: &World, repository: &Repository, links: &Links) -> Vec<Value> {
    let branches = repository.history.branches();
    branches.map(|(name, tip)| render(world, repository, name, tip, links)).collect()
}

fn render(world: &World, repository: &Repository, name: &str, tip: &Commit, links: &Links) -> Value {
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
