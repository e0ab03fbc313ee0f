//! Architecture invariant 8: when a reply is there, so is its record.

use innkeeper::{AuditRecord, Caller};
use innkeeper_tests::House;
use serde_json::json;

async fn record_of(house: &House, execution: &serde_json::Value) -> AuditRecord {
    let records = house.host.audit(&Caller::local_operator(), None, 1_000).await.unwrap();
    let id = execution["execution_id"].as_str().unwrap_or_else(|| panic!("no execution in {execution}"));
    let found = records.into_iter().map(|(_, record)| record).find(|record| record.execution_id == id);
    found.unwrap_or_else(|| panic!("no record of {id}"))
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
