//! A rule as a body describes it, held against what its kind takes.

use serde_json::Value;

use super::{
    super::{operation::Call, refusal::Refusal, users},
    Matcher,
};
use crate::world::{
    RepositoryId, Restriction, UserId, World,
    restrictions::{Exceptions, counts, has_exceptions},
};

/// Reads a rule. What the body leaves out is as in `known`, the rule that it changes.
pub(super) fn read(
    world: &World,
    id: RepositoryId,
    known: Option<&Restriction>,
    call: &Call<'_>,
) -> Result<Restriction, Refusal> {
    let kind = call.text("/kind").or(known.map(|rule| rule.kind.as_str())).unwrap_or_default().to_owned();
    let branches = match (matcher(call)?, known) {
        (Some(branches), _) => branches,
        (None, Some(rule)) => rule.branches.clone(),
        (None, None) => return Err(Refusal::field("pattern", "required key not provided")),
    };
    let draft = Restriction {
        id: known.map_or(0, |rule| rule.id),
        value: value(&kind, known, call)?,
        exceptions: exceptions(world, id, &kind, known, call)?,
        kind,
        branches,
    };
    match world.repository(id).same_rule(&draft.kind, &draft.branches, known.map(|rule| rule.id)) {
        None => Ok(draft),
        Some(_) => {
            Err(Refusal::conflict("A branch restriction of this kind for these branches already exists."))
        }
    }
}

fn matcher(call: &Call<'_>) -> Result<Option<Matcher>, Refusal> {
    match (call.text("/branch_match_kind"), call.text("/pattern"), call.text("/branch_type")) {
        (Some("branching_model"), _, Some(name)) => Ok(Some(Matcher::Type(name.to_owned()))),
        (Some("branching_model"), _, None) => Err(Refusal::field("branch_type", "required key not provided")),
        (_, Some(""), _) => Err(Refusal::field("pattern", "must not be empty")),
        (_, Some(pattern), _) => Ok(Some(Matcher::Glob(pattern.to_owned()))),
        (_, None, _) => Ok(None),
    }
}

fn value(kind: &str, known: Option<&Restriction>, call: &Call<'_>) -> Result<Option<u64>, Refusal> {
    match (call.integer("/value"), counts(kind)) {
        (Some(_), false) => Err(Refusal::field("value", &format!("not allowed for {kind}"))),
        (Some(value), true) => match u64::try_from(value) {
            Ok(value) => Ok(Some(value)),
            Err(_) => Err(Refusal::field("value", "must not be negative")),
        },
        (None, true) => Ok(known.and_then(|rule| rule.value)),
        (None, false) => Ok(None),
    }
}

/// The two kinds with exceptions need them said, and no other kind takes any.
fn exceptions(
    world: &World,
    id: RepositoryId,
    kind: &str,
    known: Option<&Restriction>,
    call: &Call<'_>,
) -> Result<Exceptions, Refusal> {
    let given = |name: &str| call.body.get(name).is_some();
    let usual = known.filter(|rule| has_exceptions(&rule.kind)).map(|rule| rule.exceptions.clone());
    for name in ["users", "groups"] {
        if has_exceptions(kind) && !given(name) && usual.is_none() {
            return Err(Refusal::field(name, &format!("required for {kind}")));
        }
        if !has_exceptions(kind) && given(name) {
            return Err(Refusal::field(name, &format!("not allowed for {kind}")));
        }
    }
    if !has_exceptions(kind) {
        return Ok(Exceptions::default());
    }
    let mut exceptions = usual.unwrap_or_default();
    if given("users") {
        exceptions.users = people(world, call)?;
    }
    if given("groups") {
        exceptions.groups = groups(world, id, call)?;
    }
    Ok(exceptions)
}

fn people(world: &World, call: &Call<'_>) -> Result<Vec<UserId>, Refusal> {
    let known = call.list("/users").iter().map(|entry| users::named(world, entry));
    known.collect::<Option<_>>().ok_or_else(|| Refusal::field("users", "malformed users"))
}

fn groups(world: &World, id: RepositoryId, call: &Call<'_>) -> Result<Vec<String>, Refusal> {
    let workspace = world.workspace(&world.repository(id).workspace);
    let known = |entry: &Value| {
        let slug = entry.get("slug").and_then(Value::as_str)?;
        workspace?.group(slug).map(|group| group.slug.clone())
    };
    let known = call.list("/groups").iter().map(known);
    known.collect::<Option<_>>().ok_or_else(|| Refusal::field("groups", "malformed groups"))
}
