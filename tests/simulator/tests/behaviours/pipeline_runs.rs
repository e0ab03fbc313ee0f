//! Finding and stopping runs, their tests, and the switch for all of them.

use innkeeper_simulator::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use super::lab::{Lab, each, in_path};

const PIPELINES: &str = "/repositories/acme/payments-api/pipelines";
const CONFIG: &str = "/repositories/acme/payments-api/pipelines_config";

async fn start(lab: &Lab, branch: &str, custom: Option<&str>) -> Value {
    let mut target = json!({"type": "pipeline_ref_target", "ref_type": "branch", "ref_name": branch});
    if let Some(pattern) = custom {
        target["selector"] = json!({"type": "custom", "pattern": pattern});
    }
    let started = lab.post(PIPELINES, json!({ "target": target })).await;
    assert_eq!(started.status, 201);
    started.json
}

/// The build numbers that the list shows for a query.
async fn builds(lab: &Lab, pairs: &[(&str, &str)]) -> Vec<Value> {
    each(&lab.query(PIPELINES, pairs).await.json, "/build_number")
}

#[tokio::test]
async fn the_oldest_run_comes_first_unless_asked_otherwise() {
    let lab = Lab::start().await;
    start(&lab, "main", None).await;
    assert_eq!(builds(&lab, &[]).await, [1, 2]);
    assert_eq!(builds(&lab, &[("sort", "-created_on")]).await, [2, 1]);
    assert_eq!(lab.query(PIPELINES, &[("sort", "build_number")]).await.status, 400);
}

#[tokio::test]
async fn runs_are_filtered_by_names_of_their_own_and_not_by_q() {
    let lab = Lab::start().await;
    let second = start(&lab, "fix/rounding", None).await;
    start(&lab, "main", Some("deploy-to-staging")).await;
    let hash = second["target"]["commit"]["hash"].as_str().unwrap();
    let creator = second["creator"]["uuid"].as_str().unwrap();
    let created = second["created_on"].as_str().unwrap();
    let table: &[(&str, &str, &[u64])] = &[
        ("status", "FAILED", &[1]),
        ("target.branch", "fix/rounding", &[2]),
        ("target.ref_name", "main", &[1, 3]),
        ("target.ref_type", "TAG", &[]),
        ("target.commit.hash", hash, &[2]),
        ("target.selector.type", "CUSTOM", &[1, 3]),
        ("target.selector.pattern", "deploy-to-staging", &[3]),
        ("trigger_type", "MANUAL", &[1, 2, 3]),
        ("trigger_type", "SCHEDULED", &[]),
        ("creator.uuid", creator, &[1, 2, 3]),
        ("created_on", created, &[2]),
    ];
    for (name, value, expected) in table {
        assert_eq!(builds(&lab, &[(name, value)]).await, *expected, "{name}={value}");
    }
    for (name, value) in [("status", "DONE"), ("created_on", "yesterday"), ("q", "build_number = 1")] {
        assert_eq!(lab.query(PIPELINES, &[(name, value)]).await.status, 400, "{name}={value}");
    }
}

#[tokio::test]
async fn a_list_is_a_look_at_every_run() {
    let lab = Lab::start().await;
    start(&lab, "main", Some("deploy-to-staging")).await;
    for status in ["PENDING", "BUILDING", "PASSED"] {
        assert_eq!(builds(&lab, &[("status", status)]).await, [2], "{status}");
    }
}

#[tokio::test]
async fn a_stopped_run_stays_where_it_was() {
    let lab = Lab::start().await;
    start(&lab, "main", None).await;
    let steps = format!("{PIPELINES}/2/steps");
    lab.get(&steps).await;
    let running = lab.get(&steps).await.json;
    assert_eq!(each(&running, "/state/name"), ["IN_PROGRESS", "PENDING"]);

    let stop = format!("{PIPELINES}/2/stopPipeline");
    assert_eq!(lab.post(&stop, json!({"force": true})).await.status, 400);
    assert_eq!(lab.post(&stop, json!({})).await.status, 204);
    assert_eq!(lab.post(&stop, json!({})).await.status, 400, "it is complete");
    for _ in 0..3 {
        assert_eq!(each(&lab.get(&steps).await.json, "/state/result/name"), ["STOPPED", "NOT_RUN"]);
    }
    assert_eq!(builds(&lab, &[("status", "STOPPED")]).await, [2]);

    let log = |place: usize| {
        let step = in_path(&running["values"][place]["uuid"]);
        lab.request(Method::GET, &format!("{steps}/{step}/log")).header("accept", "*/*").send()
    };
    let location = log(0).await.unwrap().headers()["location"].to_str().unwrap().to_owned();
    let printed = lab.client.get(location).send().await.unwrap().text().await.unwrap();
    assert_eq!(printed, "+ ./ci/build.sh\n", "what it had printed by then");
    assert_eq!(log(1).await.unwrap().status(), 404);
}

