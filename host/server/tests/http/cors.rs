//! Pages of other origins.

use innkeeper::WebOrigin;
use reqwest::Method;

use crate::inn::{Inn, Reply};

const PAGE: &str = "https://app.example.com";

async fn listed() -> Inn {
    let origin: WebOrigin = PAGE.parse().unwrap();
    Inn::reached(|_| {}, |options| options.cors_origins = vec![origin]).await
}

#[tokio::test]
async fn no_page_of_another_origin_is_let_in_unless_it_is_listed() {
    let inn = Inn::open().await;
    for method in [Method::GET, Method::OPTIONS] {
        let asked = inn.operate(method, "/v1/tools").header("origin", PAGE);
        let reply = Reply::of(asked.header("access-control-request-method", "GET")).await;
        assert_eq!(reply.header("access-control-allow-origin"), "");
    }
}

#[tokio::test]
async fn a_listed_page_may_ask_and_read() {
    let inn = listed().await;
    let asked = inn.ask(Method::OPTIONS, "/v1/invoke").header("origin", PAGE);
    let asked = asked.header("access-control-request-method", "POST");
    let asked = asked.header("access-control-request-headers", "authorization,content-type");
    let reply = Reply::of(asked).await;
    assert_eq!((reply.status, reply.header("access-control-allow-origin")), (200, PAGE));
    let may_send = reply.header("access-control-allow-headers").to_owned();
    assert!(may_send.contains("authorization") && may_send.contains("innkeeper-identifier"), "{may_send}");
    assert_eq!(reply.header("access-control-allow-credentials"), "", "no page uses what a browser knows");

    let read = Reply::of(inn.operate(Method::GET, "/v1/tools").header("origin", PAGE)).await;
    assert_eq!((read.status, read.header("access-control-allow-origin")), (200, PAGE));
    assert!(read.header("access-control-expose-headers").contains("etag"));
    let refused = Reply::of(inn.ask(Method::GET, "/v1/tools").header("origin", PAGE)).await;
    assert_eq!(
        (refused.status, refused.header("access-control-allow-origin")),
        (401, PAGE),
        "it may read why"
    );
}

#[tokio::test]
async fn a_page_that_is_not_listed_stays_out_and_consent_pages_have_no_others() {
    let inn = listed().await;
    let other = inn.operate(Method::GET, "/v1/tools").header("origin", "https://evil.example");
    assert_eq!(Reply::of(other).await.header("access-control-allow-origin"), "");
    let consent = inn.ask(Method::GET, "/connect/none").header("origin", PAGE);
    assert_eq!(Reply::of(consent).await.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn a_listed_page_may_speak_to_mcp_and_another_may_not() {
    let inn = listed().await;
    let said = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
    let ask = |origin: &str| {
        let asked = inn.operate(Method::POST, "/mcp").header("origin", origin.to_owned());
        let asked = asked.header("content-type", "application/json");
        Reply::of(asked.header("accept", "application/json, text/event-stream").body(said))
    };
    assert_ne!(ask(PAGE).await.status, 403);
    assert_eq!(ask("https://evil.example").await.status, 403);
}
