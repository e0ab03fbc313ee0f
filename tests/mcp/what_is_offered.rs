//! Every version lists and calls the same tools; a caller sees what it may use.

use innkeeper_tests::House;
use rmcp::model::ProtocolVersion;
use serde_json::json;

use crate::client::{Client, User, VERSIONS, text};

#[tokio::test]
async fn each_version_lists_and_calls_the_tools_of_a_toolset() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let key = house.key(json!({ "role": "agent", "name": "agent" })).await.unwrap();
    let mut first = None;
    for version in &VERSIONS {
        let client =
            Client::connect(&house, "/mcp/repositories", &key, "alice", version, User::CannotOpen).await;
        let names: Vec<String> = client.tools().await.iter().map(|tool| tool.name.to_string()).collect();
        assert!(names.is_sorted() && names.contains(&"bitbucket_repositories_list".to_owned()), "{names:?}");
        assert_eq!(first.get_or_insert_with(|| names.clone()), &names, "{version}");
        let result =
            client.call("bitbucket_repositories_list", json!({ "workspace": "acme" })).await.unwrap();
        assert_eq!(result.is_error, Some(false), "{version}: {}", text(&result));
        let page: serde_json::Value = serde_json::from_str(&text(&result)).unwrap();
        assert!(page["values"].as_array().is_some_and(|values| !values.is_empty()), "{version}");
        assert_eq!(result.structured_content.as_ref(), Some(&page), "{version}");
        assert!(result.meta.unwrap()["innkeeper/execution_id"].as_str().unwrap().starts_with("exec_"));
        client.service.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn a_tool_says_what_it_does_to_the_world() {
    let house = House::open().await.unwrap();
    let key = house
        .key(json!({ "role": "agent", "name": "all", "effects": ["read", "write", "destructive"] }))
        .await
        .unwrap();
    let client = Client::connect(
        &house,
        "/mcp/repositories",
        &key,
        "alice",
        &ProtocolVersion::V_2026_07_28,
        User::CannotOpen,
    )
    .await;
    let tools = client.tools().await;
    let hints = |name: &str| {
        let tool = tools.iter().find(|tool| tool.name == name).unwrap_or_else(|| panic!("no {name}"));
        assert!(tool.title.is_some() && tool.description.is_some());
        let hints = tool.annotations.clone().unwrap();
        (hints.read_only_hint.unwrap(), hints.destructive_hint.unwrap())
    };
    assert_eq!(hints("bitbucket_repositories_list"), (true, false));
    assert_eq!(hints("bitbucket_repository_create"), (false, false));
    assert_eq!(hints("bitbucket_repository_delete"), (false, true));
}

#[tokio::test]
async fn a_key_and_a_query_narrow_what_is_seen_and_what_can_be_called() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let all = house.key(json!({ "role": "agent", "name": "all" })).await.unwrap();
    let reader = house.key(json!({ "role": "agent", "name": "reader", "effects": ["read"] })).await.unwrap();
    let version = ProtocolVersion::V_2026_07_28;
    let by_key =
        Client::connect(&house, "/mcp/repositories", &reader, "alice", &version, User::CannotOpen).await;
    let by_query =
        Client::connect(&house, "/mcp/repositories?effects=read", &all, "alice", &version, User::CannotOpen)
            .await;
    let input = json!({ "workspace": "acme", "repo_slug": "new" });
    for client in [&by_key, &by_query] {
        let tools = client.tools().await;
        assert!(tools.iter().all(|tool| tool.annotations.as_ref().unwrap().read_only_hint == Some(true)));
        assert!(tools.len() > 3);
    }
    let refused = by_key.call("bitbucket_repository_create", input.clone()).await.unwrap();
    assert_eq!(refused.is_error, Some(true));
    assert!(text(&refused).starts_with("POLICY_DENIED"), "{}", text(&refused));
    let error = by_query.call("bitbucket_repository_create", input).await.unwrap_err();
    assert!(error.to_string().contains("is not offered here"), "{error}");
}

#[tokio::test]
async fn a_bound_key_acts_for_its_own_identifier_only() {
    let house = House::open().await.unwrap();
    house.connect("alice").await.unwrap();
    let key = house.key(json!({ "role": "agent", "name": "alice's", "identifier": "alice" })).await.unwrap();
    let version = ProtocolVersion::V_2025_11_25;
    let bob = Client::connect(&house, "/mcp/workspaces", &key, "bob", &version, User::CannotOpen).await;
    let refused = bob.call("bitbucket_user_get", json!({})).await.unwrap();
    assert!(text(&refused).starts_with("POLICY_DENIED"), "{}", text(&refused));
    let alice = Client::connect(&house, "/mcp/workspaces", &key, "alice", &version, User::CannotOpen).await;
    assert_eq!(alice.call("bitbucket_user_get", json!({})).await.unwrap().is_error, Some(false));
}
