//! A component as the body of a request: much larger than any other.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use futures_util::StreamExt;
use innkeeper::{Caller, Kind};

use crate::app::App;
use crate::problem_response::{ProblemResponse, with_status};

/// How long a component may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(120);
/// Bytes over the limit that are read and thrown away: who still sends does not read why it was refused.
const THROWN_AWAY: usize = 16 << 20;

/// The bytes of a component. Only operators send one; anybody else is refused before the body is read.
pub(crate) struct Component(pub(crate) Vec<u8>);

impl FromRequest<App> for Component {
    type Rejection = ProblemResponse;

    async fn from_request(request: Request, app: &App) -> Result<Self, ProblemResponse> {
        if let Some(caller) = request.extensions().get::<Caller>() {
            caller.must_operate("adding a connector")?;
        }
        must_be_wasm(request.headers())?;
        let limit = app.host.max_connector_bytes();
        match tokio::time::timeout(ARRIVAL, receive(request.into_body(), limit)).await {
            Ok(received) => received.map(Self),
            Err(_) => {
                let said = format!("the component did not arrive within {} seconds", ARRIVAL.as_secs());
                Err(with_status(Kind::BadInput, 408, said))
            }
        }
    }
}

async fn receive(body: Body, limit: usize) -> Result<Vec<u8>, ProblemResponse> {
    let mut stream = body.into_data_stream();
    let (mut component, mut total) = (Vec::new(), 0_usize);
    while let Some(chunk) = stream.next().await {
        let Ok(chunk) = chunk else {
            return Err(with_status(Kind::BadInput, 400, "the component ended before it was whole"));
        };
        total = total.saturating_add(chunk.len());
        if total <= limit {
            component.extend_from_slice(&chunk);
        } else if total > limit.saturating_add(THROWN_AWAY) {
            break;
        } else {
            component = Vec::new();
        }
    }
    if total > limit {
        let said = format!(
            "the component is larger than the {limit} bytes that this host takes (max_connector_bytes)"
        );
        return Err(with_status(Kind::BadInput, 413, said));
    }
    Ok(component)
}

fn must_be_wasm(headers: &HeaderMap) -> Result<(), ProblemResponse> {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = value.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/wasm") {
        Ok(())
    } else {
        let said = "the body must be a WebAssembly component: send it with `Content-Type: application/wasm`";
        Err(with_status(Kind::BadInput, 415, said))
    }
}
