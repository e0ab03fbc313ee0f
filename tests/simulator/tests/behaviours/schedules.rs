use std::time::Duration;

use innkeeper_simulator::Scope;
use serde_json::{Value, json};

use super::lab::{Lab, each, in_path};

const SCHEDULES: &str = "/repositories/acme/payments-api/pipelines_config/schedules";
const PIPELINES: &str = "/repositories/acme/payments-api/pipelines";
const HOURLY: &str = "0 0 * * * ? *";

fn plan(cron: &str, branch: &str, selector: Value) -> Value {
    let target = json!({
        "type": "pipeline_ref_target", "ref_type": "branch", "ref_name": branch, "selector": selector,
    });
    json!({"cron_pattern": cron, "target": target})
}

/// The path of a new schedule.
async fn create(lab: &Lab, plan: Value) -> String {
    let created = lab.post(SCHEDULES, plan).await;
    assert_eq!(created.status, 201, "{}", created.json);
    format!("{SCHEDULES}/{}", in_path(&created.json["uuid"]))
}

/// Three hours and a little go by.
fn three_hours_later(lab: &Lab) {
    lab.control().advance_clock(Duration::from_hours(3));
    lab.control().advance_clock(Duration::from_secs(1));
}

async fn executions(lab: &Lab, schedule: &str) -> Value {
    let answer = lab.get(&format!("{schedule}/executions")).await;
    assert_eq!(answer.status, 200);
    answer.json
}

/// Lives longer than the clock is pushed in these tests.
async fn lab_of_long_tokens() -> Lab {
    Lab::start_with_token_of(Duration::from_hours(48)).await
}

#[tokio::test]
async fn what_is_created_is_listed_read_and_deleted() {
    let lab = Lab::start().await;
    let custom = json!({"type": "custom", "pattern": "nightly"});
    let schedule = create(&lab, plan("0 0 12 * * ? *", "main", custom.clone())).await;
    let read = lab.get(&schedule).await.json;
    assert_eq!((&read["enabled"], &read["cron_pattern"]), (&json!(true), &json!("0 0 12 * * ? *")));
    assert_eq!((&read["target"]["ref_name"], &read["target"]["selector"]), (&json!("main"), &custom));
    assert_eq!(lab.get(SCHEDULES).await.json["values"], json!([read]));
    assert_eq!(lab.delete(&schedule).await.status, 204);
    assert_eq!(lab.get(&schedule).await.status, 404);
    assert_eq!(lab.delete(&schedule).await.status, 404);
    assert_eq!(lab.get(SCHEDULES).await.json["size"], 0);
}

#[tokio::test]
async fn a_uuid_is_not_given_twice() {
    let lab = Lab::start().await;
    let first = create(&lab, plan(HOURLY, "main", json!({"type": "default"}))).await;
    lab.delete(&first).await;
    let second = create(&lab, plan(HOURLY, "main", json!({"type": "default"}))).await;
    assert_ne!(first, second);
}

#[tokio::test]
async fn a_cron_of_five_fields_and_a_target_without_a_selector_are_refused() {
    let lab = Lab::start().await;
    let refused = lab.post(SCHEDULES, plan("0 12 * * *", "main", json!({"type": "default"}))).await;
    assert_eq!(refused.status, 400);
    assert!(refused.json["error"]["fields"]["cron_pattern"][0].as_str().unwrap().contains("seven fields"));

    let mut body = plan(HOURLY, "main", json!(null));
    body["target"].as_object_mut().unwrap().remove("selector");
    let refused = lab.post(SCHEDULES, body).await;
    assert_eq!(refused.json["error"]["fields"]["target.selector"], json!(["required key not provided"]));
}

#[tokio::test]
async fn an_update_takes_enabled_and_no_cron() {
    let lab = Lab::start().await;
    let schedule = create(&lab, plan(HOURLY, "main", json!({"type": "default"}))).await;
    assert_eq!(lab.put(&schedule, json!({"enabled": false})).await.json["enabled"], false);
    assert_eq!(lab.get(&schedule).await.json["enabled"], false);
    assert_eq!(lab.put(&schedule, json!({"cron_pattern": HOURLY})).await.status, 400);
}

#[tokio::test]
async fn a_schedule_starts_runs_as_the_clock_goes_on() {
    let lab = lab_of_long_tokens().await;
    let selector = json!({"type": "custom", "pattern": "deploy-to-staging"});
    let schedule = create(&lab, plan(HOURLY, "main", selector)).await;
    assert_eq!(executions(&lab, &schedule).await["size"], 0);
    three_hours_later(&lab);
    let done = executions(&lab, &schedule).await;
    assert_eq!(each(&done, "/type"), vec!["pipeline_schedule_execution_executed"; 3]);
    assert_eq!(each(&done, "/pipeline/build_number"), [2, 3, 4]);
    assert_eq!(each(&done, "/pipeline/trigger/name"), vec!["SCHEDULE"; 3]);

    let runs = lab.query(PIPELINES, &[("trigger_type", "SCHEDULED")]).await.json;
    assert_eq!(each(&runs, "/build_number"), [2, 3, 4]);
    assert_eq!(executions(&lab, &schedule).await["size"], 3, "a time comes once");
}

#[tokio::test]
async fn what_cannot_run_is_an_execution_with_an_error() {
    let lab = lab_of_long_tokens().await;
    let gone = create(&lab, plan(HOURLY, "no-such-branch", json!({"type": "default"}))).await;
    let unknown = create(&lab, plan(HOURLY, "main", json!({"type": "custom", "pattern": "no-such"}))).await;
    three_hours_later(&lab);
    for (schedule, word) in [(gone, "no-such-branch"), (unknown, "no-such")] {
        let done = executions(&lab, &schedule).await;
        assert_eq!(done["values"][0]["type"], "pipeline_schedule_execution_errored");
        assert!(done["values"][0]["error"]["message"].as_str().unwrap().contains(word));
    }
    assert_eq!(lab.get(PIPELINES).await.json["size"], 1);
}

#[tokio::test]
async fn a_time_that_passes_while_it_is_off_is_not_made_up_for() {
    let lab = lab_of_long_tokens().await;
    let schedule = create(&lab, plan(HOURLY, "main", json!({"type": "default"}))).await;
    lab.put(&schedule, json!({"enabled": false})).await;
    three_hours_later(&lab);
    lab.put(&schedule, json!({"enabled": true})).await;
    assert_eq!(executions(&lab, &schedule).await["size"], 0);

    let config = "/repositories/acme/payments-api/pipelines_config";
    lab.put(config, json!({"enabled": false})).await;
    three_hours_later(&lab);
    lab.put(config, json!({"enabled": true})).await;
    assert_eq!(executions(&lab, &schedule).await["size"], 0);
    three_hours_later(&lab);
    assert_eq!(executions(&lab, &schedule).await["size"], 3);
}

#[tokio::test]
async fn writing_a_schedule_needs_its_scope() {
    let lab = Lab::start_as("alice", &[Scope::Pipeline]).await;
    assert_eq!(lab.get(SCHEDULES).await.status, 200);
    let answer = lab.post(SCHEDULES, plan(HOURLY, "main", json!({"type": "default"}))).await;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.json["error"]["detail"]["required"], json!(["pipeline:write"]));
}
