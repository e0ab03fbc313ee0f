//! Inputs that are not what was asked for.

use reqwest::Method;
use serde_json::json;

use crate::inn::{Inn, MAX_BODY, Reply};

#[tokio::test]
async fn malformed_json_is_a_bad_request() {
    let inn = Inn::open().await;
    let request =
        inn.operate(Method::POST, "/v1/invoke").header("content-type", "application/json").body("{");
    Reply::of(request).await.problem(400, "BAD_INPUT");
}

#[tokio::test]
async fn an_unknown_field_is_named() {
    let inn = Inn::open().await;
    let problem = inn.post("/v1/invoke", json!({ "tool": "x", "args": {} })).await.problem(422, "BAD_INPUT");
    assert_eq!(problem["violations"][0]["path"], "/args");
}

#[tokio::test]
async fn a_missing_field_is_named() {
    let inn = Inn::open().await;
    let problem =
        inn.post("/v1/session-tokens", json!({ "identifier": "ada" })).await.problem(422, "BAD_INPUT");
    assert_eq!(problem["violations"], json!([{ "path": "/ttl_s", "message": "is required" }]));
}

#[tokio::test]
async fn a_body_of_another_type_is_refused() {
    let inn = Inn::open().await;
    let request = inn.operate(Method::POST, "/v1/keys").header("content-type", "text/plain").body("{}");
    Reply::of(request).await.problem(415, "BAD_INPUT");
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let inn = Inn::open().await;
    let reply = inn.post("/v1/invoke", json!({ "tool": "x".repeat(MAX_BODY) })).await;
    reply.problem(413, "BAD_INPUT");
}

#[tokio::test]
async fn an_unknown_parameter_is_named() {
    let inn = Inn::open().await;
    for (path, name) in [
        ("/v1/tools?tag=x", "/tag"),
        ("/v1/tools?effect=none", "/effect"),
        ("/v1/accounts?state=ACTIVE", "/state"),
        ("/v1/accounts?limit=0", "/limit"),
        ("/v1/audit?limit=0", "/limit"),
    ] {
        let problem = inn.get(path).await.problem(422, "BAD_INPUT");
        assert_eq!(problem["violations"][0]["path"], name, "{path}");
    }
}

#[tokio::test]
async fn a_path_that_is_no_text_is_refused() {
    let inn = Inn::open().await;
    inn.get("/v1/tools/%FF").await.problem(400, "BAD_INPUT");
}

#[tokio::test]
async fn a_failed_call_has_an_execution_in_the_audit() {
    let inn = Inn::open().await;
    let reply = inn.post("/v1/invoke", json!({ "tool": "bitbucket_nothing", "identifier": "ada" })).await;
    let problem = reply.problem(404, "TOOL_NOT_FOUND");
    let audit = inn.get("/v1/audit").await.json();
    let record = &audit["records"][0];
    assert_eq!(record["execution_id"], problem["execution_id"]);
    assert_eq!(
        (record["outcome"].as_str(), record["caller"].as_str()),
        (Some("TOOL_NOT_FOUND"), Some("bootstrap"))
    );
    let later = inn.get(&format!("/v1/audit?after={}", record["number"])).await.json();
    assert_eq!(later, json!({ "records": [] }));
}
