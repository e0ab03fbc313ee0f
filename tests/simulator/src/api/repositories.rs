//! `/repositories/{workspace}`: lists and single repositories.

use http::StatusCode;
use serde_json::Value;

use super::{
    access,
    listing::Listing,
    operation::{Call, Collection, Operation, Reply},
    refusal::Refusal,
    strict::{Property, Shape, optional, required},
    users,
};
use crate::{
    scope::Scope,
    world::{RepositoryId, World},
};

mod change;
mod create;
mod forks;
mod render;

pub(super) use render::brief;

/// Names that lists of repositories can be filtered and sorted by.
const NAMES: &[&str] = &[
    "name",
    "slug",
    "full_name",
    "uuid",
    "description",
    "language",
    "size",
    "is_private",
    "created_on",
    "updated_on",
    "project.key",
];

const ROLES: Shape = Shape::OneOf(&["admin", "contributor", "member", "owner"]);
const LIST: Listing = Listing::Pages { largest: 100, filters: NAMES, sorts: NAMES };
const WATCHERS: Listing = Listing::Pages { largest: 100, filters: &[], sorts: &[] };

/// What a new or changed repository may say of itself. `owner` and `full_name` are taken and ignored: the path says them.
const PROPERTIES: &[Property] = &[
    optional("type", Shape::OneOf(&["repository"])),
    optional("scm", Shape::OneOf(&["git"])),
    optional("name", Shape::Text),
    optional("description", Shape::Text),
    optional("language", Shape::Text),
    optional("is_private", Shape::Boolean),
    optional("has_issues", Shape::Boolean),
    optional("has_wiki", Shape::Boolean),
    optional("fork_policy", POLICIES),
    optional("project", PROJECT),
    optional("mainbranch", BRANCH),
    optional("owner", Shape::Anything),
    optional("full_name", Shape::Text),
];
const POLICIES: Shape = Shape::OneOf(&["allow_forks", "no_public_forks", "no_forks"]);
const PROJECT: Shape =
    Shape::Object(&[required("key", Shape::Text), optional("type", Shape::OneOf(&["project"]))]);
const BRANCH: Shape =
    Shape::Object(&[required("name", Shape::Text), optional("type", Shape::OneOf(&["branch"]))]);

const REPOSITORY: &str = "/repositories/{workspace}/{repo_slug}";
const FORKS: &str = "/repositories/{workspace}/{repo_slug}/forks";

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get("/repositories/{workspace}", &[Scope::Repository], list)
        .with_query(&[optional("role", ROLES)])
        .listed(LIST),
    Operation::get(REPOSITORY, &[Scope::Repository], get),
    Operation::post(REPOSITORY, &[Scope::RepositoryAdmin], PROPERTIES, create::create),
    Operation::put(REPOSITORY, &[Scope::RepositoryAdmin], PROPERTIES, put),
    Operation::delete(REPOSITORY, &[Scope::RepositoryDelete], delete)
        .with_query(&[optional("redirect_to", Shape::Text)]),
    Operation::get(FORKS, &[Scope::Repository], forks::list)
        .with_query(&[optional("role", ROLES)])
        .listed(LIST),
    Operation::post(FORKS, &[Scope::RepositoryWrite], forks::PROPERTIES, forks::fork),
    Operation::get("/repositories/{workspace}/{repo_slug}/watchers", &[Scope::Repository], watchers)
        .listed(WATCHERS),
];

/// `role` narrows nothing here: every member of a seeded workspace has the same part in all its repositories.
fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let slug = access::workspace(world, call)?.slug.clone();
    let ids = world.repositories_where(|repository| {
        repository.workspace == slug && world.permission_of(call.caller, repository).is_some()
    });
    Ok(Reply::Collection(Collection::of(shown(world, ids, call))))
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    Ok(Reply::found(show(world, id, call)))
}

/// Changes what is there, and creates what is not (Bitbucket facts, trap 2).
fn put(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    if access::repository(world, call).is_ok() {
        return change::change(world, call);
    }
    let id = create::make(world, call)?;
    let location = format!("{}/repositories/{}", call.links.api, world.repository(id).full_name());
    let value = show(world, id, call);
    Ok(Reply::Object { status: StatusCode::CREATED, value, location: Some(location) })
}

/// A deleted repository takes everything in it along, but not its forks.
fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::administered_repository(world, call)?;
    world.delete_repository(id);
    Ok(Reply::nothing())
}

fn watchers(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::repository(world, call)?;
    let watchers = world.repository(id).watchers.iter().map(|&id| users::account(world.user(id), call.links));
    Ok(Reply::Collection(Collection::of(watchers.collect())))
}

fn show(world: &World, id: RepositoryId, call: &Call<'_>) -> Value {
    render::full(world, world.repository(id), call.links)
}

fn shown(world: &World, ids: Vec<RepositoryId>, call: &Call<'_>) -> Vec<Value> {
    ids.into_iter().map(|id| show(world, id, call)).collect()
}

/// The repository of this slug, whoever may see it.
fn occupant(world: &World, workspace: &str, slug: &str) -> Option<RepositoryId> {
    let same = world.repositories_where(|known| known.workspace == workspace && known.slug == slug);
    same.first().copied()
}
