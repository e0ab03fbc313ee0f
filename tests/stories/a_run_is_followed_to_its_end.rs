//! The nightly run fails, and somebody wants to know why.

use serde_json::{Value, json};

use crate::story::Story;

pub(crate) const TELLS: &[&str] = &[
    "bitbucket_pipeline_get",
    "bitbucket_pipeline_step_get",
    "bitbucket_pipeline_step_log_get",
    "bitbucket_pipeline_steps_list",
    "bitbucket_pipeline_test_reports_get",
    "bitbucket_pipeline_trigger",
    "bitbucket_pipelines_list",
];

fn of_run(more: Value) -> Value {
    let mut input = json!({ "repo_slug": "payments-api", "pipeline_uuid": "2" });
    if let (Some(all), Value::Object(more)) = (input.as_object_mut(), more) {
        all.extend(more);
    }
    input
}

#[tokio::test]
async fn a_run_is_followed_to_its_end() {
    let story = Story::begin().await;
    let started = json!({
        "repo_slug": "payments-api", "branch": "main", "pipeline_name": "nightly",
        "variables": [{ "key": "SEED", "value": "7" }],
    });
    let run = story.call("bitbucket_pipeline_trigger", started).await;
    assert_eq!(run["build_number"], 2);

    // Each look moves the run on: it waits, it runs, it is over.
    let newest = json!({ "repo_slug": "payments-api", "fields": "compact" });
    let page = story.call("bitbucket_pipelines_list", newest).await;
    assert_eq!(page["values"][0]["build_number"], 2, "the newest comes first");
    assert_eq!(page["values"][1]["build_number"], 1);
    let running = story.call("bitbucket_pipeline_get", of_run(json!({}))).await;
    assert_eq!((&running["uuid"], &running["state"]["name"]), (&run["uuid"], &json!("IN_PROGRESS")));
    let steps = story.call("bitbucket_pipeline_steps_list", of_run(json!({ "pagelen": 100 }))).await;
    let step = &steps["values"][0];
    assert_eq!(step["state"]["result"]["name"], "FAILED");

    let of_step = |more: Value| {
        let mut input = of_run(more);
        input["step_uuid"] = step["uuid"].clone();
        input
    };
    let read = story.call("bitbucket_pipeline_step_get", of_step(json!({}))).await;
    assert_eq!(read["script_commands"][0]["command"], "./ci/regression.sh --all");
    let tests = story.call("bitbucket_pipeline_test_reports_get", of_step(json!({}))).await;
    assert_eq!(tests["number_of_failed_test_cases"], 1);

    let end = story.call("bitbucket_pipeline_step_log_get", of_step(json!({ "tail": 33 }))).await;
    assert_eq!(end["content"], "FAILED: expected 10.00, got 9.99\n");
    let whole = story.call("bitbucket_pipeline_step_log_get", of_step(json!({}))).await;
    let length = whole["content"].as_str().unwrap().len();
    let rest = story.call("bitbucket_pipeline_step_log_get", of_step(json!({ "offset": length - 5 }))).await;
    assert_eq!(rest["content"], "9.99\n");
    let nothing_new = of_step(json!({ "offset": length }));
    assert_eq!(story.call("bitbucket_pipeline_step_log_get", nothing_new).await["content"], "");

    let both = of_step(json!({ "offset": 0, "tail": 5 }));
    story.refused("bitbucket_pipeline_step_log_get", both, "BAD_INPUT").await;
    let unknown = json!({ "repo_slug": "payments-api", "pipeline_uuid": "99" });
    story.refused("bitbucket_pipeline_get", unknown, "UPSTREAM_NOT_FOUND").await;
    let misspelt = json!({ "repo_slug": "payments-api", "pipeline_uuid": "the last one" });
    story.refused("bitbucket_pipeline_get", misspelt, "BAD_INPUT").await;
    story.end(TELLS);
}
