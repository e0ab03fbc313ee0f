//! `/merge-base`, `/diff`, `/diffstat`, `/patch` and `/file-conflicts`: what lies between two revisions. [`ends`] reads
//! which two.

mod conflicts;
mod ends;
mod render;

use serde_json::Value;

use super::{
    listing::Listing,
    operation::{Call, Collection, Operation, Reply},
    refs,
    refusal::Refusal,
    strict::{Property, Shape, optional},
};
use crate::{
    scope::Scope,
    world::{DiffOptions, FileChange, UserId, World, unified},
};

use self::ends::Ends;

const READ: &[Scope] = &[Scope::Repository];

const PATH: Property = optional("path", Shape::Text);
const CONTEXT: Property = optional("context", Shape::Integer);
const IGNORE_WHITESPACE: Property = optional("ignore_whitespace", Shape::Boolean);
const BINARY: Property = optional("binary", Shape::Boolean);
const RENAMES: Property = optional("renames", Shape::Boolean);
/// The older word for `topic`.
const MERGE: Property = optional("merge", Shape::Boolean);
const TOPIC: Property = optional("topic", Shape::Boolean);
/// The pull request that led here; its source may be in a fork.
const FROM: Property = optional("from_pullrequest_id", Shape::Integer);

const DIFFSTAT: Listing = Listing::Pages { largest: 100, filters: &[], sorts: &[] };
const CONFLICTS: Listing = Listing::Pages { largest: 100, filters: &[], sorts: &[] };

/// The longer paths are where pull requests lead: their specs hold a slash.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get("/repositories/{workspace}/{repo_slug}/merge-base/{spec}", READ, merge_base),
    Operation::get("/repositories/{workspace}/{repo_slug}/diff/{spec}", READ, diff).with_query(&[
        PATH,
        CONTEXT,
        IGNORE_WHITESPACE,
        BINARY,
        RENAMES,
        MERGE,
        TOPIC,
    ]),
    Operation::get("/repositories/{workspace}/{repo_slug}/diff/{source_workspace}/{spec}", READ, diff)
        .with_query(&[FROM, PATH, CONTEXT, IGNORE_WHITESPACE, BINARY, RENAMES, MERGE, TOPIC]),
    Operation::get("/repositories/{workspace}/{repo_slug}/diffstat/{spec}", READ, diffstat)
        .with_query(&[FROM, PATH, IGNORE_WHITESPACE, RENAMES, MERGE, TOPIC])
        .listed(DIFFSTAT),
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/diffstat/{source_workspace}/{spec}",
        READ,
        diffstat,
    )
    .with_query(&[FROM, PATH, IGNORE_WHITESPACE, RENAMES, MERGE, TOPIC])
    .listed(DIFFSTAT),
    Operation::get("/repositories/{workspace}/{repo_slug}/patch/{spec}", READ, patch),
    Operation::get("/repositories/{workspace}/{repo_slug}/patch/{source_workspace}/{spec}", READ, patch)
        .with_query(&[FROM, TOPIC]),
    Operation::get("/repositories/{workspace}/{repo_slug}/file-conflicts/{spec}", READ, conflicts::list)
        .listed(CONFLICTS),
    Operation::get(
        "/repositories/{workspace}/{repo_slug}/file-conflicts/{source_workspace}/{spec}",
        READ,
        conflicts::list,
    )
    .with_query(&[FROM, TOPIC])
    .listed(CONFLICTS),
];

fn merge_base(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let ends = Ends::read(world, call)?;
    let Some(destination) = &ends.destination else {
        return Err(Refusal::bad_request("The revspec must name two commits: A..B"));
    };
    let base = ends.history.merge_base(&ends.source, destination);
    let base = base.ok_or_else(|| Refusal::not_found("The commits have no common ancestor"))?;
    Ok(Reply::found(refs::commit(world, ends.base_repository, base, call.links)))
}

fn diff(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let options = options(call)?;
    let ends = Ends::read(world, call)?;
    let comparison = ends.comparison(topic(call)?)?;
    Ok(Reply::text(unified(&wanted(comparison.changes(&options), call), &options)))
}

fn diffstat(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let ends = Ends::read(world, call)?;
    let comparison = ends.comparison(topic(call)?)?;
    let changes = wanted(comparison.changes(&options(call)?), call);
    let entry = |change: &FileChange| render::diffstat(&ends, &comparison, change, call.links);
    Ok(Reply::Collection(Collection::of(changes.iter().map(entry).collect::<Vec<Value>>())))
}

fn patch(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let ends = Ends::read(world, call)?;
    let (source, destination) = ends.commits()?;
    let identity = |user: UserId| world.user(user).identity();
    Ok(Reply::text(ends.history.patch(source, destination, identity)))
}

/// The changes to the files that `path` names; all of them, if it names none.
fn wanted(mut changes: Vec<FileChange>, call: &Call<'_>) -> Vec<FileChange> {
    let paths: Vec<&str> = call.query.all("path").collect();
    changes.retain(|change| paths.is_empty() || paths.iter().any(|path| change.touches(path)));
    changes
}

fn options(call: &Call<'_>) -> Result<DiffOptions, Refusal> {
    let usual = DiffOptions::default();
    let flag = |name: &str, usual: bool| call.query.first(name).map_or(usual, |text| text == "true");
    let context = match call.query.first("context").map(str::parse) {
        None => usual.context,
        Some(Ok(lines)) => lines,
        Some(Err(_)) => return Err(Refusal::field("context", "must not be negative")),
    };
    Ok(DiffOptions {
        renames: flag("renames", usual.renames),
        ignore_whitespace: flag("ignore_whitespace", usual.ignore_whitespace),
        binary: flag("binary", usual.binary),
        context,
    })
}

/// Whether only the source's own changes count. As with a merge, they do unless told otherwise.
fn topic(call: &Call<'_>) -> Result<bool, Refusal> {
    match (call.query.first("topic"), call.query.first("merge")) {
        (Some(_), Some(_)) => Err(Refusal::field("merge", "cannot be used together with topic")),
        (topic, merge) => Ok(topic.or(merge).is_none_or(|text| text == "true")),
    }
}
