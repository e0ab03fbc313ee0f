//! What holds for every answer.

use std::collections::HashSet;

use reqwest::Method;

use crate::inn::{Inn, Reply};

#[tokio::test]
async fn an_unknown_path_is_a_problem() {
    let inn = Inn::open().await;
    for path in ["/nothing", "/v1/nothing", "/v1"] {
        inn.get(path).await.problem(404, "NOT_FOUND");
    }
}

#[tokio::test]
async fn a_wrong_method_is_a_problem_that_names_the_right_ones() {
    let inn = Inn::open().await;
    let reply = Reply::of(inn.operate(Method::PUT, "/v1/keys")).await;
    reply.problem(405, "BAD_INPUT");
    assert!(reply.header("allow").contains("POST"), "{}", reply.header("allow"));
}

#[tokio::test]
async fn an_unknown_tool_is_not_found() {
    let inn = Inn::open().await;
    inn.get("/v1/tools/bitbucket_nothing").await.problem(404, "TOOL_NOT_FOUND");
}

#[tokio::test]
async fn every_answer_has_its_own_request_id_and_is_not_kept() {
    let inn = Inn::open().await;
    let mut ids = HashSet::new();
    for path in ["/v1/keys", "/nothing", "/healthz", "/connect/none"] {
        let reply = inn.get(path).await;
        assert_eq!(reply.header("cache-control"), "no-store", "{path}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert!(ids.insert(reply.header("x-request-id").to_owned()), "{path} has another's id");
    }
    assert!(ids.iter().all(|id| id.len() == 16));
}

#[tokio::test]
async fn the_front_page_may_be_kept() {
    let inn = Inn::open().await;
    let reply = Reply::of(inn.ask(Method::GET, "/")).await;
    assert_eq!((reply.status, reply.header("cache-control")), (200, "public, max-age=300"));
}

#[tokio::test]
async fn probes_need_no_key() {
    let inn = Inn::open().await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(Reply::of(inn.ask(Method::GET, path)).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn a_host_without_connectors_lists_no_tools_in_every_format() {
    let inn = Inn::open().await;
    for format in ["native", "openai", "anthropic", "mcp"] {
        let reply = inn.get(&format!("/v1/tools?detail=full&format={format}")).await;
        assert_eq!(reply.json(), serde_json::json!({ "tools": [] }), "{format}");
    }
}
