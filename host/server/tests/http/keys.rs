//! Keys and session tokens over HTTP.

use reqwest::Method;
use serde_json::json;

use crate::inn::{Inn, Reply};

#[tokio::test]
async fn a_key_is_shown_once() {
    let inn = Inn::open().await;
    let made = inn.post("/v1/keys", json!({ "role": "auditor", "name": "reader" })).await;
    assert_eq!(made.status, 201);
    let made = made.json();
    let value = made["key"].as_str().unwrap();
    assert!(value.starts_with("ik_"));
    assert_eq!((made["role"].as_str(), made["name"].as_str()), (Some("auditor"), Some("reader")));
    let listed = inn.get("/v1/keys").await;
    assert_eq!(listed.json()["keys"][0]["id"], made["id"]);
    assert!(!listed.body.contains(value));
}

#[tokio::test]
async fn a_revoked_key_opens_nothing() {
    let inn = Inn::open().await;
    let made = inn.post("/v1/keys", json!({ "role": "operator", "name": "old" })).await.json();
    let ask = || inn.ask(Method::GET, "/v1/tools").bearer_auth(made["key"].as_str().unwrap());
    assert_eq!(Reply::of(ask()).await.status, 200);
    let path = format!("/v1/keys/{}", made["id"].as_str().unwrap());
    let revoked = Reply::of(inn.operate(Method::DELETE, &path)).await;
    assert_eq!((revoked.status, revoked.body.as_str()), (204, ""));
    Reply::of(ask()).await.problem(401, "UNAUTHENTICATED");
    Reply::of(inn.operate(Method::DELETE, &path)).await.problem(404, "NOT_FOUND");
}

#[tokio::test]
async fn a_session_token_acts_for_its_identifier_only() {
    let inn = Inn::open().await;
    let opened = inn.post("/v1/session-tokens", json!({ "identifier": "ada", "ttl_s": 60 })).await;
    assert_eq!(opened.status, 201);
    let opened = opened.json();
    assert!(opened["expires_at"].is_string());
    let token = opened["token"].as_str().unwrap();
    assert!(token.starts_with("is_"));
    let put = |name: &str| {
        inn.ask(Method::PUT, &format!("/v1/connections/work/accounts/{name}")).bearer_auth(token)
    };
    assert_eq!(Reply::of(put("ada")).await.status, 200);
    Reply::of(put("bob")).await.problem(403, "POLICY_DENIED");
}
