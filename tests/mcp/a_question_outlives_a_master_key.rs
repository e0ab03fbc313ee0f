//! What a client was asked before the master key changed, it answers after.

use innkeeper::{MasterKey, Secret, SecretSource, Settings};
use innkeeper_tests::{House, eventually, master_key};
use rmcp::ServiceError;
use rmcp::model::{CallToolRequestParams, CallToolResponse, ErrorCode, ProtocolVersion};
use serde_json::json;

use crate::client::{Client, User, consent, text};

const TOOL: &str = "bitbucket_user_get";

/// A call's state, and the link that its user was sent.
async fn asked(house: &House, key: &str, person: &str) -> (String, String) {
    let call = CallToolRequestParams::new(TOOL);
    let CallToolResponse::InputRequired(asked) =
        client(house, key, person).await.service.call_tool_once(call).await.unwrap()
    else {
        panic!("{person} is not asked")
    };
    let question = serde_json::to_value(&asked.input_requests).unwrap();
    let link = question.pointer("/consent/params/url").and_then(|url| url.as_str()).unwrap().to_owned();
    (asked.request_state.unwrap(), link)
}

async fn client(house: &House, key: &str, person: &str) -> Client {
    let version = ProtocolVersion::V_2026_07_28;
    Client::connect(house, "/mcp/workspaces", key, person, &version, User::Declines).await
}

/// The repeated call of somebody who has opened the link.
fn again(state: &str) -> CallToolRequestParams {
    let accepted = [("consent".to_owned(), json!({ "action": "accept" }))].into_iter().collect();
    CallToolRequestParams::new(TOOL).with_request_state(state.to_owned()).with_input_responses(accepted)
}

/// With a new primary key, and the old one in the ring or not.
fn changed(new: &str, retired: Vec<SecretSource>) -> impl FnOnce(&mut Settings) {
    let new = SecretSource::Given(Secret::new(new.to_owned()));
    move |settings| {
        settings.vault.key = Some(new.into());
        settings.vault.retired_keys = retired.into_iter().map(Into::into).collect();
    }
}

#[tokio::test]
async fn a_state_opens_as_long_as_its_master_key_is_in_the_ring() {
    let house = House::open().await.unwrap();
    let key = house.key(json!({ "role": "agent", "name": "agent" })).await.unwrap();
    let (alices, link) = asked(&house, &key, "alice").await;
    let (bobs, _) = asked(&house, &key, "bob").await;

    let new = MasterKey::generate().unwrap().to_base64().expose().to_owned();
    let old = SecretSource::Given(master_key().unwrap());
    let house = house.restart(changed(&new, vec![old])).await.unwrap();
    assert_eq!(house.post("/v1/vault/rekey", json!({})).await.unwrap().status, 202);
    let vault = async || house.get("/v1/vault").await.map(|reply| reply.json());
    eventually(async || Ok(vault().await?["rekey"]["state"] == "finished")).await.unwrap();
    consent(&house, &link).await;
    let alice = client(&house, &key, "alice").await;
    let answered = alice.service.call_tool_once(again(&alices)).await.unwrap();
    let CallToolResponse::Complete(result) = answered else { panic!("{answered:?}") };
    assert_eq!(result.is_error, Some(false), "{}", text(&result));
    let (carols, _) = asked(&house, &key, "carol").await;
    drop(alice);

    let house = house.restart(changed(&new, Vec::new())).await.unwrap();
    let refused = client(&house, &key, "bob").await.service.call_tool_once(again(&bobs)).await.unwrap_err();
    let ServiceError::McpError(error) = refused else { panic!("{refused:?}") };
    assert_eq!(error.code, ErrorCode::INVALID_PARAMS, "{error:?}");
    // What the new key sealed is as good as ever: carol is still being waited for, and asked once more.
    let call = CallToolRequestParams::new(TOOL).with_request_state(carols);
    let carol = client(&house, &key, "carol").await.service.call_tool_once(call).await.unwrap();
    assert!(matches!(carol, CallToolResponse::InputRequired(_)), "{carol:?}");
}
