//! Path segments.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use innkeeper::Kind;
use serde::de::DeserializeOwned;

use crate::problem_response::{ProblemResponse, with_status};

/// The parameters of the route, percent-decoded once: an identifier may hold `@` and `/`.
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = ProblemResponse;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ProblemResponse> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(segments)) => Ok(Self(segments)),
            Err(_) => Err(with_status(Kind::BadInput, 400, "the path is not UTF-8 in percent-encoding")),
        }
    }
}
