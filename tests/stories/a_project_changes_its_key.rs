//! A project is made, renamed and deleted, and a mistyped key makes none.

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_workspace_project_create",
    "bitbucket_workspace_project_delete",
    "bitbucket_workspace_project_get",
    "bitbucket_workspace_project_update",
    "bitbucket_workspace_projects_list",
];

#[tokio::test]
async fn a_project_changes_its_key() {
    let story = Story::begin().await;
    let new = json!({ "key": "LABS", "name": "Labs", "description": "Trials.", "is_private": true });
    let made = story.call("bitbucket_workspace_project_create", new.clone()).await;
    assert_eq!(made["is_private"], true);
    let refusal = story.refused("bitbucket_workspace_project_create", new, "UPSTREAM_VALIDATION").await;
    assert_eq!(refusal["violations"][0]["path"], "/key");

    let mistyped = json!({ "project_key": "LBAS", "key": "LBAS", "name": "Laboratory" });
    story.refused("bitbucket_workspace_project_update", mistyped, "UPSTREAM_NOT_FOUND").await;
    assert_eq!(keys(&story).await, ["CORE", "LABS"]);

    let renamed = json!({ "project_key": "LABS", "key": "LAB", "name": "Laboratory" });
    let renamed = story.call("bitbucket_workspace_project_update", renamed).await;
    assert_eq!((&renamed["uuid"], &renamed["description"]), (&made["uuid"], &json!("Trials.")));
    assert_eq!(keys(&story).await, ["CORE", "LAB"]);
    story
        .refused("bitbucket_workspace_project_get", json!({ "project_key": "LABS" }), "UPSTREAM_NOT_FOUND")
        .await;
    let read = story.call("bitbucket_workspace_project_get", json!({ "project_key": "LAB" })).await;
    assert_eq!(read["name"], "Laboratory");

    let full = json!({ "project_key": "CORE" });
    story.refused("bitbucket_workspace_project_delete", full, "UPSTREAM_FORBIDDEN").await;
    story.call("bitbucket_workspace_project_delete", json!({ "project_key": "LAB" })).await;
    assert_eq!(keys(&story).await, ["CORE"]);
    story.end(TELLS);
}

async fn keys(story: &Story) -> Vec<String> {
    let page = story.call("bitbucket_workspace_projects_list", json!({ "fields": "compact" })).await;
    let key = |project: &Value| project["key"].as_str().unwrap().to_owned();
    page["values"].as_array().unwrap().iter().map(key).collect()
}
