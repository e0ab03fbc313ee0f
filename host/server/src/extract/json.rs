//! JSON bodies, both ways.

use axum::extract::{FromRequest, OptionalFromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use innkeeper::{Kind, Problem};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::{mistake, receive};
use crate::problem_response::{ProblemResponse, with_status};

/// Room for most answers.
const USUAL_BYTES: usize = 4_096;

/// A JSON body: parsed from a request, or written to a response. `Option<Json<T>>` also takes no body at all.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ProblemResponse;

    async fn from_request(request: Request, _: &S) -> Result<Self, ProblemResponse> {
        must_be_json(request.headers())?;
        let (_, body) = receive(request).await?;
        parse(&body).map(Self)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> OptionalFromRequest<S> for Json<T> {
    type Rejection = ProblemResponse;

    async fn from_request(request: Request, _: &S) -> Result<Option<Self>, ProblemResponse> {
        let is_json = must_be_json(request.headers());
        let (_, body) = receive(request).await?;
        if body.is_empty() {
            return Ok(None);
        }
        is_json?;
        parse(&body).map(|value| Some(Self(value)))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match written(&self.0) {
            Ok(body) => ([(CONTENT_TYPE, "application/json")], body).into_response(),
            Err(refused) => refused.into_response(),
        }
    }
}

/// An answer as it is sent.
pub(crate) fn written(answer: &impl Serialize) -> Result<Vec<u8>, ProblemResponse> {
    let mut body = Vec::with_capacity(USUAL_BYTES);
    serde_json::to_writer(&mut body, answer)
        .map_err(|error| Problem::internal("writing the answer", &error))?;
    Ok(body)
}

fn must_be_json(headers: &HeaderMap) -> Result<(), ProblemResponse> {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_json =
        essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"));
    if is_json {
        Ok(())
    } else {
        Err(with_status(
            Kind::BadInput,
            415,
            "the body must be JSON: send it with `Content-Type: application/json`",
        ))
    }
}

/// Text that is no JSON is a malformed request; JSON that is not what was asked for is an input with a field to name.
/// Which field is wrong is looked for where one is: keeping track of it costs as much as reading.
fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ProblemResponse> {
    serde_json::from_slice(body).or_else(|_| explained(body))
}

/// As [`parse`], and says which field is wrong.
fn explained<T: DeserializeOwned>(body: &[u8]) -> Result<T, ProblemResponse> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| mistake(body, &error))?;
    json.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

/// A wrong field is found before the rest of the body is read, so the rest is read now.
fn mistake(body: &[u8], error: &serde_path_to_error::Error<serde_json::Error>) -> ProblemResponse {
    match serde_json::from_slice::<IgnoredAny>(body) {
        Ok(_) => mistake::problem(error.path(), &error.inner().to_string()).into(),
        Err(syntax) => malformed(&syntax),
    }
}

fn malformed(error: &serde_json::Error) -> ProblemResponse {
    with_status(Kind::BadInput, 400, format!("the body is not JSON: {error}"))
}

#[cfg(test)]
mod tests;
