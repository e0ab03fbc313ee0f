//! Retries: what cannot act twice is sent again where the provider fails for a moment, a few times, and the reply says so.

use innkeeper_simulator::Fault;
use innkeeper_tests::{House, Reply};
use serde_json::{Value, json};

async fn connected() -> House {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    house
}

async fn call(house: &House, tool: &str, mut input: Value) -> Reply {
    input["workspace"] = json!("acme");
    house.invoke("alice", tool, input).await.unwrap()
}

fn branch(name: &str) -> Value {
    json!({ "repo_slug": "website", "name": name, "target_hash": "main" })
}

#[tokio::test]
async fn a_read_survives_a_moment_of_failure() {
    let house = connected().await;
    for fault in [Fault::Status(503), Fault::Status(502), Fault::BreakConnection] {
        house.simulator.control().fail_next(fault.clone());
        let reply = call(&house, "bitbucket_repositories_list", json!({})).await;
        assert_eq!(reply.status, 200, "{fault:?}: {}", reply.text);
        let meta = &reply.json()["meta"];
        assert_eq!((&meta["retries"], &meta["requests"]), (&json!(1), &json!(2)), "{fault:?}: {meta}");
    }
    let meta = call(&house, "bitbucket_repositories_list", json!({})).await.json()["meta"].clone();
    assert_eq!(meta.get("retries"), None, "nothing failed: {meta}");
}

#[tokio::test]
async fn a_failure_that_lasts_is_told_after_a_few_tries() {
    let house = connected().await;
    for _ in 0..3 {
        house.simulator.control().fail_next(Fault::Status(503));
    }
    let reply = call(&house, "bitbucket_repositories_list", json!({})).await;
    assert_eq!((reply.status, reply.kind().as_str()), (502, "UPSTREAM_SERVER"), "{}", reply.text);
    assert_eq!(
        call(&house, "bitbucket_repositories_list", json!({})).await.json()["meta"].get("retries"),
        None
    );
}

#[tokio::test]
async fn a_write_is_not_sent_twice() {
    let house = connected().await;
    let before = house.simulator.control().api_requests().len();
    house.simulator.control().fail_next(Fault::Status(503));
    let reply = call(&house, "bitbucket_branch_create", branch("once")).await;
    assert_eq!((reply.status, reply.kind().as_str()), (502, "UPSTREAM_SERVER"), "{}", reply.text);
    assert_eq!(house.simulator.control().api_requests().len(), before + 1);
}

#[tokio::test]
async fn a_write_that_says_twice_is_once_is_tried_again() {
    let house = connected().await;
    house.simulator.control().fail_next(Fault::Status(503));
    let approve = json!({ "repo_slug": "website", "pull_request_id": 1 });
    let reply = call(&house, "bitbucket_pull_request_approve", approve).await;
    assert_eq!((reply.status, &reply.json()["meta"]["retries"]), (200, &json!(1)), "{}", reply.text);
}

#[tokio::test]
async fn a_short_limit_is_waited_for_and_a_long_one_is_told() {
    let house = connected().await;
    house.simulator.control().fail_next(Fault::Status429 { retry_after: Some("1".to_owned()) });
    let reply = call(&house, "bitbucket_branch_create", branch("patient")).await;
    assert_eq!((reply.status, &reply.json()["meta"]["retries"]), (200, &json!(1)), "{}", reply.text);
    house.simulator.control().fail_next(Fault::Status429 { retry_after: Some("60".to_owned()) });
    let reply = call(&house, "bitbucket_branch_create", branch("told")).await;
    assert_eq!(
        (reply.kind().as_str(), &reply.json()["retry_after_ms"]),
        ("UPSTREAM_RATE_LIMIT", &json!(60_000))
    );
}
