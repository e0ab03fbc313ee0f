//! What a pull request would change. The commits are here; all else is kept at the repository, below the same origin, and
//! only pointed to (facts, trap 4).

use std::slice::from_ref;

use super::{
    super::{
        listing::Listing,
        operation::{Call, Collection, Operation, Reply},
        refs,
        refusal::Refusal,
    },
    view,
};
use crate::{scope::Scope, world::World};

const PAGES: Listing = Listing::Pages { largest: 100, filters: &[], sorts: &[] };

pub(in crate::api) const OPERATIONS: &[Operation] = &[
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/commits",
        &[Scope::Pullrequest],
        commits,
    )
    .listed(PAGES),
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/diff",
        &[Scope::Pullrequest],
        |world, call| pointed_to("diff", world, call),
    ),
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/patch",
        &[Scope::Pullrequest],
        |world, call| pointed_to("patch", world, call),
    ),
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/diffstat",
        &[Scope::Pullrequest],
        |world, call| pointed_to("diffstat", world, call),
    )
    .listed(PAGES),
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/conflicts",
        &[Scope::Pullrequest],
        |world, call| pointed_to("file-conflicts", world, call),
    )
    .listed(PAGES),
];

/// None, once the source is gone.
fn commits(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let view = view(world, call)?;
    let (repository, pull_request) = (view.repository, view.pull_request);
    let source = view.source().filter(|source| source.history.tip(&pull_request.source_branch).is_some());
    let Some(source) = source else { return Ok(Reply::Collection(Collection::of(Vec::new()))) };
    let history = repository.history.joined(&source.history);
    let own = history.log(from_ref(&pull_request.source_commit), from_ref(&pull_request.destination_commit));
    let items = own.into_iter().map(|commit| refs::commit(view.world, source, commit, call.links));
    Ok(Reply::Collection(Collection::of(items.collect())))
}

/// Both revisions in one: `workspace/repository:source\rdestination`. What was asked for besides goes along.
fn pointed_to(what: &str, world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let view = view(world, call)?;
    let source = view.source().ok_or_else(|| Refusal::not_found("The source repository is gone"))?;
    let (base, fork, pull_request) = (view.repository.full_name(), source.full_name(), view.pull_request);
    let (from, to) = (&pull_request.source_commit, &pull_request.destination_commit);
    let query = call.query.with("from_pullrequest_id", &pull_request.id.to_string());
    let api = &call.links.api;
    Ok(Reply::found_at(format!("{api}/repositories/{base}/{what}/{fork}:{from}%0D{to}?{query}&topic=true")))
}
