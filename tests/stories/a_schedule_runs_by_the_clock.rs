//! A deployment every hour, then once a day, then never.

use std::time::Duration;

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_pipeline_schedule_create",
    "bitbucket_pipeline_schedule_delete",
    "bitbucket_pipeline_schedule_executions_list",
    "bitbucket_pipeline_schedule_get",
    "bitbucket_pipeline_schedule_update",
    "bitbucket_pipeline_schedules_list",
    "bitbucket_pipelines_list",
];

fn named(schedule: &Value) -> Value {
    json!({ "repo_slug": "payments-api", "schedule_uuid": schedule["uuid"] })
}

#[tokio::test]
async fn a_schedule_runs_by_the_clock() {
    let story = Story::begin().await;
    let plan = |cron: &str| {
        json!({
            "repo_slug": "payments-api", "branch": "main", "pipeline_name": "deploy-to-staging",
            "cron_expression": cron,
        })
    };
    let usual = story.refused("bitbucket_pipeline_schedule_create", plan("0 * * * *"), "BAD_INPUT").await;
    assert!(usual["violations"].to_string().contains("cron_expression"), "{usual}");
    let hourly = story.call("bitbucket_pipeline_schedule_create", plan("0 0 * * * ? *")).await;
    assert_eq!(hourly["enabled"], true);
    let all = json!({ "repo_slug": "payments-api" });
    let page = story.call("bitbucket_pipeline_schedules_list", all.clone()).await;
    assert_eq!((&page["size"], &page["values"][0]["uuid"]), (&json!(1), &hourly["uuid"]));

    story.house.simulator.control().advance_clock(Duration::from_mins(65));
    let done = story.call("bitbucket_pipeline_schedule_executions_list", named(&hourly)).await;
    assert_eq!(done["values"][0]["pipeline"]["build_number"], 2);
    let search = json!({ "repo_slug": "payments-api", "trigger_type": "SCHEDULED" });
    let runs = story.call("bitbucket_pipelines_list", search).await;
    assert_eq!(runs["size"], done["size"]);

    let mut change = named(&hourly);
    story.refused("bitbucket_pipeline_schedule_update", change.clone(), "BAD_INPUT").await;
    change["enabled"] = json!(false);
    let off = story.call("bitbucket_pipeline_schedule_update", change.clone()).await;
    assert_eq!((&off["uuid"], &off["enabled"]), (&hourly["uuid"], &json!(false)));

    // Another time is another schedule: for the same pipeline, and off as the old one was.
    change = named(&hourly);
    change["cron_expression"] = json!("0 0 12 * * ? *");
    let daily = story.call("bitbucket_pipeline_schedule_update", change).await;
    assert_ne!(daily["uuid"], hourly["uuid"]);
    story.refused("bitbucket_pipeline_schedule_get", named(&hourly), "UPSTREAM_NOT_FOUND").await;
    let read = story.call("bitbucket_pipeline_schedule_get", named(&daily)).await;
    assert_eq!((&read["cron_pattern"], &read["enabled"]), (&json!("0 0 12 * * ? *"), &json!(false)));
    assert_eq!(read["target"]["selector"]["pattern"], "deploy-to-staging");

    story.call("bitbucket_pipeline_schedule_delete", named(&daily)).await;
    assert_eq!(story.call("bitbucket_pipeline_schedules_list", all).await["size"], 0);
    story.end(TELLS);
}
