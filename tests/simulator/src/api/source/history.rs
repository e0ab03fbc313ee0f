//! The commits that made a file what it is.

use serde_json::Value;

use super::{
    super::{
        access,
        listing::Listing,
        operation::{Call, Collection, Reply},
        refs,
        refusal::Refusal,
    },
    entry::Shown,
    no_such_file, revision,
};
use crate::world::{FileVersion, Repository, World};

const NAMES: &[&str] = &["path", "commit.hash", "commit.date", "commit.message", "commit.author.raw"];

/// Versions can be chosen by their commits.
pub(super) const VERSIONS: Listing = Listing::Pages { largest: 100, filters: NAMES, sorts: NAMES };

/// The newest version first.
pub(super) fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let repository = world.repository(id);
    let start = revision(repository, call)?;
    let path = call.param("path");
    let renames = call.query.first("renames") != Some("false");
    let versions = repository.history.file_history(start, path, renames);
    if versions.is_empty() {
        return Err(no_such_file(path));
    }
    let items = versions.into_iter().map(|version| show(world, repository, version, call)).collect();
    Ok(Reply::Collection(Collection::of(items)))
}

fn show(world: &World, repository: &Repository, version: FileVersion<'_>, call: &Call<'_>) -> Value {
    let FileVersion { commit, path, file } = version;
    let mut value = Shown { repository, commit, links: call.links }.file(path, file);
    value["commit"] = refs::commit(world, repository, commit, call.links);
    value
}
