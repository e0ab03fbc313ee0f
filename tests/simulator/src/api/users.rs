//! `/user`: the caller.

use serde_json::{Value, json};

use super::{
    listing::Listing,
    operation::{Call, Collection, Links, Operation, Reply},
    refusal::Refusal,
    strict::{Shape, optional},
};
use crate::{
    clock::stamp,
    scope::Scope,
    world::{Email, Group, Role, User, UserId, Workspace, World},
};

const EMAILS: Listing = Listing::Pages { largest: 100, filters: &[], sorts: &[] };
const WORKSPACE_NAMES: &[&str] = &["workspace.slug"];
const WORKSPACES: Listing = Listing::Pages { largest: 100, filters: WORKSPACE_NAMES, sorts: WORKSPACE_NAMES };

/// How bodies name people.
pub(super) const PERSON: Shape = Shape::Object(&[
    optional("type", Shape::OneOf(&["user"])),
    optional("uuid", Shape::Text),
    optional("account_id", Shape::Text),
]);

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::get("/user", &[Scope::Account], get),
    Operation::get("/user/emails", &[Scope::Email], emails).listed(EMAILS),
    Operation::get("/user/workspaces", &[Scope::Account], workspaces)
        .with_query(&[optional("administrator", Shape::Boolean)])
        .listed(WORKSPACES),
];

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let user = world.user(call.caller);
    let mut value = account(user, call.links);
    value["username"] = json!(user.nickname);
    value["account_status"] = json!("active");
    value["has_2fa_enabled"] = Value::Null;
    value["is_staff"] = json!(false);
    value["created_on"] = json!(stamp(user.created_on));
    value["links"]["repositories"] = call.links.api(&format!("/repositories/{}", user.uuid));
    Ok(Reply::found(value))
}

fn emails(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let emails = world.user(call.caller).emails.iter().map(|email| email_entry(email, call.links));
    Ok(Reply::Collection(Collection::of(emails.collect())))
}

fn email_entry(email: &Email, links: &Links) -> Value {
    json!({
        "type": "email",
        "email": email.address,
        "is_primary": email.primary,
        "is_confirmed": email.confirmed,
        "links": { "self": links.api(&format!("/user/emails/{}", email.address)) },
    })
}

fn workspaces(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let wanted = call.query.first("administrator").map(|text| text == "true");
    let entries = world.workspaces_of(call.caller).filter_map(|workspace| {
        let administrator = workspace.role_of(call.caller) == Some(Role::Administrator);
        let shown = wanted.is_none_or(|wanted| wanted == administrator);
        shown.then(|| workspace_access(workspace, administrator, call.links))
    });
    Ok(Reply::Collection(Collection::of(entries.collect())))
}

fn workspace_access(workspace: &Workspace, administrator: bool, links: &Links) -> Value {
    let slug = &workspace.slug;
    json!({
        "type": "workspace_access",
        "administrator": administrator,
        "workspace": {
            "type": "workspace_base",
            "uuid": workspace.uuid.to_string(),
            "slug": slug,
            "links": {
                "self": links.api(&format!("/workspaces/{slug}")),
                "avatar": links.site(&format!("/workspaces/{slug}/avatar/")),
            },
        },
    })
}

/// The user that a body names.
pub(super) fn named(world: &World, person: &Value) -> Option<UserId> {
    let member = |name: &str| person.get(name).and_then(Value::as_str);
    world.user_identified(member("uuid").or_else(|| member("account_id"))?)
}

/// The user that a path names, by braced UUID or account id.
pub(super) fn identified(world: &World, identifier: &str) -> Result<UserId, Refusal> {
    let user = world.user_identified(identifier);
    user.ok_or_else(|| Refusal::not_found(format!("No user with the id {identifier:?}")))
}

/// Users as other objects show them.
pub(super) fn accounts(world: &World, users: &[UserId], links: &Links) -> Vec<Value> {
    users.iter().map(|&id| account(world.user(id), links)).collect()
}

/// A group as other objects show it.
pub(super) fn group(group: &Group) -> Value {
    json!({ "type": "group", "slug": group.slug, "name": group.name })
}

/// A user as other objects show them.
pub(super) fn account(user: &User, links: &Links) -> Value {
    let uuid = user.uuid.to_string();
    json!({
        "type": "user",
        "uuid": uuid,
        "account_id": user.account_id,
        "nickname": user.nickname,
        "display_name": user.display_name,
        "links": {
            "self": links.api(&format!("/users/{}", encoded(&uuid))),
            "html": links.site(&format!("/{}/", encoded(&uuid))),
            "avatar": links.site(&format!("/account/{}/avatar/", user.nickname)),
        },
    })
}

/// A UUID as it stands in a path.
pub(super) fn encoded(uuid: &str) -> String {
    uuid.replace('{', "%7B").replace('}', "%7D")
}
