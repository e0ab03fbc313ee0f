//! What a client has to know before it has a token: who issues them (RFC 9728).
//!
//! The API is one resource, `/mcp` another, and `/mcp/{toolset}` one each, because a client compares the description's
//! `resource` with the URL that it was given. Everybody may read them, also a page of another origin.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::ACCESS_CONTROL_ALLOW_ORIGIN;
use axum::response::{IntoResponse, Response};
use innkeeper::Kind;
use serde::Serialize;

use crate::app::App;
use crate::challenge::is_plain;
use crate::extract::{Json, Path};
use crate::problem_response::{ProblemResponse, with_status};

/// A protected resource's description.
#[derive(Serialize)]
struct Description<'a> {
    resource: &'a str,
    resource_name: String,
    resource_documentation: String,
    bearer_methods_supported: [&'static str; 1],
    /// Absent where only this host's own keys let anybody in: nobody issues those by OAuth.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authorization_servers: Vec<&'a str>,
}

/// Of the API.
pub(crate) async fn of_the_api(State(app): State<App>) -> Response {
    describe(&app, &[], "Innkeeper".to_owned())
}

/// Of all tools over MCP.
pub(crate) async fn of_mcp(State(app): State<App>) -> Response {
    describe(&app, &["mcp"], "Innkeeper: tools".to_owned())
}

/// Of one toolset over MCP.
pub(crate) async fn of_a_toolset(
    State(app): State<App>,
    Path(toolset): Path<String>,
) -> Result<Response, ProblemResponse> {
    if !is_plain(&toolset) || !app.host.catalogue().toolsets().contains(&&*toolset) {
        return Err(with_status(
            Kind::NotFound,
            404,
            "there is no such toolset; `innkeeper tools list` shows them",
        ));
    }
    Ok(describe(&app, &["mcp", &toolset], format!("Innkeeper: tools of {toolset}")))
}

fn describe(app: &App, segments: &[&str], resource_name: String) -> Response {
    let url = app.public_url.below(segments);
    let description = Description {
        // A host without a path is named without the slash that a parsed URL ends in.
        resource: url.as_str().trim_end_matches('/'),
        resource_name,
        resource_documentation: app.public_url.below(&[]).to_string(),
        bearer_methods_supported: ["header"],
        authorization_servers: app.host.issuers().collect(),
    };
    let mut response = Json(&description).into_response();
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}
