//! The token endpoint.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::State,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, StatusCode, header};
use serde_json::json;

use super::authority::{Authority, GrantError, IssuedTokens, Times};
use crate::{api::Query, lock, shared::Shared};

/// An error of RFC 6749, section 5.2.
struct OauthError {
    status: StatusCode,
    code: &'static str,
    description: &'static str,
}

/// Exchanges a code or a refresh token.
pub(super) async fn exchange(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let times = shared.times();
    let issued = grant(&mut lock(&shared.authority), &headers, &body, times);
    match issued {
        Ok(tokens) => {
            let mut reply = json!({
                "access_token": tokens.access_token,
                "refresh_token": tokens.refresh_token,
                "expires_in": times.access_life.as_secs(),
                "token_type": "bearer",
            });
            reply[shared.scope_member.name()] = json!(tokens.scopes.join(" "));
            ([(header::CACHE_CONTROL, "no-store")], Json(reply)).into_response()
        }
        Err(error) => error.into_response(),
    }
}

fn grant(
    authority: &mut Authority,
    headers: &HeaderMap,
    body: &[u8],
    times: Times,
) -> Result<IssuedTokens, OauthError> {
    let consumer = authenticate(authority, headers)?;
    let declared =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !declared.starts_with("application/x-www-form-urlencoded") {
        return Err(bad("invalid_grant", "The body has to be a form"));
    }
    let form = Query::parse(&String::from_utf8_lossy(body));
    let issued = match form.first("grant_type") {
        Some("authorization_code") => {
            let code = form.first("code").unwrap_or_default();
            let (redirect_uri, verifier) = (form.first("redirect_uri"), form.first("code_verifier"));
            authority.exchange_code(&consumer, code, redirect_uri, verifier, times)
        }
        Some("refresh_token") => {
            authority.refresh(&consumer, form.first("refresh_token").unwrap_or_default(), times)
        }
        Some("client_credentials") => {
            return Err(bad("unauthorized_client", "The consumer is not private"));
        }
        Some(_) => return Err(bad("unsupported_grant_type", "The grant type is not supported")),
        None => return Err(bad("invalid_request", "The grant type is missing")),
    };
    issued.map_err(OauthError::from)
}

/// The key of the consumer whose secret came along. The secret is needed in every case.
fn authenticate(authority: &Authority, headers: &HeaderMap) -> Result<String, OauthError> {
    let basic = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let decoded = basic
        .and_then(|value| value.strip_prefix("Basic "))
        .and_then(|encoded| STANDARD.decode(encoded).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let known = decoded
        .as_deref()
        .and_then(|text| text.split_once(':'))
        .and_then(|(key, secret)| authority.consumer(key).filter(|consumer| consumer.knows(secret)));
    known.map(|consumer| consumer.key.clone()).ok_or(OauthError {
        status: StatusCode::UNAUTHORIZED,
        code: "invalid_client",
        description: "Invalid OAuth client credentials",
    })
}

const fn bad(code: &'static str, description: &'static str) -> OauthError {
    OauthError { status: StatusCode::BAD_REQUEST, code, description }
}

impl From<GrantError> for OauthError {
    fn from(error: GrantError) -> Self {
        match error {
            GrantError::Invalid => bad("invalid_grant", "The specified grant is invalid or expired"),
            GrantError::Randomness => Self {
                status: StatusCode::INTERNAL_SERVER_ERROR,
                code: "server_error",
                description: "No randomness",
            },
        }
    }
}

impl IntoResponse for OauthError {
    fn into_response(self) -> Response {
        let body = json!({ "error": self.code, "error_description": self.description });
        (self.status, Json(body)).into_response()
    }
}
