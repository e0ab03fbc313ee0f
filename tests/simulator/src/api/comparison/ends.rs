//! Which two commits a spec names, and where they can be compared.
//!
//! A spec is `A..B`, where A has the changes, or a revision alone (facts, trap 6). Pull requests lead to specs of another
//! form, in which A may be in a fork: `{workspace}/{repository}:A`, a carriage return, `B`.

use std::borrow::Cow;

use super::super::{access, operation::Call, refusal::Refusal};
use crate::world::{Commit, CommitHash, Comparison, History, Repository, World};

/// Between the commits of a pull request's spec.
const RETURN: char = '\r';

/// One commit or two, and a history that knows both.
pub(super) struct Ends<'w> {
    pub(super) history: Cow<'w, History>,
    pub(super) source: CommitHash,
    pub(super) source_repository: &'w Repository,
    pub(super) destination: Option<CommitHash>,
    /// The repository that the path names.
    pub(super) base_repository: &'w Repository,
}

impl<'w> Ends<'w> {
    /// Reads `{spec}`, and `{source_workspace}` where the path has it.
    pub(super) fn read(world: &'w World, call: &Call<'_>) -> Result<Self, Refusal> {
        let base = world.repository(access::repository(world, call)?);
        let spec = call.param("spec");
        let owner = call.param("source_workspace");
        if !owner.is_empty() {
            return Self::of_pull_request(world, base, owner, spec, call);
        }
        let (source, destination) = match spec.split_once("..") {
            Some((source, destination)) => (source, Some(destination)),
            None => (spec, None),
        };
        let fork = source_of_pull_request(world, base, call);
        Self::between(base, fork, source, destination)
    }

    fn between(
        base: &'w Repository,
        fork: &'w Repository,
        source: &str,
        destination: Option<&str>,
    ) -> Result<Self, Refusal> {
        let history = match fork.uuid == base.uuid {
            true => Cow::Borrowed(&base.history),
            false => Cow::Owned(base.history.joined(&fork.history)),
        };
        Ok(Self {
            source: resolve(&fork.history, source)?,
            source_repository: fork,
            destination: destination.map(|revision| resolve(&base.history, revision)).transpose()?,
            base_repository: base,
            history,
        })
    }

    fn of_pull_request(
        world: &'w World,
        base: &'w Repository,
        owner: &str,
        spec: &str,
        call: &Call<'_>,
    ) -> Result<Self, Refusal> {
        let parts = spec.split_once(':').and_then(|(slug, ends)| Some((slug, ends.split_once(RETURN)?)));
        let Some((slug, (source, destination))) = parts else { return Err(Refusal::unknown_resource()) };
        let fork = world.repository(access::visible_repository(world, call.caller, owner, slug)?);
        Self::between(base, fork, source, Some(destination))
    }

    /// The commits themselves.
    pub(super) fn commits(&self) -> Result<(&Commit, Option<&Commit>), Refusal> {
        let get = |hash: &CommitHash| self.history.get(hash).ok_or_else(|| Refusal::no_commit(hash.as_str()));
        Ok((get(&self.source)?, self.destination.as_ref().map(get).transpose()?))
    }

    /// What is compared with what.
    pub(super) fn comparison(&self, topic: bool) -> Result<Comparison<'_>, Refusal> {
        let (source, destination) = self.commits()?;
        Ok(self.history.comparison(source, destination, topic))
    }
}

/// Where the source of the pull request is that the query names; without one, or if that is gone, here.
fn source_of_pull_request<'w>(world: &'w World, base: &'w Repository, call: &Call<'_>) -> &'w Repository {
    let id = call.query.first("from_pullrequest_id");
    let mut known = base.pull_requests.iter();
    let pull_request = known.find(|known| Some(known.id.to_string().as_str()) == id);
    pull_request.and_then(|pull_request| world.source_of(base, pull_request)).unwrap_or(base)
}

fn resolve(history: &History, revision: &str) -> Result<CommitHash, Refusal> {
    let commit = history.resolve(revision).ok_or_else(|| Refusal::no_commit(revision))?;
    Ok(commit.hash.clone())
}
