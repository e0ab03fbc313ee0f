//! Architecture invariant 8: when a reply is there, so is its record.

use std::time::Duration;

use innkeeper::{AuditRecord, Caller};
use innkeeper_simulator::Fault;
use innkeeper_tests::{House, OPERATOR, eventually};
use reqwest::Method;
use serde_json::json;

async fn record_of(house: &House, execution: &serde_json::Value) -> AuditRecord {
    let id = execution["execution_id"].as_str().unwrap_or_else(|| panic!("no execution in {execution}"));
    let found = house.host.execution(&Caller::local_operator(), id).await;
    found.unwrap_or_else(|problem| panic!("no record of {id}: {problem}")).record
}

#[tokio::test]
async fn a_call_that_worked_is_on_record_when_its_reply_is_there() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let body = json!({ "tool": "bitbucket_user_get", "identifier": "alice", "reason": "who am I" });
    let reply = house.post("/v1/invoke", body).await.unwrap().json();
    let record = record_of(&house, &reply).await;
    assert_eq!((record.outcome.as_str(), record.upstream_status, record.requests), ("OK", Some(200), 1));
    assert_eq!(record.account.unwrap().identifier, "alice");
    assert_eq!(record.reason.as_deref(), Some("who am I"));
    assert_eq!(record.caller, "bootstrap");
    assert_eq!(record.connector.unwrap().len(), 64);
}

#[tokio::test]
async fn a_refused_call_is_on_record_too() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    for (tool, input, kind) in [
        ("bitbucket_no_such_tool", json!({}), "TOOL_NOT_FOUND"),
        ("bitbucket_repositories_list", json!({ "workspace": "elsewhere" }), "POLICY_DENIED"),
        ("bitbucket_repository_get", json!({ "workspace": "acme" }), "BAD_INPUT"),
    ] {
        let reply = house.invoke("alice", tool, input).await.unwrap().json();
        let record = record_of(&house, &reply).await;
        assert_eq!((record.outcome.as_str(), record.requests), (kind, 0));
        assert_eq!(record.tool, tool);
    }
}

#[tokio::test]
async fn a_record_holds_neither_input_nor_answer() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let input = json!({ "workspace": "acme", "search_query": "a-very-secret-word" });
    let reply = house.invoke("alice", "bitbucket_workspace_search_code", input).await.unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text);
    let record = record_of(&house, &reply.json()).await;
    assert!(!format!("{record:?}").contains("a-very-secret-word"));
}

#[tokio::test]
async fn an_execution_is_found_among_many_by_its_id() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let mut ids = Vec::new();
    for _ in 0..40 {
        let reply = house.invoke("alice", "bitbucket_user_get", json!({})).await.unwrap().json();
        ids.push(reply["execution_id"].as_str().unwrap().to_owned());
    }
    for id in [&ids[0], &ids[1], &ids[20], &ids[39]] {
        let shown = house.get(&format!("/v1/executions/{id}")).await.unwrap().json();
        assert_eq!(
            (shown["execution_id"].as_str(), shown["outcome"].as_str()),
            (Some(id.as_str()), Some("OK"))
        );
    }
}

#[tokio::test]
async fn an_agent_sees_its_own_executions_and_no_others() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let key = house.key(json!({ "role": "agent", "name": "curious" })).await.unwrap();
    let body = json!({ "tool": "bitbucket_user_get", "identifier": "alice" });
    let own = house.request(Method::POST, "/v1/invoke", &key, Some(body)).await.unwrap().json();
    let others = house.invoke("alice", "bitbucket_user_get", json!({})).await.unwrap().json();
    let ask = async |key: &str, id: &serde_json::Value| {
        let path = format!("/v1/executions/{}", id["execution_id"].as_str().unwrap());
        house.request(Method::GET, &path, key, None).await.unwrap().status
    };
    assert_eq!((ask(&key, &own).await, ask(&key, &others).await), (200, 404));
    let auditor = house.key(json!({ "role": "auditor", "name": "auditor" })).await.unwrap();
    assert_eq!((ask(&auditor, &own).await, ask(&auditor, &others).await), (200, 200));
}

#[tokio::test]
async fn what_is_no_execution_is_not_found() {
    let house = House::open().await.unwrap();
    for id in [
        "exec_",
        "exec_abc",
        "exec_00000000000000000000000000",
        "exec_vvvvvvvvvvvvvvvvvvvvvvvvvv",
        "%00",
        "acc_1",
    ] {
        let reply = house.get(&format!("/v1/executions/{id}")).await.unwrap();
        assert_eq!((reply.status, reply.json()["kind"].as_str()), (404, Some("NOT_FOUND")), "{id}");
    }
}

#[tokio::test]
async fn a_call_whose_client_hangs_up_is_finished_and_on_record() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let before = house.get("/v1/audit").await.unwrap().json()["records"].as_array().unwrap().len();
    house.simulator.control().fail_next_on("/user", Fault::Stall(Duration::from_secs(3)));
    let body = json!({ "tool": "bitbucket_user_get", "identifier": "alice" });
    let call = reqwest::Client::new()
        .post(house.url.join("/v1/invoke").unwrap())
        .bearer_auth(OPERATOR)
        .header("content-type", "application/json")
        .body(body.to_string());
    let call = tokio::spawn(call.send());
    let running = async || Ok(house.get("/metrics").await?.text.contains("innkeeper_calls_running 1"));
    eventually(running).await.unwrap();
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled(), "the client left before its answer");
    let recorded = async || {
        let audit = house.get("/v1/audit").await?.json();
        let new = audit["records"].as_array().and_then(|records| records.get(before));
        Ok(new.is_some_and(|record| record["outcome"] == "OK" && record["requests"] == 1))
    };
    eventually(recorded).await.unwrap();
}
