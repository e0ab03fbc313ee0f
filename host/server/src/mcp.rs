//! The Model Context Protocol: the same tools, for agents that speak it.
//!
//! `/mcp` offers four tools that lead to all others (search, describe, call, connections), so that a model's context is
//! not filled with 194 schemas; `/mcp/{toolset}` offers the tools of one toolset by themselves. `?effects=read` narrows
//! either. Both eras of the protocol are spoken on these paths: sessions (2025-03-26 to 2025-11-25) and self-contained
//! requests (2026-07-28). The messages, versions and transports are rmcp's; what is ours stands here:
//!
//! - [`scope`]: what one endpoint offers, from its path and query;
//! - [`asker`]: who asks, and on whose behalf;
//! - [`written`]: the catalogue's tools as the protocol writes them;
//! - [`desk`]: the server: listing, calling, news of changes;
//! - [`guide`]: the four tools of `/mcp`;
//! - [`call`]: one call of a tool, its progress and its end; [`outcome`]: what becomes of it for a model;
//! - [`consent`]: what an agent gets whose user has not connected yet, in each era; [`state`]: what a client carries from one
//!   round to the next; [`parts`]: what seals are bound to;
//! - [`session`]: a session belongs to the caller who opened it.
//!
//! Every call ends in [`Host::invoke_attended`], as every other way in does; what a caller may is asked at each request, of
//! the key that came with it, and never remembered in a session.
//!
//! [`Host::invoke_attended`]: innkeeper::Host::invoke_attended

mod asker;
mod call;
mod consent;
mod desk;
mod guide;
mod outcome;
mod parts;
mod scope;
mod session;
mod state;
mod written;

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::response::{IntoResponse, Response};
use innkeeper::{Caller, Host, Kind, Problem, WebOrigin};
use rmcp::transport::StreamableHttpServerConfig;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::tower::StreamableHttpService;
use tokio_util::sync::{CancellationToken, DropGuard};

use self::desk::Desk;
use self::scope::{Narrowed, Scope};
use self::session::SessionSeal;
use crate::app::App;
use crate::extract::{Query, receive};
use crate::problem_response::ProblemResponse;
use crate::public_url::PublicUrl;
use crate::router::Options;
use crate::stopping::Stopping;

pub(crate) use self::written::tool;

/// Sessions at once. Each is a task and some kilobytes.
const MOST_SESSIONS: usize = 10_000;
/// The first version of the protocol that has none.
const WITHOUT_SESSIONS: &str = "2026-07-28";

/// The protocol's server.
pub(crate) struct Mcp {
    service: StreamableHttpService<Desk, LocalSessionManager>,
    sessions: Arc<LocalSessionManager>,
    seal: SessionSeal,
    /// Sessions end with this.
    _ends: DropGuard,
}

impl Mcp {
    pub(crate) fn new(host: &Host, public_url: &PublicUrl, options: &Options) -> Self {
        let stopping = CancellationToken::new();
        let ends = stopping.clone().drop_guard();
        let desk = Desk::new(host.clone(), stopping.clone());
        let mut config = StreamableHttpServerConfig::default()
            .with_json_response(true)
            .with_cancellation_token(stopping)
            .with_max_request_body_bytes(options.max_request_bytes)
            .with_allowed_hosts(hosts(public_url, &options.allowed_hosts))
            .with_allowed_origins(origins(public_url, &options.cors_origins))
            .enforce_origin_validation();
        config.sse_retry = None;
        let sessions = Arc::new(LocalSessionManager::default());
        let service = StreamableHttpService::new(move || Ok(desk.clone()), Arc::clone(&sessions), config);
        Self { service, sessions, seal: SessionSeal::new(host), _ends: ends }
    }
}

/// One request of the protocol. Its caller is known already.
pub(crate) async fn serve(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    stopping: Option<Extension<Stopping>>,
    Query(narrowed): Query<Narrowed>,
    mut request: Request,
) -> Result<Response, ProblemResponse> {
    let scope = Scope::of(request.uri().path(), narrowed, &app.host)?;
    let Mcp { service, sessions, seal, .. } = &app.mcp;
    if sessions.sessions.read().await.len() >= most_sessions(request.headers()) {
        let said =
            "as many sessions are open as this host keeps; they end after five minutes without a message";
        return Err(Problem::new(Kind::Overloaded, said).retryable(Some(5_000)).into());
    }
    let owner = session::Owner { caller: &caller, scope: &scope };
    if let Err(unknown) = seal.open(request.headers_mut(), &owner) {
        return Ok(unknown.into_response());
    }
    request.extensions_mut().insert(scope.clone());
    let of_news = request.method() == Method::GET;
    // The protocol's own reading of the body would wait for it without end.
    let (parts, body) = receive(request).await?;
    let request = Request::from_parts(parts, Body::from(body));
    let mut response = service.handle(request).await.map(Body::new);
    seal.close(response.headers_mut(), &owner);
    Ok(match stopping {
        Some(Extension(stopping)) if of_news => stopping.ends(response),
        _ => response,
    })
}

/// How many sessions may be open for a request to be served. One of a session always is. One that says it opens none
/// (2026-07-28) is not kept out by those who do; what it says is checked later, so it has a bound all the same.
fn most_sessions(headers: &HeaderMap) -> usize {
    let speaks = |version: &HeaderValue| version.as_bytes() >= WITHOUT_SESSIONS.as_bytes();
    if headers.contains_key(session::HEADER) {
        usize::MAX
    } else if headers.get("mcp-protocol-version").is_some_and(speaks) {
        2 * MOST_SESSIONS
    } else {
        MOST_SESSIONS
    }
}

/// Names under which the host is reached: its own, and those of this machine.
fn hosts(public_url: &PublicUrl, more: &[String]) -> Vec<String> {
    let own = public_url.authority();
    own.into_iter()
        .chain(["localhost", "127.0.0.1", "[::1]"].map(str::to_owned))
        .chain(more.iter().cloned())
        .collect()
}

/// Pages that may speak to the endpoints: the host's own, those of this machine where the host is on it, and those that
/// the operator lists.
fn origins(public_url: &PublicUrl, more: &[WebOrigin]) -> Vec<String> {
    let local = ["http://localhost:*", "http://127.0.0.1:*", "http://[::1]:*"].map(str::to_owned);
    let local = local.into_iter().filter(|_| public_url.is_loopback());
    std::iter::once(public_url.origin()).chain(local).chain(more.iter().map(WebOrigin::to_string)).collect()
}
