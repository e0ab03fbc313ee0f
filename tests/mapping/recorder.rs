//! A provider that knows nothing: it writes down what it is asked, and answers in general terms.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::serve::ListenerExt as _;
use bytes::Bytes;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::answers::{self, Canned};

/// Below what the API's paths are.
const BASE: &str = "/2.0";
/// More than any request of this test.
const MOST_BYTES: usize = 1 << 20;

/// One request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    /// Below the API's base, still encoded.
    pub(crate) path: String,
    /// Still encoded; none where there was no question mark.
    pub(crate) query: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Whether the provider itself wrote this address: the host only followed it.
    pub(crate) is_followed: bool,
}

/// The server, and what it saw.
pub(crate) struct Recorder {
    /// `http://127.0.0.1:port/2.0`
    pub(crate) base: String,
    journal: Arc<Journal>,
    server: JoinHandle<()>,
}

/// What came, by the token that it came with: an account makes one call at a time, so its requests are that call's.
type Journal = Mutex<BTreeMap<String, Page>>;

/// What is written down of one account.
#[derive(Default)]
struct Page {
    /// Whether somebody is going to ask for it.
    is_known: bool,
    seen: Vec<Seen>,
    answers: &'static [Canned],
    /// Addresses that the provider gave out.
    links: Vec<String>,
}

impl Recorder {
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://{}{BASE}", listener.local_addr()?);
        let journal = Arc::new(Journal::default());
        let router = Router::new().fallback(answer).with_state(Arc::clone(&journal));
        let listener = listener.tap_io(|stream| {
            // Without it an answer may wait for a delayed ACK: slower, and nothing else.
            let _ = stream.set_nodelay(true);
        });
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("the recording provider failed: {error}");
            }
        });
        Ok(Self { base, journal, server })
    }

    /// The token that came up since the last time: an account was connected.
    pub(crate) fn newcomer(&self) -> anyhow::Result<String> {
        let mut journal = lock(&self.journal);
        let (token, page) = journal.iter_mut().find(|(_, page)| !page.is_known).context("no new token")?;
        *page = Page { is_known: true, ..Page::default() };
        Ok(token.clone())
    }

    /// From now on answers these requests of an account like this, and all others in general terms. `link` was given out
    /// before.
    pub(crate) fn prepare(&self, token: &str, answers: &'static [Canned], link: Option<&str>) {
        let mut journal = lock(&self.journal);
        let page = journal.entry(token.to_owned()).or_default();
        page.answers = answers;
        page.links = link.into_iter().map(str::to_owned).collect();
    }

    /// What came from an account since the last time, oldest first.
    pub(crate) fn take(&self, token: &str) -> Vec<Seen> {
        lock(&self.journal).get_mut(token).map(|page| std::mem::take(&mut page.seen)).unwrap_or_default()
    }

    /// What came from nobody: with another token, or with none.
    pub(crate) fn strays(&self) -> Vec<Seen> {
        let mut journal = lock(&self.journal);
        let unknown = journal.values_mut().filter(|page| !page.is_known);
        unknown.flat_map(|page| std::mem::take(&mut page.seen)).collect()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Seen {
    async fn of(request: Request<Body>) -> Result<Self, axum::Error> {
        let (head, body) = request.into_parts();
        let path = head.uri.path();
        Ok(Self {
            method: head.method.to_string(),
            path: path.strip_prefix(BASE).unwrap_or(path).to_owned(),
            query: head.uri.query().map(str::to_owned),
            headers: head.headers,
            body: to_bytes(body, MOST_BYTES).await?,
            is_followed: false,
        })
    }

    /// Whose request it is; empty where that is nobody's.
    fn token(&self) -> &str {
        self.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Path and query.
    pub(crate) fn target(&self) -> String {
        match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }
}

async fn answer(State(journal): State<Arc<Journal>>, request: Request<Body>) -> Response {
    let mut seen = match Seen::of(request).await {
        Ok(seen) => seen,
        Err(error) => return (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    };
    let mut journal = lock(&journal);
    let page = journal.entry(seen.token().to_owned()).or_default();
    seen.is_followed = page.links.iter().any(|link| link.ends_with(&seen.target()));
    let canned = page.answers.iter().chain(answers::ALWAYS).find(|canned| canned.is_for(&seen));
    let response = canned.map_or_else(|| in_general(&seen.method), |canned| canned.response(&seen));
    if response.status().is_redirection() {
        let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
        page.links.extend(location.map(str::to_owned));
    }
    page.seen.push(seen);
    response
}

/// An empty page is an empty object as well.
fn in_general(method: &str) -> Response {
    match method {
        "DELETE" => StatusCode::NO_CONTENT.into_response(),
        "GET" => document(json!({ "values": [] }).to_string()),
        _ => document("{}".to_owned()),
    }
}

fn document(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
