//! `/statuses`: how the builds of a pull request's newest commit stand.

use super::{
    super::{
        commits::statuses::{self, STATUSES},
        operation::{Call, Collection, Operation, Reply},
        refusal::Refusal,
    },
    view,
};
use crate::{
    scope::Scope,
    world::{BuildStatus, World},
};

pub(in crate::api) const OPERATIONS: &[Operation] = &[Operation::get(
    "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/statuses",
    &[Scope::Pullrequest],
    list,
)
.listed(STATUSES)];

/// A status that names a reference belongs to the pull requests from there.
fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let view = view(world, call)?;
    let (repository, commit) = (view.source().unwrap_or(view.repository), &view.pull_request.source_commit);
    let belongs = |status: &&BuildStatus| {
        status.refname.as_ref().is_none_or(|refname| *refname == view.pull_request.source_branch)
    };
    let all = repository.record(commit).into_iter().flat_map(|record| &record.statuses);
    let items = all.filter(belongs).map(|status| statuses::render(repository, commit, status, call.links));
    Ok(Reply::Collection(Collection::of(items.collect())))
}
