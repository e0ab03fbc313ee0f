//! A token endpoint: strict about the consumer, about used codes and about rotated refresh tokens.
//!
//! A token tells its grant and its place in it: `access-alice-2` follows `access-alice-1`. So a test sees at once
//! when two accounts mix or when something was refreshed twice.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::sync::watch;
use url::Url;

use super::{CLIENT_ID, CLIENT_SECRET};

/// What the endpoint answers instead of a grant.
#[derive(Clone)]
pub(crate) enum Reply {
    /// An OAuth error with status 400 (401 for `invalid_client`).
    Error(&'static str),
    /// A status with a page of HTML.
    Status(u16),
    /// 200 with this body and content type.
    Body(String, &'static str),
    /// A grant with these fields put in, or taken out where null.
    Fields(Value),
}

/// A request as it arrived.
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) content_type: String,
    pub(crate) form: HashMap<String, String>,
}

pub(crate) struct TokenServer {
    pub(crate) url: Url,
    state: Arc<Shared>,
    task: tokio::task::JoinHandle<()>,
}

struct Shared {
    replies: Mutex<VecDeque<Reply>>,
    seen: Mutex<Vec<Seen>>,
    spent: Mutex<HashSet<String>>,
    life: AtomicU64,
    arrived: watch::Sender<usize>,
    open: watch::Sender<bool>,
}

impl TokenServer {
    pub(crate) async fn start() -> Self {
        let state = Arc::new(Shared {
            replies: Mutex::default(),
            seen: Mutex::default(),
            spent: Mutex::default(),
            life: AtomicU64::new(3600),
            arrived: watch::channel(0).0,
            open: watch::channel(true).0,
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/token", listener.local_addr().unwrap()).parse().unwrap();
        let router = Router::new().route("/token", post(token)).with_state(state.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, state, task }
    }

    /// Answers the next request so.
    pub(crate) fn next(&self, reply: Reply) {
        self.state.replies.lock().unwrap().push_back(reply);
    }

    /// `expires_in` of the grants from now on.
    pub(crate) fn set_life(&self, seconds: u64) {
        self.state.life.store(seconds, Ordering::SeqCst);
    }

    /// Keeps every answer back until [`TokenServer::release`].
    pub(crate) fn hold(&self) {
        self.state.open.send_replace(false);
    }

    pub(crate) fn release(&self) {
        self.state.open.send_replace(true);
    }

    /// Waits until so many requests have arrived since the start.
    pub(crate) async fn arrived(&self, count: usize) {
        self.state.arrived.subscribe().wait_for(|arrived| *arrived >= count).await.unwrap();
    }

    pub(crate) fn count(&self) -> usize {
        self.state.seen.lock().unwrap().len()
    }

    pub(crate) fn last(&self) -> Seen {
        self.state.seen.lock().unwrap().last().unwrap().clone()
    }
}

impl Drop for TokenServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn token(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let content_type = headers[header::CONTENT_TYPE].to_str().unwrap().to_owned();
    shared.seen.lock().unwrap().push(Seen { content_type, form: form.clone() });
    let reply = shared.replies.lock().unwrap().pop_front();
    // A real one rotates when it reads the request, whether or not its answer arrives.
    let grant = match reply {
        None | Some(Reply::Fields(_)) => shared.grant(&headers, &form),
        Some(_) => Err("unused"),
    };
    shared.arrived.send_modify(|arrived| *arrived += 1);
    shared.open.subscribe().wait_for(|open| *open).await.unwrap();
    match (reply, grant) {
        (None, Ok(grant)) => Json(grant).into_response(),
        (Some(Reply::Fields(fields)), Ok(grant)) => Json(merged(grant, fields)).into_response(),
        (None | Some(Reply::Fields(_)), Err(code)) | (Some(Reply::Error(code)), _) => refusal(code),
        (Some(Reply::Status(status)), _) => {
            (StatusCode::from_u16(status).unwrap(), "<html>refresh-token-in-a-page</html>").into_response()
        }
        (Some(Reply::Body(body, content_type)), _) => {
            ([(header::CONTENT_TYPE, content_type)], body).into_response()
        }
    }
}

impl Shared {
    fn grant(&self, headers: &HeaderMap, form: &HashMap<String, String>) -> Result<Value, &'static str> {
        if headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) != Some(&basic()) {
            return Err("invalid_client");
        }
        let used = match form.get("grant_type").map(String::as_str) {
            Some("authorization_code") => form.get("code"),
            Some("refresh_token") => form.get("refresh_token"),
            _ => return Err("unsupported_grant_type"),
        };
        let used = used.ok_or("invalid_request")?;
        if used.starts_with("refresh-") && !self.spent.lock().unwrap().insert(used.clone()) {
            return Err("invalid_grant");
        }
        let (who, number) = match used.strip_prefix("code-") {
            Some(who) => (who, 1),
            None => {
                let rest = used.strip_prefix("refresh-").ok_or("invalid_grant")?;
                let (who, number) = rest.rsplit_once('-').ok_or("invalid_grant")?;
                (who, number.parse::<u64>().map_err(|_| "invalid_grant")? + 1)
            }
        };
        Ok(json!({
            "access_token": format!("access-{who}-{number}"),
            "refresh_token": format!("refresh-{who}-{number}"),
            "token_type": "bearer",
            "scope": "account repository",
            "expires_in": self.life.load(Ordering::SeqCst),
            "state": "an extra field",
        }))
    }
}

/// RFC 6749 §2.3.1: key and secret are form-encoded before they become Basic credentials.
fn basic() -> String {
    let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", STANDARD.encode(format!("{}:{}", encode(CLIENT_ID), encode(CLIENT_SECRET))))
}

fn merged(mut grant: Value, fields: Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        match value {
            Value::Null => grant.as_object_mut().unwrap().remove(name),
            value => grant.as_object_mut().unwrap().insert(name.clone(), value.clone()),
        };
    }
    grant
}

fn refusal(code: &str) -> Response {
    let status = if code == "invalid_client" { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
    (status, Json(json!({"error": code, "error_description": "refresh-token-in-words"}))).into_response()
}
