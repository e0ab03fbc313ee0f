//! What a client has to know before it has a token: who issues them (RFC 9728).
//!
//! The API is one resource, `/mcp` another, and `/mcp/{toolset}` one each, because a client compares the description's
//! `resource` with the URL that it was given. Everybody may read them, also a page of another origin.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::ACCESS_CONTROL_ALLOW_ORIGIN;
use axum::response::{IntoResponse, Response};
use innkeeper::Kind;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::challenge::is_plain;
use crate::extract::{Json, Path};
use crate::problem_response::{ProblemResponse, with_status};

/// A protected resource's description.
#[derive(Serialize, ToSchema)]
#[schema(as = ProtectedResource)]
struct Description<'a> {
    /// Its URL.
    resource: &'a str,
    /// For people.
    resource_name: String,
    /// Where people read on.
    resource_documentation: String,
    /// `header`.
    bearer_methods_supported: Vec<&'static str>,
    /// Who issues tokens. Absent where only this host's own keys let anybody in: nobody issues those by OAuth.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authorization_servers: Vec<&'a str>,
}

/// Say who issues tokens for the API (RFC 9728)
#[utoipa::path(
    get, path = "/.well-known/oauth-protected-resource", tag = "host", operation_id = "describe_api_resource",
    security(()), responses((status = 200, description = "The description", body = Description)),
)]
pub(crate) async fn of_the_api(State(app): State<App>) -> Response {
    describe(&app, &[], "Innkeeper".to_owned())
}

/// Say who issues tokens for `/mcp`
#[utoipa::path(
    get, path = "/.well-known/oauth-protected-resource/mcp", tag = "host", operation_id = "describe_mcp_resource",
    security(()), responses((status = 200, description = "The description", body = Description)),
)]
pub(crate) async fn of_mcp(State(app): State<App>) -> Response {
    describe(&app, &["mcp"], "Innkeeper: tools".to_owned())
}

/// Which toolset.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ByToolset {
    /// The toolset's name.
    toolset: String,
}

/// Say who issues tokens for one toolset at `/mcp`
#[utoipa::path(
    get, path = "/.well-known/oauth-protected-resource/mcp/{toolset}", tag = "host",
    operation_id = "describe_toolset_resource", params(ByToolset),
    security(()), responses((status = 200, description = "The description", body = Description)),
)]
pub(crate) async fn of_a_toolset(
    State(app): State<App>,
    Path(ByToolset { toolset }): Path<ByToolset>,
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
        bearer_methods_supported: vec!["header"],
        authorization_servers: app.host.issuers().collect(),
    };
    let mut response = Json(&description).into_response();
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}
