//! Malformed messages, unknown versions, foreign pages, other people's sessions: a clear error, and nothing leaks.

use innkeeper_tests::House;
use reqwest::{Client as Http, RequestBuilder, StatusCode};
use serde_json::{Value, json};

struct Sender {
    http: Http,
    house: House,
    key: String,
}

impl Sender {
    async fn new() -> Self {
        let house = House::open().await.unwrap();
        let key = house.key(json!({ "role": "agent", "name": "agent" })).await.unwrap();
        Self { http: Http::new(), house, key }
    }

    fn post(&self, path: &str, body: impl Into<reqwest::Body>) -> RequestBuilder {
        self.http
            .post(self.house.url.join(path).unwrap())
            .bearer_auth(&self.key)
            .header("accept", "application/json, text/event-stream")
            .header("content-type", "application/json")
            .body(body)
    }

    fn initialize(&self, version: &str) -> RequestBuilder {
        let message = json!({
            "jsonrpc": "2.0", "id": 1, "method": "initialize",
            "params": { "protocolVersion": version, "capabilities": {}, "clientInfo": { "name": "t", "version": "1" } },
        });
        self.post("/mcp", message.to_string())
    }
}

fn list(id: u32) -> String {
    json!({ "jsonrpc": "2.0", "id": id, "method": "tools/list" }).to_string()
}

#[tokio::test]
async fn without_a_key_nothing_is_said_but_where_to_get_one() {
    let sender = Sender::new().await;
    for path in ["/mcp", "/mcp/repositories"] {
        let answer =
            sender.http.post(sender.house.url.join(path).unwrap()).body(list(1)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        assert!(answer.headers()["www-authenticate"].to_str().unwrap().starts_with("Bearer"));
    }
    let wrong = sender.post("/mcp", list(1)).bearer_auth("ik_000000000000_wrong");
    // Two `Authorization` headers are a malformed request (RFC 6750 §3.1).
    assert_eq!(wrong.send().await.unwrap().status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn malformed_messages_are_refused_and_the_next_is_served() {
    let sender = Sender::new().await;
    for body in [
        "",
        "{",
        "[]",
        "null",
        "7",
        "{}",
        r#"{"jsonrpc":"1.0","id":1,"method":"tools/list"}"#,
        r#"{"jsonrpc":"2.0","id":{},"method":"tools/list"}"#,
    ] {
        let answer = sender.post("/mcp", body).send().await.unwrap();
        assert!(answer.status().is_client_error(), "{body}: {}", answer.status());
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(sender.post("/mcp", deep).send().await.unwrap().status().is_client_error());
    let huge = format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{{"x":"{}"}}}}"#,
        "x".repeat(2 << 20)
    );
    assert_eq!(sender.post("/mcp", huge).send().await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(sender.initialize("2025-06-18").send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn an_unknown_version_is_answered_with_those_that_are_known() {
    let sender = Sender::new().await;
    let message = json!({
        "jsonrpc": "2.0", "id": 1, "method": "tools/list",
        "params": { "_meta": {
            "io.modelcontextprotocol/protocolVersion": "2030-01-01",
            "io.modelcontextprotocol/clientInfo": { "name": "t", "version": "1" },
            "io.modelcontextprotocol/clientCapabilities": {},
        } },
    });
    let answer = sender
        .post("/mcp", message.to_string())
        .header("mcp-protocol-version", "2030-01-01")
        .header("mcp-method", "tools/list")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let said: Value = answer.json().await.unwrap();
    assert_eq!(said["error"]["code"], -32022, "{said}");
    assert!(said.to_string().contains("2026-07-28") && said.to_string().contains("2025-03-26"), "{said}");
    let header =
        sender.post("/mcp", list(1)).header("mcp-protocol-version", "1999-01-01").send().await.unwrap();
    assert_eq!(header.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn foreign_pages_and_names_are_turned_away() {
    let sender = Sender::new().await;
    for (name, value) in [("origin", "https://evil.example"), ("origin", "null"), ("host", "evil.example")] {
        let answer = sender.initialize("2025-06-18").header(name, value).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{name}: {value}");
    }
    let own = sender.house.url.origin().ascii_serialization();
    for origin in [own.as_str(), "http://localhost:6274"] {
        let answer = sender.initialize("2025-06-18").header("origin", origin).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{origin}");
    }
}

#[tokio::test]
async fn a_session_is_its_callers_and_its_endpoints_own() {
    let sender = Sender::new().await;
    let other = sender.house.key(json!({ "role": "agent", "name": "other" })).await.unwrap();
    let opened = sender.initialize("2025-06-18").send().await.unwrap();
    let id = opened.headers()["mcp-session-id"].to_str().unwrap().to_owned();
    let ping = |path: &str, key: &str, id: &str| {
        sender
            .http
            .post(sender.house.url.join(path).unwrap())
            .bearer_auth(key)
            .header("accept", "application/json, text/event-stream")
            .header("content-type", "application/json")
            .header("mcp-session-id", id)
            .body(list(2))
            .send()
    };
    let bare = id.split('.').next().unwrap();
    for (path, key, id) in [
        ("/mcp", other.as_str(), id.as_str()),
        ("/mcp/repositories", &sender.key, &id),
        ("/mcp", &sender.key, bare),
        ("/mcp", &sender.key, "00000000-0000-0000-0000-000000000000"),
        ("/mcp", &sender.key, &format!("{id}0")),
    ] {
        assert_eq!(ping(path, key, id).await.unwrap().status(), StatusCode::NOT_FOUND, "{path} {id}");
    }
    assert_eq!(ping("/mcp", &sender.key, &id).await.unwrap().status(), StatusCode::OK);
    let ended = sender.http.delete(sender.house.url.join("/mcp").unwrap()).bearer_auth(&sender.key);
    let ended = ended.header("mcp-session-id", &id).header("mcp-protocol-version", "2025-06-18");
    assert!(ended.send().await.unwrap().status().is_success());
    assert_eq!(ping("/mcp", &sender.key, &id).await.unwrap().status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_unknown_toolset_or_query_is_named() {
    let sender = Sender::new().await;
    let missing = sender.post("/mcp/nothing", list(1)).send().await.unwrap();
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    assert!(missing.text().await.unwrap().contains("repositories"));
    for query in ["effects=none", "effects=read&effects=write", "effect=read", "effects="] {
        let refused = sender.post(&format!("/mcp?{query}"), list(1)).send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    }
}

#[tokio::test]
async fn open_streams_do_not_hold_up_a_stop() {
    let mut sender = Sender::new().await;
    let opened = sender.initialize("2025-06-18").send().await.unwrap();
    let id = opened.headers()["mcp-session-id"].clone();
    let stream = sender
        .http
        .get(sender.house.url.join("/mcp").unwrap())
        .bearer_auth(&sender.key)
        .header("accept", "text/event-stream")
        .header("mcp-session-id", id)
        .send()
        .await
        .unwrap();
    assert_eq!(stream.status(), StatusCode::OK);
    drop(opened);
    let began = std::time::Instant::now();
    sender.house.begin_stop();
    sender.house.stopped().await.unwrap();
    assert!(began.elapsed().as_secs() < 20, "the grace is 28 s");
    assert!(stream.bytes().await.is_ok());
}
