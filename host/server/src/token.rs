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
use serde::Serialize;

use self::credentials::{Credentials, Parameters};
use self::refusal::Refusal;
use crate::app::App;

/// Bytes of a body: two halves of a key are a hundred.
const LARGEST_BODY: usize = 8 << 10;
const FORM: &str = "application/x-www-form-urlencoded";

/// What a client gets. No `Debug`: it holds a bearer.
#[derive(Serialize)]
struct Granted<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: u32,
}

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
    let body = axum::body::to_bytes(body, LARGEST_BODY).await.map_err(|_| Refusal::TooLarge)?;
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
