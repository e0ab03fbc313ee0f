//! `idempotency_key`: of several calls under one key only the first writes, and its outcome is told again.

use std::time::Duration;

use innkeeper_simulator::Fault;
use innkeeper_tests::{House, Reply};
use serde_json::{Value, json};

const TASK: &str = "bitbucket_pull_request_task_create";

async fn connected() -> House {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    house
}

async fn call(house: &House, key: &str, tool: &str, content: &str) -> Reply {
    let input =
        json!({ "workspace": "acme", "repo_slug": "website", "pull_request_id": 1, "content": content });
    let body = json!({ "tool": tool, "identifier": "alice", "input": input, "idempotency_key": key });
    house.post("/v1/invoke", body).await.unwrap()
}

/// Writes that have reached the provider.
fn posts(house: &House) -> usize {
    house.simulator.control().api_requests().iter().filter(|request| request.method == "POST").count()
}

#[tokio::test]
async fn the_first_outcome_is_told_again() {
    let house = connected().await;
    let first = call(&house, "k1", TASK, "Write a test").await;
    let again = call(&house, "k1", TASK, "Write a test").await;
    assert_eq!((first.status, again.status), (200, 200), "{}", again.text);
    assert_eq!(first.data(), again.data());
    assert_eq!(first.json()["execution_id"], again.json()["execution_id"]);
    assert_eq!(
        (first.json()["meta"].get("replayed"), &again.json()["meta"]["replayed"]),
        (None, &json!(true))
    );
    assert_eq!(posts(&house), 1);
    assert_ne!(call(&house, "k2", TASK, "Write a test").await.data()["id"], first.data()["id"]);
    assert_eq!(posts(&house), 2);
}

#[tokio::test]
async fn another_call_under_the_same_key_is_refused() {
    let house = connected().await;
    assert_eq!(call(&house, "k", TASK, "One").await.status, 200);
    for (tool, content) in [(TASK, "Two"), ("bitbucket_pull_request_comment_create", "One")] {
        let reply = call(&house, "k", tool, content).await;
        assert_eq!((reply.status, reply.kind().as_str()), (422, "BAD_INPUT"), "{}", reply.text);
        assert_eq!(reply.json()["violations"][0]["path"], "/idempotency_key");
    }
    assert_eq!(posts(&house), 1);
}

#[tokio::test]
async fn an_outcome_that_nobody_knows_is_a_failure_that_is_told_again() {
    let house = connected().await;
    house.simulator.control().fail_next(Fault::BreakConnection);
    let first = call(&house, "k", TASK, "Once").await;
    assert_eq!((first.status, first.kind().as_str()), (502, "UPSTREAM_NETWORK"), "{}", first.text);
    let again = call(&house, "k", TASK, "Once").await;
    assert_eq!((again.status, again.kind().as_str()), (502, "UPSTREAM_NETWORK"), "{}", again.text);
    assert!(again.detail().contains("told again") && !again.json()["can_retry"].as_bool().unwrap());
    assert_eq!(posts(&house), 1);
}

#[tokio::test]
async fn what_was_turned_away_at_the_door_may_be_tried_under_the_same_key() {
    let house = connected().await;
    house.simulator.control().fail_next(Fault::Status429 { retry_after: Some("60".to_owned()) });
    assert_eq!(call(&house, "k", TASK, "Later").await.kind(), "UPSTREAM_RATE_LIMIT");
    // Neither does the host itself send it before its time.
    assert_eq!(call(&house, "k", TASK, "Later").await.kind(), "RATE_LIMITED");
    house.advance_clock(Duration::from_secs(60));
    assert_eq!(call(&house, "k", TASK, "Later").await.status, 200);
}

#[tokio::test]
async fn a_call_whose_first_write_went_through_is_not_made_again() {
    let house = connected().await;
    let keyed = async |tool: &str, mut input: Value| {
        for (name, value) in [("workspace", "acme"), ("repo_slug", "payments-api")] {
            input[name] = json!(value);
        }
        let body = json!({ "tool": tool, "identifier": "alice", "input": input, "idempotency_key": tool });
        house.post("/v1/invoke", body).await.unwrap()
    };
    let plan = json!({
        "branch": "main", "pipeline_name": "deploy-to-staging", "cron_expression": "0 0 * * * ? *",
    });
    let old = keyed("bitbucket_pipeline_schedule_create", plan).await.data();
    let uuid = old["uuid"].as_str().unwrap().trim_matches(['{', '}']);
    // The old one is read, the new one is made, and then the old one may not be removed.
    let control = house.simulator.control();
    control.fail_next_on(uuid, Fault::Stall(Duration::ZERO));
    control.fail_next_on(uuid, Fault::Status429 { retry_after: Some("60".to_owned()) });
    let change = json!({ "schedule_uuid": old["uuid"], "cron_expression": "0 0 12 * * ? *" });
    let first = keyed("bitbucket_pipeline_schedule_update", change.clone()).await;
    assert_eq!(first.kind(), "CONFLICT", "{}", first.text);
    let again = keyed("bitbucket_pipeline_schedule_update", change).await;
    assert!(again.detail().contains("told again"), "{}", again.text);
    assert_eq!(posts(&house), 2, "one for each schedule");
}

#[tokio::test]
async fn at_once_one_writes_and_the_others_wait_for_it() {
    let house = connected().await;
    let calls = futures_util::future::join_all((0..12).map(|_| call(&house, "k", TASK, "Together"))).await;
    for reply in &calls {
        let waits = reply.kind() == "CONFLICT" && reply.json()["can_retry"] == json!(true);
        assert!(reply.status == 200 || waits, "{}", reply.text);
    }
    assert!(calls.iter().any(|reply| reply.status == 200));
    assert_eq!(posts(&house), 1);
    assert_eq!(call(&house, "k", TASK, "Together").await.json()["meta"]["replayed"], true);
}

#[tokio::test]
async fn reads_take_no_key_and_a_key_has_a_form() {
    let house = connected().await;
    let read = |key: Value| json!({ "tool": "bitbucket_user_get", "identifier": "alice", "input": {}, "idempotency_key": key });
    for _ in 0..2 {
        let reply = house.post("/v1/invoke", read(json!("k"))).await.unwrap();
        assert_eq!((reply.status, reply.json()["meta"].get("replayed")), (200, None));
    }
    for key in ["", &"k".repeat(256), "a\nb"] {
        let reply = call(&house, key, TASK, "Odd").await;
        assert_eq!((reply.status, reply.kind().as_str()), (422, "BAD_INPUT"), "{key:?}: {}", reply.text);
    }
    assert_eq!(posts(&house), 0);
}
