//! A token for the runs of one repository, and a setting for those of all.

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_pipeline_variable_create",
    "bitbucket_pipeline_variable_delete",
    "bitbucket_pipeline_variable_get",
    "bitbucket_pipeline_variable_update",
    "bitbucket_pipeline_variables_list",
    "bitbucket_workspace_pipeline_variable_create",
    "bitbucket_workspace_pipeline_variable_delete",
    "bitbucket_workspace_pipeline_variable_get",
    "bitbucket_workspace_pipeline_variable_update",
    "bitbucket_workspace_pipeline_variables_list",
];

#[tokio::test]
async fn a_variable_keeps_its_secret() {
    let story = Story::begin().await;
    let secret = json!({ "repo_slug": "payments-api", "key": "TOKEN", "value": "hush", "secured": true });
    let token = story.call("bitbucket_pipeline_variable_create", secret.clone()).await;
    assert!(token.get("value").is_none(), "{token}");
    story.refused("bitbucket_pipeline_variable_create", secret.clone(), "UPSTREAM_CONFLICT").await;
    let mut misnamed = secret;
    misnamed["key"] = json!("MY TOKEN");
    story.refused("bitbucket_pipeline_variable_create", misnamed, "BAD_INPUT").await;

    let named = json!({ "repo_slug": "payments-api", "variable_uuid": token["uuid"] });
    let mut change = named.clone();
    change["key"] = json!("ACCESS_TOKEN");
    story.refused("bitbucket_pipeline_variable_update", change.clone(), "BAD_INPUT").await;
    change["value"] = json!("hush hush");
    change["secured"] = json!(true);
    story.call("bitbucket_pipeline_variable_update", change).await;
    let read = story.call("bitbucket_pipeline_variable_get", named.clone()).await;
    assert_eq!((&read["key"], &read["secured"]), (&json!("ACCESS_TOKEN"), &json!(true)));
    let all = json!({ "repo_slug": "payments-api", "fields": "compact" });
    let page = story.call("bitbucket_pipeline_variables_list", all.clone()).await;
    assert!(page.to_string().contains("ACCESS_TOKEN") && !page.to_string().contains("hush"), "{page}");

    story.call("bitbucket_pipeline_variable_delete", named.clone()).await;
    story.refused("bitbucket_pipeline_variable_get", named, "UPSTREAM_NOT_FOUND").await;
    assert_eq!(story.call("bitbucket_pipeline_variables_list", all).await["values"], json!([]));

    share_a_setting(&story).await;
    story.end(TELLS);
}

/// The same for the whole workspace, in the open.
async fn share_a_setting(story: &Story) {
    let region = json!({ "key": "REGION", "value": "eu" });
    let made = story.call("bitbucket_workspace_pipeline_variable_create", region.clone()).await;
    assert_eq!((&made["value"], &made["secured"]), (&json!("eu"), &json!(false)));
    story.refused("bitbucket_workspace_pipeline_variable_create", region, "UPSTREAM_CONFLICT").await;

    let named = json!({ "variable_uuid": made["uuid"] });
    let change = json!({ "variable_uuid": made["uuid"], "key": "REGION", "value": "us" });
    story.call("bitbucket_workspace_pipeline_variable_update", change).await;
    let read = story.call("bitbucket_workspace_pipeline_variable_get", named.clone()).await;
    assert_eq!(read["value"], "us");
    let page = story.call("bitbucket_workspace_pipeline_variables_list", json!({ "pagelen": 100 })).await;
    assert_eq!(page["values"], Value::Array(vec![read]));

    story.call("bitbucket_workspace_pipeline_variable_delete", named.clone()).await;
    story.refused("bitbucket_workspace_pipeline_variable_get", named, "UPSTREAM_NOT_FOUND").await;
}
