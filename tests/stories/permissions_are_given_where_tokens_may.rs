//! Permissions are read by anybody who administers, and written where the provider lets tokens do so.

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_repository_permission_group_delete",
    "bitbucket_repository_permission_group_get",
    "bitbucket_repository_permission_group_update",
    "bitbucket_repository_permission_user_delete",
    "bitbucket_repository_permission_user_get",
    "bitbucket_repository_permission_user_update",
    "bitbucket_repository_permissions_groups_list",
    "bitbucket_repository_permissions_users_list",
    "bitbucket_workspace_members_list",
];

#[tokio::test]
async fn permissions_are_given_where_tokens_may() {
    let story = Story::begin().await;
    let members =
        story.call("bitbucket_workspace_members_list", json!({ "q": "user.nickname = \"bob\"" })).await;
    let bob = |more: Value| with(json!({ "username": members["values"][0]["user"]["uuid"] }), more);
    let developers = |more: Value| with(json!({ "group_slug": "developers" }), more);
    let admin = || json!({ "permission": "admin" });

    // At first, as is expected of Bitbucket.
    for (tool, input) in [
        ("bitbucket_repository_permission_user_update", bob(admin())),
        ("bitbucket_repository_permission_user_delete", bob(json!({}))),
        ("bitbucket_repository_permission_group_update", developers(admin())),
        ("bitbucket_repository_permission_group_delete", developers(json!({}))),
    ] {
        let refusal = story.refused(tool, input, "UPSTREAM_FORBIDDEN").await;
        assert!(refusal["detail"].as_str().unwrap().contains("token-based authentication"), "{tool}");
    }
    let none = story.call("bitbucket_repository_permission_user_get", bob(json!({}))).await;
    assert_eq!(none["permission"], "none");

    story.house.simulator.control().accept_permission_writes();
    let everything = with(json!({ "permission": "everything" }), bob(json!({})));
    story.refused("bitbucket_repository_permission_user_update", everything, "BAD_INPUT").await;
    story.call("bitbucket_repository_permission_user_update", bob(admin())).await;
    let users = with(json!({ "fields": "compact" }), json!({}));
    let users = story.call("bitbucket_repository_permissions_users_list", users).await;
    assert_eq!(users["values"][0]["permission"], "admin");
    story.call("bitbucket_repository_permission_user_delete", bob(json!({}))).await;
    let none = story.call("bitbucket_repository_permission_user_get", bob(json!({}))).await;
    assert_eq!(none["permission"], "none");

    let reading = developers(json!({ "permission": "read" }));
    story.call("bitbucket_repository_permission_group_update", reading).await;
    let read = story.call("bitbucket_repository_permission_group_get", developers(json!({}))).await;
    assert_eq!((&read["permission"], &read["group"]["name"]), (&json!("read"), &json!("Developers")));
    story.call("bitbucket_repository_permission_group_delete", developers(json!({}))).await;
    let groups = with(json!({ "fields": "compact" }), json!({}));
    let groups = story.call("bitbucket_repository_permissions_groups_list", groups).await;
    assert_eq!(groups["values"].as_array().unwrap().len(), 1);
    assert_eq!(groups["values"][0]["group"]["slug"], "administrators");
    story.end(TELLS);
}

/// An input about the repository `infra`.
fn with(mut input: Value, more: Value) -> Value {
    input["repo_slug"] = json!("infra");
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    input
}
