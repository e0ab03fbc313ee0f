//! Pages of other origins that may call the API (`server.cors_origins`). None, unless an operator lists them.
//!
//! Callers say who they are by a header, never by a cookie, so no page can use what a browser knows by itself: credentials
//! in the sense of the protocol stay off.

use std::time::Duration;

use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, ETAG, IF_NONE_MATCH, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, Method};
use innkeeper::WebOrigin;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// How long a browser may remember what it was told.
const REMEMBERED: Duration = Duration::from_secs(600);
/// Headers of ours and of the Model Context Protocol that a page may send, and read.
const SENT: [&str; 6] = [
    "innkeeper-identifier",
    "last-event-id",
    "mcp-protocol-version",
    "mcp-session-id",
    "mcp-method",
    "mcp-name",
];
const READ: [&str; 2] = ["x-request-id", "mcp-session-id"];

/// What answers a browser that asks on behalf of a page; nothing where no origin is listed.
pub(crate) fn layer(origins: &[WebOrigin]) -> Option<CorsLayer> {
    let origins = origins.iter().filter_map(|origin| HeaderValue::from_str(origin.as_str()).ok());
    let origins: Vec<HeaderValue> = origins.collect();
    if origins.is_empty() {
        return None;
    }
    let names = |names: &'static [&'static str]| names.iter().copied().map(HeaderName::from_static);
    let layer = CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers(
            [AUTHORIZATION, CONTENT_TYPE, IF_NONE_MATCH].into_iter().chain(names(&SENT)).collect::<Vec<_>>(),
        )
        .expose_headers(
            [ETAG, RETRY_AFTER, WWW_AUTHENTICATE].into_iter().chain(names(&READ)).collect::<Vec<_>>(),
        )
        .max_age(REMEMBERED);
    Some(layer)
}
