//! Somebody finds out who they are, where they work and what they may do there.

use serde_json::json;

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_user_emails_list",
    "bitbucket_user_get",
    "bitbucket_workspace_get",
    "bitbucket_workspace_members_list",
    "bitbucket_workspace_permission_get",
    "bitbucket_workspace_repository_permissions_list",
    "bitbucket_workspace_search_code",
    "bitbucket_workspaces_list",
];

#[tokio::test]
async fn somebody_finds_out_where_they_are() {
    let story = Story::begin().await;
    let alice = story.call("bitbucket_user_get", json!({ "fields": "compact" })).await;
    assert_eq!(alice["display_name"], "Alice van der Berg");
    let emails = story.call("bitbucket_user_emails_list", json!({})).await;
    assert_eq!(
        (&emails["values"][0]["email"], &emails["values"][1]["is_confirmed"]),
        (&json!("alice@acme.example"), &json!(false))
    );

    let administered = json!({ "administrator": true, "fields": "compact" });
    let administered = story.call("bitbucket_workspaces_list", administered).await;
    assert_eq!(administered["size"], 1);
    assert_eq!(administered["values"][0]["workspace"]["slug"], "acme");
    let all = story.call("bitbucket_workspaces_list", json!({ "sort": "-workspace.slug" })).await;
    assert_eq!(all["values"][0]["workspace"]["slug"], "globex");

    let role = "bitbucket_workspace_permission_get";
    assert_eq!(story.call(role, json!({})).await["permission"], "owner");
    assert_eq!(story.call(role, json!({ "workspace": "globex" })).await["permission"], "member");
    assert_eq!(story.call("bitbucket_workspace_get", json!({})).await["name"], "Acme Corporation");

    let address = json!({ "q": "user.email IN (\"bob@acme.example\")", "fields": "values.user.email,next" });
    let members = story.call("bitbucket_workspace_members_list", address).await;
    assert_eq!(members["values"][0]["user"]["email"], "bob@acme.example");
    let not_here = json!({ "workspace": "globex", "q": "user.nickname = \"bob\"" });
    assert_eq!(story.call("bitbucket_workspace_members_list", not_here).await["size"], 0);

    let list = "bitbucket_workspace_repository_permissions_list";
    let gathered =
        json!({ "q": "permission > \"write\"", "fields": "compact", "pagelen": 5, "max_items": 12 });
    let gathered = story.call(list, gathered).await;
    assert_eq!(gathered["values"].as_array().unwrap().len(), 12);
    let writing = story.call(list, json!({ "workspace": "globex", "fields": "compact" })).await;
    assert_eq!(writing["values"][0]["permission"], "write");

    let search = json!({ "search_query": "\"fn charge(\"", "fields": "compact" });
    let hits = story.call("bitbucket_workspace_search_code", search).await;
    let file = &hits["values"][0]["file"];
    assert_eq!(file["path"], "src/charge.rs");
    assert_eq!(file["commit"]["repository"]["full_name"], "acme/payments-api");
    let off = json!({ "workspace": "globex", "search_query": "rods" });
    story.refused("bitbucket_workspace_search_code", off, "UPSTREAM_NOT_FOUND").await;
    let missing = story.refused("bitbucket_workspace_search_code", json!({}), "BAD_INPUT").await;
    assert_eq!(missing["violations"][0]["path"], "/search_query");
    story.end(TELLS);
}