#[tokio::test]
async fn a_run_that_has_not_begun_can_be_stopped_and_one_that_is_over_cannot() {
    let lab = Lab::start().await;
    start(&lab, "main", None).await;
    assert_eq!(lab.post(&format!("{PIPELINES}/2/stopPipeline"), json!({})).await.status, 204);
    let run = lab.get(&format!("{PIPELINES}/2")).await.json;
    assert_eq!(run["state"]["result"]["name"], "STOPPED");
    assert_eq!(lab.post(&format!("{PIPELINES}/1/stopPipeline"), json!({})).await.status, 400);
    assert_eq!(lab.post(&format!("{PIPELINES}/9/stopPipeline"), json!({})).await.status, 404);
}

#[tokio::test]
async fn stopping_needs_more_than_starting() {
    let lab = Lab::start_as("alice", &[Scope::Pipeline]).await;
    start(&lab, "main", None).await;
    assert_eq!(lab.post(&format!("{PIPELINES}/2/stopPipeline"), json!({})).await.status, 403);
}

#[tokio::test]
async fn a_step_is_read_alone() {
    let lab = Lab::start().await;
    let listed = lab.get(&format!("{PIPELINES}/1/steps")).await.json["values"][0].clone();
    let path = format!("{PIPELINES}/1/steps/{}", in_path(&listed["uuid"]));
    assert_eq!(lab.get(&path).await.json, listed);
    let other = format!("{PIPELINES}/1/steps/%7B00000000-0000-0000-0000-000000000000%7D");
    assert_eq!(lab.get(&other).await.status, 404);
}

#[tokio::test]
async fn tests_are_counted_when_their_step_is_over() {
    let lab = Lab::start().await;
    start(&lab, "main", None).await;
    let steps = lab.get(&format!("{PIPELINES}/2/steps")).await.json;
    let reports = |place: usize| {
        format!("{PIPELINES}/2/steps/{}/test_reports", in_path(&steps["values"][place]["uuid"]))
    };
    assert_eq!(lab.get(&reports(1)).await.status, 404, "it has not run");
    for _ in 0..3 {
        lab.get(&format!("{PIPELINES}/2/steps")).await;
    }
    let counted = lab.get(&reports(1)).await.json;
    assert_eq!(counted["number_of_test_cases"], 128);
    assert_eq!(counted["number_of_failed_test_cases"], 0);
    assert_eq!(lab.get(&reports(0)).await.status, 404, "it has no tests");

    let nightly = lab.get(&format!("{PIPELINES}/1/steps")).await.json;
    let path = format!("{PIPELINES}/1/steps/{}/test_reports", in_path(&nightly["values"][0]["uuid"]));
    assert_eq!(lab.get(&path).await.json["number_of_failed_test_cases"], 1);
}

#[tokio::test]
async fn nothing_starts_while_pipelines_are_switched_off() {
    let lab = Lab::start().await;
    let off = lab.put(CONFIG, json!({"enabled": false})).await;
    assert_eq!((off.status, &off.json["enabled"]), (200, &json!(false)));
    assert_eq!(off.json["repository"]["full_name"], "acme/payments-api");
    let target = json!({"type": "pipeline_ref_target", "ref_type": "branch", "ref_name": "main"});
    assert_eq!(lab.post(PIPELINES, json!({"target": target})).await.status, 400);
    lab.put(CONFIG, json!({"enabled": true})).await;
    assert_eq!(lab.post(PIPELINES, json!({"target": target})).await.status, 201);
}

#[tokio::test]
async fn the_switch_is_an_administrators_and_takes_nothing_else() {
    let lab = Lab::start().await;
    assert_eq!(lab.put(CONFIG, json!({})).await.status, 400);
    assert_eq!(lab.put(CONFIG, json!({"enabled": true, "colour": "red"})).await.status, 400);
    let bob = Lab::start_as("bob", &Scope::ALL).await;
    assert_eq!(bob.put(CONFIG, json!({"enabled": false})).await.status, 403);
    let narrow = Lab::start_as("alice", &[Scope::Repository, Scope::PipelineWrite]).await;
    assert_eq!(narrow.put(CONFIG, json!({"enabled": false})).await.status, 403);
}
