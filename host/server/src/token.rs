//! `POST /oauth/token`: client credentials (RFC 6749 §4.4). An API key's two halves become a bearer that lives shortly.
//!
//! The one route of the API whose errors are not problem documents: clients of this protocol expect RFC 6749 §5.2.

mod credentials;
mod refusal;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, PRAGMA};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use http_body_util::Limited;
use serde::Serialize;
use utoipa::ToSchema;

use self::credentials::{Credentials, Parameters};
use self::refusal::{Refusal, TokenError};
use crate::app::App;
use crate::extract::arrival;

/// Bytes of a body: two halves of a key are a hundred.
const LARGEST_BODY: usize = 8 << 10;
const FORM: &str = "application/x-www-form-urlencoded";

/// What a client sends (RFC 6749 §4.4.2). For the API's description: what comes is read parameter by parameter.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes a form")]
pub(crate) struct TokenRequest {
    /// `client_credentials`.
    grant_type: String,
    /// A key's first half, unless `Authorization: Basic` has it.
    client_id: Option<String>,
    /// A key's second half, unless `Authorization: Basic` has it.
    #[schema(write_only)]
    client_secret: Option<String>,
}

/// What a client gets. No `Debug`: it holds a bearer.
#[derive(Serialize, ToSchema)]
#[schema(as = AccessToken)]
pub(crate) struct Granted<'a> {
    /// The bearer, `ia_…`.
    access_token: &'a str,
    /// `Bearer`.
    token_type: &'static str,
    /// Seconds that it lives.
    expires_in: u32,
}

/// Exchange a key's two halves for a short-lived bearer
///
/// Client credentials (RFC 6749 §4.4). The bearer has the key's rights and ends with it at the latest.
#[utoipa::path(
    post, path = "/oauth/token", tag = "keys", operation_id = "exchange_token", security((), ("client" = [])),
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The bearer", body = Granted),
        (status = "4XX", description = "No bearer (RFC 6749 §5.2)", body = TokenError),
        (status = "5XX", description = "The host failed", body = TokenError),
    ),
)]
pub(crate) async fn exchange(State(app): State<App>, headers: HeaderMap, body: Body) -> Response {
    let answer = match granted(&app, &headers, body).await {
        Ok(answer) => answer,
        Err(refusal) => refusal.into_response(),
    };
    // RFC 6749 §5.1 asks for both.
    let uncached = [
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (PRAGMA, HeaderValue::from_static("no-cache")),
    ];
    (uncached, answer).into_response()
}

async fn granted(app: &App, headers: &HeaderMap, body: Body) -> Result<Response, Refusal> {
    must_be_a_form(headers)?;
    let body = arrival(Body::new(Limited::new(body, LARGEST_BODY))).await?;
    let mut parameters = Parameters::parse(&body)?;
    match parameters.take("grant_type").as_deref() {
        Some("client_credentials") => {}
        Some(_) => return Err(Refusal::UnsupportedGrantType),
        None => return Err(Refusal::InvalidRequest("grant_type is missing")),
    }
    if parameters.take("scope").is_some() {
        return Err(Refusal::InvalidScope);
    }
    let Credentials { client_id, client_secret } = Credentials::of(headers, &mut parameters)?;
    let token = app.host.exchange(&client_id, &client_secret).await?;
    let granted = Granted {
        access_token: token.value.expose(),
        token_type: "Bearer",
        expires_in: token.expires_in.get(),
    };
    let body = serde_json::to_vec(&granted).map_err(|_| Refusal::Failed)?;
    Ok(([(CONTENT_TYPE, "application/json")], body).into_response())
}

fn must_be_a_form(headers: &HeaderMap) -> Result<(), Refusal> {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = value.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(FORM) {
        Ok(())
    } else {
        Err(Refusal::InvalidRequest("the body must be a form: application/x-www-form-urlencoded"))
    }
}
