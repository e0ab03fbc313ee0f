//! Ways in which a provider fails, played on demand.

use std::{collections::VecDeque, convert::Infallible, sync::Mutex, time::Duration};

use axum::{
    Json,
    body::{Body, Bytes},
    response::{Html, IntoResponse, Response},
};
use futures_util::stream;
use http::{HeaderValue, StatusCode, header};
use maud::html;
use serde_json::json;

use crate::{lock, oauth::TOKEN_PATH};

/// Between two bytes of a dripping body.
const DRIP: Duration = Duration::from_millis(50);

/// One failure. It happens instead of what was asked; only with the last four is the request carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This status, with an error in Bitbucket's shape.
    Status(u16),
    /// 404 with some 25 kB of HTML that hold a user's profile and a web token.
    Html404,
    /// 555: Bitbucket gave up on its own work.
    Timeout555,
    /// 429, with this `Retry-After`: seconds, a date, or none.
    Status429 {
        /// The header's value as it is to be sent.
        retry_after: Option<String>,
    },
    /// 200 and a body that never ends, one byte at a time.
    DripBody,
    /// 500 at the token endpoint.
    TokenEndpoint500,
    /// 302 to this address.
    RedirectTo(String),
    /// The answer is right, but only after this time.
    Stall(Duration),
    /// A merge takes longer than an answer may: 202 and a task to ask, as if it had been asked for with `async`.
    SlowMerge,
    /// What was asked is done, and the connection breaks before the first byte of the answer.
    BreakConnection,
    /// What was asked is done, and the answer never comes; the connection stays open. [`Control::held_answers`] counts it.
    ///
    /// [`Control::held_answers`]: crate::Control::held_answers
    HoldAnswer,
}

impl Fault {
    /// The answer that stands in for the real one, if the fault has one.
    pub(crate) fn stand_in(&self) -> Option<Response> {
        match self {
            Self::Status(status) => {
                let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                Some(error(status, "The request could not be served"))
            }
            Self::Timeout555 => {
                let status = StatusCode::from_u16(555).unwrap_or(StatusCode::GATEWAY_TIMEOUT);
                Some(error(status, "The request timed out"))
            }
            Self::TokenEndpoint500 => Some(error(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong")),
            Self::Html404 => Some((StatusCode::NOT_FOUND, Html(page_with_profile())).into_response()),
            Self::Status429 { retry_after } => {
                let response =
                    error(StatusCode::TOO_MANY_REQUESTS, "Rate limit for this resource has been exceeded");
                Some(with_header(response, header::RETRY_AFTER, retry_after.as_deref()))
            }
            Self::RedirectTo(location) => {
                Some(with_header(StatusCode::FOUND.into_response(), header::LOCATION, Some(location)))
            }
            Self::DripBody => Some(drip()),
            Self::Stall(_) | Self::SlowMerge | Self::BreakConnection | Self::HoldAnswer => None,
        }
    }
}

fn error(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "type": "error", "error": { "message": message } }))).into_response()
}

/// Sets the header if there is a value that can be one.
fn with_header(mut response: Response, name: header::HeaderName, value: Option<&str>) -> Response {
    let value = value.and_then(|value| HeaderValue::from_str(value).ok());
    response.headers_mut().extend(value.map(|value| (name, value)));
    response
}

/// A page like the one that Bitbucket shows to people: it says who is signed in, and more.
fn page_with_profile() -> String {
    let profile = json!({
        "currentUser": { "nickname": "alice", "emails": ["alice@acme.example"] },
        "webToken": "simulated-web-token-that-must-not-travel-on",
    });
    let filler = ".row{display:flex}".repeat(1400);
    html! {
        html {
            head { style { (filler) } title { "Not found" } }
            body { script id="bb-bootstrap" type="application/json" { (profile.to_string()) } h1 { "Not found" } }
        }
    }
    .into_string()
}

/// White space for ever; it stops when the connection does.
fn drip() -> Response {
    let bytes = stream::unfold((), |()| async {
        tokio::time::sleep(DRIP).await;
        Some((Ok::<_, Infallible>(Bytes::from_static(b" ")), ()))
    });
    ([(header::CONTENT_TYPE, "application/json")], Body::from_stream(bytes)).into_response()
}

/// Which requests a fault is meant for.
enum Meant {
    /// Those below `/2.0`.
    Api,
    /// Those whose path holds this text.
    Path(String),
}

impl Meant {
    fn covers(&self, path: &str) -> bool {
        match self {
            Self::Api => path.starts_with("/2.0/"),
            Self::Path(part) => path.contains(part.as_str()),
        }
    }
}

/// Faults that wait for their request, oldest first.
#[derive(Default)]
pub(crate) struct Faults(Mutex<VecDeque<(Meant, Fault)>>);

impl Faults {
    /// For the next API request, or the next token request if that is what the fault is about.
    pub(crate) fn push(&self, fault: Fault) {
        let meant = match fault {
            Fault::TokenEndpoint500 => Meant::Path(TOKEN_PATH.to_owned()),
            _ => Meant::Api,
        };
        lock(&self.0).push_back((meant, fault));
    }

    /// For the next request whose path holds `part`.
    pub(crate) fn push_for(&self, part: &str, fault: Fault) {
        lock(&self.0).push_back((Meant::Path(part.to_owned()), fault));
    }

    /// Takes the oldest fault that is meant for this path.
    pub(crate) fn take(&self, path: &str) -> Option<Fault> {
        let mut waiting = lock(&self.0);
        let place = waiting.iter().position(|(meant, _)| meant.covers(path))?;
        waiting.remove(place).map(|(_, fault)| fault)
    }
}
