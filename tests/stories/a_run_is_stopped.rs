//! A run that should not have been started is stopped, and no other is started after it.

use serde_json::json;

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_pipeline_get",
    "bitbucket_pipeline_stop",
    "bitbucket_pipeline_trigger",
    "bitbucket_pipelines_config_update",
    "bitbucket_pipelines_list",
];

#[tokio::test]
async fn a_run_is_stopped() {
    let story = Story::begin().await;
    let start = json!({ "repo_slug": "payments-api", "branch": "main" });
    let run = story.call("bitbucket_pipeline_trigger", start.clone()).await;
    let named = json!({ "repo_slug": "payments-api", "pipeline_uuid": run["uuid"] });
    assert_eq!(story.call("bitbucket_pipeline_stop", named.clone()).await, json!({}));
    let stopped = story.call("bitbucket_pipeline_get", named.clone()).await;
    assert_eq!(stopped["state"]["result"]["name"], "STOPPED");
    story.refused("bitbucket_pipeline_stop", named, "UPSTREAM_VALIDATION").await;

    let search = json!({ "repo_slug": "payments-api", "status": "STOPPED", "target_branch": "main" });
    let page = story.call("bitbucket_pipelines_list", search).await;
    assert_eq!((&page["size"], &page["values"][0]["uuid"]), (&json!(1), &run["uuid"]));

    let switch = |enabled: bool| json!({ "repo_slug": "payments-api", "enabled": enabled });
    let off = story.call("bitbucket_pipelines_config_update", switch(false)).await;
    assert_eq!(off["enabled"], false);
    story.refused("bitbucket_pipeline_trigger", start.clone(), "UPSTREAM_VALIDATION").await;
    story.call("bitbucket_pipelines_config_update", switch(true)).await;
    assert_eq!(story.call("bitbucket_pipeline_trigger", start).await["build_number"], 3);
    story.end(TELLS);
}
