//! `/default-reviewers` and `/effective-default-reviewers`: who is asked to review.

use serde_json::json;

use super::{
    access,
    listing::Listing,
    operation::{Call, Collection, Operation, Reply},
    refusal::Refusal,
    users,
};
use crate::{
    scope::Scope,
    world::{UserId, World},
};

const LISTED: Listing = Listing::Pages { largest: 100, filters: &[], sorts: &[] };
const REVIEWER: &str = "/repositories/{workspace}/{repo_slug}/default-reviewers/{target_username}";

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get("/repositories/{workspace}/{repo_slug}/default-reviewers", &[Scope::Pullrequest], list)
        .listed(LISTED),
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/effective-default-reviewers",
        &[Scope::Pullrequest],
        effective,
    )
    .listed(LISTED),
    Operation::get(REVIEWER, &[Scope::Pullrequest], get),
    Operation::put(REVIEWER, &[Scope::RepositoryAdmin], &[], add),
    Operation::delete(REVIEWER, &[Scope::RepositoryAdmin], remove),
];

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let reviewers = &world.repository(id).access.default_reviewers;
    Ok(Reply::Collection(Collection::of(users::accounts(world, reviewers, call.links))))
}

fn effective(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let reviewers = world.effective_default_reviewers(world.repository(id)).into_iter();
    let items = reviewers.map(|(user, from)| {
        json!({
            "type": "default_reviewer",
            "reviewer_type": from.name(),
            "user": users::account(world.user(user), call.links),
        })
    });
    Ok(Reply::Collection(Collection::of(items.collect())))
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let user = target(world, call)?;
    if !world.repository(id).access.default_reviewers.contains(&user) {
        return Err(Refusal::not_found("Not a default reviewer"));
    }
    Ok(Reply::found(users::account(world.user(user), call.links)))
}

/// Adding somebody a second time changes nothing.
fn add(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::administered_repository(world, call)?;
    let user = target(world, call)?;
    if world.permission_of(user, world.repository(id)).is_none() {
        return Err(Refusal::bad_request("The user has no access to the repository."));
    }
    let reviewers = &mut world.repository_mut(id).access.default_reviewers;
    if !reviewers.contains(&user) {
        reviewers.push(user);
    }
    Ok(Reply::found(users::account(world.user(user), call.links)))
}

fn remove(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::administered_repository(world, call)?;
    let user = target(world, call)?;
    world.repository_mut(id).access.default_reviewers.retain(|known| *known != user);
    Ok(Reply::nothing())
}

/// The user that the path names, by UUID or account id.
fn target(world: &World, call: &Call<'_>) -> Result<UserId, Refusal> {
    users::identified(world, call.param("target_username"))
}
