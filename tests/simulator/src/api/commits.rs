//! `/commits` and `/commit`: the log, single commits, and what was added to them.

mod approvals;
mod comments;
mod log;
mod pull_requests;
mod reports;
pub(super) mod statuses;

use serde_json::Value;

use super::{
    access,
    listing::Listing,
    operation::{Call, Collection, Operation, Reply},
    refs,
    refusal::Refusal,
    strict::{Shape, optional},
};
use crate::{
    scope::Scope,
    world::{Commit, CommitHash, CommitRecord, Repository, RepositoryId, World},
};

const COMMIT: &str = "/repositories/{workspace}/{repo_slug}/commit/{commit}";
const APPROVE: &str = "/repositories/{workspace}/{repo_slug}/commit/{commit}/approve";

/// A collection that is neither filtered nor sorted.
const PLAIN: Listing = Listing::Pages { largest: 100, filters: &[], sorts: &[] };

const READ: &[Scope] = &[Scope::Repository];

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get("/repositories/{workspace}/{repo_slug}/commits", READ, log::log)
        .with_query(&[
            optional("include", Shape::Text),
            optional("exclude", Shape::Text),
            optional("path", Shape::Text),
        ])
        .listed(PLAIN),
    Operation::get(COMMIT, READ, get),
    Operation::post(APPROVE, &[Scope::RepositoryWrite], &[], approvals::approve),
    Operation::delete(APPROVE, &[Scope::RepositoryWrite], approvals::unapprove),
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/commit/{commit}/pullrequests",
        &[Scope::Pullrequest],
        pull_requests::list,
    )
    .listed(Listing::Pages { largest: 50, filters: &[], sorts: &[] }),
];

pub(super) use self::{
    comments::OPERATIONS as COMMENTS, reports::OPERATIONS as REPORTS, statuses::OPERATIONS as STATUSES,
};

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let Found { repository, commit, record } = find(world, call)?;
    let mut value = refs::commit(world, repository, commit, call.links);
    value["participants"] = approvals::all(world, record, call.links);
    Ok(Reply::found(value))
}

/// The commit that the path names, where it is, and what was added to it.
struct Found<'w> {
    repository: &'w Repository,
    commit: &'w Commit,
    record: Option<&'w CommitRecord>,
}

impl Found<'_> {
    /// The path of the commit in the API.
    fn path(&self) -> String {
        format!("/repositories/{}/commit/{}", self.repository.full_name(), self.commit.hash)
    }

    /// All of something that was added to the commit, rendered.
    fn collection<T>(&self, of: fn(&CommitRecord) -> &[T], render: impl Fn(&T) -> Value) -> Reply {
        let items = self.record.map_or(&[][..], of);
        Reply::Collection(Collection::of(items.iter().map(render).collect()))
    }
}

fn find<'w>(world: &'w World, call: &Call<'_>) -> Result<Found<'w>, Refusal> {
    let repository = world.repository(access::repository(world, call)?);
    let revision = call.param("commit");
    let commit = repository.history.resolve(revision).ok_or_else(|| Refusal::no_commit(revision))?;
    Ok(Found { repository, commit, record: repository.record(&commit.hash) })
}

/// The same, to add something.
fn locate(world: &World, call: &Call<'_>) -> Result<(RepositoryId, CommitHash), Refusal> {
    let hash = find(world, call)?.commit.hash.clone();
    Ok((access::repository(world, call)?, hash))
}
