//! `/mcp`: search, describe, call, connections.

use innkeeper_tests::House;
use rmcp::model::ProtocolVersion;
use serde_json::{Value, json};

use crate::client::{Client, User, VERSIONS, consent, text};

fn structured(result: &rmcp::model::CallToolResult) -> &Value {
    assert_eq!(result.is_error, Some(false), "{}", text(result));
    result.structured_content.as_ref().unwrap()
}

#[tokio::test]
async fn a_tool_is_found_described_and_called() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let key = house.key(json!({ "role": "agent", "name": "agent" })).await.unwrap();
    for version in &VERSIONS {
        let client = Client::connect(&house, "/mcp", &key, "alice", version, User::CannotOpen).await;
        let names: Vec<String> = client.tools().await.iter().map(|tool| tool.name.to_string()).collect();
        assert_eq!(names, ["call", "connections", "describe", "search"]);
        let found =
            client.call("search", json!({ "query": "list repositories", "limit": 20 })).await.unwrap();
        let found = structured(&found)["tools"].as_array().unwrap().clone();
        assert!(found.iter().any(|tool| tool["name"] == "bitbucket_repositories_list"), "{found:?}");
        let described =
            client.call("describe", json!({ "tools": ["bitbucket_repositories_list"] })).await.unwrap();
        assert_eq!(structured(&described)["tools"][0]["input_schema"]["type"], "object");
        let called =
            client.call_by_name("bitbucket_repositories_list", json!({ "workspace": "acme" })).await.unwrap();
        assert!(structured(&called)["values"].is_array());
    }
}

#[tokio::test]
async fn connections_says_who_is_connected_and_hands_out_links() {
    let house = House::open().await.unwrap();
    let key = house.key(json!({ "role": "agent", "name": "agent" })).await.unwrap();
    let client =
        Client::connect(&house, "/mcp", &key, "alice", &ProtocolVersion::V_2025_06_18, User::CannotOpen)
            .await;
    let before = client.call("connections", json!({})).await.unwrap();
    assert_eq!(structured(&before)["connections"][0]["status"], "PENDING");
    let link = client.call("connections", json!({ "connect": "bitbucket" })).await.unwrap();
    consent(&house, structured(&link)["connect_url"].as_str().unwrap()).await;
    let after = client.call("connections", json!({})).await.unwrap();
    assert_eq!(structured(&after)["connections"][0]["status"], "ACTIVE");
    assert_eq!(structured(&after)["identifier"], "alice");
    let unknown = client.call("connections", json!({ "connect": "nowhere" })).await.unwrap();
    assert!(text(&unknown).starts_with("NOT_FOUND"), "{}", text(&unknown));
}

#[tokio::test]
async fn a_wrong_input_names_its_field() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let key = house.key(json!({ "role": "agent", "name": "agent" })).await.unwrap();
    let client =
        Client::connect(&house, "/mcp", &key, "alice", &ProtocolVersion::V_2026_07_28, User::CannotOpen)
            .await;
    for (tool, input, field) in [
        ("search", json!({}), "/query"),
        ("search", json!({ "query": "x", "limit": 0 }), "/limit"),
        ("search", json!({ "query": "x", "effect": "none" }), "/effect"),
        ("describe", json!({ "tools": [] }), "/tools"),
        ("call", json!({ "input": {} }), "/tool"),
        ("call", json!({ "tool": "bitbucket_repository_get", "input": { "repo_slug": 7 } }), "/repo_slug"),
        ("connections", json!({ "conect": "bitbucket" }), "/conect"),
    ] {
        let refused = client.call(tool, input).await.unwrap();
        assert_eq!(refused.is_error, Some(true), "{tool} {field}");
        let said = text(&refused);
        assert!(said.starts_with("BAD_INPUT") && said.contains(field), "{tool} {field}: {said}");
    }
    let missing = client.call_by_name("bitbucket_repository_gett", json!({})).await.unwrap();
    assert!(text(&missing).contains("bitbucket_repository_get"), "{}", text(&missing));
    let other = client.call("searc", json!({})).await.unwrap_err();
    assert!(other.to_string().contains("search, describe, call and connections"), "{other}");
}
