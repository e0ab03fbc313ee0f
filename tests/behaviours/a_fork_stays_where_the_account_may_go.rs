//! A fork that names no destination goes where the provider likes. An account that somebody has limited has to name it.

use innkeeper_tests::{House, Plan, Reply};
use serde_json::{Value, json};

const FORK: &str = "bitbucket_repository_fork";

fn input(extra: &Value) -> Value {
    let mut input = json!({ "workspace": "acme", "repo_slug": "website", "name": "A copy" });
    for (name, value) in extra.as_object().unwrap() {
        input[name] = value.clone();
    }
    input
}

async fn fork(house: &House, extra: Value) -> Reply {
    house.invoke("alice", FORK, input(&extra)).await.unwrap()
}

fn sent(house: &House) -> usize {
    house.simulator.control().api_requests().len()
}

/// Refused with the remedy, and nothing left the host.
async fn refused(house: &House, extra: Value) {
    let before = sent(house);
    let reply = fork(house, extra).await;
    assert_eq!((reply.status, reply.kind().as_str()), (403, "POLICY_DENIED"), "{}", reply.text);
    assert_eq!(reply.json()["layer"], "workspace-pin");
    assert!(reply.detail().ends_with("name one of them in `workspace_destination`: acme"), "{}", reply.text);
    assert_eq!(sent(house), before);
}

#[tokio::test]
async fn a_narrowed_account_names_the_destination() {
    let house = House::pinned_to("acme").await.unwrap();
    refused(&house, json!({})).await;
    refused(&house, json!({ "is_private": true })).await;
    let before = sent(&house);
    let outside = fork(&house, json!({ "workspace_destination": "globex" })).await;
    assert_eq!((outside.kind().as_str(), sent(&house)), ("POLICY_DENIED", before), "{}", outside.text);
    let made = fork(&house, json!({ "workspace_destination": "acme" })).await;
    assert_eq!((made.status, &made.data()["full_name"]), (200, &json!("acme/a_copy")), "{}", made.text);
}

#[tokio::test]
async fn a_dry_run_is_refused_as_well() {
    let house = House::pinned_to("acme").await.unwrap();
    let body = json!({ "tool": FORK, "identifier": "alice", "dry_run": true, "input": input(&json!({})) });
    let reply = house.post("/v1/invoke", body).await.unwrap();
    assert_eq!((reply.status, reply.kind().as_str()), (403, "POLICY_DENIED"), "{}", reply.text);
}

#[tokio::test]
async fn a_connection_that_lists_workspaces_limits_too() {
    let settings = |settings: &mut innkeeper::Settings| {
        settings.connections[0].workspaces = Some(vec!["acme".to_owned()]);
    };
    let house = House::plan(Plan { settings, ..Plan::default() }).await.unwrap();
    house.connect("alice").await.unwrap();
    refused(&house, json!({})).await;
}

#[tokio::test]
async fn an_account_that_nobody_limited_forks_as_before() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let made = fork(&house, json!({})).await;
    assert_eq!((made.status, &made.data()["full_name"]), (200, &json!("acme/a_copy")), "{}", made.text);
    let request = house.simulator.control().api_requests().pop().unwrap();
    assert!(!request.body.contains("workspace"), "something was added: {}", request.body);
}
