//! `/src` and `/filehistory`: files and folders at a commit, how they came to be, and new ones.

use serde_json::Value;

use super::{
    access,
    listing::Listing,
    operation::{Call, Collection, Operation, Reply},
    refusal::Refusal,
    strict::{Property, Shape, optional},
};
use crate::{
    scope::Scope,
    storage,
    world::{Commit, File, Repository, World},
};

mod entry;
mod history;
mod media;
mod tree;
mod upload;

pub(crate) use media::media_type;

use entry::Shown;
use tree::Node;

/// `rendered` is not among the formats: nobody reads HTML here.
const QUERY: &[Property] =
    &[optional("format", Shape::OneOf(&["meta"])), optional("max_depth", Shape::Integer)];
const ENTRIES: Listing =
    Listing::Pages { largest: 100, filters: &["path", "type", "size"], sorts: &["path", "type", "size"] };

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get("/repositories/{workspace}/{repo_slug}/src/{commit}/{*path}", &[Scope::Repository], read)
        .with_query(QUERY)
        .listed(ENTRIES),
    // The root needs the slash at the end (Bitbucket facts, trap 8).
    Operation::get("/repositories/{workspace}/{repo_slug}/src/{commit}/", &[Scope::Repository], read)
        .with_query(QUERY)
        .listed(ENTRIES),
    Operation::upload("/repositories/{workspace}/{repo_slug}/src", &[Scope::RepositoryWrite], upload::commit),
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/filehistory/{commit}/{*path}",
        &[Scope::Repository],
        history::list,
    )
    .with_query(&[optional("renames", Shape::Boolean)])
    .listed(history::VERSIONS),
];

/// What is known of a file or folder, the bytes of a file, or the entries of a folder.
fn read(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let repository = world.repository(id);
    let commit = revision(repository, call)?;
    let path = call.param("path");
    let node = Node::at(&commit.files, path).ok_or_else(|| no_such_file(path))?;
    let shown = Shown { repository, commit, links: call.links };
    if call.query.first("format") == Some("meta") {
        return Ok(Reply::found(shown.node(&node)));
    }
    match node {
        Node::File { path, file } => Ok(content(path, file, call)),
        Node::Folder(folder) => {
            let items: Vec<Value> = tree::entries(&commit.files, &folder, depth(call)?)
                .iter()
                .map(|node| shown.node(node))
                .collect();
            Ok(Reply::Collection(Collection::of(items)))
        }
    }
}

/// Bytes under the media type that the name suggests; what is in Git LFS is elsewhere.
fn content(path: &str, file: &File, call: &Call<'_>) -> Reply {
    match file.lfs() {
        Some(stored) => Reply::moved(storage::media_url(call.links, stored)),
        None => Reply::Download { content_type: media_type(path).to_owned(), bytes: file.bytes().to_vec() },
    }
}

/// The commit that the path names. A name with a slash would be ambiguous there, even if it is encoded.
fn revision<'r>(repository: &'r Repository, call: &Call<'_>) -> Result<&'r Commit, Refusal> {
    let name = call.param("commit");
    let commit = repository.history.resolve(name).filter(|_| !name.contains('/'));
    commit.ok_or_else(|| Refusal::not_found(format!("Commit not found: {name}")))
}

fn depth(call: &Call<'_>) -> Result<usize, Refusal> {
    match call.query.first("max_depth").map_or(Ok(1), str::parse) {
        Ok(depth) if depth > 0 => Ok(depth),
        _ => Err(Refusal::field("max_depth", "at least 1")),
    }
}

fn no_such_file(path: &str) -> Refusal {
    Refusal::not_found(format!("No such file or directory: {path}"))
}
