//! Errors of the token endpoint, in the protocol's own form (RFC 6749 §5.2).

use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use innkeeper::{Kind, Problem};
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::Unreceived;

/// An error of the protocol.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenError {
    /// Its code: `invalid_client`.
    error: &'static str,
    /// What is wrong, and what to do.
    error_description: String,
}

/// Why no token is given.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The request is not one.
    InvalidRequest(&'static str),
    /// Its body did not arrive.
    NoBody(Unreceived),
    /// Nobody says who asks, or not in a way that is understood.
    InvalidClient(&'static str),
    /// Who asks is not known; the sentence does not say which half is wrong.
    UnknownClient(String),
    /// Only client credentials are exchanged here.
    UnsupportedGrantType,
    /// A bearer has the rights of its key: there is nothing to choose.
    InvalidScope,
    /// The host's own failure; its log says more.
    Failed,
}

impl From<Box<Problem>> for Refusal {
    fn from(problem: Box<Problem>) -> Self {
        if problem.kind == Kind::Unauthenticated { Self::UnknownClient(problem.detail) } else { Self::Failed }
    }
}

impl From<Unreceived> for Refusal {
    fn from(failure: Unreceived) -> Self {
        Self::NoBody(failure)
    }
}

impl Refusal {
    fn told(&self) -> (StatusCode, &'static str, &str) {
        match self {
            Self::InvalidRequest(said) => (StatusCode::BAD_REQUEST, "invalid_request", said),
            Self::NoBody(Unreceived::TooLarge) => {
                (StatusCode::PAYLOAD_TOO_LARGE, "invalid_request", "the body is larger than any request is")
            }
            Self::NoBody(Unreceived::Broken) => {
                (StatusCode::BAD_REQUEST, "invalid_request", "the body ended before it was whole")
            }
            Self::NoBody(Unreceived::Late(_)) => {
                (StatusCode::REQUEST_TIMEOUT, "invalid_request", "the body took too long to arrive")
            }
            Self::InvalidClient(said) => (StatusCode::UNAUTHORIZED, "invalid_client", said),
            Self::UnknownClient(said) => (StatusCode::UNAUTHORIZED, "invalid_client", said),
            Self::UnsupportedGrantType => {
                (StatusCode::BAD_REQUEST, "unsupported_grant_type", "grant_type must be client_credentials")
            }
            Self::InvalidScope => (
                StatusCode::BAD_REQUEST,
                "invalid_scope",
                "a bearer has the rights of its key: leave scope out",
            ),
            // RFC 6749 names this error only for the authorization endpoint; clients know it all the same.
            Self::Failed => {
                (StatusCode::INTERNAL_SERVER_ERROR, "server_error", "the host failed; its log says why")
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, error, said) = self.told();
        // `error_description` takes no quotes and no backslash (RFC 6749 §5.2).
        let error_description = said.replace('`', "'").replace(['"', '\\'], "");
        // Strings always serialise.
        let body = serde_json::to_vec(&TokenError { error, error_description }).unwrap_or_default();
        let mut response = (status, [(CONTENT_TYPE, "application/json")], body).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Basic realm=\"Innkeeper\", charset=\"UTF-8\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, scheme);
        }
        response
    }
}
