//! `/refs`: [`branches`] and [`tags`], together and each on their own; and how commits are shown.

mod branches;
mod commit;
mod tags;

use super::{
    access,
    listing::Listing,
    operation::{Call, Collection, Operation, Reply},
    refusal::Refusal,
    strict::{Property, Shape, optional, required},
};
use crate::{
    scope::Scope,
    world::{Commit, History, World},
};

pub(super) use self::commit::{commit, commit_brief};

const BRANCHES: &str = "/repositories/{workspace}/{repo_slug}/refs/branches";
const BRANCH: &str = "/repositories/{workspace}/{repo_slug}/refs/branches/{name}";
const TAGS: &str = "/repositories/{workspace}/{repo_slug}/refs/tags";
const TAG: &str = "/repositories/{workspace}/{repo_slug}/refs/tags/{name}";

/// Names that lists can be filtered and sorted by.
const NAMES: &[&str] = &["name", "target.hash", "target.date", "target.message", "target.author.raw"];
const TAG_NAMES: &[&str] =
    &["name", "message", "date", "target.hash", "target.date", "target.message", "target.author.raw"];

const LISTING: Listing = Listing::Pages { largest: 100, filters: NAMES, sorts: NAMES };
const TAG_LISTING: Listing = Listing::Pages { largest: 100, filters: TAG_NAMES, sorts: TAG_NAMES };

const TARGET: Shape = Shape::Object(&[required("hash", Shape::Text)]);

const NEW_BRANCH: &[Property] = &[required("name", Shape::Text), required("target", TARGET)];

const NEW_TAG: &[Property] = &[
    optional("type", Shape::OneOf(&["tag"])),
    required("name", Shape::Text),
    required("target", TARGET),
    optional("message", Shape::Text),
];

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get("/repositories/{workspace}/{repo_slug}/refs", &[Scope::Repository], list).listed(LISTING),
    Operation::get(BRANCHES, &[Scope::Repository], branches::list).listed(LISTING),
    Operation::post(BRANCHES, &[Scope::RepositoryWrite], NEW_BRANCH, branches::create),
    Operation::get(BRANCH, &[Scope::Repository], branches::get),
    Operation::delete(BRANCH, &[Scope::RepositoryWrite], branches::delete),
    Operation::get(TAGS, &[Scope::Repository], tags::list).listed(TAG_LISTING),
    Operation::post(TAGS, &[Scope::RepositoryWrite], NEW_TAG, tags::create),
    Operation::get(TAG, &[Scope::Repository], tags::get),
    Operation::delete(TAG, &[Scope::RepositoryWrite], tags::delete),
];

/// Branches first, then tags, as `git show-ref` has them.
fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let repository = world.repository(access::repository(world, call)?);
    let mut items = branches::all(world, repository, call.links);
    items.extend(tags::all(world, repository, call.links));
    Ok(Reply::Collection(Collection::of(items)))
}

/// The commit that a new reference is to stand at.
fn target<'h>(history: &'h History, call: &Call<'_>) -> Result<&'h Commit, Refusal> {
    let revision = call.text("/target/hash").unwrap_or_default();
    history.resolve(revision).ok_or_else(|| Refusal::field("target.hash", "no such commit"))
}

/// The name of a new reference, by git's rules as far as they matter here.
fn new_name<'c>(call: &'c Call<'_>) -> Result<&'c str, Refusal> {
    let name = call.text("/name").unwrap_or_default();
    let odd = |c: char| c.is_control() || " ~^:?*[\\".contains(c);
    let parts_fit = name.split('/').all(|part| {
        !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock") && !part.ends_with('.')
    });
    let fits = parts_fit
        && !name.starts_with('-')
        && !name.contains(odd)
        && !name.contains("..")
        && !name.contains("@{");
    if fits { Ok(name) } else { Err(Refusal::field("name", "not a valid name")) }
}
