//! Every route in one table, and what surrounds all of them. A handler says which path and method are its own.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get, post};
use axum::{Router, middleware};
use innkeeper::{Host, Kind, WebOrigin};
use url::Url;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::{App, Reach};
use crate::mcp::{self, Mcp};
use crate::problem_response::{ProblemResponse, with_status};
use crate::public_url::PublicUrl;
use crate::tool_format::Forms;
use crate::{
    accounts, audit, auth, callback, confirm, connect, connections, connectors, cors, health, invoke, keys,
    metrics, observe, openapi, pages, protected_resource, token, tools, vault,
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
    /// Origins of web pages that may call the API and `/mcp`, besides the host's own.
    pub cors_origins: Vec<WebOrigin>,
}

impl Options {
    /// A host that is reached under its own name only.
    #[must_use]
    pub fn new(public_url: Url, max_request_bytes: usize) -> Self {
        Self { public_url, max_request_bytes, allowed_hosts: Vec::new(), cors_origins: Vec::new() }
    }
}

/// The API and the consent pages of a host.
///
/// Sessions of the Model Context Protocol end with the router.
pub fn router(host: Host, options: Options) -> Router {
    let public_url = PublicUrl::new(options.public_url.clone());
    let mcp = Mcp::new(&host, &public_url, &options);
    let app: App = Arc::new(Reach { host, public_url, mcp, forms: Forms::default() });
    let called: Router<App> = api().merge(agents()).into();
    let called = called.route_layer(middleware::from_fn_with_state(app.clone(), auth::require_caller));
    let called = called.merge(clients()).method_not_allowed_fallback(no_such_method);
    let called = match cors::layer(&options.cors_origins) {
        Some(layer) => called.layer(layer),
        None => called,
    };
    called
        .merge(browser())
        .merge(probes())
        .merge(descriptions())
        .fallback(no_such_route)
        .method_not_allowed_fallback(no_such_method)
        .layer(middleware::from_fn_with_state(
            DefaultBodyLimit::max(options.max_request_bytes),
            observe::observe,
        ))
        .with_state(app)
}

/// Every route that is described, as it is described.
pub(crate) fn documented() -> OpenApi {
    api().merge(clients()).merge(probes()).merge(descriptions()).into_openapi()
}

/// What applications call. Each of these routes has a caller.
fn api() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(invoke::invoke))
        .routes(routes!(tools::list))
        .routes(routes!(tools::show))
        .routes(routes!(connections::list))
        .routes(routes!(connections::show, connections::set, connections::remove))
        .routes(routes!(accounts::ensure))
        .routes(routes!(accounts::link))
        .routes(routes!(accounts::list))
        .routes(routes!(accounts::show, accounts::narrow, accounts::remove))
        .routes(routes!(accounts::revoke))
        .routes(routes!(accounts::verify))
        .routes(routes!(connectors::list, connectors::add))
        .routes(routes!(connectors::show, connectors::remove))
        .routes(routes!(connectors::approve))
        .routes(routes!(keys::list, keys::create))
        .routes(routes!(keys::revoke))
        .routes(routes!(keys::open_session))
        .routes(routes!(audit::list))
        .routes(routes!(audit::show))
        .routes(routes!(vault::status))
        .routes(routes!(vault::rekey))
}

/// What agents call that speak the Model Context Protocol, which describes itself. These routes have a caller too.
fn agents() -> OpenApiRouter<App> {
    OpenApiRouter::default().route("/mcp", any(mcp::serve)).route("/mcp/{toolset}", any(mcp::serve))
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
fn clients() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(token::exchange))
}

/// What load balancers and monitoring ask. Whoever asks is nobody we know, so the answers hold nothing personal.
fn probes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(health::alive))
        .routes(routes!(health::ready))
        .routes(routes!(metrics::read))
}

/// What clients read before they have a token.
fn descriptions() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(openapi::read))
        .routes(routes!(protected_resource::of_the_api))
        .routes(routes!(protected_resource::of_mcp))
        .routes(routes!(protected_resource::of_a_toolset))
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
