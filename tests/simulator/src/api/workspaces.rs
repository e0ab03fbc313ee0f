//! `/workspaces/{workspace}`.

use serde_json::{Value, json};

use super::{
    access,
    operation::{Call, Links, Operation, Reply},
    refusal::Refusal,
};
use crate::{
    clock::stamp,
    world::{Workspace, World},
};

pub(super) const OPERATIONS: &[Operation] = &[Operation::get("/workspaces/{workspace}", &[], get)];

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
