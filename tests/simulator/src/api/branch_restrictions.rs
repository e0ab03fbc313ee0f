//! `/branch-restrictions`: rules for branches. [`require`] is how other areas ask whether a rule is in the way.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    access,
    listing::Listing,
    operation::{Call, Collection, Links, Operation, Reply},
    refusal::Refusal,
    strict::{Property, Shape, optional, required},
    users,
};
use crate::{
    scope::Scope,
    world::{
        Repository, RepositoryId, Restriction, World,
        restrictions::{Attempt, KINDS, Matcher},
    },
};

mod draft;

const RULES: &str = "/repositories/{workspace}/{repo_slug}/branch-restrictions";
const RULE: &str = "/repositories/{workspace}/{repo_slug}/branch-restrictions/{id}";

const LISTED: Listing = Listing::Pages { largest: 100, filters: &[], sorts: &[] };
const KIND: Shape = Shape::OneOf(KINDS);
const MATCH_KIND: Shape = Shape::OneOf(&["branching_model", "glob"]);
const BRANCH_TYPE: Shape =
    Shape::OneOf(&["feature", "bugfix", "release", "hotfix", "development", "production"]);
const VALUE: Shape = Shape::Nullable(&Shape::Integer);
const USERS: Shape = Shape::ListOf(&users::PERSON);
const GROUPS: Shape = Shape::ListOf(&Shape::Object(&[
    optional("type", Shape::OneOf(&["group"])),
    optional("uuid", Shape::Text),
    optional("slug", Shape::Text),
]));

const NEW: &[Property] = &[
    optional("type", Shape::OneOf(&["branchrestriction"])),
    required("kind", KIND),
    required("branch_match_kind", MATCH_KIND),
    required("pattern", Shape::Text),
    optional("branch_type", BRANCH_TYPE),
    optional("value", VALUE),
    optional("users", USERS),
    optional("groups", GROUPS),
];

/// What a change leaves out stays.
const CHANGED: &[Property] = &[
    optional("type", Shape::OneOf(&["branchrestriction"])),
    optional("kind", KIND),
    optional("branch_match_kind", MATCH_KIND),
    optional("pattern", Shape::Text),
    optional("branch_type", BRANCH_TYPE),
    optional("value", VALUE),
    optional("users", USERS),
    optional("groups", GROUPS),
];

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get(RULES, &[Scope::RepositoryAdmin], list)
        .with_query(&[optional("kind", KIND), optional("pattern", Shape::Text)])
        .listed(LISTED),
    Operation::post(RULES, &[Scope::RepositoryAdmin], NEW, create),
    Operation::get(RULE, &[Scope::RepositoryAdmin], get),
    Operation::put(RULE, &[Scope::RepositoryAdmin], CHANGED, update),
    Operation::delete(RULE, &[Scope::RepositoryAdmin], delete),
];

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::administered_repository(world, call)?;
    let repository = world.repository(id);
    let (kind, pattern) = (call.query.first("kind"), call.query.first("pattern"));
    let wanted = |rule: &&Restriction| {
        kind.is_none_or(|kind| kind == rule.kind)
            && pattern.is_none_or(|wanted| rule.branches == Matcher::Glob(wanted.to_owned()))
    };
    let rules = repository.access.restrictions.all.iter().filter(wanted);
    let items = rules.map(|rule| full(world, repository, rule, call.links)).collect();
    Ok(Reply::Collection(Collection::of(items)))
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    Ok(Reply::found(show(world, id, place, call)))
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = access::administered_repository(world, call)?;
    let draft = draft::read(world, id, None, call)?;
    let rules = &mut world.repository_mut(id).access.restrictions;
    let rule = Restriction { id: rules.next(), ..draft };
    rules.all.push(rule);
    let place = rules.all.len() - 1;
    Ok(Reply::created(show(world, id, place, call)))
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    let known = world.repository(id).access.restrictions.all[place].clone();
    let changed = draft::read(world, id, Some(&known), call)?;
    world.repository_mut(id).access.restrictions.all[place] = changed;
    Ok(Reply::found(show(world, id, place, call)))
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, place) = find(world, call)?;
    world.repository_mut(id).access.restrictions.all.remove(place);
    Ok(Reply::nothing())
}

/// Refuses what a rule forbids this caller: 400 for a merge that lacks something, 403 for anything else.
pub(super) fn require(
    world: &World,
    call: &Call<'_>,
    id: RepositoryId,
    branch: &str,
    attempt: Attempt<'_>,
) -> Result<(), Refusal> {
    let Some(rule) = world.forbidding(call.caller, id, branch, attempt) else { return Ok(()) };
    if rule.kind.starts_with("require_") {
        let wanted = rule.value.unwrap_or(1);
        return Err(Refusal::field("merge_checks", &format!("{}: {wanted} needed", rule.kind)));
    }
    let message = format!("Branch {branch:?} is protected by the branch restriction {:?}.", rule.kind);
    Err(Refusal::new(StatusCode::FORBIDDEN, message))
}

fn find(world: &World, call: &Call<'_>) -> Result<(RepositoryId, usize), Refusal> {
    let id = access::administered_repository(world, call)?;
    let wanted = call.param("id");
    let mut rules = world.repository(id).access.restrictions.all.iter();
    let place = rules.position(|rule| rule.id.to_string() == wanted);
    Ok((id, place.ok_or_else(|| Refusal::not_found(format!("No branch restriction {wanted}")))?))
}

fn show(world: &World, id: RepositoryId, place: usize, call: &Call<'_>) -> Value {
    let repository = world.repository(id);
    full(world, repository, &repository.access.restrictions.all[place], call.links)
}

fn full(world: &World, repository: &Repository, rule: &Restriction, links: &Links) -> Value {
    let (match_kind, pattern, branch_type) = match &rule.branches {
        Matcher::Glob(pattern) => ("glob", pattern.as_str(), None),
        Matcher::Type(name) => ("branching_model", "", Some(name)),
    };
    let workspace = world.workspace(&repository.workspace);
    let group = |slug: &String| workspace.and_then(|workspace| workspace.group(slug)).map(users::group);
    let path = format!("/repositories/{}/branch-restrictions/{}", repository.full_name(), rule.id);
    json!({
        "type": "branchrestriction",
        "id": rule.id,
        "kind": rule.kind,
        "branch_match_kind": match_kind,
        "branch_type": branch_type,
        "pattern": pattern,
        "value": rule.value,
        "users": users::accounts(world, &rule.exceptions.users, links),
        "groups": rule.exceptions.groups.iter().filter_map(group).collect::<Vec<Value>>(),
        "links": { "self": links.api(&path) },
    })
}
