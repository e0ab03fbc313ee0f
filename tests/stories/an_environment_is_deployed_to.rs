//! What runs on staging is looked up; a new environment comes and goes with its variables.

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_deployment_get",
    "bitbucket_deployment_variable_create",
    "bitbucket_deployment_variable_delete",
    "bitbucket_deployment_variable_update",
    "bitbucket_deployment_variables_list",
    "bitbucket_deployments_list",
    "bitbucket_environment_create",
    "bitbucket_environment_delete",
    "bitbucket_environment_get",
    "bitbucket_environments_list",
    "bitbucket_pipeline_get",
    "bitbucket_pipeline_trigger",
];

#[tokio::test]
async fn an_environment_is_deployed_to() {
    let story = Story::begin().await;
    let repository = json!({ "repo_slug": "payments-api" });
    let page = story.call("bitbucket_environments_list", repository.clone()).await;
    let staging = page["values"].as_array().unwrap().iter().find(|item| item["name"] == "Staging").unwrap();
    assert_eq!(story.call("bitbucket_deployments_list", repository.clone()).await["size"], 0);

    deploy(&story).await;
    let page = story.call("bitbucket_deployments_list", repository.clone()).await;
    let named = json!({ "repo_slug": "payments-api", "deployment_uuid": page["values"][0]["uuid"] });
    let deployment = story.call("bitbucket_deployment_get", named).await;
    assert_eq!(deployment["environment"]["uuid"], staging["uuid"]);
    assert_eq!(deployment["state"]["status"]["name"], "SUCCESSFUL");
    assert_eq!(deployment["release"]["name"], "#2");

    open_an_environment(&story).await;
    assert_eq!(story.call("bitbucket_environments_list", repository).await["size"], 3);
    story.end(TELLS);
}

/// Starts the pipeline that deploys, and looks until it is over.
async fn deploy(story: &Story) {
    let start =
        json!({ "repo_slug": "payments-api", "branch": "main", "pipeline_name": "deploy-to-staging" });
    let run = story.call("bitbucket_pipeline_trigger", start).await;
    let named = json!({ "repo_slug": "payments-api", "pipeline_uuid": run["uuid"] });
    for state in ["PENDING", "IN_PROGRESS", "COMPLETED"] {
        assert_eq!(story.call("bitbucket_pipeline_get", named.clone()).await["state"]["name"], state);
    }
}

async fn open_an_environment(story: &Story) {
    let plan = |stage: &str| json!({ "repo_slug": "payments-api", "name": "eu", "environment_type": stage });
    story.refused("bitbucket_environment_create", plan("Moon"), "BAD_INPUT").await;
    let eu = story.call("bitbucket_environment_create", plan("Production")).await;
    story.refused("bitbucket_environment_create", plan("Production"), "UPSTREAM_CONFLICT").await;
    let of_eu = |more: Value| {
        let mut input = json!({ "repo_slug": "payments-api", "environment_uuid": eu["uuid"] });
        if let (Some(all), Value::Object(more)) = (input.as_object_mut(), more) {
            all.extend(more);
        }
        input
    };
    let read = story.call("bitbucket_environment_get", of_eu(json!({ "fields": "compact" }))).await;
    assert_eq!(read["environment_type"]["name"], "Production");

    let url = of_eu(json!({ "key": "URL", "value": "https://eu.acme.example" }));
    let made = story.call("bitbucket_deployment_variable_create", url).await;
    let token = of_eu(json!({ "key": "TOKEN", "value": "hush", "secured": true }));
    let token = story.call("bitbucket_deployment_variable_create", token).await;
    let change =
        json!({ "variable_uuid": token["uuid"], "key": "TOKEN", "value": "hush hush", "secured": true });
    story.call("bitbucket_deployment_variable_update", of_eu(change)).await;
    let url = of_eu(json!({ "variable_uuid": made["uuid"] }));
    story.call("bitbucket_deployment_variable_delete", url).await;
    let left = story.call("bitbucket_deployment_variables_list", of_eu(json!({}))).await;
    assert_eq!((&left["size"], &left["values"][0]["key"]), (&json!(1), &json!("TOKEN")));
    assert!(!left.to_string().contains("hush"), "{left}");

    story.call("bitbucket_environment_delete", of_eu(json!({}))).await;
    story.refused("bitbucket_environment_get", of_eu(json!({})), "UPSTREAM_NOT_FOUND").await;
    story.refused("bitbucket_deployment_variables_list", of_eu(json!({})), "UPSTREAM_NOT_FOUND").await;
}
