//! `/workspaces/{workspace}`, and who belongs to it.

use serde_json::{Value, json};

use super::{
    access,
    listing::Listing,
    operation::{Call, Collection, Links, Operation, Reply},
    refusal::Refusal,
    users,
};
use crate::{
    clock::stamp,
    scope::Scope,
    world::{Membership, Role, User, Workspace, World},
};

/// Names that lists of members can be filtered by.
const MEMBER_NAMES: &[&str] = &["user.nickname", "user.account_id", "user.uuid", "user.email"];
/// How many addresses one filter may ask for.
const MOST_ADDRESSES: usize = 90;

pub(super) const OPERATIONS: &[Operation] =
    &[
        Operation::get("/workspaces/{workspace}", &[], get),
        Operation::get("/workspaces/{workspace}/members", &[Scope::Account], members)
            .listed(Listing::Pages { largest: 100, filters: MEMBER_NAMES, sorts: &[] }),
    ];

fn get(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let workspace = access::workspace(world, call)?;
    let mut value = brief(workspace, call.links);
    let slug = &workspace.slug;
    value["is_private"] = json!(true);
    value["is_personal"] = json!(false);
    value["is_privacy_enforced"] = json!(false);
    value["forking_mode"] = json!("allow_forks");
    value["created_on"] = json!(stamp(workspace.created_on));
    value["links"]["members"] = call.links.api(&format!("/workspaces/{slug}/members"));
    value["links"]["projects"] = call.links.api(&format!("/workspaces/{slug}/projects"));
    value["links"]["repositories"] = call.links.api(&format!("/repositories/{slug}"));
    Ok(Reply::found(value))
}

/// Who belongs to it. Administrators may filter by e-mail address, and then see the addresses that they asked for.
fn members(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let workspace = access::workspace(world, call)?;
    let asked = call.query.first("q").filter(|q| q.contains("user.email"));
    if asked.is_some() && workspace.role_of(call.caller) != Some(Role::Administrator) {
        return Err(Refusal::forbidden("Only administrators of the workspace may filter by e-mail address."));
    }
    if asked.is_some_and(|q| q.matches('@').count() > MOST_ADDRESSES) {
        return Err(Refusal::field("q", &format!("at most {MOST_ADDRESSES} addresses")));
    }
    let entry = |member: &Membership| {
        let mut value = membership(workspace, world.user(member.user), call.links);
        let emails = &world.user(member.user).emails;
        let named = emails.iter().find(|email| asked.is_some_and(|q| q.contains(&email.address)));
        if let Some(email) = named {
            value["user"]["email"] = json!(email.address);
        }
        value
    };
    let items = workspace.members.iter().map(entry).collect();
    Ok(Reply::Collection(Collection { hidden: &["user.email"], ..Collection::of(items) }))
}

/// A user's part in a workspace.
pub(super) fn membership(workspace: &Workspace, user: &User, links: &Links) -> Value {
    let path = format!("/workspaces/{}/members/{}", workspace.slug, users::encoded(&user.uuid.to_string()));
    json!({
        "type": "workspace_membership",
        "user": users::account(user, links),
        "workspace": brief(workspace, links),
        "links": { "self": links.api(&path) },
    })
}

/// A workspace as other objects show it.
pub(super) fn brief(workspace: &Workspace, links: &Links) -> Value {
    let slug = &workspace.slug;
    json!({
        "type": "workspace",
        "uuid": workspace.uuid.to_string(),
        "slug": slug,
        "name": workspace.name,
        "links": {
            "self": links.api(&format!("/workspaces/{slug}")),
            "html": links.site(&format!("/{slug}/")),
            "avatar": links.site(&format!("/workspaces/{slug}/avatar/")),
        },
    })
}
