//! Every route in one table, and what surrounds all of them.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::routing::{any, delete, get, post, put};
use axum::{Router, middleware};
use innkeeper::{Host, Kind};
use url::Url;

use crate::app::App;
use crate::mcp::{self, Mcp};
use crate::problem_response::{ProblemResponse, with_status};
use crate::public_url::PublicUrl;
use crate::{
    accounts, audit, auth, callback, confirm, connect, connections, connectors, health, invoke, keys,
    metrics, observe, pages, protected_resource, token, tools, vault,
};

/// What the router is told besides the host.
#[derive(Clone, Debug)]
pub struct Options {
    /// How browsers and providers reach the host. The same that the host was opened with.
    pub public_url: Url,
    /// Bytes of one request body; a larger one is refused with 413.
    pub max_request_bytes: usize,
    /// Names that a `Host` header may have at `/mcp`, besides the host's own and those of this machine.
    pub allowed_hosts: Vec<String>,
    /// Origins of web pages that may speak to `/mcp`, besides the host's own.
    pub allowed_origins: Vec<String>,
}

impl Options {
    /// A host that is reached under its own name only.
    #[must_use]
    pub fn new(public_url: Url, max_request_bytes: usize) -> Self {
        Self { public_url, max_request_bytes, allowed_hosts: Vec::new(), allowed_origins: Vec::new() }
    }
}

/// The API and the consent pages of a host.
///
/// Sessions of the Model Context Protocol end with the router.
pub fn router(host: Host, options: Options) -> Router {
    let public_url = PublicUrl::new(options.public_url.clone());
    let mcp = Arc::new(Mcp::new(&host, &public_url, &options));
    let app = App { host, public_url, mcp };
    api(&app)
        .merge(browser())
        .merge(clients())
        .merge(probes())
        .merge(descriptions())
        .fallback(no_such_route)
        .method_not_allowed_fallback(no_such_method)
        .layer(DefaultBodyLimit::max(options.max_request_bytes))
        .layer(middleware::from_fn(observe::observe))
        .with_state(app)
}

/// What applications and agents call. Each of these routes has a caller.
fn api(app: &App) -> Router<App> {
    Router::new()
        .route("/v1/invoke", post(invoke::invoke))
        .route("/v1/tools", get(tools::list))
        .route("/v1/tools/{name}", get(tools::show))
        .route("/v1/connections", get(connections::list))
        .route(
            "/v1/connections/{connection}",
            get(connections::show).put(connections::set).delete(connections::remove),
        )
        .route("/v1/connections/{connection}/accounts/{identifier}", put(accounts::ensure))
        .route("/v1/connections/{connection}/accounts/{identifier}/links", post(accounts::link))
        .route("/v1/accounts", get(accounts::list))
        .route("/v1/accounts/{id}", get(accounts::show).patch(accounts::narrow).delete(accounts::remove))
        .route("/v1/accounts/{id}/revoke", post(accounts::revoke))
        .route("/v1/accounts/{id}/verify", post(accounts::verify))
        .route("/v1/connectors", get(connectors::list).post(connectors::add))
        .route("/v1/connectors/{name}", get(connectors::show).delete(connectors::remove))
        .route("/v1/connectors/{name}/approve", post(connectors::approve))
        .route("/v1/keys", get(keys::list).post(keys::create))
        .route("/v1/keys/{id}", delete(keys::revoke))
        .route("/v1/session-tokens", post(keys::open_session))
        .route("/v1/audit", get(audit::list))
        .route("/mcp", any(mcp::serve))
        .route("/mcp/{toolset}", any(mcp::serve))
        .route("/v1/vault", get(vault::status))
        .route("/v1/vault/rekey", post(vault::rekey))
        .route_layer(middleware::from_fn_with_state(app.clone(), auth::require_caller))
}

/// What people open. The ticket in the path, the cookie and the state are the credentials here.
fn browser() -> Router<App> {
    Router::new()
        .route("/", get(pages::front))
        .route("/connect/{ticket}", get(connect::show).post(connect::go_on))
        .route("/connect/{ticket}/confirm", post(confirm::confirm))
        .route("/oauth/callback/{connection}", get(callback::receive))
}

/// Where a client comes by its bearer. The credentials are in the request.
fn clients() -> Router<App> {
    Router::new().route("/oauth/token", post(token::exchange))
}

/// What load balancers and monitoring ask. Whoever asks is nobody we know, so the answers hold nothing personal.
fn probes() -> Router<App> {
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::read))
}

/// What clients read before they have a token.
fn descriptions() -> Router<App> {
    Router::new()
        .route("/.well-known/oauth-protected-resource", get(protected_resource::of_the_api))
        .route("/.well-known/oauth-protected-resource/mcp", get(protected_resource::of_mcp))
        .route("/.well-known/oauth-protected-resource/mcp/{toolset}", get(protected_resource::of_a_toolset))
}

async fn no_such_route() -> ProblemResponse {
    with_status(
        Kind::NotFound,
        Kind::NotFound.status(),
        "there is nothing at this path; the API begins at /v1",
    )
}

async fn no_such_method() -> ProblemResponse {
    with_status(
        Kind::BadInput,
        405,
        "this path does not take this method; the `Allow` header has those that it takes",
    )
}
