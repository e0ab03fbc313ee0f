//! A stand-in for a HashiCorp Vault with its transit engine: it really encrypts, looks at the token, and refuses as Vault does.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

const NONCE_BYTES: usize = 24;

/// What it answers, unless it works.
#[derive(Clone, Debug)]
enum Mood {
    Works,
    Sealed,
    Silent,
    Says(u16, String),
}

struct Shared {
    token: String,
    namespace: Option<String>,
    /// Keys of the engine by name.
    keys: HashMap<String, [u8; 32]>,
    mood: Mutex<Mood>,
    seen: Mutex<Vec<String>>,
}

/// A key service on loopback, with a key `innkeeper` in the engine at `transit`.
pub struct KeyServer {
    /// Where it is.
    pub url: Url,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl KeyServer {
    /// Starts one that takes this token, in this namespace.
    pub async fn start(token: &str, namespace: Option<&str>) -> anyhow::Result<Self> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).ok().context("no randomness")?;
        let shared = Arc::new(Shared {
            token: token.to_owned(),
            namespace: namespace.map(str::to_owned),
            keys: HashMap::from([("innkeeper".to_owned(), key)]),
            mood: Mutex::new(Mood::Works),
            seen: Mutex::default(),
        });
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let url = Url::parse(&format!("http://{}", listener.local_addr()?))?;
        let router = Router::new()
            .route("/v1/transit/decrypt/{key}", post(decrypt))
            .route("/v1/transit/datakey/wrapped/{key}", post(wrapped))
            .fallback(|| async { refusal(404, "no handler for route \"x\". route entry not found.") })
            .with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("the key server failed: {error}");
            }
        });
        Ok(Self { url, shared, task })
    }

    /// Is sealed from now on.
    pub fn seal(&self) {
        self.be(Mood::Sealed);
    }

    /// Answers nothing from now on.
    pub fn fall_silent(&self) {
        self.be(Mood::Silent);
    }

    /// Answers so from now on.
    pub fn say(&self, status: u16, body: &str) {
        self.be(Mood::Says(status, body.to_owned()));
    }

    /// Works again.
    pub fn work(&self) {
        self.be(Mood::Works);
    }

    /// The operations that were asked for.
    #[must_use]
    pub fn seen(&self) -> Vec<String> {
        self.shared.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn be(&self, mood: Mood) {
        *self.shared.mood.lock().unwrap_or_else(PoisonError::into_inner) = mood;
    }
}

impl Drop for KeyServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn decrypt(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let key = match shared.admit("decrypt", &name, &headers).await {
        Ok(key) => key,
        Err(refused) => return refused,
    };
    let ciphertext = body["ciphertext"].as_str().unwrap_or_default();
    let Some(encoded) = ciphertext.strip_prefix("vault:v1:") else {
        return refusal(400, "invalid ciphertext: no prefix");
    };
    match STANDARD.decode(encoded).ok().and_then(|sealed| open(&key, &sealed)) {
        Some(plaintext) => answer(&json!({ "plaintext": STANDARD.encode(plaintext) })),
        None => refusal(400, "cipher: message authentication failed"),
    }
}

async fn wrapped(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let key = match shared.admit("datakey", &name, &headers).await {
        Ok(key) => key,
        Err(refused) => return refused,
    };
    let mut fresh = [0; 32];
    let mut nonce = [0; NONCE_BYTES];
    if body["bits"] != 256 || getrandom::fill(&mut fresh).is_err() || getrandom::fill(&mut nonce).is_err() {
        return refusal(400, "invalid bit length");
    }
    match cipher(&key).encrypt(&XNonce::from(nonce), &fresh[..]) {
        Ok(sealed) => {
            let text = STANDARD.encode([&nonce[..], &sealed].concat());
            answer(&json!({ "ciphertext": format!("vault:v1:{text}"), "key_version": 1 }))
        }
        Err(_) => refusal(500, "internal error"),
    }
}

impl Shared {
    async fn admit(&self, operation: &str, name: &str, headers: &HeaderMap) -> Result<[u8; 32], Response> {
        let seen = format!("{operation} {name}");
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).push(seen);
        let mood = self.mood.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match mood {
            Mood::Works => {}
            Mood::Sealed => return Err(refusal(503, "Vault is sealed")),
            Mood::Silent => std::future::pending().await,
            Mood::Says(status, body) => {
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                return Err((status, [("location", "http://127.0.0.1:1/")], body).into_response());
            }
        }
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let is_known = header("x-vault-token") == Some(&self.token)
            && header("x-vault-namespace") == self.namespace.as_deref()
            && header("x-vault-request") == Some("true");
        if !is_known {
            return Err(refusal(403, "permission denied"));
        }
        self.keys.get(name).copied().ok_or_else(|| refusal(400, "encryption key not found"))
    }
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&Key::from(*key))
}

fn open(key: &[u8; 32], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE_BYTES>()?;
    cipher(key).decrypt(&XNonce::from(*nonce), ciphertext).ok()
}

fn answer(data: &Value) -> Response {
    Json(json!({ "request_id": "1", "lease_duration": 0, "data": data, "auth": null })).into_response()
}

fn refusal(status: u16, error: &str) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(json!({ "errors": [error] }))).into_response()
}
