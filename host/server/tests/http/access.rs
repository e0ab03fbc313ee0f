//! Who gets in.

use innkeeper::Caller;
use innkeeper_server::{LocalCaller, Options, router};
use reqwest::Method;
use serde_json::json;
use tempfile::TempDir;
use tower::ServiceExt;
use url::Url;

use crate::inn::{Inn, KEY, Reply, host};

#[tokio::test]
async fn nobody_gets_in_without_a_key() {
    let inn = Inn::open().await;
    for path in ["/v1/tools", "/v1/accounts", "/v1/keys", "/v1/audit", "/v1/connections"] {
        let reply = Reply::of(inn.ask(Method::GET, path)).await;
        reply.problem(401, "UNAUTHENTICATED");
        assert!(reply.header("www-authenticate").starts_with("Bearer resource_metadata="));
    }
}

#[tokio::test]
async fn a_wrong_key_and_a_doubled_header_are_refused() {
    let inn = Inn::open().await;
    let wrong = inn.ask(Method::GET, "/v1/tools").bearer_auth("ik_0123456789ab_nothing");
    Reply::of(wrong).await.problem(401, "UNAUTHENTICATED");
    let doubled = inn.operate(Method::GET, "/v1/tools").header("authorization", format!("Bearer {KEY}"));
    let reply = Reply::of(doubled).await;
    reply.problem(400, "BAD_INPUT");
    assert!(reply.header("www-authenticate").contains("error=\"invalid_request\""));
}

#[tokio::test]
async fn a_refused_body_is_not_looked_at_before_the_key() {
    let inn = Inn::open().await;
    Reply::of(inn.ask(Method::POST, "/v1/invoke").body("{")).await.problem(401, "UNAUTHENTICATED");
}

#[tokio::test]
async fn an_agent_may_not_operate() {
    let inn = Inn::open().await;
    let made = inn.post("/v1/keys", json!({ "role": "agent", "name": "bot" })).await.json();
    let agent = made["key"].as_str().unwrap();
    let request = inn.ask(Method::GET, "/v1/keys").bearer_auth(agent);
    let problem = Reply::of(request).await.problem(403, "POLICY_DENIED");
    assert_eq!(problem["layer"], "role");
}

#[tokio::test]
async fn a_local_caller_comes_in_the_process_and_not_over_http() {
    let folder = TempDir::new().unwrap();
    let public_url = Url::parse("http://127.0.0.1:1/").unwrap();
    let options = Options::new(public_url.clone(), 1_000);
    let router = router(host(&folder, &public_url).await, options);
    let request = || axum::http::Request::get("/v1/keys").body(axum::body::Body::empty()).unwrap();

    let mut local = request();
    local.extensions_mut().insert(LocalCaller(Caller::local_operator()));
    assert_eq!(router.clone().oneshot(local).await.unwrap().status(), 200);

    let mut pretended = request();
    pretended.headers_mut().insert("x-local-caller", "operator".parse().unwrap());
    assert_eq!(router.oneshot(pretended).await.unwrap().status(), 401);
}
