//! `/`: what this is.

use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use maud::html;

use super::Page;

/// The routes that somebody new looks for.
const PLACES: [(&str, &str); 5] = [
    ("POST /v1/invoke", "call a tool"),
    ("GET /v1/tools", "the tools there are"),
    ("GET /v1/accounts", "connected accounts"),
    ("GET /healthz", "whether the process is alive"),
    ("GET /readyz", "whether it can serve"),
];

/// The same for everybody, so it may be kept.
pub(crate) async fn front() -> Response {
    let main = html! {
        p {
            "This is a host for connectors: sandboxed plugins that call a provider's API on behalf of people who gave their "
            "consent. The host keeps the tokens; a connector never sees one."
        }
        h2 { "The API" }
        p { "Below " code { "/v1" } " every call needs " code { "Authorization: Bearer" } " and a key of this host." }
        dl {
            @for (place, what) in PLACES {
                dt { code { (place) } }
                dd { (what) }
            }
        }
        p { "Somebody sent you a link to connect an account? Open that link; there is nothing to do on this page." }
    };
    ([(CACHE_CONTROL, "public, max-age=300")], Page::new(StatusCode::OK, "A host for connectors", main))
        .into_response()
}
