//! One way in, and the request that is sent to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use reqwest::{Client, Response};
use serde_json::{Value, json};

use crate::load::IN_FLIGHT;
use crate::server::Server;

pub(crate) const TOOL: &str = "bitbucket_repositories_list";
pub(crate) const TOOLSET: &str = "repositories";

const SESSION: HeaderName = HeaderName::from_static("mcp-session-id");
const VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");

/// Which form of the protocol is spoken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Era {
    /// 2025-06-18: each agent in a session of its own.
    Sessions,
    /// 2026-07-28: no sessions.
    Stateless,
}

pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) server: Arc<Server>,
    client: Client,
    url: String,
    /// Of each agent.
    headers: Vec<HeaderMap>,
    body: Body,
    /// Of each answer.
    status: StatusCode,
}

/// What is sent.
enum Body {
    /// The same each time.
    Fixed(Bytes),
    /// JSON-RPC from its method on. Messages of a session that are under way at the same time have numbers of their own.
    Numbered { rest: String, next: AtomicU64 },
}

/// `POST /v1/invoke`.
pub(crate) fn invoke(name: &'static str, client: &Client, server: &Arc<Server>) -> Target {
    Target {
        name,
        server: Arc::clone(server),
        client: client.clone(),
        url: format!("{}/v1/invoke", server.ready.origin),
        headers: vec![headers(server)],
        body: Body::Fixed(call_with(json!({})).into()),
        status: StatusCode::OK,
    }
}

/// `POST /v1/invoke` with calls that end early, and one that does not.
pub(crate) fn steps(client: &Client, server: &Arc<Server>) -> Vec<Target> {
    let step = |name, status, body: String| Target {
        name,
        status,
        body: Body::Fixed(body.into()),
        ..invoke(name, client, server)
    };
    let refused = json!({ "input": { "workspace": "acme", "unknown": 1 } });
    vec![
        step("its caller is known", StatusCode::BAD_REQUEST, "{".to_owned()),
        step("its input is refused, on record", StatusCode::UNPROCESSABLE_ENTITY, call_with(refused)),
        step("a dry run, with sandbox", StatusCode::OK, call_with(json!({ "dry_run": true }))),
        invoke("the whole of it", client, server),
    ]
}

/// The call, with other fields or more of them.
fn call_with(fields: Value) -> String {
    let mut body = json!({ "tool": TOOL, "identifier": "bench", "input": input() });
    let (Value::Object(call), Value::Object(fields)) = (&mut body, fields) else { unreachable!() };
    call.extend(fields);
    body.to_string()
}

/// `tools/call`.
pub(crate) async fn mcp(name: &'static str, client: &Client, server: &Arc<Server>, era: Era) -> Target {
    let url = format!("{}/mcp/{TOOLSET}", server.ready.origin);
    let mut params = json!({ "name": TOOL, "arguments": input() });
    let headers = match era {
        Era::Sessions => {
            let mut of_each = Vec::new();
            for _ in 0..IN_FLIGHT {
                of_each.push(opened(client, &url, headers(server)).await);
            }
            of_each
        }
        Era::Stateless => vec![stateless(server, "tools/call", Some(TOOL), &mut params)],
    };
    let rest = format!(r#""method":"tools/call","params":{params}}}"#);
    let body = Body::Numbered { rest, next: AtomicU64::new(1) };
    let (server, client) = (Arc::clone(server), client.clone());
    Target { name, server, client, url, headers, body, status: StatusCode::OK }
}

fn input() -> Value {
    json!({ "workspace": "acme", "pagelen": 10 })
}

fn headers(server: &Server) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json, text/event-stream"));
    let bearer = format!("Bearer {}", server.ready.key);
    headers.insert(header::AUTHORIZATION, HeaderValue::try_from(bearer).unwrap());
    headers
}

/// What a request of 2026-07-28 says of itself, in its headers and its parameters.
pub(crate) fn stateless(server: &Server, method: &str, name: Option<&str>, params: &mut Value) -> HeaderMap {
    let version = "2026-07-28";
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": version,
        "io.modelcontextprotocol/clientInfo": { "name": "bench", "version": "1" },
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let mut headers = headers(server);
    headers.insert(VERSION, HeaderValue::from_static("2026-07-28"));
    headers.insert("mcp-method", HeaderValue::from_str(method).unwrap());
    if let Some(name) = name {
        headers.insert("mcp-name", HeaderValue::from_str(name).unwrap());
    }
    headers
}

/// Opens a session.
async fn opened(client: &Client, url: &str, mut headers: HeaderMap) -> HeaderMap {
    let version = "2025-06-18";
    let hello = json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
        "protocolVersion": version, "capabilities": {}, "clientInfo": { "name": "bench", "version": "1" },
    } });
    let response = post(client, url, &headers, hello.to_string().into()).await;
    headers.insert(SESSION, response.headers()[&SESSION].clone());
    headers.insert(VERSION, HeaderValue::from_static(version));
    response.bytes().await.unwrap();
    let ready = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    post(client, url, &headers, ready.to_string().into()).await;
    headers
}

pub(crate) async fn post(client: &Client, url: &str, headers: &HeaderMap, body: Bytes) -> Response {
    let answer = send(client, url, headers, body).await;
    assert!(answer.status().is_success(), "{url} answers {}", answer.status());
    answer
}

async fn send(client: &Client, url: &str, headers: &HeaderMap, body: Bytes) -> Response {
    client.post(url).headers(headers.clone()).body(body).send().await.unwrap()
}

impl Body {
    fn next(&self) -> Bytes {
        match self {
            Self::Fixed(body) => body.clone(),
            Self::Numbered { rest, next } => {
                let number = next.fetch_add(1, Ordering::Relaxed);
                format!(r#"{{"jsonrpc":"2.0","id":{number},{rest}"#).into()
            }
        }
    }
}

impl Target {
    /// One call, as the agent of this number.
    pub(crate) async fn call(&self, agent: usize) -> Bytes {
        let headers = &self.headers[agent % self.headers.len()];
        let answer = send(&self.client, &self.url, headers, self.body.next()).await;
        assert_eq!(answer.status(), self.status, "{}", self.name);
        answer.bytes().await.unwrap()
    }

    /// The provider's answer comes through.
    pub(crate) async fn prove(&self) {
        for agent in 0..self.headers.len() {
            let answer = self.call(agent).await;
            let text = String::from_utf8_lossy(&answer);
            let whole = text.contains(&"y".repeat(1_440)) && !text.contains("\"isError\":true");
            assert!(whole, "{} answers {text}", self.name);
        }
    }
}
