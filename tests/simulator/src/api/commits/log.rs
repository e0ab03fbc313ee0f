//! The log.

use super::super::{
    access,
    operation::{Call, Collection, Reply},
    refs,
    refusal::Refusal,
};
use crate::world::{Commit, CommitHash, File, History, World};

/// The commits that lead to `include` and not to `exclude`; without `include`, to any branch or tag.
pub(super) fn log(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let repository = world.repository(access::repository(world, call)?);
    let history = &repository.history;
    let mut include = revisions(history, call, "include")?;
    if include.is_empty() {
        include = history.heads();
    }
    let mut commits = history.log(&include, &revisions(history, call, "exclude")?);
    if let Some(path) = call.query.first("path") {
        commits.retain(|commit| changes(history, commit, path));
    }
    let items = commits.into_iter().map(|commit| refs::commit(world, repository, commit, call.links));
    Ok(Reply::Collection(Collection::of(items.collect())))
}

fn revisions(history: &History, call: &Call<'_>, name: &str) -> Result<Vec<CommitHash>, Refusal> {
    let resolve = |revision: &str| match history.resolve(revision) {
        Some(commit) => Ok(commit.hash.clone()),
        None => Err(Refusal::no_commit(revision)),
    };
    call.query.all(name).map(resolve).collect()
}

/// Whether the commit has something else at `path` than each of its parents.
fn changes(history: &History, commit: &Commit, path: &str) -> bool {
    let own = below(commit, path);
    let mut parents = commit.parents.iter().filter_map(|parent| history.get(parent)).peekable();
    match parents.peek() {
        None => !own.is_empty(),
        Some(_) => parents.all(|parent| below(parent, path) != own),
    }
}

/// The file at `path`, or those in the folder of that name.
fn below<'c>(commit: &'c Commit, path: &str) -> Vec<(&'c str, &'c File)> {
    let path = path.trim_end_matches('/');
    let is_below =
        |file: &str| file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let files = commit.files.iter().map(|(file, content)| (file.as_str(), content));
    files.filter(|(file, _)| is_below(file)).collect()
}
