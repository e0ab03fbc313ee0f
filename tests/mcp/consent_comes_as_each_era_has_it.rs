//! A user who has not connected gets a link: as a question, as an error with a URL, or in words.

use std::sync::Arc;

use innkeeper_simulator::Scope;
use innkeeper_tests::{House, Plan, eventually};
use rmcp::ServiceError;
use rmcp::model::{CallToolRequestParams, CallToolResponse, ErrorCode, ProtocolVersion};
use serde_json::{Value, json};

use crate::client::{Client, News, User, consent, text};

const TOOL: &str = "bitbucket_user_get";

async fn house() -> (Arc<House>, String) {
    let house = House::open().await.unwrap();
    let key = house.key(json!({ "role": "agent", "name": "agent" })).await.unwrap();
    (Arc::new(house), key)
}

#[tokio::test]
async fn in_2026_the_call_asks_and_the_repeated_call_runs() {
    let (house, key) = house().await;
    let version = ProtocolVersion::V_2026_07_28;
    for (path, through) in [("/mcp/workspaces", false), ("/mcp", true)] {
        let person = if through { "bob" } else { "alice" };
        let user = User::Consents(Arc::clone(&house));
        let client = Client::connect(&house, path, &key, person, &version, user).await;
        let result = if through {
            client.call_by_name(TOOL, json!({})).await.unwrap()
        } else {
            client.call(TOOL, json!({})).await.unwrap()
        };
        assert_eq!(result.is_error, Some(false), "{}", text(&result));
        let asked = client.news();
        let [News::Asked(link)] = &asked[..] else { panic!("{asked:?}") };
        assert!(link.starts_with(house.url.join("/connect/").unwrap().as_str()), "{link}");
    }
}

#[tokio::test]
async fn in_2026_a_user_who_declines_is_not_asked_again() {
    let (house, key) = house().await;
    let version = ProtocolVersion::V_2026_07_28;
    let client = Client::connect(&house, "/mcp/workspaces", &key, "alice", &version, User::Declines).await;
    let result = client.call(TOOL, json!({})).await.unwrap();
    assert!(
        text(&result).starts_with("AUTH_REQUIRED") && text(&result).contains("declined"),
        "{}",
        text(&result)
    );
    assert_eq!(client.news().len(), 1);
}

#[tokio::test]
async fn in_2026_a_state_serves_its_own_call_only() {
    let (house, key) = house().await;
    let other_key = house.key(json!({ "role": "agent", "name": "other" })).await.unwrap();
    let version = ProtocolVersion::V_2026_07_28;
    let connect = |key: String, person: &'static str| {
        let (house, version) = (Arc::clone(&house), version.clone());
        async move { Client::connect(&house, "/mcp/workspaces", &key, person, &version, User::Declines).await }
    };
    let alice = connect(key.clone(), "alice").await;
    let asked = alice.service.call_tool_once(CallToolRequestParams::new(TOOL)).await.unwrap();
    let CallToolResponse::InputRequired(asked) = asked else { panic!("{asked:?}") };
    let state = asked.request_state.unwrap();
    let accepted = || [("consent".to_owned(), json!({ "action": "accept" }))].into_iter().collect();
    let again = |tool: &'static str, state: String| {
        CallToolRequestParams::new(tool).with_request_state(state).with_input_responses(accepted())
    };
    let tampered = format!("{}x", &state[..state.len() - 1]);
    let bob = connect(key, "bob").await;
    let stranger = connect(other_key, "alice").await;
    for (client, tool, state) in [
        (&alice, TOOL, tampered),
        (&alice, TOOL, "rs1.nonsense".to_owned()),
        (&alice, "bitbucket_workspaces_list", state.clone()),
        (&bob, TOOL, state.clone()),
        (&stranger, TOOL, state.clone()),
    ] {
        let refused = client.service.call_tool_once(again(tool, state)).await.unwrap_err();
        let ServiceError::McpError(error) = refused else { panic!("{refused:?}") };
        assert_eq!(error.code, ErrorCode::INVALID_PARAMS, "{tool}: {error:?}");
        assert!(error.message.contains("requestState"), "{error:?}");
    }
    // A state without an answer is asked for again.
    let asked = CallToolRequestParams::new(TOOL).with_request_state(state);
    assert!(matches!(alice.service.call_tool_once(asked).await.unwrap(), CallToolResponse::InputRequired(_)));
}

#[tokio::test]
async fn in_2025_11_an_error_carries_the_url_and_news_of_the_end_follows() {
    let (house, key) = house().await;
    let version = ProtocolVersion::V_2025_11_25;
    let user = User::Consents(Arc::clone(&house));
    let client = Client::connect(&house, "/mcp/workspaces", &key, "alice", &version, user).await;
    let refused = client.call(TOOL, json!({})).await.unwrap_err();
    let ServiceError::McpError(error) = refused else { panic!("{refused:?}") };
    assert_eq!(error.code, ErrorCode(-32042));
    let asked = &error.data.unwrap()["elicitations"][0];
    assert_eq!(asked["mode"], "url");
    consent(&house, asked["url"].as_str().unwrap()).await;
    let id = &asked["elicitationId"];
    let mut news = Vec::new();
    let heard = async || {
        news.extend(client.news());
        Ok(news.iter().any(|news| matches!(news, News::Consented(told) if told["elicitationId"] == *id)))
    };
    eventually(heard).await.unwrap();
    assert_eq!(client.call(TOOL, json!({})).await.unwrap().is_error, Some(false));
}

#[tokio::test]
async fn who_cannot_open_links_is_told_in_words() {
    let (house, key) = house().await;
    for (at, version) in crate::client::VERSIONS.iter().enumerate() {
        let person = format!("person-{at}");
        let client =
            Client::connect(&house, "/mcp/workspaces", &key, &person, version, User::CannotOpen).await;
        let told = client.call(TOOL, json!({})).await.unwrap();
        assert_eq!(told.is_error, Some(true));
        let said = text(&told);
        assert!(said.starts_with("AUTH_REQUIRED") && said.contains("Show them this link"), "{said}");
        let link = said.split_whitespace().last().unwrap();
        consent(&house, link).await;
        assert_eq!(client.call(TOOL, json!({})).await.unwrap().is_error, Some(false), "{version}");
    }
}

#[tokio::test]
async fn a_grant_that_is_too_narrow_is_asked_for_again() {
    let plan = Plan { scopes: Some(vec![Scope::Account]), ..Plan::default() };
    let house = House::plan(plan).await.unwrap();
    house.connect("alice").await.unwrap();
    let key = house.key(json!({ "role": "agent", "name": "agent" })).await.unwrap();
    let version = ProtocolVersion::V_2025_11_25;
    let client = Client::connect(&house, "/mcp/repositories", &key, "alice", &version, User::Declines).await;
    let refused =
        client.call("bitbucket_repositories_list", json!({ "workspace": "acme" })).await.unwrap_err();
    let ServiceError::McpError(error) = refused else { panic!("{refused:?}") };
    assert_eq!(error.code, ErrorCode(-32042));
    let asked: &Value = &error.data.as_ref().unwrap()["elicitations"][0];
    assert!(asked["message"].as_str().unwrap().contains("repository"), "{asked}");
}
